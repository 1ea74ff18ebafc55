//! What has an `@` and is no e-mail address: logins, msg-ids, names of pictures, versions of packages.
//!
//! In: a text, and where a local part and a domain stand in it. Out: yes or no. The rules look at a bounded stretch
//! beside the candidate, so that the whole stays linear.

use std::ops::Range;

use memchr::memrchr;

/// Bytes that are looked at before a candidate.
const REACH: usize = 200;

/// Local parts that French and Italian put an article before.
const ROLES: [&str; 10] = [
    "info",
    "adresse",
    "contact",
    "accueil",
    "admin",
    "administration",
    "email",
    "indirizzo",
    "amministrazione",
    "ufficio",
];

/// How many bytes to cut off the left of a local part that reaches from `start` to `at`: what markup and encodings left
/// there.
pub(super) fn cut_left(text: &str, start: usize, at: usize, header: bool) -> usize {
    let bytes = text.as_bytes();
    let local = &bytes[start..at];
    let before = start.checked_sub(1).map(|i| bytes[i]);
    let mut cut = 0;
    // `\njan@…` in JSON and logs; `\u003cjan@…`
    if before == Some(b'\\') && local.len() > 1 {
        if matches!(local[0], b'n' | b'r' | b't') {
            cut = 1;
        } else if local.len() > 5 && local[0] == b'u' && local[1..5].iter().all(u8::is_ascii_hexdigit) {
            cut = 5;
        }
    }
    // `=3Djan@…`: quoted-printable that was not decoded.
    if !header
        && before == Some(b'=')
        && local.len() > 2
        && matches!(&local[..2], b"3D" | b"3C" | b"22" | b"20" | b"09")
    {
        cut = 2;
    }
    // `%3Cjan@…`, `%20jan@…`: percent-encoded marks; letters stay.
    while let Some(p) = local[cut..].iter().position(|b| *b == b'%') {
        let Some(hex) = local.get(cut + p + 1..cut + p + 3) else { break };
        if !hex.iter().all(u8::is_ascii_hexdigit) {
            break;
        }
        cut += p + 3;
    }
    // `l'info@…`: French and Italian elisions are not part of the name; `d'amico@…` is one, and so is an Irish O'.
    if let [b'd' | b'l' | b'D' | b'L', b'\'', rest @ ..] = &local[cut..]
        && ROLES.iter().any(|role| rest.eq_ignore_ascii_case(role.as_bytes()))
    {
        cut += 2;
    }
    // `id=1&jan@…`
    if let Some(p) = local[cut..].iter().rposition(|b| *b == b'&')
        && matches!(before, Some(b'=' | b'?'))
    {
        cut += p + 1;
    }
    cut
}

/// Takes marks of emphasis off: `_jan@…_` and `'jan@…'`.
pub(super) fn trim_markup(text: &str, local: &mut Range<usize>, domain: &Range<usize>) {
    let bytes = text.as_bytes();
    if bytes[local.start] == b'_' && bytes.get(domain.end) == Some(&b'_') {
        local.start += 1;
    }
}

/// True when the candidate is no address.
pub(super) fn is_something_else(
    text: &str,
    local: &Range<usize>,
    domain: &mut Range<usize>,
    header: bool,
) -> bool {
    let bytes = text.as_bytes();
    let name = &bytes[local.clone()];
    let host = &bytes[domain.clone()];
    let next = bytes.get(domain.end).copied();
    if next == Some(b'@') || is_picture(host) || is_exchange_path(name) {
        return true;
    }
    if header {
        return false;
    }
    if is_path_of_host(bytes, domain.end, name) {
        return true;
    }
    let before = &text[floor_boundary(text, local.start.saturating_sub(REACH))..local.start];
    let token = token_before(before);
    if !token.is_empty()
        && (is_user_info(token)
            || ends_with_any(token, &["cid:", "mid:", "xmpp:", "sip:", "sips:", "ssh:", "id:<"]))
    {
        return true;
    }
    if is_login(before) {
        return true;
    }
    let event = || ends_with_any(token, &["uid:"]) && has_code(name);
    let quoted_msg_id = is_after_id_label(text, local.start) || is_msg_id_host(host) || event();
    let angles = before.ends_with('<') && next == Some(b'>');
    quoted_msg_id || (looks_machine_made(name) && (angles || looks_random(name)))
}

