//! Who corresponds in one message, and which of them a name in it means.
//!
//! In: the envelope. Out: for a name or a firm's name the mailbox that it belongs to. This module refuses to know other
//! messages.

use std::rc::Rc;

use super::cue::crew;
use super::faces::{Face, Faces, Firm};
use super::group::Roster;
use super::key::Key;
use super::name::Name;
use crate::model::Envelope;

/// Mailboxes of one message whose names are looked at.
const KNOWN: usize = 256;

/// Who corresponds in one message.
pub(super) struct People {
    /// Names of the mailboxes, with their parties and nodes.
    pub(super) known: Vec<(Rc<Name>, Key, Key)>,
    /// Mailboxes without a display name.
    unnamed: Vec<Rc<Face>>,
    /// Mailboxes of organisations, one each.
    houses: Vec<Rc<Face>>,
    pub(super) sender: Option<Rc<Face>>,
    /// The firm that the sender's display name is, if it is one.
    signs: Option<Key>,
    /// Nodes of those to whom it is sent.
    recipients: Vec<Key>,
    /// Their parties, each once.
    readers: Vec<Key>,
    /// It says who works when.
    pub(super) roster: Roster,
    /// The one to whom it is sent, where that is one, and another than the sender.
    pub(super) reader: Option<Rc<Face>>,
}

impl People {
    pub(super) fn of(envelope: &Envelope, faces: &mut Faces) -> Self {
        let mut people = People {
            known: Vec::new(),
            unnamed: Vec::new(),
            houses: Vec::new(),
            sender: envelope.author().map(|m| faces.address(m.address.reveal())),
            signs: envelope
                .author()
                .and_then(|m| m.name.as_ref())
                .and_then(|name| faces.firm(name.reveal()).key),
            recipients: Vec::new(),
            readers: Vec::new(),
            roster: is_roster(envelope),
            reader: match envelope.recipients.as_slice() {
                [one] if !envelope.more_recipients && !envelope.automatic => {
                    Some(faces.address(one.address.reveal()))
                }
                _ => None,
            },
        };
        if let (Some(reader), Some(sender)) = (&people.reader, &people.sender)
            && reader.node == sender.node
        {
            people.reader = None;
        }
        for mailbox in envelope.recipients.iter().take(KNOWN) {
            let face = faces.address(mailbox.address.reveal());
            people.recipients.push(face.node);
            if !people.readers.contains(&face.party) {
                people.readers.push(face.party);
            }
        }
        let writers = envelope.from.iter().chain(&envelope.reply_to).chain(&envelope.sender);
        for mailbox in writers.chain(&envelope.recipients).take(KNOWN) {
            let face = faces.address(mailbox.address.reveal());
            if face.domain.is_some() && people.houses.iter().all(|h| h.house != face.house) {
                people.houses.push(face.clone());
            }
            let name =
                mailbox.name.as_ref().and_then(|n| faces.name(n.reveal())).or_else(|| face.name.clone());
            match name {
                // `Jan Bakker via Platform <noreply@…>`
                Some(_) if face.program => {}
                Some(name) => {
                    people.known.push((name, face.party, face.node));
                    // what a local part spells may be less than the name: `anna_vandenberg`
                    if mailbox.name.is_none() {
                        people.unnamed.push(face);
                    }
                }
                None if !face.role => people.unnamed.push(face),
                None => {}
            }
        }
        people
    }

    /// The organisation whose domain is made of one of these names: `Klant & Zoon BV` has `klantenzoon.example`.
    pub(super) fn house(&self, firms: &[Rc<Firm>]) -> Option<Key> {
        const LEAST: usize = 5;
        let fits = |house: &str, firm: &str| {
            let (short, long) = if house.len() < firm.len() { (house, firm) } else { (firm, house) };
            short.len() >= LEAST && long.starts_with(short)
        };
        let found = self
            .houses
            .iter()
            .find(|face| looked_at(firms).flat_map(|f| &f.spellings).any(|firm| fits(&face.house, firm)));
        // `Klant Transport <news@ktbus.example>`
        let signs = || {
            let signed = self.signs.is_some() && looked_at(firms).any(|f| f.key == self.signs);
            self.sender.as_ref().filter(|_| signed).map(|sender| sender.party)
        };
        found.map(|face| face.party).or_else(signs)
    }

