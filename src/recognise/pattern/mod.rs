//! Pattern files: a recogniser as data, with the examples it must meet.
//!
//! In: TOML, from `patterns/` (built in) or from a path. Out: [`PatternFile`]s, checked as far as one file alone can
//! be; [`check()`] does the rest. This module refuses to know about regions of mail.

mod check;
mod regex;

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::number::shape::Shape;
use crate::model::{Kind, RegionKind};

pub use check::{CheckOutcome, check};
pub(super) use regex::RegexRecogniser;

/// Which code searches for a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Engine {
    /// E-mail addresses (RFC 5322 addr-spec).
    Email,
    /// Telephone numbers (E.164).
    Phone,
    /// Numbers that registers give out, all patterns of the engine together.
    Number,
    /// Pages, and profiles on social networks.
    Link,
    /// Postal addresses.
    Address,
    /// Names of people.
    Person,
    /// Organisations, job titles and departments.
    Role,
    /// The regular expression of the file.
    Regex,
}

impl Engine {
    /// Every engine, in the order in which a page is searched: what comes later sees what was found before.
    pub(super) const ALL: [Engine; 8] = [
        Engine::Email,
        Engine::Phone,
        Engine::Number,
        Engine::Link,
        Engine::Address,
        Engine::Person,
        Engine::Role,
        Engine::Regex,
    ];

    /// The engines that decide better by what this one finds, so that it searches for them too.
    pub(super) fn helps(self) -> &'static [Engine] {
        match self {
            Engine::Email => &[Engine::Number, Engine::Link, Engine::Person, Engine::Role],
            Engine::Phone => &[Engine::Number, Engine::Link, Engine::Address, Engine::Person, Engine::Role],
            Engine::Number => &[Engine::Address, Engine::Person, Engine::Role],
            Engine::Link => &[Engine::Person, Engine::Role],
            Engine::Address => &[Engine::Person, Engine::Role],
            Engine::Person => &[Engine::Role],
            Engine::Role => &[],
            Engine::Regex => &[],
        }
    }

    /// The kinds that this engine finds; none where the file says which.
    fn kinds(self) -> &'static [Kind] {
        match self {
            Engine::Email => &[Kind::Email],
            Engine::Phone => &[Kind::Phone],
            Engine::Number => {
                &[Kind::CompanyNumber, Kind::VatNumber, Kind::Iban, Kind::NationalId, Kind::DateOfBirth]
            }
            Engine::Link => &[Kind::Url, Kind::SocialProfile],
            Engine::Address => &[Kind::PostalAddress],
            Engine::Person => &[Kind::PersonName],
            Engine::Role => &[Kind::Organisation, Kind::JobTitle, Kind::Department],
            Engine::Regex => &[],
        }
    }
}

/// Decides whether what has the form of a number is one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Validator {
    /// Everything is.
    #[default]
    None,
    /// The digits pass the Luhn test (ISO/IEC 7812-1 annex B).
    Luhn,
    /// The first four characters moved to the end, the number modulo 97 is 1 (ISO/IEC 7064, as IBAN uses it).
    Mod97,
    /// Nine digits that pass the Dutch eleven test, as the BSN and the RSIN do.
    ElevenTest,
    /// Check digits, length and form of the country of an IBAN (ISO 13616).
    Iban,
    /// Check digits of a VAT number, by its country.
    Vat,
    /// The Belgian enterprise number.
    BeEnterprise,
    /// The Belgian national register number: a date and check digits.
    BeNational,
    /// The French SIRET: Luhn, or La Poste's own rule.
    Siret,
    /// The Swiss enterprise number.
    ChUid,
    /// The Swiss social security number.
    ChAhv,
    /// The Austrian social security number.
    AtSvnr,
    /// The German tax identification number.
    DeIdnr,
    /// The German pension insurance number.
    DeRvnr,
    /// The Spanish number of a person: DNI or NIE.
    EsPerson,
    /// The French social security number.
    FrNir,
    /// The British national insurance number.
    GbNino,
    /// The Italian codice fiscale of a person.
    ItCf,
    /// The social security number of the United States: ranges that were never given out.
    UsSsn,
}