/// True when the address is part of a URL: its path or its query.
pub(super) fn in_url(text: &str, start: usize) -> bool {
    let before = &text[floor_boundary(text, start.saturating_sub(REACH))..start];
    token_before(before).contains("://")
}

/// `foto@2x.png` has no known suffix, but `.zip` and `.mov` are top-level domains.
fn is_picture(host: &[u8]) -> bool {
    matches!(host, [b'1'..=b'4', b'x' | b'X', b'.', ..])
}

/// Exchange writes X.500 names as local parts of addresses that no one uses.
fn is_exchange_path(name: &[u8]) -> bool {
    name.len() > 7
        && (name[..7].eq_ignore_ascii_case(b"imceaex") || name[..7].eq_ignore_ascii_case(b"imceain"))
}

/// `git@host:path`, `jan@host:~/map`, `jan@host:/srv`.
fn is_path_of_host(bytes: &[u8], end: usize, name: &[u8]) -> bool {
    if bytes.get(end) != Some(&b':') {
        return false;
    }
    match bytes.get(end + 1) {
        Some(b'~') => true,
        Some(b'/') => bytes.get(end + 2) != Some(&b'/'),
        Some(b) if b.is_ascii_alphanumeric() || *b == b'.' => {
            let rest = &bytes[end + 1..bytes.len().min(end + 120)];
            let word =
                rest.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'"' | b'\'' | b'>' | b','));
            let path = &rest[..word.unwrap_or(rest.len())];
            matches!(name, b"git" | b"hg" | b"svn" | b"root" | b"gitea" | b"aur")
                || path.ends_with(b".git")
                || path.contains(&b'/')
        }
        _ => false,
    }
}

/// `https://jan:geheim@host`, `ftp://jan@host`: user information (RFC 3986 §3.2.1).
fn is_user_info(token: &str) -> bool {
    token.rfind("://").is_some_and(|p| !token[p + 3..].contains(['/', '?', '#']))
}

/// A command that takes `user@host` stands before, on the same line.
fn is_login(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    let mut words = line.split_ascii_whitespace().rev();
    // What is stuck to the candidate itself does not count, except a quotation mark.
    for word in words.by_ref().take(8) {
        let word = word.trim_start_matches(['$', '#', '`', '>', '(', '"', '\'']);
        if matches!(
            word,
            "ssh"
                | "scp"
                | "sftp"
                | "rsync"
                | "mosh"
                | "ssh-copy-id"
                | "slogin"
                | "rlogin"
                | "sshfs"
                | "autossh"
        ) {
            return true;
        }
        if word.ends_with([',', ';', '?', '!']) {
            return false;
        }
    }
    false
}

