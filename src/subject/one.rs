//! One message, and all places in it that are a subject's: what is to be taken out of it.
//!
//! In: what a look at a message tells ([`Watcher`]), and texts of it that no look tells (machine fields, headers of parts). Out: sections
//! and spans. Places that overlap are all given, and so are those in versions that repeat another. It refuses to know what is done there.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::Prepared;
use super::alike::made_of;
use super::handle::{alone, is_numbered};
use super::pieces::borne::Surnames;
use super::pieces::{Counts, Pieces, spaced};
use super::postal;
use super::text::Place;
use super::watch::Seen;
use crate::model::{
    Beside, Envelope, Finding, Kind, Mention, MessageMeta, Named, PartMeta, Region, RegionKind, Section,
    Watcher, Weight, Written, Zone,
};

/// Bytes of a line that is looked at for others of the given name.
const LONG: usize = 2048;

/// Places of one message that are given; of more it is said that there are.
const MOST: usize = 200_000;

/// Parts of one address that are told apart from its labels.
const PARTS: usize = 64;

/// What of a message is the subject's.
pub struct OneMessage<'p> {
    prepared: &'p Prepared,
    subject: u16,
    seen: Seen<'p>,
    more: Vec<(Section, Range<u64>, bool)>,
    /// Headers in which the name of a file names them.
    files: Vec<Section>,
    /// One of these names tells who it is.
    named: bool,
    /// Pieces of their name, which tell of nobody.
    pieces: Vec<(Counts, Section, Range<u64>)>,
    of_pieces: Vec<Pieces<'p>>,
    /// Somebody else of their given name is in the message.
    shared: bool,
    /// Addresses in fields that hold the given name.
    given: Vec<Finding>,
    /// Somebody else is called by it alone: `Jan <balie@klant.example>`.
    beside: bool,
}

impl<'p> OneMessage<'p> {
    /// For the request with this number.
    pub fn new(prepared: &'p Prepared, subject: u16) -> Self {
        OneMessage {
            prepared,
            subject,
            seen: Seen::new(prepared, MOST, true),
            more: Vec::new(),
            files: Vec::new(),
            named: false,
            pieces: Vec::new(),
            of_pieces: prepared
                .sought
                .get(usize::from(subject))
                .into_iter()
                .flat_map(|sought| sought.people.iter().map(Pieces::of))
                .collect(),
            shared: false,
            given: Vec::new(),
            beside: false,
        }
    }

    /// Looks at a text that stands in a section, from byte `base` of it on.
    pub fn text(&mut self, section: &Section, base: u64, text: &str) {
        let (prepared, subject, part) = (self.prepared, self.subject, Arc::new(PartMeta::default()));
        let (more, beside) = (&mut self.more, &mut self.seen.beside);
        let deeper = prepared.searcher().search(text, &mut |spot| {
            if spot.subject != subject || more.len() >= MOST || beside.len() >= MOST {
                return;
            }
            let span = base + spot.span.start as u64..base + spot.span.end as u64;
            if let Place::Beside(_) = spot.place {
                beside.push((subject, section.clone(), span));
                return;
            }
            let (_, mention) = prepared.mention(spot, text, None, &part);
            if goes(&mention) {
                more.push((section.clone(), span, mention.tells()));
            }
        });
        self.seen.deeper |= deeper;
        if is_header(section) {
            // fields that people read have no machines in them
            for (at, line) in lines(text).filter(|(_, line)| !is_addressed(line)) {
                self.pieces_of(line, true, &|span| {
                    (base + (at + span.start) as u64..base + (at + span.end) as u64, section)
                });
            }
        }
    }

