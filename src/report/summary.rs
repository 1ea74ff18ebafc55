//! The counts of a run as a text for a person: what was found, where, how much was read, and what to do now.
//!
//! It holds no value of any message: only names of custodians and media types, and these sanitised.

use std::fmt::Write as _;

use super::RunEnd;
use super::relations::relations;
use super::sanitise::sanitise;
use crate::model::{Kind, KindCounts, ProblemCode, Summary};

/// Custodians that are listed; the rest is added up.
const CUSTODIANS: usize = 20;

/// Media types that are listed; the rest is added up.
const MEDIA_TYPES: usize = 10;

/// Kinds that have a column in the tables by custodian and by year; when there are more, the rest share the last one.
const KINDS: usize = 5;

/// Longest name of a custodian, in characters; the middle of a longer one is left out.
const NAME: usize = 40;

/// The text, with line feeds. `problems_listed` says that the user has asked for the file of all problems already.
pub fn summary(end: &RunEnd<'_>, problems_listed: bool) -> String {
    let mut out = String::with_capacity(2048);
    let s = end.summary;
    let files = s.files.mail_files;
    line(
        &mut out,
        format_args!(
            "{} in {}, {} of mail.",
            counted(s.content.messages, "message"),
            counted(files, "mail file"),
            size(s.files.mail)
        ),
    );
    if s.stopped {
        line(&mut out, format_args!("THE RUN WAS STOPPED PART-WAY: these are the counts up to there."));
    }
    let ignored: u64 = s.ignored.values().sum();
    let kinds: Vec<Kind> = s.findings.iter().filter(|(_, n)| **n > 0).map(|(k, _)| *k).collect();
    found(&mut out, end, &kinds);
    if ignored > 0 {
        line(&mut out, format_args!("  Left out as --ignore asks: {}.", counted(ignored, "detail")));
    }
    relations(&mut out, end);
    let columns = Columns::of(s, &kinds);
    custodians(&mut out, end, &columns);
    years(&mut out, end, &columns);
    coverage(&mut out, end);
    problems(&mut out, end);
    next(&mut out, end, problems_listed);
    out
}

pub(super) fn line(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a String cannot fail.
    let _ = out.write_fmt(text);
    out.push('\n');
}

fn found(out: &mut String, end: &RunEnd<'_>, kinds: &[Kind]) {
    let s = end.summary;
    line(out, format_args!("\nFound"));
    if kinds.is_empty() {
        line(out, format_args!("  nothing, in what could be read"));
        return;
    }
    let mut rows = vec![vec![String::new(), "all".to_owned(), "outside header".to_owned()]];
    for kind in kinds {
        let all = s.findings.get(kind).copied().unwrap_or_default();
        let header = s.in_header.get(kind).copied().unwrap_or_default();
        rows.push(vec![kind.to_string(), number(all), number(all.saturating_sub(header))]);
    }
    table(out, &rows);
    line(
        out,
        format_args!(
            "  {} of {} hold a detail outside the header.",
            number(s.messages_with_findings),
            counted(s.content.messages, "message")
        ),
    );
}

/// The kinds that have a column of their own, and those that share one: lines are to fit a terminal.
struct Columns {
    own: Vec<Kind>,
    shared: Vec<Kind>,
}

impl Columns {
    /// All kinds, where they are few; else those with the most findings, in the order of kinds.
    fn of(summary: &Summary, kinds: &[Kind]) -> Self {
        if kinds.len() <= KINDS {
            return Columns { own: kinds.to_vec(), shared: Vec::new() };
        }
        let mut most: Vec<Kind> = kinds.to_vec();
        most.sort_by_key(|k| std::cmp::Reverse(summary.findings.get(k).copied().unwrap_or_default()));
        let mut own: Vec<Kind> = most.iter().take(KINDS - 1).copied().collect();
        own.sort_unstable();
        let shared = kinds.iter().filter(|k| !own.contains(k)).copied().collect();
        Columns { own, shared }
    }

