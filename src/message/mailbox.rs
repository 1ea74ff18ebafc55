//! Address fields: names and addr-specs (RFC 5322 §3.4, with the obsolete forms of its §4.4).
//!
//! `mailparse` reads the grammar. It refuses a whole list for one bad address, and reads fields whose encoded-words are
//! decoded already, so that a comma may stand in a name without quotes; where it gives up, a scan for addresses serves.

use crate::model::{Mailbox, Sensitive};

/// Bytes of a field that is given to the grammar.
const GRAMMAR_MAX: usize = 16_384;

/// Bytes of a name that is kept.
const NAME_MAX: usize = 256;

/// The mailboxes of a decoded address field, in order; at most `most`.
pub(crate) fn mailboxes(body: &str, most: usize) -> Vec<Mailbox> {
    let mut all = Vec::new();
    if most == 0 {
        return all;
    }
    if let Some(one) = single(body) {
        all.push(one);
        return all;
    }
    if body.len() <= GRAMMAR_MAX
        && let Ok(list) = mailparse::addrparse(body)
    {
        for address in list.iter() {
            match address {
                mailparse::MailAddr::Single(one) => push(one, &mut all),
                mailparse::MailAddr::Group(group) => group.addrs.iter().for_each(|one| push(one, &mut all)),
            }
        }
        if !all.is_empty() {
            all.truncate(most);
            return all;
        }
    }
    scan(body, most, &mut all);
    all
}

fn push(one: &mailparse::SingleInfo, all: &mut Vec<Mailbox>) {
    if is_address(&one.addr) {
        all.push(mailbox(one.display_name.as_deref().unwrap_or_default(), &one.addr));
    }
}

/// The whole field is one mailbox, as most are: `Jan <jan@…>`, `jan@…`. They need no grammar.
fn single(body: &str) -> Option<Mailbox> {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+');
    let is_plain = |address: &str| {
        address.bytes().all(|b| plain(b) || b == b'@') && address.bytes().filter(|b| *b == b'@').count() == 1
    };
    let Some((name, address)) = body.strip_suffix('>').and_then(|b| b.rsplit_once('<')) else {
        return (is_plain(body) && is_address(body)).then(|| mailbox("", body));
    };
    let simple = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-') || b >= 0x80);
    (simple && is_plain(address) && is_address(address)).then(|| mailbox(name, address))
}

/// Takes every word with an `@` for an address, and what stands before it since the last one for its name.
fn scan(body: &str, most: usize, all: &mut Vec<Mailbox>) {
    let stop = |c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')' | ',' | ';' | ':');
    let mut name_from = 0;
    let mut from = 0;
    while all.len() < most {
        let Some(at) = memchr::memchr(b'@', &body.as_bytes()[from..]).map(|n| from + n) else { return };
        let start = body[name_from..at].rfind(stop).map_or(name_from, |i| {
            let i = name_from + i;
            i + body[i..].chars().next().map_or(1, char::len_utf8)
        });
        let end = body[at..].find(stop).map_or(body.len(), |i| at + i);
        if is_address(&body[start..end]) {
            all.push(mailbox(&body[name_from..start], &body[start..end]));
            name_from = end;
        }
        from = end.max(at + 1);
    }
}

fn mailbox(name: &str, address: &str) -> Mailbox {
    let edge = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',' | ';' | '(' | ')');
    let name = name.trim_matches(edge);
    let name = &name[..name.floor_char_boundary(NAME_MAX)];
    Mailbox {
        name: (!name.is_empty()).then(|| Sensitive::new(name.replace("\\\"", "\""))),
        address: Sensitive::new(super::header::shown(address.trim().to_lowercase())),
    }
}

/// Something, an `@`, and something, without white space.
pub(crate) fn is_address(text: &str) -> bool {
    !text.contains(char::is_whitespace)
        && text.rsplit_once('@').is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn are(body: &str, want: &[(&str, &str)]) {
        let all = mailboxes(body, 10);
        let all: Vec<(&str, &str)> = all
            .iter()
            .map(|m| (m.name.as_ref().map_or("", |n| n.reveal().as_str()), m.address.reveal().as_str()))
            .collect();
        assert_eq!(all, want, "{body}");
    }

    #[test]
    fn names_and_addresses() {
        are("Jan <Jan@Klant.example>", &[("Jan", "jan@klant.example")]);
        are("jan@klant.example", &[("", "jan@klant.example")]);
        are(
            "\"Vries, Jan de\" <j@a.example>, p@b.example (Piet)",
            &[("Vries, Jan de", "j@a.example"), ("", "p@b.example")],
        );
        are("Team: a@x.example, B <b@x.example>;", &[("", "a@x.example"), ("B", "b@x.example")]);
        are("undisclosed-recipients:;", &[]);
        are("", &[]);
    }

    #[test]
    fn what_the_grammar_refuses_is_scanned() {
        are(
            "Vries, Jan de <j@a.example>, Piet <p@b.example>",
            &[("Vries, Jan de", "j@a.example"), ("Piet", "p@b.example")],
        );
        are("Jan <x@y, piet@z.example", &[("Jan", "x@y"), ("", "piet@z.example")]);
        are("mailto:j@x.example", &[("mailto:", "j@x.example")]);
        assert_eq!(mailboxes(&"a@b.example,".repeat(5000), 10).len(), 10);
    }
}
