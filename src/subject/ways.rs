//! The ways in which streets and places are written: abbreviated words, old names.
//!
//! In: a street or a place as typed. Out: folded forms. It refuses to know where they stand.

use super::fold::folded;
use super::sought::StreetSought;

/// Ends of words of streets that are written in several ways.
const ENDS: &[&[&str]] = &[
    &["straat", "str"],
    &["strasse", "str"],
    &["weg", "wg"],
    &["laan", "ln"],
    &["plein", "pln"],
    &["dreef", "dr"],
    &["kade", "kd"],
];

/// Words of streets that are written in several ways.
const WORDS: &[&[&str]] = &[
    &["burgemeester", "burg", "burgem"],
    &["wethouder", "weth"],
    &["sint", "st"],
    &["koningin", "kon"],
    &["koning", "kon"],
    &["prinses", "pr"],
    &["prins", "pr"],
    &["professor", "prof"],
    &["dokter", "dr"],
    &["doctor", "dr"],
    &["generaal", "gen"],
    &["meester", "mr"],
    &["pastoor", "past"],
    &["president", "pres"],
    &["dominee", "ds"],
    &["ingenieur", "ir"],
    &["van", "v"],
    &["street", "st"],
    &["road", "rd"],
    &["avenue", "ave", "av"],
    &["lane", "ln"],
    &["square", "sq"],
    &["boulevard", "bd", "blvd"],
    &["platz", "pl"],
    &["grote", "gr"],
    &["kleine", "kl"],
    &["nieuwe", "nwe"],
    &["oude", "o"],
];

/// Words of the longest street of which all ways are tried; ways of one street.
const MOST: usize = 24;

/// The ways to write a street.
pub(super) fn streets(typed: &str) -> Vec<StreetSought> {
    let mut words: Vec<String> = Vec::new();
    let mut kind = None;
    for c in typed.chars().filter(|c| !matches!(c, '\'' | '’')) {
        // letters and digits are words of their own, as they are met in text
        let own = c.is_alphanumeric().then(|| c.is_numeric());
        if let Some(numeric) = own {
            if kind != Some(numeric) {
                words.push(String::new());
            }
            if let Some(last) = words.last_mut() {
                last.push_str(&folded(c.encode_utf8(&mut [0; 4])));
            }
        }
        kind = own;
    }
    words.retain(|word| !word.is_empty());
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    for word in &words {
        let ways = of_word(word);
        all = all
            .iter()
            .flat_map(|before| ways.iter().map(move |way| before.iter().chain([way]).cloned().collect()))
            .take(MOST)
            .collect();
    }
    let mut streets: Vec<StreetSought> = Vec::new();
    for words in all {
        // the word that is looked for has letters: a number alone stands everywhere
        let letters = |word: &String| if word.bytes().any(|b| b.is_ascii_digit()) { 0 } else { word.len() };
        let Some(at) = (0..words.len()).max_by_key(|n| letters(&words[*n])) else { continue };
        let street = StreetSought {
            before: words[..at].concat(),
            anchor: words[at].clone(),
            behind: words[at + 1..].concat(),
        };
        if !streets.contains(&street) {
            streets.push(street);
        }
    }
    streets
}

/// The ways to write a word of a street, as it is typed first.
fn of_word(word: &str) -> Vec<String> {
    let mut all = vec![word.to_owned()];
    let mut add = |way: String| {
        if !all.contains(&way) {
            all.push(way);
        }
    };
    for group in WORDS.iter().filter(|group| group.contains(&word)) {
        group.iter().for_each(|way| add((*way).to_owned()));
    }
    for group in ENDS {
        for stem in group.iter().filter_map(|end| word.strip_suffix(end)).filter(|stem| stem.len() > 2) {
            group.iter().for_each(|end| add(format!("{stem}{end}")));
        }
    }
    all
}

/// The ways to write a place; `locality` is folded.
pub(super) fn places(locality: &str) -> Vec<String> {
    const OLD: &[[&str; 2]] = &[["sgravenhage", "denhaag"], ["shertogenbosch", "denbosch"]];
    if locality.is_empty() {
        return Vec::new();
    }
    let mut all = vec![locality.to_owned()];
    for names in OLD.iter().filter(|names| names.contains(&locality)) {
        all.extend(names.iter().filter(|n| **n != locality).map(|n| (*n).to_owned()));
    }
    // `alphen aan den rijn`, `alphen a/d rijn`
    let short = [("aanden", "ad"), ("aande", "ad"), ("opden", "od"), ("ammain", "m")];
    all.extend(short.iter().find_map(|(long, short)| {
        let (head, tail) = locality.split_once(long).filter(|(head, _)| head.len() > 2)?;
        (tail.len() > 2 || *long == "ammain").then(|| format!("{head}{short}{tail}"))
    }));
    all.retain(|place| place.len() > 1);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streets_are_written_in_several_ways() {
        let all: Vec<String> =
            streets("Burgemeester van Galenstraat").iter().map(StreetSought::whole).collect();
        for way in ["burgemeestervangalenstraat", "burgvangalenstr", "burgvgalenstraat"] {
            assert!(all.contains(&way.to_owned()), "{way}: {all:?}");
        }
        let one = &streets("'t Hoog 2e Lange Weg")[0];
        assert_eq!(
            (one.before.as_str(), one.anchor.as_str(), one.behind.as_str()),
            ("thoog2e", "lange", "weg")
        );
        assert!(streets("").is_empty() && streets(&"oude nieuwe ".repeat(40)).len() <= MOST);
    }

    #[test]
    fn places_have_other_names() {
        assert_eq!(places("sgravenhage"), ["sgravenhage", "denhaag"]);
        assert_eq!(places("alphenaandenrijn"), ["alphenaandenrijn", "alphenadrijn"]);
        assert_eq!(places("lelystad"), ["lelystad"]);
        assert!(places("").is_empty());
    }
}
