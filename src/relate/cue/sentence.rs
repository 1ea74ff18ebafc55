//! A detail and the sentence around it in, whose the detail is out.

use std::ops::Range;

use super::bearer::is_listed;
use super::verbs::{Form, Verb};
use super::words::{ANSWERS, BEFORE_VERBS, FROM, HAVE, I_FRENCH, IS, LABELS, PAY, QUESTIONS, TOWARDS, WITH};
use super::{NEAR, Said, ends_sentence, is_letter, word};
use crate::model::Person;

mod unsaid;

use unsaid::{is_given, is_in_name, is_noted, is_of_desk, is_passed_on, is_spelled};

/// Spanish and Italian `your`, which is `his` and `her` too.
fn is_hers(word: &str) -> bool {
    ["su", "sus", "suo", "sua", "suoi", "sue"].iter().any(|w| word.eq_ignore_ascii_case(w))
}

/// No sentence and no line ends in the text, which begins behind a detail.
fn goes_on(text: &str) -> bool {
    !text.contains(['.', '?', '!', '\n'])
}

/// Bytes behind a detail that are looked at.
const BEHIND: usize = 100;

/// Words between somebody who works for a party and the name: `onze chauffeur is de heer`.
pub(super) const STAFF_WORDS: usize = 3;

/// Whose a detail is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Told {
    /// Whose it is.
    pub(super) person: Option<Person>,
    /// It is the name or detail of somebody who works for `person`.
    pub(super) staff: bool,
}

impl Told {
    fn of(person: Person) -> Told {
        Told { person: Some(person), staff: false }
    }
}

/// What was read of the sentence so far, from its end.
#[derive(Debug, Default)]
struct Clause {
    verb: Option<Verb>,
    /// The verb may ask for what it says.
    base: bool,
    /// It does, where it stands.
    asking: bool,
    /// A word says where somebody is, nearer than any verb.
    state: bool,
    /// The reader is named; by `Sie`, which may be others.
    you: bool,
    formal: bool,
    /// The reader has a modal verb behind: `u kunt`.
    may: bool,
    /// He has one behind or before.
    modal: bool,
    /// Somebody does something with the reader: `will ring you`.
    acted: bool,
    request: bool,
    ask: bool,
    /// The reader is offered to ask: `als u vragen hebt`.
    questions: bool,
    /// The reader has or knows it: `heb je een ander nummer dan`, `you know the address`.
    has: bool,
    /// What was told by what the writer does.
    pending: Option<Option<Person>>,
}

/// Tells whose the detail between two texts is. `first` says that nothing was found before it in its text; `place` that it
/// is one to which things are brought.
pub(super) fn told(text: &str, first: bool, after: &str, place: bool) -> Told {
    let told = before(text, first, after, place);
    if matches!(told, (Told { person: None | Some(Person::First | Person::Doing), staff: false }, true))
        && let Some(person) = behind(text, after)
    {
        return Told::of(person);
    }
    told.0
}

