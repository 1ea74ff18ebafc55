//! `--mailto-file FILE`: a message that is ready to be sent, with the reports of a run attached.
//!
//! In: who sends it to whom, and what a run told. Out: a message (RFC 5322, MIME: RFC 2045 and 2046), whole or absent. Nothing is sent:
//! this program has no network. Reports flow from their files into the message; none of them is held in memory. The text is the
//! summary; where reports are sealed, that is sealed and attached too, and the message itself tells nothing of the mail.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use clap::{Args, ValueHint};
use data_encoding::{BASE64, BASE64_MIME, HEXLOWER};
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::exit::Failure;
use super::outputs;
use crate::model::Lang;
use crate::report::{Complete, Destination, Output, Recipients, lang, seal};

/// What can be typed about it.
#[derive(Debug, Args)]
#[command(next_help_heading = "Every night")]
pub(super) struct MailtoArgs {
    /// Write a message to this file that is ready to be sent, as by `sendmail -t`: the summary as its text, and each report of -o
    /// attached. Needs --mail-from and --mail-to. With --encrypt-to the summary is an encrypted attachment too
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    mailto_file: Option<PathBuf>,

    /// Who the message of --mailto-file is from, as in `audit@example.org` or `Mail audit <audit@example.org>`
    #[arg(long, value_name = "ADDRESS")]
    mail_from: Option<Mailbox>,

    /// Who the message of --mailto-file is for; repeatable
    #[arg(long, value_name = "ADDRESS")]
    mail_to: Vec<Mailbox>,
}

impl MailtoArgs {
    /// Makes the message ready, where one is wanted.
    pub(super) fn open(
        &self,
        recipients: &Recipients,
        lang: Lang,
        scanned: &[PathBuf],
    ) -> Result<Option<Letter>, Failure> {
        let Some(path) = &self.mailto_file else { return Ok(None) };
        let (Some(from), false) = (&self.mail_from, self.mail_to.is_empty()) else {
            return Err(Failure::Usage("--mailto-file needs --mail-from and --mail-to".to_owned()));
        };
        if path.extension().is_some_and(|e| e.eq_ignore_ascii_case(seal::EXTENSION)) {
            let why = "--mailto-file: a message that is encrypted as a whole cannot be sent; what is attached to it is encrypted";
            return Err(Failure::Usage(why.to_owned()));
        }
        // what is attached is sealed already
        let output = Output::open(Destination::File(path.clone()), &Recipients::default())
            .map_err(|e| outputs::usage(&e))?;
        if output.target().is_some_and(|target| scanned.iter().any(|path| target.starts_with(path))) {
            let why = "--mailto-file {}: there it would be read as mail by the next run; give another folder";
            return Err(Failure::Usage(why.replacen("{}", &path.display().to_string(), 1)));
        }
        Ok(Some(Letter {
            output,
            from: from.clone(),
            to: self.mail_to.clone(),
            recipients: recipients.clone(),
            lang,
        }))
    }
}

/// A message, made ready before anything is read.
pub(super) struct Letter {
    output: Output,
    from: Mailbox,
    to: Vec<Mailbox>,
    recipients: Recipients,
    lang: Lang,
}

impl Letter {
    /// The file that will be there in the end.
    pub(super) fn target(&self) -> Option<&Path> {
        self.output.target()
    }

    /// What is to be removed should the program end at once.
    pub(super) fn temporary(&self) -> Option<PathBuf> {
        self.output.temporary().map(Path::to_owned)
    }

