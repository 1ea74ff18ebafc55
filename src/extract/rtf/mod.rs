//! RTF in, its text out: as HTML or plain text where it was made of that, else as it is read from top to bottom.
//!
//! Outlook wraps the HTML or plain text of a message in RTF and marks it (\[MS-OXRTFEX\]); then the same HTML comes out again. Of any
//! other RTF come out: what the file says of itself (author, company, title), the text with headers, footers, notes and comments,
//! each paragraph a line, each row of a table a line with tabs, and targets of links that their text does not show.
//! Pictures, style sheets, and what destinations hold that this reader does not know, do not. One pass over the bytes; groups
//! are kept in a list of bounded length, whatever their depth.

mod charset;
mod destination;
mod token;

use std::collections::HashMap;

use charset::Charset;
use destination::Destination;
use token::{Token, Tokens};

use super::output::Output;
use super::{Document, ExtractOptions, Extractor};
use crate::model::{Card, Contents, Problem, ProblemCode, TextKind};

pub(super) struct Rtf;

static CARD: Card = Card {
    name: "rtf",
    summary: "Rich Text Format: text, tables, notes, headers, targets of links; the HTML or plain text that Outlook wrapped in it.",
    caveats: "Pictures and hidden index entries are passed over; embedded objects are a problem of code unsupported.",
    references: &["Rich Text Format (RTF) Specification 1.9.1", "MS-OXRTFEX"],
};

impl Extractor for Rtf {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        start(document.bytes).is_some()
    }

    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let bytes = start(document.bytes).unwrap_or(document.bytes);
        let mut reader = Reader::new(Output::new(out, options.expanded));
        for token in Tokens::new(bytes) {
            reader.take(token);
            if reader.over || reader.out.stopped() {
                break;
            }
        }
        reader.finish()
    }
}

/// From the first brace on, where it is RTF; a byte order mark or blanks may stand before it.
fn start(bytes: &[u8]) -> Option<&[u8]> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let blanks = bytes.iter().take(64).take_while(|b| b.is_ascii_whitespace() || **b == 0).count();
    let bytes = &bytes[blanks..];
    bytes.starts_with(b"{\\rtf").then_some(bytes)
}

/// Groups in one another whose formatting is kept; Word makes some 30.
const DEPTH: usize = 1_000;

/// Bytes of an instruction of a field, of a line of the file's own information, or of the visible text of a link, that are looked at.
const SHORT: usize = 8 << 10;

/// Fonts that are kept.
const FONTS: usize = 10_000;

#[derive(Clone, Copy)]
struct Group {
    destination: Destination,
    charset: Charset,
    /// Characters behind `\u` that stand for the same in older programs.
    alternatives: u32,
    /// Between `\htmlrtf` and `\htmlrtf0`: what the HTML says by itself.
    doubled: bool,
    /// Nothing but `\*` has come yet.
    fresh: bool,
    /// Begins with `\*`: may be passed over when it is not known.
    star: bool,
    /// A line ends with it.
    line: bool,
}

/// A field that is open.
struct Field {
    /// How many groups were open around it.
    depth: usize,
    target: Option<String>,
    shown: String,
}

struct Reader<'a> {
    out: Output<'a>,
    group: Group,
    groups: Vec<Group>,
    /// Groups beyond [`DEPTH`].
    deeper: u64,
    too_deep: bool,
    over: bool,
    html: bool,
    document: Charset,
    default_font: i32,
    fonts: HashMap<i32, Charset>,
    /// The font that the table of fonts is about.
    font: i32,
    /// Bytes of text that are not decoded yet.
    bytes: Vec<u8>,
    text: String,
    /// The first half of a character beyond U+FFFF.
    high: Option<u16>,
    /// Characters still to be passed over behind `\u`.
    skip: u32,
    fields: Vec<Field>,
    short: String,
    objects: u64,
}

