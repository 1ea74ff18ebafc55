//! Extended headers of pax in, what is needed of them out (POSIX.1-2024, pax Extended Header).

/// What extended headers say of the file behind them.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Pax {
    pub(super) name: Option<Vec<u8>>,
    /// Bytes in the archive.
    pub(super) size: Option<u64>,
    /// Version 1 of sparse files: the map stands before the data.
    pub(super) major: Option<u64>,
    /// Versions 0.0 and 0.1: the map, as offsets and lengths.
    pub(super) map: Option<Vec<(u64, u64)>>,
    /// Bytes of a sparse file.
    pub(super) real_size: Option<u64>,
}

impl Pax {
    /// Reads records as far as they are whole.
    pub(super) fn read(bytes: &[u8]) -> Self {
        let mut pax = Pax::default();
        // a sparse file bears a made-up name, and its own elsewhere
        let mut sparse_name = None;
        let mut offset = None;
        for (key, value) in records(bytes) {
            match key {
                b"path" => pax.name = Some(value.to_vec()),
                b"size" => pax.size = number(value),
                b"GNU.sparse.major" => pax.major = number(value),
                b"GNU.sparse.name" => sparse_name = Some(value.to_vec()),
                b"GNU.sparse.realsize" | b"GNU.sparse.size" => pax.real_size = number(value),
                b"GNU.sparse.map" => pax.map = map(value),
                b"GNU.sparse.offset" => offset = number(value),
                b"GNU.sparse.numbytes" => {
                    if let (Some(offset), Some(length)) = (offset.take(), number(value)) {
                        pax.map.get_or_insert_default().push((offset, length));
                    }
                }
                _ => {}
            }
        }
        pax.name = sparse_name.or(pax.name).filter(|name| !name.is_empty());
        pax
    }
}

/// Keys and values: `LENGTH KEY=VALUE\n`, the length that of all this. A value may hold line ends.
fn records(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8], &[u8])> {
    std::iter::from_fn(move || {
        let blank = memchr::memchr(b' ', &bytes[..bytes.len().min(20)])?;
        let length = usize::try_from(number(&bytes[..blank])?).ok()?;
        let record = bytes.get(blank + 1..length)?;
        bytes = &bytes[length..];
        let equals = memchr::memchr(b'=', record)?;
        let value = &record[equals + 1..];
        Some((&record[..equals], value.strip_suffix(b"\n").unwrap_or(value)))
    })
}

/// Digits, and nothing else.
pub(super) fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |n, b| {
        let digit = b.checked_sub(b'0').filter(|d| *d < 10)?;
        n.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

/// Offset, length, offset, length… with commas.
fn map(value: &[u8]) -> Option<Vec<(u64, u64)>> {
    let mut numbers = value.split(|b| *b == b',').map(number);
    let mut map = Vec::new();
    while let Some(offset) = numbers.next() {
        map.push((offset?, numbers.next()??));
    }
    Some(map)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_read_by_their_lengths() {
        let pax = Pax::read(b"19 path=a\nb/c.mbox\n15 size=123456\n");
        assert_eq!(pax, Pax { name: Some(b"a\nb/c.mbox".to_vec()), size: Some(123_456), ..Pax::default() });
        let map = Pax::read(b"26 GNU.sparse.map=0,1,5,2\n");
        assert_eq!(map.map, Some(vec![(0, 1), (5, 2)]));
        let old = Pax::read(b"23 GNU.sparse.offset=7\n25 GNU.sparse.numbytes=3\n");
        assert_eq!(old.map, Some(vec![(7, 3)]));
        for broken in [&b""[..], b"x", b"0 ", b"1 ", b"99 path=x\n", b"18446744073709551616 a=b\n", b"5 abc"]
        {
            assert_eq!(Pax::read(broken), Pax::default(), "{broken:?}");
        }
    }
}
