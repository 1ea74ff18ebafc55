//! Looks at a run for several subjects at once, and keeps what messages say of them.
//!
//! In: what a run reads (see [`Watch`]). Out: of each message that names somebody, the places. Nothing is judged
//! here: who is meant is known when all mail was read.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sha2::{Digest as _, Sha256};

use super::Prepared;
use super::bystander::{Bystander, Gathered};
use super::needle::{What, hash};
use super::sought::AddressTold;
use super::text::{Place, Searcher, Spot};
use super::token::tokens;
use crate::model::{
    Asked, Beside, Envelope, Finding, Hidden, How, Kind, Mailbox, Mention, MessageMeta, Named, PartMeta,
    Region, RegionKind, Role, Section, Sensitive, Watch, Watcher, Weight, Written, Zone, may_hold_another,
};

/// Places of one message that are kept for one subject; of a message that is a list of one name the first ones say enough.
pub(super) const MENTIONS: usize = 512;

/// A message that names somebody.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) meta: MessageMeta,
    /// SHA-256 of its bytes.
    pub(super) sha256: Option<[u8; 32]>,
    /// All of it could be read.
    pub(super) whole: bool,
    /// No other message may stand in its bytes.
    pub(super) alone: bool,
    /// Of each subject: places, and parts that it plays.
    pub(super) of: Vec<(u16, Vec<Mention>, Vec<Role>)>,
    /// Whom else it names in a way that no recogniser takes for a name, the subjects among them.
    pub(super) bystanders: Vec<Bystander>,
}

/// Keeps candidates of all threads.
#[derive(Debug)]
pub(super) struct Noticing<'p> {
    pub(super) prepared: &'p Prepared,
    pub(super) candidates: Mutex<Vec<Candidate>>,
    /// What is asked of an index, once somebody wants to know.
    pub(super) asked: OnceLock<Option<Vec<Asked>>>,
}

impl Watch for Noticing<'_> {
    fn watcher(&self) -> Box<dyn Watcher + '_> {
        let seen = Seen::new(self.prepared, MENTIONS, false);
        let gathered = Gathered::default();
        Box::new(Looking { noticing: self, seen, gathered, piecewise: None, sha256: None, alone: true })
    }
}

/// What is seen of the message at hand.
pub(super) struct Seen<'n> {
    prepared: &'n Prepared,
    pub(super) of: HashMap<u16, Vec<Mention>>,
    /// Places of one subject that are kept.
    most: usize,
    /// Places that overlap are all kept.
    overlapping: bool,
    fields: HashMap<Box<str>, Arc<str>>,
    /// Parts of addresses that stand apart, where all places are kept.
    pub(super) beside: Vec<(u16, Section, Range<u64>)>,
    /// Something is escaped too deeply to be read.
    pub(super) deeper: bool,
}

impl<'n> Seen<'n> {
    pub(super) fn new(prepared: &'n Prepared, most: usize, overlapping: bool) -> Self {
        Seen {
            prepared,
            of: HashMap::new(),
            most,
            overlapping,
            fields: HashMap::new(),
            beside: Vec::new(),
            deeper: false,
        }
    }

    fn field(&mut self, name: &str) -> Arc<str> {
        if let Some(field) = self.fields.get(name) {
            return field.clone();
        }
        let field: Arc<str> = Arc::from(name);
        if self.fields.len() < 1024 {
            self.fields.insert(name.into(), field.clone());
        }
        field
    }

    fn add(&mut self, subject: u16, mention: Mention) {
        let all = self.of.entry(subject).or_default();
        let same =
            |m: &Mention| m.named == mention.named && m.is_at(mention.section(), mention.span.as_ref());
        let place = if self.overlapping { None } else { all.iter().rposition(same) };
        match place {
            // the surname of a name: what says more stays
            Some(n) if mention.weight < all[n].weight => all[n] = mention,
            Some(_) => {}
            None if all.len() < self.most => all.push(mention),
            // a list of one surname must not crowd out an address that stands behind it
            None => {
                let weakest = (0..all.len()).max_by_key(|n| all[*n].weight);
                if let Some(n) = weakest.filter(|n| mention.weight < all[*n].weight) {
                    all[n] = mention;
                }
            }
        }
    }

