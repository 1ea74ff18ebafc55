//! The counts of a run as a text for a person: what was found, where, how much was read, and what to do now.
//!
//! What it says stands in `outline`; here it is laid out for a terminal, and made harmless there.

use std::fmt::Write as _;

use super::RunEnd;
use super::lang;
use super::outline::{Cell, Section, lead, next, sections, unmarked};
use super::sanitise::shortened;
use super::verdict::verdict;
use crate::model::Lang;

/// Characters of a line of running text.
const WIDTH: usize = 100;

/// The text, with line feeds, in the language of the run. `problems_listed` says that the user has asked for the file of all
/// problems already.
pub fn summary(end: &RunEnd<'_>, problems_listed: bool) -> String {
    let lang = end.run.lang;
    let mut out = String::with_capacity(2048);
    if let Some(changes) = end.changes {
        // who asks what changed has the rest in the summary of each run
        for said in wrapped(&unmarked(&super::changed::verdict(lang, changes))) {
            line(&mut out, format_args!("{said}"));
        }
        out.push_str(&shown(&super::changed::sections(end), lang));
        return out;
    }
    for said in lead(end) {
        line(&mut out, format_args!("{}", unmarked(&said)));
    }
    for said in wrapped(&verdict(lang, end.summary)) {
        line(&mut out, format_args!("{said}"));
    }
    let mut all = sections(end);
    all.push(next(end, problems_listed));
    out.push_str(&shown(&all, lang));
    out
}

/// Sections one below the other.
pub(super) fn shown(sections: &[Section], lang: Lang) -> String {
    let mut out = String::new();
    for section in sections {
        line(&mut out, format_args!("\n{}", section.title));
        let heading = (!section.heading.is_empty()).then_some(&section.heading);
        let rows: Vec<Vec<String>> = heading
            .into_iter()
            .chain(&section.rows)
            .map(|row| {
                let mut cells: Vec<String> = row.iter().map(|cell| plain(cell, lang)).collect();
                if section.coded
                    && let Some(Cell::Code(_, name)) = row.first()
                {
                    cells.push(name.clone());
                }
                cells
            })
            .collect();
        table(&mut out, &rows);
        for remark in &section.remarks {
            line(&mut out, format_args!("  {}", unmarked(remark)));
        }
    }
    out
}

/// A cell as a terminal shows it: codes as options take them, for tables are narrow.
fn plain(cell: &Cell, lang: Lang) -> String {
    match cell {
        Cell::Text(text) => unmarked(text),
        Cell::Name(name) => shortened(name),
        Cell::Code(code, _) => (*code).to_owned(),
        Cell::Count(n) => lang::number(lang, *n),
        Cell::Size(n) => lang::size(lang, *n),
        Cell::Empty => String::new(),
    }
}

/// Lines of a text, broken between words.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
    out.push('\n');
}

/// Aligned columns, indented by two: the first to the left, numbers to the right, a last column of words to the left.
fn table(out: &mut String, rows: &[Vec<String>]) {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let width = |column: usize| {
        rows.iter().filter_map(|r| r.get(column)).map(|c| c.chars().count()).max().unwrap_or_default()
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let numbers: Vec<bool> = (0..columns)
        .map(|column| {
            let last = rows.last().and_then(|r| r.get(column));
            column > 0 && last.is_some_and(|c| c.starts_with(|c: char| c.is_ascii_digit()))
        })
        .collect();
    for row in rows {
        let mut text = String::from(" ");
        for ((cell, width), right) in row.iter().zip(&widths).zip(&numbers) {
            let _ = if *right { write!(text, " {cell:>width$} ") } else { write!(text, " {cell:<width$} ") };
        }
        line(out, format_args!("{}", text.trim_end()));
    }
}

/// `1,234,567`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 message`, `2 messages`.
pub fn counted(n: u64, noun: &str) -> String {
    format!("{} {noun}{}", number(n), if n == 1 { "" } else { "s" })
}

/// `512 B`, `1.5 MiB`.
pub fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    let mut unit = "B";
    for larger in ["KiB", "MiB", "GiB", "TiB", "PiB"] {
        if value < 1024.0 {
            break;
        }
        value /= 1024.0;
        unit = larger;
    }
    if unit == "B" { format!("{bytes} B") } else { format!("{value:.1} {unit}") }
}

#[cfg(test)]
mod tests {
    use super::super::{RunInfo, sample};
    use super::*;
    use crate::model::{Kind, Summary};

    fn text(summary: &Summary, masked: bool, listed: bool) -> String {
        let run = RunInfo { masked, ..RunInfo::default() };
        super::summary(
            &RunEnd { run: &run, summary, problems: &[], problems_omitted: 0, changes: None },
            listed,
        )
    }

