//! Who bears the name behind a text: somebody who works for the writer, or whom the mail is written to.
//!
//! In: the text before a name, and whose it is as far as its sentence tells. Out: the same, with whether the bearer works for
//! one of the two, and whether the words greet. This module refuses to know the name, and what the sentence is about.

use foldhash::HashMap;
use std::sync::LazyLock;

use super::carrier::drives_for_carrier;
use super::sentence::{STAFF_WORDS, Told, preceding, since, told, until, words, words_back};
use super::words::{
    APPOINTMENTS, ASKED, ASKED_FOR, ASKING, ASSIGNED, AWAY, CONTACTS, COPULAS, ENQUIRIES, GREETINGS,
    JOB_ENDS, JOBS, NAMING, OF, OTHERS_BEFORE, OVER, POSSESSIVES, PREPOSITIONS, STAFF, SUCCEEDED, SUCCEEDING,
    TAKES, TAKES_OVER, TASKS, TEAMS,
};
use super::{Said, folded, word};
use crate::model::Person;

mod label;
mod staff;

use label::{without_ending, without_place, without_purpose};
use staff::{
    accompanies, answers, is_attention, is_employed, is_in_charge, is_in_charge_for, substitutes,
    without_former,
};

/// What is told of a name, with whether it is that of one who works for the writer: `onze keurmeester`. Whom a job alone
/// tells (`Uitvoerder wordt`, `votre interlocuteur est`) is somebody else, who may work for the writer.
pub(super) fn working(text: &str, after: &str, told: Told) -> Told {
    let text = without_former(text);
    match told {
        // `Your driver will be`: whom the writer sends
        Told { staff: true, person: Some(Person::Second) } if is_assigned(text) => {
            Told { person: Some(Person::Third), staff: true }
        }
        Told { staff: true, .. } => told,
        _ if is_ours(text) => Told { person: Some(Person::First), staff: true },
        // `vertritt mich`: whose work somebody does is a colleague
        _ if substitutes(text, after) => Told { person: Some(Person::First), staff: true },
        Told { person: Some(Person::First), .. }
            if !accompanies(text) && !is_attention(text) && !is_of_another_clause(text) =>
        {
            told
        }
        Told { person: None, .. } if is_away(after) || drives(text) || takes_over(after) => {
            Told { person: Some(Person::Third), staff: true }
        }
        _ if is_employed(text) => Told { person: Some(Person::Doing), staff: true },
        _ if (has_job(text)
            || is_contact(text)
            || is_seen_by(text)
            || is_attention(text)
            || accompanies(text))
            && !is_of_another_house(after)
            && !drives_for_carrier(text, after) =>
        {
            Told { person: Some(Person::Third), staff: true }
        }
        // `Für Ihren Schaden ist ab sofort Herr Smit, Haftpflicht, zuständig`
        Told { person: None | Some(Person::Second | Person::Third), .. } if is_in_charge_for(text, after) => {
            Told { person: Some(Person::Third), staff: true }
        }
        // of whom the form of address alone says that it is somebody else
        Told { person: None | Some(Person::Third), .. }
            if (takes_over(after) || is_in_charge(after)) && is_alone(text) =>
        {
            Told { person: Some(Person::Third), staff: true }
        }
        _ => told,
    }
}

/// Somebody is given a task: `uw monteur wordt`, `votre conducteur sera`, `Votre technicien :`.
fn is_assigned(text: &str) -> bool {
    const BECOMES: [&str; 5] = ["wordt", "be", "wird", "sera", "sara"];
    let text = &text[..skip_titles(text)];
    let (last, _) = preceding(text, text.len());
    is_listed(&BECOMES, last) || text.trim_end().ends_with(':')
}

