use super::*;
use proptest::prelude::*;
use std::io::{self, Read};

const SEPARATOR: &str = "From jan@example.com Fri Jun 23 02:56:55 2000\n";
const WHOLE: usize = 8 << 20;

/// All messages by [`spans`], the ranges being `step` bytes wide; checks what `buf` promises.
fn by_ranges(mbox: &[u8], step: u64, whole: usize) -> Vec<Span> {
    let (mut all, mut buf, mut found) = (Vec::new(), Vec::new(), Vec::new());
    let mut from = leading(&mbox).unwrap();
    while from < mbox.len() as u64 {
        let next = spans(&mbox, from, from + step, whole, &mut buf, &mut found).unwrap();
        assert!(next >= (from + step.min(whole as u64)).min(mbox.len() as u64), "the range is done");
        assert!(mbox[from as usize..].starts_with(&buf));
        for (i, span) in found.iter().enumerate() {
            let held = span.offset + span.length <= from + buf.len() as u64;
            assert!(held || i + 1 == found.len() && span.length > whole as u64);
        }
        all.extend_from_slice(&found);
        from = next;
    }
    all
}

/// Gives a few bytes at a time, and an error at its end if asked to.
struct Slow<'a>(&'a [u8], usize, bool);
impl Read for Slow<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        if self.0.is_empty() && self.2 {
            return Err(io::Error::other("broken"));
        }
        let n = self.1.min(buf.len()).min(self.0.len());
        buf[..n].copy_from_slice(&self.0[..n]);
        self.0 = &self.0[n..];
        Ok(n)
    }
}

/// Leading bytes, messages with their bytes, and whether it ended with an error.
fn by_stream(
    mbox: &[u8],
    head: usize,
    slow: usize,
    target: usize,
    whole: usize,
    broken: bool,
) -> (u64, Vec<Span>, bool) {
    let (head, rest) = mbox.split_at(head.min(mbox.len()));
    let mut stream = MboxStream::new(Slow(rest, slow, broken), head.to_vec(), whole);
    let (mut leading, mut all, mut buf, mut found) = (0, Vec::new(), Vec::new(), Vec::new());
    loop {
        match stream.batch(target, &mut buf, &mut found) {
            Ok(Batch::Leading { base }) => {
                assert!(all.is_empty() && base == leading && !buf.is_empty());
                leading += buf.len() as u64;
            }
            Ok(Batch::Messages { base }) => {
                assert!(!found.is_empty());
                assert!(mbox[base as usize..].starts_with(&buf));
                assert!(found.iter().all(|s| s.offset + s.length <= base + buf.len() as u64));
                all.extend_from_slice(&found);
            }
            Ok(Batch::Huge { offset, separator }) => {
                let mut bytes = Vec::new();
                let length = stream.huge(&mut |piece| bytes.extend_from_slice(piece)).unwrap();
                assert_eq!(length, bytes.len() as u64);
                assert!(length as usize + 2 > whole, "not huge");
                assert!(mbox[offset as usize..].starts_with(&bytes));
                all.push(Span { offset, length, separator });
            }
            Ok(Batch::End) => return (leading, all, false),
            Err(_) => {
                assert!(matches!(stream.batch(target, &mut buf, &mut found), Ok(Batch::End)));
                return (leading, all, true);
            }
        }
    }
}

/// Too simple to be wrong: line by line, all in memory. Knows no Content-Length.
fn naive(mbox: &[u8]) -> Vec<Span> {
    let lines: Vec<&[u8]> = mbox.split_inclusive(|b| *b == b'\n').collect();
    let blank = |l: &[u8]| matches!(l, b"\n" | b"\r\n");
    let (mut separators, mut offset) = (Vec::new(), 0);
    for (i, line) in lines.iter().enumerate() {
        let free = i == 0 || blank(lines[i - 1]);
        let field = lines.get(i + 1).is_some_and(|next| crate::source::field::known(next));
        let here = match separator::classify(line) {
            separator::Class::Not => false,
            separator::Class::Undated => free && field,
            separator::Class::Bare => field,
            separator::Class::Dated => free,
            separator::Class::Full => free || field,
        };
        if here {
            separators.push((offset, line.len()));
        }
        offset += line.len();
    }
    let mut out = Vec::new();
    for (i, &(separator, line)) in separators.iter().enumerate() {
        let next = separators.get(i + 1).map_or(mbox.len(), |s| s.0);
        let text = &mbox[separator + line..next];
        let last =
            text.split_inclusive(|b| *b == b'\n').next_back().filter(|l| blank(l)).map_or(0, <[u8]>::len);
        out.push(Span {
            offset: (separator + line) as u64,
            length: (text.len() - last) as u64,
            separator: separator as u64,
        });
    }
    out
}

