//! Profiles on social networks: which network a link leads to, and whose page there.

use std::ops::Range;

use super::site::Link;

/// A profile, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Profile {
    /// Network, colon, handle.
    pub(super) value: String,
    pub(super) span: Range<usize>,
    /// It is a person's by its form, or labelled beyond doubt.
    pub(super) sure: bool,
}

/// What a link to a network is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Seen {
    /// Somebody's page there.
    Profile {
        /// Network, colon, handle.
        value: String,
        /// Only people have pages under such a path.
        personal: bool,
    },
    /// A button to share, a post, the network itself.
    Other,
}

/// Hosts of networks, and the network.
const HOSTS: [(&str, &str); 22] = [
    ("linkedin.com", "linkedin"),
    ("twitter.com", "twitter"),
    ("x.com", "twitter"),
    ("facebook.com", "facebook"),
    ("fb.com", "facebook"),
    ("fb.me", "facebook"),
    ("instagram.com", "instagram"),
    ("youtube.com", "youtube"),
    ("xing.com", "xing"),
    ("xing.de", "xing"),
    ("bsky.app", "bluesky"),
    ("tiktok.com", "tiktok"),
    ("github.com", "github"),
    ("wa.me", "whatsapp"),
    ("api.whatsapp.com", "whatsapp"),
    ("threads.net", "threads"),
    ("threads.com", "threads"),
    ("t.me", "telegram"),
    ("pinterest.com", "pinterest"),
    ("mastodon.social", "mastodon"),
    ("mastodon.nl", "mastodon"),
    ("mastodon.online", "mastodon"),
];
/// First pieces of paths that are no handles.
const PAGES: [&str; 46] = [
    "share",
    "sharer",
    "sharer.php",
    "sharearticle",
    "sharing",
    "intent",
    "home",
    "search",
    "hashtag",
    "status",
    "login",
    "signup",
    "p",
    "reel",
    "reels",
    "stories",
    "explore",
    "watch",
    "playlist",
    "feed",
    "results",
    "plugins",
    "dialog",
    "groups",
    "events",
    "jobs",
    "pulse",
    "posts",
    "help",
    "about",
    "legal",
    "privacy",
    "terms",
    "settings",
    "notifications",
    "i",
    "tr",
    "policies",
    "policy",
    "embed",
    "shorts",
    "app",
    "features",
    "topics",
    "orgs",
    "send",
];
/// Pieces of paths before a handle.
const BEFORE: [&str; 14] = [
    "in", "pub", "company", "school", "showcase", "profile", "profiles", "user", "c", "channel", "people",
    "pages", "groups", "u",
];

/// What a link to a social network is; `None` where it leads elsewhere.
pub(super) fn profile(link: &Link<'_>) -> Option<Seen> {
    let host = link.host.to_ascii_lowercase();
    // `nl.linkedin.com`: little stands before the name of a network
    let mut names = [host.as_str(); 3];
    let stops = host.bytes().take(4).enumerate().filter(|(_, b)| *b == b'.');
    for (name, (n, _)) in names.iter_mut().skip(1).zip(stops) {
        *name = &host[n + 1..];
    }
    let network = HOSTS.iter().find(|(h, _)| names.contains(h)).map(|(_, network)| *network);
    let path = link.path.split(['?', '#']).next().unwrap_or_default();
    let mut pieces = path.split('/').filter(|s| !s.is_empty());
    let Some(network) = network else {
        // any server of Mastodon's kind: `https://server.example/@jan`, with nothing behind
        let first = pieces.next()?.strip_prefix('@')?;
        let value = format!("mastodon:{}@{host}", handle(first)?);
        return (pieces.next().is_none() && !first.contains('@'))
            .then_some(Seen::Profile { value, personal: true });
    };
    let Some(first) = pieces.next() else { return Some(Seen::Other) };
    let lower = first.to_ascii_lowercase();
    if PAGES.contains(&lower.as_str()) {
        return Some(Seen::Other);
    }
    let (place, raw) = if BEFORE.contains(&lower.as_str()) {
        (lower.as_str(), pieces.next().unwrap_or_default())
    } else {
        ("", first)
    };
    let needs = match network {
        "linkedin" => ["in", "pub", "company", "school", "showcase"].contains(&place),
        "xing" => ["profile", "profiles", "people", "pages"].contains(&place),
        "bluesky" => place == "profile",
        "youtube" => raw.starts_with('@') || !place.is_empty() || pieces.clone().next().is_none(),
        "tiktok" | "threads" | "mastodon" => raw.starts_with('@'),
        "github" | "telegram" | "pinterest" | "twitter" | "instagram" => place.is_empty(),
        _ => true,
    };
    // a post stands below its writer's page
    let deeper = pieces.next().is_some() && !matches!(network, "linkedin" | "facebook" | "xing");
    if !needs || deeper {
        return Some(Seen::Other);
    }
    let raw = if network == "facebook" && lower == "profile.php" {
        link.path.split("id=").nth(1).unwrap_or_default().split('&').next().unwrap_or_default()
    } else {
        raw.trim_start_matches('@')
    };
    let Some(handle) = handle(raw) else { return Some(Seen::Other) };
    if network == "whatsapp" && !handle.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Seen::Other);
    }
    let value = if network == "mastodon" {
        format!("mastodon:{handle}@{host}")
    } else {
        format!("{network}:{handle}")
    };
    let personal = matches!((network, place), ("linkedin", "in" | "pub") | ("xing", "profile" | "profiles"));
    Some(Seen::Profile { value, personal })
}

