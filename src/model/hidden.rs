//! Messages within a message: what no separator line parted from it.
//!
//! In: the bytes of what was read as one message. Out: whether another one may stand in it. Where a disk was damaged or a program wrote a separator
//! that no reader knows (NULs or a mark before it, glued to the end of a line, without a date; the bars of MMDF), two messages are read as one;
//! to remove the one would be to lose the other. It refuses to know which of them is meant.

use memchr::memmem;

/// Header fields that stand behind a separator line.
const FIELDS: usize = 2;

/// Bytes of a separator line, and of a header field.
const LINE: usize = 998;

/// Lines of one folded header field that are looked at.
const FOLDED: usize = 64;

/// Another message may stand in these bytes, which begin with the header of one.
pub fn may_hold_another(message: &[u8]) -> bool {
    let bars = message.split(|b| *b == b'\n').any(|line| trimmed(line) == b"\x01\x01\x01\x01");
    // where the line ends that was looked at last, and whether a header begins behind it
    let mut last = (0, false);
    bars || memmem::find_iter(message, b"From ").any(|at| at > 0 && separates(message, at, &mut last))
}

/// `From ` at this place begins a line that separates two messages, or what is left of one.
fn separates(message: &[u8], at: usize, last: &mut (usize, bool)) -> bool {
    let Some(line) = line_at(message, at) else { return false };
    let end = at + line.len() + 1;
    if last.0 != end {
        *last = (end, is_header(message, end));
    }
    // quoted as it should be
    if !last.1 || message[..at].ends_with(b">") {
        return false;
    }
    let begins = message[..at].ends_with(b"\n\n") || message[..at].ends_with(b"\n\r\n");
    begins || has_time(line)
}

/// The fields of a header stand at a place.
fn is_header(message: &[u8], mut from: usize) -> bool {
    for _ in 0..FIELDS {
        let Some(field) = line_at(message, from).filter(|field| is_field(field)) else { return false };
        from += field.len() + 1;
        // what is folded goes on
        for _ in 0..FOLDED {
            let more = line_at(message, from);
            let Some(more) = more.filter(|more| more.starts_with(b" ") || more.starts_with(b"\t")) else {
                break;
            };
            from += more.len() + 1;
        }
    }
    true
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The line that begins there; `None` at the end, and for one that is longer than lines of mail are.
fn line_at(message: &[u8], at: usize) -> Option<&[u8]> {
    let rest = message.get(at..).filter(|rest| !rest.is_empty())?;
    let window = &rest[..rest.len().min(LINE + 2)];
    match memchr::memchr(b'\n', window) {
        Some(end) => Some(&rest[..end]),
        None => (window.len() == rest.len()).then_some(rest),
    }
}

/// A header field: a name of letters, digits and hyphens, and a colon.
fn is_field(line: &[u8]) -> bool {
    let name = line.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'-').count();
    name > 1 && line.get(name) == Some(&b':') && line.first().is_some_and(u8::is_ascii_alphabetic)
}

/// Bytes in which a separator line and what follows it stand.
const REACH: usize = 8 * LINE;

/// The same of a message that comes in pieces.
#[derive(Debug, Default)]
pub struct Hidden {
    /// The end of what came, in which a separator may begin.
    held: Vec<u8>,
    found: bool,
}

impl Hidden {
    /// Another message may stand in what came so far.
    pub fn is_found(&self) -> bool {
        self.found
    }

    /// What comes next.
    pub fn add(&mut self, piece: &[u8]) {
        self.held.extend_from_slice(piece);
        self.found |= may_hold_another(&self.held);
        let from = self.held.len().saturating_sub(REACH);
        self.held.drain(..from);
    }
}

/// Hours and minutes stand on a line.
fn has_time(line: &[u8]) -> bool {
    line.windows(5).any(|w| {
        let digits = [w[0], w[1], w[3], w[4]].iter().all(u8::is_ascii_digit);
        digits && matches!(w[2], b':' | b'.')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "From: jan@klant.example\nTo: a@huis.example\nSubject: x\n\nDag.\n";
    const SECOND: &str = "From: els@huis.example\nTo: b@huis.example\nSubject: y\n\nBewaren.\n";

    #[test]
    fn what_no_separator_parts_is_seen() {
        for between in [
            "\n\0\0From a@b Mon May  4 10:00:00 2020\n",
            "mijn vraag numFrom a@b Mon May  4 10:00:00 2020\n",
            "\n\u{feff}From a@b Mon May  4 10:00:00 2020\n",
            "\n\x0cFrom a@b Mon May  4 10.00.00 2020\n",
            "\n From a@b Mon May  4 10:00:00 2020\r\n",
            "\nFrom els bakker ma 4 mei 10:00:00 2020\n",
            "\nFrom nobody\n",
            "\x01\x01\x01\x01\n\x01\x01\x01\x01\n",
        ] {
            let text = format!("{FIRST}{between}{SECOND}");
            assert!(may_hold_another(text.as_bytes()), "{between:?}");
            for cut in 0..text.len() {
                let mut hidden = Hidden::default();
                let (one, two) = text.as_bytes().split_at(cut);
                for piece in [one, two] {
                    hidden.add(piece);
                }
                assert!(hidden.is_found(), "{between:?} {cut}");
            }
        }
    }

    #[test]
    fn a_message_alone_is_one() {
        for text in [
            FIRST.to_owned(),
            String::new(),
            format!("{FIRST}>From a@b Mon May  4 10:00:00 2020\n{SECOND}"),
            format!("{FIRST}From here on it is ours.\nSubject: none\n"),
            format!("{FIRST}\nFrom 10:00 on we meet.\nDate: later\nand more\n"),
            format!("{FIRST}-----Original message-----\n{SECOND}"),
            "From ".repeat(100_000),
            format!("{}\nXx: y\n{}", "From ".repeat(199), " \n".repeat(1_000_000)),
        ] {
            assert!(!may_hold_another(text.as_bytes()), "{}", &text[..text.len().min(200)]);
        }
    }
}