fn texts<'a>(mbox: &'a [u8], spans: &[Span]) -> Vec<&'a str> {
    spans
        .iter()
        .map(|s| str::from_utf8(&mbox[s.offset as usize..(s.offset + s.length) as usize]).unwrap())
        .collect()
}

/// The messages' texts, after all readers agreed.
fn messages(mbox: &str) -> Vec<&str> {
    let bytes = mbox.as_bytes();
    let expected = by_ranges(bytes, u64::MAX / 2, WHOLE);
    assert_eq!(by_ranges(bytes, 1, WHOLE), expected);
    assert_eq!(by_stream(bytes, 0, 1, 1, WHOLE, false).1, expected);
    assert_eq!(by_stream(bytes, 10, 7, 1 << 20, WHOLE, false).1, expected);
    texts(bytes, &expected)
}

#[test]
fn plain_messages_lose_one_blank_line() {
    let mbox = format!(
        "{SEPARATOR}Subject: 1\n\none\n\n{SEPARATOR}Subject: 2\n\ntwo\n\n\n{SEPARATOR}Subject: 3\n\nthree"
    );
    assert_eq!(messages(&mbox), ["Subject: 1\n\none\n", "Subject: 2\n\ntwo\n\n", "Subject: 3\n\nthree"]);
    let crlf = mbox.replace('\n', "\r\n");
    assert_eq!(
        messages(&crlf),
        ["Subject: 1\r\n\r\none\r\n", "Subject: 2\r\n\r\ntwo\r\n\r\n", "Subject: 3\r\n\r\nthree"]
    );
}

#[test]
fn ends_of_all_kinds() {
    assert_eq!(messages(""), [""; 0]);
    assert_eq!(messages(SEPARATOR), [""]);
    assert_eq!(messages(SEPARATOR.trim_end()), [""]);
    assert_eq!(messages(&format!("{SEPARATOR}\n")), [""]);
    assert_eq!(messages(&format!("{SEPARATOR}\n{SEPARATOR}\n")), ["", ""]);
    assert_eq!(messages(&format!("{SEPARATOR}x\n")), ["x\n"]);
    assert_eq!(messages(&format!("{SEPARATOR}x\n\n")), ["x\n"]);
    assert_eq!(messages(&format!("{SEPARATOR}x\n\n\n")), ["x\n\n"]);
    assert_eq!(messages(&format!("{SEPARATOR}To: x\n\n{SEPARATOR}")), ["To: x\n", ""]);
}

#[test]
fn prose_does_not_split() {
    let text = "To: x\n\nFrom Monday we close.\n\nFrom Jan 2004 on: \n\nFrom here\n>From there\nFrom jan@example.com Fri Jun 23 02:56:55 2000\nfull, but neither blank line nor field\n";
    assert_eq!(messages(&format!("{SEPARATOR}{text}\n")), [text]);
}

#[test]
fn a_missing_blank_line_is_made_up_for_by_a_field() {
    let mbox =
        format!("{SEPARATOR}To: x\n\none\n{SEPARATOR}Subject: y\n\ntwo\nFrom - \nReturn-Path: <>\n\nthree\n");
    assert_eq!(messages(&mbox), ["To: x\n\none\n", "Subject: y\n\ntwo\n", "Return-Path: <>\n\nthree\n"]);
}

#[test]
fn a_missing_date_needs_both() {
    let mbox = "From 123@xxx\nTo: x\n\none\n\nFrom 456@xxx\nTo: y\n\ntwo\n\nFrom 789@xxx\nHello\nFrom 789@xxx\nTo: z\n";
    assert_eq!(
        messages(mbox),
        ["To: x\n\none\n", "To: y\n\ntwo\n\nFrom 789@xxx\nHello\nFrom 789@xxx\nTo: z\n"]
    );
}

#[test]
fn content_length_is_believed_when_it_leads_somewhere() {
    let text = format!("a\n\n{SEPARATOR}Subject: inside\n\nb\n");
    let right = format!("{SEPARATOR}Content-Length: {}\n\n{text}", text.len());
    let tail = format!("{SEPARATOR}Subject: z\n\nend\n");
    assert_eq!(messages(&format!("{right}\n{tail}")).len(), 2, "with the blank line");
    assert_eq!(messages(&format!("{right}{tail}")).len(), 2, "without");
    assert_eq!(messages(&right), [&right[SEPARATOR.len()..]], "at the end of the file");
    assert_eq!(messages(&format!("{right}\n")), [&right[SEPARATOR.len()..]]);
    assert_eq!(messages(&format!("{right}x\n\n{tail}")).len(), 3, "wrong, so ignored");
    let huge = format!("{SEPARATOR}Content-Length: 999999999999\n\n{text}\n{tail}");
    assert_eq!(messages(&huge).len(), 3);
}