impl Validator {
    /// Each with its name in pattern files.
    pub(in crate::recognise) const NAMES: [(Validator, &'static str); 19] = [
        (Validator::None, "none"),
        (Validator::Luhn, "luhn"),
        (Validator::Mod97, "mod97"),
        (Validator::ElevenTest, "eleven-test"),
        (Validator::Iban, "iban"),
        (Validator::Vat, "vat"),
        (Validator::BeEnterprise, "be-enterprise"),
        (Validator::BeNational, "be-national"),
        (Validator::Siret, "siret"),
        (Validator::ChUid, "ch-uid"),
        (Validator::ChAhv, "ch-ahv"),
        (Validator::AtSvnr, "at-svnr"),
        (Validator::DeIdnr, "de-idnr"),
        (Validator::DeRvnr, "de-rvnr"),
        (Validator::EsPerson, "es-person"),
        (Validator::FrNir, "fr-nir"),
        (Validator::GbNino, "gb-nino"),
        (Validator::ItCf, "it-cf"),
        (Validator::UsSsn, "us-ssn"),
    ];

    /// Its name in pattern files.
    pub(in crate::recognise) fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(v, _)| *v == self).map_or("none", |(_, name)| name)
    }
}

/// One step from the text found to its normal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NormalForm {
    /// Drops all but letters and digits.
    StripSeparators,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// Drops all but ASCII digits.
    Digits,
    /// Runs of white space become one space.
    OneSpace,
}

/// Words that speak for or against a match beside them, by language (ISO 639-1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContextWords {
    /// Words that raise the confidence; a final `*` stands for any ending.
    #[serde(default)]
    pub raise: BTreeMap<String, Vec<String>>,
    /// Words that sink it.
    #[serde(default)]
    pub sink: BTreeMap<String, Vec<String>>,
}

/// What an example finds: a value, or a text and its value.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Found {
    /// The normal form alone.
    Value(String),
    /// The slice of the example's text too.
    TextAndValue {
        /// The slice, exactly.
        text: String,
        /// Its normal form.
        value: String,
    },
}

impl Found {
    /// The normal form.
    pub fn value(&self) -> &str {
        match self {
            Found::Value(value) | Found::TextAndValue { value, .. } => value,
        }
    }
    /// The slice, where the example states it.
    pub fn text(&self) -> Option<&str> {
        match self {
            Found::Value(_) => None,
            Found::TextAndValue { text, .. } => Some(text),
        }
    }
}

/// A text, and exactly what is found in it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Example {
    /// The text of a region.
    pub text: String,
    /// All that is found of this pattern, in order.
    pub finds: Vec<Found>,
    /// What the example shows.
    pub reason: Option<String>,
    /// Countries that national notation is read in; the default is NL, BE, DE.
    pub countries: Option<Vec<String>>,
    /// Country of the sender.
    pub sender: Option<String>,
    /// Name of the header field that the text is the body of; absent for body text.
    pub field: Option<String>,
}

/// A text in which nothing of this pattern is found, and why.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CounterExample {
    /// The text of a region.
    pub text: String,
    /// Why nothing is found.
    #[serde(default)]
    pub why: String,
    /// As in [`Example`].
    pub countries: Option<Vec<String>>,
    /// As in [`Example`].
    pub sender: Option<String>,
    /// As in [`Example`].
    pub field: Option<String>,
}

