//! Text of an mbox in, the text as it was sent out: the quoting of `From ` lines undone.

use memchr::memmem;

/// Takes one `>` off every line that begins with a run of `>` and `From ` (mboxrd, as in qmail's mbox(5)).
///
/// In an mboxo or mboxcl file this also takes one off a line that had it before; which of the two it was,
/// nobody can tell.
/// Gives back `text` itself where there is nothing to do; otherwise `out` is cleared and filled. Linear in the
/// text.
pub fn unquote<'a>(text: &'a [u8], out: &'a mut Vec<u8>) -> &'a [u8] {
    let mut done = 0;
    // A run of `>` is walked back over only once: the next candidate lies behind the `From ` that ended it.
    for from in memmem::find_iter(text, b">From ") {
        let run = text[done..=from].iter().rev().take_while(|b| **b == b'>').count();
        let start = from + 1 - run;
        if start > 0 && text[start - 1] != b'\n' {
            continue;
        }
        if done == 0 {
            out.clear();
            out.reserve(text.len());
        }
        out.extend_from_slice(&text[done..start]);
        done = start + 1;
    }
    if done == 0 {
        return text;
    }
    out.extend_from_slice(&text[done..]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_is_taken_off() {
        let mut out = Vec::new();
        let text = b">From the start\n>>From two\n> From quoted\nx>From here\r\n>From crlf\n>From ";
        assert_eq!(
            unquote(text, &mut out),
            b"From the start\n>From two\n> From quoted\nx>From here\r\nFrom crlf\nFrom "
        );
    }

    #[test]
    fn nothing_to_do_borrows() {
        let mut out = b"before".to_vec();
        let text = b"From here\n>From\nx >From y\n";
        assert_eq!(unquote(text, &mut out).as_ptr(), text.as_ptr());
        assert_eq!(out, b"before");
    }

    #[test]
    fn long_runs_are_linear() {
        let mut text = vec![b'>'; 1 << 20];
        text.extend_from_slice(b"From x");
        let mut out = Vec::new();
        assert_eq!(unquote(&text, &mut out).len(), text.len() - 1);
        let many = b"x>From >From ".repeat(1 << 16);
        assert_eq!(unquote(&many, &mut out).len(), many.len());
    }
}
