//! The process that reads documents: the program itself, as a scan starts it.

use std::fmt::Write as _;
use std::io::{Read, Write as _};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use mailsweep::extract::{Document, ExtractOptions, Extractor, guarded, named, wire};
use mailsweep::model::{Contents, Passwords, Problem, ProblemCode, TextKind};
use mailsweep::scan::apart::{DocumentReader, ReaderProgram, TIME};

#[derive(Default)]
struct Taken(String);

impl Contents for Taken {
    fn text(&mut self, _: TextKind, piece: &str) -> bool {
        self.0.push_str(piece);
        true
    }
    fn entry(&mut self, name: &str, _: Option<&str>, content: &mut dyn Read) -> bool {
        let mut bytes = Vec::new();
        let whole = content.read_to_end(&mut bytes).is_ok();
        writeln!(self.0, "[{name} {} {whole}]", bytes.len()).unwrap();
        true
    }
    fn message(&mut self, content: &mut dyn Read) -> bool {
        self.entry("message", None, content)
    }
    fn problem(&mut self, problem: Problem) {
        writeln!(self.0, "[{} {}]", problem.code.as_str(), problem.detail).unwrap();
    }
}

fn program() -> ReaderProgram {
    ReaderProgram {
        program: env!("CARGO_BIN_EXE_mailsweep").into(),
        arguments: vec!["extract-worker".to_owned()],
    }
}

fn pdf() -> &'static dyn Extractor {
    named("pdf").unwrap()
}

fn options() -> ExtractOptions {
    ExtractOptions {
        stop: Default::default(),
        expanded: 256 << 20,
        time: None,
        passwords: Passwords::new(["geheim".to_owned()]),
        ocr: None,
    }
}

fn read(reader: &mut DocumentReader, bytes: &[u8]) -> (Result<(), ProblemCode>, String) {
    let mut taken = Taken::default();
    let document = Document { bytes, name: Some("brief.pdf"), media_type: "application/pdf" };
    let result = reader.extract(pdf(), &document, &options(), &mut taken);
    (result.map_err(|p| p.code), taken.0)
}

/// A file of pages, each with this content; without a table of objects, which the reader makes itself.
fn pages(count: usize, content: &str) -> Vec<u8> {
    let mut file = "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_owned();
    let kids: String = (0..count).map(|n| format!("{} 0 R ", n + 10)).collect();
    writeln!(file, "2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>endobj").unwrap();
    writeln!(file, "3 0 obj<</Length {}>>stream\n{content}\nendstream endobj", content.len()).unwrap();
    writeln!(file, "4 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj").unwrap();
    for n in 0..count {
        writeln!(
            file,
            "{} 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R/Resources<</Font<</F 4 0 R>>>>>>endobj",
            n + 10
        )
        .unwrap();
    }
    file.push_str("trailer<</Root 1 0 R>>\n%%EOF\n");
    file.into_bytes()
}

const TEXT: &str = "BT /F 12 Tf 60 700 Td (Jan de Vries 020-1234567) Tj ET";

#[test]
fn a_document_read_apart_is_the_document_read_here() {
    let mut reader = DocumentReader::new(Some(program()), TIME);
    let encrypted = std::fs::read("tests/data/pdf/rc4.pdf").unwrap();
    let unreadable = std::fs::read("tests/data/pdf/aes-256.pdf").unwrap();
    for bytes in [pages(3, TEXT), encrypted, unreadable, b"%PDF-".to_vec()] {
        let mut here = Taken::default();
        let document = Document { bytes: &bytes, name: Some("brief.pdf"), media_type: "application/pdf" };
        let result = guarded(pdf(), &document, &options(), &mut here).map_err(|p| p.code);
        assert_eq!(read(&mut reader, &bytes), (result, here.0));
    }
}

/// The processes that this one started to read documents (Linux).
#[cfg(target_os = "linux")]
fn readers() -> Vec<std::path::PathBuf> {
    let own = format!("PPid:\t{}\n", std::process::id());
    let all = std::fs::read_dir("/proc").unwrap().filter_map(|entry| Some(entry.ok()?.path()));
    all.filter(|place| {
        let holds =
            |file, text: &str| std::fs::read_to_string(place.join(file)).is_ok_and(|t| t.contains(text));
        holds("status", &own) && holds("cmdline", "extract-worker")
    })
    .collect()
}

