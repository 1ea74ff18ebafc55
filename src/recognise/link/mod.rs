//! Links that say who somebody is: pages of a firm or a person (RFC 3986), and profiles on social networks.
//!
//! In: a page. Out: addresses of pages with scheme and host in lower case, and profiles as network, colon, handle. Mail is
//! full of links, and nearly none of them are contact details; so what counts is where a link stands (below a closing phrase,
//! beside a number or an address, behind a label) and what it looks like (a host, hardly a path, no query). This module
//! refuses to know what is behind a link, and gives up on handles that are written without network or label.

mod bare;
mod marks;
mod site;
mod social;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::pattern::{PatternFile, THRESHOLD};
use super::zone::{has_number_label, is_address_line};
use super::{Page, Recogniser};
use crate::model::{Confidence, Kind, Match, RegionKind};
use marks::Marks;

/// Bytes of a link that are looked at.
const LINK_MAX: usize = 200;
/// Lines with text between a link and what shows that contact details stand there.
const NEAR: usize = 3;
/// Bytes of a line on which other details may stand beside a link.
const LINE_MAX: usize = 400;

/// Finds pages and profiles.
pub(super) struct LinkRecogniser {
    site: Option<Card>,
    social: Option<Card>,
    /// Where a link or a labelled handle may be.
    marks: Marks,
}

/// What of a pattern file the search needs.
struct Card {
    id: Arc<str>,
    regions: Vec<RegionKind>,
    confidence: u8,
}

/// Where contact details begin, for asking whether some are near.
struct Beside {
    /// Those that were found before, in order.
    starts: Vec<usize>,
    /// The last profile: what stands below it may be another detail.
    profile: Option<usize>,
    /// See [`mail_hosts`]; few pages ask for them.
    hosts: OnceCell<Vec<String>>,
}

impl Beside {
    /// An e-mail address that was found before is at the host.
    fn has_mail_at(&self, host: &str, mails: &[Match]) -> bool {
        let hosts = self.hosts.get_or_init(|| mail_hosts(mails));
        hosts.binary_search(&host.to_lowercase()).is_ok()
    }

    fn is_any_in(&self, span: &Range<usize>) -> bool {
        let next = self.starts.get(self.starts.partition_point(|s| *s < span.start));
        next.is_some_and(|s| *s < span.end) || self.profile.is_some_and(|s| span.contains(&s))
    }
}

/// How a link stands in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Setting {
    /// In a sentence, or with nothing beside it.
    Bare,
    /// In a cell of its own near other details.
    Contact,
    /// Behind a label that says what it is.
    Labelled,
}

impl LinkRecogniser {
    pub(super) fn new(files: &[&PatternFile]) -> Self {
        let card = |kind: Kind| {
            files.iter().find(|f| f.kind == kind).map(|f| Card {
                id: f.id.clone(),
                regions: f.regions.clone(),
                confidence: f.confidence,
            })
        };
        LinkRecogniser { site: card(Kind::Url), social: card(Kind::SocialProfile), marks: Marks::new() }
    }

    /// Where a link may be, in order: at a scheme, at `www.`, at the commonest profile; and, on lines below a closing phrase or
    /// beside other details, at the names of networks and at labels.
    fn places(&self, page: &Page<'_>, contacts: &[usize]) -> Vec<Range<usize>> {
        let text = page.region.text;
        let bytes = text.as_bytes();
        let mut places = Vec::new();
        self.marks.anywhere(bytes, &mut places);
        if page.region.aside {
            places.sort_unstable_by_key(|p| p.start);
            return places;
        }
        let lines = page.lines();
        let mut near = contacts.iter().peekable();
        let mut reach = 0;
        let mut worth = Vec::new();
        for (n, line) in lines.iter().enumerate() {
            let ahead = lines.get(n + NEAR).map_or(text.len(), |l| l.span.end);
            while near.next_if(|s| **s < ahead).is_some() {
                reach = n + NEAR + 2;
            }
            if line.span.len() <= LINE_MAX
                && (n < reach || line.below_closing.is_some_and(|n| n <= 14))
                && Marks::may_stand_on(line)
            {
                worth.push(line);
            }
        }
        self.marks.on_lines(bytes, &worth, &mut places);
        places.sort_unstable_by_key(|p| (p.start, p.end));
        places.dedup();
        places
    }