/// The name is that of whom questions go to, or whose work the writer has taken over: `Rückfragen bitte an Herrn`, `en sustitución de`.
fn is_contact(text: &str) -> bool {
    /// Words between the question and the name.
    const MOST: usize = 8;
    /// Words of a label behind the one that says it.
    const LABEL: usize = 3;
    /// Words for a desk, with what stands between it and the question.
    const DESK: usize = 4;
    /// Words between the question and who asks it.
    const ASKS: usize = 4;
    /// What the reader does who has a question.
    const CALL: [&str; 9] =
        ["appelez", "bel", "bellen", "belt", "call", "chiamare", "llame", "mailt", "rufen"];
    /// What stands between a task that was given away and who has it.
    const ASSIGNED_TO: [&str; 4] = ["a", "aan", "an", "to"];
    /// What somebody did, or what is the matter at somebody's: of `TASKS`, no call to turn to anybody.
    const EVENTS: [&str; 10] = [
        "aanmelding",
        "afmelding",
        "anmeldung",
        "inschrijving",
        "inscription",
        "iscrizione",
        "registration",
        "reservation",
        "storing",
        "storingen",
    ];
    /// What many did, whom a list below it names.
    const SIGNED_UP: [&str; 10] = [
        "aanmeldingen",
        "afmeldingen",
        "anmeldungen",
        "inschrijvingen",
        "inscripciones",
        "inscriptions",
        "iscrizioni",
        "reservations",
        "reserveringen",
        "reservierungen",
    ];
    let clause = text[..skip_titles(text)].trim_end_matches([' ', '\n', '\r', '\t', '*']);
    let clause = since(clause, |b| matches!(b, b'.' | b'?' | b'!' | b';' | b'(' | b'|' | b'\t'));
    let label = clause.strip_suffix(':');
    let mut back = words_back(label.unwrap_or(clause));
    let Some(last) = back.next() else { return false };
    let is = is_listed;
    if label.is_some() {
        // who has signed up stands below `Aanmeldingen:`, and behind `Aanmelding:`
        let apart = text[clause.as_ptr() as usize - text.as_ptr() as usize + clause.len()..].contains('\n');
        let tasks = is(&TASKS, last) && !is(&EVENTS, last) && !(apart && is(&SIGNED_UP, last));
        // `Préparé par :`
        let done = || is(&SUCCEEDING, last) && back.clone().take(2).any(|word| is(&SUCCEEDED, word));
        return is(&ENQUIRIES, last)
            || tasks
            || done()
            || back.clone().take(LABEL).any(|word| is(&ENQUIRIES, word));
    }
    // `vragen naar`, `fragen Sie nach`, `demandez`; not `ik wilde vragen naar`
    let asks = || back.clone().take(ASKS).any(|own| word(own) == Some(Said::Writer));
    if is(&ASKING, last) && last.ends_with('z')
        || is(&ASKED_FOR, last) && back.clone().take(2).any(|word| is(&ASKING, word))
    {
        return !asks();
    }
    // `Rückfragen an die Geschäftsstelle, Frau`
    if clause.ends_with(',') {
        let mut desk =
            std::iter::once(last).chain(back.clone()).take(DESK).skip_while(|word| !is(&ASKED, word));
        if let Some(asked) = desk.next() {
            let at = asked.as_ptr() as usize - clause.as_ptr() as usize;
            return words_back(&clause[..at]).take(DESK).any(|word| is(&ENQUIRIES, word));
        }
    }
    // where something is out of order
    if back.clone().next().is_some_and(|word| is(&EVENTS, word)) {
        return false;
    }
    if is(&SUCCEEDING, last) {
        return back.take(3).any(|word| is(&SUCCEEDED, word));
    }
    if is(&ASSIGNED_TO, last) && back.clone().next().is_some_and(|word| is(&ASSIGNED, word)) {
        return true;
    }
    // `bij wijzigingen belt u`
    let called = is(&["u", "sie"], last) && back.clone().next().is_some_and(|word| is(&CALL, word));
    (is(&ASKED, last) || is(&CALL, last) || called)
        && back.take(MOST).any(|word| is(&ENQUIRIES, word) || is(&TASKS, word))
}