    pub(super) fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        self.look(part, region, (decoded, base), None);
    }

    /// Looks at a text; at one of this sort, for what tells of whom it is.
    pub(super) fn look(
        &mut self,
        part: &Arc<PartMeta>,
        region: &Region<'_>,
        (decoded, base): (&str, u64),
        sort: Option<Beside>,
    ) {
        let prepared = self.prepared;
        let deeper = prepared.searcher().beside(region.text, sort.unwrap_or(Beside::Link), &mut |spot| {
            let span = region.map.source(spot.span.clone());
            if let Place::Beside(_) = spot.place {
                // it tells of nobody; who takes out what is the subject's wants to know where it stands
                if self.overlapping && self.beside.len() < self.most {
                    self.beside.push((spot.subject, part.section.clone(), span));
                }
                return;
            }
            let kind = match Zone::at(region.zones(), span.start) {
                Some(zone) => zone.kind,
                None => region.kind,
            };
            let field = region.field.map(|name| self.field(name));
            let slice = (span.start.checked_sub(base))
                .and_then(|start| decoded.get(start as usize..(span.end - base) as usize));
            let (subject, mut mention) = prepared.mention(spot, region.text, slice, part);
            let short = |value: &str| value.len() < 7 && value.bytes().all(|b| b.is_ascii_digit());
            let number = mention.named == Named::Other && short(mention.value.reveal());
            // a short number in an attribute counts something
            if sort == Some(Beside::Link) && (!mention.tells() || number) {
                return;
            }
            // what is in front of the message has no place in it, and the name of a file in a file none in a text
            let entry = sort == Some(Beside::FileName) && part.section.as_str().contains('!');
            let span = (sort != Some(Beside::Separator) && !entry).then_some(span);
            (mention.region, mention.field, mention.span) = (kind, field, span);
            self.add(subject, mention);
        });
        self.deeper |= deeper;
    }

    pub(super) fn finding(&mut self, finding: &Finding) {
        let prepared = self.prepared;
        // a name that is put together from cells of a table or fields of a form stands nowhere as such
        if finding.kind == Kind::PersonName
            && finding.text.as_ref().is_none_or(|text| !has_all(text.reveal(), finding.value.reveal()))
        {
            let mut best: Vec<(u16, How, Weight, Vec<String>)> = Vec::new();
            prepared.searcher().search(finding.value.reveal(), &mut |spot| {
                if let Place::Name(_, written, initials) = spot.place {
                    best.retain(|(subject, ..)| *subject != spot.subject);
                    best.push((spot.subject, spot.how, Weight::Name(written), initials));
                }
            });
            for (subject, how, weight, initials) in best {
                self.add_finding(subject, finding, how, weight, initials);
            }
            return;
        }
        let domain = finding.value.reveal().rsplit_once('@').map(|(_, domain)| domain);
        if finding.kind == Kind::Email && !domain.is_some_and(|domain| prepared.needles.has_domain(domain)) {
            return;
        }
        let told = AddressTold::of(finding);
        for (subject, sought) in (0_u16..).zip(&prepared.sought) {
            if let Some((_, how)) = sought.identifier(finding) {
                self.add_finding(subject, finding, how, Weight::Identifier, Vec::new());
            } else if let Some((_, how)) = told.as_ref().and_then(|told| sought.address_of(finding, told)) {
                self.add_finding(subject, finding, how, Weight::Address, Vec::new());
            }
        }
    }

    fn add_finding(
        &mut self,
        subject: u16,
        finding: &Finding,
        how: How,
        weight: Weight,
        initials: Vec<String>,
    ) {
        let mention = Mention {
            named: Named::Detail(finding.kind),
            value: finding.value.clone(),
            text: finding.text.clone(),
            how,
            weight,
            part: finding.part.clone(),
            region: finding.region,
            field: finding.field.clone(),
            span: finding.span.clone(),
            initials,
        };
        self.add(subject, mention);
    }
}