/// A handle in lower case, with what was escaped read; `None` where it cannot be one.
fn handle(raw: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(raw.len());
    let mut rest = raw.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'%', [a, b, after @ ..]) => {
                let hex = |b: u8| (b as char).to_digit(16).map(|n| n as u8);
                bytes.push(hex(*a)? << 4 | hex(*b)?);
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    let text = String::from_utf8(bytes).ok()?.to_lowercase();
    let fine = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '+');
    let good =
        (2..=100).contains(&text.len()) && text.chars().all(fine) && text.chars().any(char::is_alphanumeric);
    good.then_some(text)
}

/// Labels of networks, and whether a handle behind them needs its `@`.
const LABELS: [(&str, &str, bool); 31] = [
    ("linkedin", "linkedin", false),
    ("twitter", "twitter", true),
    ("instagram", "instagram", true),
    ("mastodon", "mastodon", true),
    ("bluesky", "bluesky", true),
    ("bsky", "bluesky", true),
    ("tiktok", "tiktok", true),
    ("xing", "xing", false),
    ("skype", "skype", false),
    ("skype-id", "skype", false),
    ("skype id", "skype", false),
    ("skype name", "skype", false),
    ("github", "github", false),
    ("youtube", "youtube", true),
    ("telegram", "telegram", true),
    ("threads", "threads", true),
    ("linkedin profile", "linkedin", false),
    ("ig", "instagram", true),
    ("insta", "instagram", true),
    ("instagram-account", "instagram", true),
    ("instagram account", "instagram", true),
    ("fb", "facebook", true),
    ("facebook", "facebook", true),
    ("facebook-pagina", "facebook", true),
    ("yt", "youtube", true),
    ("twitter-account", "twitter", true),
    ("twitter account", "twitter", true),
    ("twitter/x", "twitter", true),
    ("twitter (x)", "twitter", true),
    ("pinterest", "pinterest", true),
    ("x", "twitter", true),
];

/// Characters that a name on Skype has at least.
const SKYPE_LEAST: usize = 6;

