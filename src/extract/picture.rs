//! A picture in, the text on it out, as Tesseract sees it where it is installed.
//!
//! The picture goes to `tesseract` through its standard input and the text comes back through its standard output, so that neither
//! stands on disk. This program itself takes no picture apart.

use std::io::{self, Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use super::{Document, ExtractOptions, Extractor, LOOK, STOPPED};
use crate::model::{Card, Contents, Problem, ProblemCode, Stop, TextKind};

pub(super) struct Picture;

static CARD: Card = Card {
    name: "picture",
    summary: "Text on pictures (PNG, JPEG, TIFF, GIF, BMP, WebP), read by Tesseract.",
    caveats: "Only with --ocr, and where the program `tesseract` and the data of the languages are installed; one minute a picture.",
    references: &["https://tesseract-ocr.github.io/tessdoc/"],
};

/// The program.
const PROGRAM: &str = "tesseract";

/// How long one picture may take. A full page of 300 dpi takes some five seconds.
const TIME: Duration = Duration::from_secs(60);

impl Extractor for Picture {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognises(&self, document: &Document<'_>) -> bool {
        let bytes = document.bytes;
        const MAGIC: [&[u8]; 6] =
            [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"GIF87a", b"GIF89a"];
        MAGIC.iter().any(|magic| bytes.starts_with(magic))
            || bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")
            // two letters are little to go by: the size of the header that follows tells
            || bytes.starts_with(b"BM") && matches!(bytes.get(14..18), Some([12 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
    }

    fn wanted(&self, options: &ExtractOptions) -> bool {
        options.ocr.is_some()
    }

    fn extract(
        &self,
        document: &Document<'_>,
        options: &ExtractOptions,
        out: &mut dyn Contents,
    ) -> Result<(), Problem> {
        let Some(languages) = options.ocr.as_deref().filter(|l| plausible(l)) else {
            return Err(Problem::new(ProblemCode::Unsupported, "no languages to read pictures in"));
        };
        let mut command = Command::new(PROGRAM);
        command.args(["stdin", "stdout", "-l", languages]);
        // one picture is one thread: the scan itself uses the other processors
        command.env("OMP_THREAD_LIMIT", "1");
        run(command, document.bytes, options, TIME, out)
    }
}

/// Names of languages and scripts as Tesseract has them, joined by `+`; nothing that it could take for an option or a path.
fn plausible(languages: &str) -> bool {
    !languages.is_empty()
        && languages.split('+').all(|name| {
            name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '/')
        })
}

/// Ends the program whichever way the function is left.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn run(
    mut command: Command,
    picture: &[u8],
    options: &ExtractOptions,
    time: Duration,
    out: &mut dyn Contents,
) -> Result<(), Problem> {
    let (most, stop) = (options.expanded, &options.stop);
    let until = Instant::now() + time;
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let child = command.spawn().map_err(|e| match e.kind() {
        io::ErrorKind::NotFound => {
            Problem::new(ProblemCode::Unsupported, "`tesseract`, which reads pictures, is not installed")
        }
        kind => Problem::new(ProblemCode::Io, format!("`tesseract` cannot be started: {kind}")),
    })?;
    let mut child = Ended(child);
    let (Some(mut input), Some(output)) = (child.0.stdin.take(), child.0.stdout.take()) else {
        return Err(Problem::new(ProblemCode::Io, "`tesseract` has no streams"));
    };
    thread::scope(|scope| {
        let (sender, text) = mpsc::sync_channel(1);
        let reading = move || {
            let mut bytes = Vec::new();
            let result = output.take(most.saturating_add(1)).read_to_end(&mut bytes);
            let _ = sender.send(result.map(|_| bytes));
        };
        // it may end, or be ended, without having read all: that is told by how it ends
        let writing = move || {
            let _ = input.write_all(picture);
        };
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        let begun = named("picture")
            .spawn_scoped(scope, writing)
            .and_then(|_| named("its text").spawn_scoped(scope, reading));
        if let Err(error) = begun {
            // else a thread that writes to it would wait for ever
            let _ = child.0.kill();
            let detail = format!("`tesseract` cannot be talked to: {}", error.kind());
            return Err(Problem::new(ProblemCode::Io, detail));
        }
        let answer = loop {
            let left = until.saturating_duration_since(Instant::now());
            let answer = text.recv_timeout(left.min(LOOK));
            let waits = matches!(answer, Err(RecvTimeoutError::Timeout));
            if !waits || left.is_zero() || stop.asked() {
                break answer;
            }
        };
        let result = match answer {
            Ok(Ok(mut bytes)) => {
                let cut = bytes.len() as u64 > most;
                bytes.truncate(usize::try_from(most).unwrap_or(usize::MAX));
                // closed its output, so it is about to end
                let fine = cut || wait(&mut child.0, until, stop);
                told(&bytes, out);
                match (cut, fine) {
                    (true, _) => Err(Problem::new(
                        ProblemCode::Limit,
                        format!("the text of a picture is larger than {most} bytes"),
                    )),
                    (false, true) => Ok(()),
                    (false, false) => Err(Problem::new(
                        ProblemCode::Corrupt,
                        "`tesseract` could not read the picture, or lacks the data of a language",
                    )),
                }
            }
            Err(RecvTimeoutError::Timeout) if stop.asked() => Err(Problem::new(ProblemCode::Limit, STOPPED)),
            Err(RecvTimeoutError::Timeout) => Err(Problem::new(
                ProblemCode::Limit,
                format!("to read a picture took longer than {} seconds", time.as_secs()),
            )),
            Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
                Err(Problem::new(ProblemCode::Io, "the answer of `tesseract` cannot be read"))
            }
        };
        // before the threads are waited for: they end when it does
        drop(child);
        result
    })
}

/// Waits for the end of a program that has closed its output; true where it says that all went well.
fn wait(child: &mut Child, until: Instant, stop: &Stop) -> bool {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < until && !stop.asked() => thread::sleep(Duration::from_millis(2)),
            _ => return false,
        }
    }
}