/// The words of a name stand in a text.
fn has_all(text: &str, name: &str) -> bool {
    if text.len() >= name.len() {
        return true;
    }
    let all = tokens(text);
    tokens(name).iter().all(|word| all.iter().any(|token| token.folded == word.folded))
}

/// What one thread has seen of the message at hand.
struct Looking<'n> {
    noticing: &'n Noticing<'n>,
    seen: Seen<'n>,
    gathered: Gathered,
    /// The hash of a message that comes in pieces, and whether another one is seen in it.
    piecewise: Option<(Sha256, Hidden)>,
    sha256: Option<[u8; 32]>,
    alone: bool,
}

impl Watcher for Looking<'_> {
    fn begin(&mut self) {
        self.seen.of.clear();
        self.gathered.clear();
        (self.piecewise, self.sha256, self.alone) = (None, None, true);
    }

    fn region(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64) {
        self.seen.region(part, region, decoded, base);
        if region.kind != RegionKind::Header || region.field == Some("subject") {
            self.gathered.add(region.text, &self.noticing.prepared.normal);
        }
    }

    fn beside(&mut self, part: &Arc<PartMeta>, region: &Region<'_>, decoded: &str, base: u64, sort: Beside) {
        self.seen.look(part, region, (decoded, base), Some(sort));
    }

    fn finding(&mut self, finding: &Finding) {
        self.seen.finding(finding);
    }

    fn bytes(&mut self, bytes: &[u8], piece: bool) {
        if piece {
            let (hash, hidden) = self.piecewise.get_or_insert_default();
            hash.update(bytes);
            hidden.add(bytes);
        } else if !self.seen.of.is_empty() {
            self.sha256 = Some(Sha256::digest(bytes).into());
            self.alone = !may_hold_another(bytes);
        }
    }

    fn end(&mut self, meta: &MessageMeta, envelope: &Envelope, whole: bool) {
        if self.seen.of.is_empty() {
            return;
        }
        if let Some((hash, hidden)) = self.piecewise.take() {
            self.sha256 = Some(hash.finalize().into());
            self.alone = !hidden.is_found();
        }
        let prepared = self.noticing.prepared;
        let mut of: Vec<_> = self.seen.of.drain().collect();
        of.sort_unstable_by_key(|(subject, _)| *subject);
        let of = of
            .into_iter()
            .map(|(subject, mut mentions)| {
                mentions.sort_by(|a, b| {
                    let key = |m: &Mention| (m.span.as_ref().map(|s| (s.start, s.end)), m.named);
                    (a.part.section.as_str(), key(a)).cmp(&(b.part.section.as_str(), key(b)))
                });
                let roles = prepared.roles(subject, envelope, &mentions);
                (subject, mentions, roles)
            })
            .collect();
        let bystanders = self.gathered.take(&prepared.normal);
        let (sha256, alone) = (self.sha256, self.alone);
        let candidate = Candidate { meta: meta.clone(), sha256, whole, alone, of, bystanders };
        self.noticing.candidates.lock().unwrap_or_else(PoisonError::into_inner).push(candidate);
    }
}

