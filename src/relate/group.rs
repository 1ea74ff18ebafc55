//! The findings of one message in, what belongs together out.
//!
//! A group is what one message says of one party in one place: a signature, a name with its address in a header field, a
//! row, a card, a sentence about somebody. What comes in: findings in order of part and place, and the envelope. What goes
//! out: for each finding its group, and for each group who it is, as far as this message tells. This module refuses to
//! know other messages.

use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt as _};

use super::faces::{Face, Faces};
use super::key::{Key, Sort};
use super::name::Name;
use super::open::{Open, is_own_value};
use super::people::People;
use super::provider::Parties;
use crate::model::{Confidence, Envelope, Finding, Gap, Kind, Mailbox, Person, RegionKind};

/// From here on the name of a house is sure enough to be one elsewhere.
const SURE: Confidence = Confidence::percent(70);

mod crew;
mod decide;
mod list;

pub(super) use crew::Roster;

/// Whose a group is, as far as its own message tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// This party's.
    Party(Key),
    /// That of a person whom only a full name tells.
    Named(Key),
    /// Somebody's whom this message does not tell, and not the writer's: a firm or a name that nothing is known of.
    Other(Key),
    /// Nobody is named beside it.
    Nobody,
}

/// What a group is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shape {
    /// A name and an address in an address field, or in the header block of a message that is quoted or passed on.
    Mailbox,
    /// A signature.
    Signature,
    /// Anything else: a sentence, a row, a card.
    #[default]
    Passage,
}

/// What one message says of one party in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What it is made of.
    pub shape: Shape,
    /// Whose it is.
    pub owner: Owner,
    /// Who wrote the stretch that it stands in, where that is told.
    pub author: Option<Key>,
    /// That it is the author's is a guess: a quote that nobody announces.
    pub guessed: bool,
    /// What names the person over the whole run; the party where nobody is told.
    pub node: Key,
    /// What its words say of whose it is, where nobody is named.
    pub person: Option<Person>,
    /// It may be the writer's: somebody whom a job alone tells, or a firm that its domain resembles. Of whom `person` says that it is
    /// the reader's, somebody works for that: `uw collega`.
    pub writers: bool,
    /// What stands beside a name that several bear, the organisation or a number; of a firm, the firm as a value.
    pub beside: Option<Key>,
    /// The hundred numbers of a switchboard of which its number is one, where nobody is told.
    pub line: Option<Key>,
    /// It names a person, or has an address or a number of its own: it counts in a list.
    pub counts: bool,
    /// It stands in a bulk list.
    pub list: bool,
}

impl Group {
    /// The keys that are met with it, in this order: its party, and its person.
    pub fn met(&self) -> impl Iterator<Item = Key> {
        let party = match self.owner {
            Owner::Party(key) => Some(key),
            Owner::Named(_) | Owner::Other(_) | Owner::Nobody => None,
        };
        party.into_iter().chain([self.node])
    }
}

/// The groups of a message, and what they tell about others.
#[derive(Debug, Default)]
pub struct Groups {
    /// The groups.
    pub groups: Vec<Group>,
    /// The group of each finding.
    pub of: Vec<u32>,
    /// What is compared of each finding's value; of an address, its party.
    pub keys: Vec<Key>,
    /// Pairs of nodes that are the same person.
    pub same: Vec<(Key, Key)>,
    /// Initials and surname with a number, and a full name that they may stand for.
    pub initials: Vec<(Key, Key)>,
    /// People at private addresses.
    pub private: Vec<Key>,
    /// People, each with the organisation that they belong to.
    pub members: Vec<(Key, Key)>,
    /// Full names, with the node that bears each and its party.
    pub names: Vec<(Key, Key, Key)>,
    /// Values, with the party whose they are and how sure that is.
    pub values: Vec<(Key, Key, u8)>,
}