/// What the words before the detail tell, read from the end: most sentences say so close by. With it, whether no word says
/// it outright.
fn before(text: &str, first: bool, after: &str, place: bool) -> (Told, bool) {
    let bytes = text.as_bytes();
    let least = bytes.len().saturating_sub(NEAR);
    let mut clause = Clause::default();
    let (mut end, mut lines, mut count) = (bytes.len(), 0, 0);
    let mut behind = 0..0;
    let mut title = false;
    // the sentence before one that has no words: `Kunt u de klant bellen? 06-...`
    let mut crossed = false;
    // below `… rechtstreeks naar de opdrachtgever:`, of whom it says so
    let mut headed = false;
    let out = |told: Told, vague: bool, crossed: bool, headed: bool| {
        let known = match told.person {
            Some(Person::Second | Person::Asking | Person::Doing) if headed => false,
            Some(Person::First | Person::Asking) => first,
            Some(Person::Second | Person::Doing) => false,
            _ => true,
        };
        (if (crossed || headed) && !known { Told::default() } else { told }, vague)
    };
    while end > least {
        let mut start = end;
        while start > least && is_letter(bytes[start - 1]) {
            start -= 1;
        }
        if start < end {
            let next = text.get(behind.clone()).unwrap_or_default();
            match text.get(start..end).and_then(word).filter(|_| !is_spelled(text, start..end, next)) {
                Some(Said::Whose(Person::Third)) if clause.is_acted() => {
                    return out(Told::of(Person::Doing), false, crossed, headed);
                }
                // `u heeft ons … doorgegeven`: who gave it
                Some(Said::Whose(Person::First))
                    if is_given(text, start..end, after) && clause.pending.is_none() =>
                {
                    clause.pending = Some(Some(Person::Doing));
                }
                // `uw adres is bij ons bekend als …`, `Haar laatste adres bij ons`: with whom something is
                Some(Said::Whose(Person::First))
                    if is_noted(text, start, next) || is_anothers_with(text, start) => {}
                // `A. Vos`, `Grootenhuis-Vos`
                Some(Said::Whose(_)) if is_in_name(text, start..end) => {}
                // Italian `su` right before it is no possessive
                Some(Said::Whose(_)) if count == 0 && text[start..end].eq_ignore_ascii_case("su") => {}
                Some(Said::Whose(Person::Second))
                    if clause.pending.is_none()
                        && !crossed
                        && goes_to(text)
                        && ANSWERS.contains(&next.to_lowercase().as_str()) =>
                {
                    return (Told::of(Person::Asking), false);
                }
                // `lo coordina Luz Bakker, su móvil es el …`: of whom the sentence told just before
                Some(Said::Whose(Person::Second))
                    if !first && is_hers(&text[start..end]) && goes_on(&text[..start]) => {}
                // `Service client : 06 …`: whose desk it is
                Some(Said::Whose(Person::Third)) if is_of_desk(text, start) => {}
                Some(Said::Whose(person)) if clause.pending.is_none() || person == Person::Third => {
                    return out(Told::of(person), false, crossed, headed);
                }
                Some(Said::Staff) if clause.is_acted() => {
                    return out(Told::of(Person::Doing), false, crossed, headed);
                }
                Some(Said::Staff) => match (master(text, start), clause.pending) {
                    // whom a driver calls is the reader
                    (None, None) if clause.reaches(text) => clause.pending = Some(Some(Person::Doing)),
                    (None, _) => return (Told::of(Person::Third), false),
                    (Some(person), None) => {
                        return (Told { person: Some(person), staff: count <= STAFF_WORDS }, false);
                    }
                    _ => {}
                },
                Some(Said::Title) if word(preceding(text, start).0) == Some(Said::Staff) => title = true,
                Some(Said::Title) => return (Told::of(Person::Third), false),
                // `M. Dupont`
                None if &bytes[start..end] == b"M" && is_monsieur(text, start..end, next) => {
                    return (Told::of(Person::Third), false);
                }
                // `vous pouvez nous joindre`: who is reached
                Some(Said::Writer) if clause.pending.is_none() && is_object(text, start..end) => {
                    return out(Told::of(Person::First), false, crossed, headed);
                }
                Some(Said::Other) if clause.is_acted() => {
                    return out(Told::of(Person::Doing), false, crossed, headed);
                }
                Some(Said::Other) if clause.pending.is_none() && clause.reaches(text) => {
                    clause.pending = Some(Some(Person::Doing));
                }
                Some(Said::Therefore) => {
                    return out(clause.conclude(text, after, place, title), true, crossed, headed);
                }
                Some(Said::Writer) if clause.pending.is_none() => {
                    clause.nearby(text, start, after);
                    match clause.writer(text, place) {
                        Some(person) => clause.pending = Some(person),
                        None => return (Told::of(Person::First), true),
                    }
                }
                Some(Said::You)
                    if text[start..end].eq_ignore_ascii_case("je") && I_FRENCH.contains(&next) =>
                {
                    return (Told::of(Person::First), true);
                }
                Some(said @ (Said::You | Said::Formal)) => {
                    clause.formal = said == Said::Formal && !clause.you;
                    clause.you = true;
                    clause.may |= word(next) == Some(Said::Modal);
                    clause.modal |= clause.may || word(preceding(text, start).0) == Some(Said::Modal);
                    let has = |word: &str| HAVE.iter().any(|have| have.eq_ignore_ascii_case(word));
                    clause.has |= (has(next) || has(preceding(text, start).0)) && !is_passed_on(after);
                    clause.questions |= QUESTIONS.iter().any(|question| text[end..].contains(question));
                    // no verb stands before `you` that is its own
                    if !matches!(&text[start..end], "you" | "vous" | "usted" | "ustedes" | "lei") {
                        clause.nearby(text, start, after);
                    }
                }
                Some(Said::Verb(verb, form))
                    if clause.verb(text, start, verb, form, first) && form == Form::Ours =>
                {
                    clause.pending = clause.pending.or(clause.writer(text, place));
                }
                Some(Said::State) if clause.verb.is_none() => {
                    let (before, bound) = preceding(text, start);
                    clause.asking |= before.is_empty() && (bound || first && start == 0);
                    clause.state = true;
                }
                // Spanish and Italian leave the reader out
                Some(Said::Modal) if text[start..].starts_with(['p', 'P']) => {
                    clause.request |= clause.base && !clause.you;
                }
                Some(Said::Request) => clause.request = true,
                Some(Said::Ask) => clause.ask = true,
                _ => {}
            }
            (lines, behind, count) = (0, start..end, count + 1);
            end = start;
        }
        // what stands between this word and the one before it
        while end > least && !is_letter(bytes[end - 1]) {
            end -= 1;
            let ends = match bytes[end] {
                b'\n' => {
                    lines += 1;
                    let heading = lines > 1 && !headed && is_heading(&text[..end]);
                    headed |= heading;
                    lines > 1 && !heading
                }
                b'?' | b'!' => true,
                b'.' => ends_sentence(bytes, end) && bytes.get(end + 1).is_some_and(u8::is_ascii_whitespace),
                _ => false,
            };
            if ends && count == 0 && lines == 0 && !crossed {
                crossed = true;
            } else if ends || matches!(bytes[end], b',' | b';' | b':' | b'(') && clause.is_told() {
                return out(clause.conclude(text, after, place, title), true, crossed, headed);
            }
        }
    }
    // who does something may stand before the detail above: `We deliver to ... and call ...`
    clause.asking &= first && end == 0;
    out(clause.conclude(text, after, place, title), true, crossed, headed)
}

