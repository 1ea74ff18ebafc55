//! Pages: is a link the address of somebody's page.

use std::ops::Range;

use crate::recognise::domain::standing;

/// A link, taken apart. All are slices of what was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'t> {
    /// With `://`; empty where it was left out.
    scheme: &'t str,
    pub(super) host: &'t str,
    /// Path, query and fragment.
    pub(super) path: &'t str,
}

/// Words before a link that say that it is a page; lower case.
const LABELS: [&str; 48] = [
    "web",
    "website",
    "site",
    "internet",
    "homepage",
    "home page",
    "url",
    "www",
    "w",
    "i",
    "sito",
    "sito web",
    "site web",
    "página web",
    "pagina web",
    "webseite",
    "webpage",
    "webadres",
    "internetadres",
    "site internet",
    "hjemmeside",
    "hemsida",
    "siteweb",
    "webshop",
    "web-site",
    "web site",
    "website url",
    "web url",
    "web address",
    "website address",
    "web page",
    "webpagina",
    "web adres",
    "internet site",
    "internetsite",
    "internetseite",
    "internetadresse",
    "internetauftritt",
    "web-adresse",
    "webadresse",
    "adresse web",
    "page web",
    "sitio web",
    "página",
    "dirección web",
    "indirizzo web",
    "surf",
    "online",
];
/// Hosts that are for meetings, maps, short links, schemas and mailers, by how they end.
const OTHERS: [&str; 44] = [
    "zoom.us",
    "teams.microsoft.com",
    "teams.live.com",
    "meet.google.com",
    "webex.com",
    "gotomeeting.com",
    "goto.com",
    "whereby.com",
    "skype.com",
    "goo.gl",
    "bit.ly",
    "tinyurl.com",
    "ow.ly",
    "t.co",
    "lnkd.in",
    "aka.ms",
    "w3.org",
    "schemas.microsoft.com",
    "schema.org",
    "xmlsoap.org",
    "google.com",
    "google.nl",
    "google.de",
    "google.fr",
    "google.co.uk",
    "googleapis.com",
    "gstatic.com",
    "apple.com",
    "office.com",
    "office365.com",
    "live.com",
    "outlook.com",
    "sharepoint.com",
    "dropbox.com",
    "wetransfer.com",
    "we.tl",
    "docusign.net",
    "surveymonkey.com",
    "list-manage.com",
    "mailchi.mp",
    "doodle.com",
    "adobe.com",
    "youtu.be",
    "messagelabs.com",
];
/// First labels of hosts that serve links of mailers, pictures and logins.
const SERVING: [&str; 40] = [
    "news",
    "nieuwsbrief",
    "newsletter",
    "click",
    "clicks",
    "track",
    "tracking",
    "trk",
    "t",
    "link",
    "links",
    "lnk",
    "email",
    "mailing",
    "mailings",
    "cdn",
    "img",
    "images",
    "image",
    "static",
    "assets",
    "media",
    "login",
    "auth",
    "sso",
    "accounts",
    "account",
    "api",
    "go",
    "e",
    "unsubscribe",
    "view",
    "meet",
    "teams",
    "docs",
    "drive",
    "calendar",
    "survey",
    "s3",
    "lists",
];
/// Pieces of a path that are no page of a firm or a person; lower case.
const ERRANDS: [&str; 34] = [
    "unsub",
    "afmeld",
    "uitschrijv",
    "abmeld",
    "login",
    "logon",
    "signin",
    "track",
    "click",
    "token",
    "verify",
    "reset",
    "view",
    "optout",
    "opt-out",
    "preferences",
    "download",
    "upload",
    "ticket",
    "order",
    "invoice",
    "share",
    "meeting",
    "join",
    "confirm",
    "subscribe",
    "wp-content",
    "cgi-bin",
    "images/",
    "img/",
    "archive",
    "mailman",
    "listinfo",
    "search",
];