/// A possessive stands before the name, with the bearer's job between: `our legal counsel`, `unser Obermonteur`. Whom another word
/// tells may be anybody: `onze spreker`, `notre adhérente`.
fn is_ours(text: &str) -> bool {
    const FORMER: [&str; 16] = [
        "actual",
        "actuel",
        "actuelle",
        "anterior",
        "attuale",
        "current",
        "derzeitige",
        "derzeitiger",
        "former",
        "fruhere",
        "fruherer",
        "huidige",
        "jetzige",
        "jetziger",
        "precedente",
        "vorige",
    ];
    const IS: [&str; 8] = ["be", "es", "est", "is", "ist", "sera", "wird", "wordt"];
    const OFFICES: [&str; 16] = [
        "CEO", "CFO", "CHRO", "CIO", "CISO", "CMO", "COO", "CPO", "CTO", "DPO", "DSB", "FG", "HR", "IB",
        "MD", "PO",
    ];
    const OUR: [&str; 14] = [
        "nostra", "nostro", "notre", "nuestra", "nuestro", "onze", "our", "unser", "unsere", "unserem",
        "unseren", "unserer", "unsern", "unsrer",
    ];
    let mut at = text[..skip_titles(text)].trim_end_matches([' ', ':', ',', '(']).len();
    // `Mon remplaçant en novembre :`
    if text.trim_end().ends_with(':') {
        at = without_purpose(&text[..at]).len();
    }
    // `unser Jannik Voss`, of a house; who writes from home has a family
    let (last, _) = preceding(text, at);
    if last.len() > 2 && is_listed(&OUR, last) && text[at..].starts_with(' ') {
        return true;
    }
    // `my line manager is`, `onze uitvoerder ter plaatse wordt`
    let is = job(last) == Some(Job::Copula) && is_listed(&IS, last);
    if is {
        at = without_place(text[..last.as_ptr() as usize - text.as_ptr() as usize].trim_end()).len();
    }
    // `our CFO is`, `onze FG is`
    let short = |word: &str| is && OFFICES.contains(&word);
    let mut between = [""; STAFF_WORDS];
    for count in 0..=STAFF_WORDS {
        let (before, _) = preceding(text, at);
        let is = |list: &[&str]| list.iter().any(|w| w.eq_ignore_ascii_case(before));
        if is(&POSSESSIVES) {
            // who was the chief of somebody who now works elsewhere
            let between = &between[..count];
            return between
                .iter()
                .any(|w| job(w) == Some(Job::Is) || is_job(w) || *w == "manager" || count == 1 && short(w))
                && !between.iter().any(|w| is_listed(&FORMER, w));
        }
        let noun = match word(before) {
            None => {
                before.chars().count() > 3 && !is(&PREPOSITIONS)
                    || count > 0 && is(&OF)
                    || count == 0 && short(before)
            }
            Some(Said::Verb(..) | Said::State) => count > 0,
            Some(Said::Staff) => true,
            // any other manager may be another's too
            Some(_) if before.eq_ignore_ascii_case("manager") && preceding_is(text, before, "line") => true,
            Some(_) => false,
        };
        let Some(place) = between.get_mut(count).filter(|_| noun) else { return false };
        *place = before;
        at = before.as_ptr() as usize - text.as_ptr() as usize;
    }
    false
}

/// This word stands before one of the text.
fn preceding_is(text: &str, word: &str, before: &str) -> bool {
    preceding(text, word.as_ptr() as usize - text.as_ptr() as usize).0.eq_ignore_ascii_case(before)
}

/// A word that ends as jobs within an organisation do: `Obermonteur`, `keurmeester`; not as offices of towns and states do.
fn is_job(word: &str) -> bool {
    const PUBLIC: [&str; 5] =
        ["burgemeester", "burgermeister", "schoolmeester", "staatssecretaris", "wachtmeister"];
    let word = folded(word);
    JOB_ENDS.iter().any(|end| word.ends_with(end)) && !PUBLIC.iter().any(|end| word.ends_with(end))
}

/// The word is one for a job within an organisation; of an officer and an inspector the state has some too.
pub(super) fn is_inner_job(own: &str) -> bool {
    const OFFICERS: [&str; 5] = ["inspecteur", "inspector", "inspektor", "officer", "officier"];
    (job(own) == Some(Job::Is) || is_job(own)) && !is_listed(&OFFICERS, own)
}

/// Behind a name stands that its bearer is on leave: whoever says so for a firm is a colleague. Who is ill may be a patient or a pupil.
fn is_away(after: &str) -> bool {
    /// Words behind the name that are looked at: `is deze week afwezig`.
    const MOST: usize = 4;
    let mut words = words(until(after, b".,;:?!(\n|")).take(MOST);
    let is =
        words.next().is_some_and(|(_, is)| is.eq_ignore_ascii_case("étant") || job(is) == Some(Job::Copula));
    is && words.any(|(_, word)| is_listed(&AWAY, word))
}

/// Behind a name stands that its bearer goes on with what is to be done: `übernimmt`, `will take over`, `neemt het over`.
fn takes_over(after: &str) -> bool {
    /// Words behind the name that are looked at.
    const MOST: usize = 6;
    const WILL: [&str; 4] = ["va", "will", "wird", "zal"];
    let all = || words(until(after, b".,;:?!(\n|")).map(|(_, word)| word).take(MOST);
    let mut next = all();
    let mut verb = next.next().unwrap_or_default();
    if is_listed(&WILL, verb) {
        // `wird das übernehmen`
        if all().any(|word| is_listed(&TAKES_OVER, word)) {
            return true;
        }
        verb = next.next().unwrap_or_default();
    }
    is_listed(&TAKES_OVER, verb) || is_listed(&TAKES, verb) && next.any(|word| is_listed(&OVER, word))
}