/// A label such as `Message-ID:` stands before, on the same line or, in a list of msg-ids, on a line above.
fn is_after_id_label(text: &str, start: usize) -> bool {
    const LABELS: [&str; 12] = [
        "message-id",
        "in-reply-to",
        "references",
        "content-id",
        "resent-message-id",
        "x-message-id",
        "message id",
        "msgid",
        "msg-id",
        "messageid",
        "bericht-id",
        "nachrichten-id",
    ];
    let is = |bytes: &[u8], label: &str| bytes.eq_ignore_ascii_case(label.as_bytes());
    let mut rest = &text.as_bytes()[start.saturating_sub(700)..start];
    for _ in 0..8 {
        let (above, line) = match memrchr(b'\n', rest) {
            Some(n) => (Some(&rest[..n]), &rest[n + 1..]),
            None => (None, rest),
        };
        let quote = line.iter().take_while(|b| matches!(b, b'>' | b' ' | b'|' | b'*' | b'\t' | b'"')).count();
        let line = &line[quote..];
        for label in LABELS {
            if line.get(..label.len()).is_some_and(|head| is(head, label)) {
                let behind = line[label.len()..].iter().find(|b| !matches!(b, b'*' | b'"'));
                return label != "references" || behind == Some(&b':');
            }
        }
        let is_mark = |b: &u8| matches!(b, b'=' | b':' | b'(' | b' ' | b'<');
        if let Some(mark) = line.iter().rposition(is_mark)
            && let Some(end) = line[..mark].iter().rposition(|b| !is_mark(b))
        {
            let word = &line[..=end];
            let ends = |l: &&str| word.len() >= l.len() && is(&word[word.len() - l.len()..], l);
            let references_to = line.len() >= 11 && is(&line[line.len() - 11..], "references ");
            if LABELS.iter().any(ends) && !references_to {
                return true;
            }
        }
        // Only lines of nothing but msg-ids lead on to the line above.
        let only_ids = line.split(u8::is_ascii_whitespace).all(|w| w.is_empty() || w[0] == b'<');
        match above {
            Some(above) if only_ids => rest = above,
            _ => return false,
        }
    }
    false
}

/// Hosts that appear in msg-ids and have no mailboxes.
fn is_msg_id_host(host: &[u8]) -> bool {
    let ends =
        |tail: &[u8]| host.len() >= tail.len() && host[host.len() - tail.len()..].eq_ignore_ascii_case(tail);
    host.eq_ignore_ascii_case(b"mail.gmail.com")
        || ends(b".prod.outlook.com")
        || ends(b".prod.exchangelabs.com")
        || ends(b".amazonses.com") && !host.eq_ignore_ascii_case(b"feedback.amazonses.com")
        || host.starts_with(b"thyme")
        || ends(b".sendgrid.net")
}

/// A local part that no person was given: long, and mostly digits or hexadecimal, or with marks of msg-ids.
fn looks_machine_made(name: &[u8]) -> bool {
    let digits = name.iter().filter(|b| b.is_ascii_digit()).count();
    let hex = name.iter().filter(|b| b.is_ascii_hexdigit() || **b == b'-').count();
    name.contains(&b'$')
        || (name.len() >= 12 && digits * 100 >= name.len() * 60)
        || (name.len() >= 16 && hex * 100 >= name.len() * 90)
        || (name.len() >= 20 && digits * 100 >= name.len() * 25)
        || name.windows(8).any(|w| w == b"JavaMail")
}

/// Hexadecimal digits as the identifiers of events have them (RFC 7986 §5.3): eight together, a figure among them.
fn has_code(name: &[u8]) -> bool {
    name.split(|b| !b.is_ascii_hexdigit()).any(|run| run.len() >= 8 && run.iter().any(u8::is_ascii_digit))
}

/// Longer still: not even outside angle brackets is this an address that somebody wrote down.
fn looks_random(name: &[u8]) -> bool {
    let digits = name.iter().filter(|b| b.is_ascii_digit()).count();
    let upper = name.iter().filter(|b| b.is_ascii_uppercase()).count();
    name.contains(&b'$')
        || (name.len() >= 24 && digits * 100 >= name.len() * 30)
        || (name.len() >= 24 && digits >= 4 && upper >= 4)
}

/// The run of characters without white space or angle brackets right before the candidate.
fn token_before(before: &str) -> &str {
    let start = before
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace() || matches!(c, '<' | '>' | '"' | '(' | ')'))
        .map_or(0, |(i, c)| i + c.len_utf8());
    &before[start..]
}

fn ends_with_any(token: &str, tails: &[&str]) -> bool {
    tails.iter().any(|t| {
        token.len() >= t.len() && token.as_bytes()[token.len() - t.len()..].eq_ignore_ascii_case(t.as_bytes())
    })
}

/// The nearest character boundary at or before `at`.
fn floor_boundary(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}
