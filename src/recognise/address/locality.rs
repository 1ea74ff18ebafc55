//! The place behind a postcode, the province and the country behind it.
//!
//! In: a text and a place in it. Out: names with their bytes. Names are asked of the data ([`super::super::place`]) and, where
//! it does not know them, taken as they are written. This module refuses to know which country it should be.

use std::ops::Range;

use super::super::place::{self, Folded, Place};
use super::street::one_space;
use super::vocabulary::Vocabulary;

/// The name of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Locality {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// One space between words; capitals as in a name.
    pub(super) name: String,
    /// What the data knows of it.
    pub(super) known: Option<Place>,
}

/// Words of a name.
const WORDS: usize = 6;

/// The words from byte `at` on, parted by one space or no-break space, up to a mark.
fn words_from(text: &str, at: usize) -> Vec<Range<usize>> {
    let mut words = Vec::with_capacity(4);
    let mut start = at;
    while words.len() < WORDS {
        let rest = &text[start..];
        let end = rest
            .char_indices()
            .take(48)
            .find(|(_, c)| {
                !(c.is_ascii_alphanumeric()
                    || c.is_alphanumeric()
                    || matches!(c, '\'' | '’' | '‘' | '`' | '´' | '.' | '-' | '‑' | '/' | '·'))
            })
            .map_or_else(|| if rest.len() <= 48 { rest.len() } else { 0 }, |(n, _)| n);
        if end == 0 {
            break;
        }
        words.push(start..start + end);
        let behind = &rest[end..];
        let gap = behind.chars().next().filter(|c| matches!(c, ' ' | '\u{a0}')).map_or(0, char::len_utf8);
        if gap == 0 && goes_on(&rest[..end], behind) {
            start += end + behind.len() - behind.trim_start_matches(['\r', '\n']).len();
            continue;
        }
        if gap == 0
            || !behind[gap..]
                .starts_with(|c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '‘' | '`'))
        {
            break;
        }
        start += end + gap;
    }
    words
}

/// A line end within a name: `Sint` and `Bad` are none by themselves.
fn goes_on(word: &str, behind: &str) -> bool {
    const OPEN: [&str; 16] = [
        "Sint", "St.", "Saint", "Sainte", "Sankt", "San", "Santa", "Bad", "Den", "New", "Los", "Las", "La",
        "Le", "Les", "El",
    ];
    let next = behind.strip_prefix('\r').unwrap_or(behind).strip_prefix('\n');
    OPEN.contains(&word) && next.is_some_and(|n| n.starts_with(char::is_uppercase))
}