/// The writer is told of before the clause in which a job or a question leads to the name: `If I'm out, the head groom is`, `Pendant mon
/// congé, le suivi est assuré par`.
fn is_of_another_clause(text: &str) -> bool {
    let bare = &text[..skip_titles(text)];
    let clause = since(bare, |b| matches!(b, b',' | b';' | b'.' | b'?' | b'!' | b'\n'));
    clause.len() < bare.len()
        && !words_back(clause)
            .any(|own| matches!(word(own), Some(Said::Writer | Said::Whose(Person::First | Person::Third))))
        && (has_job(bare) || is_contact(bare))
}

/// Who drives stands right behind the verb: `morgen rijdt`, `die Tour fährt`.
fn drives(text: &str) -> bool {
    const DRIVES: [&str; 6] = ["conduit", "drives", "fahrt", "rijd", "rijden", "rijdt"];
    let (last, _) = preceding(text, text.len());
    text.ends_with(' ') && is_listed(&DRIVES, last)
}

/// Whom the reader has an appointment with: `Termin … bei Frau Dr.`, `afspraak … bij`.
fn is_seen_by(text: &str) -> bool {
    /// Words between the appointment and who is seen.
    const MOST: usize = 16;
    /// Where who is seen stands behind it.
    const AT: [&str; 7] = ["bei", "bij", "chez", "dal", "dalla", "presso", "with"];
    let clause = &text[..skip_titles(text)];
    let clause = since(clause, |b| matches!(b, b'?' | b'!' | b';' | b'|'));
    let mut back = words_back(clause);
    let Some(last) = back.next().filter(|last| is_listed(&AT, last)) else { return false };
    // `with` and `bij` may be anybody; whom a form of address tells is seen
    let told = last != "with" || text.trim_end().len() > clause.trim_end().len() + 1;
    told && back.clone().take(MOST).any(|word| is_listed(&APPOINTMENTS, word))
        && !back
            .take(MOST)
            .any(|own| matches!(word(own), Some(Said::Writer)) && own.starts_with(['i', 'I', 'j', 'J']))
}

/// The words before the form of address tell of nobody.
fn is_alone(text: &str) -> bool {
    let bare = &text[..skip_titles(text)];
    let end = bare.len();
    let bare = bare.trim_end().trim_end_matches(['.', '?', '!']);
    // the sentence before says nothing of whom this one is about
    let bare =
        if bare.len() < bare.trim_end().len() || text[bare.len()..end].trim().is_empty() { bare } else { "" };
    end < text.len() && told(bare, false, "", false).person.is_none()
}

/// Behind a name stands the house of who bears it: `van Klant BV`, `from Klant Ltd`, `von der Firma Huber`.
fn is_of_another_house(after: &str) -> bool {
    const ARTICLES: [&str; 10] = ["das", "de", "dem", "den", "der", "het", "la", "le", "the", "l"];
    /// Words for a house; before its name an article may stand.
    const HOUSES: [&str; 20] = [
        "ayuntamiento",
        "commune",
        "company",
        "comune",
        "council",
        "firm",
        "firma",
        "gemeente",
        "gemeinde",
        "mairie",
        "police",
        "policia",
        "politie",
        "polizei",
        "polizia",
        "provincie",
        "school",
        "stadt",
        "stichting",
        "waterschap",
    ];
    let mut words = words(until(after, b".,;:?!(\n|")).map(|(_, word)| word);
    let Some(of) = words.next() else { return false };
    let of_others = OTHERS_BEFORE.iter().any(|w| w.eq_ignore_ascii_case(of));
    if !of_others && !is_listed(&OF, of) {
        return false;
    }
    let mut house = words.next();
    if of_others && house.is_some_and(|house| house.starts_with(char::is_uppercase)) {
        return true;
    }
    if house.is_some_and(|word| is_listed(&ARTICLES, word)) {
        house = words.next();
    }
    house.is_some_and(|house| is_listed(&HOUSES, house))
}

/// A job stands right before the name, or is said to be its bearer's: `monteur`, `vervanger is`, `Suivi par :`.
fn has_job(text: &str) -> bool {
    leads_to(text) || answers(text)
}