impl<'a> Reader<'a> {
    fn new(out: Output<'a>) -> Self {
        Reader {
            out,
            group: Group {
                destination: Destination::Body,
                charset: Charset::ANSI,
                alternatives: 1,
                doubled: false,
                fresh: false,
                star: false,
                line: false,
            },
            groups: Vec::new(),
            deeper: 0,
            too_deep: false,
            over: false,
            html: false,
            document: Charset::ANSI,
            default_font: 0,
            fonts: HashMap::new(),
            font: 0,
            bytes: Vec::new(),
            text: String::new(),
            high: None,
            skip: 0,
            fields: Vec::new(),
            short: String::new(),
            objects: 0,
        }
    }

    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Text(text) => {
                let skipped = text.len().min(self.skip as usize);
                self.skip -= u32::try_from(skipped).unwrap_or(0);
                self.bytes(&text[skipped..]);
            }
            Token::Hex(_) if self.skip > 0 => self.skip -= 1,
            Token::Hex(byte) => self.bytes(&[byte]),
            Token::Open => self.open(),
            Token::Close => self.close(),
            Token::Symbol(symbol) => {
                self.skip = 0;
                self.symbol(symbol);
            }
            Token::Word(word, number) => {
                self.skip = 0;
                self.decode();
                self.word(word, number);
            }
        }
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.group.fresh = false;
        match self.group.destination {
            Destination::Object => self.objects += bytes.len() as u64,
            Destination::Skip | Destination::Fonts | Destination::Info => {}
            _ => {
                self.high = None;
                self.bytes.extend_from_slice(bytes);
                // a run of text may be as long as the file
                if self.bytes.len() > SHORT && bytes.last().is_some_and(u8::is_ascii) {
                    self.decode();
                }
            }
        }
    }

    /// Bytes of text that came so far, as text.
    fn decode(&mut self) {
        if self.bytes.is_empty() {
            return;
        }
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        self.group.charset.decode(&self.bytes, &mut text);
        self.bytes.clear();
        self.put(&text);
        self.text = text;
    }

    fn put(&mut self, text: &str) {
        match self.group.destination {
            Destination::Body | Destination::HtmlTag if self.html && self.group.doubled => {}
            // HTML in a file that does not say that it is made of HTML
            Destination::HtmlTag if !self.html => {}
            Destination::Body | Destination::HtmlTag => {
                if let Some(field) = self.fields.last_mut().filter(|f| f.shown.len() < SHORT) {
                    field.shown.push_str(text);
                }
                self.out.push(text);
            }
            Destination::Instruction | Destination::InfoLine(_) if self.short.len() < SHORT => {
                self.short.push_str(text);
            }
            _ => {}
        }
    }

    /// The end of a line or a tab, which HTML says by itself.
    fn blank(&mut self, plain: &str) {
        if self.html && plain == "\n" { self.put("\r\n") } else { self.put(plain) }
    }

    /// A character that has a control word.
    fn character(&mut self, character: &str, entity: &str) {
        self.put(if self.html { entity } else { character });
    }

    fn open(&mut self) {
        self.skip = 0;
        self.decode();
        if self.groups.len() >= DEPTH {
            self.deeper += 1;
            self.too_deep = true;
            self.group.fresh = false;
            return;
        }
        self.groups.push(self.group);
        self.group.fresh = true;
        self.group.star = false;
        self.group.line = false;
    }

    fn close(&mut self) {
        self.skip = 0;
        self.decode();
        self.high = None;
        if self.deeper > 0 {
            self.deeper -= 1;
            return;
        }
        let Some(outer) = self.groups.pop() else {
            self.over = true;
            return;
        };
        let inner = std::mem::replace(&mut self.group, outer);
        self.group.fresh = false;
        if inner.destination != outer.destination {
            match inner.destination {
                Destination::Instruction => {
                    let target = target(&self.short).map(str::to_owned);
                    if let Some(field) = self.fields.last_mut().filter(|_| target.is_some()) {
                        field.target = target;
                    }
                    self.short.clear();
                }
                Destination::InfoLine(label) => {
                    let value = std::mem::take(&mut self.short);
                    if !self.html && !value.trim().is_empty() {
                        self.out.line();
                        self.out.push(&format!("{label}: {}\n", value.trim()));
                    }
                }
                _ => {}
            }
        }
        if self.fields.last().is_some_and(|f| f.depth == self.groups.len()) {
            self.close_field();
        }
        if inner.line && !self.html {
            self.out.line();
        }
        if self.groups.is_empty() {
            self.over = true;
        }
    }

    fn close_field(&mut self) {
        let Some(field) = self.fields.pop() else { return };
        if let Some(target) = field.target.filter(|t| !self.html && !shows(&field.shown, t)) {
            self.put(&format!(" <{target}>"));
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.group.star = self.group.fresh,
            b'{' | b'}' | b'\\' => self.bytes(&[symbol]),
            _ => {
                self.decode();
                self.group.fresh = false;
                match symbol {
                    b'~' => self.character("\u{a0}", "&nbsp;"),
                    b'_' => self.character("-", "&#8209;"),
                    b'-' if self.html => self.put("&shy;"),
                    _ => {}
                }
            }
        }
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        let (fresh, star) = (self.group.fresh, self.group.star);
        self.group.fresh = false;
        if fresh && self.destination(word, star) {
            return;
        }
        match self.group.destination {
            Destination::Skip | Destination::Object | Destination::Info => {}
            Destination::Fonts => self.font_word(word, number),
            _ => self.text_word(word, number),
        }
    }

    /// The first word of a group may say where its text goes.
    fn destination(&mut self, word: &[u8], star: bool) -> bool {
        let outer = self.group.destination;
        if matches!(outer, Destination::Skip | Destination::Object) {
            return true;
        }
        let Some((destination, line)) = outer.of(word, star) else { return false };
        if word == b"field" {
            self.fields.push(Field { depth: self.groups.len() - 1, target: None, shown: String::new() });
        }
        self.group.destination = destination;
        self.group.line = line;
        if line && !self.html {
            self.out.line();
        }
        if destination == Destination::Instruction {
            self.short.clear();
        }
        true
    }

    fn font_word(&mut self, word: &[u8], number: Option<i32>) {
        let charset = match (word, number) {
            (b"f", Some(number)) => {
                self.font = number;
                return;
            }
            (b"fcharset", Some(number)) => Charset::of_font(number),
            (b"cpg", Some(number)) => Charset::of_page(number),
            _ => return,
        };
        if let Some(charset) = charset.filter(|_| self.fonts.len() < FONTS) {
            self.fonts.insert(self.font, charset);
        }
    }

    fn font_charset(&self, number: i32) -> Charset {
        self.fonts.get(&number).copied().unwrap_or(self.document)
    }

    fn text_word(&mut self, word: &[u8], number: Option<i32>) {
        match word {
            b"par" | b"line" | b"sect" | b"page" | b"column" | b"softline" | b"row" | b"nestrow" => {
                self.blank("\n");
            }
            b"cell" | b"nestcell" if self.group.destination == Destination::Body && !self.html => {
                self.out.cell();
            }
            b"cell" | b"nestcell" | b"tab" => self.blank("\t"),
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => self.group.alternatives = u32::try_from(number.unwrap_or(1)).unwrap_or(0).min(16),
            b"f" => self.group.charset = self.font_charset(number.unwrap_or(0)),
            b"plain" => self.group.charset = self.font_charset(self.default_font),
            b"htmlrtf" => self.group.doubled = number != Some(0),
            b"lquote" => self.character("‘", "&lsquo;"),
            b"rquote" => self.character("’", "&rsquo;"),
            b"ldblquote" => self.character("“", "&ldquo;"),
            b"rdblquote" => self.character("”", "&rdquo;"),
            b"bullet" => self.character("•", "&bull;"),
            b"endash" => self.character("–", "&ndash;"),
            b"emdash" => self.character("—", "&mdash;"),
            b"emspace" | b"enspace" | b"qmspace" => self.character(" ", "&ensp;"),
            b"fromhtml" if number != Some(0) => {
                self.html = true;
                self.out.kind(TextKind::Html);
            }
            b"ansi" => self.code_page(Some(Charset::ANSI)),
            b"mac" => self.code_page(Charset::of_page(10000)),
            b"pc" => self.code_page(Charset::of_page(437)),
            b"pca" => self.code_page(Charset::of_page(850)),
            b"ansicpg" => self.code_page(Charset::of_page(number.unwrap_or(0))),
            b"deff" => self.default_font = number.unwrap_or(0),
            _ => {}
        }
    }

    fn code_page(&mut self, charset: Option<Charset>) {
        if let Some(charset) = charset {
            self.document = charset;
            self.group.charset = charset;
        }
    }

    /// `\u`: a UTF-16 code unit, as a signed number of 16 bits, or as larger numbers that some programs write.
    fn unicode(&mut self, number: i32) {
        self.skip = self.group.alternatives;
        let high = self.high.take();
        let unit = match number {
            -32_768..=-1 => u32::try_from(number + 65_536).unwrap_or(0),
            _ => u32::try_from(number).unwrap_or(0),
        };
        let character = match (high, unit) {
            (_, 0xd800..=0xdbff) => {
                self.high = u16::try_from(unit).ok();
                return;
            }
            (Some(high), 0xdc00..=0xdfff) => {
                char::from_u32(0x10000 + ((u32::from(high) & 0x3ff) << 10) + (unit & 0x3ff))
            }
            // Word keeps the pictures of symbol fonts here
            (_, 0xf000..=0xf0ff) => Some(' '),
            (_, 0) => None,
            _ => char::from_u32(unit),
        };
        if let Some(character) = character {
            self.put(character.encode_utf8(&mut [0; 4]));
        }
    }

    fn finish(mut self) -> Result<(), Problem> {
        self.decode();
        let stopped = self.out.stopped();
        let problem = |code, why: &'static str, bytes| Problem::new(code, why).giving_up(bytes);
        if self.objects > 0 {
            // two digits a byte
            let why = "an object embedded in RTF is not read";
            self.out.problem(problem(ProblemCode::Unsupported, why, self.objects / 2));
        }
        if self.too_deep {
            let why =
                "groups of RTF lie deeper in one another than 1000; formatting in them was not followed";
            self.out.problem(problem(ProblemCode::Limit, why, 0));
        }
        self.out.finish()?;
        if self.over || stopped {
            Ok(())
        } else {
            Err(Problem::new(ProblemCode::Truncated, "RTF that ends before its end"))
        }
    }
}

/// The target in an instruction as `HYPERLINK "mailto:jan@klant.example"`.
fn target(instruction: &str) -> Option<&str> {
    let at = instruction.to_ascii_uppercase().find("HYPERLINK")?;
    let rest = instruction[at + "HYPERLINK".len()..].trim_start();
    // switches stand before or behind it: `\l` is a place in the document
    let target = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next()?,
        None => rest.split_whitespace().next()?,
    };
    (!target.is_empty() && !target.starts_with('\\')).then_some(target)
}

/// True where the text of a link tells its target already.
fn shows(text: &str, target: &str) -> bool {
    super::link::shown(text, target)
}

#[cfg(test)]
mod tests;