/// A pattern file: one recogniser, described for people and for the machine.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PatternFile {
    /// Lower-case letters, digits and hyphens; unique. Stands in every finding.
    #[serde(deserialize_with = "shared")]
    pub id: Arc<str>,
    /// Which sort of detail it finds.
    pub kind: Kind,
    /// Name for people.
    pub name: String,
    /// What it finds, in a sentence or two.
    pub summary: String,
    /// What it is known to miss.
    #[serde(default)]
    pub misses: String,
    /// Standards and documents.
    #[serde(default)]
    pub references: Vec<String>,
    /// Where in a message it looks; empty for everywhere.
    #[serde(default)]
    pub regions: Vec<RegionKind>,
    /// Confidence of a match with nothing beside it that speaks for or against it, in hundredths.
    pub confidence: u8,
    /// Which code searches.
    pub engine: Engine,
    /// For the regex engine: the expression, in the syntax of the `regex` crate, over bytes: `\b`, `\w`, `\d` mean ASCII.
    /// The group named `value` is the match where there is one.
    pub regex: Option<String>,
    /// For the regex engine: each match holds one of these literally; a text without is not searched.
    #[serde(default)]
    pub literals: Vec<String>,
    /// For the engines regex and number: a last look at each match.
    #[serde(default)]
    pub validator: Validator,
    /// For the number engine: forms of the number without separators, see `docs/patterns.md`.
    #[serde(default)]
    pub shapes: Vec<String>,
    /// For the number engine: forms with separators that need no label; none for any form.
    #[serde(default)]
    pub layouts: Vec<String>,
    /// For the number engine: confidence without a label; absent where a label is needed.
    pub bare: Option<u8>,
    /// For the number engine: the normal form, with `{digits}` and the like filled in.
    pub value: Option<String>,
    /// For the number engine: it finds days, not shapes.
    #[serde(default)]
    pub dates: bool,
    /// For the number engine: what such a number is called, by language.
    #[serde(default)]
    pub labels: BTreeMap<String, Vec<String>>,
    /// For the number engine: what introduces the place where a firm is established, by language.
    #[serde(default)]
    pub seat: BTreeMap<String, Vec<String>>,
    /// For the regex engine: steps to the normal form.
    #[serde(default)]
    pub normal_form: Vec<NormalForm>,
    /// Words beside a match.
    #[serde(default)]
    pub context: ContextWords,
    /// For engines that read by a grammar: lists of words by name, and in each by language.
    #[serde(default)]
    pub vocabulary: BTreeMap<String, BTreeMap<String, Vec<String>>>,
    /// Texts, and what is found in them.
    #[serde(default, rename = "example")]
    pub examples: Vec<Example>,
    /// Texts in which nothing is found.
    #[serde(default, rename = "counter_example")]
    pub counter_examples: Vec<CounterExample>,
    /// File that it came from; the bare name of those that are built in.
    #[serde(skip)]
    pub file: PathBuf,
}

/// Matches below this confidence are no matches: they are not reported. In hundredths.
pub const THRESHOLD: u8 = 50;

/// Why a pattern file cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError {
    /// Which file or folder.
    pub path: PathBuf,
    /// Line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong there, and what is expected.
    pub message: String,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.path.display(), self.message),
            None => write!(f, "{}: {}", self.path.display(), self.message),
        }
    }
}

impl std::error::Error for PatternError {}

static BUILT_IN: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/patterns.rs"));

/// The patterns that are built in, by file name. One that does not parse is left out; a test sees to it that all do.
pub fn built_in() -> Vec<PatternFile> {
    BUILT_IN.iter().filter_map(|(name, text)| parse(Path::new(name), text).ok()).collect()
}

/// Reads pattern files: one file, or all `*.toml` in a folder, by name.
///
/// # Errors
///
/// The first file that cannot be read or is not a pattern file: which, at what line, and what is expected.
pub fn load(path: &Path) -> Result<Vec<PatternFile>, PatternError> {
    let io = |path: &Path, e: std::io::Error| PatternError {
        path: path.to_owned(),
        line: None,
        message: format!("cannot be read: {e}"),
    };
    let mut files = Vec::new();
    if path.is_dir() {
        for entry in std::fs::read_dir(path).map_err(|e| io(path, e))? {
            let file = entry.map_err(|e| io(path, e))?.path();
            if file.extension().is_some_and(|e| e == "toml") {
                files.push(file);
            }
        }
        files.sort();
        if files.is_empty() {
            return Err(PatternError {
                path: path.to_owned(),
                line: None,
                message: "expected a folder with pattern files (*.toml); there are none".into(),
            });
        }
    } else {
        files.push(path.to_owned());
    }
    files
        .iter()
        .map(|file| {
            let text = std::fs::read_to_string(file).map_err(|e| io(file, e))?;
            parse(file, &text)
        })
        .collect()
}

