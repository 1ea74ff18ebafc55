//! One message without the details of others: what the subject may see of it.
//!
//! In: a message, and whose its details are, as the whole run tells it. Out: the message in which a sign stands for each detail that is
//! neither the subject's nor the own organisation's, or why it cannot be given. It is looked at, redacted and looked at again until
//! nothing is seen in it that is to go; what cannot be read goes as a whole, for nobody knows whose data it holds.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::adjoining::{
    Texts, in_own_row, no_names, numbers_behind, numbers_under_names, of_somebody_else, under_another_name,
};
use super::beneath::{Beneath, encoded_values};
use super::by_address::Made;
use super::deciding::{Fate, NOBODY, in_own_signature, mailboxes, tells_who};
use super::seeing::Seen;
use super::words::{Words, addresses, header_lines};
use crate::erase::redact::{Mark, redact, texts};
use crate::model::{Envelope, Hit, Kind, Limits, Mailbox, Named, Owner, Problem, Quoting, Section};
use crate::report::access::{Held, Whom};
use crate::scan::Look;
use crate::subject::bystander::words;
use crate::subject::{OneMessage, Prepared, packed_before};

/// How often what is left is taken out too, before the message is given up.
const ROUNDS: usize = 6;

/// Details of a message that are looked at; of one with more nothing is given.
pub(super) const MOST: usize = 200_000;

/// A message as the subject may see it.
pub(super) struct Cleaned {
    pub(super) bytes: Vec<u8>,
    /// Its subject line, redacted as the rest.
    pub(super) subject: Option<String>,
    pub(super) sender: Vec<Whom>,
    pub(super) recipients: Vec<Whom>,
    /// It has more recipients than are told.
    pub(super) more_recipients: bool,
    /// Details of the subject that the request does not name, in normal form.
    pub(super) more_data: BTreeSet<(Kind, String)>,
    /// Places at which a sign stands.
    pub(super) places: u64,
    /// Files and parts that are not in it because others' details are in them.
    pub(super) files: u64,
    /// Media types of parts that are not in it because they cannot be read.
    pub(super) unread: BTreeSet<String>,
}

/// Makes messages fit for a subject's eyes.
pub(super) struct Cleaning<'c> {
    pub(super) prepared: &'c Prepared,
    /// The number of the request.
    pub(super) subject: u16,
    pub(super) look: Look<'c>,
    pub(super) limits: &'c Limits,
    pub(super) sign: String,
    /// Domains of the own organisation, in lower case.
    pub(super) own: &'c [String],
    /// Words of the request: they are not taken for somebody else's name.
    pub(super) spared: &'c HashSet<String>,
    /// The request names no e-mail address: one beside the subject's name is the subject's.
    pub(super) unaddressed: bool,
}

/// What is to go, what the header says, and media types that cannot be read.
type Sight = (Vec<Mark>, Arc<Envelope>, Vec<String>);

/// Stretches of a section.
type Stretches = HashMap<Section, Vec<Range<u64>>>;

