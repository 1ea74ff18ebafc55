use super::*;
use crate::source::format::{Head, Shape, recognise};
use std::io::Write;

/// A made-up container: `NEST`, then entries: the length of the name, the name, the length of the content, the
/// content,
/// each length one byte. A name of length 255 stands for a damaged entry.
struct Nest<'r> {
    reader: Box<dyn Read + Send + 'r>,
    left: u64,
}

fn open_nest<'r>(mut reader: Box<dyn Read + Send + 'r>, _: &Limits) -> Box<dyn Nested + 'r> {
    let _ = reader.read_exact(&mut [0; 4]);
    Box::new(Nest { reader, left: 0 })
}

impl Nested for Nest<'_> {
    fn next_entry(&mut self) -> Option<Result<NestedEntry<'_>, Problem>> {
        io::copy(&mut self.reader.by_ref().take(self.left), &mut io::sink()).ok()?;
        self.left = 0;
        let mut length = [0];
        self.reader.read_exact(&mut length).ok()?;
        if length[0] == 255 {
            return Some(Err(Problem::new(ProblemCode::Corrupt, "a damaged entry")));
        }
        let mut name = vec![0; usize::from(length[0])];
        self.reader.read_exact(&mut name).ok()?;
        self.reader.read_exact(&mut length).ok()?;
        self.left = u64::from(length[0]);
        Some(Ok(NestedEntry {
            name: Some(String::from_utf8_lossy(&name).into_owned()),
            size: Some(self.left),
            reader: Box::new(Counted { reader: &mut *self.reader, left: &mut self.left }),
        }))
    }
}

struct Counted<'a> {
    reader: &'a mut (dyn Read + Send),
    left: &'a mut u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = (&mut *self.reader).take(*self.left).read(buf)?;
        *self.left -= n as u64;
        Ok(n)
    }
}

fn nest(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = b"NEST".to_vec();
    for (name, content) in entries {
        if *name == "damaged" {
            out.push(255);
            continue;
        }
        out.push(name.len() as u8);
        out.extend_from_slice(name.as_bytes());
        out.push(content.len() as u8);
        out.extend_from_slice(content);
    }
    out
}

