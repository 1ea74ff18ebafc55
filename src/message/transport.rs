//! How a message travelled, from its trace fields (RFC 5321 §4.4) and from its media type.
//!
//! In: the body of a Received field, or a Content-Type. Out: whether a hop between hosts was over TLS, when it was, and
//! whether the message is encrypted as a whole. Hand-overs within one host tell nothing. Received fields are notes by
//! whoever wrote them: those of foreign hosts may lie. This file refuses to know who sent what to whom.

use std::sync::LazyLock;

use memchr::memmem::Finder;
use memchr::memrchr;

use super::words::Parameterised;
use crate::model::Transport;

/// Bytes of a Received field that are looked at; real ones have a few hundred.
const FIELD_MAX: usize = 4_096;

/// Whether the hop that a Received field notes was over TLS; nothing where it is none between hosts, or does not tell.
pub(super) fn hop(body: &str) -> Option<bool> {
    let clauses = &body[..body.floor_char_boundary(FIELD_MAX)];
    // the date-time stands behind the last semicolon
    let clauses = memrchr(b';', clauses.as_bytes()).map_or(clauses, |end| &clauses[..end]);
    let mut clause = Clause::None;
    let (mut from, mut by, mut protocol) = ("", "", "");
    let (mut microsoft, mut encrypted) = (false, false);
    for token in (Tokens { rest: clauses }) {
        let word = match token {
            // `from xcar (xcar [127.0.0.1])`
            Token::Comment(text) if clause == Clause::From && is_loopback(text) => return None,
            // qmail: `with (AES256-SHA encrypted) SMTP`
            Token::Comment(text) => {
                encrypted |= clause == Clause::With && text.ends_with("encrypted");
                continue;
            }
            Token::Word(word) => word,
        };
        match Keyword::of(word) {
            Some(Keyword::From) if from.is_empty() => clause = Clause::From,
            Some(Keyword::By) if by.is_empty() => clause = Clause::By,
            Some(Keyword::With) => clause = Clause::With,
            Some(Keyword::Other) if !by.is_empty() && !protocol.is_empty() => break,
            Some(Keyword::Other) => clause = Clause::Other,
            _ => match clause {
                Clause::From if from.is_empty() => from = word,
                Clause::From if is_loopback(word) => return None,
                Clause::By if by.is_empty() => by = word,
                // `with Microsoft SMTP Server (TLS)`, `with DHE-RSA-AES256-SHA encrypted SMTP`
                Clause::With => {
                    encrypted |= word.eq_ignore_ascii_case("encrypted");
                    microsoft |= word.eq_ignore_ascii_case("microsoft");
                    if protocol.is_empty() || !is_secure(protocol) && !is_clear(protocol) {
                        protocol = word;
                    }
                }
                _ => {}
            },
        }
    }
    if from.is_empty() || by.is_empty() || bare(from).eq_ignore_ascii_case(bare(by)) {
        return None;
    }
    if is_local_host(from) || is_local_host(by) {
        return None;
    }
    if encrypted || is_secure(protocol) || names_tls(clauses) {
        return Some(true);
    }
    (is_clear(protocol) || microsoft).then_some(false)
}

/// The date-time of a Received field: what stands behind its last semicolon.
pub(super) fn date_time(body: &str) -> Option<&str> {
    let (_, date) = body.rsplit_once(';')?;
    let date = date.trim();
    (!date.is_empty()).then_some(date)
}

/// How the media type of a whole message says that it is encrypted. A `pkcs7-mime` without `smime-type` is taken for
/// encrypted: programs that sign name the type.
pub(super) fn encrypted(content_type: &Parameterised) -> Option<Transport> {
    let parameter = |name: &str| content_type.parameter(name).unwrap_or_default().to_ascii_lowercase();
    match content_type.value.as_str() {
        "multipart/encrypted" => match parameter("protocol") {
            p if p.contains("pkcs7") => Some(Transport::EncryptedSmime),
            _ => Some(Transport::EncryptedPgp),
        },
        "application/pkcs7-mime" | "application/x-pkcs7-mime" => match parameter("smime-type").as_str() {
            "" | "enveloped-data" | "authenveloped-data" | "authenticated-enveloped-data" => {
                Some(Transport::EncryptedSmime)
            }
            _ => None,
        },
        // before RFC 3156
        "application/pgp" if parameter("x-action").contains("encrypt") => Some(Transport::EncryptedPgp),
        "application/pgp-encrypted" => Some(Transport::EncryptedPgp),
        _ => None,
    }
}

/// A clause of a Received field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Clause {
    None,
    From,
    By,
    With,
    Other,
}

/// A word, or what stands in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Word(&'t str),
    Comment(&'t str),
}