/// A handle behind the label that a mark begins: `Twitter: @jan`, `LinkedIn: in/jan-de-vries`.
pub(super) fn labelled(text: &str, mark: Range<usize>) -> Option<Profile> {
    let bytes = text.as_bytes();
    if mark.start > 0
        && (bytes[mark.start - 1].is_ascii_alphanumeric()
            || matches!(bytes[mark.start - 1], b'.' | b'/' | b'@' | b'-'))
    {
        return None;
    }
    let stop = (mark.start + 24).min(bytes.len());
    let sign = (mark.start..stop).find(|n| matches!(bytes[*n], b':' | b'@' | b'\t' | b'\n' | b'='))?;
    let label = text.get(mark.start..sign)?.trim();
    let (_, network, at_sign) = *LABELS.iter().find(|(l, ..)| l.eq_ignore_ascii_case(label))?;
    let mut at = sign;
    while at < bytes.len() && at < sign + 5 && matches!(bytes[at], b':' | b' ' | b'\t' | b'=') {
        at += 1;
    }
    let has_at = bytes.get(at) == Some(&b'@');
    if bytes[sign] == b'\n' || at_sign && !has_at && bytes[sign] == b'@' {
        return None;
    }
    let end = at + bytes[at..].iter().take(80).take_while(|b| is_handle_byte(**b)).count();
    let raw = text.get(at..end)?.trim_end_matches(['.', '-', '/']);
    let alone = bytes.get(end).is_none_or(|b| {
        matches!(b, b' ' | b'\t' | b'\r' | b'\n' | b'|' | b',' | b';' | b')' | b'\xc2' | b'\xe2')
    });
    // a word behind a handle without `@` makes it the name of a page
    let followed = bytes.get(end) == Some(&b' ') && bytes.get(end + 1).is_some_and(u8::is_ascii_alphabetic);
    if !alone
        || raw.len() < 2
        || raw.contains("://")
        || !has_at && (followed || at_sign && network != "twitter" && network != "instagram")
    {
        return None;
    }
    let span = at..at + raw.len();
    let bare = raw.trim_start_matches('@').trim_start_matches("/in/").trim_start_matches("in/");
    let value = match (network, bare.split_once('@')) {
        ("mastodon", Some((name, server))) => {
            format!("mastodon:{}@{}", handle(name)?, server.to_ascii_lowercase())
        }
        (_, Some(_)) => return None,
        _ => handle(bare)?,
    };
    // `LinkedIn: profiel`, `Twitter: volg`: a word, no handle
    if !has_at
        && !raw.starts_with("in/")
        && !raw.starts_with("/in/")
        && !bare.contains(['-', '.', '_'])
        && !bare.bytes().any(|b| b.is_ascii_digit())
        && network != "skype"
    {
        return None;
    }
    // `Skype: no`: names there have at least six characters
    if network == "skype" && !has_at && bare.len() < SKYPE_LEAST {
        return None;
    }
    let value = if value.starts_with("mastodon:") { value } else { format!("{network}:{value}") };
    Some(Profile { value, span, sure: has_at || raw.contains("in/") })
}

/// Bytes before the name of a network in which a handle stands that belongs to it.
const BEFORE_MAX: usize = 96;

/// A handle before the name of its network: `@jan op Twitter`, `@jan (Instagram)`.
pub(super) fn before_name(text: &str, mark: Range<usize>) -> Option<Profile> {
    const JOINTS: [&str; 14] =
        ["op", "on", "via", "auf", "bei", "sur", "su", "en", "in", "at", "over", "our", "onze", "ons"];
    let bytes = text.as_bytes();
    // the mark may have the word before the name
    let start = memchr::memchr(b' ', &bytes[mark.clone()]).map_or(mark.start, |n| mark.start + n + 1);
    let length = bytes[start..].iter().take(24).take_while(|b| b.is_ascii_alphabetic()).count();
    let name = text.get(start..start + length)?;
    let network = match name.eq_ignore_ascii_case("x") {
        true => "twitter",
        false => LABELS.iter().find(|(l, ..)| l.eq_ignore_ascii_case(name))?.1,
    };
    let free = bytes.get(start + length).is_none_or(|b| {
        matches!(
            b,
            b' ' | b'\t' | b'\r' | b'\n' | b'|' | b',' | b';' | b')' | b'.' | b'!' | b'/' | b'\xc2' | b'\xe2'
        )
    }) && !matches!(bytes.get(start + length..start + length + 2), Some([b'.', b]) if b.is_ascii_alphanumeric());
    // whatever stands far before has nothing to do with it
    let floor = text.floor_char_boundary(start.saturating_sub(BEFORE_MAX));
    let near = &text[floor..start];
    let head = near.trim_end_matches([' ', '(']);
    let last = head.rsplit([' ', '\n']).next().unwrap_or_default();
    let joint = JOINTS.iter().any(|j| j.eq_ignore_ascii_case(last));
    let head = if joint { head[..head.len() - last.len()].trim_end_matches(' ') } else { head };
    // a joint or a parenthesis must say that the two belong together
    if !free || !joint && !near.ends_with('(') {
        return None;
    }
    let length = head.bytes().rev().take(60).take_while(|b| is_handle_byte(*b)).count();
    let raw = head.get(head.len() - length..)?;
    let value = handle(raw.strip_prefix('@')?)?;
    let end = floor + head.len();
    Some(Profile { value: format!("{network}:{value}"), span: end - length..end, sure: true })
}