impl Cleaning<'_> {
    /// A message without what is others'.
    pub(super) fn clean(&mut self, hit: &Hit, message: &[u8], quoting: Quoting) -> Result<Cleaned, Held> {
        let owners: HashMap<(Kind, &str), Owner> =
            hit.details.iter().map(|d| ((d.kind, d.value.reveal().as_str()), d.owner)).collect();
        let mut known = Words::new(self.spared);
        for detail in hit.details.iter().filter(|d| d.owner == Owner::Own && d.kind == Kind::PersonName) {
            known.spare(detail.value.reveal());
        }
        let mut cleaned = Cleaned {
            bytes: message.to_vec(),
            subject: None,
            sender: Vec::new(),
            recipients: Vec::new(),
            more_recipients: false,
            more_data: BTreeSet::new(),
            places: 0,
            files: 0,
            unread: BTreeSet::new(),
        };
        for round in 0..ROUNDS {
            let before = known.len();
            let bytes = std::mem::take(&mut cleaned.bytes);
            let (marks, told, unread) =
                self.see(hit, &bytes, quoting, &owners, (round, &mut known, &mut cleaned))?;
            if marks.is_empty() && known.len() == before && round > 0 {
                cleaned.subject = told.subject.as_ref().map(|s| s.reveal().clone());
                cleaned.bytes = bytes;
                return Ok(cleaned);
            }
            cleaned.unread.extend(unread);
            if marks.is_empty() {
                cleaned.bytes = bytes;
                continue;
            }
            let done =
                redact(&bytes, quoting, &marks, &self.sign, self.limits).map_err(|_| Held::Uncertain)?;
            cleaned.places += done.notes.places;
            cleaned.files += done.notes.replaced.len() as u64;
            cleaned.bytes = done.bytes;
        }
        Err(Held::Uncertain)
    }

    /// Looks at a message once: what is to go, what its header says, and which media types cannot be read.
    fn see(
        &mut self,
        hit: &Hit,
        message: &[u8],
        quoting: Quoting,
        owners: &HashMap<(Kind, &str), Owner>,
        (round, known, cleaned): (usize, &mut Words, &mut Cleaned),
    ) -> Result<Sight, Held> {
        let one = OneMessage::new(self.prepared, self.subject);
        let mut seen = Seen::new(one, (known, self.prepared.lists()), false);
        let told = self.look.told(message, quoting, &mut seen).map_err(|_| Held::Unread)?;
        let of_others = |mailbox: &Mailbox| {
            let address = mailbox.address.reveal().to_lowercase();
            !self.is_own(&address)
                && !address.ends_with(NOBODY)
                && !self.prepared.is_address_of(self.subject, &address)
        };
        let (read, wrote) =
            (told.envelope.recipients.iter().any(of_others), told.envelope.from.iter().any(of_others));
        seen.places.extend(seen.in_tables());
        // a name of one word is told by whom the letter goes to
        seen.places.extend(seen.alone(read, wrote));
        if seen.is_full() {
            return Err(Held::Uncertain);
        }
        let Seen { mut one, findings, mut places, .. } = seen;
        let mut all: Vec<(Section, u64, String)> = Vec::new();
        texts(message, quoting, self.limits, &mut |section, base, text| {
            one.text(section, base, text);
            all.push((section.clone(), base, text.to_owned()));
        });
        if one.is_full() {
            return Err(Held::Uncertain);
        }
        let mut marks: Vec<Mark> = Vec::new();
        let mut unread = Vec::new();
        for problem in told.problems.iter().filter(|p| Problem::is_loss(p)) {
            let Some(section) = problem.place.part.clone() else { return Err(Held::Unread) };
            unread.push(
                told.opaque
                    .iter()
                    .find(|(s, _)| *s == section)
                    .map_or_else(|| "application/octet-stream".to_owned(), |(_, t)| t.clone()),
            );
            marks.push(Mark { section, span: None });
        }
        for (section, media_type) in &told.opaque {
            if !marks.iter().any(|m| m.section == *section) {
                unread.push(media_type.clone());
                marks.push(Mark { section: section.clone(), span: None });
            }
        }
        let mut stays: Stretches = HashMap::new();
        let mut goes: Vec<(Kind, Section, Option<Range<u64>>, String)> = Vec::new();
        let mut fates: HashMap<String, Fate> = HashMap::new();
        let own_mailboxes = self.own_mailboxes(&told.envelope);
        let mut decided: Vec<Fate> = findings
            .iter()
            .map(|finding| match self.fate(finding, &one, owners, hit.about_only_subject) {
                Fate::Goes
                    if finding.kind == Kind::Email && own_mailboxes.contains(finding.value.reveal()) =>
                {
                    Fate::Theirs
                }
                fate => fate,
            })
            .collect();
        in_own_signature(&findings, &one, &mut decided);
        let by_section = Texts::new(&all);
        no_names(&findings, self.prepared.lists(), &by_section, &mut decided);
        under_another_name(&findings, &one, &by_section, &mut decided);
        let by_own =
            told.envelope.from.iter().any(|mailbox| self.is_own(&mailbox.address.reveal().to_lowercase()));
        of_somebody_else(&findings, &one, (&by_section, by_own), &mut decided);
        in_own_row(&findings, &one, &by_section, &mut decided);
        places.extend(numbers_under_names(&findings, &by_section, &decided));
        for (finding, fate) in findings.iter().zip(decided) {
            let value = finding.value.reveal();
            if finding.kind == Kind::Email {
                fates.insert(value.clone(), fate);
            }
            let section = finding.part.section.clone();
            if fate == Fate::Goes {
                goes.push((finding.kind, section, finding.span.clone(), value.clone()));
                continue;
            }
            if fate == Fate::Theirs && !one.is_of_subject(finding) {
                cleaned.more_data.insert((finding.kind, value.clone()));
            }
            if let Some(span) = &finding.span {
                stays.entry(section).or_default().push(span.clone());
            }
        }
        for (section, span) in one.certain_places() {
            stays.entry(section.clone()).or_default().push(span.clone());
        }
        if round == 0 {
            self.whom(&told.envelope, &fates, cleaned);
        }
        for mailbox in mailboxes(&told.envelope) {
            let address = mailbox.address.reveal().to_lowercase();
            let others = match fates.get(&address) {
                Some(fate) => *fate == Fate::Goes,
                None => !self.is_own(&address) && !address.ends_with(NOBODY),
            };
            if let Some(name) = mailbox.name.as_ref().filter(|_| others) {
                known.add_to_headers(name.reveal());
                known.add_pair(name.reveal());
            }
        }
        let sites: BTreeSet<String> = goes
            .iter()
            .filter(|g| g.0 == Kind::Url)
            .filter_map(|g| site(&g.3))
            .filter(|host| !self.is_own_domain(host))
            .collect();
        let mut made = Made::default();
        goes.iter().filter(|g| g.0 == Kind::Email).for_each(|g| made.add(&g.3));
        for (kind, section, span, value) in goes {
            if kind == Kind::PersonName {
                known.add(&value);
            }
            // `els.bakker@`: as a name in small letters
            if kind == Kind::Email {
                known.add_pair(value.split('@').next().unwrap_or_default());
            }
            match span {
                // one word is all of it: where it holds what is the subject's it goes with that
                Some(span) if matches!(kind, Kind::Email | Kind::Phone | Kind::Iban) => {
                    marks.push(Mark { section, span: Some(span) });
                }
                Some(span) => places.push((section, span)),
                // it is put together from several places: its words first, and where that does not do, all of the part
                None if round < 2 => known.add_everywhere(&value),
                None => marks.push(Mark { section, span: None }),
            }
        }
        let is_header =
            |section: &Section| section.as_str().ends_with("HEADER") || section.as_str().ends_with("MIME");
        for (section, base, text) in all.iter().filter(|(section, ..)| !is_header(section)) {
            // what a link leads to stands beside what is shown of it
            let known =
                |span: &Range<usize>| fates.get(&text[span.clone()].to_lowercase()) == Some(&Fate::Goes);
            let named = made.in_text(text);
            let numbers = named.iter().flat_map(|name| numbers_behind(text, name.end, false));
            let numbers: Vec<Range<usize>> = numbers.collect();
            for span in addresses(text).filter(known).chain(links(text, &sites)).chain(named).chain(numbers) {
                places.push((section.clone(), base + span.start as u64..base + span.end as u64));
            }
        }
        for (section, base, text) in &all {
            let header = is_header(section);
            for span in self.packed(text, header, &fates) {
                // what it ends with looks like an address of the own organisation, which would stay
                let span = base + span.start as u64..base + span.end as u64;
                marks.push(Mark { section: section.clone(), span: Some(span) });
            }
        }
        let of_others = cleaned.sender.iter().any(|w| !matches!(w, Whom::Subject(_) | Whom::Own(_)));
        for (section, base, text) in all.iter().filter(|(section, ..)| is_header(section)) {
            for (name, body) in header_lines(text) {
                let mut put = |span: Range<usize>| {
                    let span = base + (body.start + span.start) as u64..base + (body.start + span.end) as u64;
                    places.push((section.clone(), span));
                };
                let line = &text[body.clone()];
                // the machine of somebody else who wrote
                if Words::is_machine(name) && of_others && !self.is_sign(line) && !line.trim().is_empty() {
                    let from = line.len() - line.trim_start().len();
                    put(from..line.trim_end().len());
                    continue;
                }
                words(line).filter(|s| known.is_in_header(name, &line[s.clone()])).for_each(&mut put);
                addresses(line)
                    .filter(|s| {
                        let address = line[s.clone()].to_lowercase();
                        match fates.get(&address) {
                            Some(fate) => *fate == Fate::Goes,
                            // what identifies a message is nobody's address, though it looks like one
                            None => {
                                !Words::identifies(name)
                                    && !self.is_own(&address)
                                    && !address.ends_with(NOBODY)
                            }
                        }
                    })
                    .for_each(&mut put);
            }
        }
        let mut beneath = Beneath::default();
        for (section, base, text) in &all {
            if !is_header(section) {
                // of a card that is the subject's, and nobody else's, what cannot be read is too
                let of_others =
                    marks.iter().any(|m| m.section == *section) || places.iter().any(|p| p.0 == *section);
                if of_others || !stays.contains_key(section) {
                    let values = encoded_values(text).into_iter();
                    let values = values.filter(|span| {
                        let value = &text[span.clone()];
                        !self.is_encoded_sign(value) && !self.is_sign(value)
                    });
                    places.extend(
                        values
                            .map(|span| (section.clone(), base + span.start as u64..base + span.end as u64)),
                    );
                }
                beneath.text(section, *base, text);
                continue;
            }
            for (name, body) in header_lines(text) {
                let line = &text[body.clone()];
                beneath.field(section, base + body.start as u64, line);
                if name.starts_with("content-") {
                    for file in file_names(line) {
                        if known.looks_like_a_name(&file) && !self.is_sign(&file) {
                            marks.push(Mark { section: section.clone(), span: None });
                        } else {
                            beneath.name(section, &file);
                        }
                    }
                }
            }
        }
        let [below, encoded, spared] =
            self.beneath(&beneath, known, &fates, owners, hit.about_only_subject)?;
        marks.extend(encoded);
        for mark in spared {
            stays.entry(mark.section).or_default().extend(mark.span);
        }
        for mark in below {
            match mark.span {
                Some(span) => places.push((mark.section, span)),
                None => marks.push(mark),
            }
        }
        for list in stays.values_mut() {
            list.sort_by_key(|span| (span.start, span.end));
        }
        for (section, span) in places {
            let whole = span.clone();
            let rest = without(span, stays.get(&section).map(Vec::as_slice).unwrap_or_default());
            // between two details that stay, a line end or a tag is no detail
            let says = |span: &Range<u64>| {
                let of = |(other, base, text): &(Section, u64, String)| {
                    let at = |n: u64| usize::try_from(n.checked_sub(*base)?).ok();
                    (*other == section).then(|| text.get(at(span.start)?..at(span.end)?)).flatten().map(says)
                };
                *span == whole || all.iter().find_map(of).unwrap_or(true)
            };
            let rest = rest.into_iter().filter(says);
            marks.extend(rest.map(|span| Mark { section: section.clone(), span: Some(span) }));
        }
        Ok((marks, told.envelope, unread))
    }

    /// Addresses of others that are packed into the local part of another, in whatever field of a header; elsewhere those that are known.
    fn packed(&self, text: &str, header: bool, fates: &HashMap<String, Fate>) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        for at in memchr::memchr_iter(b'@', text.as_bytes()) {
            // all readings of a place end where the domain does; the longest begins where the address does
            let mut found: Option<Range<usize>> = None;
            let (mut others, mut theirs) = (false, false);
            packed_before(text, at, &mut |address, span| {
                let fate = fates.get(address);
                others |= match fate {
                    Some(fate) => *fate == Fate::Goes,
                    None => header && !self.is_own(address) && !address.ends_with(NOBODY),
                };
                theirs |= fate == Some(&Fate::Theirs);
                // a number before an address is no local part
                if span.end <= at && !self.is_own(address) {
                    let wider = |one: &Range<usize>| one.start.min(span.start)..one.end.max(span.end);
                    found = Some(found.as_ref().map_or(span.clone(), wider));
                }
            });
            all.extend(found.filter(|_| others && !theirs));
        }
        all
    }

    /// Looks at what stands beneath what is shown: what of it is to go; what of it is to go whatever else is there, for it is encoded; and what stays.
    fn beneath(
        &mut self,
        beneath: &Beneath,
        known: &Words,
        fates: &HashMap<String, Fate>,
        owners: &HashMap<(Kind, &str), Owner>,
        alone: bool,
    ) -> Result<[Vec<Mark>; 3], Held> {
        if beneath.is_full() {
            return Err(Held::Uncertain);
        }
        let Some(message) = beneath.message() else { return Ok([const { Vec::new() }; 3]) };
        let one = OneMessage::new(self.prepared, self.subject);
        let mut seen = Seen::new(one, (known, self.prepared.lists()), true);
        self.look.told(&message, Quoting::None, &mut seen).map_err(|_| Held::Unread)?;
        if seen.is_full() {
            return Err(Held::Uncertain);
        }
        let Seen { one, findings, places, .. } = seen;
        let mut goes: Vec<Range<u64>> = places.into_iter().map(|(_, span)| span).collect();
        let mut stays: Vec<Range<u64>> = one.certain_places().map(|(_, span)| span.clone()).collect();
        for finding in &findings {
            let Some(span) = &finding.span else { continue };
            let fate = match fates.get(finding.value.reveal()) {
                Some(fate) if finding.kind == Kind::Email => *fate,
                _ => self.fate(finding, &one, owners, alone),
            };
            match fate {
                Fate::Goes if tells_who(finding.kind) => goes.push(span.clone()),
                Fate::Goes => {}
                Fate::Theirs | Fate::Stays => stays.push(span.clone()),
            }
        }
        stays.sort_by_key(|span| (span.start, span.end));
        let goes = goes.into_iter().flat_map(|span| without(span, &stays));
        let (encoded, goes): (Vec<_>, Vec<_>) = goes.partition(|span| beneath.is_encoded(span));
        // of what is encoded no piece can stay
        stays.retain(|span| !beneath.is_encoded(span));
        let marks = |spans: &[Range<u64>]| spans.iter().flat_map(|span| beneath.marks(span)).collect();
        let mut spared: Vec<Mark> = marks(&stays);
        spared.retain(|mark| mark.span.is_some());
        Ok([marks(&goes), marks(&encoded), spared])
    }
}