struct Tokens<'t> {
    rest: &'t str,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let blank = self.rest.bytes().take_while(u8::is_ascii_whitespace).count();
        self.rest = &self.rest[blank..];
        if self.rest.is_empty() {
            return None;
        }
        if self.rest.starts_with('(') {
            let mut depth = 0_u32;
            for at in memchr::memchr2_iter(b'(', b')', self.rest.as_bytes()) {
                if self.rest.as_bytes()[at] == b'(' {
                    depth += 1;
                    continue;
                }
                depth -= 1;
                if depth == 0 {
                    let (comment, rest) = self.rest.split_at(at + 1);
                    self.rest = rest;
                    return Some(Token::Comment(&comment[1..at]));
                }
            }
            // never closed: the rest is one
            let comment = &self.rest[1..];
            self.rest = "";
            return Some(Token::Comment(comment));
        }
        // what ends a word is smaller than nearly all that is in one
        let ends = |b: u8| b <= b'(' && (b == b'(' || b.is_ascii_whitespace());
        let end = self.rest.bytes().position(ends).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Token::Word(word))
    }
}

/// A word that begins a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keyword {
    From,
    By,
    With,
    Other,
}

impl Keyword {
    fn of(word: &str) -> Option<Keyword> {
        let mut lower = [0; 4];
        let lower = lower.get_mut(..word.len())?;
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        match &*lower {
            b"from" => Some(Keyword::From),
            b"by" => Some(Keyword::By),
            b"with" => Some(Keyword::With),
            b"id" | b"for" | b"via" => Some(Keyword::Other),
            _ => None,
        }
    }
}

/// A protocol without the `A` of authentication (RFC 3848) is one of these; Gmail and others write small letters.
fn is_one_of(protocol: &str, names: &[&str]) -> bool {
    let core = protocol.strip_suffix(['A', 'a']).unwrap_or(protocol);
    names.iter().any(|name| core.eq_ignore_ascii_case(name))
}

/// `ESMTPS`, `ESMTPSA`, `LMTPS`, `UTF8SMTPSA` (RFC 3848, RFC 6531), `HTTPS`.
fn is_secure(protocol: &str) -> bool {
    is_one_of(protocol, &["esmtps", "smtps", "lmtps", "utf8smtps", "utf8lmtps", "https", "asmtps"])
}

/// A protocol of mail that is not over TLS by its name. `LMTP`, `local` and `mapi` are hand-overs within a system.
fn is_clear(protocol: &str) -> bool {
    is_one_of(protocol, &["esmtp", "smtp", "utf8smtp", "asmtp", "smtpsvc", "uucp"])
}

