//! Names in running text: two signs agree.
//!
//! In: a page. Out: names that begin with a capital. A pass over many bytes at a time finds capitals at the beginning of words;
//! grammar sees only those that another word follows.

use super::behind::{Does, does, ends_line};
use super::grammar::{Name, begins, forward, forward_of};
use super::inverted::inverted;
use super::job::Job;
use super::lower::is_cue;
use super::names::Sense;
use super::search::{ENOUGH, Search};
use super::starts::{BLOCK, capitals, padded};
use super::surname::{is_likely, surname};
use super::token::{Shape, Token, token};
use super::whole::Tongue;
use super::words::{Mode, Words, is_full_line};

impl Search<'_> {
    /// Adds the names in running text.
    pub(super) fn running(&mut self) {
        let bytes = self.text.as_bytes();
        let mut words = Words::none();
        let mut floor = 0;
        for at in (0..bytes.len()).step_by(BLOCK) {
            let near = bytes.get(at.wrapping_sub(1)..at + BLOCK).and_then(|near| near.try_into().ok());
            let starts = near.map_or_else(|| capitals(&padded(bytes, at)), capitals);
            for (n, eight) in starts.as_chunks::<8>().0.iter().enumerate() {
                let mut starts = u64::from_le_bytes(*eight);
                while starts != 0 {
                    let start = at + n * 8 + (starts.trailing_zeros() / 8) as usize;
                    starts &= starts - 1;
                    if start >= floor {
                        floor = self.candidate(start, &mut words).unwrap_or(floor);
                    }
                }
            }
        }
    }

    /// Looks at the word that begins at a byte; gives the byte behind the name that was found there. `words` are scratch.
    fn candidate(&mut self, at: usize, words: &mut Words) -> Option<usize> {
        let text = self.text;
        let bytes = text.as_bytes();
        if at > 0 && matches!(bytes[at - 1], b'.' | b'@' | b'_' | b'/') || !goes_on(text, at) {
            return None;
        }
        let first = token(self.names, text, at, text.len())?;
        if first.sense.is(Sense::TITLE.or(Sense::FIRM)) && !first.sense.is(Sense::GIVEN) {
            return None;
        }
        // `at 12:46 PM Anna Smith wrote`
        if matches!(first.text(text), "AM" | "PM")
            && text[..at].trim_end().ends_with(|c: char| c.is_ascii_digit())
        {
            return None;
        }
        let titled =
            first.shape == Shape::Capitals && first.letters > 1 && first.letters < 4 && self.is_titled(at);
        if first.shape == Shape::Initials
            && matches!(bytes[first.end..], [b' ', b'(', ..] | [b'(', ..])
            && let Some(name) = self.with_call_name(&first)
        {
            return self.weigh(name);
        }
        let mut first = first;
        // `mio fratello Salvo Caruso`, `Schüler Can Yıldırım`: behind such words a common word is a name
        if first.sense.is(Sense::WORD)
            && first.shape == Shape::Capital
            && (self.is_called(&first) || self.is_known_word(&first))
        {
            first.sense = Sense(first.sense.0 & !Sense::WORD.0);
        }
        let begins = begins(&first, Mode::Running, titled);
        // `su padre, D. Arnedo Saiz, Álvaro`
        let turned = !first.is_given()
            && comma_soon(&bytes[first.end..])
            && (self.is_line_start(at) && !first.sense.is(Sense::BEFORE) || self.is_don(at));
        if begins && turned {
            words.read_behind(self.names, text, first);
            // of one surname, what follows decides
            let two = |name: &Name| text[name.surname.clone()].contains(' ');
            if let Some(name) = inverted(self.names, text, words).filter(|name| name.known && two(name)) {
                return self.weigh(name);
            }
        }
        if begins {
            words.read_behind(self.names, text, first);
            if first.shape == Shape::Capitals
                && let Some(name) = self.surname_in_capitals(words)
            {
                return self.weigh(name);
            }
            if words.all().get(1).is_some_and(|w| w.shape == Shape::Capital && w.sense.is(Sense::WORD))
                && self.is_addressed(at)
            {
                words.name_second();
            }
            if let Some(name) = self.straight(words, titled) {
                let name = self.longer(name, words);
                if let Some(end) = self.weigh(name) {
                    return Some(end);
                }
            }
        }
        if let Some(name) = self.titled_first(&first) {
            return self.weigh(name);
        }
        let comma = bytes.get(first.end) == Some(&b',')
            || !first.is_given()
                && matches!(bytes.get(first.end), Some(b' ' | 0xc2))
                && comma_soon(&bytes[first.end..]);
        if !comma {
            return None;
        }
        let start = self.back_over_particles(at);
        if !begins || start != at {
            words.read(self.names, text, start);
        }
        self.surname_first(first, words)
    }

    /// `mevr. Vermeer M.`, behind a title: the surname first, as in Belgium.
    fn titled_first(&self, first: &Token) -> Option<Name> {
        let text = self.text;
        let [b' ', b'A'..=b'Z', b'.', ..] = text.as_bytes().get(first.end..)? else { return None };
        let spoils = Sense::FIRM.or(Sense::ROLE).or(Sense::TITLE).or(Sense::WORD);
        if first.shape != Shape::Capital || first.sense.is(spoils) && !first.sense.is(Sense::SURNAME) {
            return None;
        }
        let initials = token(self.names, text, first.end + 1, text.len())?;
        let start = self.back_over_particles(first.start);
        // `de heer Smit J. Vermeer` is someone else
        let more = || {
            token(self.names, text, initials.end + 1, text.len())
                .is_some_and(|w| w.shape == Shape::Capital && w.sense.is(Sense::SURNAME))
        };
        if initials.shape != Shape::Initials || initials.letters > 4 || !self.is_titled(start) || more() {
            return None;
        }
        Some(Name {
            span: start..initials.end,
            surname: start..first.end,
            given: initials.start..initials.end,
            score: 70,
            known: false,
            initials: true,
            inverted: true,
            lower: false,
            capitals: false,
        })
    }

    /// The name that these words begin with, given names or initials first.
    fn straight(&self, words: &Words, titled: bool) -> Option<Name> {
        let text = self.text;
        let mut name = forward_of(text, words, titled)?;
        let (first, second) = (&words.all()[0], &words.all()[1]);
        if first.shape == Shape::Initials && first.letters == 1 {
            let given = second.sense.is(Sense::GIVEN);
            let title = match (first.text(text), self.tongue()) {
                // `M. Jean Dupont`
                ("M.", Tongue::French) => {
                    let greeted = || {
                        self.word_before(first.start)
                            .is_some_and(|(_, word)| self.names.sense(word).is(Sense::BEFORE))
                    };
                    !self.is_titled(first.start)
                        && (given || greeted() || !self.is_known(&name) && !self.is_echoed(&name))
                }
                ("M.", Tongue::Other | Tongue::Italian) => given && !self.is_titled(first.start),
                ("D.", Tongue::Spanish) => given,
                // `i. A. Ulrich Brandt`: signs for someone else
                ("A." | "V.", _) => text[..first.start].ends_with("i. "),
                _ => false,
            };
            if title {
                let inner = forward(self.names, text, second.start, text.len(), Mode::Running)?;
                return Some(Name { score: inner.score + 25, ..inner });
            }
        }
        // `Attest Wouters Greta`, at the end of a subject or on a line of its own
        let only = first.sense.is(Sense::SURNAME)
            && !first.sense.is(Sense::BEFORE)
            && !first.sense.is(Sense::SURNAME_OR_WORD)
            && !first.is_given();
        if only
            && second.sense.is(Sense::GIVEN)
            && !second.sense.is(Sense::SURNAME)
            && name.span.end == second.end
            && matches!((first.shape, second.shape), (Shape::Capital | Shape::Capitals, Shape::Capital))
            && self.ends_piece(second.end)
            && (self.page.region.field.is_some() || self.is_line_start(first.start))
        {
            name.score += 35;
            name.inverted = true;
        }
        // `LE BRETON Anaïs`: what belongs to the surname is in capitals too
        if first.shape == Shape::Capitals && second.shape == Shape::Capital && second.sense.is(Sense::GIVEN) {
            let start = self.back_over_particles(name.span.start);
            if start < name.span.start
                && text[start..name.span.start].bytes().all(|b| !b.is_ascii_lowercase())
            {
                name.span.start = start;
                name.score += 35;
            }
        }
        Some(name)
    }

    /// `Madre: TASSINARI Serena   cell. 333…`, `ZAMORANO GIL Fermín`: in a cell of its own, a surname is told by its capitals.
    fn surname_in_capitals(&self, words: &Words) -> Option<Name> {
        /// Words of a surname.
        const MOST: usize = 3;
        let all = words.all();
        let spoils = Sense::WORD.or(Sense::FIRM).or(Sense::ROLE).or(Sense::TITLE).or(Sense::STREET);
        let spoils = spoils.or(Sense::NAMESAKE);
        let surname = |w: &&Token| {
            w.shape == Shape::Capitals
                && !w.dash
                && w.letters > 2
                && (!w.sense.is(spoils) || w.sense.is(Sense::SURNAME))
        };
        let count = all.iter().take(MOST).take_while(surname).count();
        let (first, given) = (all.first()?, all.get(count)?);
        let long = all[..count].iter().any(|w| w.letters > 3 && !w.sense.is(Sense::GIVEN));
        let named = given.shape == Shape::Capital && given.sense.is(Sense::GIVEN) && !given.dash;
        if !long || !named || !self.stands_alone(first.start, given.end) {
            return None;
        }
        Some(Name {
            span: first.start..given.end,
            surname: first.start..all[count - 1].end,
            given: given.start..given.end,
            score: 65,
            known: true,
            initials: false,
            inverted: true,
            lower: false,
            capitals: false,
        })
    }

    /// `P. (Pieter) Wassenaar`, the initials of which are the first word.
    fn with_call_name(&self, first: &Token) -> Option<Name> {
        let text = self.text;
        let open = first.end + usize::from(text.as_bytes()[first.end] == b' ');
        let call = token(self.names, text, open + 1, text.len())?;
        let like = call.shape == Shape::Capital
            && call.text(text).chars().next().is_some_and(|c| first.text(text).contains(c));
        if !text[call.end..].starts_with(") ") || !(call.is_given() || like) {
            return None;
        }
        let words = Words::of(self.names, text, call.end + 2, text.len(), Mode::Running);
        let (used, more) = surname(text, words.all(), Mode::Running, true)?;
        let end = words.all()[used - 1].end;
        Some(Name {
            span: first.start..end,
            surname: words.all()[0].start..end,
            given: call.start..call.end,
            score: if call.is_given() { 75 } else { 60 } + more,
            known: call.is_given(),
            initials: true,
            inverted: false,
            lower: false,
            capitals: false,
        })
    }

    /// A name with what else of these words belongs to it: a second surname, as in Spain; all of a line that is a name; `Jr.`.
    fn longer(&self, mut name: Name, words: &Words) -> Name {
        let text = self.text;
        let all = words.all();
        let Some(behind) = all.iter().position(|w| w.start >= name.span.end) else { return name };
        if behind == 0 || !name.known && !name.initials {
            return name;
        }
        let spoils = Sense::WORD.or(Sense::ROLE).or(Sense::FIRM).or(Sense::NAMESAKE).or(Sense::STREET);
        let spoils = spoils.or(Sense::TITLE).or(Sense::AFTER).or(Sense::SURNAME_OR_WORD).or(Sense::HEIR);
        // as the surname is written, `R. DA SILVA PINTO`
        let shape = all[behind - 1].shape;
        let belongs = |w: &Token| {
            w.shape == shape
                && !w.dash
                && !w.tail_lower
                && (w.sense.is(Sense::SURNAME) || !w.sense.is(spoils.or(Sense::GIVEN).or(Sense::PARTICLE)))
        };
        let portuguese = name.surname.start > name.span.start
            && ["da ", "do ", "dos ", "das "].iter().any(|p| {
                text.as_bytes()[name.surname.clone()]
                    .get(..p.len())
                    .is_some_and(|s| s.eq_ignore_ascii_case(p.as_bytes()))
            });
        let spanish = portuguese || self.tongue() == Tongue::Spanish || self.is_don(name.span.start);
        // the address fields have more of it
        let more = (behind + 1..=all.len().min(behind + 3)).rev();
        let known = more.into_iter().find(|n| self.knows(&text[name.span.start..all[n - 1].end]));
        let mut used = known.unwrap_or(behind);
        // `;Inmaculada Fuster Climent;`: a cell that is a name is all of one
        let parts = |b: Option<&u8>| matches!(b, Some(b';' | b'|' | b'\t'));
        let before = text.as_bytes()[..name.span.start].trim_ascii_end();
        let cell = before.len() + 1 >= name.span.start && parts(before.last());
        if name.known && (cell || self.is_line_start(name.span.start)) {
            // to the end of the line
            let alike = |w: &Token| {
                cell && w.shape == shape
                    && !w.dash
                    && w.sense.is(Sense::GIVEN.or(Sense::SURNAME_OR_WORD))
                    && !w.sense.is(Sense::FIRM.or(Sense::ROLE))
            };
            let last = all[behind..]
                .iter()
                .take_while(|w| belongs(w) || alike(w) || w.sense.is(Sense::PARTICLE))
                .count();
            let tail = &all[behind..behind + last];
            if let Some(end) = tail.last().map(|w| w.end)
                && behind + last == all.len()
                && memchr::memchr(b'\n', &text.as_bytes()[name.span.start..end]).is_none()
                && (ends_line(&text.as_bytes()[end..]) || self.ends_piece(end))
                && (spanish
                    || last == 1 && self.closing_above(name.span.start)
                    || cell && parts(text.as_bytes()[end..].trim_ascii_start().first())
                    || tail.iter().all(|w| w.sense.is(Sense::SURNAME.or(Sense::PARTICLE))))
                && self.whole(name.span.start..end).is_some_and(|n| n.span == (name.span.start..end))
            {
                used = all.len();
            }
        }
        let surnames = all[..behind].iter().filter(|w| w.start >= name.surname.start);
        let one = surnames.filter(|w| !w.sense.is(Sense::PARTICLE)).count() == 1;
        // `Begoña Zamorano Gil`: the last of these words, which may be much else
        let last = all.len() == behind + 1;
        let second = |w: &Token| {
            let surname = Sense::SURNAME.or(Sense::SURNAME_OR_WORD);
            belongs(w)
                || portuguese && w.shape == shape && w.sense.is(Sense::SURNAME_OR_WORD)
                || last
                    && w.shape == shape
                    && !w.dash
                    && !w.tail_lower
                    && (w.sense.is(surname)
                        || w.sense.is(Sense::GIVEN) && ends_line(&text.as_bytes()[w.end..]))
        };
        if used == behind
            && spanish
            && (name.known || portuguese)
            && one
            && all.get(behind).is_some_and(second)
        {
            used += 1;
        }
        // `Herrero de la Mata`: `de` alone may stand before a town or a firm
        let before =
            all.get(used..).map_or(0, |w| w.iter().take_while(|w| w.sense.is(Sense::PARTICLE)).count());
        if used == behind
            && spanish
            && name.known
            && one
            && before == 2
            && all[used].text(text) == "de"
            && all.get(used + 2).is_some_and(|w| {
                w.shape == shape
                    && w.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD))
                    && !w.sense.is(Sense::FIRM)
            })
        {
            used += 3;
        }
        if let Some(heir) = all.get(used).filter(|w| w.sense.is(Sense::HEIR) && w.shape != Shape::Lower) {
            let stop = text.as_bytes().get(heir.end) == Some(&b'.') && heir.shape == Shape::Capital;
            name.span.end = heir.end + usize::from(stop);
        } else if used > behind {
            name.span.end = all[used - 1].end;
            name.surname.end = name.span.end;
        }
        name
    }

    /// True for what is no initials, though it is written as they are.
    fn is_abbreviation(&self, name: &Name) -> bool {
        let initials = &self.text[name.given.clone()];
        let person = self.text[name.surname.clone()].starts_with("van ");
        ABBREVIATIONS.contains(&initials) && !person || initials == "R.M." && self.tongue() == Tongue::Spanish
    }

    /// Takes the name that these words begin with, the surname first; `first` is the first word with a capital among them.
    fn surname_first(&mut self, first: Token, words: &Words) -> Option<usize> {
        let text = self.text;
        let mut name = inverted(self.names, self.text, words)?;
        name.score -= 10;
        // `Beste Jansen, Jan is ziek`: in a sentence, more must be said
        let starts = self.is_line_start(name.span.start);
        let alone = starts || self.ends_piece(name.span.end);
        name.score += if alone { 10 } else { -5 };
        let listed = first.sense.is(Sense::SURNAME);
        // `Jan, Piet` are two, and so are `Martin, Thomas, …`
        let single = name.surname == (first.start..first.end) && name.span.end == name.given.end;
        if first.is_given() && !name.initials && (!alone || single) {
            let rest = text.as_bytes().get(name.span.end..).unwrap_or_default();
            let goes_on =
                matches!(rest, [b',', ..] | [b' ', b'e' | b'a' | b'u' | b'y' | b'&' | b'A'..=b'Z', ..]);
            let ends = goes_on || matches!(rest, [] | [b'\n' | b'\r' | b'.', ..]);
            // a row of a list goes on with something else: `Heide, Linda - 06…`
            name.score -= match listed {
                _ if single && (goes_on || !starts) => 40,
                false if single && ends => 25,
                false if !alone => 40,
                _ => 0,
            };
        }
        // `Morning, Harriet has a cold`
        if starts && first.sense.is(Sense::BEFORE) {
            return None;
        }
        // `Cheers, Jan`; `bij de Huurdersbond, Jan`
        if starts && self.is_closing(name.span.start) {
            return None;
        }
        // `Hashimoto, Basedow, Addison`: things in a row
        let row = || {
            self.last < name.span.start
                && text[..name.span.start].strip_suffix(", ").is_some_and(|before| {
                    let word = before.rsplit([' ', '\n', '"']).next().unwrap_or_default();
                    word.len() > 2
                        && word.starts_with(char::is_uppercase)
                        && word.chars().all(char::is_alphabetic)
                })
        };
        if single && !starts && !name.initials && row() {
            return None;
        }
        let article =
            matches!(text[name.span.start..first.start].trim_end(), "de" | "la" | "le" | "der" | "el");
        if !starts && article && !first.sense.is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD)) {
            name.score -= 20;
        }
        self.weigh(name)
    }

    /// Keeps the name at hand when what it is made of, and what stands around it, is enough.
    fn weigh(&mut self, name: Name) -> Option<usize> {
        let mut more = 0;
        let mut why = "";
        if name.score < 90 {
            (more, why) = self.around(&name);
        }
        let other = name.initials && self.is_abbreviation(&name) || self.is_thing(&name);
        let other = other || more < 20 && self.is_town(&name);
        if name.score + more < ENOUGH || other || self.is_namesake(&name) && !self.is_known(&name) {
            return None;
        }
        let end = name.span.end;
        self.last = end;
        self.take(&name, more, why).then_some(end)
    }

    /// True where another name stands right before, with a comma or an `and` between.
    fn is_listed(&self, at: usize) -> bool {
        /// Bytes between two names, with what a bracket says of the first.
        const FAR: usize = 32;
        const JOINTS: [&str; 13] =
            [",", ";", "en", "and", "und", "et", "y", "e", "&", "e/o", "en/of", "and/or", "und/oder"];
        if self.last == 0 || self.last >= at || at - self.last > FAR {
            return false;
        }
        let Some(between) = self.text.get(self.last..at).map(str::trim) else { return false };
        // `R.P. Hagedoorn (23-08-1989) en M. Hagevoort`
        let between = match between.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            Some((_, rest)) => rest.trim(),
            None if at - self.last <= 10 => between,
            None => return false,
        };
        JOINTS.contains(&between)
    }

    /// What stands around a name and speaks for it.
    fn around(&self, name: &Name) -> (i32, &'static str) {
        let start = name.span.start;
        let text = self.text;
        if self.is_known(name) {
            return (60, "stands in an address field of the message");
        }
        let missing = ENOUGH - name.score;
        if missing <= 45 && self.are_capitals(name) && self.is_addressed(start) {
            return (45, "title before it");
        }
        if missing <= 40 && self.is_apposed(name) {
            return (40, "a job before it");
        }
        if missing > 40 {
            return (0, "");
        }
        if !name.inverted && name.surname.start < name.span.end {
            let listed = is_listed(self, name) || is_likely(&text[name.surname.clone()]);
            let more = match (missing > 25, listed) {
                (true, true) => 40,
                (true, false) => 0,
                (false, _) => 30,
            };
            match self.job_before(start) {
                Some(Job::Sure) if more > 0 && !is_word(self, name) => return (more, "a job before it"),
                Some(Job::Vague) if more == 30 && listed => return (25, "a job before it"),
                _ => {}
            }
        }
        if missing > 35 && self.contacts().addresses.is_empty() {
            return (0, "");
        }
        let mut minus = 0;
        if let Some((from, word)) = self.word_before(start) {
            let sense = self.names.sense(word);
            if sense.is(Sense::TITLE)
                && text[..start].ends_with([' ', '\u{a0}', '.', '\n'])
                && !sense.is(Sense::GIVEN)
            {
                return (35, "title before it");
            }
            if from + word.len() + 2 >= start {
                let about = name.initials && ABOUT.iter().any(|a| a.eq_ignore_ascii_case(word));
                if sense.is(Sense::BEFORE) && (!about || is_listed(self, name)) {
                    return (30, "word before it that a name follows");
                }
                if sense.is(Sense::LABEL) && !sense.is(Sense::UNLABEL) && name.score >= 35 {
                    return (25, "label before it");
                }
            }
            // `Bijlage B. Tekening`
            let section =
                name.initials && word.starts_with(char::is_uppercase) && from + word.len() + 1 == start;
            if section && !sense.is(Sense::GIVEN) {
                minus -= 10;
            }
        }
        // `Betreft: H. Kruimink, …`
        let about = || {
            let before = text[..start].strip_suffix(": ")?;
            let word = before.rsplit([' ', '\n']).next()?;
            self.names.sense(word).is(Sense::BEFORE).then_some(())
        };
        let told = || {
            is_listed(self, name)
                || is_likely(&text[name.surname.clone()])
                || matches!(text.as_bytes()[name.span.end..], [b',', b' ', b'0'..=b'9', ..])
        };
        if name.initials && !name.inverted && about().is_some() && told() {
            return (30, "word before it that a name follows");
        }
        if is_cue(&text[..start]) {
            return (30, "words before it that a name follows");
        }
        if name.initials
            && (is_listed(self, name) || is_likely(&text[name.surname.clone()]))
            && text[..start].ends_with([' ', '\n'])
            && self
                .word_before(start)
                .is_some_and(|(_, word)| matches!(word, "door" | "by" | "durch" | "par" | "por"))
        {
            return (25, "words before it that a name follows");
        }
        if self.is_echoed(name) {
            return (40, "address of it beside it");
        }
        if self.is_listed(start) {
            return (25, "list of names");
        }
        if let Some(why) = self.label_before(start) {
            return (30, why);
        }
        if self.is_in_column(start) {
            return (30, "label before it");
        }
        if missing <= 25 && !name.inverted && self.is_called_on(name.span.end) {
            return (25, "a number behind it");
        }
        // `J.G. Ruiter`, `J. K. Uttley`: with two initials, and in their manner alone
        let apart = || text[name.given.end..name.surname.start.max(name.given.end)].contains('.');
        let several = name.initials && !name.inverted && (text[name.given.clone()].len() > 3 || apart());
        // `(U. Krüll)`
        let bracketed = start > 0 && bytes_around(text, name) == (b'(', b')');
        if name.initials && bracketed && minus == 0 && (is_listed(self, name) || self.is_explained(start)) {
            return (20, "in brackets");
        }
        // `K. Molenaar heeft betaald`
        let single = text[name.given.clone()].len() <= 2;
        let counted = || {
            self.word_before(start)
                .is_some_and(|(_, word)| COUNTED.iter().any(|c| c.eq_ignore_ascii_case(word)))
        };
        // `On Tue, 3 Mar 2015, Harm Wassenaar wrote:`
        if !name.initials
            && !name.inverted
            && missing <= 25
            && !is_word(self, name)
            && does(&text[name.span.end..]) == Some(Does::Person)
        {
            return (25, "a verb behind it");
        }
        let does = match name.initials && !name.inverted && !(single && counted()) {
            true => does(&text[name.span.end..]),
            false => None,
        };
        if does == Some(Does::Person) && !is_word(self, name) || does.is_some() && is_listed(self, name) {
            return (if minus == 0 { 20 } else { 0 }, "a verb behind it");
        }
        if self.is_line_start(start) {
            if self.closing_above(start) {
                return (30, "below a closing phrase");
            }
            if self.ends_piece(name.span.end) && self.has_contact(name, 120) {
                return (if name.initials { 15 } else { 10 }, "numbers behind it");
            }
            if several && minus == 0 && self.ends_piece(name.span.end) {
                minus += 15;
            }
            // `A. Algemeen` is a heading
            let plain = text[name.surname.clone()].starts_with(char::is_uppercase);
            if name.initials && plain && text[name.given.clone()].len() == 2 {
                minus -= 15;
            }
        } else if name.initials
            && minus == 0
            && !self.names.sense(&text[name.surname.clone()]).is(Sense::WORD)
        {
            minus += if several { 20 } else { 10 };
        }
        (minus, "")
    }

    /// True where a line begins at a byte, marks of lists aside.
    pub(super) fn is_line_start(&self, at: usize) -> bool {
        let bytes = self.text.as_bytes();
        let mut pos = at;
        while pos > 0
            && at - pos < 8
            && matches!(bytes[pos - 1], b' ' | b'\t' | b'-' | b'*' | b'>' | b'"' | b'\'')
        {
            pos -= 1;
        }
        pos == 0 || bytes[pos - 1] == b'\n' || pos < at && bytes[pos..at].contains(&b'\t')
    }

    /// True for a stretch between the beginning of a line, a label or a number in a list and the end of the line, a number or a gap.
    fn stands_alone(&self, from: usize, to: usize) -> bool {
        let (before, behind) = (&self.text.as_bytes()[..from], &self.text.as_bytes()[to..]);
        let begins = self.is_line_start(from)
            || matches!(
                before,
                [.., b':' | b')', b' '] | [.., b' ' | b';' | b'|', b' '] | [.., b';' | b'\t' | b'|']
            );
        let ends = ends_line(behind)
            || matches!(behind, [b' ', b' ' | b'-' | b'|' | b'0'..=b'9', ..] | [b';' | b'\t' | b'|', ..]);
        // `JURK Emma     45,00`
        let gap = behind.iter().take_while(|b| **b == b' ').count();
        let digits = behind[gap..].iter().take_while(|b| b.is_ascii_digit()).count();
        let price = gap > 0
            && digits > 0
            && (matches!(&behind[gap + digits..], [b',' | b'.', ..])
                || behind[gap + digits..].trim_ascii_start().starts_with(b"euro")
                || behind[gap + digits..].trim_ascii_start().starts_with("€".as_bytes()));
        let dated =
            digits < 3 && matches!(&behind[gap + digits..], [b'.', b'0'..=b'9', b'0'..=b'9', b'.', ..]);
        let price = price && !dated || behind[gap..].starts_with("€".as_bytes());
        begins && ends && !price
    }

    /// True where nothing of the same sentence goes on behind a byte.
    pub(super) fn ends_piece(&self, at: usize) -> bool {
        matches!(
            self.text.as_bytes().get(at..).unwrap_or_default(),
            [] | [b'\n' | b'\r' | b'\t' | b',' | b';' | b'|' | b'<' | b'[' | b':' | b')' | b'"', ..]
                | [
                    b' ',
                    b'-' | b'|'
                        | b'('
                        | b'<'
                        | b'['
                        | b'+'
                        | b'0'
                        | b'\n'
                        | b'\r'
                        | b'/'
                        | b'\t'
                        | 0xc2
                        | 0xe2,
                    ..
                ]
        )
    }
}

