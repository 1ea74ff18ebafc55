//! A place in a text in, addresses that are packed there into other ones out.
//!
//! Programs that send lists and forward mail write whom it went to into the address to which it is to come back: `bounce+jan=klant.example@…`
//! (VERP), `bounce_12.jan_klant.example@…`, `list+jan==a==klant.example==list@…`, `SRS0=…=klant.example=jan@…` (SRS), `jan%klant.example@…`, `jan_klant.example#EXT#@…` (guests of Exchange Online), the name
//! of a list as `<jan.klant.example>` (RFC 2919 §3). Which of its readings is meant nobody can tell; all are given, and there are few.
//! It refuses to know who is looked for.

use std::ops::Range;

/// Bytes of a local part that are looked at (64 by RFC 5321 §4.5.3.1.1; those with others packed in are longer).
const LOCAL: usize = 192;

/// Readings of one local part.
const MOST: usize = 32;

/// An address that is packed into something.
pub(super) struct Packed {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// In lower case, as the domain.
    pub(super) local: String,
    /// Empty where an organisation knows whom it means without.
    pub(super) domain: String,
    /// What stands before it may be part of it: `acme.jan=klant.example` is that of Jan on a list of Acme's, or somebody's who is called
    /// `acme.jan`. It is no more than possible.
    pub(super) doubtful: bool,
}

fn is_domain(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-') || b >= 0x80
}

fn is_local(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b".!#$&*+-/=?^_`{|}~'%".contains(&b) || b >= 0x80
}

/// It may part what is packed from what stands before it.
fn parts(b: u8) -> bool {
    matches!(b, b'+' | b'-' | b'=' | b'/' | b'%' | b'#' | b'.' | b'_' | b'~' | b'*')
}

/// What stands for an `@` in what is packed, and its bytes, the most usual first.
fn signs(own: &[u8]) -> impl Iterator<Item = (usize, usize)> {
    let usual = own.iter().enumerate().filter(|(_, b)| matches!(b, b'=' | b'%')).map(|(n, _)| (n, 1));
    // of Sympa
    let doubled = own.windows(5).enumerate().filter(|(_, w)| *w == b"==a==").map(|(n, _)| (n, 5));
    let spoken = own.windows(4).enumerate().filter(
        |(_, w)| matches!(w, [a @ (b'-' | b'_' | b'.' | b'='), b'a' | b'A', b't' | b'T', b] if a == b),
    );
    let bars = own.iter().enumerate().filter(|(_, b)| **b == b'_').map(|(n, _)| (n, 1));
    usual.chain(doubled).chain(spoken.map(|(n, _)| (n, 4))).chain(bars)
}

/// What programs begin such addresses with, in small letters.
const BEGINNINGS: &[&str] = &[
    "abuse",
    "admin",
    "alert",
    "alerts",
    "auto",
    "bnc",
    "bot",
    "bounce",
    "bounced",
    "bounces",
    "camp",
    "campaign",
    "complaint",
    "confirm",
    "daemon",
    "delivery",
    "dsn",
    "e-mail",
    "em",
    "email",
    "err",
    "error",
    "errors",
    "fail",
    "failure",
    "fbl",
    "forward",
    "fwd",
    "list",
    "lists",
    "mail",
    "mailer",
    "mailing",
    "mailings",
    "mailman",
    "mails",
    "message",
    "messages",
    "msg",
    "ndr",
    "news",
    "newsletter",
    "newsletters",
    "nieuws",
    "nieuwsbrief",
    "noreply",
    "notification",
    "notifications",
    "notify",
    "optout",
    "owner",
    "postmaster",
    "prvs",
    "reminder",
    "replies",
    "reply",
    "request",
    "ret",
    "retour",
    "return",
    "returned",
    "returns",
    "robot",
    "rtn",
    "send",
    "sender",
    "sent",
    "service",
    "srs",
    "sub",
    "subscribe",
    "system",
    "track",
    "trk",
    "unsub",
    "unsubscribe",
    "verp",
];

/// A local part that stands behind this may be whole: behind a sign that names have too, only where a program begins so. `piet.jan=klant.example`
/// and `piet-jan=klant.example` are somebody else's.
fn is_begun(before: &str, local: &str) -> bool {
    let Some(sign) = before.chars().next_back() else { return true };
    if !matches!(sign, '.' | '_' | '~' | '-') {
        return true;
    }
    let before = &before[..before.len() - 1];
    let word = before.rsplit(|c: char| c.is_ascii() && parts(c as u8)).next().unwrap_or_default();
    let several = || local.contains(['.', '_', '-']);
    word.is_empty()
        || word.bytes().any(|b| b.is_ascii_digit())
        || word.len() == 1 && word.len() == before.len() && several()
        || BEGINNINGS.binary_search(&word.to_ascii_lowercase().as_str()).is_ok()
}