    /// The firms are that of somebody to whom another party sent it.
    pub(super) fn are_readers(&self, firms: &[Rc<Firm>]) -> bool {
        !firms.is_empty()
            && self.house(firms).is_some_and(|house| {
                self.readers.contains(&house) && self.sender.as_ref().is_none_or(|s| s.party != house)
            })
    }

    /// The organisation that sent it may be one of these firms: its domain begins with a word that few firms share
    /// (`Hoveniers Zwaluw` has `zwaluwgroen.example`), or as the name does. A town or a surname is shared by many, so this says
    /// nothing of the own organisation.
    pub(super) fn may_be_senders(&self, firms: &[Rc<Firm>]) -> bool {
        let Some(sender) = self.sender.as_ref().filter(|s| s.domain.is_some()) else { return false };
        let house = sender.house.as_str();
        looked_at(firms).any(|firm| {
            firm.spellings.first().is_some_and(|spelling| is_begun(house, spelling))
                || firm.words.iter().any(|w| w.len() * 2 > house.len() && house.contains(w.as_str()))
        })
    }

    /// One organisation sent it to another.
    pub(super) fn are_organisations(&self) -> bool {
        let is = |face: &Option<Rc<Face>>| face.as_ref().is_some_and(|face| face.domain.is_some());
        is(&self.sender) && is(&self.reader)
    }

    /// It was sent to this node.
    pub(super) fn is_recipient(&self, node: Key) -> bool {
        self.recipients.contains(&node)
    }

    /// The mailbox that this name belongs to.
    pub(super) fn find(&self, name: &Name) -> Option<(Key, Key)> {
        let full = |known: &&(Rc<Name>, Key, Key)| known.0.full().is_some() && known.0.full() == name.full();
        let by_name = self
            .known
            .iter()
            .find(full)
            .or_else(|| self.known.iter().find(|k| k.0.agrees(name)))
            .or_else(|| self.known.iter().find(|k| k.0.is_turned(name)));
        let by_local = || self.unnamed.iter().find(|f| is_made_of(f, name)).map(|f| (f.party, f.node));
        by_name.map(|(_, party, node)| (*party, *node)).or_else(by_local)
    }
}

/// Whether the subject or the author's mailbox says that the message is a roster.
fn is_roster(envelope: &Envelope) -> Roster {
    let local = envelope.author().and_then(|author| author.address.reveal().split('@').next());
    let subject = envelope.subject.as_ref().map(|subject| subject.reveal().as_str());
    let either = |is: fn(&str) -> bool| local.is_some_and(is) || subject.is_some_and(is);
    let own = either(crew::is_roster);
    Roster { any: own || either(crew::is_of_shifts), own, crew: either(crew::is_of_staff) }
}

/// The local part can be made of the name, and tells of no other: `j.eefting` is not Trijn Eefting's, `anna.berg` not Piet Berg's.
fn is_made_of(face: &Face, name: &Name) -> bool {
    name.fits(&face.letters)
        && match &face.name {
            Some(spelled) => spelled.is_part_of(name),
            None => !name.is_of_another(&face.letters),
        }
}

/// The first of the firms of a group: each value below them asks anew.
fn looked_at(firms: &[Rc<Firm>]) -> impl Iterator<Item = &Rc<Firm>> {
    const FIRMS: usize = 8;
    firms.iter().take(FIRMS)
}