    /// Writes the message, with this summary and the reports among these files. It is not in place yet.
    pub(super) fn write(&mut self, summary: &str, files: &[Complete<'_>]) -> io::Result<()> {
        let random = || -> io::Result<String> {
            let mut bytes = [0; 16];
            getrandom::fill(&mut bytes).map_err(io::Error::other)?;
            Ok(HEXLOWER.encode(&bytes))
        };
        let boundary = format!("=_{}", random()?);
        let now = Timestamp::now().to_zoned_datetime(TimeZone::system());
        let date = jiff::fmt::rfc2822::to_string(&now).map_err(io::Error::other)?;
        let mut head = String::with_capacity(1024);
        let to: Vec<String> = self.to.iter().map(Mailbox::shown).collect();
        let lang = self.lang;
        let text = |name: &str| lang::text(lang, name, &[]);
        // Writing to a String cannot fail.
        let _ = write!(
            head,
            "Date: {date}\r\nFrom: {}\r\nTo: {}\r\nSubject: {}\r\nMessage-ID: <{}@{}>\r\nAuto-Submitted: auto-generated\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"{boundary}\"\r\n",
            self.from.shown(),
            to.join(",\r\n "),
            words(&text("mail-subject")),
            random()?,
            self.from.domain(),
        );
        self.output.write_all(head.as_bytes())?;
        let sealed = !self.recipients.is_empty();
        let shown = if sealed { text("mail-sealed") + "\n" } else { summary.to_owned() };
        self.part(&boundary, &format!("text/plain; charset=utf-8\r\nContent-Language: {lang}"), None)?;
        base64(&mut shown.replace('\n', "\r\n").as_bytes(), &mut self.output)?;
        if sealed {
            let name = text("mail-summary") + ".txt." + seal::EXTENSION;
            self.part(&boundary, OPAQUE, Some(OsStr::new(&name)))?;
            let kept = Kept::default();
            let mut seal = Output::open(Destination::Stream(Box::new(kept.clone())), &self.recipients)
                .map_err(io::Error::other)?;
            seal.write_all(summary.as_bytes())?;
            seal.sync()?;
            let bytes = kept.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
            base64(&mut bytes.as_slice(), &mut self.output)?;
        }
        for file in files.iter().filter(|file| file.report) {
            self.part(&boundary, media_type(file.target), file.target.file_name())?;
            base64(&mut File::open(file.bytes)?, &mut self.output)?;
        }
        self.output.write_all(format!("\r\n--{boundary}--\r\n").as_bytes())?;
        self.output.sync()
    }

    /// Puts the message in place.
    pub(super) fn put(self) -> io::Result<()> {
        self.output.put()
    }

    /// Begins a part of the message; one with a name is attached.
    fn part(&mut self, boundary: &str, media_type: &str, name: Option<&OsStr>) -> io::Result<()> {
        let disposition =
            name.map_or_else(|| "inline".to_owned(), |name| format!("attachment;\r\n {}", file_name(name)));
        let head = format!(
            "\r\n--{boundary}\r\nContent-Type: {media_type}\r\nContent-Disposition: {disposition}\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n"
        );
        self.output.write_all(head.as_bytes())
    }
}

/// Bytes that are kept in memory: a page at most.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

const OPAQUE: &str = "application/octet-stream";

/// The media type of a report, by the extension of its name; what is encrypted has no registered one.
fn media_type(path: &Path) -> &'static str {
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    match extension.as_str() {
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "json" => "application/json",
        "jsonl" => "application/x-ndjson",
        "csv" => "text/csv; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "parquet" => "application/vnd.apache.parquet",
        "arrow" => "application/vnd.apache.arrow.file",
        _ => OPAQUE,
    }
}

/// Bytes of a line of base64, which has 76 characters (RFC 2045).
const LINE: usize = 57;