#[test]
fn leading_bytes_are_no_message() {
    for (before, blank) in [
        ("\n", true),
        ("\r\n\r\n", true),
        ("\u{feff}", true),
        ("junk\n\n", false),
        ("\n\njunk: x\n\n", false),
    ] {
        let mbox = format!("{before}{SEPARATOR}To: x\n\nx\n");
        assert_eq!(leading(&mbox.as_bytes()).unwrap(), before.len() as u64, "{before:?}");
        assert_eq!(is_blank(before.as_bytes()), blank);
        assert_eq!(messages(&mbox), ["To: x\n\nx\n"]);
        assert_eq!(by_stream(mbox.as_bytes(), 2, 3, 100, WHOLE, false).0, before.len() as u64);
    }
    assert_eq!(leading(&&b"no mbox at all"[..]).unwrap(), 14);
    let mut long = vec![b'x'; 3 << 20];
    long.extend_from_slice(format!("\n\n{SEPARATOR}To: x\n").as_bytes());
    assert_eq!(leading(&long).unwrap(), (3 << 20) + 2);
    let (before, found, _) = by_stream(&long, 0, 1 << 16, 100, WHOLE, false);
    assert_eq!((before, found.len()), ((3 << 20) + 2, 1));
}

#[test]
fn huge_messages_are_not_held() {
    let body = "0123456789abcdef\n".repeat(200_000);
    let mbox = format!("{SEPARATOR}To: a\n\nx\n\n{SEPARATOR}To: b\n\n{body}\n{SEPARATOR}To: c\n\ny\n");
    let bytes = mbox.as_bytes();
    let expected = naive(bytes);
    assert_eq!(expected.len(), 3);
    assert_eq!(by_ranges(bytes, 1000, 100_000), expected);
    assert_eq!(by_stream(bytes, 0, 5000, 1000, 100_000, false).1, expected);
    let (mut buf, mut found) = (Vec::new(), Vec::new());
    spans(&bytes, 0, 1000, 100_000, &mut buf, &mut found).unwrap();
    assert!(buf.capacity() < 400_000 && found[1].length as usize == body.len() + 7);
    let crlf = mbox.replace('\n', "\r\n");
    assert_eq!(by_ranges(crlf.as_bytes(), 1000, 100_000), naive(crlf.as_bytes()));
    assert_eq!(by_stream(crlf.as_bytes(), 0, 5000, 1000, 100_000, false).1, naive(crlf.as_bytes()));
}

#[test]
fn an_error_comes_after_what_was_read() {
    let mbox = format!("{SEPARATOR}To: x\n\none\n\n{SEPARATOR}To: y\n\ntw");
    let (_, found, failed) = by_stream(mbox.as_bytes(), 0, 9, 10, WHOLE, true);
    assert_eq!(texts(mbox.as_bytes(), &found), ["To: x\n\none\n", "To: y\n\ntw"]);
    assert!(failed);
    let (before, found, failed) = by_stream(b"junk", 0, 9, 10, WHOLE, true);
    assert!(before == 4 && found.is_empty() && failed);
}

/// Says that it is longer than it is.
struct Shrunk<'a>(&'a [u8], u64);
impl ReadAt for Shrunk<'_> {
    fn read_at(&self, buf: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buf, offset)
    }
    fn size(&self) -> u64 {
        self.1
    }
}

#[test]
fn a_file_that_became_shorter_is_an_error_and_no_more() {
    let mbox = format!("{SEPARATOR}To: x\n\none\n\n{SEPARATOR}To: y\n\ntw");
    let file = Shrunk(mbox.as_bytes(), 1 << 30);
    let (mut buf, mut found) = (Vec::new(), Vec::new());
    assert_eq!(leading(&file).unwrap(), 0);
    assert!(spans(&file, 0, 1 << 20, WHOLE, &mut buf, &mut found).is_err());
    assert_eq!(texts(&buf, &found), ["To: x\n\none\n", "To: y\n\ntw"]);
    assert!(spans(&file, 1 << 20, 1 << 21, WHOLE, &mut buf, &mut found).is_err());
    assert!(leading(&Shrunk(b"x", 1 << 20)).is_err());
}

