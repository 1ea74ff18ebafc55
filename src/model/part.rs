use serde::{Deserialize, Serialize};
use std::fmt;

/// An IMAP section number (RFC 3501 §6.4.5): `1`, `1.2`, `2.1.3`; empty for the message itself.
///
/// The header of the message is [`Section::header`] of the empty section (`HEADER`), that of an embedded message in
/// part 2 is `2.HEADER`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Section(String);

impl Section {
    /// The message itself.
    pub fn root() -> Self {
        Section(String::new())
    }
    /// The `n`th part (from 1) inside this one.
    pub fn child(&self, n: usize) -> Self {
        if self.0.is_empty() { Section(n.to_string()) } else { Section(format!("{}.{n}", self.0)) }
    }
    /// The header of the message that this section holds.
    pub fn header(&self) -> Self {
        if self.0.is_empty() { Section("HEADER".into()) } else { Section(format!("{}.HEADER", self.0)) }
    }
    /// What of a message, or of a multipart in it, belongs to none of its parts: `TEXT`, `2.TEXT` (after RFC 3501 §6.4.5).
    pub fn text(&self) -> Self {
        if self.0.is_empty() { Section("TEXT".into()) } else { Section(format!("{}.TEXT", self.0)) }
    }
    /// A file in the file that is this section, by its name: `2!contacts/list.csv`.
    pub fn entry(&self, name: &str) -> Self {
        Section(format!("{}!{name}", self.0))
    }
    /// True for a part of this message, and for the message itself.
    pub fn is_within(&self, message: &Section) -> bool {
        message.is_root()
            || self
                .0
                .strip_prefix(message.0.as_str())
                .is_some_and(|r| r.is_empty() || r.starts_with(['.', '!']))
    }
    /// The section that is printed like this.
    pub fn named(text: &str) -> Self {
        Section(text.to_owned())
    }
    /// As printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
    /// True for what belongs to no part.
    pub fn is_text(&self) -> bool {
        self.0.ends_with("TEXT")
    }
    /// True for the message itself.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is known of one part of a message: one leaf of the MIME tree, or a header block.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PartMeta {
    /// Where in the MIME tree.
    pub section: Section,
    /// Declared media type in lower case, without parameters; `text/plain` where none is declared (RFC 2045 §5.2).
    /// A header block has `text/rfc822-headers` (RFC 6522 §4).
    pub media_type: String,
    /// File name, decoded, from Content-Disposition or the `name` parameter.
    pub filename: Option<String>,
    /// The part is an attachment by its disposition, its name or its media type.
    pub attachment: bool,
    /// The nearest multipart/alternative around this part: parts that share it are versions of one text.
    pub alternative: Option<Section>,
}

impl PartMeta {
    /// True for a header block (`HEADER`, `2.HEADER`).
    pub fn is_header(&self) -> bool {
        // a file in an archive may have any name
        self.section.as_str().ends_with("HEADER") && self.media_type == "text/rfc822-headers"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_print_as_imap_writes_them() {
        let two = Section::root().child(2);
        assert_eq!(two.child(1).child(3).as_str(), "2.1.3");
        assert_eq!(Section::root().header().as_str(), "HEADER");
        assert_eq!(two.header().as_str(), "2.HEADER");
    }
}