/// Lines of base64.
fn base64(from: &mut dyn Read, to: &mut dyn Write) -> io::Result<()> {
    let mut bytes = vec![0; LINE * 1024];
    let mut lines = String::new();
    loop {
        let mut held = 0;
        while held < bytes.len() {
            match from.read(&mut bytes[held..]) {
                Ok(0) => break,
                Ok(n) => held += n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
        lines.clear();
        BASE64_MIME.encode_append(&bytes[..held], &mut lines);
        to.write_all(lines.as_bytes())?;
        if held < bytes.len() {
            return Ok(());
        }
    }
}

/// The parameter for a name of a file: as it is where that is harmless, else encoded (RFC 2231).
fn file_name(name: &OsStr) -> String {
    let name = name.to_string_lossy();
    if name.len() <= 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b" ._-+@".contains(&b)) {
        return format!("filename=\"{name}\"");
    }
    let mut encoded = Vec::new();
    for byte in name.bytes() {
        match byte {
            b if b.is_ascii_alphanumeric() || b"._-".contains(&b) => encoded.push(char::from(b).to_string()),
            b => encoded.push(format!("%{b:02X}")),
        }
    }
    // lines stay short; each piece but the first has its number
    let pieces: Vec<String> = encoded
        .chunks(20)
        .enumerate()
        .map(|(at, piece)| {
            format!("filename*{at}*={}{}", if at == 0 { "UTF-8''" } else { "" }, piece.concat())
        })
        .collect();
    match pieces.as_slice() {
        [one] => one.replacen("filename*0*", "filename*", 1),
        more => more.join(";\r\n "),
    }
}

/// A text as a field body: as it is where it is plain, else in encoded-words (RFC 2047), each of them on a line.
fn words(text: &str) -> String {
    if text.len() <= 60 && text.bytes().all(|b| b == b' ' || b.is_ascii_graphic()) && !text.contains("=?") {
        return text.to_owned();
    }
    let mut pieces: Vec<String> = vec![String::new()];
    for c in text.chars() {
        match pieces.last_mut() {
            Some(last) if last.len() + c.len_utf8() <= 42 => last.push(c),
            _ => pieces.push(c.to_string()),
        }
    }
    let encoded: Vec<String> =
        pieces.iter().map(|p| format!("=?UTF-8?B?{}?=", BASE64.encode(p.as_bytes()))).collect();
    encoded.join("\r\n ")
}

/// A mailbox: display-name and addr-spec (RFC 5322 §3.4), of which nothing can begin a header field of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mailbox {
    name: Option<String>,
    address: String,
}

impl Mailbox {
    fn domain(&self) -> &str {
        self.address.rsplit('@').next().unwrap_or_default()
    }

    /// As it stands in a header field.
    fn shown(&self) -> String {
        let Some(name) = &self.name else { return self.address.clone() };
        let plain = name.bytes().all(|b| b == b' ' || b.is_ascii_alphanumeric());
        let quotable = name.len() <= 60 && name.bytes().all(|b| b == b' ' || b.is_ascii_graphic());
        match () {
            () if plain && quotable => format!("{name} <{}>", self.address),
            () if quotable => {
                format!("\"{}\" <{}>", name.replace('\\', "\\\\").replace('"', "\\\""), self.address)
            }
            () => format!("{}\r\n <{}>", words(name), self.address),
        }
    }
}

/// What was given is no mailbox. It is not quoted: it may be a command to a mail server.
#[derive(Debug, PartialEq, Eq)]
struct NoMailbox(&'static str);

impl std::fmt::Display for NoMailbox {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "expected one address, as in audit@example.org or Mail audit <audit@example.org>: {}",
            self.0
        )
    }
}

impl std::error::Error for NoMailbox {}