/// A surname follows `M.`, which is the gentleman of whom it is said.
fn is_monsieur(text: &str, own: Range<usize>, next: &str) -> bool {
    // `A.M. Smit`
    let bare = text.get(..own.start).is_some_and(|before| !before.ends_with(['.', '-']));
    bare && next.len() > 2
        && next.starts_with(char::is_uppercase)
        && text.get(own.end..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(".\u{a0}"))
}

/// The line that ends here says what stands below it: `… naar de opdrachtgever:`.
fn is_heading(text: &str) -> bool {
    text.trim_end_matches([' ', '\r', '\n', '\t']).ends_with(':')
}

impl Clause {
    /// Somebody else does something with the reader.
    fn is_acted(&self) -> bool {
        self.you && !self.modal && (self.acted || self.verb.is_some() && !self.request)
    }

    /// Somebody else calls, pays or goes.
    fn reaches(&self, text: &str) -> bool {
        !self.you && matches!(self.verb, Some(Verb::To | Verb::Come)) && !comes_from(text)
    }

    /// What it says is not changed by the clauses before.
    fn is_told(&self) -> bool {
        let asked = self.verb.is_some() && (self.you || self.asking || self.base && self.request);
        self.pending.is_some() || asked || self.you && self.questions
    }

    /// Takes a verb; false for a noun that looks like one.
    fn verb(&mut self, text: &str, start: usize, verb: Verb, form: Form, first: bool) -> bool {
        if self.verb.is_some() || self.state {
            return false;
        }
        let (before, bound) = preceding(text, start);
        let at_start = before.is_empty() && (bound || first);
        let behind_other = || BEFORE_VERBS.iter().any(|w| w.eq_ignore_ascii_case(before));
        if form == Form::Noun && !at_start && !behind_other() {
            return false;
        }
        if verb == Verb::Reach && is_infinitive_mark(before) {
            self.state = true;
            return false;
        }
        if self.you && !self.modal {
            self.acted = true;
            return form == Form::Ours;
        }
        self.verb = Some(verb);
        self.base = matches!(form, Form::Base | Form::Noun);
        self.asking = self.base && (at_start || behind_other() && !is_infinitive_mark(before))
            || verb == Verb::Invite && at_start;
        true
    }

