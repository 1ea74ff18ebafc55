//! E-mail addresses: addr-spec (RFC 5322 §3.4.1) with internationalised local parts and domains (RFC 6531, RFC 5890).
//!
//! In: a region. Out: addresses in lower case, the domain as A-label. Every `@` is looked at, bytes are taken in from
//! it in both directions, and what came in is judged: is there such a top-level domain, is the thing a name of a
//! picture, a msg-id, a login. This module refuses to know whether anybody lives there.

mod disguise;
mod judge;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use memchr::{memchr_iter, memrchr};

use super::domain::{Standing, is_known_suffix, standing};
use super::pattern::{PatternFile, THRESHOLD};
use super::words::Words;
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, Region, RegionKind};

/// Octets of a local part (RFC 5321 §4.5.3.1.1).
const LOCAL_MAX: usize = 64;
/// Octets of a domain (RFC 5321 §4.5.3.1.2).
const DOMAIN_MAX: usize = 255;

/// Finds e-mail addresses.
pub(super) struct EmailRecogniser {
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
    words: Words,
    disguises: disguise::Disguises,
}

/// An address as found: where, and how sure.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Address<'t> {
    span: Range<usize>,
    local: Cow<'t, str>,
    domain: Cow<'t, str>,
    confidence: u8,
}

impl EmailRecogniser {
    pub(super) fn new(file: &PatternFile) -> Self {
        EmailRecogniser {
            id: file.id.clone(),
            regions: file.regions.clone(),
            confidence: file.confidence,
            words: Words::new(&file.context.raise, &file.context.sink),
            disguises: disguise::Disguises::new(),
        }
    }

    fn push(&self, address: Address<'_>, explain: bool, out: &mut Vec<Match>) {
        if address.confidence < THRESHOLD {
            return;
        }
        let Some(value) = normal_form(&address.local, &address.domain) else { return };
        out.push(Match {
            kind: Kind::Email,
            value: value.into(),
            span: address.span,
            confidence: Confidence::percent(address.confidence),
            pattern: self.id.clone(),
            fields: BTreeMap::new(),
            why: if explain { why(address.confidence) } else { Vec::new() },
        });
    }
}

impl Recogniser for EmailRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        let region = page.region;
        if !self.regions.is_empty() && !self.regions.contains(&region.kind) {
            return;
        }
        let text = region.text;
        let first = out.len();
        // Addresses do not share characters: the next one begins behind the one before.
        let mut floor = 0;
        for at in memchr_iter(b'@', text.as_bytes()) {
            if at < floor {
                continue;
            }
            let found = plain(text, at, floor, region).or_else(|| self.disguises.spaced(text, at, floor));
            if let Some(mut address) = found {
                floor = address.span.end;
                address.confidence = address.confidence.min(self.confidence);
                self.push(address, page.context.explain, out);
            }
        }
        let plain_end = out.len();
        self.disguises.find(text, &self.words, |address| {
            let taken = out[first..plain_end]
                .iter()
                .any(|m| m.span.start < address.span.end && address.span.start < m.span.end);
            if !taken {
                self.push(address, page.context.explain, out);
            }
        });
        if out.len() > plain_end {
            out[first..].sort_by_key(|m| m.span.start);
        }
    }
}

/// What speaks for an address of this confidence, for a person.
fn why(confidence: u8) -> Vec<String> {
    let check = match confidence {
        96.. => "check: the domain ends in a public suffix",
        90.. => "check: the domain ends in a reserved name",
        76.. => "check: an address",
        75 => "check: the domain ends in a name for internal use, or the signs are spelled out",
        _ => "check: spelled out, in a link, or grown together with what is beside it",
    };
    vec![check.to_owned()]
}

/// The address around the `@` at byte `at`, none of it before byte `floor`.
fn plain<'t>(text: &'t str, at: usize, floor: usize, region: &Region<'_>) -> Option<Address<'t>> {
    let header = region.kind == RegionKind::Header;
    let mut local = local_part(text, at, floor, header)?;
    let mut domain = domain(text, at + 1)?;
    let mut confidence = match domain.standing {
        Standing::Public => 99,
        Standing::Reserved => 95,
        Standing::Internal => 75,
    };
    if domain.glued {
        confidence = confidence.min(60);
    }
    judge::trim_markup(text, &mut local, &domain.span);
    let name = &text[local.clone()];
    if !name.bytes().any(|b| b.is_ascii_alphanumeric() || b >= 0x80) || name.len() > LOCAL_MAX {
        return None;
    }
    if domain.span.len() > DOMAIN_MAX || judge::is_something_else(text, &local, &mut domain.span, header) {
        return None;
    }
    let host = &text[domain.span.clone()];
    if judge::in_url(text, local.start) {
        confidence = confidence.min(65);
    }
    Some(Address {
        span: local.start..domain.span.end,
        local: Cow::Borrowed(name),
        domain: Cow::Borrowed(host),
        confidence,
    })
}