/// Everything in it, to any depth: names with `!` between them, contents, problems as their codes.
fn all(bytes: &[u8], limits: &Limits) -> Vec<(String, Result<Vec<u8>, ProblemCode>)> {
    fn go(
        name: &str,
        bytes: Vec<u8>,
        depth: u32,
        budget: &Arc<Budget>,
        out: &mut Vec<(String, Result<Vec<u8>, ProblemCode>)>,
    ) {
        let shape = recognise(&Head { bytes: &bytes, name, complete: true });
        let how = match shape {
            Shape::Nested(how) => how,
            _ if bytes.starts_with(b"NEST") => open_nest,
            _ => return out.push((name.to_owned(), Ok(bytes))),
        };
        let mut container = match open(how, Box::new(io::Cursor::new(bytes)), depth, budget) {
            Ok(container) => container,
            Err(problem) => return out.push((name.to_owned(), Err(problem.code))),
        };
        while let Some(entry) = container.next_entry() {
            match entry {
                Err(problem) => out.push((name.to_owned(), Err(problem.code))),
                Ok(mut entry) => {
                    let inner = entry.name.as_ref().map_or(name.to_owned(), |n| format!("{name}!{n}"));
                    let mut content = Vec::new();
                    let ended = entry.reader.read_to_end(&mut content);
                    drop(entry);
                    go(&inner, content, depth + 1, budget, out);
                    if let Err(e) = ended {
                        out.push((inner, Err(problem_of(&e).code)));
                    }
                }
            }
        }
    }
    let mut out = Vec::new();
    go("x", bytes.to_vec(), 0, &Budget::new(limits), &mut out);
    out
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::bzip2::write::BzEncoder::new(Vec::new(), ::bzip2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn xz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = liblzma::write::XzEncoder::new(Vec::new(), 1);
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ::zstd::stream::write::Encoder::new(Vec::new(), 1).unwrap();
    encoder.include_checksum(true).unwrap();
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

type Encode = fn(&[u8]) -> Vec<u8>;

const CODECS: [(&str, Encode); 4] = [("gzip", gzip), ("bzip2", bzip2), ("xz", xz), ("zstd", zstd)];

#[test]
fn entries_of_all_depths_and_what_is_between() {
    let inner = nest(&[("b", b"2"), ("damaged", b""), ("c", b"3")]);
    let bytes = nest(&[("a", b"1"), ("damaged", b""), ("in", &inner), ("in.gz", &gzip(&inner)), ("z", b"")]);
    let names = |prefix: &str| {
        vec![
            (format!("{prefix}!b"), Ok(b"2".to_vec())),
            (prefix.to_owned(), Err(ProblemCode::Corrupt)),
            (format!("{prefix}!c"), Ok(b"3".to_vec())),
        ]
    };
    let mut expected =
        vec![("x!a".to_owned(), Ok(b"1".to_vec())), ("x".to_owned(), Err(ProblemCode::Corrupt))];
    expected.extend(names("x!in"));
    expected.extend(names("x!in.gz"));
    expected.push(("x!z".to_owned(), Ok(Vec::new())));
    assert_eq!(all(&bytes, &Limits::default()), expected);
}

#[test]
fn limits_are_problems() {
    let limits = Limits { containers: 2, ..Limits::default() };
    let deep = nest(&[("a", &nest(&[("b", &nest(&[("c", b"x")])), ("d", b"y")]))]);
    assert_eq!(
        all(&deep, &limits),
        [("x!a!b".to_owned(), Err(ProblemCode::Limit)), ("x!a!d".to_owned(), Ok(b"y".to_vec()))]
    );

    let limits = Limits { entries: 2, ..Limits::default() };
    let wide = nest(&[("a", b"1"), ("b", b"2"), ("c", b"3"), ("d", b"4")]);
    let got = all(&wide, &limits);
    assert_eq!(got.len(), 3, "{got:?}");
    assert_eq!(got[2], ("x".to_owned(), Err(ProblemCode::Limit)));

    let limits = Limits { expanded: 100_000, ..Limits::default() };
    let got = all(&gzip(&vec![b'a'; 1 << 20]), &limits);
    assert_eq!(got[1], ("x".to_owned(), Err(ProblemCode::Limit)));
    assert!(got[0].1.as_ref().is_ok_and(|c| c.len() <= 100_000 && !c.is_empty()));
}

#[test]
fn a_bomb_is_cut_at_the_ratio() {
    let bomb = zstd(&vec![0; 300 << 20]);
    let budget = Budget::new(&Limits::default());
    let Shape::Nested(how) = recognise(&Head { bytes: &bomb, name: "x", complete: true }) else { panic!() };
    let mut container = open(how, Box::new(io::Cursor::new(bomb)), 0, &budget).unwrap();
    let mut entry = container.next_entry().unwrap().unwrap();
    let error = io::copy(&mut entry.reader, &mut io::sink()).unwrap_err();
    assert_eq!(problem_of(&error).code, ProblemCode::Limit);
    assert!(budget.expanded() < 257 << 20);
}

#[test]
fn every_codec_reads_chained_streams() {
    for (name, encode) in CODECS {
        let text = b"the quick brown fox\n".repeat(5000);
        assert_eq!(all(&encode(&text), &Limits::default()), [("x".to_owned(), Ok(text.clone()))], "{name}");
        let mut chained = encode(&text);
        chained.extend(encode(b""));
        chained.extend(encode(b"tail"));
        let expected = [&text[..], b"tail"].concat();
        assert_eq!(all(&chained, &Limits::default()), [("x".to_owned(), Ok(expected))], "{name}");
        assert_eq!(all(&encode(b""), &Limits::default()), [("x".to_owned(), Ok(Vec::new()))], "{name}");
    }
}

/// Text that does not compress to nothing.
fn noise() -> Vec<u8> {
    let mut state = 1u32;
    (0..400_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            b'a' + (state >> 24) as u8 % 26
        })
        .collect()
}

#[test]
fn what_was_read_before_the_damage_is_kept() {
    let text = noise();
    for (name, encode) in CODECS {
        let whole = encode(&text);
        for cut in [whole.len() - 1, whole.len() * 9 / 10] {
            let got = all(&whole[..cut], &Limits::default());
            assert_eq!(got[1], ("x".to_owned(), Err(ProblemCode::Truncated)), "{name} {cut}");
            let before = got[0].1.as_ref().unwrap();
            assert!(text.starts_with(before), "{name}");
            assert!(name != "gzip" && name != "zstd" || before.len() > 250_000, "{name}: {}", before.len());
        }
        let mut flipped = whole.clone();
        let middle = flipped.len() / 2;
        flipped[middle..middle + 20].iter_mut().for_each(|b| *b ^= 0x55);
        let got = all(&flipped, &Limits::default());
        let code = got.last().unwrap().1.as_ref().unwrap_err();
        assert!(matches!(code, ProblemCode::Corrupt | ProblemCode::Truncated), "{name}: {code:?}");
    }
}

struct Broken;
impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::from(io::ErrorKind::PermissionDenied))
    }
}