    fn heading(&self, first: &[&str]) -> Vec<String> {
        let names = self.own.iter().map(ToString::to_string);
        let other = (!self.shared.is_empty()).then(|| "other".to_owned());
        first.iter().map(|t| (*t).to_owned()).chain(names).chain(other).collect()
    }

    /// The numbers of several counts, added up.
    fn numbers(&self, found: &[&KindCounts]) -> impl Iterator<Item = String> {
        let sum = |kinds: &[Kind]| {
            number(kinds.iter().flat_map(|k| found.iter().filter_map(|counts| counts.get(k))).sum())
        };
        let own: Vec<String> = self.own.iter().map(|k| sum(&[*k])).collect();
        own.into_iter().chain((!self.shared.is_empty()).then(|| sum(&self.shared)))
    }
}

fn custodians(out: &mut String, end: &RunEnd<'_>, columns: &Columns) {
    let all = &end.summary.by_custodian;
    if all.is_empty() {
        return;
    }
    line(out, format_args!("\nBy custodian"));
    let mut sorted: Vec<_> = all.iter().collect();
    // Most findings first; of equals, the order of names.
    sorted.sort_by_key(|(_, c)| std::cmp::Reverse(c.findings.values().sum::<u64>()));
    let mut rows = vec![columns.heading(&["", "messages", "with details"])];
    for (name, c) in sorted.iter().take(CUSTODIANS) {
        let mut row = vec![shortened(name), number(c.messages), number(c.messages_with_findings)];
        row.extend(columns.numbers(&[&c.findings]));
        rows.push(row);
    }
    if let Some(rest) = sorted.get(CUSTODIANS..)
        && !rest.is_empty()
    {
        let mut row = vec![
            format!("{} more", number(rest.len() as u64)),
            number(rest.iter().map(|(_, c)| c.messages).sum()),
            number(rest.iter().map(|(_, c)| c.messages_with_findings).sum()),
        ];
        row.extend(columns.numbers(&rest.iter().map(|(_, c)| &c.findings).collect::<Vec<_>>()));
        rows.push(row);
    }
    table(out, &rows);
}

fn years(out: &mut String, end: &RunEnd<'_>, columns: &Columns) {
    let all = &end.summary.by_year;
    if columns.own.is_empty() || all.is_empty() {
        return;
    }
    line(out, format_args!("\nBy year of the message"));
    let mut rows = vec![columns.heading(&[""])];
    // Messages without a date come last.
    for (year, found) in
        all.iter().filter(|(y, _)| y.is_some()).chain(all.iter().filter(|(y, _)| y.is_none()))
    {
        let mut row = vec![year.map_or_else(|| "no date".to_owned(), |y| y.to_string())];
        row.extend(columns.numbers(&[found]));
        rows.push(row);
    }
    table(out, &rows);
}

fn coverage(out: &mut String, end: &RunEnd<'_>) {
    let (files, content) = (&end.summary.files, &end.summary.content);
    line(out, format_args!("\nHow much was read"));
    let mut rows = vec![
        vec!["files met".to_owned(), size(files.total()), String::new()],
        vec!["  mail".to_owned(), size(files.mail), counted(files.mail_files, "file")],
        vec!["  not mail".to_owned(), size(files.not_mail), counted(files.not_mail_files, "file")],
    ];
    if files.excluded_files > 0 {
        rows.push(vec!["  left out".to_owned(), size(files.excluded), counted(files.excluded_files, "file")]);
    }
    rows.push(vec!["  not readable".to_owned(), size(files.given_up), String::new()]);
    rows.push(vec!["content of the mail".to_owned(), size(content.total), String::new()]);
    rows.push(vec!["  searched".to_owned(), size(content.read), counted(content.parts, "part")]);
    let mut opaque: Vec<_> = content.opaque.iter().collect();
    opaque.sort_by_key(|(_, o)| std::cmp::Reverse(o.bytes));
    for (media_type, o) in opaque.iter().take(MEDIA_TYPES) {
        rows.push(vec![
            format!("  not searched: {}", shortened(media_type)),
            size(o.bytes),
            counted(o.parts, "part"),
        ]);
    }
    if let Some(rest) = opaque.get(MEDIA_TYPES..)
        && !rest.is_empty()
    {
        rows.push(vec![
            format!("  not searched: {}", counted(rest.len() as u64, "other type")),
            size(rest.iter().map(|(_, o)| o.bytes).sum()),
            counted(rest.iter().map(|(_, o)| o.parts).sum(), "part"),
        ]);
    }
    rows.push(vec!["  not readable".to_owned(), size(content.given_up), String::new()]);
    table(out, &rows);
}

