//! Compressed RTF in, RTF out (\[MS-OXRTFCP\]).
//!
//! The sizes and the checksum of its header are not trusted: what can be decompressed is. A stream gives at most some nine bytes
//! for one of its own, so the output is bounded by the input.

/// What the dictionary holds before the first byte (\[MS-OXRTFCP\] §2.2.2.1).
const PREFILL: &[u8; 207] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

/// Bytes of the dictionary.
const DICTIONARY: usize = 4096;

/// The RTF of a PidTagRtfCompressed; `None` where it is none, and true when it ends before its end.
pub(super) fn decompress(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let header = bytes.get(..16)?;
    let word = |n: usize| u32::from_le_bytes([header[n], header[n + 1], header[n + 2], header[n + 3]]);
    let raw_size = word(4) as usize;
    match &header[8..12] {
        b"MELA" => {
            let rest = &bytes[16..];
            let size = raw_size.min(rest.len());
            // some count the header in the size of what is behind it; the size in all is then that of the bytes
            let cut = size < raw_size && bytes.len() < (word(0) as usize).saturating_add(4);
            Some((rest[..size].to_vec(), cut))
        }
        // the mark at the end is left out by some, who trust the size
        b"LZFu" => {
            let (rtf, ended) = lzfu(&bytes[16..]);
            let cut = !ended && rtf.len() < raw_size;
            Some((rtf, cut))
        }
        _ => None,
    }
}

/// What the stream gives, and whether the mark of its end was met.
fn lzfu(mut rest: &[u8]) -> (Vec<u8>, bool) {
    let mut dictionary = [b' '; DICTIONARY];
    dictionary[..PREFILL.len()].copy_from_slice(PREFILL);
    let mut at = PREFILL.len();
    let mut out = Vec::new();
    let mut put = |at: &mut usize, dictionary: &mut [u8; DICTIONARY], b: u8| {
        out.push(b);
        dictionary[*at] = b;
        *at = (*at + 1) % DICTIONARY;
    };
    let ended = loop {
        let Some((control, behind)) = rest.split_first() else { break false };
        rest = behind;
        let mut end = None;
        for bit in 0..8 {
            if control >> bit & 1 == 0 {
                let Some((literal, behind)) = rest.split_first() else {
                    end = Some(false);
                    break;
                };
                put(&mut at, &mut dictionary, *literal);
                rest = behind;
                continue;
            }
            let Some((reference, behind)) = rest.split_first_chunk::<2>() else {
                end = Some(false);
                break;
            };
            rest = behind;
            let reference = u16::from_be_bytes(*reference);
            let (from, length) = (usize::from(reference >> 4), usize::from(reference & 15) + 2);
            if from == at {
                end = Some(true);
                break;
            }
            for n in 0..length {
                let b = dictionary[(from + n) % DICTIONARY];
                put(&mut at, &mut dictionary, b);
            }
        }
        if let Some(ended) = end {
            break ended;
        }
    };
    (out, ended)
}

#[cfg(test)]
pub(super) fn compress(rtf: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for eight in rtf.chunks(8) {
        body.push(if eight.len() < 8 { 1 << eight.len() } else { 0 });
        body.extend(eight);
    }
    let end = ((PREFILL.len() + rtf.len()) % DICTIONARY) as u16;
    if rtf.len().is_multiple_of(8) {
        body.push(1);
    }
    body.extend((end << 4).to_be_bytes());
    let mut all = (body.len() as u32 + 12).to_le_bytes().to_vec();
    all.extend((rtf.len() as u32).to_le_bytes());
    all.extend(b"LZFu\0\0\0\0");
    all.extend(body);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_examples_of_the_specification() {
        // [MS-OXRTFCP] §3.1.1 and §3.1.2
        let simple = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a,
            0x00, 0x72, 0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c,
            0x09, 0x00, 0x20, 0x62, 0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let (rtf, cut) = decompress(&simple).unwrap();
        assert_eq!(rtf, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert!(!cut);
        let across = [
            0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0x00, 0x04,
            0x20, 0x57, 0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
        ];
        assert_eq!(decompress(&across).unwrap().0, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        let (rtf, cut) = decompress(&simple[..30]).unwrap();
        assert!(
            cut && b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n".starts_with(&rtf) && rtf.len() > 10
        );
    }

    #[test]
    fn what_is_not_compressed_and_what_is_none() {
        let stored = [&[9, 0, 0, 0, 4, 0, 0, 0][..], b"MELA\0\0\0\0{\\r}x"].concat();
        assert_eq!(decompress(&stored), Some((b"{\\r}".to_vec(), false)));
        let of_header = [&[16, 0, 0, 0, 16, 0, 0, 0][..], b"MELA\0\0\0\0{\\r}"].concat();
        assert_eq!(decompress(&of_header), Some((b"{\\r}".to_vec(), false)));
        assert_eq!(decompress(&of_header[..18]), Some((b"{\\".to_vec(), true)));
        assert_eq!(decompress(b"{\\rtf1 not compressed at all}"), None);
        assert_eq!(decompress(b"short"), None);
    }

    #[test]
    fn a_stream_without_its_mark_is_whole_by_its_size() {
        let mut bytes = compress(b"{\\rtf1 jan}");
        bytes.truncate(bytes.len() - 2);
        assert_eq!(decompress(&bytes), Some((b"{\\rtf1 jan}".to_vec(), false)));
    }

    #[test]
    fn round_trip() {
        for n in [0, 1, 7, 8, 9, 5000] {
            let rtf: Vec<u8> = (0..n).map(|n| b"{\\rtf jan}"[n % 10]).collect();
            assert_eq!(decompress(&compress(&rtf)), Some((rtf, false)));
        }
    }
}