/// What stands packed before an `@`.
pub(super) fn before(text: &str, at: usize, on: &mut dyn FnMut(&Packed)) {
    let bytes = text.as_bytes();
    let length = bytes[..at].iter().rev().take(LOCAL).take_while(|b| is_local(**b)).count();
    let from = text.ceil_char_boundary(at - length);
    let own = &bytes[from..at];
    // nearly all addresses end here
    let hosts =
        || memchr::memrchr(b'.', own).is_some_and(|dot| memchr::memchr2(b'_', b't', &own[..dot]).is_some());
    if memchr::memchr3(b'=', b'%', b'#', own).is_none() && !hosts() {
        return number(text, from..at, on);
    }
    number(text, from..at, on);
    let mut left = MOST;
    let mut steps = 8 * MOST;
    let mut give = |local: Range<usize>, domain: Range<usize>, doubtful: bool| {
        let span = local.start.min(domain.start)..local.end.max(domain.end);
        let lower = |range: Range<usize>| text.get(range).map(str::to_lowercase);
        let named =
            |domain: &String| domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.');
        if let (Some(local), Some(domain)) = (lower(local), lower(domain).filter(named))
            && !local.is_empty()
            && left > 0
        {
            left -= 1;
            on(&Packed { span, local, domain, doubtful });
        }
    };
    for (sign, length) in signs(own).map(|(n, length)| (from + n, length)) {
        // jan=klant.example, of which the end may be a number of the letter's
        let behind = sign + length;
        let end = behind + bytes[behind..at].iter().take_while(|b| is_domain(**b)).count();
        let Some(dot) = memchr::memchr(b'.', &bytes[behind..end]).map(|n| behind + n) else { continue };
        let hyphens = memchr::memchr_iter(b'-', &bytes[dot..end]).map(|n| dot + n);
        for end in std::iter::once(end).chain(hyphens).take(4) {
            let mut start = sign;
            loop {
                start -= bytes[from..start].iter().rev().take_while(|b| !parts(**b)).count();
                give(start..sign, behind..end, !is_begun(&text[from..start], &text[start..sign]));
                steps = steps.saturating_sub(1);
                if start == from || steps == 0 {
                    break;
                }
                start -= 1;
            }
        }
    }
    if own.get(..3).is_some_and(|head| head.eq_ignore_ascii_case(b"SRS")) {
        // the last two pieces: domain, and who is there (libsrs2)
        let pieces: Vec<usize> = memchr::memrchr_iter(b'=', own).take(2).map(|n| from + n).collect();
        if let [last, before] = pieces[..] {
            give(last + 1..at, before + 1..last, false);
        }
    }
    if let Some(mark) = own.windows(5).position(|w| w.eq_ignore_ascii_case(b"#EXT#"))
        && let Some(bar) = memchr::memrchr(b'_', &own[..mark])
    {
        give(from..from + bar, from + bar + 1..from + mark, false);
    }
}

/// The same for who asks with other words: the address, and where it stands.
#[cfg(feature = "cli")]
pub(crate) fn each_before(text: &str, at: usize, on: &mut dyn FnMut(&str, Range<usize>)) {
    before(text, at, &mut |packed| {
        if !packed.doubtful {
            on(&format!("{}@{}", packed.local, packed.domain), packed.span.clone());
        }
    });
}

/// Digits are those of a time: seconds or milliseconds since 1970, or day and time written out. A day of birth, a telephone number and a number
/// of a customer are none.
fn is_time(digits: &[u8]) -> bool {
    match digits.len() {
        10 | 13 => digits.starts_with(b"1"),
        14 => digits.starts_with(b"19") || digits.starts_with(b"20"),
        _ => false,
    }
}