/// Reads one pattern file; `path` is for messages.
///
/// # Errors
///
/// Not TOML, an unknown or missing key, a key that does not go with the engine, or an expression that does not
/// compile: at what line, and what is expected.
pub fn parse(path: &Path, text: &str) -> Result<PatternFile, PatternError> {
    let error = |line: Option<usize>, message: String| PatternError { path: path.to_owned(), line, message };
    let mut file: PatternFile = toml::from_str(text)
        .map_err(|e| error(e.span().map(|s: Range<usize>| line_of(text, s.start)), e.message().to_owned()))?;
    file.file = path.to_owned();
    let at = |key: &str| text.lines().position(|l| l.trim_start().starts_with(key)).map(|n| n + 1);
    let well_formed = file.id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    if file.id.is_empty() || !well_formed {
        return Err(error(at("id"), "`id`: expected lower-case letters, digits and hyphens".into()));
    }
    if file.confidence > 100 {
        return Err(error(at("confidence"), "`confidence`: expected hundredths, 0 to 100".into()));
    }
    fits_engine(&file).map_err(|(keys, message)| error(keys.iter().find_map(|key| at(key)), message))?;
    Ok(file)
}

/// Checks the keys that go with the engine; what is wrong comes with the keys that it may be about.
fn fits_engine(file: &PatternFile) -> Result<(), (&'static [&'static str], String)> {
    let searched = file.regex.is_some() || !file.literals.is_empty() || !file.normal_form.is_empty();
    let counted = !file.shapes.is_empty()
        || !file.layouts.is_empty()
        || !file.labels.is_empty()
        || !file.seat.is_empty()
        || file.bare.is_some()
        || file.value.is_some()
        || file.dates;
    if counted && file.engine != Engine::Number {
        return Err((
            &["shapes", "layouts", "bare", "value", "dates", "[labels", "[seat"],
            "`shapes`, `layouts`, `bare`, `value`, `dates`, `labels` and `seat` are for engine `number` only"
                .into(),
        ));
    }
    if searched && file.engine != Engine::Regex {
        return Err((
            &["regex", "literals", "normal_form"],
            "`regex`, `literals` and `normal_form` are for engine `regex` only".into(),
        ));
    }
    let reads_words = matches!(file.engine, Engine::Address | Engine::Person | Engine::Role);
    if !file.vocabulary.is_empty() && !reads_words {
        return Err((
            &["[vocabulary"],
            "`vocabulary` is for the engines `address`, `person` and `role`".into(),
        ));
    }
    match file.engine {
        Engine::Regex => {
            let Some(expression) = &file.regex else {
                let message = "engine `regex`: expected a key `regex` with the expression";
                return Err((&["engine"], message.into()));
            };
            regex::compile(expression).map_err(|m| (["regex"].as_slice(), format!("`regex`: {m}")))?;
            if file.literals.iter().any(String::is_empty) {
                return Err((&["literals"], "`literals`: expected texts that are not empty".into()));
            }
        }
        Engine::Number => {
            for (key, list) in [(["shapes"].as_slice(), &file.shapes), (&["layouts"], &file.layouts)] {
                for text in list {
                    Shape::parse(text).map_err(|m| (key, format!("`{}`: {text:?}: {m}", key[0])))?;
                }
            }
            if file.shapes.is_empty() && !file.dates {
                return Err((&["engine"], "engine `number`: expected a key `shapes`".into()));
            }
            if file.bare.is_none() && file.labels.is_empty() {
                let message = "engine `number`: expected `[labels]`, or a key `bare`";
                return Err((&["engine"], message.into()));
            }
            if file.bare.is_some_and(|b| b > 100) {
                return Err((&["bare"], "`bare`: expected hundredths, 0 to 100".into()));
            }
        }
        Engine::Email | Engine::Phone | Engine::Link | Engine::Address | Engine::Person | Engine::Role => {
            if file.validator != Validator::None {
                return Err((&["validator"], "`validator` is for the engines `regex` and `number`".into()));
            }
        }
    }
    let own = file.engine.kinds();
    if !own.is_empty() && !own.contains(&file.kind) {
        let own: Vec<String> = own.iter().map(|k| format!("{:?}", k.as_str())).collect();
        return Err((&["kind"], format!("`kind`: expected {} with this engine", own.join(" or "))));
    }
    Ok(())
}