impl<'t> Link<'t> {
    /// From a text that is nothing but a link; `None` for other schemes and for hosts that cannot be.
    pub(super) fn read(text: &'t str) -> Option<Self> {
        let colon = memchr::memchr_iter(b':', text.as_bytes()).find(|n| text[*n..].starts_with("://"));
        let (scheme, rest) = match colon {
            Some(n) => (&text[..n + 3], &text[n + 3..]),
            None => ("", text),
        };
        if !(scheme.is_empty()
            || scheme.eq_ignore_ascii_case("http://")
            || scheme.eq_ignore_ascii_case("https://"))
        {
            return None;
        }
        let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#' | b':')).unwrap_or(rest.len());
        let (host, path) = (&rest[..end], &rest[end..]);
        let host = host.trim_end_matches('.');
        let fine = |b: u8| b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'-' | b'.');
        (host.contains('.') && host.len() <= 120 && host.bytes().all(fine)).then_some(Link {
            scheme,
            host,
            path,
        })
    }

    /// It has no path: the first page of a host.
    pub(super) fn is_home(&self) -> bool {
        matches!(self.path, "" | "/")
    }

    /// The normal form, and what there is to say against it in hundredths; `None` where it is no page of somebody's.
    pub(super) fn page(&self) -> Option<(String, u8)> {
        let host = self.host.to_lowercase();
        standing(&host)?;
        let bare = host.strip_prefix("www.").unwrap_or(&host);
        let domains = memchr::memchr_iter(b'.', bare.as_bytes()).map(|n| &bare[n + 1..]);
        if std::iter::once(bare).chain(domains).any(|domain| OTHERS.contains(&domain)) {
            return None;
        }
        if let Some((first, rest)) = bare.split_once('.')
            && rest.contains('.')
            && SERVING.contains(&first)
            && standing(rest).is_some()
        {
            return None;
        }
        let path = if self.path == "/" { "" } else { self.path };
        let doubt = if path.is_empty() { 0 } else { errand(path)? };
        let scheme =
            if self.scheme.is_empty() { "https://".to_owned() } else { self.scheme.to_ascii_lowercase() };
        Some((format!("{scheme}{host}{path}"), doubt))
    }
}

/// What a path says against a link; `None` where it says that it is something else.
fn errand(path: &str) -> Option<u8> {
    let lower = path.to_lowercase();
    let segments = path.split('/').filter(|s| !s.is_empty()).count();
    if path.len() > 60 || segments > 3 || path.contains(['?', '=', '&', '%', ':']) {
        return None;
    }
    let mut run = 0;
    for b in path.bytes() {
        run = if b.is_ascii_digit() { run + 1 } else { 0 };
        if run >= 5 {
            return None;
        }
    }
    if ERRANDS.iter().any(|e| lower.contains(e)) {
        return None;
    }
    // the token of a reader: `/c/9fd51e8dbd40`
    let token = |s: &str| {
        s.len() >= 10
            && s.bytes().all(|b| b.is_ascii_hexdigit())
            && s.bytes().filter(u8::is_ascii_digit).count() >= 2
    };
    if lower.split('/').any(token) {
        return None;
    }
    let last = lower.rsplit('/').next().unwrap_or_default();
    if let Some((_, ending)) = last.rsplit_once('.')
        && !matches!(ending, "html" | "htm" | "php" | "asp" | "aspx" | "shtml")
    {
        return None;
    }
    Some(if segments > 1 { 10 } else { 5 })
}