impl std::str::FromStr for Mailbox {
    type Err = NoMailbox;
    fn from_str(text: &str) -> Result<Self, NoMailbox> {
        if text.chars().any(char::is_control) {
            return Err(NoMailbox("there is a control character or the end of a line in it"));
        }
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>') {
            Some(front) => front.rsplit_once('<').ok_or(NoMailbox("a `<` is missing"))?,
            None => ("", text),
        };
        let name = name.trim();
        let name = name.strip_prefix('"').and_then(|n| n.strip_suffix('"')).unwrap_or(name).trim();
        let (local, domain) = address.rsplit_once('@').ok_or(NoMailbox("there is no @ in it"))?;
        let atom = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
        let dotted = |part: &str, of: &dyn Fn(u8) -> bool| {
            part.split('.').all(|atom| !atom.is_empty() && atom.bytes().all(of))
        };
        if local.len() > 64 || !dotted(local, &atom) {
            return Err(NoMailbox(
                "what stands before the @ is not of letters of ASCII, digits and signs, with dots between",
            ));
        }
        if domain.len() > 253 || !dotted(domain, &|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(NoMailbox("what stands behind the @ is no domain in ASCII (xn--…)"));
        }
        let name = (!name.is_empty()).then(|| name.to_owned());
        Ok(Mailbox { name, address: address.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mailbox(text: &str) -> Result<String, String> {
        text.parse::<Mailbox>().map(|m| m.shown()).map_err(|e| e.to_string())
    }

    #[test]
    fn mailboxes_are_one_address_and_never_a_header() {
        for (given, shown) in [
            (" audit@example.org ", "audit@example.org"),
            ("Mail audit <audit@example.org>", "Mail audit <audit@example.org>"),
            (
                "\"Audit, mail\" <a.b+c@xn--bcher-kva.example>",
                "\"Audit, mail\" <a.b+c@xn--bcher-kva.example>",
            ),
            ("a\"b\\c <audit@example.org>", "\"a\\\"b\\\\c\" <audit@example.org>"),
            (
                "Privacy-coördinator <fg@example.nl>",
                "=?UTF-8?B?UHJpdmFjeS1jb8O2cmRpbmF0b3I=?=\r\n <fg@example.nl>",
            ),
        ] {
            assert_eq!(mailbox(given).unwrap(), shown);
        }
        for wrong in [
            "",
            "audit",
            "@example.org",
            "audit@",
            "a@b@example.org",
            "a b@example.org",
            "a@example..org",
            ".a@example.org",
            "a@example.org, b@example.org",
            "audit@example.org\r\nBcc: x@example.org",
            "a\n<audit@example.org>",
            "a@exämple.org",
            "audit@example.org>",
            "x <a@example.org> y",
            "<<a@example.org>",
            "a@[127.0.0.1]",
            "-t\0@example.org",
        ] {
            match mailbox(wrong) {
                // a name may hold anything but what ends a line; the address is the last one
                Ok(shown) => {
                    assert_eq!((wrong, shown.as_str()), ("<<a@example.org>", "\"<\" <a@example.org>"));
                }
                Err(why) => assert!(why.starts_with("expected one address") && !why.contains("Bcc"), "{why}"),
            }
        }
    }

    #[test]
    fn words_and_names_of_files_keep_to_their_line() {
        assert_eq!(words("Mail audit: report"), "Mail audit: report");
        let long = "é".repeat(100);
        let encoded = words(&long);
        assert!(
            encoded.split("\r\n ").all(|line| line.len() <= 75 && line.starts_with("=?UTF-8?B?")),
            "{encoded}"
        );
        let field = format!("Subject: {encoded}\r\n");
        let parsed = mailparse::parse_header(field.as_bytes()).unwrap().0;
        assert_eq!(parsed.get_value(), long);

        assert_eq!(file_name(OsStr::new("audit.xlsx.age")), "filename=\"audit.xlsx.age\"");
        assert_eq!(file_name(OsStr::new("é\"\r\n.csv")), "filename*=UTF-8''%C3%A9%22%0D%0A.csv");
        let name = format!("{}.csv", "\u{202e}x;".repeat(30));
        let shown = file_name(OsStr::new(&name));
        assert!(shown.split("\r\n ").all(|line| line.len() < 90 && line.is_ascii()), "{shown}");
        let parsed =
            mailparse::parse_content_disposition(&format!("attachment; {}", shown.replace("\r\n", "")));
        assert_eq!(parsed.params.get("filename"), Some(&name));
    }

    #[test]
    fn base64_has_lines_of_76_whatever_the_length() {
        for length in [0, 1, 56, 57, 58, LINE * 1024 - 1, LINE * 1024, LINE * 1024 + 1, LINE * 2048] {
            let bytes: Vec<u8> = (0..length).map(|n| (n * 7 % 251) as u8).collect();
            let mut out = Vec::new();
            base64(&mut bytes.as_slice(), &mut out).unwrap();
            assert_eq!(BASE64_MIME.decode(&out).unwrap(), bytes);
            let text = String::from_utf8(out).unwrap();
            let lines: Vec<&str> = text.split_terminator("\r\n").collect();
            assert!(lines.iter().rev().skip(1).all(|line| line.len() == 76), "{length}");
        }
    }
}