    /// Looks at what stands behind or at a mark; `from` is where the search may go back to. Returns where it has got to.
    fn look(
        &self,
        page: &Page<'_>,
        mark: Range<usize>,
        from: usize,
        beside: &Beside,
        mails: &[Match],
        out: &mut Vec<Match>,
    ) -> usize {
        let text = page.region.text;
        if text.as_bytes().get(mark.clone()) == Some(b".") {
            return self.bare(page, mark, from, beside, mails, out);
        }
        // `dropbox.com/…`
        if text[mark.clone()].eq_ignore_ascii_case("x.com/")
            && text.as_bytes()[..mark.start].last().is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'-')
        {
            return mark.end;
        }
        let labelled = site::behind_label(text, mark.clone());
        let span = match labelled.clone().or_else(|| link_around(text, mark.clone(), from)) {
            Some(span) => span,
            None => {
                let profile = social::labelled(text, mark.clone())
                    .or_else(|| social::in_cell(text, mark.clone()))
                    .or_else(|| social::before_name(text, mark.clone()).filter(|p| p.span.start >= from));
                return match profile {
                    Some(profile) => {
                        let end = profile.span.end.max(mark.end);
                        let setting = setting(page, &(mark.start.min(profile.span.start)..end), beside);
                        if setting > Setting::Bare || profile.sure {
                            self.push_profile(page, profile, setting, out);
                        }
                        end
                    }
                    None => mark.end,
                };
            }
        };
        let end = span.end;
        let Some(link) = site::Link::read(&text[span.clone()]) else { return mark.end };
        if let Some(found) = social::profile(&link) {
            if let social::Seen::Profile { value, personal } = found {
                let setting =
                    if labelled.is_some() { Setting::Labelled } else { setting(page, &span, beside) };
                // links that are not shown are icons: below a newsletter, they lead to the pages of its sender
                if personal || !page.region.aside && setting > Setting::Bare {
                    let profile = social::Profile { value, span, sure: personal };
                    self.push_profile(page, profile, setting, out);
                }
            }
            return end;
        }
        if let Some(card) = self.site.as_ref().filter(|c| c.looks(page)) {
            let mut setting =
                if labelled.is_some() { Setting::Labelled } else { setting(page, &span, beside) };
            if setting == Setting::Bare
                && link.is_home()
                && is_terms_page(page, &span, link.host, beside, mails)
            {
                setting = Setting::Contact;
            }
            if !page.region.aside
                && setting > Setting::Bare
                && let Some((value, doubt)) = link.page()
            {
                let sure =
                    card.confidence.saturating_sub(doubt) + if setting == Setting::Labelled { 5 } else { 0 };
                card.push(page, Kind::Url, value, span, sure.min(99), setting, out);
            }
        }
        end
    }

    /// Looks at the full stop of what may be a domain without scheme and `www.`.
    fn bare(
        &self,
        page: &Page<'_>,
        mark: Range<usize>,
        from: usize,
        beside: &Beside,
        mails: &[Match],
        out: &mut Vec<Match>,
    ) -> usize {
        let text = page.region.text;
        let Some(card) = self.site.as_ref().filter(|c| c.looks(page) && !page.region.aside) else {
            return mark.end;
        };
        let Some(found) = bare::around(text, mark.start).filter(|f| f.span.start >= from) else {
            return mark.end;
        };
        let host = text[found.span.clone()].split('/').next().unwrap_or_default();
        // files, abbreviations and sentences without a space end as some domains do
        let known = || {
            let same = |own: &str| {
                own.eq_ignore_ascii_case(host)
                    || own.len() > host.len() && own[own.len() - host.len()..].eq_ignore_ascii_case(host)
            };
            beside.has_mail_at(host, mails)
                || page.context.hosts.iter().any(|own| own.is_ascii() && same(own))
        };
        if !found.labelled && bare::is_doubtful(host) && !known() {
            return mark.end;
        }
        let Some(link) = site::Link::read(&text[found.span.clone()]) else { return mark.end };
        let setting = if found.labelled { Setting::Labelled } else { setting(page, &found.span, beside) };
        if social::profile(&link).is_some() || setting == Setting::Bare {
            return mark.end;
        }
        let Some((value, doubt)) = link.page() else { return mark.end };
        let end = found.span.end;
        card.push(page, Kind::Url, value, found.span, card.confidence.saturating_sub(doubt), setting, out);
        end
    }

    fn push_profile(
        &self,
        page: &Page<'_>,
        profile: social::Profile,
        setting: Setting,
        out: &mut Vec<Match>,
    ) {
        if let Some(card) = self.social.as_ref().filter(|c| c.looks(page)) {
            // `@jan@server.example` is an address too, but for its label
            let fediverse = profile.value.starts_with("mastodon:") && profile.sure;
            let sure = if fediverse {
                99
            } else {
                card.confidence.saturating_sub(if profile.sure { 0 } else { 15 })
            };
            let social::Profile { value, span, .. } = profile;
            card.push(page, Kind::SocialProfile, value, span, sure, setting, out);
        }
    }
}