#[cfg(target_os = "linux")]
#[test]
fn the_bound_of_memory_lies_above_what_was_set_aside() {
    let mut reader = DocumentReader::new(Some(program()), TIME);
    assert_eq!(read(&mut reader, &pages(3, TEXT)).0, Ok(()));
    let number = |text: &str, name: &str| -> u64 {
        let line = text.lines().find_map(|l| l.strip_prefix(name)).unwrap();
        line.split_whitespace().next().unwrap().parse().unwrap()
    };
    let mut seen = 0;
    // those of other tests come and go
    for place in readers() {
        let text = |file| std::fs::read_to_string(place.join(file)).unwrap_or_default();
        let (status, limits) = (text("status"), text("limits"));
        if !status.contains("VmData:")
            || limits.contains("Max data size             unlimited")
            || limits.is_empty()
        {
            continue;
        }
        let (data, size) = (number(&status, "VmData:"), number(&status, "VmSize:"));
        assert!(data * 1024 < number(&limits, "Max data size"), "{data} KiB of data");
        assert!(size * 1024 < number(&limits, "Max address space"), "{size} KiB");
        seen += 1;
    }
    assert!(seen > 0);
}

/// A stream that expands to more than is read of one is a damaged page, and never one that ends where memory did.
#[cfg(unix)]
#[test]
fn a_stream_is_read_to_its_end_or_said_to_be_damaged() {
    let expands_to = |mebibytes: usize| {
        let mut content = TEXT.as_bytes().to_vec();
        content.resize(mebibytes << 20, b' ');
        content.extend_from_slice(TEXT.replace("Jan", "Piet").as_bytes());
        let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(&content).unwrap();
        let packed = packed.finish().unwrap();
        let mut file = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[4 0 R]>>endobj\n\
             3 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj\n4 0 obj<</Type/Page/Parent 2 0 R\
             /MediaBox[0 0 600 800]/Contents 5 0 R/Resources<</Font<</F 3 0 R>>>>>>endobj\n\
             5 0 obj<</Filter/FlateDecode/Length {}>>stream\n",
            packed.len()
        )
        .into_bytes();
        file.extend_from_slice(&packed);
        file.extend_from_slice(b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n");
        file
    };
    for mebibytes in [1, 47, 49, 70, 90, 200] {
        let mut reader = DocumentReader::new(Some(program()), TIME);
        let (result, text) = read(&mut reader, &expands_to(mebibytes));
        let whole = text.contains("Jan de Vries") && text.contains("Piet de Vries");
        assert_eq!(whole, mebibytes < 48, "{mebibytes} MiB: {text}");
        assert_eq!(text.contains("[corrupt") || result.is_err(), !whole, "{mebibytes} MiB: {text}");
    }
}

#[test]
fn a_document_that_takes_too_long_costs_itself() {
    let mut reader = DocumentReader::new(Some(program()), Duration::from_secs(3));
    let long = format!("{}{TEXT}", "BT /F 12 Tf 60 500 Td (a b) Tj ET ".repeat(1_500));
    let start = Instant::now();
    let (result, text) = read(&mut reader, &pages(400, &long));
    assert_eq!(result, Err(ProblemCode::Limit));
    assert!(text.contains("Jan de Vries"), "what came before stays read");
    assert!(start.elapsed() < Duration::from_secs(10));
    let mut reader = DocumentReader::new(Some(program()), TIME);
    assert_eq!(read(&mut reader, &pages(1, TEXT)).0, Ok(()));
}