/// The name of a place that begins at byte `at`; `countries` are those that it may be in.
pub(super) fn read(
    text: &str,
    at: usize,
    countries: &[[u8; 2]],
    vocabulary: &Vocabulary,
) -> Option<Locality> {
    let words = words_from(text, at);
    let first = words.first()?;
    let initial = text[first.clone()].chars().find(|c| c.is_alphanumeric())?;
    if initial.is_ascii_digit() {
        return countries.contains(b"NL").then(|| counted(text, &words))?;
    }
    // the longest name that the data knows
    for n in (1..=words.len()).rev() {
        let end = words[n - 1].end;
        let name = text[at..end].trim_end_matches(['.', '-', '/']);
        if let Some(known) = place::place(name)
            && (countries.is_empty() || countries.iter().any(|c| known.is_in(*c)))
            && !(n == 1 && (vocabulary.is_no_place(name) || name.contains('.') && name.len() < 5))
            && !(name.len() == 2 && name.bytes().all(|b| b.is_ascii_uppercase()))
        {
            let end = on_a_river(text, &words, n).unwrap_or(at + name.len());
            return Some(finish(text, at..end, Some(known), vocabulary));
        }
    }
    // `Berlin-Mitte`
    let head = text[first.clone()].split(['-', '/']).next().unwrap_or_default();
    if head.len() > 2
        && head.len() < first.len()
        && let Some(known) = place::place(head)
        && countries.iter().any(|c| known.is_in(*c))
    {
        let end = first.start + text[first.clone()].trim_end_matches(['.', '-', '/']).len();
        return Some(finish(text, first.start..end, Some(known), vocabulary));
    }
    // as it is written: words with a capital, and small words between them
    let mut end = at;
    let capitals = text[first.clone()].chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    for (n, word) in words.iter().enumerate() {
        let token = &text[word.clone()];
        let bare = token.trim_end_matches('.');
        let colon = text[word.end..].starts_with(':');
        // `De Lutte`, which the data need not know
        let next = words.get(n + 1).map(|w| &text[w.clone()]);
        if n == 0
            && !colon
            && is_article(token)
            && next.is_some_and(|w| {
                w.starts_with(char::is_uppercase) && w.len() > 2 && !vocabulary.is_no_place(w)
            })
        {
            continue;
        }
        if colon || vocabulary.is_no_place(bare) || vocabulary.country(bare).is_some() && n > 0 {
            break;
        }
        if token.bytes().any(|b| b.is_ascii_digit()) {
            break;
        }
        // `8468 BL Ons Dorp naar Dorpsweg 12`: a street, with its number
        let led = n > 1 && vocabulary.is_particle(&text[words[n - 1].clone()]);
        if led
            && text[word.end..].trim_start_matches(' ').starts_with(|c: char| c.is_ascii_digit())
            && !vocabulary.street_last(token).is_none()
        {
            break;
        }
        let initial = token.chars().find(|c| c.is_alphanumeric()).unwrap_or(' ');
        let apostrophe = token.starts_with(['\'', '’', '‘', '`']);
        if initial.is_uppercase() || apostrophe && token.chars().any(char::is_uppercase) {
            end = word.start + token.trim_end_matches(['.', '-', '/']).len();
            if token.ends_with('.') && token.len() > 4 {
                break;
            }
        } else if !(n > 0 && (vocabulary.is_particle(token) || token.contains('/')) || n == 0 && apostrophe) {
            break;
        }
    }
    let name = text.get(at..end)?;
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    if letters < 2 || capitals && letters < 3 {
        return None;
    }
    Some(finish(text, at..end, None, vocabulary))
}

/// A Dutch village that is called by its number: `2e Exloërmond`.
fn counted(text: &str, words: &[Range<usize>]) -> Option<Locality> {
    let [first, second, ..] = words else { return None };
    let ordinal = text[first.clone()].trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = first.len() - ordinal.len();
    let name = text[second.clone()].trim_end_matches(['.', '-', '/']);
    let good = digits == 1
        && matches!(ordinal, "e" | "de" | "ste")
        && name.starts_with(char::is_uppercase)
        && name.chars().count() > 3
        && name.chars().all(|c| c.is_alphabetic() || c == '-');
    let span = first.start..second.start + name.len();
    // the data has it in words
    let count = match text.as_bytes()[first.start] {
        b'1' => "Eerste",
        b'2' => "Tweede",
        b'3' => "Derde",
        _ => "",
    };
    // `2e Verdieping`, `3e Termijn`
    if !good {
        return None;
    }
    let known = place::place(&format!("{count} {name}")).or_else(|| place::place(name));
    let known = Some(known.filter(|k| k.is_in(*b"NL"))?);
    Some(Locality { name: one_space(&text[span.clone()]), span, known })
}

/// The name that ends at byte `end` and that the data knows in one of the countries: the longest.
pub(super) fn ending_at(text: &str, end: usize, countries: &[[u8; 2]]) -> Option<Locality> {
    let head = text[..end].trim_end_matches([' ', '\u{a0}']);
    let mut floor = head.len().saturating_sub(60);
    while !text.is_char_boundary(floor) {
        floor += 1;
    }
    let line =
        head[floor..].rfind(['\n', ',', ';', '(', ')', '|', '\t', ':']).map_or(floor, |n| floor + n + 1);
    let mut found = None;
    let starts = head[line..]
        .char_indices()
        .rev()
        .filter(|(n, c)| !c.is_whitespace() && (*n == 0 || head[line..line + n].ends_with([' ', '\u{a0}'])));
    for (n, first) in starts.take(WORDS) {
        let name = &head[line + n..];
        let known = place::place(name).filter(|k| countries.iter().any(|c| k.is_in(*c)));
        if let Some(known) = known
            && (first.is_uppercase() || first == '\'')
        {
            found = Some(Locality {
                span: line + n..head.len(),
                name: cased(&one_space(name)),
                known: Some(known),
            });
        }
    }
    found
}