fn shared<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(deserializer).map(Arc::from)
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes().iter().take(offset).filter(|b| **b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUSTOMER: &str = r#"
id = "customer-number"
kind = "company_number"
name = "Customer number"
summary = "Numbers of our own customers."
confidence = 90
engine = "regex"
regex = '\bKL-\d{5}\b'
literals = ["KL-"]

[[example]]
text = "klantnummer KL-88213, graag vermelden"
finds = ["KL-88213"]

[[counter_example]]
text = "KL-882134"
why = "six digits"
"#;

    fn message(text: &str) -> String {
        parse(Path::new("p.toml"), text).unwrap_err().to_string()
    }

    #[test]
    fn every_file_that_is_built_in_parses() {
        for (name, text) in BUILT_IN {
            if let Err(e) = parse(Path::new(name), text) {
                panic!("{e}");
            }
        }
        assert_eq!(built_in().len(), BUILT_IN.len());
        assert!(built_in().iter().any(|p| p.engine == Engine::Email));
        assert!(built_in().iter().any(|p| p.engine == Engine::Phone));
    }

    #[test]
    fn errors_name_file_line_and_what_is_expected() {
        assert!(message(&CUSTOMER.replace("name =", "nome =")).starts_with("p.toml:4: unknown field `nome`"));
        assert!(message(&CUSTOMER.replace("90", "101")).contains(":6: `confidence`: expected hundredths"));
        assert!(message(&CUSTOMER.replace("customer-number", "Customer")).contains(":2: `id`: expected"));
        assert!(message(&CUSTOMER.replace("{5}", "{5")).contains(":8: `regex`: "));
        assert!(
            message(&CUSTOMER.replace("engine = \"regex\"", "engine = \"email\""))
                .contains("engine `regex` only")
        );
        assert!(
            message(&CUSTOMER.replace("company_number", "customer"))
                .contains(":3: unknown variant `customer`")
        );
        assert!(message("id = [").starts_with("p.toml:1: "));
    }

    #[test]
    fn a_folder_is_read_by_name() {
        let folder = tempfile::tempdir().unwrap();
        assert!(load(folder.path()).unwrap_err().to_string().contains("there are none"));
        std::fs::write(folder.path().join("b.toml"), CUSTOMER).unwrap();
        std::fs::write(folder.path().join("a.toml"), CUSTOMER.replace("customer-number", "other")).unwrap();
        std::fs::write(folder.path().join("notes.txt"), "not a pattern").unwrap();
        let ids: Vec<_> = load(folder.path()).unwrap().iter().map(|p| p.id.to_string()).collect();
        assert_eq!(ids, ["other", "customer-number"]);
        assert!(load(&folder.path().join("none.toml")).unwrap_err().to_string().contains("cannot be read"));
    }

    #[test]
    fn a_pattern_of_a_user_finds() {
        use crate::recognise::{Context, Recognisers};
        let pattern = parse(Path::new("p.toml"), CUSTOMER).unwrap();
        let outcomes = check(std::slice::from_ref(&pattern));
        assert!(outcomes.iter().all(|o| o.passed), "{outcomes:?}");
        let all = Recognisers::built_in(&[]).with_patterns(vec![pattern]);
        let text = "Klant KL-88213 belt op 06-12345678";
        let out = all.find_in(text, &Context { countries: vec![*b"NL"], ..Context::default() });
        let found: Vec<_> =
            out.iter().map(|m| (&*m.pattern, m.value.reveal().as_str(), m.span.clone())).collect();
        assert_eq!(found, [("customer-number", "KL-88213", 6..14), ("phone", "+31612345678", 23..34)]);
    }
}
