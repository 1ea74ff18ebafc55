//! What a word may be, as a set; shared with the build script.

/// A set of things that a word may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Sense(pub(crate) u32);

impl Sense {
    /// A given name, and no common word.
    pub(crate) const GIVEN: Sense = Sense(1);
    /// A given name, and a common word, a place or a month too.
    pub(crate) const GIVEN_OR_WORD: Sense = Sense(1 << 1);
    /// A surname.
    pub(crate) const SURNAME: Sense = Sense(1 << 2);
    /// A surname, and a common word too.
    pub(crate) const SURNAME_OR_WORD: Sense = Sense(1 << 3);
    /// No part of a name.
    pub(crate) const WORD: Sense = Sense(1 << 4);
    /// Stands before a name: `mevrouw`, `Dr`.
    pub(crate) const TITLE: Sense = Sense(1 << 5);
    /// Stands behind a name: `MSc`.
    pub(crate) const AFTER: Sense = Sense(1 << 6);
    /// Labels a name: `Contactpersoon`.
    pub(crate) const LABEL: Sense = Sense(1 << 7);
    /// In a label, says that it is the name of something else: `Company name`.
    pub(crate) const UNLABEL: Sense = Sense(1 << 8);
    /// Part of the name of a firm, a school, a club.
    pub(crate) const FIRM: Sense = Sense(1 << 9);
    /// A function or a department.
    pub(crate) const ROLE: Sense = Sense(1 << 10);
    /// Labels mailboxes: `Van`, `To`.
    pub(crate) const MAILBOXES: Sense = Sense(1 << 11);
    /// Streets, buildings, ships, awards: what is named after people.
    pub(crate) const NAMESAKE: Sense = Sense(1 << 12);
    /// Stands before a surname as a part of it: `van`, `de la`.
    pub(crate) const PARTICLE: Sense = Sense(1 << 13);
    /// Labels a given name alone.
    pub(crate) const LABEL_GIVEN: Sense = Sense(1 << 14);
    /// Labels a surname alone.
    pub(crate) const LABEL_SURNAME: Sense = Sense(1 << 15);
    /// Stands before the name of a street: `rue`, `calle`.
    pub(crate) const STREET: Sense = Sense(1 << 16);

    /// Stands right before a person's name: `t.a.v.`, `Beste`, `namens`.
    pub(crate) const BEFORE: Sense = Sense(1 << 17);

    /// Labels a place, which may be named after a person: `Where: Ada Lovelace`.
    pub(crate) const WHERE: Sense = Sense(1 << 18);

    /// A word for the directors of a firm; of cards alone, the built-in table has no room for it.
    pub(crate) const DIRECTOR: Sense = Sense(1 << 19);

    /// Begins a surname of two words, with a capital: `Oude Vrielink`, `Ní Mhurchú`. Of cards alone.
    pub(crate) const FORE: Sense = Sense(1 << 20);

    /// Tells one of a family from another, as a part of the name: `Jr.`, `III`. Of cards alone.
    pub(crate) const HEIR: Sense = Sense(1 << 21);

    /// Is cut short with a full stop, which ends no sentence: `Fco.`, `Fdez.`. Of cards alone.
    pub(crate) const SHORT: Sense = Sense(1 << 22);

    /// A surname that a single `da` or `do` belongs to: `da Silva`. Of cards alone.
    pub(crate) const PORTUGUESE: Sense = Sense(1 << 23);

    /// Begins what is called with capitals and is no person: `Monte Rosa`. Of cards alone.
    pub(crate) const LANDMARK: Sense = Sense(1 << 25);

    /// Ends such, or is all of it: `Gilbert Islands`, `Mato Grosso`. Of cards alone.
    pub(crate) const THING: Sense = Sense(1 << 26);

    /// Stands right before what is named after a person: `trofeo`, `mela`. Of cards alone.
    pub(crate) const NAMED_BEFORE: Sense = Sense(1 << 27);

    /// Stands right behind it: `Gallery`. Of cards alone.
    pub(crate) const NAMED_BEHIND: Sense = Sense(1 << 28);

    /// Stands right before a place or a boat that is named after a person: `museo`, `Schiff`. Of cards alone.
    pub(crate) const NAMED_PLACE: Sense = Sense(1 << 29);

    /// A whole name of somebody that much is named after: `Louis Pasteur`. Of cards alone.
    pub(crate) const HONOURED: Sense = Sense(1 << 24);

    /// A thing, a colour, a place or a time, which few are called after: `nacht`, `punto`. Of cards alone.
    pub(crate) const NOUN: Sense = Sense(1 << 30);

    /// Both sets together.
    #[inline]
    pub(crate) const fn or(self, other: Sense) -> Sense {
        Sense(self.0 | other.0)
    }
    /// True when the two sets share something.
    #[inline]
    pub(crate) const fn is(self, other: Sense) -> bool {
        self.0 & other.0 != 0
    }
}
