use crate::model::{Limits, ProblemCode};
use crate::source::nested::tests::all;
use crate::source::pack;

type Got = Vec<(String, Result<Vec<u8>, ProblemCode>)>;

fn read(bytes: &[u8]) -> Got {
    all(bytes, &Limits::default())
}

fn ok(name: &str, content: &[u8]) -> (String, Result<Vec<u8>, ProblemCode>) {
    (format!("x!{name}"), Ok(content.to_vec()))
}

fn err(code: ProblemCode) -> (String, Result<Vec<u8>, ProblemCode>) {
    ("x".to_owned(), Err(code))
}

/// A header, with its checksum, and what stands behind it, padded.
fn part(kind: u8, name: &[u8], content: &[u8], change: impl Fn(&mut [u8])) -> Vec<u8> {
    let mut header = tar::Header::new_gnu();
    header.set_size(content.len() as u64);
    header.set_entry_type(tar::EntryType::new(kind));
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
    change(header.as_mut_bytes());
    header.set_cksum();
    let mut out = header.as_bytes().to_vec();
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(512), 0);
    out
}

fn plain(name: &str, content: &[u8]) -> Vec<u8> {
    part(b'0', name.as_bytes(), content, |_| {})
}

const END: [u8; 1024] = [0; 1024];

#[test]
fn names_of_all_kinds() {
    let long = format!("{}/a.mbox", "folder/".repeat(40).trim_end_matches('/'));
    assert_eq!(read(&pack::tar(&[(&long, b"1"), ("b", b"")])), [ok(&long, b"1"), ok("b", b"")]);
    let record = |text: &str| {
        let length = text.len() + 4;
        assert!((100..1000).contains(&length));
        format!("{length} {text}")
    };
    let pax = record(&format!("path={}/caf\u{e9}\n", "p".repeat(120)));
    let bytes = [
        part(b'g', b"global", b"21 comment=something\n", |_| {}),
        part(b'x', b"header", pax.as_bytes(), |_| {}),
        plain("short", b"2"),
        // the next one is not touched by what stood before the last
        plain("./b//c", b"3"),
        part(b'0', b"caf\xe9", b"4", |_| {}),
        END.to_vec(),
    ]
    .concat();
    let named = format!("{}/caf\u{e9}", "p".repeat(120));
    assert_eq!(read(&bytes), [ok(&named, b"2"), ok("b/c", b"3"), ok(r"caf\xe9", b"4")]);
}

#[test]
fn links_devices_and_folders_are_passed_over() {
    let bytes = [
        part(b'5', b"mail/", b"", |_| {}),
        part(b'2', b"link", b"", |h| h[157..168].copy_from_slice(b"/etc/passwd")),
        part(b'1', b"hard", b"", |h| h[157..158].copy_from_slice(b"a")),
        part(b'3', b"null", b"", |_| {}),
        part(b'6', b"pipe", b"", |_| {}),
        part(b'V', b"volume", b"", |_| {}),
        plain("../../etc/passwd", b"1"),
        part(b'7', b"contiguous", b"2", |_| {}),
        part(b'Z', b"unknown", b"3", |_| {}),
        // a folder with something in it is none
        part(b'5', b"box/", b"4", |_| {}),
        END.to_vec(),
    ]
    .concat();
    let read_of =
        [ok("../../etc/passwd", b"1"), ok("contiguous", b"2"), ok("unknown", b"3"), ok("box", b"4")];
    assert_eq!(read(&bytes), read_of);
}