    /// Takes in the pieces of names in a text; `place` says where they stand.
    fn pieces_of<'s>(
        &mut self,
        text: &str,
        machine: bool,
        place: &dyn Fn(Range<usize>) -> (Range<u64>, &'s Section),
    ) {
        let mut found: Vec<(Counts, Range<usize>)> = Vec::new();
        for pieces in &self.of_pieces {
            if machine {
                pieces.glued_in(text, &mut |span| found.push((Counts::About, span)));
            } else {
                pieces.each(text, &mut |counts, span| found.push((counts, span)));
            }
        }
        let (prepared, subject) = (self.prepared, self.subject);
        if let Some(sought) = prepared.sought.get(usize::from(subject)) {
            // `no-reply`, `top-10`: what is not made of their name is anybody's word
            let locals = sought.emails.iter().map(|email| email.local.as_str());
            let locals = locals.filter(|local| made_of(local, sought).is_some() || is_numbered(local));
            found.extend(alone(text, locals).into_iter().map(|span| (Counts::About, span)));
        }
        spaced(text, machine, &mut |at, line, words| {
            prepared.searcher().search(words, &mut |spot| {
                let tells = matches!(&spot.place, Place::Name(_, written, _) if written.tells_who());
                let own = line.get(spot.span.clone()).filter(|own| *own != &words[spot.span.clone()]);
                let Some(own) = own.filter(|own| spot.subject == subject && tells && !own.contains('@'))
                else {
                    return;
                };
                if machine {
                    found.push((Counts::About, at + spot.span.start..at + spot.span.end));
                    return;
                }
                // what parts the cells stays
                let mut from = spot.span.start;
                for word in own.split(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '\'' | '’' | '.'))
                {
                    if !word.is_empty() {
                        found.push((Counts::About, at + from..at + from + word.len()));
                    }
                    from += word.len() + line[from + word.len()..].chars().next().map_or(0, char::len_utf8);
                }
            });
        });
        for (counts, span) in found {
            if self.pieces.len() < MOST {
                let (span, section) = place(span);
                self.pieces.push((counts, section.clone(), span));
            }
        }
    }

    /// Takes in who else bears the given name, by what stands around it in a text.
    fn look_for_others(&mut self, text: &str) {
        let Some(sought) = self.prepared.sought.get(usize::from(self.subject)) else { return };
        let lists = &self.prepared.normal;
        let (any, only) = (|word: &str| lists.is_surname(word), |word: &str| lists.is_only_surname(word));
        let given = |word: &str| lists.is_given_name(word);
        let surnames = Surnames { any: &any, only: &only, given: &given };
        for pieces in &self.of_pieces {
            if !self.beside {
                pieces.mailboxes(text, &mut |address| {
                    self.beside |=
                        sought.email(&address.to_lowercase()).is_none() && made_of(address, sought).is_none();
                });
            }
            self.shared = self.shared
                || text.lines().any(|line| line.len() <= LONG && pieces.is_borne_in(line, &surnames));
        }
    }

    /// It is written to the subject, or by them: their address is in a field that says so.
    fn is_addressed(&self) -> bool {
        self.is_in_fields(ADDRESSED)
    }

    /// Somebody else's address in the fields holds the given name: `jan.bakker@…`.
    fn is_borne_beside(&self) -> bool {
        self.beside || self.given.iter().any(|finding| !self.is_of_subject(finding))
    }

    /// What is quoted in it has their address: over it, as whose it is or to whom it went, or under it.
    fn is_quoted(&self) -> bool {
        self.mentions().any(|m| {
            m.named == Named::Detail(Kind::Email)
                && m.weight == Weight::Identifier
                && matches!(m.region, RegionKind::Quoted | RegionKind::Forwarded)
        })
    }

    /// Their name stands in it with the given name.
    fn is_told_in_full(&self) -> bool {
        self.mentions().any(|m| matches!(m.weight, Weight::Name(Written::Full | Written::Fuzzy)))
    }

    /// Their address is in one of these fields.
    fn is_in_fields(&self, fields: &[&str]) -> bool {
        let field = |name: &str| fields.contains(&name);
        self.mentions().any(|m| {
            m.weight == Weight::Identifier
                && m.region == RegionKind::Header
                && m.field.as_deref().is_some_and(field)
        })
    }

    /// The places: sections, and bytes of their decoded text; none where the whole part is meant. They are in order, and each stands
    /// once.
    pub fn places(&self) -> Vec<(Section, Option<Range<u64>>)> {
        let parts = self.parts_of_addresses();
        let mentions = self
            .mentions()
            .filter(|m| goes(m))
            .flat_map(|m| Self::unlabelled(m, &parts).into_iter().map(|span| (m.section().clone(), span)));
        let more = self.more.iter().map(|(section, span, _)| (section.clone(), Some(span.clone())));
        // a postcode alone is of a whole side of a street: the subject's where the message is
        let named = self.is_named();
        let beside = self.seen.beside.iter().filter(|(of, ..)| named && *of == self.subject);
        let beside = beside.map(|(_, section, span)| (section.clone(), Some(span.clone())));
        let alone = named && !self.shared;
        let addressed = alone && self.is_addressed() && !self.is_borne_beside();
        // whoever sent it signs it, whoever else of that name it goes to
        let sent = alone && self.is_in_fields(SENT);
        let told = addressed || alone && !self.is_borne_beside() && self.is_told_in_full();
        let counts = |counts: &Counts| match counts {
            Counts::About => named,
            Counts::Addressed => addressed,
            Counts::Quoted => addressed || alone && !self.is_borne_beside() && self.is_quoted(),
            Counts::Signed => sent,
            Counts::Told => told,
        };
        let pieces = self.pieces.iter().filter(|(by, ..)| counts(by));
        let pieces = pieces.map(|(_, section, span)| (section.clone(), Some(span.clone())));
        let mut all: Vec<_> = mentions.chain(more).chain(beside).chain(pieces).collect();
        all.sort_by(|a, b| {
            let key = |r: &Option<Range<u64>>| r.as_ref().map(|r| (r.start, r.end));
            (a.0.as_str(), key(&a.1)).cmp(&(b.0.as_str(), key(&b.1)))
        });
        all.dedup();
        // a name that is put together from cells of a table stands in no one place; its parts are there as surnames
        let placed: HashSet<String> =
            all.iter().filter(|(_, span)| span.is_some()).map(|(s, _)| s.as_str().to_owned()).collect();
        all.retain(|(section, span)| span.is_some() || !placed.contains(section.as_str()));
        all.extend(self.files.iter().map(|section| (section.clone(), None)));
        all
    }

    /// Where addresses and their parts stand, by section and in order.
    fn parts_of_addresses(&self) -> HashMap<&str, Vec<(u64, u64)>> {
        let told = self.mentions().filter(|m| m.weight == Weight::Address);
        let told = told.filter_map(|m| Some((m.section(), m.span.as_ref()?)));
        let beside = self.seen.beside.iter().filter(|(of, ..)| *of == self.subject);
        let mut all: HashMap<&str, Vec<(u64, u64)>> = HashMap::new();
        for (section, span) in told.chain(beside.map(|(_, section, span)| (section, span))) {
            all.entry(section.as_str()).or_default().push((span.start, span.end));
        }
        for parts in all.values_mut() {
            parts.sort_unstable();
            parts.dedup();
        }
        all
    }

    /// Where a mention stands: of an address that is told in several columns or lines, without their labels (`Postcode`, `Huisnummer`), which
    /// are nobody's.
    fn unlabelled(mention: &Mention, parts: &HashMap<&str, Vec<(u64, u64)>>) -> Vec<Option<Range<u64>>> {
        let whole = || vec![mention.span.clone()];
        let (Weight::Address, Some(span), Some(text)) = (mention.weight, &mention.span, &mention.text) else {
            return whole();
        };
        let text = text.reveal().as_str();
        let Some(parts) = parts.get(mention.section().as_str()) else { return whole() };
        if text.len() as u64 != span.end.saturating_sub(span.start) {
            return whole();
        }
        let first = parts.partition_point(|(start, _)| *start < span.start);
        let near = parts[first..].iter().take(PARTS).take_while(|(start, _)| *start < span.end);
        let within = near.filter(|(start, end)| *end <= span.end && (*start, *end) != (span.start, span.end));
        let at = |n: u64| usize::try_from(n - span.start).unwrap_or(usize::MAX);
        let kept = postal::without_labels(text, within.map(|(start, end)| at(*start)..at(*end)).collect());
        kept.into_iter().map(|own| Some(span.start + own.start as u64..span.start + own.end as u64)).collect()
    }

    /// A detail that was seen in the message is the subject's: an identifier of theirs, their address, or a name of theirs. A surname
    /// alone is where nothing else stands.
    pub fn is_of_subject(&self, finding: &Finding) -> bool {
        self.mentions().filter(|m| m.is_at(&finding.part.section, finding.span.as_ref())).any(|m| {
            let same = m.named == Named::Detail(finding.kind) || m.named == Named::Other;
            match m.weight {
                Weight::Identifier | Weight::Address => same,
                Weight::Name(written) if finding.kind == Kind::PersonName => match written {
                    Written::Full
                    | Written::Initials
                    | Written::Titled
                    | Written::Fuzzy
                    | Written::Part
                    | Written::Nickname => true,
                    Written::Surname => match (&m.span, &finding.span) {
                        (Some(m), Some(f)) => m.start <= f.start && f.end <= m.end,
                        _ => false,
                    },
                    Written::OtherSurname | Written::OtherInitials => false,
                },
                Weight::Name(_) => false,
            }
        })
    }

    /// Places that are the subject's for sure: identifiers, addresses and names that tell who.
    pub fn certain_places(&self) -> impl Iterator<Item = (&Section, &Range<u64>)> {
        let seen =
            self.mentions().filter(|m| m.tells()).filter_map(|m| Some((m.section(), m.span.as_ref()?)));
        let more = self.more.iter().filter(|(_, _, tells)| *tells).map(|(section, span, _)| (section, span));
        seen.chain(more)
    }

    /// Something in the message tells of the subject for sure, or by name.
    pub fn is_named(&self) -> bool {
        self.named || self.mentions().any(Mention::tells) || self.more.iter().any(|(_, _, tells)| *tells)
    }

    /// Something in it is escaped in more layers than are undone: nobody knows what it says.
    pub fn is_deeper(&self) -> bool {
        self.seen.deeper
    }

    /// There are more places than are given.
    pub fn is_full(&self) -> bool {
        self.mentions().count() >= MOST || self.more.len() >= MOST || self.seen.beside.len() >= MOST
    }

    fn mentions(&self) -> impl Iterator<Item = &Mention> {
        self.seen.of.get(&self.subject).into_iter().flatten()
    }
}