    #[test]
    fn a_run_in_words() {
        insta::assert_snapshot!(text(&sample::summary(), true, false), @r"
        3 messages in 2 mail files, 8.8 KiB of mail.
        Contact details stand in 2 of 3 messages. Not everything could be read: 2 problems.

        Found
                 all  outside header
          email    5               1
          phone    2               2
          2 of 3 messages hold a detail outside the header.

        By custodian
                 messages  with details  email  phone
          sales         3             2      5      2

        By year of the message
                   email  phone
          2014         5      2
          no date      1      0

        How much was read
          files met                  9.3 KiB
            mail                     8.8 KiB  2 files
            not mail                   500 B  1 file
            not readable                20 B
          content of the mail        8.8 KiB
            searched                 7.8 KiB  4 parts
            not searched: image/png    990 B  1 part
            not readable                10 B

        Problems
          corrupt  1  damaged; what could be read around the damage was
          charset  1  charset missing or wrong: read by a guess

        What to do now
          2 problems: run again with --problems problems.jsonl to list what could not be read in full.
          Every place: run again with -o findings.csv (or .xlsx, .jsonl, .json).
          Reports show masked values; --reveal shows them in full.
        ");
    }

    #[test]
    fn a_run_in_dutch() {
        let mut s = sample::summary();
        s.disclosures.insert(crate::model::Disclosure::Internal, 2);
        s.files.mail = 1536 << 20;
        let run = RunInfo {
            masked: true,
            lang: Lang::Nl,
            expires: Some("2026-12-31".to_owned()),
            ..RunInfo::default()
        };
        let end = RunEnd { run: &run, summary: &s, problems: &[], problems_omitted: 0, changes: None };
        insta::assert_snapshot!(super::summary(&end, false), @r"
        3 berichten in 2 mailbestanden, 1,5 GiB aan mail.
        Dit rapport bevat persoonsgegevens: vernietig het uiterlijk 31 december 2026.
        In 2 van 3 berichten staan contactgegevens. Van 0 relaties zijn gegevens intern doorgegeven, van 0
        relaties gingen ze naar buiten, naar een ander. Niet alles kon gelezen worden: 2 problemen.

        Gevonden
                 alles  buiten de kop
          email      5              1
          phone      2              2
          2 van 3 berichten bevatten een gegeven buiten de kop.

        Van wie de gegevens zijn, en hoe ze daar gekomen zijn
                    vondsten  relaties
          internal         2         0  intern doorgegeven
          Er is geen eigen domein bekend: geef het op met --own-domain.

        Per mailbox
                 berichten  met gegevens  email  phone
          sales          3             2      5      2

        Per jaar van het bericht
                      email  phone
          2014            5      2
          geen datum      1      0

        Hoeveel er gelezen is
          aangetroffen bestanden       1,5 GiB
            mail                       1,5 GiB  2 bestanden
            geen mail                    500 B  1 bestand
            niet leesbaar                 20 B
          inhoud van de mail           8,8 KiB
            doorzocht                  7,8 KiB  4 delen
            niet doorzocht: image/png    990 B  1 deel
            niet leesbaar                 10 B

        Problemen
          corrupt  1  beschadigd; wat eromheen leesbaar was, is gelezen
          charset  1  tekenset ontbreekt of klopt niet: op de gis gelezen

        Wat nu te doen
          2 problemen: draai opnieuw met --problems problems.jsonl om te zien wat niet volledig gelezen kon worden.
          Elke vindplaats: draai opnieuw met -o vondsten.csv (of .xlsx, .jsonl, .json).
          Rapporten tonen afgeschermde waarden; met --reveal staan ze er voluit.
        ");
    }

    #[test]
    fn an_empty_run_says_what_to_check() {
        let text = text(&Summary::default(), true, false);
        assert!(text.contains("nothing, in what could be read"));
        assert!(text.contains("check the paths"));
        assert!(!text.contains("Problems"));
    }

    #[test]
    fn many_custodians_are_cut_and_added_up() {
        let mut s = sample::summary();
        for i in 0..30 {
            let own = s.by_custodian.entry(format!("person{i:02}").into()).or_default();
            own.messages = 1;
            own.findings.insert(Kind::Email, 1);
        }
        s.by_custodian.insert(format!("a\x1b[2J{}", "x".repeat(90)).into(), s.by_custodian["sales"].clone());
        let text = text(&s, false, true);
        assert!(!text.contains('\x1b') && text.contains("a\\u{1b}[2Jxx"));
        assert!(text.contains("12 more"), "{text}");
        assert!(text.lines().all(|l| l.chars().count() <= 110), "{text}");
        assert!(text.contains("go through the file of --problems"));
        assert!(!text.contains("masked"));
    }

    #[test]
    fn many_kinds_share_a_column_and_what_is_ignored_is_counted() {
        let mut s = sample::summary();
        for (n, kind) in Kind::ALL.into_iter().enumerate() {
            s.findings.insert(kind, 100 - n as u64);
            s.by_custodian.values_mut().for_each(|c| {
                c.findings.insert(kind, 10);
            });
        }
        s.ignored.insert(Kind::Email, 3);
        let text = text(&s, false, true);
        let heading = text.lines().find(|l| l.contains("with details")).unwrap();
        assert_eq!(
            heading.split_whitespace().collect::<Vec<_>>(),
            ["messages", "with", "details", "email", "phone", "postal_address", "person_name", "other"]
        );
        assert!(text.contains(" 10    100"), "ten kinds of ten: {text}");
        assert!(text.contains("Left out as --ignore asks: 3 details."), "{text}");
    }

    #[test]
    fn numbers_and_sizes() {
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(number),
            ["0", "999", "1,000", "1,234,567"].map(str::to_owned)
        );
        assert_eq!(
            [0, 1023, 1024, 1536 << 10, u64::MAX].map(size),
            ["0 B", "1023 B", "1.0 KiB", "1.5 MiB", "16384.0 PiB"].map(str::to_owned)
        );
        assert_eq!(counted(1, "file"), "1 file");
        assert_eq!(counted(0, "file"), "0 files");
    }
}