/// True where another word of a name may follow the word that begins at a byte; before anything is looked up.
fn goes_on(whole: &str, at: usize) -> bool {
    let text = &whole.as_bytes()[at..];
    let near = &text[1..text.len().min(40)];
    let end = 1 + near.iter().position(|b| !INNER[usize::from(*b)]).unwrap_or(near.len());
    let next = match (text.get(end), text.get(end + 1)) {
        (Some(b' '), Some(next)) => *next,
        // initials, and what is cut short: `Fco. Javier`
        // `M.ª Dolores`
        (Some(b'.'), Some(0xc2)) => return end == 1 && text.get(end + 2) == Some(&0xaa),
        (Some(b'.'), Some(next)) if end <= 4 => *next,
        (Some(0xc2 | b','), Some(_)) => *text.get(end + 2).unwrap_or(&0),
        // a name goes on behind a full line alone
        (Some(b'\n' | b'\r'), _) => return is_full_line(whole, at + end),
        _ => return false,
    };
    match next {
        b'A'..=b'Z' | 0xc3.. | b'\'' | b' ' | b'-' | b'\n' => true,
        b'a'..=b'z' => is_particle_like(&text[end..]),
        _ => false,
    }
}

/// The bytes before and behind a name; spaces where the text ends.
fn bytes_around(text: &str, name: &Name) -> (u8, u8) {
    let bytes = text.as_bytes();
    let at = |n: usize| bytes.get(n).copied().unwrap_or(b' ');
    (at(name.span.start.wrapping_sub(1)), at(name.span.end))
}

