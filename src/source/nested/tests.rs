use super::*;
use crate::source::format::{Head, Shape, recognise};
use crate::source::pack;
use std::io::Write;

/// A made-up container: `NEST`, then entries: the length of the name, the name, the length of the content, the content,
/// each length one byte. A name of length 255 stands for a damaged entry.
struct Nest<'r> {
    reader: Box<dyn Read + 'r>,
}

fn open_nest<'r>(mut reader: Box<dyn Read + 'r>, _: &Opening) -> Box<dyn Nested + 'r> {
    let _ = reader.read_exact(&mut [0; 4]);
    Box::new(Nest { reader })
}

impl Nest<'_> {
    fn go(&mut self, visit: &mut Visit<'_>) -> io::Result<()> {
        let mut length = [0];
        loop {
            self.reader.read_exact(&mut length)?;
            let going_on = if length[0] == 255 {
                visit(Err(Problem::new(ProblemCode::Corrupt, "a damaged entry")))
            } else {
                let mut name = vec![0; usize::from(length[0])];
                self.reader.read_exact(&mut name)?;
                self.reader.read_exact(&mut length)?;
                let mut content = self.reader.by_ref().take(u64::from(length[0]));
                let name = String::from_utf8_lossy(&name).into_owned();
                let going_on = visit(Ok(NestedEntry::new(Some(name), Box::new(&mut content))));
                io::copy(&mut content, &mut io::sink())?;
                going_on
            };
            if !going_on {
                return Ok(());
            }
        }
    }
}

