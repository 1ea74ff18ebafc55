//! What a document holds, as a target takes it, and what must be true of it whatever the bytes are.

use std::io::Read;

use mailsweep::extract::{Document, ExtractOptions, Extractor};
use mailsweep::model::{Contents, Passwords, Problem, TextKind};

/// Bytes that a document may hold, and may expand to.
pub const EXPANDED: u64 = 4 << 20;

/// What was handed on.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// All pieces of text.
    pub text: String,
    kind: Option<TextKind>,
    mixed: bool,
    /// Each file by its name and type: its bytes, and whether it could be read to its end. A message is a file without a name.
    pub files: Vec<(Option<String>, Option<String>, Vec<u8>, bool)>,
    /// What could not be read.
    pub problems: Vec<(String, String)>,
    /// What ended the reading.
    pub end: Option<(String, String)>,
    /// Pieces of text and files after which no more is wanted, and how many came behind those.
    enough: Option<usize>,
    behind: usize,
}

fn told(problem: &Problem) -> (String, String) {
    (format!("{:?}", problem.code), problem.detail.to_string())
}

impl Taken {
    /// Takes no more than so many pieces of text and files.
    pub fn at_most(enough: usize) -> Self {
        Taken { enough: Some(enough), ..Taken::default() }
    }

    /// Ends.
    pub fn ended(&mut self, result: Result<(), Problem>) {
        self.end = result.err().as_ref().map(told);
    }

    fn more(&mut self) -> bool {
        match &mut self.enough {
            None => true,
            Some(0) => {
                self.behind += 1;
                assert!(self.behind < 1000, "no end, though no more is wanted");
                false
            }
            Some(left) => {
                *left -= 1;
                *left > 0
            }
        }
    }

    fn file(&mut self, name: Option<&str>, media_type: Option<&str>, content: &mut dyn Read) -> bool {
        let mut bytes = Vec::new();
        let whole = content.read_to_end(&mut bytes).is_ok();
        self.files.push((name.map(str::to_owned), media_type.map(str::to_owned), bytes, whole));
        self.more()
    }
}

impl Contents for Taken {
    fn text(&mut self, kind: TextKind, piece: &str) -> bool {
        self.mixed |= self.kind.is_some_and(|k| k != kind);
        // a piece without text is not sent to another process
        self.kind = self.kind.or((!piece.is_empty()).then_some(kind));
        self.text.push_str(piece);
        self.more()
    }
    fn entry(&mut self, name: &str, media_type: Option<&str>, content: &mut dyn Read) -> bool {
        self.file(Some(name), media_type, content)
    }
    fn message(&mut self, content: &mut dyn Read) -> bool {
        self.file(None, None, content)
    }
    fn problem(&mut self, problem: Problem) {
        self.problems.push(told(&problem));
    }
}

/// What is read of a document by one who takes it like this.
#[allow(dead_code, reason = "not every target reads a document in its own process")]
fn read(extractor: &dyn Extractor, bytes: &[u8], mut taken: Taken) -> Taken {
    let document = Document { bytes, name: None, media_type: "" };
    let passwords = Passwords::new(["geheim".to_owned()]);
    let options = ExtractOptions { expanded: EXPANDED, passwords, ..ExtractOptions::default() };
    // not `guarded`: a panic is a finding
    let result = extractor.extract(&document, &options, &mut taken);
    taken.ended(result);
    taken
}

/// Reads a document, twice, and once more by one who wants less: the same file gives the same, of bounded length.
#[allow(dead_code, reason = "not every target reads a document in its own process")]
pub fn check(extractor: &dyn Extractor, bytes: &[u8]) {
    let taken = read(extractor, bytes, Taken::default());
    assert!(!taken.mixed, "one kind a file");
    let held: usize = taken.files.iter().map(|(_, _, bytes, _)| bytes.len()).sum();
    let most = EXPANDED as usize + bytes.len();
    assert!(taken.text.len() <= 2 * most, "{} bytes of text", taken.text.len());
    assert!(held <= 2 * most, "{held} bytes of files");
    assert!(taken.problems.len() <= 1000 + bytes.len(), "{} problems", taken.problems.len());
    assert_eq!(read(extractor, bytes, Taken::default()), taken, "the same file gives the same");
    let less = read(extractor, bytes, Taken::at_most(1));
    assert!(taken.text.starts_with(&less.text), "who wants less is given the front");
}