/// A handle that fills a cell of a line of contact details: `m: 07700 900123 | www.klant.example | @klant`. No word names its network, which
/// is the one that was so well known by its sign; names with full stops are those of Instagram.
pub(super) fn in_cell(text: &str, mark: Range<usize>) -> Option<Profile> {
    /// Bytes of the line before it.
    const LINE: usize = 160;
    /// Characters of a name on Twitter.
    const MOST: usize = 15;
    /// Digits that a telephone number has.
    const DIGITS: usize = 8;
    let bytes = text.as_bytes();
    let at = mark.end.checked_sub(1).filter(|at| bytes.get(*at) == Some(&b'@') && *at > mark.start)?;
    let length = bytes[at + 1..].iter().take(40).take_while(|b| is_handle_byte(**b)).count();
    let end = at + 1 + length;
    let raw = text.get(at + 1..end)?;
    let behind = bytes.get(end..bytes.len().min(end + 3)).unwrap_or_default();
    let ends =
        matches!(behind, [] | [b'\r' | b'\n', ..] | [b' ', b'|' | b'\r' | b'\n', ..] | [b' ', 0xc2, 0xb7]);
    let plain = raw.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.'));
    let named = raw.bytes().any(|b| b.is_ascii_lowercase());
    // what is to be done, who is meant, and where
    const OTHER: [&str; 12] = [
        "all", "channel", "everyone", "here", "home", "iedereen", "kantoor", "office", "override", "test",
        "todo", "work",
    ];
    let other = OTHER.contains(&raw) || raw.as_bytes().first().is_some_and(u8::is_ascii_digit);
    if !ends || !plain || !named || other || !(3..=30).contains(&raw.len()) || raw.ends_with('.') {
        return None;
    }
    let floor = mark.start.saturating_sub(LINE);
    let line = memchr::memrchr(b'\n', &bytes[floor..mark.start]).map_or(floor, |n| floor + n + 1);
    let before = &bytes[line..mark.start];
    let digits = before.iter().filter(|b| b.is_ascii_digit()).count();
    let reached = digits >= DIGITS && before.iter().all(|b| *b != b'<' && *b != b'{' && *b != b'#')
        || memchr::memmem::find(before, b"www.").is_some();
    let network = match raw.contains('.') {
        true => "instagram",
        false if raw.len() <= MOST => "twitter",
        false => return None,
    };
    let value = handle(raw)?;
    reached.then(|| Profile { value: format!("{network}:{value}"), span: at..end, sure: true })
}