/// True where the surname is a common word.
fn is_word(search: &Search<'_>, name: &Name) -> bool {
    search.names.sense(&search.text[name.surname.clone()]).is(Sense::WORD.or(Sense::ROLE))
}

/// True where the surname is one of the lists.
fn is_listed(search: &Search<'_>, name: &Name) -> bool {
    let last = search.text[name.surname.clone()].rsplit(' ').next().unwrap_or_default();
    search.names.sense(last).is(Sense::SURNAME.or(Sense::SURNAME_OR_WORD))
}

/// What letters count: `bijlage C`, `vitamin B`.
const COUNTED: [&str; 34] = [
    "fase",
    "phase",
    "bijlage",
    "groep",
    "group",
    "groupe",
    "grupo",
    "gruppe",
    "gruppo",
    "team",
    "plan",
    "optie",
    "option",
    "opzione",
    "versie",
    "version",
    "vitamine",
    "vitamin",
    "hepatitis",
    "blok",
    "block",
    "section",
    "sectie",
    "serie",
    "punt",
    "punto",
    "point",
    "variant",
    "variante",
    "answer",
    "antwoord",
    "nr",
    "anhang",
    "annexe",
];

/// Words before the matter of a letter.
const ABOUT: [&str; 5] = ["betreft", "inzake", "dossier", "betreff", "betrifft"];