/// An address behind a number of the letter's or before one, in an identifier of it: `<20140302.jan@klant.example>`,
/// `<jan.1393751460@klant.example>`.
fn number(text: &str, local: Range<usize>, on: &mut dyn FnMut(&Packed)) {
    let bytes = text.as_bytes();
    let own = &bytes[local.clone()];
    let counts = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'_' | b'$');
    let head = own.iter().take_while(|b| counts(b)).count();
    let digits = own[..head].iter().filter(|b| b.is_ascii_digit()).count();
    let behind = own.iter().rev().take_while(|b| counts(b)).count();
    let name = local.start..local.end - behind;
    let stamp: Vec<u8> = own[own.len() - behind..].iter().copied().filter(u8::is_ascii_digit).collect();
    if is_time(&stamp) && behind < own.len() && !own[own.len() - behind].is_ascii_digit() {
        let hosted = bytes[local.end + 1..].iter().take(254).take_while(|b| is_domain(**b)).count();
        if let (Some(local), Some(domain)) =
            (text.get(name.clone()), text.get(local.end + 1..local.end + 1 + hosted))
        {
            let domain = domain.trim_end_matches(['.', '-']);
            let span = name.start..name.end + behind + 1 + domain.len();
            // a number is that of somebody's mailbox, too
            on(&Packed { span, local: local.to_lowercase(), domain: domain.to_lowercase(), doubtful: true });
        }
    }
    if digits < 4 || head == own.len() || own[head - 1].is_ascii_digit() {
        return;
    }
    let end = local.end + 1 + bytes[local.end + 1..].iter().take(254).take_while(|b| is_domain(**b)).count();
    let span = local.start + head..end;
    if let (Some(local), Some(domain)) = (text.get(span.start..local.end), text.get(local.end + 1..end)) {
        let domain = domain.trim_end_matches(['.', '-']).to_lowercase();
        let span = span.start..span.start + local.len() + 1 + domain.len();
        on(&Packed { span, local: local.to_lowercase(), domain, doubtful: false });
    }
}

/// Whom an X.500 name ends with, as Exchange keeps them (`/o=…/cn=recipients/cn=jan`), by its `=` at this place; it has no domain. Exchange
/// Online puts a number in front.
pub(super) fn alias(text: &str, equals: usize, on: &mut dyn FnMut(&Packed)) {
    let bytes = text.as_bytes();
    let Some(name) = equals.checked_sub(3).map(|from| &bytes[from..equals]) else { return };
    if !name.eq_ignore_ascii_case(b"/cn") {
        return;
    }
    let own =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'+' | b'\'') || *b >= 0x80;
    let length = bytes[equals + 1..].iter().take(LOCAL).take_while(|b| own(b)).count();
    let mut start = equals + 1;
    let end = start + length;
    let digits = bytes[start..end].iter().take_while(|b| b.is_ascii_hexdigit()).count();
    if digits == 32 && bytes.get(start + 32) == Some(&b'-') {
        start += 33;
    }
    let Some(local) = text.get(start..end).filter(|local| local.len() > 1) else { return };
    on(&Packed { span: start..end, local: local.to_lowercase(), domain: String::new(), doubtful: false });
}