/// A domain's label and a firm's letters that begin alike, for nearly all of the label: `kestrelpallets` and
/// `kestrelpalletnetworks`.
fn is_begun(house: &str, firm: &str) -> bool {
    const LEAST: usize = 8;
    let same = house.bytes().zip(firm.bytes()).take_while(|(a, b)| a == b).count();
    same >= LEAST && same * 8 >= house.len() * 7
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mailbox, Sensitive};
    use crate::relate::Parties;

    #[test]
    fn names_and_firms_are_those_of_mailboxes() {
        let mailbox = |name: &str, address: &str| Mailbox {
            name: (!name.is_empty()).then(|| Sensitive::new(name.to_owned())),
            address: Sensitive::new(address.to_owned()),
        };
        let envelope = Envelope {
            from: vec![mailbox("Vries, Jan de", "jdv@klantenzoon.example")],
            recipients: vec![mailbox("", "piet.bakker@eigen.nl"), mailbox("", "smit81@gmail.com")],
            ..Envelope::default()
        };
        let mut faces = Faces::new(&Parties::default());
        let people = People::of(&envelope, &mut faces);
        let mut party = |name: &str| people.find(&faces.name(name).unwrap()).map(|(party, _)| party);
        let found = ["J. de Vries", "Piet Bakker", "A. Smit", "Karel Mulder"].map(&mut party);
        let address = |address: &str, faces: &mut Faces| Some(faces.address(address).party);
        assert_eq!(found[0], address("jdv@klantenzoon.example", &mut faces));
        assert_eq!(found[1], address("piet.bakker@eigen.nl", &mut faces), "spelled out by its local part");
        assert_eq!(found[2], address("smit81@gmail.com", &mut faces), "fits a local part");
        assert_eq!(found[3], None);
        let firm = [faces.firm("Klant & Zoon BV")];
        assert_eq!(people.house(&firm), found[0]);
        assert_eq!(people.house(&[faces.firm("Kla BV")]), None, "too short to tell");
        assert_eq!(people.house(&[faces.firm("Klantenzorg Noord")]), None, "another word");
        let envelope =
            Envelope { from: vec![mailbox("", "info@deklant-techniek.example")], ..Envelope::default() };
        let people = People::of(&envelope, &mut faces);
        assert!(people.house(&[faces.firm("De Klant Techniek")]).is_some(), "the article is a part of it");
        let envelope = Envelope {
            from: vec![mailbox("", "info@zwaluwhoekgroen.example")],
            recipients: vec![
                mailbox("", "x@kestrelpallets.example"),
                mailbox("", "x@gemeenteonsdorp.example"),
            ],
            ..Envelope::default()
        };
        let people = People::of(&envelope, &mut faces);
        let mut senders = |name: &str| people.may_be_senders(&[faces.firm(name)]);
        assert!(senders("Hoveniers Zwaluwhoek"), "a word that tells");
        assert!(!senders("Kestrel Pallet Networks Ltd"), "a recipient's");
        assert!(!senders("Gemeente Elders"), "a word of many");
        let from = |address: &str| Envelope { from: vec![mailbox("", address)], ..Envelope::default() };
        let people = People::of(&from("x@kestrelpallets.example"), &mut faces);
        assert!(people.may_be_senders(&[faces.firm("Kestrel Pallet Networks Ltd")]), "all but its end");
        let signed = Envelope {
            from: vec![mailbox("Klant Transport B.V.", "news@ktbus.example")],
            ..Envelope::default()
        };
        let people = People::of(&signed, &mut faces);
        assert!(people.house(&[faces.firm("Klant Transport BV")]).is_some(), "as the sender is called");
        assert!(people.house(&[faces.firm("Ander Transport BV")]).is_none());
        let people = People::of(&from("x@gemeenteonsdorp.example"), &mut faces);
        assert!(!people.may_be_senders(&[faces.firm("Gemeente Elders")]), "a word of many");
    }

    #[test]
    fn a_local_part_is_not_that_of_the_whole_family() {
        let mut faces = Faces::new(&Parties::default());
        for (address, yes, no) in [
            (
                "j.eefting@mail.example",
                ["J. Eefting", "Jan Eefting", "Jan H. Eefting"],
                ["Trijn Eefting", "T. Eefting"],
            ),
            (
                "jeefting@mail.example",
                ["J. Eefting", "Jan Eefting", "Johan Eefting"],
                ["Trijn Eefting", "T. Eefting"],
            ),
            (
                "ana.gil@mail.example",
                ["Ana Gil Soto", "Ana Gil", "A. Gil"],
                ["Luz Gil Soto", "Ana Soto Mora"],
            ),
            (
                "gil.ana@mail.example",
                ["Ana Gil Soto", "Ana Gil", "A. Gil"],
                ["Luz Gil Soto", "Ana Soto Mora"],
            ),
            (
                "anna.vandenberg@mail.example",
                ["Anna van den Berg", "A. van den Berg", "Anna Berg"],
                ["Piet Berg", "P. van den Berg"],
            ),
            ("smit81@mail.example", ["Anna Smit", "A. Smit", "Piet Smit"], ["Anna Bakker", "Piet Bakker"]),
        ] {
            let face = faces.address(address);
            let mut made = |name: &str| is_made_of(&face, &faces.name(name).unwrap());
            assert_eq!(yes.map(&mut made), [true; 3], "{address}");
            assert_eq!(no.map(&mut made), [false; 2], "{address}");
        }
    }
}
