//! `docs/recognisers.md` is made of the cards in `patterns/` and of the figures in `docs/measured.tsv`. After a change of
//! either, `MAILSWEEP_WRITE_DOCS=1 cargo test --test suite recognisers` writes it anew.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use mailsweep::model::Kind;
use mailsweep::recognise::pattern::{PatternFile, built_in};

const OPENING: &str = "\
# What is found, and what is missed

Made of the cards in `patterns/` and of the figures in `docs/measured.tsv`; a test keeps it true. `mailsweep patterns show ID`
shows a card with all its examples. How to write one of your own: [patterns.md](patterns.md).

Precision is the share of what is reported that is right, recall the share of what is there that is reported. The figures are of
test mail with known truth, none of it in this repository: an invented archive of an installation firm, with mail in six
languages, attachments and backups (*sample*), ten of another making, by other hands (*unseen*), and labelled third-party mail
(*third-party*). Errors on the sample were read while the recognisers were made. The six others were measured before anybody
who makes the recognisers had read them, and their errors were mended afterwards: so these are the figures to expect on mail of
your own. A value counts as right when its normal form is exactly the expected one: an address with another spelling of its place
is counted wrong.

Mail without personal data tempts most. In 540 newsletters, logs, price lists, tickets and notices by other hands, 19 things in a hundred
mails passed for people when they were first read (roses, films, streets, programs), and fewer than one for any other kind but titles and
firms (1 to 2). Since their causes were mended it is one in a hundred there; of 290 more that nobody had read it was four in a hundred.
";

/// Rows of `docs/measured.tsv`: kind, set, language, precision, recall, number of details in the truth.
fn measured() -> BTreeMap<String, Vec<Vec<String>>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/measured.tsv");
    let mut rows: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for line in fs::read_to_string(path).unwrap().lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        assert_eq!(cells.len(), 6, "{line}");
        assert!(cells[0].parse::<Kind>().is_ok(), "{line}");
        for share in &cells[3..5] {
            assert!(share.parse::<f64>().is_ok_and(|s| (0.0..=1.0).contains(&s)), "{line}");
        }
        rows.entry(cells[0].clone()).or_default().push(cells[1..].to_vec());
    }
    rows
}

fn page() -> String {
    let mut out = OPENING.to_owned();
    let measured = measured();
    let cards = built_in();
    for kind in Kind::ALL {
        let own: Vec<&PatternFile> = cards.iter().filter(|c| c.kind == kind).collect();
        if own.is_empty() {
            continue;
        }
        writeln!(out, "\n## `{kind}`").unwrap();
        for card in own {
            writeln!(out, "\n**{}** (`{}`). {}", card.name, card.id, one_line(&card.summary)).unwrap();
            if !card.misses.is_empty() {
                writeln!(out, "Missed: {}", lower_first(&one_line(&card.misses))).unwrap();
            }
            if !card.references.is_empty() {
                writeln!(out, "After: {}.", card.references.join("; ")).unwrap();
            }
        }
        if let Some(rows) = measured.get(kind.as_str()) {
            out.push_str(
                "\n| mail | language | precision | recall | details |\n| --- | --- | ---: | ---: | ---: |\n",
            );
            for row in rows {
                writeln!(out, "| {} |", row.join(" | ")).unwrap();
            }
        }
    }
    out
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn lower_first(text: &str) -> String {
    // a beginning in capitals is a name or an abbreviation
    let plain = text.chars().nth(1).is_some_and(char::is_lowercase);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if plain => first.to_lowercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

#[test]
fn the_page_about_recognisers_is_what_the_cards_say() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/recognisers.md");
    let page = page();
    if std::env::var_os("MAILSWEEP_WRITE_DOCS").is_some() {
        fs::write(&path, &page).unwrap();
    }
    let there = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page,
        "docs/recognisers.md is not what the cards say: MAILSWEEP_WRITE_DOCS=1 cargo test --test suite recognisers"
    );
}