#[test]
fn sparse_files_have_their_holes() {
    let expected = [&[0; 600][..], b"data", &[0; 96], b"more", &[0; 10]].concat();
    let octal = |n: u64| format!("{n:011o}\0").into_bytes();
    let old = part(b'S', b"old", b"datamore", |h| {
        for (at, n) in [(386, 600), (398, 4), (410, 700), (422, 4), (483, 714)] {
            h[at..at + 12].copy_from_slice(&octal(n));
        }
    });
    let zero = b"19 path=GNUSparse.0\n27 GNU.sparse.map=600,4,700,4\n22 GNU.sparse.size=714\n22 GNU.sparse.name=zero\n";
    let mut map = b"2\n600\n4\n700\n4\n".to_vec();
    map.resize(512, 0);
    map.extend_from_slice(b"datamore");
    let one =
        b"22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n21 GNU.sparse.name=one\n26 GNU.sparse.realsize=714\n";
    let fix = |records: &[u8]| -> Vec<u8> {
        // lengths by count, so that the texts above need not be right
        let lines = records.split(|b| *b == b'\n').filter(|l| !l.is_empty());
        lines
            .flat_map(|line| {
                let text = &line[line.iter().position(|b| *b == b' ').unwrap() + 1..];
                let length = text.len() + 4;
                format!("{length} {}\n", std::str::from_utf8(text).unwrap()).into_bytes()
            })
            .collect()
    };
    let bytes = [
        old,
        part(b'x', b"p", &fix(zero), |_| {}),
        plain("GNUSparse.0", b"datamore"),
        part(b'x', b"p", &fix(one), |_| {}),
        plain("GNUSparse.1", &map),
        plain("after", b"1"),
        END.to_vec(),
    ]
    .concat();
    assert_eq!(
        read(&bytes),
        [ok("old", &expected), ok("zero", &expected), ok("one", &expected), ok("after", b"1")]
    );
    let broken = [
        part(b'S', b"old", b"datamore", |h| h[386..398].copy_from_slice(b"not a number")),
        plain("after", b"1"),
        END.to_vec(),
    ]
    .concat();
    assert_eq!(read(&broken), [err(ProblemCode::Corrupt), ok("after", b"1")]);
}

#[test]
fn a_damaged_header_costs_its_file() {
    let files: Vec<_> = (0..4_u8).map(|i| (format!("{i}"), vec![b'a' + i; 700])).collect();
    let mut bytes: Vec<u8> = files.iter().flat_map(|(name, content)| plain(name, content)).collect();
    bytes.extend(END);
    bytes[3 * 512 + 10] ^= 1;
    let got = read(&bytes);
    assert_eq!(
        got,
        [ok("0", &files[0].1), err(ProblemCode::Corrupt), ok("2", &files[2].1), ok("3", &files[3].1)]
    );
}

#[test]
fn archives_behind_one_another_and_what_is_cut_short() {
    let one = pack::tar(&[("a", b"1")]);
    let two = [&one[..], &pack::tar(&[("b", b"2")])].concat();
    assert_eq!(read(&two), [ok("a", b"1"), ok("b", b"2")]);
    assert_eq!(read(&[&one[..], b"what else stands behind the end"].concat()), [ok("a", b"1")]);
    let long = pack::tar(&[("a", b"1"), ("b", &[7; 2000])]);
    let cut = read(&long[..2048]);
    assert_eq!(cut[..2], [ok("a", b"1"), ok("b", &[7; 512])]);
    assert_eq!(cut[2], ("x!b".to_owned(), Err(ProblemCode::Truncated)));
    assert_eq!(cut.len(), 3, "told once: {cut:?}");
    // after a whole file, where its end should be, and within a header
    for cut in [1024, 1024 + 100] {
        assert_eq!(read(&long[..cut]), [ok("a", b"1"), err(ProblemCode::Truncated)]);
    }
    let huge = part(b'0', b"a", b"1", |h| {
        h[124..136].copy_from_slice(&[0xff; 12]);
    });
    assert!(read(&huge).iter().any(|(_, got)| got.is_err()));
}

#[test]
fn long_headers_are_not_held() {
    let name = vec![b'n'; 3 << 20];
    let bytes = [part(b'L', b"././@LongLink", &name, |_| {}), plain("a", b"1"), END.to_vec()].concat();
    let got = read(&bytes);
    assert!(got.len() == 1 && got[0].0.len() < 1024, "{}", got[0].0.len());
}

#[test]
fn no_damage_makes_it_panic_or_run_on() {
    let whole = [pack::tar(&[("a/b", b"1"), (&"n".repeat(200), b"2")]), plain("c", &[3; 600])].concat();
    for cut in (0..whole.len()).step_by(37) {
        read(&whole[..cut]);
    }
    for at in (0..whole.len()).filter(|at| at % 512 < 157 || at % 512 > 250 && at % 7 == 0) {
        for by in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= by;
            read(&bytes);
        }
    }
}