impl Prepared {
    /// Where in a line that only programs read the subject of this request stands, in order.
    pub fn addresses_of(&self, subject: u16, line: &str) -> Vec<Range<usize>> {
        let mut all = Vec::new();
        self.searcher().beside(line, Beside::Separator, &mut |spot| {
            if spot.subject == subject {
                all.push(spot.span);
            }
        });
        all.sort_by_key(|span| (span.start, span.end));
        // of several readings of one place, the first
        all.dedup_by(|later, first| later.start < first.end);
        all
    }

    /// A text is the name of the subject of this request, or begins so: it tells who.
    pub fn is_name_of(&self, subject: u16, text: &str) -> bool {
        let mut named = false;
        self.searcher().search(text, &mut |spot| {
            let tells = matches!(&spot.place, Place::Name(_, written, _) if written.tells_who());
            named |= spot.subject == subject && tells;
        });
        named
    }
}

impl std::fmt::Debug for OneMessage<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OneMessage").field("places", &self.places().len()).finish_non_exhaustive()
    }
}

/// Fields that say who wrote, and to whom.
const ADDRESSED: &[&str] = &[
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "bcc",
    "resent-from",
    "resent-sender",
    "resent-to",
    "resent-cc",
];

/// Fields that say who wrote.
const SENT: &[&str] = &["from", "sender"];

