//! The text of a Word document, of slides and of drawings, as it flows (ISO/IEC 29500-1 §17, §20, §21).
//!
//! In: elements of WordprocessingML and DrawingML. Out: a paragraph a line, tables by [`Tables`], links behind their text. Text that was
//! deleted while changes were tracked counts: it is in the file. So do the names of those who changed or commented.

use std::collections::BTreeSet;
use std::io::Read;

use super::lines::Lines;
use super::relations::{Relations, says, shown};
use super::table::Tables;
use super::xml::{Fault, Step, Tag, each};

/// Bytes of a field's code.
const CODE: usize = 4096;
/// Names of authors that are kept.
const AUTHORS: usize = 256;
/// Text boxes in one another, and choices in one another, that are told apart.
const NESTED: usize = 16;
/// Bytes of a paragraph that are kept until it ends.
const PARAGRAPH: usize = 256 << 10;

/// Names of those who changed or commented a document.
pub(in crate::extract) type Authors = BTreeSet<String>;

/// A part on its way through.
struct Flow<'f, 'a> {
    lines: &'f mut Lines<'a>,
    relations: &'f Relations,
    authors: &'f mut Authors,
    tables: Tables,
    /// The paragraph that is open.
    paragraph: String,
    /// Paragraphs that text boxes stand in.
    outer: Vec<String>,
    /// Elements that are open whose text counts, and those whose text is a field's code.
    text: u32,
    code: u32,
    field: String,
    /// Elements that are open within one that is passed over.
    skipped: u32,
    /// Where the open hyperlink leads.
    link: Option<String>,
    /// The link of the open run.
    run_link: Option<String>,
    /// Runs of text so far, and how many there were where each open choice began.
    runs: u64,
    choices: Vec<u64>,
    span: usize,
    /// The part is what slides are made by: its placeholders say what to type, but for the footer.
    pattern: bool,
    /// A placeholder is open.
    placeholder: bool,
}

/// Writes the text of a part.
pub(in crate::extract) fn flow(
    bytes: impl Read,
    relations: &Relations,
    authors: &mut Authors,
    lines: &mut Lines<'_>,
) -> Result<(), Fault> {
    flow_of(bytes, relations, false, authors, lines)
}

/// The same; `pattern` is true for what slides are made by, whose placeholders say no more than what to type.
pub(in crate::extract) fn flow_of(
    bytes: impl Read,
    relations: &Relations,
    pattern: bool,
    authors: &mut Authors,
    lines: &mut Lines<'_>,
) -> Result<(), Fault> {
    let mut flow = Flow {
        lines,
        relations,
        authors,
        tables: Tables::default(),
        paragraph: String::new(),
        outer: Vec::new(),
        text: 0,
        code: 0,
        field: String::new(),
        skipped: 0,
        link: None,
        run_link: None,
        runs: 0,
        choices: Vec::new(),
        span: 1,
        pattern,
        placeholder: false,
    };
    let result = each(bytes, |step| {
        match step {
            Step::Start(tag) => flow.start(&tag),
            Step::End(name) => flow.end(name),
            Step::Text(text) => flow.put(text),
        }
        flow.lines.more()
    });
    flow.code_alone();
    flow.end_paragraph();
    while let Some(outer) = flow.outer.pop() {
        flow.paragraph = outer;
        flow.end_paragraph();
    }
    flow.tables.end_all(flow.lines);
    result
}

impl Flow<'_, '_> {
    fn start(&mut self, tag: &Tag<'_>) {
        if self.skipped > 0 {
            self.skipped += 1;
            return;
        }
        match tag.name() {
            // the `text` of a slide's comment
            "t" | "delText" | "text" => self.text += 1,
            "instrText" | "delInstrText" => self.code += 1,
            // tabs that are set, not typed; the mark behind a paragraph
            "pPr" | "tabs" | "tabLst" => self.skipped = 1,
            "Fallback" if self.choices.last().is_some_and(|runs| *runs < self.runs) => self.skipped = 1,
            "AlternateContent" if self.choices.len() < NESTED => self.choices.push(self.runs),
            "tab" | "ptab" => self.paragraph.push(if self.tables.is_empty() { '\t' } else { ' ' }),
            "br" | "cr" => self.paragraph.push('\n'),
            "noBreakHyphen" => self.paragraph.push('-'),
            "tbl" => {
                self.end_paragraph();
                self.tables.begin();
            }
            "gridSpan" => self.span = tag.number("val").unwrap_or(1),
            "tc" => self.span = tag.number("gridSpan").unwrap_or(1),
            "txbxContent" if self.outer.len() < NESTED => {
                self.outer.push(std::mem::take(&mut self.paragraph));
            }
            "sp" => self.placeholder = false,
            "ph" => self.placeholder = self.pattern && tag.value("type").is_none_or(|kind| kind != "ftr"),
            "hyperlink" => self.link = self.target(tag),
            "hlinkClick" | "hlinkHover" => self.run_link = self.target(tag),
            "fldSimple" => self.link = tag.value("instr").and_then(|code| field_target(&code)),
            "fldChar" => match tag.value("fldCharType").as_deref() {
                // of a field that has no end, the code is all that there is
                Some("begin") => self.code_alone(),
                Some("separate") => {
                    self.link = field_target(&std::mem::take(&mut self.field)).or(self.link.take());
                }
                _ => {
                    let unseparated = field_target(&std::mem::take(&mut self.field));
                    let link = unseparated.or(self.link.take());
                    self.behind(link);
                }
            },
            "docVar" => {
                if let (Some(name), Some(value)) = (tag.value("name"), tag.value("val")) {
                    self.lines.labelled(&name, &value);
                }
            }
            "cmAuthor" | "author" => self.author(tag.value("name").as_deref()),
            _ => {}
        }
        if let Some(author) = tag.value("author") {
            self.author(Some(&author));
        }
    }