#[cfg(unix)]
#[test]
fn a_document_that_ends_its_reader_costs_itself() {
    let mut reader = DocumentReader::new(Some(program()), TIME);
    let stack = format!("%PDF-1.4\n1 0 obj{}endobj trailer<</Root 1 0 R>>\n%%EOF", "<</A".repeat(1_000_000));
    // a page of six streams of 45 MB each, in a file of a quarter of a megabyte
    let stream = {
        let mut packer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&vec![b' '; 45_000_000]).unwrap();
        packer.finish().unwrap()
    };
    let mut memory = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count 1/Kids[3 0 R]>>endobj\n\
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents[4 0 R 5 0 R 6 0 R 7 0 R 8 0 R 9 0 R]>>endobj\n"
        .to_vec();
    for number in 4..10 {
        memory.extend_from_slice(
            format!("{number} 0 obj<</Filter/FlateDecode/Length {}>>stream\n", stream.len()).as_bytes(),
        );
        memory.extend_from_slice(&stream);
        memory.extend_from_slice(b"\nendstream endobj\n");
    }
    memory.extend_from_slice(b"trailer<</Root 1 0 R>>\n%%EOF\n");
    for bomb in [stack.as_bytes(), &memory] {
        // the clock may be faster than the memory, where nothing is optimised
        assert!(matches!(read(&mut reader, bomb).0, Err(ProblemCode::Corrupt | ProblemCode::Limit)));
        let (result, text) = read(&mut reader, &pages(1, TEXT));
        assert_eq!((result, text.as_str()), (Ok(()), "Jan de Vries 020-1234567\n"));
    }
}

fn ends(mut child: Child) -> Option<i32> {
    let until = Instant::now() + Duration::from_secs(10);
    while Instant::now() < until {
        if let Some(status) = child.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    None
}

#[test]
fn the_process_ends_when_its_input_does_even_while_it_reads() {
    let start = || {
        Command::new(env!("CARGO_BIN_EXE_mailsweep"))
            .arg("extract-worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    };
    let mut idle = start();
    drop(idle.stdin.take());
    assert_eq!(ends(idle), Some(0));
    let mut busy = start();
    let long = "BT /F 12 Tf 60 500 Td (a b) Tj ET ".repeat(2_000);
    let bytes = pages(5_000, &long);
    let document = Document { bytes: &bytes, name: None, media_type: "application/pdf" };
    let mut input = busy.stdin.take().unwrap();
    wire::ask(&mut input, "pdf", &document, &options()).unwrap();
    input.flush().unwrap();
    drop(input);
    assert_eq!(ends(busy), Some(0));
}

#[test]
fn the_subcommand_is_not_shown() {
    let help = Command::new(env!("CARGO_BIN_EXE_mailsweep")).arg("--help").output().unwrap();
    assert!(!String::from_utf8(help.stdout).unwrap().contains("extract-worker"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_program_that_is_replaced_amid_a_run_still_reads_its_documents() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("mailsweep");
    std::fs::copy(env!("CARGO_BIN_EXE_mailsweep"), &program).unwrap();
    let mut scan = Command::new(&program)
        .args(["scan", "--own-domain", "own.example", "--reveal", "--format", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = scan.stdin.take().unwrap();
    input
        .write_all(b"From: piet@klant.example\nMIME-Version: 1.0\nContent-Type: application/pdf\n\n")
        .unwrap();
    std::fs::remove_file(&program).unwrap();
    std::fs::write(&program, "another program").unwrap();
    input.write_all(&pages(1, "BT /F 12 Tf 60 700 Td (jan@klant.example) Tj ET")).unwrap();
    drop(input);
    let output = scan.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).unwrap().contains("jan@klant.example"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_scan_leaves_no_core_dump() {
    // as far as it may be raised here
    let mut scan = Command::new("sh")
        .args(["-c", r#"ulimit -c unlimited; exec "$0" scan --own-domain own.example -"#])
        .arg(env!("CARGO_BIN_EXE_mailsweep"))
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let limits = format!("/proc/{}/limits", scan.id());
    let bounded = || {
        let limits = std::fs::read_to_string(&limits).unwrap();
        limits.lines().any(|line| line.split_whitespace().take(5).eq(["Max", "core", "file", "size", "0"]))
    };
    let start = Instant::now();
    while !bounded() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let seen = bounded();
    drop(scan.stdin.take());
    scan.wait().unwrap();
    assert!(seen);
}