/// Forms of firms, states, boxes: no initials, though they are written as these are.
const ABBREVIATIONS: [&str; 25] = [
    "P.O.", "N.V.", "B.V.", "U.S.", "U.K.", "U.S.A.", "E.U.", "V.O.F.", "S.L.", "S.L.U.", "S.R.L.", "S.P.A.",
    "S.A.S.", "U.A.", "Z.O.Z.", "C.I.F.", "N.I.F.", "D.N.I.", "N.B.", "P.S.", "D.C.", "T.A.V.", "R.C.S.",
    "R.E.A.", "S.C.S.",
];

/// What a word goes on with: letters, those beyond ASCII too, but not what a no-break space begins with; hyphens, apostrophes.
static INNER: [bool; 256] = {
    let mut all = [false; 256];
    let mut n = 0;
    while n < 256 {
        let b = n as u8;
        all[n] = b.is_ascii_alphabetic() || b >= 0x80 && b != 0xc2 || matches!(b, b'-' | b'\'');
        n += 1;
    }
    all
};

/// True where a comma and a capital follow within a few words.
fn comma_soon(rest: &[u8]) -> bool {
    let near = &rest[..rest.len().min(40)];
    memchr::memchr(b',', near).is_some_and(|n| {
        let behind = rest.get(n + 1..).unwrap_or_default();
        matches!(behind, [b' ', b, ..] | [b, ..] if b.is_ascii_uppercase() || *b >= 0xc3)
    })
}

