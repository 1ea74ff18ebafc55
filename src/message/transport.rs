//! How a message travelled, from its trace fields (RFC 5321 §4.4) and from its media type.
//!
//! In: the body of a Received field, or a Content-Type. Out: whether a hop between hosts was over TLS, when it was, and
//! whether the message is encrypted as a whole. Hand-overs within one host tell nothing. Received fields are notes by
//! whoever wrote them: those of foreign hosts may lie. This file refuses to know who sent what to whom.

use memchr::memmem;

use super::words::Parameterised;
use crate::model::Transport;

/// Bytes of a Received field that are looked at; real ones have a few hundred.
const FIELD_MAX: usize = 4_096;

/// Whether the hop that a Received field notes was over TLS; nothing where it is none between hosts, or does not tell.
pub(super) fn hop(body: &str) -> Option<bool> {
    let clauses = &body[..body.floor_char_boundary(FIELD_MAX)];
    // the date-time stands behind the last semicolon
    let clauses = clauses.rsplit_once(';').map_or(clauses, |(before, _)| before).to_ascii_lowercase();
    let mut clause = Clause::None;
    let (mut from, mut by, mut protocol) = ("", "", "");
    let mut microsoft = false;
    let mut tokens = Tokens { rest: &clauses };
    let mut local = false;
    let mut tls = false;
    while let Some(token) = tokens.next() {
        if let Token::Comment(text) = token {
            tls |= names_tls(text);
            local |= clause == Clause::From && is_loopback(text);
            continue;
        }
        let Token::Word(word) = token else { continue };
        match (word, clause) {
            ("from", _) if from.is_empty() => clause = Clause::From,
            ("by", _) if by.is_empty() => clause = Clause::By,
            ("with", _) => clause = Clause::With,
            ("id" | "for" | "via", _) => clause = Clause::Other,
            (_, Clause::From) if from.is_empty() => from = word,
            // `from xcar [127.0.0.1]`
            (_, Clause::From) => local |= is_loopback(word),
            (_, Clause::By) if by.is_empty() => by = word,
            // `with Microsoft SMTP Server (TLS)`, `with DHE-RSA-AES256-SHA encrypted SMTP`
            (_, Clause::With) => {
                tls |= word == "encrypted";
                microsoft |= word == "microsoft";
                if protocol.is_empty() || !is_protocol(protocol) {
                    protocol = word;
                }
            }
            // Postfix and Exim note the cipher behind the protocol, some with a word for it
            _ => tls |= names_tls(word),
        }
    }
    if from.is_empty() || by.is_empty() || local {
        return None;
    }
    if is_local_host(from) || is_local_host(by) || bare(from) == bare(by) {
        return None;
    }
    tls |= is_secure(protocol);
    if tls {
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
        self.rest = self.rest.trim_start();
        if self.rest.is_empty() {
            return None;
        }
        if self.rest.starts_with('(') {
            let mut depth = 0_u32;
            for (at, b) in self.rest.bytes().enumerate() {
                match b {
                    b'(' => depth += 1,
                    b')' => depth -= 1,
                    _ => {}
                }
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
        let end = self.rest.find(|c: char| c.is_whitespace() || c == '(').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(Token::Word(word))
    }
}

/// `ESMTPS`, `ESMTPSA`, `LMTPS`, `UTF8SMTPSA` (RFC 3848, RFC 6531), `HTTPS`; Gmail and others write small letters.
fn is_secure(protocol: &str) -> bool {
    let core = protocol.strip_suffix('a').unwrap_or(protocol);
    matches!(core, "esmtps" | "smtps" | "lmtps" | "utf8smtps" | "utf8lmtps" | "https" | "asmtps" | "xsmtps")
}

/// A protocol of mail that is not over TLS by its name. `LMTP`, `local` and `mapi` are hand-overs within a system.
fn is_clear(protocol: &str) -> bool {
    let core = protocol.strip_suffix('a').unwrap_or(protocol);
    matches!(core, "esmtp" | "smtp" | "utf8smtp" | "asmtp" | "smtpsvc" | "uucp" | "sm")
}

fn is_protocol(word: &str) -> bool {
    is_secure(word) || is_clear(word)
}

/// `using TLSv1.2 with cipher …`, `version=TLS1_2, cipher=…`, `TLS1.3`, `X=TLS1.2:…`, `(TLS)`.
fn names_tls(text: &str) -> bool {
    if memmem::find(text.as_bytes(), b"no tls").is_some()
        || memmem::find(text.as_bytes(), b"version=none").is_some()
    {
        return false;
    }
    text == "tls"
        || [
            "tlsv1",
            "tls1",
            "sslv",
            "version=tls",
            "using tls",
            "version=ssl",
            "tls_aes",
            "tls_chacha",
            "tls_ecdhe",
        ]
        .iter()
        .any(|mark| memmem::find(text.as_bytes(), mark.as_bytes()).is_some())
}

/// A comment or an address literal that names this host itself.
fn is_loopback(text: &str) -> bool {
    let bytes = text.as_bytes();
    memmem::find_iter(bytes, b"127.0.0.")
        .any(|at| at == 0 || !bytes[at - 1].is_ascii_digit() && bytes[at - 1] != b'.')
        || memmem::find(bytes, b"[::1]").is_some()
        || memmem::find(bytes, b"[ipv6:::1]").is_some()
        || text == "::1"
}

fn is_local_host(host: &str) -> bool {
    let host = bare(host);
    matches!(host, "localhost" | "localhost.localdomain" | "::1" | "localhost6" | "userid")
        || host.starts_with("127.")
        || host.starts_with("localhost.")
}

/// A host without brackets and final full stop.
fn bare(host: &str) -> &str {
    host.trim_matches(|c: char| matches!(c, '[' | ']' | '.' | ',' | ';' | '<' | '>' | '"'))
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
            ("from a.klant.example by mx.example.nl with Microsoft SMTPSVC(6.0.3790); x", Some(false)),
            (
                "from unknown (HELO a.klant.example) (192.0.2.1) by mx.example.nl with (AES256-SHA encrypted) SMTP; x",
                Some(false),
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