impl Prepared {
    pub(super) fn searcher(&self) -> Searcher<'_> {
        Searcher { all: &self.sought, needles: &self.needles, lists: &self.normal }
    }

    /// The subjects of which a name has a surname, whoever is meant.
    pub(super) fn bearing(&self, name: &str) -> Vec<u16> {
        let mut all = Vec::new();
        for token in tokens(name) {
            for needle in self.needles.of_word(hash(token.folded.as_bytes())) {
                if matches!(needle.what, What::Surname(..)) && !all.contains(&needle.subject) {
                    all.push(needle.subject);
                }
            }
        }
        all
    }

    /// A spot as a mention; where it stands is filled in by the caller.
    pub(super) fn mention(
        &self,
        spot: Spot,
        shown: &str,
        slice: Option<&str>,
        part: &Arc<PartMeta>,
    ) -> (u16, Mention) {
        let sought = &self.sought[usize::from(spot.subject)];
        let clean = || {
            let shown = spot.read.as_deref().unwrap_or(&shown[spot.span.clone()]);
            shown.split_whitespace().filter(|w| *w != ">").collect::<Vec<_>>().join(" ")
        };
        let (named, value, weight, initials) = match spot.place {
            Place::Name(_, written, initials) => {
                (Named::Detail(Kind::PersonName), clean(), Weight::Name(written), initials)
            }
            Place::Email(n) => {
                let e = &sought.emails[usize::from(n)];
                let value = format!("{}@{}", e.local, e.domain);
                (Named::Detail(Kind::Email), value, Weight::Identifier, Vec::new())
            }
            Place::Packed(n) => {
                let e = &sought.emails[usize::from(n)];
                let value = format!("{}@{}", e.local, e.domain);
                (Named::Detail(Kind::Email), value, Weight::Name(Written::Surname), Vec::new())
            }
            Place::Alias(n) => {
                let value = sought.emails[usize::from(n)].local.clone();
                (Named::Detail(Kind::Email), value, Weight::Name(Written::Surname), Vec::new())
            }
            Place::Phone(n) => {
                let value = sought.phones[usize::from(n)].number.clone();
                (Named::Detail(Kind::Phone), value, Weight::Identifier, Vec::new())
            }
            Place::Iban(n) => {
                let value = sought.ibans[usize::from(n)].clone();
                (Named::Detail(Kind::Iban), value, Weight::Identifier, Vec::new())
            }
            Place::Address(n) | Place::Beside(n) => {
                let value = sought.addresses.get(usize::from(n)).map(|a| a.value.clone()).unwrap_or_default();
                (Named::Detail(Kind::PostalAddress), value, Weight::Address, Vec::new())
            }
            Place::Other(n) => {
                let value = sought.other[usize::from(n)].typed.clone();
                (Named::Other, value, Weight::Identifier, Vec::new())
            }
        };
        let mention = Mention {
            named,
            value: Sensitive::new(value),
            text: slice.map(|text| Sensitive::new(text.to_owned())),
            how: spot.how,
            weight,
            part: part.clone(),
            region: RegionKind::Body,
            field: None,
            span: None,
            initials,
        };
        (spot.subject, mention)
    }

    /// Which parts a subject plays in a message.
    fn roles(&self, subject: u16, envelope: &Envelope, mentions: &[Mention]) -> Vec<Role> {
        let sought = &self.sought[usize::from(subject)];
        let is = |mailbox: &Mailbox| {
            if sought.email(mailbox.address.reveal()).is_some() {
                return true;
            }
            let Some(name) = &mailbox.name else { return false };
            let mut named = false;
            self.searcher().search(name.reveal(), &mut |spot| {
                named |= spot.subject == subject
                    && matches!(&spot.place, Place::Name(_, written, _) if written.tells_who());
            });
            named
        };
        let mut roles = Vec::new();
        if envelope.from.iter().chain(&envelope.sender).chain(&envelope.reply_to).any(is) {
            roles.push(Role::Sender);
        }
        let delivered =
            || envelope.delivered_to.iter().any(|address| sought.email(address.reveal()).is_some());
        if envelope.recipients.iter().any(is) || delivered() {
            roles.push(Role::Recipient);
        }
        let address = |m: &Mention| {
            m.region == RegionKind::Header
                && m.part.section.as_str() == "HEADER"
                && m.field.as_deref().is_some_and(|f| f != "subject")
        };
        if roles.is_empty() || !mentions.iter().all(address) {
            roles.push(Role::Mentioned);
        }
        roles
    }
}