fn is_handle_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'@' | b'/' | b':' | b'+')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(link: &str) -> Option<String> {
        match profile(&Link::read(link)?)? {
            Seen::Profile { value, .. } => Some(value),
            Seen::Other => Some(String::new()),
        }
    }

    #[test]
    fn profiles() {
        for (link, value) in [
            ("https://nl.linkedin.com/in/Jan-de-Vries/", "linkedin:jan-de-vries"),
            ("linkedin.com/company/klant?trk=x", "linkedin:klant"),
            ("https://twitter.com/@jan", "twitter:jan"),
            ("x.com/jan_v", "twitter:jan_v"),
            ("www.facebook.com/bakkerij.klant", "facebook:bakkerij.klant"),
            ("https://www.facebook.com/profile.php?id=1000123", "facebook:1000123"),
            ("https://www.instagram.com/jan/", "instagram:jan"),
            ("youtube.com/@klant", "youtube:klant"),
            ("https://www.xing.com/profile/Jan_Vries", "xing:jan_vries"),
            ("https://mastodon.example/@jan", "mastodon:jan@mastodon.example"),
            ("https://bsky.app/profile/jan.example", "bluesky:jan.example"),
            ("https://wa.me/31612345678", "whatsapp:31612345678"),
            ("https://www.linkedin.com/in/j%C3%BCrgen", "linkedin:jürgen"),
        ] {
            assert_eq!(seen(link).as_deref(), Some(value), "{link}");
        }
    }

    #[test]
    fn no_profiles() {
        for link in [
            "https://www.facebook.com/sharer.php?u=x",
            "https://twitter.com/intent/tweet?text=x",
            "https://twitter.com/jan/status/123",
            "https://www.linkedin.com/",
            "https://www.linkedin.com/shareArticle?mini=true",
            "https://github.com/klant/project",
            "https://www.instagram.com/p/abc",
        ] {
            assert_eq!(seen(link).as_deref(), Some(""), "{link}");
        }
        assert_eq!(seen("https://www.klant.nl/jan"), None);
    }

    #[test]
    fn handles_behind_labels() {
        let found = |text: &str| labelled(text, 0..4).map(|p| p.value);
        assert_eq!(found("Twitter: @jan").as_deref(), Some("twitter:jan"));
        assert_eq!(found("Twitter @jan | x").as_deref(), Some("twitter:jan"));
        assert_eq!(found("LinkedIn: in/jan-de-vries").as_deref(), Some("linkedin:jan-de-vries"));
        assert_eq!(found("LinkedIn: jan-de-vries").as_deref(), Some("linkedin:jan-de-vries"));
        assert_eq!(found("Skype: jan.devries").as_deref(), Some("skype:jan.devries"));
        assert_eq!(found("Skype: no"), None);
        assert_eq!(found("Mastodon: @jan@server.example").as_deref(), Some("mastodon:jan@server.example"));
        assert_eq!(found("LinkedIn: Bakkerij Klant"), None);
        assert_eq!(found("LinkedIn: volg ons"), None);
        assert_eq!(found("Twitter storm"), None);
        assert_eq!(found("IG: @jan.example").as_deref(), Some("instagram:jan.example"));
        assert_eq!(found("Insta @jan_v").as_deref(), Some("instagram:jan_v"));
        assert_eq!(found("IG: volg ons"), None);
    }

    #[test]
    fn handles_in_a_cell() {
        let found = |text: &str| {
            let at = text.rfind("| @")?;
            in_cell(text, at..at + 3).map(|p| (text[p.span].to_owned(), p.value))
        };
        let jan = |network: &str, name: &str| Some((format!("@{name}"), format!("{network}:{name}")));
        assert_eq!(found("m: 07700 900123 | www.klant.example | @klant_x"), jan("twitter", "klant_x"));
        assert_eq!(found("Anna Smit | 07700 900123 | @anna.tekent | Gent"), jan("instagram", "anna.tekent"));
        for text in [
            "Chat 12:04 | @jan kun jij dit?",
            "open | @jan",
            "07700 900123 | @jan@server.example",
            "| 07700 900123 | @2024 |",
            "www.klant.example | @JAN",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
        let x = |text: &str| labelled(text, 0..4).map(|p| p.value);
        assert_eq!(x("X: @klant").as_deref(), Some("twitter:klant"));
        assert_eq!(x("X: @ 3 euro"), None);
    }

    #[test]
    fn handles_before_the_name_of_their_network() {
        let found = |text: &str, mark: &str| {
            let at = text.find(mark)?;
            before_name(text, at..at + mark.len()).map(|p| (text[p.span].to_owned(), p.value))
        };
        let jan = |network: &str| Some(("@jan_v".to_owned(), format!("{network}:jan_v")));
        assert_eq!(found("volg @jan_v op Twitter!", "Twitter"), jan("twitter"));
        assert_eq!(found("@jan_v on X", "on X"), jan("twitter"));
        assert_eq!(found("@jan_v (Instagram)", "Insta"), jan("instagram"));
        assert_eq!(found("@jan_v | Instagram", "Insta"), None);
        assert_eq!(found("mail jan@klant.example op Twitter", "Twitter"), None);
        assert_eq!(found("@jan_v op twitter.example", "twitter"), None);
    }
}
