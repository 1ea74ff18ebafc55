//! Where the text of a group goes, by the first word in it (RTF 1.9.1, "Destinations").

/// Words without `\*` before them whose groups hold no text of the document, or the same text in another way.
const SKIPPED: &[&[u8]] = &[
    b"colortbl",
    b"stylesheet",
    b"pict",
    b"themedata",
    b"colorschememapping",
    b"latentstyles",
    b"datastore",
    b"listtable",
    b"listoverridetable",
    b"revtbl",
    b"rsidtbl",
    b"generator",
    b"xmlnstbl",
    b"filetbl",
    b"pgptbl",
    b"listtext",
    b"pntext",
    b"nonesttables",
    b"shprslt",
    b"sp",
    b"xe",
    b"tc",
    b"ftnsep",
    b"ftnsepc",
    b"ftncn",
    b"aftnsep",
    b"aftnsepc",
    b"aftncn",
    b"objname",
    b"objclass",
];

/// Where the text of a group goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Destination {
    /// Into the document.
    Body,
    /// Into the HTML that was wrapped.
    HtmlTag,
    /// Nowhere.
    Skip,
    /// Nowhere: an embedded object.
    Object,
    /// The table of fonts.
    Fonts,
    /// What the file says of itself: nothing of its own.
    Info,
    /// One line of that.
    InfoLine(&'static str),
    /// What a field does.
    Instruction,
}

impl Destination {
    /// Where the text of a group in this one goes that begins with this word, and whether it is lines of its own. With `\*` before
    /// it, a word that is not known means nowhere; without, it is no destination.
    pub(super) fn of(self, word: &[u8], star: bool) -> Option<(Destination, bool)> {
        use Destination::{Fonts, HtmlTag, Info, InfoLine, Instruction, Object, Skip};
        Some(match word {
            b"fonttbl" => (Fonts, false),
            b"info" => (Info, false),
            b"author" | b"manager" | b"company" | b"title" | b"subject" | b"keywords" | b"doccomm"
            | b"operator" | b"category"
                if self == Info =>
            {
                let label = match word {
                    b"author" => "Author",
                    b"manager" => "Manager",
                    b"company" => "Company",
                    b"title" => "Title",
                    b"subject" => "Subject",
                    b"keywords" => "Keywords",
                    b"doccomm" => "Comments",
                    b"operator" => "Last saved by",
                    _ => "Category",
                };
                (InfoLine(label), false)
            }
            _ if SKIPPED.contains(&word) => (Skip, false),
            b"objdata" => (Object, false),
            b"fldinst" => (Instruction, false),
            b"htmltag" => (HtmlTag, false),
            b"field" => (self, false),
            b"header" | b"headerl" | b"headerr" | b"headerf" | b"footer" | b"footerl" | b"footerr"
            | b"footerf" | b"footnote" | b"annotation" | b"atnauthor" | b"shptxt" | b"dptxbxtext" => {
                (self, true)
            }
            // known, and their text is the document's
            b"shpinst" | b"do" | b"fldrslt" => (self, false),
            _ if star => (Skip, false),
            _ => return None,
        })
    }
}