impl Card {
    fn looks(&self, page: &Page<'_>) -> bool {
        self.regions.is_empty() || self.regions.contains(&page.region.kind)
    }

    #[allow(clippy::too_many_arguments, reason = "each says another thing of the match")]
    fn push(
        &self,
        page: &Page<'_>,
        kind: Kind,
        value: String,
        span: Range<usize>,
        confidence: u8,
        setting: Setting,
        out: &mut Vec<Match>,
    ) {
        if confidence < THRESHOLD {
            return;
        }
        let mut why = Vec::new();
        if page.context.explain {
            why.push(
                match setting {
                    Setting::Bare => "the form of the link alone",
                    Setting::Contact => "beside other contact details",
                    Setting::Labelled => "behind a label",
                }
                .to_owned(),
            );
        }
        out.push(Match {
            kind,
            value: value.into(),
            span,
            confidence: Confidence::percent(confidence),
            pattern: self.id.clone(),
            fields: BTreeMap::new(),
            why,
        });
    }
}

impl Recogniser for LinkRecogniser {
    fn find(&self, page: &Page<'_>, out: &mut Vec<Match>) {
        // header fields that hold links are those of mailing lists and mailers
        if page.region.kind == RegionKind::Header {
            return;
        }
        let mut found = Vec::new();
        // beside what is not shown, nothing counts
        let starts = if page.region.aside { Vec::new() } else { contacts(out) };
        let mut beside = Beside { starts, profile: None, hosts: OnceCell::new() };
        let mut done = 0;
        for mark in self.places(page, &beside.starts) {
            if mark.start >= done {
                let known = found.len();
                done = self.look(page, mark, done, &beside, out, &mut found);
                let profiles = found[known..].iter().filter(|m| m.kind == Kind::SocialProfile);
                beside.profile = profiles.map(|m| m.span.start).max().or(beside.profile);
            }
        }
        out.append(&mut found);
    }
}

/// The link that a mark stands in: what is not white space or a mark that parts, around it. It begins with a scheme, with
/// `www.`, or with the name of a network's host.
fn link_around(text: &str, mark: Range<usize>, from: usize) -> Option<Range<usize>> {
    let bytes = text.as_bytes();
    let floor = mark.start.saturating_sub(32).max(from);
    let mut start = mark.start;
    while start > floor && is_link_byte(bytes[start - 1]) && bytes[start - 1] != b'(' {
        start -= 1;
    }
    let limit = (mark.start + LINK_MAX).min(bytes.len());
    let mut end = mark.end;
    while end < limit && is_link_byte(bytes[end]) {
        end += 1;
    }
    // a link so long that it was cut is no contact detail; a character that is not ASCII may be cut in two
    if end == limit && limit < bytes.len() || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
        return None;
    }
    let piece = &text[start..end];
    // `Web:www.klant.nl`: what stands before the link and is no part of it
    let lower = piece.to_ascii_lowercase();
    let skip = ["https://", "http://", "www."].iter().filter_map(|s| lower.find(s)).min().unwrap_or(0);
    let head = &piece[..skip];
    if !(head.is_empty() || head.ends_with([':', '=', '[', '"', '\'', '*', '_'])) {
        return None;
    }
    let piece = &piece[skip..];
    let start = start + skip;
    if !piece.contains('.') {
        return None;
    }
    let trimmed = piece.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'', '"', '*', '_', '-']);
    let trimmed = if piece.contains('(') { piece.trim_end_matches(['.', ',', ';']) } else { trimmed };
    (trimmed.len() > 6 && !trimmed.contains('@') || trimmed.contains("/@"))
        .then(|| start..start + trimmed.len())
}