    fn end(&mut self, name: &str) {
        if self.skipped > 0 {
            self.skipped -= 1;
            return;
        }
        match name {
            "t" | "delText" => self.text = self.text.saturating_sub(1),
            "text" => {
                self.text = self.text.saturating_sub(1);
                self.end_paragraph();
            }
            "instrText" | "delInstrText" => self.code = self.code.saturating_sub(1),
            "p" => self.end_paragraph(),
            "r" => {
                let link = self.run_link.take();
                self.behind(link);
            }
            "hyperlink" | "fldSimple" => {
                let link = self.link.take();
                self.behind(link);
            }
            "AlternateContent" => drop(self.choices.pop()),
            "txbxContent" => {
                self.end_paragraph();
                self.paragraph = self.outer.pop().unwrap_or_default();
            }
            "tc" => {
                self.end_paragraph();
                self.tables.end_cell(std::mem::replace(&mut self.span, 1));
            }
            "tr" => {
                self.end_paragraph();
                self.tables.end_row(self.lines);
            }
            "tbl" => {
                self.end_paragraph();
                self.tables.end(self.lines);
            }
            // a shape, a note, a comment
            "sp" | "wsp" | "footnote" | "endnote" | "comment" | "cm" if self.tables.is_empty() => {
                let link = self.run_link.take();
                self.behind(link);
                self.end_paragraph();
                self.lines.part();
            }
            _ => {}
        }
    }

    fn put(&mut self, text: &str) {
        if self.skipped > 0 || self.placeholder {
        } else if self.text > 0 {
            self.runs += 1;
            if text.contains(['\n', '\r', '\t']) {
                self.paragraph
                    .extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
            } else {
                self.paragraph.push_str(text);
            }
            if self.paragraph.len() > PARAGRAPH {
                self.end_paragraph();
            }
        } else if self.code > 0 && self.field.len() + text.len() < CODE {
            self.field.push_str(text);
        }
    }

    /// Ends the open paragraph. An empty one outside of tables is a blank line: it parts blocks.
    fn end_paragraph(&mut self) {
        let link = self.run_link.take();
        self.behind(link);
        let text = std::mem::take(&mut self.paragraph);
        for line in text.split('\n') {
            self.tables.text(line.trim_end(), self.lines);
        }
        // its room is kept for the next
        if text.capacity() <= PARAGRAPH {
            self.paragraph = text;
            self.paragraph.clear();
        }
    }

    /// The link of a code behind which nothing begins a result.
    fn code_alone(&mut self) {
        let link = field_target(&std::mem::take(&mut self.field));
        self.behind(link);
    }

    /// Puts a link behind its text, where that does not say it.
    fn behind(&mut self, link: Option<String>) {
        let Some(link) = link else { return };
        if !says(&self.paragraph, &link) {
            if !self.paragraph.is_empty() {
                self.paragraph.push(' ');
            }
            self.paragraph.push('<');
            self.paragraph.push_str(&link);
            self.paragraph.push('>');
        }
    }

    fn target(&self, tag: &Tag<'_>) -> Option<String> {
        let relation = self.relations.get(tag.value("id")?.as_ref())?;
        shown(&relation.target).filter(|_| relation.external)
    }

    fn author(&mut self, name: Option<&str>) {
        if let Some(name) = name.map(str::trim).filter(|name| !name.is_empty() && name.len() < 128)
            && self.authors.len() < AUTHORS
            && !self.authors.contains(name)
        {
            self.authors.insert(name.to_owned());
        }
    }
}

/// Where a field leads: `HYPERLINK "mailto:jan@klant.example"`.
pub(super) fn field_target(code: &str) -> Option<String> {
    let code = code.trim_start();
    let rest = code.get(..9).filter(|word| word.eq_ignore_ascii_case("HYPERLINK")).map(|_| &code[9..])?;
    let target = match rest.split_once('"') {
        Some((_, quoted)) => quoted.split('"').next()?,
        None => rest.split_whitespace().find(|word| !word.starts_with('\\'))?,
    };
    shown(target)
}