/// Hands on text; a form feed, which stands behind each page, is the end of a line.
fn told(bytes: &[u8], out: &mut dyn Contents) {
    let text = String::from_utf8_lossy(bytes).replace('\x0c', "\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let mut end = rest.floor_char_boundary(64 << 10);
        if end < rest.len() {
            end = rest[..end].rfind('\n').map_or(end, |at| at + 1);
        }
        let (now, later) = rest.split_at(end);
        if !out.text(TextKind::Plain, now) {
            return;
        }
        rest = later;
    }
}

#[cfg(test)]
mod tests {
    use super::super::collect::{Collect, ample};
    use super::super::recognise;
    use super::*;

    fn document(bytes: &[u8]) -> Document<'_> {
        Document { bytes, name: None, media_type: "image/png" }
    }

    #[test]
    fn pictures_are_read_only_where_languages_are_given() {
        let with = ExtractOptions { ocr: Some("nld+eng".to_owned()), ..ample() };
        let bmp = b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x01\0";
        for bytes in
            [&b"\x89PNG\r\n\x1a\n.."[..], b"\xff\xd8\xff\xe0", b"II*\0", b"RIFF\0\0\0\0WEBPVP8 ", bmp]
        {
            assert!(recognise(&document(bytes), &ample()).is_none());
            assert_eq!(recognise(&document(bytes), &with).unwrap().card().name, "picture");
        }
        for bytes in [&b"BMW en andere auto's"[..], b"RIFF\0\0\0\0WAVE", b"", b"BM"] {
            assert!(recognise(&document(bytes), &with).is_none());
        }
    }

    #[test]
    fn languages_are_no_options_and_no_paths() {
        for good in ["nld", "nld+eng", "chi_sim", "script/Latin"] {
            assert!(plausible(good), "{good}");
        }
        for bad in ["", "-c", "nld+", "/etc/passwd", "nld --psm", "../nld"] {
            assert!(!plausible(bad), "{bad}");
            let options = ExtractOptions { ocr: Some(bad.to_owned()), ..ample() };
            let result = Picture.extract(&document(b""), &options, &mut Collect::default());
            assert_eq!(result.unwrap_err().code, ProblemCode::Unsupported);
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_program_is_kept_in_bounds_whatever_it_does() {
        let sh = |script: &str, most: u64, time: u64| {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", script]);
            let mut out = Collect::default();
            let picture = vec![b'x'; 1 << 20];
            let options = ExtractOptions { expanded: most, ..ample() };
            let result = run(command, &picture, &options, Duration::from_millis(time), &mut out);
            (result.err().map(|p| p.code), out.text)
        };
        let text = "Jan de Vries\n06-12345678\n\n".to_owned();
        let prints = "printf 'Jan de Vries\\n06-12345678\\n\\f'";
        assert_eq!(sh(&format!("cat >/dev/null; {prints}"), 1000, 9000), (None, text.clone()));
        assert_eq!(sh(&format!("{prints}; exit 1"), 1000, 9000), (Some(ProblemCode::Corrupt), text));
        assert_eq!(sh("exec sleep 100", 1000, 100), (Some(ProblemCode::Limit), String::new()));
        assert_eq!(sh("exec >&-; exec sleep 100", 1000, 100).0, Some(ProblemCode::Corrupt));
        let (code, text) = sh("yes", 1000, 9000);
        assert_eq!((code, text.len()), (Some(ProblemCode::Limit), 1000));
        let options = ExtractOptions::default();
        let asking = options.stop.clone();
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(100));
            asking.ask();
        });
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "exec sleep 100"]);
        let before = Instant::now();
        let stopped = run(command, b"x", &options, TIME, &mut Collect::default()).unwrap_err();
        assert!(stopped.detail.contains("stopped") && before.elapsed() < TIME / 4);
        let mut absent = Collect::default();
        let result = run(Command::new("/nowhere/tesseract"), b"x", &ample(), TIME, &mut absent);
        assert_eq!(result.unwrap_err().code, ProblemCode::Unsupported);
    }
}