/// The words before the name say that it is that of whoever has a job.
fn leads_to(text: &str) -> bool {
    /// Words between the job and the name.
    const MOST: usize = 8;
    /// Words from the name to the verb: `is vanaf maandag`.
    const NEAR_COPULA: usize = 4;
    let clause = text[..skip_titles(text)].trim_end_matches([' ', ':', '\t', '*']);
    let clause = since(clause, |b| matches!(b, b'.' | b'?' | b'!' | b';' | b',' | b'\n' | b'|' | b'\t'));
    let clause = without_place(without_ending(clause));
    let clause = if text.trim_end().ends_with(':') { without_purpose(clause) } else { clause };
    let clause = clause.rsplit('(').next().unwrap_or_default();
    let (mut copula, mut named) = (false, false);
    let mut behind = "";
    let back = words_back(clause);
    for (n, own) in back.clone().take(MOST).enumerate() {
        // `de contactpersoon bij jullie is`, `de installateur van Klant is`
        let of_others = OTHERS_BEFORE.iter().any(|w| w.eq_ignore_ascii_case(own))
            && (behind.starts_with(char::is_uppercase)
                || matches!(word(behind), Some(Said::You | Said::Whose(_))));
        if of_others {
            return false;
        }
        behind = own;
        match job(own) {
            // `seine Assistentin`
            Some(Job::Is) if back.clone().nth(n + 1).is_some_and(is_anothers) => return false,
            Some(Job::Is) => return n == 0 || copula || named && is_listed(&STAFF, own),
            _ if n == 0 && is_listed(&NAMING, own) => named = true,
            // who calls on somebody in an office of the state may be anybody's
            // `Case officer:`
            _ if n == 0
                && is_job(own)
                && back.clone().nth(1).is_some_and(|w| w.eq_ignore_ascii_case("case")) =>
            {
                return true;
            }
            _ if (n == 0 || copula) && is_job(own) => {
                return !is_listed(&["officer", "inspector"], own);
            }
            Some(Job::Copula) if n < NEAR_COPULA => copula = true,
            _ if n + 1 == NEAR_COPULA && !copula && !named => return false,
            _ => {}
        }
    }
    false
}

/// A possessive of somebody who is spoken of.
fn is_anothers(own: &str) -> bool {
    const HIS: [&str; 16] = [
        "haar", "her", "his", "hun", "ihr", "ihre", "ihrem", "ihren", "leur", "leurs", "sein", "seine",
        "seinem", "seinen", "their", "zijn",
    ];
    own.len() < 7 && own.starts_with(char::is_lowercase) && HIS.contains(&own)
}

/// One of the words of a list, in any case and with its marks.
pub(super) fn is_listed(list: &[&str], word: &str) -> bool {
    const LONGEST: usize = 40;
    let mut lower = [0; LONGEST];
    let Some(lower) = lower.get_mut(..word.len()).filter(|_| word.is_ascii()) else {
        return list.contains(&folded(word).as_str());
    };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    list.iter().any(|known| known.as_bytes() == lower)
}

/// What a word says of somebody's job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Job {
    /// It is one.
    Is,
    /// Somebody is something.
    Copula,
}

/// What a word says of a job.
fn job(word: &str) -> Option<Job> {
    static ALL: LazyLock<HashMap<&str, Job>> = LazyLock::new(|| {
        let jobs = JOBS.iter().chain(STAFF.iter()).map(|w| (*w, Job::Is));
        COPULAS.iter().map(|w| (*w, Job::Copula)).chain(jobs).collect()
    });
    const LONGEST: usize = 20;
    if !word.is_ascii() {
        return ALL.get(folded(word).as_str()).copied();
    }
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    ALL.get(std::str::from_utf8(lower).ok()?).copied()
}

