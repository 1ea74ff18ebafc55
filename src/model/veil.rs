use std::fmt;

/// Hides values before they are put by: what a [`Memory`](super::Memory) keeps holds masks and keyed hashes in their place.
///
/// A value that is hidden is a text of another form: a NUL, for a value 64 digits of its hash, and the mask. It can be compared and
/// sorted as the value could; [`hidden`] takes it apart.
pub trait Veil: fmt::Debug + Send + Sync {
    /// The mask of a value in its normal form, and its keyed hash.
    fn value(&self, kind: super::Kind, value: &str) -> (String, [u8; 32]);
    /// The mask of what stands in a finding's field of this name.
    fn field(&self, name: &str, value: &str) -> String;
    /// The mask of a subject.
    fn subject(&self, subject: &str) -> String;
}

/// The text that stands for a value which is hidden.
pub fn hide(mask: &str, hash: Option<&[u8; 32]>) -> String {
    let mut out = String::with_capacity(65 + mask.len());
    out.push('\0');
    if let Some(hash) = hash {
        out.extend(hash.iter().flat_map(|b| [b >> 4, b & 15]).filter_map(|n| char::from_digit(n.into(), 16)));
    }
    out.push('\0');
    out.push_str(mask);
    out
}

/// Of a text that [`hide`] made, the mask and the hash; `None` for any other.
pub fn hidden(text: &str) -> Option<(&str, Option<[u8; 32]>)> {
    let (hash, mask) = text.strip_prefix('\0')?.split_once('\0')?;
    if hash.is_empty() {
        return Some((mask, None));
    }
    let mut bytes = [0; 32];
    if hash.len() != 64 {
        return None;
    }
    for (byte, digits) in bytes.iter_mut().zip(hash.as_bytes().as_chunks::<2>().0) {
        let digit = |b: u8| char::from(b).to_digit(16);
        *byte = (digit(digits[0])? << 4 | digit(digits[1])?) as u8;
    }
    Some((mask, Some(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_can_be_told_from_what_is_not() {
        let hash = [0xab; 32];
        let text = hide("j…@e….nl", Some(&hash));
        assert_eq!(hidden(&text), Some(("j…@e….nl", Some(hash))));
        assert_eq!(hidden(&hide("x", None)), Some(("x", None)));
        for other in ["", "jan@klant.example", "\0", "\0ab\0x", "\0\u{e9}\0x"] {
            assert_eq!(hidden(other), None, "{other:?}");
        }
    }
}