/// A domain without scheme and `www.` right behind the label that a mark is: `Web: klant.nl`.
pub(super) fn behind_label(text: &str, mark: Range<usize>) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = mark.end;
    // the rest of the label: `Webseite`
    while at < bytes.len()
        && at < mark.end + 8
        && bytes[at].is_ascii_alphabetic()
        && bytes[at - 1] != b' '
        && bytes[at - 1] != b':'
    {
        at += 1;
    }
    let mut start = mark.start;
    while start > 0 && mark.start - start < 8 && bytes[start - 1].is_ascii_alphabetic() {
        start -= 1;
    }
    let label = text.get(start..at)?.trim_end_matches([':', ' ', '\t']);
    if !LABELS.iter().any(|l| l.eq_ignore_ascii_case(label)) {
        return None;
    }
    let mut colon = bytes[at - 1] == b':';
    let rest = at + 6;
    while at < bytes.len() && at < rest && matches!(bytes[at], b' ' | b'\t' | b':' | b'=' | b'\xc2' | b'\xa0')
    {
        colon |= matches!(bytes[at], b':' | b'=' | b'\t');
        at += 1;
    }
    if !colon {
        return None;
    }
    let end = bytes[at..].iter().take(100).take_while(|b| is_host_byte(**b)).count() + at;
    let piece = text.get(at..end)?.trim_end_matches(['.', '/', '-']);
    let lower = piece.to_ascii_lowercase();
    let alone = bytes
        .get(end)
        .is_none_or(|b| matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'|' | b',' | b';' | b')' | b'<'));
    let host = lower.split('/').next().unwrap_or_default();
    (alone && host.contains('.') && !lower.starts_with("www.") && standing(host).is_some())
        .then(|| at..at + piece.len())
}

fn is_host_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || b >= 0x80 || matches!(b, b'-' | b'.' | b'/' | b'_')
}

/// True when what stands before a link on its line ends with a label of pages.
pub(super) fn label_before(before: &str) -> bool {
    let trimmed = before.trim_end();
    let bare = trimmed.trim_end_matches([':', '=', '<', '[', '(', ' ', '\t', '\u{a0}', '.']);
    let marked = bare.len() < trimmed.len() || before.len() > trimmed.len();
    let tail = bare.char_indices().rev().nth(15).map_or(bare, |(n, _)| &bare[n..]);
    let lower = tail.to_lowercase();
    marked
        && LABELS.iter().any(|l| {
            lower.strip_suffix(l).is_some_and(|rest| {
                // a single letter is a label with a colon, or at the start of a cell
                let free = rest.is_empty()
                    || rest.ends_with([' ', '\t', '|', '•', '·', '/', ',', ';', '(', '*', '-', ':']);
                // `Notes URL: …`, `Build URL: …`: a field of a program's message
                let named = *l == "url" && rest.trim_end().ends_with(char::is_alphanumeric);
                free && !named && (l.len() > 1 || rest.trim_end().is_empty() || bare.len() < trimmed.len())
            })
        })
}

/// True when words are a label of pages as a whole, whatever marks stand behind.
pub(super) fn is_label(words: &str) -> bool {
    let bare = words.trim_end_matches([':', '=', '.', ' ', '\u{a0}']);
    bare.len() <= 24 && !bare.is_empty() && LABELS.contains(&bare.to_lowercase().as_str())
}

/// True when a label is all that stands before a link behind the last comma: `…, fax 12, internet www.klant.nl`.
pub(super) fn is_label_of_list(before: &str) -> bool {
    before.rsplit_once([',', ';', '|']).is_some_and(|(_, last)| is_label(last.trim()))
}

/// What stands before a link says that terms of business are kept there.
pub(super) fn leads_to_terms(before: &str) -> bool {
    const LEADS: [&str; 30] = [
        "te raadplegen op",
        "te raadplegen via",
        "te vinden op",
        "te downloaden op",
        "te downloaden via",
        "in te zien op",
        "in te zien via",
        "gepubliceerd op",
        "available at",
        "available on",
        "available from",
        "found at",
        "found on",
        "published on",
        "published at",
        "abrufbar unter",
        "abrufbar auf",
        "einsehbar unter",
        "einsehbar auf",
        "finden sie unter",
        "finden sie auf",
        "consultables sur",
        "consultable sur",
        "disponibles sur",
        "disponibles en",
        "consultarse en",
        "consultar en",
        "consultabili su",
        "consultabile su",
        "disponibili su",
    ];
    const TERMS: [&str; 12] = [
        "voorwaarden",
        "terms",
        "conditions",
        "agb",
        "geschäftsbedingungen",
        "mandatsbedingungen",
        "lieferbedingungen",
        "condiciones",
        "condizioni",
        "privacy",
        "datenschutz",
        "cgv",
    ];
    let before = before.trim_end();
    let near = (before.len().saturating_sub(20)..=before.len()).find(|n| before.is_char_boundary(*n));
    let ends = near.and_then(|n| before.get(n..)).is_some_and(|near| {
        let near = near.to_lowercase();
        LEADS.iter().any(|lead| near.ends_with(lead))
    });
    ends && {
        let lower = before.to_lowercase();
        TERMS.iter().any(|terms| lower.contains(terms))
    }
}