#[test]
fn a_disk_error_is_no_damage() {
    for (name, encode) in CODECS {
        let bytes = encode(&noise());
        let Shape::Nested(how) = recognise(&Head { bytes: &bytes, name, complete: true }) else { panic!() };
        let head = io::Cursor::new(bytes[..bytes.len() / 2].to_vec());
        let budget = Budget::new(&Limits::default());
        let mut outer = open(how, Box::new(head.chain(Broken)), 0, &budget).unwrap();
        let mut entry = outer.next_entry().unwrap().unwrap();
        let problem = problem_of(&io::copy(&mut entry.reader, &mut io::sink()).unwrap_err());
        assert_eq!(
            (problem.code, &*problem.detail),
            (ProblemCode::Io, "cannot read: permission denied"),
            "{name}"
        );
        assert_eq!(io::copy(&mut entry.reader, &mut io::sink()).unwrap(), 0, "an error is the end");
    }
    assert_eq!(problem_of(&io::Error::from(io::ErrorKind::UnexpectedEof)).code, ProblemCode::Truncated);
    assert_eq!(problem_of(&io::Error::other("x")).code, ProblemCode::Io);
}

#[test]
fn a_mail_box_in_a_gzip_streams_with_its_damage() {
    let text = String::from_utf8(noise()).unwrap();
    let mbox = format!("From - Mon Jan  5 10:11:12 2004\nTo: x\n\n{text}\n");
    let bytes = gzip(mbox.as_bytes());
    let Shape::Nested(how) = recognise(&Head { bytes: &bytes, name: "x", complete: true }) else { panic!() };
    let cut = bytes[..bytes.len() * 3 / 4].to_vec();
    let mut outer = open(how, Box::new(io::Cursor::new(cut)), 0, &Budget::new(&Limits::default())).unwrap();
    let entry = outer.next_entry().unwrap().unwrap();
    let mut stream = crate::source::MboxStream::new(entry.reader, Vec::new(), 1 << 20);
    let (mut buf, mut spans) = (Vec::new(), Vec::new());
    stream.batch(1 << 20, &mut buf, &mut spans).unwrap();
    assert!(spans.len() == 1 && spans[0].length > 200_000);
    let error = stream.batch(1 << 20, &mut buf, &mut spans).unwrap_err();
    assert_eq!(problem_of(&error).code, ProblemCode::Truncated);
}