/// True where a short word in lower case follows that may belong before a surname, going by its letters.
fn is_particle_like(rest: &[u8]) -> bool {
    let from = rest.iter().take(3).take_while(|b| !b.is_ascii_alphabetic()).count();
    let word = &rest[from..];
    // they begin with these
    let first = word.first().copied().unwrap_or_default();
    if !matches!(first, b'a' | b'b' | b'd' | b'e' | b'i' | b'l' | b'o' | b't' | b'u' | b'v' | b'y' | b'z') {
        return false;
    }
    let near = &word[..word.len().min(6)];
    let length = near.iter().position(|b| !b.is_ascii_alphabetic()).unwrap_or(near.len());
    // `as-Sayed`
    if length == 2 && first == b'a' && word.get(2) == Some(&b'-') {
        return true;
    }
    matches!(
        &word[..length],
        b"van"
            | b"v"
            | b"vd"
            | b"ap"
            | b"i"
            | b"abu"
            | b"von"
            | b"vom"
            | b"de"
            | b"den"
            | b"der"
            | b"ter"
            | b"te"
            | b"ten"
            | b"op"
            | b"in"
            | b"la"
            | b"le"
            | b"les"
            | b"du"
            | b"des"
            | b"da"
            | b"di"
            | b"del"
            | b"della"
            | b"dello"
            | b"dal"
            | b"dalla"
            | b"degli"
            | b"dei"
            | b"dos"
            | b"das"
            | b"do"
            | b"el"
            | b"al"
            | b"ben"
            | b"bin"
            | b"ibn"
            | b"aan"
            | b"uit"
            | b"zu"
            | b"zum"
            | b"zur"
            | b"t"
            | b"l"
            | b"d"
            | b"y"
            | b"af"
            | b"av"
    )
}
