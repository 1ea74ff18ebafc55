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
    if body.len() <= GRAMMAR_MAX {
        if list(body, most, &mut all).is_some() {
            return all;
        }
        all.clear();
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
    let Some((name, address)) = body.strip_suffix('>').and_then(|b| b.rsplit_once('<')) else {
        return is_plain(body).then(|| mailbox("", body));
    };
    let simple = name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b' ' | b'-') || b >= 0x80);
    (simple && is_plain(address)).then(|| mailbox(name, address))
}

/// The whole field is a list of such mailboxes, names in quotation marks among them: the grammar gives the same, letter by
/// letter.
fn list(body: &str, most: usize, all: &mut Vec<Mailbox>) -> Option<()> {
    let mut rest = body;
    loop {
        rest = rest.trim_start_matches(' ');
        let (name, behind) = match rest.strip_prefix('"') {
            Some(quoted) => {
                let end = memchr::memchr2(b'"', b'\\', quoted.as_bytes())?;
                let behind = quoted[end..].strip_prefix('"')?.trim_start_matches(' ');
                (&quoted[..end], behind.starts_with('<').then_some(behind)?)
            }
            None => ("", rest),
        };
        let end = memchr::memchr(b',', behind.as_bytes()).unwrap_or(behind.len());
        let (item, next) = behind.split_at(end);
        let one = if name.is_empty() {
            single(item)?
        } else {
            let address = item.strip_prefix('<')?.strip_suffix('>').filter(|a| is_plain(a))?;
            mailbox(name, address)
        };
        if all.len() < most {
            all.push(one);
        }
        match next.strip_prefix(',') {
            Some(next) => rest = next,
            None => return Some(()),
        }
    }
}

/// An address of letters, digits and a few marks.
fn is_plain(address: &str) -> bool {
    let mut at = None;
    for (n, b) in address.bytes().enumerate() {
        match b {
            b'@' if at.is_some() => return false,
            b'@' => at = Some(n),
            b'.' | b'-' | b'_' | b'+' => {}
            _ if b.is_ascii_alphanumeric() => {}
            _ => return false,
        }
    }
    at.is_some_and(|at| at > 0 && at + 1 < address.len())
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
    fn a_list_of_simple_mailboxes_is_what_the_grammar_makes_of_it() {
        for (body, simple) in [
            ("Jan <jan@klant.example>, piet@klant.example", true),
            ("\"Vries, Jan de\" <j@a.example>,Piet <p@b.example>,  \"Ø (Ø); <x>:\"  <o@c.example>", true),
            ("p@b.example, <j@a.example>", true),
            ("\"\" <j@a.example>, p@b.example", true),
            ("\" Jan \" <j@a.example>, p@b.example", true),
            ("\"jan@a.example\" <j@a.example>, 'Piet' <p@b.example>", false),
            ("\"a\\\"b\" <j@a.example>, p@b.example", false),
            ("p@b.example, ", false),
            (",p@b.example", false),
            ("p@b.example ,q@b.example", false),
            ("Vries, Jan de <j@a.example>", false),
            ("\"Jan\" de Vries <j@a.example>, p@b.example", false),
            ("\"Jan\": p@b.example, q@b.example;", false),
            ("\"Jan <j@a.example>, p@b.example", false),
            ("Team: a@x.example, B <b@x.example>;", false),
            ("a@x.example, b@x.example@c", false),
            ("a@x.example, @c, d@", false),
        ] {
            let mut all = Vec::new();
            assert_eq!(list(body, 10, &mut all).is_some(), simple, "{body}");
            if simple {
                let mut grammar = Vec::new();
                for address in mailparse::addrparse(body).unwrap().iter() {
                    if let mailparse::MailAddr::Single(one) = address {
                        push(one, &mut grammar);
                    }
                }
                assert_eq!(all, grammar, "{body}");
            }
        }
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