/// The field of a line is one that people read names in; or an identifier.
fn is_addressed(line: &str) -> bool {
    const READ: &[&str] = &["subject", "message-id", "references", "in-reply-to", "content-id", "date"];
    let name = line.split(':').next().unwrap_or_default();
    ADDRESSED.iter().chain(READ).any(|known| known.eq_ignore_ascii_case(name))
}

fn is_header(section: &Section) -> bool {
    section.as_str().ends_with("HEADER") || section.as_str().ends_with("MIME")
}

/// The lines of a text, and where each begins.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').map(move |line| {
        at += line.len();
        (at - line.len(), line)
    })
}

/// It is taken out of a message that is about the subject. What is somebody else's name stays.
fn goes(mention: &Mention) -> bool {
    !matches!(mention.weight, Weight::Name(Written::OtherSurname | Written::OtherInitials))
}

impl Watcher for OneMessage<'_> {
    fn begin(&mut self) {
        self.seen.of.clear();
        self.seen.beside.clear();
        self.seen.deeper = false;
        self.more.clear();
        self.files.clear();
        self.named = false;
        self.pieces.clear();
        self.shared = false;
        self.given.clear();
        self.beside = false;
    }

    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        self.seen.region(part, region, decoded, base);
        self.look_for_others(region.text);
        if region.kind != RegionKind::Header || region.field == Some("subject") {
            let from = self.pieces.len();
            self.pieces_of(region.text, false, &|span| (region.map.source(span), &part.section));
            // what is quoted was sent by whoever it goes back to, and may have been written to others than the message
            let of_letter = |counts: &Counts| matches!(counts, Counts::Signed | Counts::Addressed);
            for (counts, _, span) in self.pieces[from..].iter_mut().filter(|(counts, ..)| of_letter(counts)) {
                if Zone::at(region.zones(), span.start).is_some_and(|zone| zone.level > 0) {
                    *counts = Counts::Quoted;
                }
            }
        }
    }

    fn beside(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, sort: Beside) {
        if sort != Beside::FileName {
            return self.seen.look(part, region, (decoded, base), Some(sort));
        }
        // however it is written there, in pieces or escaped: the name goes as a whole
        let (prepared, subject) = (self.prepared, self.subject);
        let mut tells = None;
        prepared.searcher().beside(region.text, sort, &mut |spot| {
            if spot.subject == subject {
                let (_, mention) = prepared.mention(spot, region.text, None, part);
                if goes(&mention) {
                    tells = Some(tells.unwrap_or_default() || mention.tells());
                }
            }
        });
        if let Some(tells) = tells {
            self.named |= tells;
            self.files.push(part.section.clone());
        }
    }

    fn finding(&mut self, finding: &Finding) {
        self.seen.finding(finding);
        if finding.kind == Kind::PersonName {
            self.shared |= self.of_pieces.iter().any(|pieces| pieces.is_borne_by(finding.value.reveal()));
        }
        let holds = |pieces: &Pieces<'_>| pieces.is_in_address(finding.value.reveal());
        if finding.kind == Kind::Email
            && finding.region == RegionKind::Header
            && self.given.len() < MOST
            && self.of_pieces.iter().any(holds)
            && self
                .prepared
                .sought
                .get(usize::from(self.subject))
                .is_some_and(|s| made_of(finding.value.reveal(), s).is_none())
        {
            self.given.push(finding.clone());
        }
    }

    fn bytes(&mut self, _: &[u8], _: bool) {}

    fn end(&mut self, _: &MessageMeta, _: &Envelope, _: bool) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::request::{Identifiers, Request};

    /// What is taken out of a text about Jan de Vries of Dorpsstraat 12a.
    fn taken(text: &str) -> Vec<String> {
        let list = |text: &str| vec![text.to_owned()];
        let subject = Identifiers {
            names: list("Jan de Vries"),
            addresses: list("Dorpsstraat 12a, 1012 AB Amsterdam"),
            ..Identifiers::default()
        };
        let prepared = Prepared::new(&[Request { subject, ..Request::default() }], &[*b"NL"]).unwrap();
        let mut one = OneMessage::new(&prepared, 0);
        one.text(&Section::root(), 0, text);
        let spans = one.places().into_iter().filter_map(|(_, span)| span);
        spans.map(|span| text[span.start as usize..span.end as usize].to_owned()).collect()
    }

    #[test]
    fn a_postcode_alone_goes_where_the_message_is_the_subjects() {
        assert_eq!(taken("Jan de Vries, postcode 1012AB, belde."), ["Jan de Vries", "1012AB"]);
        assert_eq!(taken("In 1012 AB staan zes huizen."), [""; 0]);
        assert_eq!(taken("meneer De Vries, 1012 AB"), ["De Vries"]);
        // so does street with number, but for another town's; the street alone is a street
        assert_eq!(taken("Jan de Vries: Dorpsstraat 12-a!"), ["Jan de Vries", "Dorpsstraat 12-a"]);
        for text in [
            "Dorpsstraat 12a!",
            "De Vries, Jan: Dorpsstraat 12a, Utrecht",
            "Jan de Vries: Dorpsstraat 12a\n3511 CD",
        ] {
            assert!(taken(text).iter().all(|t| t.contains("Vries")), "{text}");
        }
        assert_eq!(taken("Jan de Vries: Dorpsstraat"), ["Jan de Vries"]);
        // a number behind it is no town
        assert_eq!(
            taken("Jan de Vries, Dorpsstraat 12a 48213 en verder"),
            ["Jan de Vries", "Dorpsstraat 12a"]
        );
        assert_eq!(
            taken("Jan de Vries: Dorpsstraat 12a, 2014 en later"),
            ["Jan de Vries", "Dorpsstraat 12a"]
        );
        assert_eq!(taken("Jan de Vries: Dorpsstraat 12a, 2000 Antwerpen"), ["Jan de Vries"]);
        // the town alone is a town
        assert_eq!(taken("Jan de Vries was in Amsterdam."), ["Jan de Vries"]);
    }

    #[test]
    fn nothing_of_an_address_stays_in_its_block() {
        for text in [
            "Jan de Vries\nDorpsstraat 12a\n1012 AB Amsterdam\nNederland\n",
            "Adres: Dorpsstraat 12a\nPostcode: 1012 AB\nPlaats: Amsterdam\n",
            "| Dorpsstraat 12 a | 1012AB | AMSTERDAM |",
            "1012 AB Amsterdam, Dorpsstraat 12a",
            "Dorpsstraat 12a in het centrum van Amsterdam",
            "pc 1012 AB nr 12, Amsterdam; later ook 1012ab",
            "NL-1012 AB Amsterdam - Dorpsstraat 12",
            "Jan de Vries, van de Dorpsstraat 12a",
            "Jan de Vries, NL1012AB12A",
        ] {
            let mut left = text.to_owned();
            for part in taken(text) {
                left = left.replace(&part, "");
            }
            for part in ["Dorpsstraat", "12", "1012", "Amsterdam", "AMSTERDAM", "Nederland"] {
                assert!(!left.contains(part), "{text:?}: {left:?}");
            }
        }
    }
}
