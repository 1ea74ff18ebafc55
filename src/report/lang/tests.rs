use std::collections::BTreeSet;

use super::*;

/// What a text takes in: words behind a dollar sign.
fn taken(lang: Lang) -> Vec<(String, BTreeSet<String>)> {
    let mut all: Vec<(String, BTreeSet<String>)> = Vec::new();
    for line in source(lang).lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =")
            && names(lang).iter().any(|n| n == name)
        {
            all.push((name.to_owned(), BTreeSet::new()));
        }
        for piece in line.split('$').skip(1) {
            let word = piece.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().unwrap();
            all.last_mut().unwrap().1.insert(word.trim_end_matches("-text").to_owned());
        }
    }
    all
}

#[test]
fn every_language_has_the_same_texts_taking_in_the_same() {
    for lang in Lang::ALL {
        FluentResource::try_new(source(lang).to_owned())
            .unwrap_or_else(|(_, errors)| panic!("{lang}: {errors:?}"));
        let mut names = names(lang);
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{lang}: a name is given twice");
        assert_eq!(taken(lang), taken(Lang::En), "{lang}");
    }
}

#[test]
fn no_text_is_left_empty_or_gives_its_own_name() {
    for lang in Lang::ALL {
        for (name, takes) in taken(lang) {
            for n in [0, 1, 2, 12_345] {
                let with: Vec<(&str, Arg<'_>)> = takes.iter().map(|t| (t.as_str(), Arg::Count(n))).collect();
                let said = text(lang, &name, &with);
                assert!(!said.is_empty() && said != name, "{lang} {name}");
                assert!(!said.contains('{') && !said.contains('$'), "{lang} {name}: {said}");
            }
        }
    }
}

#[test]
fn numbers_days_and_sizes_are_written_as_the_language_does() {
    assert_eq!(number(Lang::En, 1_234_567), "1,234,567");
    assert_eq!(number(Lang::Nl, 1_234_567), "1.234.567");
    assert_eq!(number(Lang::Nl, 999), "999");
    assert_eq!(day(Lang::En, "2014-03-02T10:11:00+01:00"), "2 March 2014");
    assert_eq!(day(Lang::Nl, "2014-03-02"), "2 maart 2014");
    assert_eq!(day(Lang::Nl, "0000-99-99"), "0000-99-99");
    assert_eq!(size(Lang::Nl, 1536), "1,5 KiB");
    assert_eq!(text(Lang::Nl, "no-such-text", &[]), "no-such-text");
}

#[test]
fn counts_choose_their_plural() {
    let said = |lang, n: u64| text(lang, "count-messages", &[("n", n.into())]);
    assert_eq!(said(Lang::En, 1), "1 message");
    assert_eq!(said(Lang::En, 1_200), "1,200 messages");
    assert_eq!(said(Lang::Nl, 1), "1 bericht");
    assert_eq!(said(Lang::Nl, 1_200), "1.200 berichten");
}