/// True when a link is a word of a sentence: `Kijk op www.klant.nl voor …`.
pub(super) fn is_prose(before: &str, after: &str) -> bool {
    let word = |s: &str| s.chars().next().is_some_and(char::is_lowercase);
    let last = before.trim_end();
    let previous = last.rsplit([' ', '\t', '\u{a0}', '(']).next().unwrap_or_default();
    let next = after.trim_start();
    // `facebook.com/klant`, `jan@klant.example`: another detail
    let detail = || {
        let first = next.split([' ', '\t', '\u{a0}']).next().unwrap_or_default();
        first.contains('@') || first.contains('.') && first.contains('/')
    };
    let follows =
        after.starts_with(' ') && !after.starts_with("   ") && word(next) && next.len() > 24 && !detail();
    let leads = !last.is_empty()
        && !previous.contains('@')
        && previous.len() > 1
        && previous.chars().all(|c| c.is_lowercase() || matches!(c, '\'' | '’'))
        && before.ends_with([' ', '\u{a0}', '('])
        && !before.ends_with("   ")
        && last.split_whitespace().count() > 1;
    leads || follows && before.len() < 3
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Option<String> {
        Link::read(text)?.page().map(|(value, _)| value)
    }

    #[test]
    fn normal_forms() {
        assert_eq!(page("www.Klant.nl").as_deref(), Some("https://www.klant.nl"));
        assert_eq!(page("HTTP://Klant.nl/").as_deref(), Some("http://klant.nl"));
        assert_eq!(page("https://klant.nl/Team/jan").as_deref(), Some("https://klant.nl/Team/jan"));
        assert_eq!(page("www.müller.example").as_deref(), Some("https://www.müller.example"));
    }

    #[test]
    fn what_is_no_page() {
        for link in [
            "ftp://klant.nl",
            "https://klant.nl/u?id=3",
            "https://news.klant.nl/x",
            "https://zoom.us/j/123",
            "https://klant.nl/afmelden",
            "https://klant.nl/c/9fd51e8dbd40",
            "https://klant.nl/logo.png",
            "http://localhost.klantx/",
            "https://klant.nl/a/b/c/d",
        ] {
            assert_eq!(page(link), None, "{link}");
        }
    }

    #[test]
    fn labels_and_sentences() {
        for before in ["Web: ", "W ", "Tel. 020-1234567 | W: ", "website: <", "Internet "] {
            assert!(label_before(before), "{before}");
        }
        for before in ["", "Kijk op ", "Rob ", "neuweb: ", "Notes URL: "] {
            assert!(!label_before(before), "{before}");
        }
        assert!(is_prose("Kijk eens op ", " voor meer"));
        assert!(is_prose("", " voor meer over ons en onze mensen"));
        assert!(!is_prose("", "  facebook.com/klantenservice-nl"), "another detail");
        assert!(!is_prose("", "  klantenservice@klant.example"), "another detail");
        assert!(!is_prose("jan@klant.nl ", ""));
        assert!(!is_prose("", ""));
    }

    #[test]
    fn where_terms_are_kept() {
        assert!(leads_to_terms(
            "Op onze diensten zijn algemene voorwaarden van toepassing, te raadplegen op "
        ));
        assert!(leads_to_terms("Our terms of business are available at "));
        assert!(!leads_to_terms("De foto's zijn te vinden op "));
        assert!(!leads_to_terms("Lees de voorwaarden en kijk op "));
    }
}