    /// The verb right before the one who does something, or behind the detail: `leveren wij op`, `Ik heb ... genoteerd`.
    fn nearby(&mut self, text: &str, start: usize, after: &str) {
        if self.verb.is_some() || self.state {
            return;
        }
        let (before, _) = preceding(text, start);
        match word(before) {
            // `belt u` is `u belt`, `bel u` has another before it
            Some(Said::Verb(..)) if text[start..].starts_with("u ") && !before.ends_with('t') => {}
            Some(Said::Verb(verb, Form::Base | Form::Other | Form::Noun)) => self.verb = Some(verb),
            Some(Said::State) => self.state = true,
            _ => match trailing(after) {
                Some(Said::Verb(verb, _)) => self.verb = Some(verb),
                Some(Said::State) => self.state = true,
                _ => {}
            },
        }
    }

    /// Whose it is of whom the writer does something; `None` where he does nothing with it.
    fn writer(&self, text: &str, place: bool) -> Option<Option<Person>> {
        if self.ask && self.you {
            return Some(self.reader(text, place));
        }
        match self.verb {
            // `we hebben genoteerd dat u bereikbaar bent op`
            _ if self.state => self.you.then_some(Some(Person::Doing)),
            None | Some(Verb::To | Verb::Come | Verb::Reach) if comes_from(text) => None,
            Some(Verb::Invite) => Some(Some(Person::Asking)),
            // what is brought to a place may be brought to anybody's
            Some(Verb::To | Verb::Take) if place => Some(None),
            Some(_) => Some(Some(Person::Doing)),
            None if towards(text) => Some(if place { None } else { Some(Person::Doing) }),
            None => self.you.then_some(Some(Person::Doing)),
        }
    }

    /// Whose it is where the reader does something.
    fn reader(&self, text: &str, place: bool) -> Option<Person> {
        match self.verb {
            _ if self.questions => Some(Person::Asking),
            Some(Verb::To | Verb::Come) if comes_from(text) => Some(Person::Second),
            Some(Verb::Take) if place && !self.may => None,
            Some(Verb::To) if place => None,
            Some(_) => Some(Person::Asking),
            // what somebody has or knows may be anybody's
            None if self.formal || self.has => None,
            None => Some(Person::Second),
        }
    }

    /// Whose it is when nothing more is read.
    fn conclude(&mut self, text: &str, after: &str, place: bool, title: bool) -> Told {
        if title {
            return Told::of(Person::Third);
        }
        if let Some(person) = self.pending {
            return Told { person, staff: false };
        }
        if self.you {
            return Told { person: self.reader(text, place), staff: false };
        }
        if self.request && self.verb.is_none() && !self.state {
            self.verb = match trailing(after) {
                Some(Said::Verb(verb, Form::Base)) => Some(verb),
                _ => None,
            };
            self.base = self.verb.is_some();
        }
        let asked = self.asking || self.base && (self.request || self.ask);
        let here = !place || matches!(self.verb, Some(Verb::Come | Verb::Invite));
        let person = (asked && here && !comes_from(text)).then_some(Person::Asking);
        Told { person, staff: false }
    }
}