fn is_link_byte(b: u8) -> bool {
    b > b' '
        && !matches!(b, b'<' | b'>' | b'"' | b'|' | b'{' | b'}' | b'\\' | b'^' | b'`' | b'\x7f' | b',' | b';')
}

/// The hosts of the e-mail addresses that were found before, in order.
fn mail_hosts(mails: &[Match]) -> Vec<String> {
    let hosts = mails.iter().filter(|m| m.kind == Kind::Email);
    let mut hosts: Vec<String> =
        hosts.filter_map(|m| Some(m.value.reveal().rsplit_once('@')?.1.to_lowercase())).collect();
    hosts.sort_unstable();
    hosts
}

/// Where contact details begin that were found before; in order.
fn contacts(before: &[Match]) -> Vec<usize> {
    let tells = |m: &&Match| {
        matches!(
            m.kind,
            Kind::Email | Kind::Phone | Kind::PostalAddress | Kind::CompanyNumber | Kind::VatNumber
        )
    };
    let mut starts: Vec<usize> = before.iter().filter(tells).map(|m| m.span.start).collect();
    starts.sort_unstable();
    starts
}

/// The page of the sender, said to be where terms are kept, as law firms write below their numbers: `algemene voorwaarden, te raadplegen
/// op www.klant.nl`.
fn is_terms_page(page: &Page<'_>, span: &Range<usize>, host: &str, beside: &Beside, mails: &[Match]) -> bool {
    if page.region.aside {
        return false;
    }
    let (text, lines) = (page.region.text, page.lines());
    let Some(at) = lines.partition_point(|l| l.span.start <= span.start).checked_sub(1) else { return false };
    let first = &lines[at.saturating_sub(NEAR)];
    let said = first.span.start.max(span.start.saturating_sub(2 * LINE_MAX))..span.start;
    let Some(from) = said.clone().find(|n| text.is_char_boundary(*n)) else { return false };
    let domain = host.strip_prefix("www.").unwrap_or(host);
    let own = || {
        beside.has_mail_at(domain, mails)
            || page.context.hosts.iter().any(|own| own.eq_ignore_ascii_case(domain))
    };
    site::leads_to_terms(&text[from..span.start])
        && (beside.is_any_in(&(first.span.start..span.start))
            || lines[at].below_closing.is_some_and(|n| n <= 16))
        && own()
}

/// How a span of the page stands there.
fn setting(page: &Page<'_>, span: &Range<usize>, beside: &Beside) -> Setting {
    if page.region.aside {
        return Setting::Bare;
    }
    let text = page.region.text;
    let lines = page.lines();
    let Some(at) = lines.partition_point(|l| l.span.start <= span.start).checked_sub(1) else {
        return Setting::Bare;
    };
    let line = &lines[at];
    if line.span.end < span.end {
        return Setting::Bare;
    }
    let before = &text[line.span.start..span.start];
    let label = site::label_before(before);
    if label && (before.len() <= 48 || site::is_label_of_list(before)) {
        return Setting::Labelled;
    }
    if site::is_prose(before, &text[span.end..line.span.end]) {
        return Setting::Bare;
    }
    if label {
        return Setting::Labelled;
    }
    if line.below_closing.is_some_and(|n| n <= 16) {
        return Setting::Contact;
    }
    let first = &lines[at.saturating_sub(NEAR)];
    let last = &lines[(at + NEAR).min(lines.len() - 1)];
    let near = first.span.start..last.span.end;
    if near.len() <= LINE_MAX * (2 * NEAR + 1) && beside.is_any_in(&near) {
        return Setting::Contact;
    }
    let around = &lines[at.saturating_sub(NEAR)..(at + NEAR + 1).min(lines.len())];
    if around.iter().map(|l| l.text(text)).any(|l| is_address_line(l) || has_number_label(l)) {
        return Setting::Contact;
    }
    // the label of a form, on the line above
    if let Some(above) = at.checked_sub(1).and_then(|n| lines.get(n))
        && before.trim().is_empty()
        && above.span.len() <= 16
        && site::label_before(&format!("{}:", above.text(text).trim_end_matches(':')))
    {
        return Setting::Labelled;
    }
    Setting::Bare
}