/// `using TLSv1.2 with cipher …`, `version=TLS1_2, cipher=…`, `(TLS1.3)`, `X=TLS1.2:…`, `(TLS)`, `version=SSLv3`. Programs write
/// it in capitals; names of hosts are not written so.
fn names_tls(clauses: &str) -> bool {
    static NAMES: LazyLock<[Finder<'static>; 2]> = LazyLock::new(|| [Finder::new("TLS"), Finder::new("SSL")]);
    let bytes = clauses.as_bytes();
    NAMES.iter().flat_map(|name| name.find_iter(bytes)).any(|at| {
        let before = at.checked_sub(1).map(|n| bytes[n]);
        let refused = clauses[..at].trim_end().to_ascii_lowercase().ends_with("no");
        !before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.'))
            && !refused
            && !matches!(bytes.get(at + 3), Some(b'-' | b'.' | b'@'))
    })
}

/// A comment or an address literal that names this host itself.
fn is_loopback(text: &str) -> bool {
    let bytes = text.as_bytes();
    let own = |at: usize| at == 0 || !bytes[at - 1].is_ascii_digit() && bytes[at - 1] != b'.';
    // short texts, of which hardly any has the digit: not worth a searcher
    let ipv4 = memchr::memchr_iter(b'7', bytes)
        .filter_map(|seven| seven.checked_sub(2))
        .find(|at| bytes[*at..].starts_with(b"127.0.0."));
    ipv4.is_some_and(own) || bytes.windows(4).take(6).any(|window| window == b"::1]") || text == "::1"
}

fn is_local_host(host: &str) -> bool {
    let host = bare(host);
    let localhost = host.get(..9).is_some_and(|h| h.eq_ignore_ascii_case("localhost"));
    localhost && matches!(host.as_bytes().get(9), None | Some(b'.' | b'6'))
        || host.starts_with("127.")
        || host == "::1"
}

/// A host without brackets and final full stop.
fn bare(host: &str) -> &str {
    host.trim_matches(['[', ']', '.', ',', ';', '<', '>', '"'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::words::parameterised;

    #[test]
    fn hops_between_hosts() {
        for (body, want) in [
            (
                "from mx.klant.example (mx.klant.example [192.0.2.1])\r\n\tby mail.example.nl (Postfix) with ESMTPS id A1\r\n\tfor <a@example.nl>; Tue, 15 Aug 2023 10:02:56 +0200",
                Some(true),
            ),
            (
                "from mx.klant.example (mx.klant.example [192.0.2.1]) (using TLSv1.2 with cipher ECDHE-RSA-AES256 (256/256 bits)) (No client certificate requested) by mail.example.nl (Postfix) with ESMTP id A1",
                Some(true),
            ),
            ("from mx.klant.example by mail.example.nl with ESMTP id A1; x", Some(false)),
            ("from mx.klant.example by mail.example.nl with SMTP; x", Some(false)),
            (
                "from a.klant.example (192.0.2.1) by b.example.nl (192.0.2.2) with Microsoft SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA) id 15.20; x",
                Some(true),
            ),
            (
                "from a.klant.example (192.0.2.1) by b.example.nl (192.0.2.2) with Microsoft SMTP Server (TLS) id 14.3; x",
                Some(true),
            ),
            (
                "from a.klant.example (192.0.2.1) by b.example.nl (192.0.2.2) with Microsoft SMTP Server id 8.1; x",
                Some(false),
            ),
            (
                "from a.klant.example ([192.0.2.1]) by mx.example.nl with esmtps (TLS1.3) tls TLS_AES_256_GCM_SHA384 (Exim 4.96) id 1q; x",
                Some(true),
            ),
            ("from a.klant.example by mx.example.nl with UTF8SMTPSA id 1; x", Some(true)),
            ("from a.klant.example by mx.example.nl with ESMTP (no TLS) id 1; x", Some(false)),
            ("from TLS.klant.example by mx.example.nl with ESMTP id 1; x", Some(false)),
            ("from a.klant.example by mx.example.nl with Microsoft SMTPSVC(6.0.3790); x", Some(false)),
            (
                "from unknown (HELO a.klant.example) (192.0.2.1) by mx.example.nl with (AES256-SHA encrypted) SMTP; x",
                Some(true),
            ),
            (
                "from unknown (HELO a.klant.example) (192.0.2.1) by mx.example.nl with DHE-RSA-AES256-SHA encrypted SMTP; x",
                Some(true),
            ),
            (
                "from a.klant.example (a.klant.example. [192.0.2.1]) by mx.example.nl with ESMTPS id q1 for <a@example.nl> (version=TLS1_3 cipher=TLS_AES_128 bits=128/128); x",
                Some(true),
            ),
        ] {
            assert_eq!(hop(body), want, "{body}");
        }
    }

    #[test]
    fn hand_overs_within_a_host_tell_nothing() {
        for body in [
            "from a.klant.example ([::1]) by mx.example.nl with ESMTP id 7; x",
            "from localhost (localhost [127.0.0.1]) by mail.example.nl (Postfix) with ESMTP id A; x",
            "from mail.example.nl ([127.0.0.1]) by localhost (mail.example.nl [127.0.0.1]) (amavisd-new, port 10024) with LMTP id 7; x",
            "from [::1] (port=48740 helo=mail.example.nl) by mail.example.nl with esmtpa (Exim 4.96) id 1q; x",
            "from mail.example.nl by mail.example.nl with LMTP id oPy8; x",
            "from store1.example.nl by store2.example.nl with LMTP id oPy8; x",
            "by 10.1.2.3 with SMTP id q1csp; x",
            "from www-data by web.example.nl with local (Exim 4.80) id 1; x",
            "(qmail 1234 invoked by uid 89); x",
            "from a.klant.example by mx.example.nl id 7; x",
            "from a.example.nl (fe80::1) by b.example.nl with mapi id 15.1; x",
            "",
            "(((((",
            "from by with",
        ] {
            assert_eq!(hop(body), None, "{body}");
        }
    }

    #[test]
    fn when_a_hop_was() {
        assert_eq!(
            date_time("from a by b; Tue, 15 Aug 2000 10:02:56 +0200 "),
            Some("Tue, 15 Aug 2000 10:02:56 +0200")
        );
        assert_eq!(date_time("from a by b;"), None);
        assert_eq!(date_time("from a by b"), None);
    }

    #[test]
    fn messages_that_are_encrypted_as_a_whole() {
        let of = |text: &str| encrypted(&parameterised(text.as_bytes()));
        assert_eq!(
            of("multipart/encrypted; protocol=\"application/pgp-encrypted\"; boundary=b"),
            Some(Transport::EncryptedPgp)
        );
        assert_eq!(
            of("application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
            Some(Transport::EncryptedSmime)
        );
        assert_eq!(of("application/x-pkcs7-mime; name=smime.p7m"), Some(Transport::EncryptedSmime));
        assert_eq!(of("application/pkcs7-mime; smime-type=signed-data"), None);
        assert_eq!(of("text/plain; charset=utf-8"), None);
    }
}