/// The name of a list between the brackets that begin here: `<jan.klant.example>`.
pub(super) fn list(text: &str, at: usize, on: &mut dyn FnMut(&Packed)) {
    let bytes = text.as_bytes();
    let from = at + 1;
    let length = bytes[from..].iter().take(LOCAL).take_while(|b| is_domain(**b) || **b == b'_').count();
    let end = from + length;
    if bytes.get(end) != Some(&b'>') {
        return;
    }
    let dots: Vec<usize> = memchr::memchr_iter(b'.', &bytes[from..end]).map(|n| from + n).collect();
    if dots.len() < 2 {
        return;
    }
    for dot in &dots[..(dots.len() - 1).min(8)] {
        if let (Some(local), Some(domain)) = (text.get(from..*dot), text.get(dot + 1..end)) {
            let (local, domain) = (local.to_lowercase(), domain.to_lowercase());
            on(&Packed { span: from..end, local, domain, doubtful: false });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        let mut on = |p: &Packed| {
            let doubtful = if p.doubtful { "?" } else { "" };
            out.push(format!("{}@{} {}{doubtful}", p.local, p.domain, &text[p.span.clone()]));
        };
        if let Some(at) = text.find('@') {
            before(text, at, &mut on);
        }
        if let Some(at) = text.find('<') {
            list(text, at, &mut on);
        }
        out
    }

    #[track_caller]
    fn has(text: &str, address: &str, span: &str) {
        let all = all(text);
        assert!(all.contains(&format!("{address} {span}")), "{all:?}");
    }

    #[test]
    fn addresses_in_addresses() {
        has("bounce+J.an=Klant.example@l.example", "j.an@klant.example", "J.an=Klant.example");
        has("b-12-j-an=klant.example@l.example", "j-an@klant.example", "j-an=klant.example");
        has("bounce-jan=klant.example-12@l.example", "jan@klant.example", "jan=klant.example");
        has("SRS0=aB=T2=klant.example=jan@f.example", "jan@klant.example", "klant.example=jan");
        has("SRS1=x=r.example==aB=T2=klant.example=jan@f.example", "jan@klant.example", "klant.example=jan");
        has("jan%klant.example@r.example", "jan@klant.example", "jan%klant.example");
        has("jan_klant.example#EXT#@t.example", "jan@klant.example", "jan_klant.example");
        for text in [
            "bounce_j.an=klant.example@l.example",
            "Bounce.j.an=klant.example@l.example",
            "b.j.an=klant.example@l.example",
            "bounce.mc.us1_123.456-j.an=klant.example@l.example",
            "0102018f.1.j.an=klant.example@l.example",
            "msprvs1=17abc=bounces-123-j.an=klant.example@l.example",
            "bounces+123-ab12-j.an=klant.example@l.example",
            "piet+caf_=j.an=klant.example@l.example",
        ] {
            has(text, "j.an@klant.example", "j.an=klant.example");
        }
        has("bounce+j.an_klant.example@l.example", "j.an@klant.example", "j.an_klant.example");
        has("j.an_klant.example@l.example", "j.an@klant.example", "j.an_klant.example");
        has("bounce-j.an-at-klant.example@l.example", "j.an@klant.example", "j.an-at-klant.example");
        has("list+j.an==a==klant.example==list@l.example", "j.an@klant.example", "j.an==a==klant.example");
        has("20140302.12-jan@klant.example", "jan@klant.example", "jan@klant.example");
        has("1588579200.tom.jansen@klant.example", "tom.jansen@klant.example", "tom.jansen@klant.example");
        has("<jan.de.klant.example>", "jan.de@klant.example", "jan.de.klant.example");
    }

    #[test]
    fn a_time_behind_a_name_is_that_of_a_letter_perhaps() {
        for text in ["jan.bakker.1393751460@klant.example", "jan.bakker-20140302101100@klant.example"] {
            assert!(
                all(text)
                    .iter()
                    .any(|one| one.starts_with("jan.bakker@klant.example ") && one.ends_with('?')),
                "{text}: {:?}",
                all(text)
            );
        }
        for text in [
            "jan.19850412@klant.example",
            "jan-0612345678@klant.example",
            "jan.1985@klant.example",
            "jan1393751460.x@klant.example",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
    }

    #[test]
    fn names_of_exchange() {
        let last = |text: &str| {
            let mut out = None;
            for at in memchr::memchr_iter(b'=', text.as_bytes()) {
                alias(text, at, &mut |p| out = Some(p.local.clone()));
            }
            out
        };
        assert_eq!(last("/o=Org/ou=X/cn=Recipients/cn=Jan.V").as_deref(), Some("jan.v"));
        let guest = format!("/CN={}-JAN", "0123456789abcdef".repeat(2));
        assert_eq!(last(&guest).as_deref(), Some("jan"));
        assert_eq!(last("cn=jan"), None);
    }

    #[test]
    fn others_are_left_alone() {
        for text in [
            "jan@klant.example",
            "jan+x@klant.example",
            "<http://a.b.c>",
            "<b.c>",
            "prvs=12=jan@klant.example",
            "a_b@klant.example",
            "a.at.b@klant.example",
        ] {
            assert!(all(text).is_empty(), "{text}: {:?}", all(text));
        }
        for text in [
            "piet.jan=klant.example@l.example",
            "piet_jan=klant.example@l.example",
            "b.jan=klant.example@l.example",
            "piet-jan=klant.example@l.example",
            "bounces-robert-jan=klant.example@l.example",
            "bounces+robert-jan=klant.example@l.example",
            "robert-jan-at-klant.example@l.example",
        ] {
            let sure = |one: &String| one.starts_with("jan@") && !one.ends_with('?');
            assert!(!all(text).iter().any(sure), "{text}: {:?}", all(text));
            let doubtful = |one: &String| one.starts_with("jan@klant.example ") && one.ends_with('?');
            assert!(all(text).iter().any(doubtful), "{text}: {:?}", all(text));
        }
        for text in [
            "bounces-robert-jan=klant.example@l.example",
            "news-return-12-robert-jan=klant.example@l.example",
        ] {
            has(text, "robert-jan@klant.example", "robert-jan=klant.example");
        }
        for text in ["bounces-jan=klant.example@l.example", "news-bounces-jan=klant.example@l.example"] {
            has(text, "jan@klant.example", "jan=klant.example");
        }
        assert!(BEGINNINGS.is_sorted());
    }
}