/// Where the local part before the `@` at byte `at` stands: a dot-atom or a quoted-string.
fn local_part(text: &str, at: usize, floor: usize, header: bool) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    if at > floor && bytes[at - 1] == b'"' {
        return quoted_local(text, at, floor);
    }
    let limit = floor.max(at.saturating_sub(LOCAL_MAX + 64));
    let mut start = at;
    while start > limit {
        let b = bytes[start - 1];
        if b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b'%' | b'\'' | b'&') {
            start -= 1;
        } else if b >= 0x80 {
            let Some(c) = text[..start].chars().next_back() else { break };
            if start - c.len_utf8() < limit || !(c.is_alphanumeric() || is_mark(c)) {
                break;
            }
            // Scripts without spaces run on into the address: `メールjan@…`.
            if is_unspaced(c) && bytes[start..at].iter().all(u8::is_ascii) && start < at {
                break;
            }
            start -= c.len_utf8();
        } else if header
            && matches!(
                b,
                b'=' | b'/' | b'#' | b'!' | b'$' | b'~' | b'*' | b'?' | b'^' | b'{' | b'}' | b'|' | b'`'
            )
        {
            // Return paths carry other addresses in their local part (`news-jan=x.example@…`).
            start -= 1;
        } else {
            break;
        }
    }
    if start == at {
        return None;
    }
    // A run longer than any local part is no address, but a wall of encoded text.
    if start == limit && limit > floor && at - start > LOCAL_MAX {
        return None;
    }
    let mut start = start + judge::cut_left(text, start, at, header);
    let mut end = at;
    while start < end && matches!(bytes[start], b'.' | b'-' | b'\'' | b'&' | b'%' | b'+') {
        start += 1;
    }
    while end > start && matches!(bytes[end - 1], b'.') {
        end -= 1;
    }
    // `naar...jan@…`: an atom has no two full stops in a row, save for an initial (`j..devries@…`).
    if let Some(dots) = bytes[start..end].windows(2).rposition(|w| w == b"..")
        && (dots > 2 || dots == 0)
    {
        start += dots + 2;
    }
    (start < end && end == at).then_some(start..end)
}

/// `"jan de vries"@…`, from the opening quotation mark on.
fn quoted_local(text: &str, at: usize, floor: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let mut pos = at - 1;
    let limit = floor.max(at.saturating_sub(LOCAL_MAX + 2));
    while pos > limit {
        pos -= 1;
        match bytes[pos] {
            b'"' if pos > 0 && bytes[pos - 1] == b'\\' => pos -= 1,
            b'"' => {
                let free = pos == 0 || !(bytes[pos - 1].is_ascii_alphanumeric() || bytes[pos - 1] == b'=');
                return (free && pos + 2 < at).then_some(pos..at);
            }
            b'\n' | b'\r' | b'<' | b'>' => return None,
            _ => {}
        }
    }
    None
}

/// A domain that was taken in, and what speaks against it.
struct Domain {
    span: Range<usize>,
    standing: Standing,
    /// Text was stuck to its end and cut off.
    glued: bool,
}

