//! Records of an extended header of pax: what is needed of them, and the same with another size.

/// What extended headers say of the file behind them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Pax {
    pub(super) name: Option<Vec<u8>>,
    /// Where a link leads to.
    pub(super) link: Option<Vec<u8>>,
    pub(super) size: Option<u64>,
    pub(super) sparse: bool,
}

/// Each record: where it begins and ends, where its key and its value begin.
fn records(bytes: &[u8]) -> Vec<(usize, usize, usize, usize)> {
    let mut records = Vec::new();
    let mut at = 0;
    while let Some(blank) = memchr::memchr(b' ', &bytes[at..bytes.len().min(at + 20)]) {
        let Some(length) = number(&bytes[at..at + blank]) else { break };
        let end = at.saturating_add(length as usize);
        let key = at + blank + 1;
        let Some(equals) = bytes.get(key..end).and_then(|record| memchr::memchr(b'=', record)) else { break };
        records.push((at, end, key, key + equals + 1));
        at = end;
    }
    records
}

pub(super) fn read(bytes: &[u8]) -> Pax {
    let mut pax = Pax::default();
    let mut sparse_name = None;
    for (_, end, key, value) in records(bytes) {
        let content = bytes[value..end].strip_suffix(b"\n").unwrap_or(&bytes[value..end]);
        match &bytes[key..value - 1] {
            b"path" => pax.name = Some(content.to_vec()),
            b"linkpath" => pax.link = Some(content.to_vec()),
            b"size" => pax.size = number(content),
            b"GNU.sparse.name" => sparse_name = Some(content.to_vec()),
            other => pax.sparse |= other.starts_with(b"GNU.sparse."),
        }
    }
    pax.sparse |= sparse_name.is_some();
    pax.name = sparse_name.or(pax.name).filter(|name| !name.is_empty());
    pax
}

/// With another size; `None` where they give none.
pub(super) fn with_size(bytes: &[u8], size: u64) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    let (mut done, mut there) = (0, false);
    for (begin, end, key, value) in records(bytes) {
        if &bytes[key..value - 1] == b"size" {
            out.extend_from_slice(&bytes[done..begin]);
            out.extend_from_slice(&record("size", &size.to_string()));
            (done, there) = (end, true);
        }
    }
    out.extend_from_slice(&bytes[done..]);
    there.then_some(out)
}

/// `LENGTH KEY=VALUE\n`, the length that of all this, its own digits included.
fn record(key: &str, value: &str) -> Vec<u8> {
    let rest = key.len() + value.len() + 3;
    let mut length = rest + 1;
    while length != rest + length.to_string().len() {
        length = rest + length.to_string().len();
    }
    format!("{length} {key}={value}\n").into_bytes()
}

/// Digits, and nothing else.
fn number(digits: &[u8]) -> Option<u64> {
    let all = !digits.is_empty() && digits.iter().all(u8::is_ascii_digit);
    std::str::from_utf8(digits).ok().filter(|_| all)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_changed_and_the_rest_stays() {
        let bytes = b"19 path=a\nb/c.mbox\n15 size=123456\n11 mtime=7\n";
        let pax = read(bytes);
        assert_eq!((pax.name.as_deref(), pax.size), (Some(&b"a\nb/c.mbox"[..]), Some(123_456)));
        let changed = with_size(bytes, 99).unwrap();
        assert_eq!(changed, b"19 path=a\nb/c.mbox\n11 size=99\n11 mtime=7\n");
        assert_eq!(with_size(b"19 path=a\nb/c.mbox\n", 9), None);
        assert_eq!(record("size", "1"), b"9 size=1\n");
        assert_eq!(record("size", "12"), b"11 size=12\n");
        assert!(read(b"26 GNU.sparse.map=0,1,5,2\n").sparse);
        for broken in [&b""[..], b"x", b"0 ", b"1 ", b"99 path=x\n", b"18446744073709551615 a=b\n"] {
            assert_eq!(read(broken), Pax::default(), "{broken:?}");
        }
    }
}