/// What is told of an account in a sentence about paying: in mail from outside the writer's; in own mail it may be that of whom is paid.
pub(super) fn paying(text: &str, told: Told) -> Told {
    /// Bytes before the account that are looked at.
    const NEAR: usize = 80;
    /// What stands before what an account is for.
    const FOR_PAY: [&str; 7] = ["for", "fur", "para", "per", "pour", "voor", "zur"];
    if told.person.is_some() {
        return told;
    }
    let near = &text[text.ceil_char_boundary(text.len().saturating_sub(NEAR))..];
    let near = near.rsplit(". ").next().unwrap_or_default();
    let is_paid = |word: &str| is_listed(&PAY, word);
    // `Bank details for settlement:`, `Konto für Zahlungen`: whoever says so asks to be paid
    let mut back = words_back(near).skip_while(|word| !is_paid(word)).skip(1);
    let wanted = |back: &mut dyn Iterator<Item = &str>| back.take(2).any(|word| is_listed(&FOR_PAY, word));
    match words_back(near).any(is_paid) {
        true if wanted(&mut back) => Told::of(Person::Asking),
        true => Told::of(Person::Doing),
        false => told,
    }
}

/// `Haar laatste adres bij ons`: behind another's possessive, with whom something is.
fn is_anothers_with(text: &str, start: usize) -> bool {
    /// Words between the possessive and who has it.
    const MOST: usize = 4;
    let (with, _) = preceding(text, start);
    if !WITH.iter().any(|w| w.eq_ignore_ascii_case(with)) {
        return false;
    }
    let clause = &text[..with.as_ptr() as usize - text.as_ptr() as usize];
    let clause = clause.rsplit(['.', '?', '!', ';', ':', ',', '\n']).next().unwrap_or_default();
    let mut words = words_back(clause).take(MOST);
    words.any(|own| matches!(word(own), Some(Said::Whose(Person::Second | Person::Third))))
}

/// Words of a text, the last first.
pub(super) fn words_back(text: &str) -> impl Iterator<Item = &str> + Clone {
    let bytes = text.as_bytes();
    let mut start = text.len();
    std::iter::from_fn(move || {
        let end = bytes[..start].iter().rposition(|b| is_letter(*b))? + 1;
        start = bytes[..end].iter().rposition(|b| !is_letter(*b)).map_or(0, |n| n + 1);
        Some(&text[start..end])
    })
}

/// The text behind the last of some characters of ASCII.
pub(super) fn since(text: &str, stops: impl Fn(u8) -> bool) -> &str {
    &text[text.bytes().rposition(stops).map_or(0, |n| n + 1)..]
}

/// For whom somebody works: the possessive before this place, with a word between at most.
fn master(text: &str, at: usize) -> Option<Person> {
    let mut at = at;
    for _ in 0..2 {
        let (before, _) = preceding(text, at);
        match word(before) {
            Some(Said::Whose(person @ (Person::First | Person::Second))) => return Some(person),
            Some(Said::You) if before.eq_ignore_ascii_case("jullie") || before.eq_ignore_ascii_case("je") => {
                return Some(Person::Second);
            }
            _ if before.is_empty() => return None,
            _ => at = before.as_ptr() as usize - text.as_ptr() as usize,
        }
    }
    None
}

/// The word before this place in its clause, and whether the clause begins there.
pub(super) fn preceding(text: &str, at: usize) -> (&str, bool) {
    let bytes = &text.as_bytes()[..at];
    let gap = |b: &u8| matches!(b, b' ' | b'\t' | b'\n' | b'\r' | b'>' | b'*');
    let end = bytes.iter().rposition(|b| !gap(b)).map_or(0, |n| n + 1);
    let start = bytes[..end].iter().rposition(|b| !is_letter(*b)).map_or(0, |n| n + 1);
    (&text[start..end], start == end && end > 0)
}

/// An infinitive stands behind it: `te bereiken`, `zu erreichen`.
fn is_infinitive_mark(word: &str) -> bool {
    ["te", "zu", "be", "a", "à"].contains(&word)
}