fn problems(out: &mut String, end: &RunEnd<'_>) {
    if end.summary.total_problems() == 0 {
        return;
    }
    line(out, format_args!("\nProblems"));
    let rows: Vec<Vec<String>> = end
        .summary
        .problems
        .iter()
        .map(|(code, n)| vec![code.as_str().to_owned(), number(*n), meaning(*code).to_owned()])
        .collect();
    table(out, &rows);
}

fn meaning(code: ProblemCode) -> &'static str {
    match code {
        ProblemCode::Encrypted => "needs a key or a password",
        ProblemCode::Corrupt => "damaged; what could be read around the damage was",
        ProblemCode::Unsupported => "a format that this version does not read",
        ProblemCode::Limit => "a limit was reached; --limit-… raises it",
        ProblemCode::Io => "the operating system refused to read it",
        ProblemCode::Truncated => "ends before its end",
        ProblemCode::Charset => "charset missing or wrong: read by a guess",
        ProblemCode::Locked => "locked by another program",
    }
}

fn next(out: &mut String, end: &RunEnd<'_>, problems_listed: bool) {
    line(out, format_args!("\nWhat to do now"));
    let s = end.summary;
    if s.content.messages == 0 && !s.stopped {
        line(out, format_args!("  No mail was found: check the paths, and --include and --exclude."));
    }
    if s.total_problems() > 0 {
        let what = counted(s.total_problems(), "problem");
        if problems_listed {
            line(
                out,
                format_args!(
                    "  {what}: go through the file of --problems; what it lists was not searched in full."
                ),
            );
        } else {
            line(
                out,
                format_args!(
                    "  {what}: run again with --problems problems.jsonl to list what could not be read in full."
                ),
            );
        }
    }
    if s.total_findings() > 0 {
        line(out, format_args!("  Every place: run again with -o findings.csv (or .jsonl, .json)."));
        if end.run.masked {
            line(out, format_args!("  Reports show masked values; --reveal shows them in full."));
        }
    } else if s.content.messages > 0 {
        line(out, format_args!("  Nothing was found in what could be read; see above for what was not."));
    }
}

/// Aligned columns, indented by two: the first to the left, numbers to the right, a last column of words to the left.
pub(super) fn table(out: &mut String, rows: &[Vec<String>]) {
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

/// A name from a path, harmless and not too long.
pub(super) fn shortened(name: &str) -> String {
    let safe = sanitise(name);
    let length = safe.chars().count();
    if length <= NAME {
        return safe.into_owned();
    }
    let half = NAME / 2;
    let tail: String = safe.chars().skip(length - half + 1).collect();
    format!("{}…{tail}", safe.chars().take(half).collect::<String>())
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
    use crate::model::Summary;

    fn text(summary: &Summary, masked: bool, listed: bool) -> String {
        let run = RunInfo { masked, ..RunInfo::default() };
        super::summary(&RunEnd { run: &run, summary, problems: &[], problems_omitted: 0 }, listed)
    }

    #[test]
    fn a_run_in_words() {
        insta::assert_snapshot!(text(&sample::summary(), true, false), @r"
        3 messages in 2 mail files, 8.8 KiB of mail.

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
          Every place: run again with -o findings.csv (or .jsonl, .json).
          Reports show masked values; --reveal shows them in full.
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