#[test]
fn a_place_that_is_no_separator_line_still_gets_on() {
    let junk = vec![b'x'; 5000];
    let (mut buf, mut found) = (Vec::new(), Vec::new());
    assert_eq!(spans(&junk, 0, 5000, WHOLE, &mut buf, &mut found).unwrap(), 5000);
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(String::new()),
        4 => Just(SEPARATOR.trim_end().to_owned()),
        1 => Just("From - ".to_owned()),
        1 => Just("From 123@xxx".to_owned()),
        1 => Just("From x@example.com Mon Mar 17 17:19:30 97".to_owned()),
        1 => Just(">From x@example.com Mon Mar 17 17:19:30 1997".to_owned()),
        1 => Just("From now on".to_owned()),
        1 => Just("From ".to_owned()),
        2 => Just("Subject: x".to_owned()),
        2 => "[a-zF>: ]{0,12}",
        1 => "[a-z]{900,1300}",
        1 => "[a-z]{0,60}".prop_map(|s| format!("From {s} {} Mon Mar 17 17:19:30 1997", "y".repeat(940))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn all_readers_agree(
        lines in prop::collection::vec((line(), prop::bool::weighted(0.2)), 0..40),
        last in any::<bool>(), step in 1u64..3000, head in 0usize..200, slow in 1usize..2000,
        target in 0usize..4000, whole in prop_oneof![Just(WHOLE), 1usize..3000], broken in any::<bool>(),
    ) {
        let mut mbox = String::new();
        for (line, crlf) in &lines {
            mbox.push_str(line);
            mbox.push_str(if *crlf { "\r\n" } else { "\n" });
        }
        if last {
            mbox.pop();
        }
        let mbox = mbox.as_bytes();
        let expected = naive(mbox);
        prop_assert_eq!(&by_ranges(mbox, step, whole), &expected);
        prop_assert_eq!(&by_ranges(mbox, u64::MAX / 2, whole), &expected);
        let (before, found, failed) = by_stream(mbox, head, slow, target, whole, broken);
        prop_assert_eq!(&found, &expected);
        prop_assert_eq!(before, leading(&mbox).unwrap());
        prop_assert_eq!(failed, broken);
    }

    #[test]
    fn content_length_means_the_same_to_all(
        messages in prop::collection::vec((prop::collection::vec(line(), 0..8), -3i64..4, any::<bool>()), 0..8),
        step in 1u64..3000, slow in 1usize..2000, target in 0usize..4000,
        whole in prop_oneof![Just(WHOLE), 1usize..3000],
    ) {
        let mut mbox = String::new();
        for (lines, off, blank) in &messages {
            let text = lines.join("\n") + "\n";
            let length = (text.len() as i64 + off).max(0);
            mbox.push_str(&format!("{SEPARATOR}Content-Length: {length}\n\n{text}{}", if *blank { "\n" } else { "" }));
        }
        let mbox = mbox.as_bytes();
        let expected = by_ranges(mbox, u64::MAX / 2, whole);
        prop_assert_eq!(&by_ranges(mbox, step, whole), &expected);
        prop_assert_eq!(&by_stream(mbox, 0, slow, target, whole, false).1, &expected);
    }

    #[test]
    fn the_first_message_from_anywhere_is_that_of_who_reads_from_the_beginning(
        messages in prop::collection::vec((prop::collection::vec(line(), 0..8), any::<bool>()), 1..12),
        at in 0u64..3000,
    ) {
        let mut mbox = String::new();
        for (lines, told) in &messages {
            let text = lines.join("\n") + "\n";
            let length = if *told { format!("Content-Length: {}\n", text.len()) } else { String::new() };
            mbox.push_str(&format!("{SEPARATOR}{length}\n{text}\n"));
        }
        let mbox = mbox.as_bytes();
        let separators = by_ranges(mbox, u64::MAX / 2, WHOLE).into_iter().map(|s| s.separator);
        let expected = separators.filter(|s| *s >= at).min().unwrap_or(mbox.len() as u64);
        prop_assert_eq!(first_from(&mbox, at, WHOLE).unwrap().min(mbox.len() as u64), expected);
    }

    #[test]
    fn any_bytes_are_covered(mbox in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'F'), any::<u8>()], 0..3000)) {
        let found = by_ranges(&mbox, 100, 500);
        prop_assert_eq!(&by_stream(&mbox, 5, 100, 100, 500, false).1, &found);
    }
}
