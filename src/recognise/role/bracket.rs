//! What stands in brackets behind a name: `Anna Smit (Hoofd Inkoop)`, `Jan Jansen (Gemeente Ons Dorp)`.
//!
//! In: a page with the names of people on it. Out: titles and organisations. A pair of brackets behind a person's name holds what that
//! person is, or whom they work for; nothing else on the line needs to speak for it. This module refuses to know how names are found.

use super::Search;
use super::word::PHRASE_MAX;
use crate::model::Kind;

/// Looks into the brackets right behind each name.
pub(super) fn search(search: &mut Search<'_>) {
    let text = search.text;
    for n in 0..search.people.len() {
        let end = search.people[n].end;
        let Some(rest) = text.get(end..) else { continue };
        let Some(inside) = [" (", "\u{a0}(", "\n("].iter().find_map(|open| rest.strip_prefix(open)) else {
            continue;
        };
        let start = text.len() - inside.len();
        let reach = inside.len().min(PHRASE_MAX + 1);
        let Some(length) = memchr::memchr(b')', &inside.as_bytes()[..reach]) else { continue };
        let span = start..start + length;
        if length < 3 || text[span.clone()].contains(['\n', '(', '@', ':']) {
            continue;
        }
        let Some(verdict) = search.verdict(&span, false) else { continue };
        if matches!(verdict.kind, Kind::JobTitle | Kind::Organisation) {
            search.push(verdict.kind, span, verdict.more - 8, &[verdict.why, "in brackets behind a name"]);
        }
    }
}