/// The place is all that its cell has, and begins with an article as many villages do: `De Lutte`; or it is one word in the column
/// behind that of a code which ends at byte `code`.
pub(super) fn is_cell(text: &str, place: &Locality, code: usize) -> bool {
    let rest = text[place.span.end..].trim_start_matches([' ', '\u{a0}', '\r']);
    let ends = rest.is_empty() || rest.starts_with(['\n', '|', '\t', ';', ',', '•', '·']);
    let column = || text[code..place.span.start].contains([';', '|', '\t']);
    match place.name.split_once(' ') {
        Some((first, _)) => ends && is_article(first),
        None => {
            place.name.len() > 2
                && !rest.trim_start_matches('"').is_empty()
                && is_column_end(rest)
                && column()
        }
    }
}

/// A cell ends here, which may be quoted.
fn is_column_end(rest: &str) -> bool {
    let rest = rest.strip_prefix('"').unwrap_or(rest);
    rest.is_empty() || rest.starts_with(['\n', '\r', '|', '\t', ';'])
}

/// `De Lutte`, `Het Loo`: articles with which names of places begin.
fn is_article(word: &str) -> bool {
    const ARTICLES: [&str; 12] =
        ["De", "Het", "Den", "'t", "’t", "Le", "La", "Les", "El", "Los", "Las", "The"];
    ARTICLES.iter().any(|a| a.eq_ignore_ascii_case(word))
}

/// Where `Valkenburg a/d Geul`, `Halle a. d. Saale` ends, whose first `n` words are a place's name.
fn on_a_river(text: &str, words: &[Range<usize>], n: usize) -> Option<usize> {
    const JOINTS: [&str; 16] = [
        "a/d", "a.d.", "a.", "aan", "an", "am", "sur", "bij", "ob", "in", "i.", "upon", "on", "under", "op",
        "b.",
    ];
    const ARTICLES: [&str; 9] = ["de", "den", "der", "'t", "het", "la", "d.", "le", "the"];
    let token = |n: usize| words.get(n).map(|w| &text[w.clone()]);
    if !JOINTS.iter().any(|j| token(n).is_some_and(|t| t.eq_ignore_ascii_case(j))) {
        return None;
    }
    let next = token(n + 1)?;
    let last = if ARTICLES.iter().any(|a| next.eq_ignore_ascii_case(a)) { n + 2 } else { n + 1 };
    let end = words.get(last)?;
    // `Leeuwarden aan de Eewal 52`: a street, with its number
    let behind = text[end.end..].trim_start_matches([' ', '\u{a0}']);
    let numbered = behind.starts_with(|c: char| c.is_ascii_digit());
    (text[end.clone()].starts_with(char::is_uppercase) && !numbered).then_some(end.end)
}

fn finish(text: &str, mut span: Range<usize>, known: Option<Place>, vocabulary: &Vocabulary) -> Locality {
    let mut name = cased(&one_space(&text[span.clone()]));
    let rest = &text[span.end..];
    // `CEDEX 03`
    let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}']).len();
    if (1..=3).contains(&gap)
        && rest.get(gap..gap + 5).is_some_and(|w| w.eq_ignore_ascii_case("cedex"))
        && !rest[gap + 5..].starts_with(|c: char| c.is_alphanumeric())
    {
        let mut end = gap + 5;
        name.push_str(" CEDEX");
        let number: String =
            rest[end..].trim_start_matches(' ').chars().take_while(char::is_ascii_digit).take(3).collect();
        if (1..=2).contains(&number.len()) && rest[end..].starts_with(' ') {
            let digits = rest[end..].find(|c: char| c.is_ascii_digit()).unwrap_or(0);
            end += digits + number.len();
            name.push(' ');
            name.push_str(&number);
        }
        span.end += end;
    } else if let Some(behind) = rest.strip_prefix(" (")
        && let Some(close) = behind.char_indices().take(24).find(|(_, c)| *c == ')').map(|(n, _)| n)
    {
        // `Bergen (NH)`, `Nes (Ameland)`, `Milano (MI)`
        let inside = &behind[..close];
        let region = inside.len() >= 2
            && inside.starts_with(char::is_uppercase)
            && (inside.len() == 2 || vocabulary.country(inside).is_none())
            && inside.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-'));
        if region {
            span.end += close + 3;
        }
        let province = inside.len() == 2 && known.is_some_and(|k| k.is_in(*b"IT"));
        if region && !province {
            let inside = if inside.len() > 3 { cased(inside) } else { inside.to_owned() };
            name = format!("{name} ({inside})");
        }
    }
    Locality { span, name, known }
}

