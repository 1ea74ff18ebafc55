//! Labels within an address: `Postcode`, `Huisnummer` in the rows of a form.
//!
//! In: text of an address from its first part to its last, tags and all, and where in it what is looked for stands. Out: the text without what
//! are labels and no more. It refuses to know what the parts are.

use std::ops::Range;

use super::near::known_label;

/// Stretches of a text without those between its parts that are labels only: what stands between two parts and has other words in it, or
/// none, is not told apart from them. `parts` may come in any order, and overlap.
pub(in crate::subject) fn without_labels(text: &str, mut parts: Vec<Range<usize>>) -> Vec<Range<usize>> {
    parts.sort_by_key(|part| (part.start, part.end));
    let (mut kept, mut from, mut at) = (Vec::new(), 0, 0);
    for part in parts.into_iter().chain(std::iter::once(text.len()..text.len())) {
        let between = text.get(at..part.start.max(at)).unwrap_or_default();
        if let Some(labels) = labels(between) {
            if from < at + labels.start {
                kept.push(from..at + labels.start);
            }
            from = at + labels.end;
        }
        at = at.max(part.end);
    }
    if from < text.len() {
        kept.push(from..text.len());
    }
    kept
}

/// From the first word of a text to its last, tags aside, where it has words and all are labels; with the signs around them.
fn labels(text: &str) -> Option<Range<usize>> {
    let (mut tag, mut word, mut any) = (false, None, false);
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let letter = !tag && c.is_alphanumeric();
        if letter {
            word.get_or_insert(at);
            continue;
        }
        if let Some(from) = word.take() {
            let own = &text[from..at];
            // a reference is a sign or a letter, of which nobody knows here
            let sign = ["&nbsp", "&#160", "&amp"].contains(&own);
            known_label(own).filter(|_| !sign).map(|_| any = true).or(sign.then_some(()))?;
        }
        // a reference is a word with its sign
        word = (!tag && c == '&').then_some(at);
        tag = c == '<' || tag && c != '>';
    }
    any.then_some(0..text.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stays of a text in which these parts stand.
    fn kept(text: &str, parts: &[&str]) -> Vec<String> {
        let spans = parts.iter().map(|part| text.find(part).map(|at| at..at + part.len()).unwrap());
        without_labels(text, spans.collect()).into_iter().map(|span| text[span].to_owned()).collect()
    }

    #[test]
    fn labels_between_parts_are_nobodys() {
        let rows = "1234 AB</td></tr>\n<tr><td style='x'>Huisnummer</td><td>12a</td></tr><tr><td>Straat</td><td>Dorpsstraat";
        assert_eq!(kept(rows, &["1234 AB"]), [rows], "what else stands there is unknown");
        let parts = ["1234 AB", "12a", "Dorpsstraat"];
        assert_eq!(kept(rows, &parts), parts);
        assert_eq!(
            kept("Postcode: 1234 AB nr. 12, Ons Dorp", &["1234 AB", "12,", "Ons Dorp"]),
            ["1234 AB", "12, Ons Dorp"]
        );
        assert_eq!(kept("Postcode&nbsp;1234 AB", &["1234 AB"]), ["1234 AB"]);
        assert_eq!(kept("Postcode&nbsp;1234 AB", &["1234 AB"]), ["1234 AB"]);
    }

    #[test]
    fn what_is_no_label_is_of_the_address() {
        for (text, parts) in [
            ("Dorpsstraat 12, 1234 AB Ons Dorp", &["Dorpsstraat 12", "1234 AB"][..]),
            ("Dorpsstraat 12<br>\n1234 AB", &["Dorpsstraat 12", "1234 AB"]),
            ("Dorpsstraat 12, Plaats Ons Dorp", &["Dorpsstraat 12"]),
            ("Dorpsstraat 12 &eacute; straat 1234 AB", &["Dorpsstraat 12", "1234 AB"]),
            ("Dorpsstraat", &[]),
            ("", &[]),
        ] {
            let whole: Vec<String> = (!text.is_empty()).then(|| text.to_owned()).into_iter().collect();
            assert_eq!(kept(text, parts), whole, "{text}");
        }
        // places that overlap
        let kept = without_labels("a1 straat b2", vec![0..2, 10..12, 0..12]);
        assert_eq!(kept, std::iter::once(0..12).collect::<Vec<_>>());
    }
}
