//! What a finding is known by in another run: 16 bytes of a hash.
//!
//! What mail programs change without changing mail is left out: where a message of a Maildir lies and its flags, which number a message of an
//! mbox has and where it begins, and fields that are added to its header. Messages go by their msg-id; those without one by date, sender and
//! subject. Of several that are all the same, as many are the same as both runs have.

use super::super::key::HashKey;
use super::super::mask::{mask, mask_subject};
use crate::model::{Finding, Kind, MessageMeta, RegionKind};

/// Names findings.
#[derive(Debug)]
pub(super) struct Naming {
    key: HashKey,
}

impl Naming {
    /// With values hashed under this key; those that are masked bring their hashes along.
    pub(super) fn new(key: HashKey) -> Self {
        Naming { key }
    }

    /// The hash of a value.
    pub(super) fn value(&self, finding: &Finding) -> [u8; 32] {
        self.key.hash(finding.kind.as_str(), finding.value.reveal())
    }

    /// What all findings of a message are known by.
    pub(super) fn message(&self, meta: &MessageMeta) -> OfMessage {
        let mut hasher = blake3::Hasher::new();
        text(&mut hasher, &stable(meta.source.as_str()));
        match &meta.message_id {
            Some(id) => text(&mut hasher, id),
            None => {
                // a run that shows values and one that does not say the same
                let (mut from, mut subject) = (String::new(), String::new());
                if let Some(address) = &meta.from {
                    mask(Kind::Email, address, &mut from);
                }
                if let Some(words) = &meta.subject {
                    mask_subject(words.reveal(), &mut subject);
                }
                hasher.update(&[0]);
                for one in [meta.date.as_deref().unwrap_or_default(), &from, &subject] {
                    text(&mut hasher, one);
                }
            }
        }
        OfMessage(hasher)
    }
}

/// Names the findings of one message.
pub(super) struct OfMessage(blake3::Hasher);

impl OfMessage {
    /// What a finding with a value of this hash is known by.
    pub(super) fn finding(&self, finding: &Finding, value: &[u8; 32]) -> [u8; 16] {
        let mut hasher = self.0.clone();
        text(&mut hasher, finding.part.section.as_str());
        hasher.update(&[finding.kind as u8]).update(value);
        match (&finding.field, &finding.span) {
            (Some(field), _) if finding.region == RegionKind::Header => text(&mut hasher, field),
            (_, Some(span)) => {
                hasher.update(&span.start.to_le_bytes()).update(&span.end.to_le_bytes());
            }
            _ => {}
        }
        let mut id = [0; 16];
        hasher.finalize_xof().fill(&mut id);
        id
    }
}

/// Takes in a text, and where it ends.
fn text(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes()).update(text.as_bytes());
}

/// The name of a source without what mail programs change of it: of a message of a Maildir, which of its folders it lies in and its flags
/// (maildir(5): `new/1234.host`, `cur/1234.host:2,S`).
pub(super) fn stable(source: &str) -> String {
    let pieces: Vec<String> = source.split('!').map(piece).collect();
    pieces.join("!")
}

fn piece(name: &str) -> String {
    let folder = |name: &str| matches!(name.rsplit('/').next(), Some("cur" | "new"));
    let Some((before, last)) = name.rsplit_once('/').filter(|(before, _)| folder(before)) else {
        return name.to_owned();
    };
    let above = &before[..before.len() - "cur".len()];
    // some programs write `;` where a colon may not stand
    let flags = last.find(":2,").or_else(|| last.find(";2,")).unwrap_or(last.len());
    format!("{above}cur/{}", &last[..flags])
}

/// Where a message lies, as it is counted: a folder of a Maildir is one, and so is an mbox.
pub(super) fn folder(source: &str) -> &str {
    let inner = source.rsplit('!').next().unwrap_or(source);
    match inner.rsplit_once('/') {
        Some((before, _)) if matches!(before.rsplit('/').next(), Some("cur" | "new")) => {
            let above = before[..before.len() - "cur".len()].trim_end_matches('/');
            &source[..source.len() - inner.len() + above.len()]
        }
        _ => source,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn what_mail_programs_change_names_nothing() {
        for (one, other) in [
            ("jan/cur/1.M1.host:2,S", "jan/cur/1.M1.host:2,RS"),
            ("jan/new/1.M1.host", "jan/cur/1.M1.host:2,"),
            ("b.tar.gz!jan/new/1.M1.host", "b.tar.gz!jan/cur/1.M1.host;2,S"),
            ("cur/1.M1.host:2,S", "new/1.M1.host"),
        ] {
            assert_eq!(stable(one), stable(other));
        }
        for (one, other) in
            [("a/cur/1.host", "b/cur/1.host"), ("jan/cur/1:2,S", "jan/cur/2:2,S"), ("x:2,S", "x:2,RS")]
        {
            assert_ne!(stable(one), stable(other));
        }
        assert_eq!(folder("b.tar!jan/.Sent/cur/1.host:2,S"), "b.tar!jan/.Sent");
        assert_eq!(folder("cur/1.host"), "");
        assert_eq!(folder("sales/sales.mbox"), "sales/sales.mbox");
    }

    #[test]
    fn a_finding_is_known_by_its_message_and_not_by_where_that_begins() {
        let naming = Naming::new(HashKey::new([7; 32]));
        let (meta, findings) = sample::message();
        let id = |meta: &MessageMeta, finding: &Finding| {
            naming.message(meta).finding(finding, &naming.value(finding))
        };
        let before = id(&meta, &findings[0]);
        let moved = MessageMeta { message: 3, offset: 7, length: None, ..meta.clone() };
        assert_eq!(id(&moved, &findings[0]), before);
        let other = MessageMeta { message_id: Some("b@x".into()), ..meta.clone() };
        assert_ne!(id(&other, &findings[0]), before);
        let anonymous = MessageMeta { message_id: None, ..meta.clone() };
        let later = MessageMeta { date: None, ..anonymous.clone() };
        assert_ne!(id(&anonymous, &findings[0]), id(&later, &findings[0]));
        let mut shifted = findings.clone();
        shifted.iter_mut().for_each(|f| f.span = f.span.clone().map(|s| s.start + 9..s.end + 9));
        assert_ne!(id(&meta, &shifted[0]), before, "another place in the text");
        assert_eq!(id(&meta, &shifted[1]), id(&meta, &findings[1]), "a header field goes by its name");
    }
}