/// What is behind the place: the last byte of a province, which is no part of the place's name.
pub(super) fn province(text: &str, at: usize) -> usize {
    let Some(rest) = text[at..].strip_prefix(' ') else { return at };
    let code = rest.as_bytes().iter().take_while(|b| b.is_ascii_uppercase()).count();
    let ends = !rest[code..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
    if code == 2 && ends && is_province(&rest[..2]) { at + 3 } else { at }
}

pub(super) fn is_province(code: &str) -> bool {
    /// Codes of the Italian provinces (ISO 3166-2:IT).
    const PROVINCES: &str = "AG AL AN AO AP AQ AR AT AV BA BG BI BL BN BO BR BS BT BZ CA CB CE CH CL CN CO CR CS CT CZ EN FC FE FG FI FM FR GE GO GR IM IS KR LC LE LI LO LT LU MB MC ME MI MN MO MS MT NA NO NU OR PA PC PD PE PG PI PN PO PR PT PU PV PZ RA RC RE RG RI RM RN RO SA SI SO SP SR SS SU SV TA TE TN TO TP TR TS TV UD VA VB VC VE VI VR VT VV";
    PROVINCES.split(' ').any(|p| p == code)
}

/// The country that is named behind byte `at`, after a mark or on the next line, and where its name ends.
pub(super) fn country(text: &str, at: usize, vocabulary: &Vocabulary) -> Option<([u8; 2], usize)> {
    let rest = &text[at..];
    let (mut gap, mut lines, mut marks) = (0, 0, 0);
    for c in rest.chars().take(16) {
        match c {
            ' ' | '\u{a0}' | '\r' => {}
            '\n' => lines += 1,
            ',' | ';' | '|' | '\t' | '•' | '·' | '(' | '-' | '–' | '/' | '\\' | '.' | '∙' | '●' => {
                marks += 1;
            }
            _ => break,
        }
        gap += c.len_utf8();
    }
    if gap == 0 || lines > 2 || marks > 3 {
        return None;
    }
    let start = at + gap;
    let words = words_from(text, start);
    // the letters of the first word, of the first two, and so on
    let mut letters = Folded::default();
    let mut lengths = [0; 4];
    for (length, word) in lengths.iter_mut().zip(&words) {
        letters.add_letters(&text[word.clone()]);
        *length = letters.as_bytes().len();
    }
    for n in (1..=words.len().min(4)).rev() {
        let Some(code) = vocabulary.country_of(&letters.as_bytes()[..lengths[n - 1]]) else { continue };
        let end = words[n - 1].end;
        let name = text[start..end].trim_end_matches('.');
        let end = start + name.len();
        let behind = &text[end..];
        // a code is one where nothing else follows it on its line
        let short = name.chars().filter(|c| c.is_alphabetic()).count() <= 2;
        if short {
            let behind = behind.trim_start_matches([' ', '\r']);
            let closed = behind.is_empty() || behind.starts_with(['\n', ',', '|', ';', ')', '.', '•']);
            // `IT` may be a department on the next line
            if lines > 1
                || lines == 0 && marks == 0
                || lines == 1 && name == "IT"
                || !closed
                || !name.starts_with(char::is_uppercase)
            {
                continue;
            }
        } else if !name.starts_with(char::is_uppercase) && marks == 0 {
            continue;
        }
        if lines > 0
            && !behind
                .trim_start_matches([' ', '\r', '.', ')'])
                .starts_with(['\n', ',', '|', ';', '\t', '•', '·', '-', '–', '<', '/'])
            && !behind.is_empty()
        {
            continue;
        }
        return Some((code, end));
    }
    None
}

/// A name in capitals as it is written in text: `CAPELLE AAN DEN IJSSEL`, `'S-GRAVENHAGE`; others stay.
pub(super) fn cased(name: &str) -> String {
    const SMALL: [&str; 41] = [
        "aan", "den", "de", "der", "op", "in", "en", "van", "ter", "te", "bij", "het", "am", "an", "im",
        "bei", "ob", "la", "le", "les", "sur", "sous", "lès", "du", "des", "del", "della", "di", "da", "dei",
        "d", "s", "t", "l", "upon", "on", "of", "the", "y", "e", "a",
    ];
    // `'s-GRAVENHAGE`
    let bare = match name.strip_prefix(['\'', '’', '‘']) {
        Some(rest) => rest.trim_start_matches(['s', 't']),
        None => name,
    };
    // most names have both
    let bytes = bare.as_bytes();
    if bytes.iter().any(u8::is_ascii_uppercase) && bytes.iter().any(u8::is_ascii_lowercase) {
        return name.to_owned();
    }
    let letters = bare.chars().filter(|c| c.is_alphabetic());
    let capitals = letters.clone().count() >= 3 && letters.clone().all(char::is_uppercase);
    let small = letters.clone().count() >= 3 && letters.clone().all(char::is_lowercase);
    if !capitals && !small {
        return name.to_owned();
    }
    let lower = name.to_lowercase();
    let mut out = String::with_capacity(name.len());
    let mut first = true;
    let mut from = 0;
    while from < lower.len() {
        let rest = &lower[from..];
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let word = &rest[..end];
        let apostrophe = matches!(word, "s" | "t" | "d" | "l");
        if word.is_empty() || apostrophe || !first && SMALL.contains(&word) {
            out.push_str(word);
        } else if let Some(tail) = word.strip_prefix("ij") {
            out.push_str("IJ");
            out.push_str(tail);
        } else {
            let mut chars = word.chars();
            out.extend(chars.next().into_iter().flat_map(char::to_uppercase));
            out.push_str(chars.as_str());
        }
        first &= word.is_empty() || apostrophe;
        from += end;
        if let Some(c) = lower[from..].chars().next() {
            out.push(c);
            from += c.len_utf8();
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_capitals_are_written_as_in_text() {
        for (name, cased_name) in [
            ("CAPELLE AAN DEN IJSSEL", "Capelle aan den IJssel"),
            ("'S-GRAVENHAGE", "'s-Gravenhage"),
            ("'s-GRAVENHAGE", "'s-Gravenhage"),
            ("DEN HAAG", "Den Haag"),
            ("FRANKFURT AM MAIN", "Frankfurt am Main"),
            ("A CORUÑA", "A Coruña"),
            ("VILLENEUVE-D'ASCQ", "Villeneuve-d'Ascq"),
            ("zutphen", "Zutphen"),
            ("IJmuiden", "IJmuiden"),
        ] {
            assert_eq!(cased(name), cased_name);
        }
    }

    #[test]
    fn how_far_a_name_goes() {
        let file = crate::recognise::pattern::built_in().into_iter().find(|p| &*p.id == "postal-address");
        let vocabulary = Vocabulary::new(&file.unwrap());
        for (text, name) in [
            ("Bergen op Zoom Tel. 0164", Some("Bergen op Zoom")),
            ("Ons Dorp, Nederland", Some("Ons Dorp")),
            ("Ons Dorp Tel: 020", Some("Ons Dorp")),
            ("Valkenburg a/d Geul | T", Some("Valkenburg a/d Geul")),
            ("Berlin-Mitte", Some("Berlin-Mitte")),
            ("Lyon CEDEX 03", Some("Lyon CEDEX 03")),
            ("Tel. 020", None),
            ("in de winter", None),
            ("12 stuks", None),
        ] {
            let found = read(text, 0, &[*b"NL", *b"DE", *b"FR"], &vocabulary).map(|l| l.name);
            assert_eq!(found.as_deref(), name, "{text}");
        }
    }
}