impl Nested for Nest<'_> {
    fn each(&mut self, visit: &mut Visit<'_>) {
        let _ = self.go(visit);
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
pub(in crate::source) fn all(bytes: &[u8], limits: &Limits) -> Vec<(String, Result<Vec<u8>, ProblemCode>)> {
    fn go(
        name: &str,
        bytes: Vec<u8>,
        depth: u32,
        budget: &Arc<Budget>,
        out: &mut Vec<(String, Result<Vec<u8>, ProblemCode>)>,
    ) {
        let shape = recognise(&Head { bytes: &bytes, name, complete: true });
        let opened = match shape {
            Shape::Nested(how) => open(how, Box::new(io::Cursor::new(bytes)), depth, budget).map(Some),
            Shape::Random(how) => {
                let size = bytes.len() as u64;
                open_random(how, Box::new(io::Cursor::new(bytes)), size, depth, budget)
            }
            _ if bytes.starts_with(b"NEST") => {
                open(open_nest, Box::new(io::Cursor::new(bytes)), depth, budget).map(Some)
            }
            _ => return out.push((name.to_owned(), Ok(bytes))),
        };
        let mut container = match opened {
            Ok(Some(container)) => container,
            Ok(None) => return out.push((name.to_owned(), Ok(b"a document".to_vec()))),
            Err(problem) => return out.push((name.to_owned(), Err(problem.code))),
        };
        container.each(&mut |entry| {
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
            true
        });
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

fn lzma(bytes: &[u8]) -> Vec<u8> {
    let options = liblzma::stream::LzmaOptions::new_preset(1).unwrap();
    let stream = liblzma::stream::Stream::new_lzma_encoder(&options).unwrap();
    let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
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

/// Of the only entry.
fn only<T>(container: &mut dyn Nested, read: impl Fn(&mut dyn Read) -> T) -> T {
    let mut result = None;
    container.each(&mut |entry| {
        assert!(result.is_none());
        result = Some(read(&mut *entry.unwrap().reader));
        true
    });
    result.unwrap()
}

#[test]
fn one_bomb_does_not_cost_what_lies_beside_it_and_many_do() {
    let bomb = vec![0; 260 << 20];
    let bomb = gzip(&bomb);
    let text = b"text";
    let one = pack::zip_by(::zip::CompressionMethod::Stored, &[("a", text), ("b.gz", &bomb), ("c", text)]);
    let got = all(&one, &Limits { ratio: 2, ..Limits::default() });
    let codes: Vec<_> = got.iter().map(|(name, got)| (name.as_str(), got.as_ref().err().copied())).collect();
    assert_eq!(codes, [("x!a", None), ("x!b.gz", None), ("x!b.gz", Some(ProblemCode::Limit)), ("x!c", None)]);
    let names: Vec<String> = (0..40).map(|i| format!("{i}.gz")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), bomb.as_slice())).collect();
    let many = pack::zip_by(::zip::CompressionMethod::Stored, &files);
    let budget = Budget::new(&Limits { ratio: 2, ..Limits::default() });
    let Shape::Random(how) = recognise(&Head { bytes: &many, name: "x", complete: true }) else { panic!() };
    let size = many.len() as u64;
    let mut container = open_random(how, Box::new(io::Cursor::new(many)), size, 0, &budget).unwrap().unwrap();
    let (mut limits, mut last) = (0, None);
    container.each(&mut |entry| {
        match entry {
            Err(problem) => last = Some(problem.detail),
            Ok(entry) => {
                let how = recognise(&Head { bytes: &bomb, name: "x", complete: true });
                let Shape::Nested(how) = how else { panic!() };
                let mut inner = open(how, entry.reader, 1, &budget).unwrap();
                inner.each(&mut |entry| {
                    limits += u32::from(io::copy(&mut entry.unwrap().reader, &mut io::sink()).is_err());
                    true
                });
            }
        }
        true
    });
    assert_eq!(limits, 16);
    assert!(last.unwrap().starts_with("the rest of this container was not read"));
    assert!(budget.expanded() < 600 << 20);
}

#[test]
fn a_bomb_is_cut_at_the_ratio() {
    let bomb = zstd(&vec![0; 300 << 20]);
    let budget = Budget::new(&Limits::default());
    let Shape::Nested(how) = recognise(&Head { bytes: &bomb, name: "x", complete: true }) else { panic!() };
    let mut container = open(how, Box::new(io::Cursor::new(bomb)), 0, &budget).unwrap();
    let error = only(&mut *container, |reader| io::copy(reader, &mut io::sink()).unwrap_err());
    assert_eq!(problem_of(&error).code, ProblemCode::Limit);
    assert!(budget.expanded() < 257 << 20);
}

#[test]
fn what_came_along_with_a_message_expands_less_for_nothing() {
    let given = |bytes: usize| {
        let bomb = zstd(&vec![0; bytes]);
        let budget = Budget::attached(Opening::default());
        let Shape::Nested(how) = recognise(&Head { bytes: &bomb, name: "x", complete: true }) else {
            panic!()
        };
        let mut container = open(how, Box::new(io::Cursor::new(bomb)), 0, &budget).unwrap();
        let ended = only(&mut *container, |reader| io::copy(reader, &mut io::sink()));
        ended.map_err(|error| problem_of(&error).code)
    };
    assert_eq!(given(3 << 20), Ok(3 << 20));
    assert_eq!(given(64 << 20), Err(ProblemCode::Limit));
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

#[test]
fn lzma_alone_is_read_as_far_as_it_goes() {
    let text = noise();
    let whole = lzma(&text);
    assert_eq!(all(&whole, &Limits::default()), [("x".to_owned(), Ok(text.clone()))]);
    let got = all(&whole[..whole.len() / 2], &Limits::default());
    assert_eq!(got[1], ("x".to_owned(), Err(ProblemCode::Truncated)));
    assert!(text.starts_with(got[0].1.as_ref().unwrap()));
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
        let problem = only(&mut *outer, |reader| {
            let problem = problem_of(&io::copy(reader, &mut io::sink()).unwrap_err());
            assert_eq!(io::copy(reader, &mut io::sink()).unwrap(), 0, "an error is the end");
            problem
        });
        assert_eq!(
            (problem.code, &*problem.detail),
            (ProblemCode::Io, "cannot read: permission denied"),
            "{name}"
        );
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
    only(&mut *outer, |reader| {
        let mut stream = crate::source::MboxStream::new(reader, Vec::new(), 1 << 20);
        let (mut buf, mut spans) = (Vec::new(), Vec::new());
        stream.batch(1 << 20, &mut buf, &mut spans).unwrap();
        assert!(spans.len() == 1 && spans[0].length > 200_000);
        let error = stream.batch(1 << 20, &mut buf, &mut spans).unwrap_err();
        assert_eq!(problem_of(&error).code, ProblemCode::Truncated);
    });
}