/// There is a letter or a digit in it, tags aside.
fn says(text: &str) -> bool {
    let mut tag = false;
    text.chars().any(|c| {
        tag = c == '<' || tag && c != '>';
        !tag && c.is_alphanumeric()
    })
}

/// Names of files in the body of a field, as they are read (RFC 2231).
fn file_names(body: &str) -> Vec<String> {
    let params = mailparse::parse_content_disposition(body).params;
    params.into_iter().filter(|(key, _)| key.ends_with("name")).map(|(_, name)| name).collect()
}

/// The host of a web address, in small letters, without `www`.
fn site(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#', ':']).next()?.to_lowercase();
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (host.len() > 3 && host.contains('.')).then(|| host.to_owned())
}

/// Web addresses at these hosts.
fn links<'t>(text: &'t str, sites: &BTreeSet<String>) -> impl Iterator<Item = Range<usize>> + use<'t> {
    let found = aho_corasick::AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .build(sites)
        .ok()
        .filter(|_| !sites.is_empty());
    let mut all = Vec::new();
    for m in found.iter().flat_map(|found| found.find_iter(text)) {
        let before = &text[..m.start()];
        let host = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-'));
        // the domain of an address, or a piece of another name
        if host.ends_with('@') || before.ends_with(|c: char| c.is_alphanumeric() || c == '-') {
            continue;
        }
        let scheme = ["https://", "http://"].into_iter().find(|s| host.to_ascii_lowercase().ends_with(s));
        let start = host.len() - scheme.map_or(0, str::len);
        let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | ']' | '}');
        let end = text[m.end()..].find(ends).map_or(text.len(), |n| m.end() + n);
        let end = m.end() + text[m.end()..end].trim_end_matches(['.', ',', ';', ':', '!']).len();
        all.push(start..end);
    }
    all.into_iter()
}