/// Where the name begins with its forms of address.
fn skip_titles(text: &str) -> usize {
    /// What stands before names beside [`TITLES`](super::words::TITLES), and says nothing of whose they are.
    const DEGREES: [&str; 24] = [
        "m", "me", "dr", "drs", "ir", "ing", "prof", "mag", "dra", "avv", "dott", "geom", "arq", "engr",
        "fr", "hr", "hrn", "juf", "rag", "ssa", "ª", "dª", "dña", "lic",
    ];
    /// Behind it another stands: `D.ª`, `sig.ra`.
    const BEGUN: [&str; 2] = ["d", "dott"];
    let mut at = text.len();
    for _ in 0..3 {
        // `mw.`, and the name on the next line
        let gap = |b: &u8| matches!(b, b'.' | b' ' | b'\n' | b'\r' | b'>');
        let end = text.as_bytes()[..at].iter().rposition(|b| !gap(b)).map_or(0, |n| n + 1);
        let (before, _) = preceding(text, end);
        let article = ["de", "der", "den", "the"].contains(&before);
        let degree = end < at && DEGREES.iter().any(|degree| degree.eq_ignore_ascii_case(before));
        let begun = at < text.len() && BEGUN.iter().any(|begun| begun.eq_ignore_ascii_case(before));
        let skipped = word(before) == Some(Said::Title) || degree || begun || article && at < text.len();
        if !skipped {
            break;
        }
        at = before.as_ptr() as usize - text.as_ptr() as usize;
    }
    at
}

/// A line before the name says that those below it work for the writer: `Ons team:`, `Uw contactpersonen:`, `Dit zijn onze mensen op de
/// bouw:`. Whose team or contacts they are is said by a possessive.
pub(super) fn heads_team(text: &str) -> bool {
    /// Lines above the name that are looked at: behind the heading the headings of columns may stand.
    const LINES: usize = 5;
    /// Words from a possessive to what is whose.
    const BETWEEN: usize = 4;
    /// Before the house of others, where those work whom the heading tells of.
    const PLACED: [&str; 6] = ["at", "bei", "bij", "chez", "presso", "with"];
    /// Before who did what the heading tells.
    const BY: [&str; 6] = ["by", "da", "door", "par", "por", "von"];
    let ends = |n: usize| matches!(text.as_bytes().get(n + 1), Some(b'\n' | b'\r' | b' '));
    if !memchr::memchr2_iter(b':', b'?', text.as_bytes()).any(ends) {
        return false;
    }
    let heading = |line: &str| {
        // `Kunt u onze mensen inschrijven voor de cursus?`
        let Some(line) = line.trim_end().strip_suffix([':', '?']) else { return false };
        // `Onze contactpersonen bij de gemeente:`, `Ons personeel werd bedreigd door:`
        let (mut near, mut left, mut elsewhere, mut here) = (0, 0_usize, false, false);
        for (n, own) in words_back(line).take(12).enumerate() {
            let said = word(own);
            let folded = folded(own);
            if let Some(Said::Whose(whose)) = said {
                match whose {
                    Person::Third => return false,
                    Person::First if near == 0 => here = true,
                    Person::First => return !elsewhere,
                    Person::Second if near == 2 => return !elsewhere,
                    _ => {}
                }
            }
            // other words stand between a possessive and what is whose: `onze vaste`, `unsere zwei neuen`
            left = left.saturating_sub(1);
            if left == 0 {
                near = 0;
            }
            let (team, contacts) = (TEAMS.contains(&folded.as_str()), CONTACTS.contains(&folded.as_str()));
            if team || contacts {
                (near, left) = (if contacts { 2 } else { 1 }, BETWEEN);
            } else if near == 0 {
                elsewhere |= !here && PLACED.contains(&folded.as_str());
                if n == 0 && BY.contains(&folded.as_str()) {
                    return false;
                }
            }
        }
        false
    };
    text.rsplit('\n').skip(1).filter(|line| !line.trim().is_empty()).take(LINES).any(heading)
}

/// No more than a few words stand before the name, none of them the end of a sentence.
pub(super) fn is_row(text: &str) -> bool {
    const WORDS: usize = 4;
    words_back(text).take(WORDS + 1).count() <= WORDS
        && ![".\n", "? ", "! "].iter().any(|end| text.contains(end))
}

/// The words before a name greet who bears it, with forms of address between: `Sehr geehrte Frau`.
pub(super) fn greets(text: &str) -> bool {
    let mut at = text.len();
    for _ in 0..3 {
        let (before, _) = preceding(text, text[..at].trim_end_matches(['.', ' ']).len());
        if GREETINGS.iter().any(|w| w.eq_ignore_ascii_case(before)) || before.eq_ignore_ascii_case("chère") {
            return true;
        }
        let title = word(before) == Some(Said::Title) || before.eq_ignore_ascii_case("de");
        if before.is_empty() || !title {
            return false;
        }
        at = before.as_ptr() as usize - text.as_ptr() as usize;
    }
    false
}

#[cfg(test)]
mod tests;