/// Puts the findings of messages into groups, one message after the other; keeps its memory from one to the next.
#[derive(Debug)]
pub struct Grouper {
    /// What addresses and names are.
    pub faces: Faces,
    /// What was told of the last message.
    pub groups: Groups,
    spare: Vec<Open>,
}

impl Grouper {
    /// For mail of these parties.
    pub fn new(parties: &Parties) -> Self {
        Grouper { faces: Faces::new(parties), groups: Groups::default(), spare: Vec::new() }
    }

    /// Groups the findings of a message, into [`Grouper::groups`]. `threshold` is the number of contacts in one part that
    /// make a list.
    pub fn group(&mut self, findings: &[Finding], envelope: &Envelope, threshold: usize) {
        let people = People::of(envelope, &mut self.faces);
        self.groups.clear();
        let mut work = Work {
            out: &mut self.groups,
            open: Vec::new(),
            spare: &mut self.spare,
            people,
            faces: &mut self.faces,
            signatures: HashMap::new(),
            nodes: Vec::new(),
        };
        work.all(findings);
        work.close(findings, threshold);
    }

    /// The group of a name that too little speaks for, and what is compared of it: of somebody, or of a house, that other messages may
    /// tell. `at` is how many of the findings that were grouped last stand before it. `None` for what is no name.
    pub fn suppose(&mut self, finding: &Finding, at: usize) -> Option<(Group, Key)> {
        let (key, value) = if finding.kind == Kind::Organisation {
            let firm = self.faces.firm(finding.value.reveal());
            (firm.key?, firm.value)
        } else {
            let name = self.faces.name(finding.value.reveal())?;
            (name.full().or_else(|| name.short())?, Key::of(Sort::Loose, &[]))
        };
        let groups = &self.groups;
        let before = at.checked_sub(1).and_then(|n| groups.groups.get(*groups.of.get(n)? as usize));
        let group = Group {
            shape: Shape::Passage,
            owner: Owner::Named(key),
            author: None,
            guessed: false,
            node: key,
            person: None,
            writers: false,
            beside: None,
            line: None,
            counts: false,
            // who stands among those of a list stands in it
            list: before.is_some_and(|group| group.list),
        };
        Some((group, value))
    }
}

impl Groups {
    fn clear(&mut self) {
        self.groups.clear();
        self.of.clear();
        self.keys.clear();
        self.same.clear();
        self.members.clear();
        self.initials.clear();
        self.private.clear();
        self.names.clear();
        self.values.clear();
    }
}

/// Which signature it is: level, author, and the zone where the author is not told.
type SignaturePlace = (u16, Option<Key>, u32);

struct Work<'p> {
    out: &'p mut Groups,
    open: Vec<Open>,
    spare: &'p mut Vec<Open>,
    people: People,
    faces: &'p mut Faces,
    /// The groups of signatures, by level and author.
    signatures: HashMap<SignaturePlace, usize>,
    /// The nodes of the group at hand.
    nodes: Vec<Key>,
}

