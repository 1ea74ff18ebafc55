//! Names and texts that somebody else wrote in, texts that do nothing to a terminal out.
//!
//! Mail is written by attackers too: a file name or a header field may hold escape sequences, or characters that turn
//! the reading direction or have no width. The list follows Unicode's general categories Cc and, of Cf and Zl/Zp,
//! those that change how the text around them is shown (Unicode Standard Annex #9; Unicode Technical Report #36 §2).

use std::borrow::Cow;
use std::fmt::Write as _;

/// True for a character that acts on a terminal instead of being shown, or hides or reorders what is shown.
pub fn acts(c: char) -> bool {
    matches!(c,
        '\0'..='\x1f' | '\x7f'..='\u{9f}'      // C0, DEL and C1: escape sequences begin with one of these
        | '\u{ad}'                             // soft hyphen: shown or not as the terminal likes
        | '\u{61c}' | '\u{200e}' | '\u{200f}'  // direction marks
        | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' // no width
        | '\u{2028}' | '\u{2029}'              // line and paragraph separator
        | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{206f}' // embeddings, overrides, isolates
        | '\u{fff9}'..='\u{fffb}'              // interlinear annotation
        | '\u{e0000}'..='\u{e007f}'            // tags
    )
}

/// The text with every character that [`acts`] written as `\u{1b}`.
pub fn sanitise(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            // Writing to a String cannot fail.
            let _ = write!(safe, "\\u{{{:x}}}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    Cow::Owned(safe)
}

/// The same for a text of several lines or columns: line feeds and tabs stay.
pub fn sanitise_lines(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| acts(c) && c != '\n' && c != '\t') {
        return Cow::Borrowed(text);
    }
    let lines: Vec<String> =
        text.split('\n').map(|line| line.split('\t').map(sanitise).collect::<Vec<_>>().join("\t")).collect();
    Cow::Owned(lines.join("\n"))
}

/// Longest name that [`shortened`] leaves whole, in characters.
const NAME: usize = 40;

/// A name from a path, harmless and not too long: the middle of a longer one is left out.
pub fn shortened(name: &str) -> String {
    let safe = sanitise(name);
    let length = safe.chars().count();
    if length <= NAME {
        return safe.into_owned();
    }
    let half = NAME / 2;
    let tail: String = safe.chars().skip(length - half + 1).collect();
    format!("{}…{tail}", safe.chars().take(half).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_and_direction_marks_become_visible() {
        assert_eq!(sanitise("sales\x1b[2J.mbox"), "sales\\u{1b}[2J.mbox");
        assert_eq!(sanitise("a\u{9b}31mb"), "a\\u{9b}31mb", "the eight-bit form of the same");
        assert_eq!(sanitise("x\u{202e}fdp.exe"), "x\\u{202e}fdp.exe");
        assert_eq!(sanitise("a\u{200b}b\u{feff}"), "a\\u{200b}b\\u{feff}");
        assert_eq!(sanitise("a\nb"), "a\\u{a}b");
    }

    #[test]
    fn what_is_only_shown_stays_and_costs_nothing() {
        for text in ["sales.mbox", "Zoë/日本語 – “naïef”.eml", ""] {
            assert!(matches!(sanitise(text), Cow::Borrowed(t) if t == text));
        }
    }

    #[test]
    fn lines_and_columns_stay_where_they_are_wanted() {
        assert_eq!(sanitise_lines("a\tb\nc"), "a\tb\nc");
        assert_eq!(sanitise_lines("a\tb\x07\nc"), "a\tb\\u{7}\nc");
    }
}
