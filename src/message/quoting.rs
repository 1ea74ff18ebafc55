//! `From ` quoting of mbox files, undone in the text that is searched; offsets of messages stay those of the file.
//!
//! mboxrd puts one `>` before every line that is `From ` behind any number of `>`; mboxo does so only for a bare
//! `From `. A reader cannot tell which wrote a file, so the rule of mboxrd serves both: one `>` is taken off.

use std::sync::LazyLock;

use memchr::memmem::Finder;

static QUOTED: LazyLock<Finder<'static>> = LazyLock::new(|| Finder::new(b">From "));

/// Takes one `>` off every line of `>`s followed by `From `. Borrows when there is none.
pub(crate) fn unquote<'a>(text: &'a [u8], out: &'a mut Vec<u8>) -> &'a [u8] {
    out.clear();
    let mut from = 0;
    for at in QUOTED.find_iter(text) {
        let run = text[..at].iter().rev().take_while(|b| **b == b'>').count();
        let start = at - run;
        if start == 0 || text[start - 1] == b'\n' {
            out.extend_from_slice(&text[from..start]);
            from = start + 1;
        }
    }
    if from == 0 {
        return text;
    }
    out.extend_from_slice(&text[from..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_comes_off_and_only_at_the_start_of_a_line() {
        let mut out = Vec::new();
        assert_eq!(
            unquote(b">From a\n>>From b\n> From c\nx >From d\n", &mut out),
            b"From a\n>From b\n> From c\nx >From d\n"
        );
        assert_eq!(unquote(b"nothing here", &mut out), b"nothing here");
    }
}
