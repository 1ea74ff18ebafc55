use std::io::{Cursor, Write as _};

use super::*;
use crate::model::Limits;
use crate::source::nested::tests::all;
use crate::source::nested::{Budget, open_random};
use crate::source::pack::seven_z;

#[test]
fn files_of_a_solid_block() {
    let text: Vec<u8> = (0..9000).flat_map(|i| format!("line {i} of a text\n").into_bytes()).collect();
    let bytes = seven_z(&[("mail/a.mbox", &text), ("b", b"2"), ("c", b"3")]);
    let ok = |name: &str, content: &[u8]| (format!("x!{name}"), Ok(content.to_vec()));
    assert_eq!(all(&bytes, &Limits::default()), [ok("mail/a.mbox", &text), ok("b", b"2"), ok("c", b"3")]);
    // damage in the block costs what is behind it there, and is told
    let mut damaged = bytes.clone();
    damaged[2000] ^= 0xff;
    let got = all(&damaged, &Limits::default());
    assert_eq!(got[0].0, "x!mail/a.mbox");
    assert!(got.iter().any(|(_, got)| got.is_err()));
    // no directory
    let got = all(&bytes[..bytes.len() - 10], &Limits::default());
    assert!(matches!(got[..], [(_, Err(ProblemCode::Truncated | ProblemCode::Corrupt))]), "{got:?}");
}

#[test]
fn a_small_directory_may_ask_for_a_large_dictionary() {
    let plain = seven_z(&[("a", b"text of a file"), ("b", b"2")]);
    let number = |at: usize| u64::from_le_bytes(plain[at..at + 8].try_into().unwrap()) as usize;
    let (at, size) = (number(12), number(20));
    let directory = &plain[32 + at..32 + at + size];
    let mut options = liblzma::stream::LzmaOptions::new_preset(1).unwrap();
    options.dict_size(1 << 20);
    let mut filters = liblzma::stream::Filters::new();
    filters.lzma2(&options);
    let stream = liblzma::stream::Stream::new_raw_encoder(&filters).unwrap();
    let mut encoder = liblzma::write::XzEncoder::new_stream(Vec::new(), stream);
    encoder.write_all(directory).unwrap();
    let packed = encoder.finish().unwrap();

    // 28: a dictionary of 64 MiB, whatever was needed
    let wide = |n: usize| [&[0xff][..], &(n as u64).to_le_bytes()].concat();
    let mut described = vec![0x17, 6];
    described.extend([&wide(at)[..], &[1, 9], &wide(packed.len()), &[0]].concat());
    described.extend([7, 11, 1, 0, 1, 0x21, 0x21, 1, 28, 12]);
    described.extend([&wide(size)[..], &[0, 0]].concat());

    let mut bytes = [&plain[..32 + at], &packed, &described].concat();
    bytes[12..20].copy_from_slice(&((at + packed.len()) as u64).to_le_bytes());
    bytes[20..28].copy_from_slice(&(described.len() as u64).to_le_bytes());
    for (from, to) in [(32 + at + packed.len()..bytes.len(), 28), (12..32, 8)] {
        let mut crc = flate2::Crc::new();
        crc.update(&bytes[from]);
        bytes[to..to + 4].copy_from_slice(&crc.sum().to_le_bytes());
    }
    let ok = |name: &str, content: &[u8]| (format!("x!{name}"), Ok(content.to_vec()));
    assert_eq!(all(&bytes, &Limits::default()), [ok("a", b"text of a file"), ok("b", b"2")]);
}

#[test]
fn what_is_left_in_a_block_after_a_limit_is_counted() {
    let bytes = seven_z(&[("a", &vec![b'a'; 3 << 20]), ("b", b"2"), ("c", b"3")]);
    let got = all(&bytes, &Limits { expanded: 1 << 20, ..Limits::default() });
    let errors = got.iter().filter(|(_, got)| got.is_err()).count();
    assert!(
        (1..=3).contains(&errors) && got.len() <= 4,
        "{:?}",
        got.iter().map(|g| &g.0).collect::<Vec<_>>()
    );
    let budget = Budget::new(&Limits { expanded: 1 << 20, ..Limits::default() });
    let mut told = Vec::new();
    let size = bytes.len() as u64;
    open_random(open, Box::new(Cursor::new(bytes)), size, 0, &budget).unwrap().unwrap().each(&mut |entry| {
        match entry {
            Ok(mut entry) => assert!(io::copy(&mut entry.reader, &mut io::sink()).is_err()),
            Err(problem) => told.push(problem.detail),
        }
        true
    });
    assert_eq!(told.len(), 1, "{told:?}");
}

#[test]
fn no_damage_makes_it_panic_or_run_on() {
    let whole = seven_z(&[("a", b"some text of a file"), ("b", b"2")]);
    let go = |bytes: Vec<u8>| {
        let budget = Budget::new(&Limits::default());
        let size = bytes.len() as u64;
        let Ok(Some(mut nested)) = open_random(open, Box::new(Cursor::new(bytes)), size, 0, &budget) else {
            return;
        };
        nested.each(&mut |entry| {
            if let Ok(mut entry) = entry {
                let _ = io::copy(&mut entry.reader, &mut io::sink());
            }
            true
        });
    };
    for at in 0..whole.len() {
        go(whole[..at].to_vec());
        for by in [1, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= by;
            // the checksums of the two headers would hide what is behind them
            let (start, header) = (&bytes[12..32].to_vec(), whole.len());
            let offset = u64::from_le_bytes(start[..8].try_into().unwrap());
            if let Some(from) =
                usize::try_from(offset).ok().and_then(|o| o.checked_add(32)).filter(|f| *f <= header)
            {
                let mut crc = flate2::Crc::new();
                crc.update(&bytes[from..]);
                bytes[28..32].copy_from_slice(&crc.sum().to_le_bytes());
            }
            let mut crc = flate2::Crc::new();
            crc.update(&bytes[12..32]);
            bytes[8..12].copy_from_slice(&crc.sum().to_le_bytes());
            go(bytes);
        }
    }
}
