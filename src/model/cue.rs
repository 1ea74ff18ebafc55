use serde::{Deserialize, Serialize};

/// How a finding follows the one before it in the same text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum Gap {
    /// In the same sentence, or in the same cell.
    Close,
    /// In another cell of the same row.
    Cell,
    /// In another sentence, also one that begins on a line below.
    Sentence,
    /// On a line below, with no blank line between.
    Line,
    /// Below a blank line, or it is the first of its text.
    #[default]
    Block,
}

/// Whose a detail is, as the words before it say: `mijn nummer`, `uw adres`, `his number`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Person {
    /// The writer's.
    First,
    /// The reader's.
    Second,
    /// Somebody else's.
    Third,
    /// The writer's, where it writes to another party: the reader is asked to call, to pay, to come.
    Asking,
    /// The reader's, where the own organisation writes: the writer calls, pays or takes. Of one from outside that says nothing.
    Doing,
}

/// What stands between a finding and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Cue {
    /// How far apart they are.
    pub gap: Gap,
    /// Whose it is, where a word nearby says so.
    pub person: Option<Person>,
    /// It is of one who works for that person: `mijn collega`.
    pub staff: bool,
    /// It is a name in a greeting: `Beste Jan Bakker`.
    pub greeted: bool,
    /// It is the first name, title or department below a line that says who works for the writer: `Ons team:`.
    pub heads: bool,
    /// It is a name with no more than a few words between it and what stands before it, as in a list.
    pub row: bool,
    /// It is a name that is joined to the one before it: `Jan Bakker en Piet Smit`, `Jan Bakker (06…), de andere Piet Smit`.
    pub joined: bool,
    /// It is a name behind a label, or a word or two, as in a row of a roster; a firm behind a label that says that it is written to.
    pub labelled: bool,
    /// It is a job title or a department with nothing but marks before it: `Jan Bakker (planner)`.
    pub apposed: bool,
    /// It is an account that the sentence asks about: `Sigue siendo esta la cuenta: …?`.
    pub asked: bool,
    /// It is whose the account right before it is: `NL… t.n.v. Jan Bakker`.
    pub holder: bool,
    /// The sentence before the number tells of a carrier.
    pub carried: bool,
}