/// The longest believable domain from byte `start` on.
fn domain(text: &str, start: usize) -> Option<Domain> {
    let bytes = text.as_bytes();
    let mut end = start;
    let limit = bytes.len().min(start + DOMAIN_MAX + 32);
    while end < limit {
        let b = bytes[end];
        if b.is_ascii_alphanumeric() || b == b'-' || b == b'.' {
            end += 1;
        } else if b >= 0x80 {
            let Some(c) = text[end..].chars().next() else { break };
            // Scripts without spaces run on behind the address, too.
            let runs_on = is_unspaced(c) && end > start && bytes[end - 1].is_ascii_alphanumeric();
            if runs_on || !(c.is_alphanumeric() || is_mark(c)) {
                break;
            }
            end += c.len_utf8();
        } else {
            break;
        }
    }
    while end > start && matches!(bytes[end - 1], b'.' | b'-') {
        end -= 1;
    }
    if end == start || matches!(bytes[start], b'.' | b'-') {
        return None;
    }
    // `jan@x.example..` and `jan@x.example...daarna`
    if let Some(dots) = bytes[start..end].windows(2).position(|w| w == b"..") {
        end = start + dots;
    }
    let mut first = true;
    loop {
        let name = &text[start..end];
        let dot = memrchr(b'.', name.as_bytes())?;
        let label = &name[dot + 1..];
        let lower = lower(name);
        let sentence = first && is_sentence_start(label) && name[..dot].contains('.') && {
            let before = &lower[..dot];
            name[..dot].bytes().all(|b| !b.is_ascii_uppercase()) && standing(before).is_some()
        };
        if !sentence
            && let Some(standing) = standing(&lower)
            && labels_are_well_formed(name)
        {
            return Some(Domain { span: start..end, standing, glued: false });
        }
        if let Some(cut) = glued_suffix(label) {
            let cut_end = start + dot + 1 + cut;
            let lower = self::lower(&text[start..cut_end]);
            if let Some(standing) = standing(&lower)
                && labels_are_well_formed(&text[start..cut_end])
            {
                return Some(Domain { span: start..cut_end, standing, glued: true });
            }
        }
        first = false;
        end = start + dot;
        if end == start {
            return None;
        }
    }
}

/// Bytes of `label` that are a top-level domain with other text stuck to it: `nlTel`, `com06`.
fn glued_suffix(label: &str) -> Option<usize> {
    let bytes = label.as_bytes();
    let cut = bytes.iter().position(|b| !b.is_ascii_lowercase())?;
    let next = bytes[cut];
    let ok = next.is_ascii_uppercase() || next == b'0' || next >= 0x80;
    (ok && cut >= 2 && is_known_suffix(&label[..cut])).then_some(cut)
}

/// `Met`: what follows the full stop is the next sentence.
fn is_sentence_start(label: &str) -> bool {
    let bytes = label.as_bytes();
    bytes.len() > 1 && bytes[0].is_ascii_uppercase() && bytes[1..].iter().all(u8::is_ascii_lowercase)
}

/// Labels are not empty, at most 63 octets (RFC 1035 §2.3.4), and have no hyphen at either end.
fn labels_are_well_formed(name: &str) -> bool {
    name.as_bytes().split(|b| *b == b'.').all(|label| {
        matches!(label, [first, .., last] if *first != b'-' && *last != b'-') && label.len() <= 63
            || matches!(label, [only] if *only != b'-')
    })
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'.' || b == b'-') {
        Cow::Borrowed(name)
    } else {
        Cow::Owned(name.to_lowercase())
    }
}

/// The normal form of an address that the text is, from end to end.
pub(super) fn normal(text: &str) -> Option<String> {
    let (local, domain) = text.rsplit_once('@')?;
    let fits = |part: &str, most: usize| {
        !part.is_empty()
            && part.len() <= most
            && !part.contains(|c: char| c.is_whitespace() || c.is_control())
    };
    let domain = domain.trim_end_matches('.');
    (fits(local, LOCAL_MAX) && fits(domain, DOMAIN_MAX) && domain.contains('.'))
        .then(|| normal_form(local, domain))?
}

/// The contract's normal form: lower case, domain as A-label; quotation marks only where the local part needs them.
/// `None` when the domain has no A-label.
fn normal_form(local: &str, domain: &str) -> Option<String> {
    let mut value = String::with_capacity(local.len() + domain.len() + 1);
    let inner = local.strip_prefix('"').and_then(|l| l.strip_suffix('"'));
    match inner {
        Some(inner) if is_dot_atom(inner) => value.push_str(inner),
        _ => value.push_str(local),
    }
    value.make_ascii_lowercase();
    if !value.is_ascii() {
        value = value.to_lowercase();
    }
    value.push('@');
    if domain.is_ascii() {
        let at = value.len();
        value.push_str(domain);
        value[at..].make_ascii_lowercase();
    } else {
        value.push_str(&idna::domain_to_ascii(domain).ok()?);
    }
    Some(value)
}

fn is_dot_atom(local: &str) -> bool {
    local.split('.').all(|atom| {
        !atom.is_empty()
            && atom
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b) || b >= 0x80)
    })
}

/// Combining marks belong to the letter before.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{903}' | '\u{93a}'..='\u{94f}')
}

/// Scripts that are written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1100}'..='\u{11ff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}')
}