/// A stretch less others, which are in order.
fn without(span: Range<u64>, stays: &[Range<u64>]) -> Vec<Range<u64>> {
    let mut rest = Vec::new();
    let mut from = span.start;
    for stay in stays.iter().filter(|s| s.start < span.end && span.start < s.end) {
        if from < stay.start {
            rest.push(from..stay.start);
        }
        from = from.max(stay.end);
    }
    if from < span.end {
        rest.push(from..span.end);
    }
    rest
}

/// The subject's data in a message, each once.
pub(super) fn data(hit: &Hit, cleaned: &Cleaned) -> Vec<(Named, String)> {
    let of_request =
        hit.mentions.iter().filter(|m| super::tells(m)).map(|m| (m.named, m.value.reveal().clone()));
    let more = cleaned.more_data.iter().map(|(kind, value)| (Named::Detail(*kind), value.clone()));
    let all: BTreeSet<(Named, String)> = of_request.chain(more).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_less_what_stays() {
        assert_eq!(without(3..9, &[]), vec![3..9]);
        assert_eq!(without(3..9, &[0..3, 4..5, 4..6, 9..12]), vec![3..4, 6..9]);
        assert!(without(3..9, &[0..4, 3..20]).is_empty());
    }

    #[test]
    fn links_are_found_where_nothing_is_shown() {
        let text = "<a href=\"https://www.Relatie.example/x?y\">a</a> els@relatie.example mijnrelatie.example, relatie.example.";
        let sites = BTreeSet::from([site("https://www.relatie.example/contact").unwrap()]);
        let found: Vec<&str> = links(text, &sites).map(|span| &text[span]).collect();
        assert_eq!(found, ["https://www.Relatie.example/x?y", "relatie.example"]);
        assert_eq!(links(text, &BTreeSet::new()).count(), 0);
    }
}
