//! Who corresponds in one message, and which of them a name in it means.
//!
//! In: the envelope. Out: for a name or a firm's name the mailbox that it belongs to. This module refuses to know other
//! messages.

use std::rc::Rc;

use super::faces::{Face, Faces, Firm};
use super::key::Key;
use super::name::Name;
use crate::model::Envelope;

/// Mailboxes of one message whose names are looked at.
const KNOWN: usize = 256;

/// Who corresponds in one message.
pub(super) struct People {
    /// Names of the mailboxes, with their parties and nodes.
    pub(super) known: Vec<(Rc<Name>, Key, Key)>,
    /// Mailboxes without a name.
    unnamed: Vec<Rc<Face>>,
    /// Mailboxes of organisations, one each.
    houses: Vec<Rc<Face>>,
    pub(super) sender: Option<Rc<Face>>,
}

impl People {
    pub(super) fn of(envelope: &Envelope, faces: &mut Faces) -> Self {
        let mut people = People {
            known: Vec::new(),
            unnamed: Vec::new(),
            houses: Vec::new(),
            sender: envelope.author().map(|m| faces.address(m.address.reveal())),
        };
        let writers = envelope.from.iter().chain(&envelope.reply_to).chain(&envelope.sender);
        for mailbox in writers.chain(&envelope.recipients).take(KNOWN) {
            let face = faces.address(mailbox.address.reveal());
            if face.domain.is_some() && people.houses.iter().all(|h| h.house != face.house) {
                people.houses.push(face.clone());
            }
            let name =
                mailbox.name.as_ref().and_then(|n| faces.name(n.reveal())).or_else(|| face.name.clone());
            match name {
                Some(name) => people.known.push((name, face.party, face.node)),
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
            .find(|face| firms.iter().flat_map(|f| &f.spellings).any(|firm| fits(&face.house, firm)));
        found.map(|face| face.party)
    }

    /// The mailbox that this name belongs to.
    pub(super) fn find(&self, name: &Name) -> Option<(Key, Key)> {
        let full = |known: &&(Rc<Name>, Key, Key)| known.0.full().is_some() && known.0.full() == name.full();
        let by_name = self.known.iter().find(full).or_else(|| self.known.iter().find(|k| k.0.agrees(name)));
        let by_local = || self.unnamed.iter().find(|f| name.fits(&f.letters)).map(|f| (f.party, f.node));
        by_name.map(|(_, party, node)| (*party, *node)).or_else(by_local)
    }
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
        let envelope =
            Envelope { from: vec![mailbox("", "info@deklant-techniek.example")], ..Envelope::default() };
        let people = People::of(&envelope, &mut faces);
        assert!(people.house(&[faces.firm("De Klant Techniek")]).is_some(), "the article is a part of it");
    }
}