/// The detail is where something comes from: `betaald vanaf`, `from account`.
fn comes_from(text: &str) -> bool {
    let (last, _) = preceding(text, text.len());
    let is = |list: &[&str], text: &str| list.iter().any(|w| w.eq_ignore_ascii_case(text));
    if is(&LABELS, last) {
        let at = last.as_ptr() as usize - text.as_ptr() as usize;
        return is(&FROM, preceding(text, at).0);
    }
    is(&FROM, last)
}

/// The detail is where an answer goes: `uw antwoord op …`, `Ihre Antwort an …`.
fn goes_to(text: &str) -> bool {
    const TO: [&str; 16] = [
        "op", "aan", "naar", "via", "to", "at", "on", "an", "unter", "auf", "a", "à", "au", "sur", "en", "al",
    ];
    let (last, _) = preceding(text, text.len());
    TO.iter().any(|to| to.eq_ignore_ascii_case(last))
}

/// The detail is where something goes.
fn towards(text: &str) -> bool {
    let (last, _) = preceding(text, text.len());
    TOWARDS.iter().any(|w| w.eq_ignore_ascii_case(last))
}

/// `nous` with whom something is done: it does something itself only before a verb that says `we`.
fn is_object(text: &str, nous: Range<usize>) -> bool {
    text[nous.clone()].eq_ignore_ascii_case("nous")
        && !words(&text[nous.end..]).take(3).any(|(_, word)| word.ends_with("ons"))
}

/// Words of a text, and where they begin.
pub(super) fn words(text: &str) -> impl Iterator<Item = (usize, &str)> + Clone {
    let bytes = text.as_bytes();
    let mut end = 0;
    std::iter::from_fn(move || {
        let start = end + bytes[end..].iter().position(|b| is_letter(*b))?;
        end = bytes[start..].iter().position(|b| !is_letter(*b)).map_or(bytes.len(), |n| start + n);
        Some((start, &text[start..end]))
    })
}

/// The text behind a detail up to one of these characters.
pub(super) fn until<'t>(after: &'t str, stops: &[u8]) -> &'t str {
    let near = &after[..after.floor_char_boundary(BEHIND)];
    let end = near.bytes().position(|b| stops.contains(&b)).unwrap_or(near.len());
    &near[..end]
}

/// The verb, or the word for where somebody is, behind a detail in its clause.
fn trailing(after: &str) -> Option<Said> {
    const AND: &[&str] =
        &["en", "und", "and", "et", "of", "oder", "or", "ou", "y", "e", "o", "maar", "but", "aber"];
    let mut last = "";
    for (_, text) in words(until(after, b".,;:?!(")) {
        if AND.contains(&text) {
            return None;
        }
        match word(text) {
            Some(Said::Verb(Verb::Reach, _)) if is_infinitive_mark(last) => return Some(Said::State),
            Some(Said::Verb(_, Form::Noun)) => {}
            Some(said @ (Said::Verb(..) | Said::State)) => return Some(said),
            _ => {}
        }
        last = text;
    }
    None
}

/// What the words behind a detail tell: `Is ... jullie nieuwe nummer?`, `... is ons adres`.
fn behind(text: &str, after: &str) -> Option<Person> {
    const MOST: usize = 6;
    const FIRST: &[&str] = &["is", "ist", "est", "es", "klopt", "was"];
    let among = |list: &[&str], text: &str| list.iter().any(|w| w.eq_ignore_ascii_case(text));
    let near = until(after, b".;!?(\n");
    let mut is = among(FIRST, preceding(text, text.len()).0);
    for (at, own) in words(near).take(MOST) {
        is |= among(FIRST, own);
        let person = match word(own) {
            _ if !is => None,
            Some(Said::Whose(person)) => Some(person),
            Some(Said::You) if own.eq_ignore_ascii_case("jullie") || own.eq_ignore_ascii_case("je") => {
                Some(Person::Second)
            }
            _ => None,
        };
        match person {
            Some(person) => {
                // `het nummer van mijn moeder`
                let third = words(&near[at..])
                    .skip(1)
                    .take(2)
                    .any(|(_, w)| word(w) == Some(Said::Whose(Person::Third)));
                return Some(if third { Person::Third } else { person });
            }
            None if among(&IS, own) => {}
            None => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests;