impl Work<'_> {
    /// Groups place by place: a header field, a zone of a part.
    fn all(&mut self, findings: &[Finding]) {
        let mut from = 0;
        while from < findings.len() {
            let first = &findings[from];
            let place = |f: &Finding| (f.region, f.zone.number, f.zone.signature, f.zone.heading);
            let same = |f: &&Finding| {
                Arc::ptr_eq(&f.part, &first.part) && same_field(f, first) && place(f) == place(first)
            };
            let length = findings[from..].iter().take_while(same).count();
            self.place(&findings[from..from + length]);
            from += length;
        }
    }

    fn begin(&mut self, shape: Shape, like: &Finding) -> usize {
        let number = self.open.len() as u32;
        let mut open = self.spare.pop().unwrap_or_default();
        open.begin(shape, number);
        let author = like.zone.author.as_deref();
        (open.author, open.author_name) = match author {
            Some(author) => self.author(author),
            None if like.zone.level == 0 => (self.people.sender.as_ref().map(|f| (f.party, f.node)), None),
            // what is answered without a word of whose it is, is the reader's own; a signature there may be anybody's
            None if like.zone.level == 1 && like.region == RegionKind::Quoted && shape == Shape::Passage => {
                open.guessed = true;
                (self.people.reader.as_ref().map(|f| (f.party, f.node)), None)
            }
            None => (None, None),
        };
        self.open.push(open);
        self.open.len() - 1
    }

    /// The party and the node of who wrote a zone; a name where that is all.
    fn author(&mut self, author: &Mailbox) -> (Option<(Key, Key)>, Option<Key>) {
        let address = author.address.reveal();
        if address.contains('@') {
            let face = self.faces.address(address);
            return (Some((face.party, face.node)), None);
        }
        let Some(name) = author.name.as_ref().and_then(|n| self.faces.name(n.reveal())) else {
            return (None, None);
        };
        match self.people.find(&name) {
            Some(found) => (Some(found), None),
            None => (None, name.full().or_else(|| name.short())),
        }
    }

    fn add(&mut self, group: usize, finding: &Finding) {
        let open = &mut self.open[group];
        self.out.of.push(open.number);
        self.out.keys.push(open.take(finding, self.faces));
        if finding.kind == Kind::Organisation && finding.confidence >= SURE && !finding.supposed {
            let house = open.firms.last().and_then(|firm| firm.key);
            // a house of one word is not supposed
            let house = house.filter(|_| finding.value.reveal().contains(' '));
            self.out.names.extend(house.map(|house| (house, Key::NONE, Key::houses())));
        }
    }

    /// Groups the findings of one place: a header field, a zone of a part.
    fn place(&mut self, findings: &[Finding]) {
        let Some(first) = findings.first() else { return };
        let address_field = first.region == RegionKind::Header && first.field.as_deref() != Some("subject");
        if address_field || first.zone.heading {
            self.mailboxes(findings);
        } else if first.zone.signature {
            let author = first.zone.author.as_deref().map(|a| {
                Key::of(Sort::Loose, &[a.address.reveal(), a.name.as_ref().map_or("", |n| n.reveal())])
            });
            // of somebody who is not told, every signature is another's
            let number = if first.zone.level > 0 && author.is_none() { first.zone.number } else { 0 };
            let place = (first.zone.level, author, number);
            let group = match self.signatures.get(&place) {
                Some(group) => *group,
                None => {
                    let group = self.begin(Shape::Signature, first);
                    self.signatures.insert(place, group);
                    group
                }
            };
            let pasted = self.pasted(findings);
            for finding in &findings[..pasted.start] {
                self.add(group, finding);
            }
            self.passages(&findings[pasted.clone()]);
            for finding in &findings[pasted.end..] {
                self.add(group, finding);
            }
        } else {
            self.passages(findings);
        }
    }

    /// Somebody else's signature that was pasted above the author's own: from a name that is not the author's to the one
    /// that is, or to the end where an address says that it is another party's. Empty, at the end, where there is none.
    fn pasted(&mut self, findings: &[Finding]) -> Range<usize> {
        let none = findings.len()..findings.len();
        let Some(first) = findings.first() else { return none };
        let author = match first.zone.author.as_deref() {
            Some(author) if author.address.reveal().contains('@') => {
                self.faces.address(author.address.reveal())
            }
            None if first.zone.level == 0 => match &self.people.sender {
                Some(sender) => sender.clone(),
                None => return none,
            },
            _ => return none,
        };
        let known: Vec<Rc<Name>> =
            self.people.known.iter().filter(|k| k.2 == author.node).map(|k| k.0.clone()).collect();
        let is_own = |name: &Name| name.fits(&author.letters) || known.iter().any(|k| k.agrees(name));
        let names: Vec<(usize, Rc<Name>)> = findings
            .iter()
            .enumerate()
            .filter(|(_, f)| f.kind == Kind::PersonName)
            .filter_map(|(n, f)| Some((n, self.faces.name(f.value.reveal())?)))
            .collect();
        // whoever corresponds from elsewhere signs nothing here: a quotation that was not told to be one
        let other = |name: &Name| {
            let party =
                name.full().and_then(|full| self.people.known.iter().find(|k| k.0.full() == Some(full)));
            party.is_some_and(|known| known.1 != author.party)
        };
        let elsewhere = names.iter().find(|(_, name)| !is_own(name) && other(name));
        if let Some((from, _)) = elsewhere {
            let own = names.iter().find(|(n, name)| n > from && is_own(name)).map(|(n, _)| *n);
            return *from..own.unwrap_or(findings.len());
        }
        let Some((from, name)) = names.iter().find(|(_, name)| !is_own(name)) else { return none };
        let own = names.iter().find(|(n, name)| n > from && is_own(name)).map(|(n, _)| *n);
        let before = names.iter().any(|(n, name)| n < from && is_own(name));
        let theirs = &findings[*from..own.unwrap_or(findings.len())];
        let addressed = theirs.iter().filter(|f| f.kind == Kind::Email).any(|f| {
            let face = self.faces.address(f.value.reveal());
            face.party != author.party && name.fits(&face.letters)
        });
        // names behind the author's own are directors and colleagues, names before it with a number are others'
        let above = own.is_some() && !before && theirs.iter().any(|f| is_own_value(f.kind));
        if addressed || above { *from..own.unwrap_or(findings.len()) } else { none }
    }

    /// A name belongs to the address behind it.
    fn mailboxes(&mut self, findings: &[Finding]) {
        let mut group: Option<usize> = None;
        for finding in findings {
            let face = (finding.kind == Kind::Email).then(|| self.faces.address(finding.value.reveal()));
            let full = group.is_some_and(|g| {
                let open = &self.open[g];
                // the next line of a header block is another field, unless an address was wrapped behind its name
                let wrapped = || face.as_ref().is_some_and(|f| open.names_fit(f));
                let begins = match finding.kind {
                    Kind::Email => !open.addresses.is_empty(),
                    Kind::PersonName => !open.names.is_empty() || !open.addresses.is_empty(),
                    _ => !open.addresses.is_empty(),
                };
                begins || finding.zone.heading && finding.cue.gap >= Gap::Line && !wrapped()
            });
            let at = match group {
                Some(at) if !full => at,
                _ => self.begin(Shape::Mailbox, finding),
            };
            group = Some(at);
            self.add(at, finding);
        }
    }

    /// Sentences, rows and cards: a new one begins where somebody else is named.
    fn passages(&mut self, findings: &[Finding]) {
        let mut group: Option<usize> = None;
        let mut crew = crew::Crew::default();
        for (n, finding) in findings.iter().enumerate() {
            // of a row whose name was not read
            let other = group.is_some_and(|at| self.open[at].has_other(finding));
            let held = self.is_held(&findings[n..]);
            let at = match group {
                Some(at)
                    if !other && !held && !self.parts(at, finding) && !self.leads(at, &findings[n..]) =>
                {
                    at
                }
                _ => self.begin(Shape::Passage, finding),
            };
            group = Some(at);
            self.add(at, finding);
            if other {
                self.open[at].person = Some(Person::Third);
            }
            crew.take(finding, findings.get(n + 1), &mut self.open[at], self.people.roster);
            if finding.kind == Kind::Organisation && self.is_senders(finding.value.reveal()) {
                crew.knows_firm();
            }
        }
    }

    /// The firm is that of the sender.
    fn is_senders(&mut self, firm: &str) -> bool {
        let firms = [self.faces.firm(firm)];
        let party = self.people.sender.as_ref().map(|sender| sender.party);
        party.is_some() && self.people.house(&firms) == party || self.people.may_be_senders(&firms)
    }

    /// The first of these is an account, and who has it stands behind it, who corresponds here: `NL… t.n.v. Jan Bakker`.
    fn is_held(&mut self, findings: &[Finding]) -> bool {
        let [account, holder, ..] = findings else { return false };
        if account.kind != Kind::Iban || !holder.cue.holder {
            return false;
        }
        match holder.kind {
            Kind::Organisation => {
                let firm = self.faces.firm(holder.value.reveal());
                self.people.house(&[firm]).is_some()
            }
            _ => self.faces.name(holder.value.reveal()).is_some_and(|name| self.people.find(&name).is_some()),
        }
    }

    /// True when the first of these begins the next row of those whose details stand before the names: `06-... is van Jan,
    /// 06-... van Piet`.
    fn leads(&self, group: usize, findings: &[Finding]) -> bool {
        let [first, second, ..] = findings else { return false };
        let open = &self.open[group];
        let detail = |kind| kind == Kind::Email || is_own_value(kind) && kind != Kind::Organisation;
        open.led
            && detail(first.kind)
            && second.kind == Kind::PersonName
            && second.cue.gap == Gap::Close
            && open.names.last().is_some_and(|last| {
                let next = self.faces.known_name(second.value.reveal());
                next.is_none_or(|next| !last.agrees(&next))
            })
    }

    /// True when this finding begins another group.
    fn parts(&mut self, group: usize, finding: &Finding) -> bool {
        let open = &self.open[group];
        let gap = finding.cue.gap;
        let value = finding.value.reveal();
        // where a meeting is held is no detail of whoever was invited last
        if finding.part.media_type == "text/calendar"
            && !matches!(finding.kind, Kind::PersonName | Kind::Email)
        {
            return open.has_identity();
        }
        match finding.kind {
            Kind::PersonName => {
                let Some(name) = self.faces.name(value) else { return gap == Gap::Block };
                match open.names.last() {
                    // the same name behind details is the next row, of a namesake or of the same person once more
                    Some(last) => !last.agrees(&name) || gap >= Gap::Line && open.has_details(),
                    // a name behind details of nobody: theirs where it follows at once, as in a form
                    None if open.has_identity() => {
                        let fits = |face: &Rc<Face>| name.fits(&face.letters);
                        // whom another sentence calls `Mrs` is not of the firm of which the one before told
                        let spoken_of = || {
                            gap == Gap::Sentence
                                && open.has_details()
                                && finding.cue.person == Some(Person::Third)
                        };
                        // whom a form names below the reader's own firm
                        let another = gap >= Gap::Line
                            && self.people.are_readers(&open.firms)
                            && self.people.find(&name).is_none();
                        let ours = gap == Gap::Sentence
                            && finding.cue.staff
                            && finding.cue.person == Some(Person::First);
                        let near = gap <= Gap::Line
                            && open.addresses.is_empty()
                            && !spoken_of()
                            && !another
                            && !ours;
                        !(open.addresses.iter().any(fits) || near)
                    }
                    None => {
                        gap > Gap::Close || finding.cue.person == Some(Person::Third) || finding.cue.staff
                    }
                }
            }
            Kind::Email => {
                let face = self.faces.address(value);
                match open.addresses.last() {
                    Some(last) => {
                        last.node != face.node && !(gap == Gap::Close && same_person(open, last, &face))
                    }
                    None => {
                        !open.names_fit(&face)
                            && (gap == Gap::Block
                                || matches!(gap, Gap::Cell | Gap::Sentence) && !open.names.is_empty()
                                || gap > Gap::Cell && self.is_anothers(open, &face)
                                || finding.cue.person == Some(Person::First))
                    }
                }
            }
            Kind::Organisation => match (self.faces.firm(value), open.firms.last().and_then(|f| f.key)) {
                (firm, Some(last)) if firm.key.is_some() => {
                    firm.key != Some(last)
                        && (!open.names.is_empty()
                            || gap > Gap::Close
                            // for whom somebody writes to the reader's firm
                            || self.people.are_readers(&open.firms)
                                && !self.people.are_readers(std::slice::from_ref(&firm)))
                }
                // a firm of which another sentence tells is not that of the person before
                (_, None) if gap == Gap::Sentence => open.has_identity(),
                // the next row of a roster
                _ if gap > Gap::Cell && (open.roster || self.people.roster.any && open.staff.is_some()) => {
                    true
                }
                (firm, _) => {
                    gap == Gap::Block && open.has_identity()
                        // for whom an invoice is, below whose it is, and to whom a driver comes
                        || gap > Gap::Cell
                            && (finding.cue.labelled && (open.has_identity() || open.has_details())
                                || open.staff.is_some() && self.people.are_readers(std::slice::from_ref(&firm)))
                        // the foot of a circular: whom it was sent to, and below it who sends it
                        || gap > Gap::Cell
                            && open.names.is_empty()
                            && open.firms.is_empty()
                            && open.addresses.last().is_some_and(|face| {
                                self.people.sender.as_ref().is_some_and(|s| s.party != face.party)
                                    && self.people.is_recipient(face.node)
                            })
                }
            },
            _ => {
                gap == Gap::Block && !(open.has_identity() && finding.cue.person.is_none() && is_card(open))
                    || open.has_identity()
                        && gap >= Gap::Cell
                        && matches!(finding.cue.person, Some(Person::First | Person::Second | Person::Doing))
                    // who sends an invoice writes of its own account below the name of whom it is for
                    || finding.kind == Kind::Iban
                        && gap > Gap::Cell
                        && open.names.is_empty()
                        && open
                            .author
                            .map(|(party, _)| party)
                            .or_else(|| self.people.sender.as_ref().map(|sender| sender.party))
                            .is_some_and(|writer| {
                                self.people.house(&open.firms).is_some_and(|house| house != writer)
                            })
                    // `bel Jan 06…, mij 06…`
                    || finding.kind == Kind::Phone
                        && !open.phones.is_empty()
                        && !open.names.is_empty()
                        && finding.cue.person == Some(Person::First)
                    // below a row of a roster stands what is no detail of who is in it
                    || open.roster && gap > Gap::Cell
                    // an account that another sentence asks about is not that of whom the one before names
                    || finding.kind == Kind::Iban
                        && gap == Gap::Sentence
                        && open.has_identity()
                        && finding.cue.asked
                    // who is greeted is written to of something
                    || open.greeted && !open.has_details()
                    // whoever sends an invoice asks to be paid, not the one above it
                    || open.has_identity()
                        && gap > Gap::Cell
                        && finding.kind == Kind::Iban
                        && matches!(finding.cue.person, Some(Person::Asking | Person::Doing))
                    || !open.has_identity() && open.is_anothers(finding.cue.person, gap)
            }
        }
    }

    /// The address is not that of the firm of which the group is: of another house, or that of whom a message with a firm's
    /// details at its foot was sent to.
    fn is_anothers(&self, open: &Open, face: &Face) -> bool {
        match self.people.house(&open.firms) {
            Some(house) => house != face.party,
            None => {
                !open.firms.is_empty()
                    && self.people.sender.as_ref().is_some_and(|sender| sender.party != face.party)
                    && self.people.is_recipient(face.node)
            }
        }
    }
}

/// A group of which every detail stands on a line of its own, as in a form or a card.
fn is_card(open: &Open) -> bool {
    open.values.len() >= 2 && open.names.len() == 1
}

/// Two findings of one header field, or of none. A name of a field is held once.
fn same_field(one: &Finding, other: &Finding) -> bool {
    match (&one.field, &other.field) {
        (Some(one), Some(other)) => Arc::ptr_eq(one, other) || one == other,
        (None, None) => true,
        _ => false,
    }
}

/// Two addresses that stand together as those of one person.
fn same_person(open: &Open, one: &Face, other: &Face) -> bool {
    let fits = |face: &Face| face.role || open.names_fit(face);
    fits(one) && fits(other)
}

#[cfg(test)]
mod tests;
