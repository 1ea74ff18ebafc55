//! Runs the examples of pattern files: data that is tested by its own tool.

use std::collections::BTreeSet;

use super::{Engine, Found, PatternFile, THRESHOLD};
use crate::model::{Match, OffsetMap, PartMeta, Region, RegionKind};
use crate::recognise::{Context, Recognisers};

/// One thing that was checked of one pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckOutcome {
    /// The id of the pattern.
    pub pattern: String,
    /// What was checked: `example 3`, `counter-example 1`, `id`.
    pub what: String,
    /// True when it is as it should be.
    pub passed: bool,
    /// What is wrong and what is expected; empty when it passed. Examples are made up, so that it may show them.
    pub message: String,
}

/// Checks pattern files, each by itself and all together: ids are unique; each example finds exactly what it states,
/// also beside all other patterns; each counter-example finds nothing of its kind and states why; expressions have no
/// Unicode classes.
pub fn check(patterns: &[PatternFile]) -> Vec<CheckOutcome> {
    let mut outcomes = Vec::new();
    let all = Recognisers::from_patterns(patterns.to_vec());
    let mut ids = BTreeSet::new();
    for pattern in patterns {
        let mut say = |what: String, wrong: Option<String>| {
            outcomes.push(CheckOutcome {
                pattern: pattern.id.to_string(),
                what,
                passed: wrong.is_none(),
                message: wrong.unwrap_or_default(),
            });
        };
        say("id".into(), (!ids.insert(&pattern.id)).then(|| "another pattern has this id".into()));
        say("lints".into(), lint(pattern));
        // alone, but for what it decides by: its own engine's other lists, and the engines that help it
        let helps = |p: &&PatternFile| {
            let helper = p.engine == pattern.engine || p.engine.helps().contains(&pattern.engine);
            p.id == pattern.id || p.engine != Engine::Regex && helper
        };
        let company: Vec<PatternFile> = patterns.iter().filter(helps).cloned().collect();
        let alone = Recognisers::from_patterns(company);
        for (n, example) in pattern.examples.iter().enumerate() {
            let what = format!("example {}", n + 1);
            let context = context(example.countries.as_deref(), example.sender.as_deref());
            let mut own = run(&alone, &example.text, example.field.as_deref(), &context);
            own.retain(|m| m.pattern == pattern.id);
            let mut wrong = differs(&own, &example.text, &example.finds);
            if wrong.is_none() {
                let mut together = run(&all, &example.text, example.field.as_deref(), &context);
                together.retain(|m| m.pattern == pattern.id);
                wrong = differs(&together, &example.text, &example.finds)
                    .map(|w| format!("beside the other patterns: {w}"));
            }
            say(what, wrong);
        }
        for (n, counter) in pattern.counter_examples.iter().enumerate() {
            let context = context(counter.countries.as_deref(), counter.sender.as_deref());
            let mut found = run(&all, &counter.text, counter.field.as_deref(), &context);
            found.retain(|m| m.kind == pattern.kind);
            let wrong = differs(&found, &counter.text, &[]).or_else(|| {
                counter
                    .why
                    .trim()
                    .is_empty()
                    .then(|| "expected a key `why` that says why nothing is found".into())
            });
            say(format!("counter-example {}", n + 1), wrong);
        }
    }
    outcomes
}

fn lint(pattern: &PatternFile) -> Option<String> {
    if pattern.examples.is_empty() {
        return Some("expected at least one [[example]]".into());
    }
    if pattern.counter_examples.is_empty() {
        return Some("expected at least one [[counter_example]]".into());
    }
    if pattern.summary.trim().is_empty() {
        return Some("`summary`: expected a sentence".into());
    }
    if pattern.confidence < THRESHOLD {
        return Some(format!("`confidence`: expected {THRESHOLD} or more; what is below is never reported"));
    }
    if pattern.engine == Engine::Regex {
        let expression = pattern.regex.as_deref().unwrap_or_default();
        if expression.contains(r"\p") || expression.contains(r"\P") || expression.contains("(?u") {
            return Some(
                "`regex`: expected no Unicode classes (`\\p{…}`, `(?u)`); the search is over bytes".into(),
            );
        }
    }
    None
}

fn context(countries: Option<&[String]>, sender: Option<&str>) -> Context {
    let code = |s: &str| <[u8; 2]>::try_from(s.as_bytes()).ok();
    let mut context = Context { sender: sender.and_then(code), ..Context::default() };
    context.countries = match countries {
        Some(list) => list.iter().filter_map(|s| code(s)).collect(),
        None => vec![*b"NL", *b"BE", *b"DE"],
    };
    context
}

fn run(recognisers: &Recognisers, text: &str, field: Option<&str>, context: &Context) -> Vec<Match> {
    let (part, map) = (PartMeta::default(), OffsetMap::identity(0));
    let kind = if field.is_some() { RegionKind::Header } else { RegionKind::Body };
    let mut out = Vec::new();
    recognisers.find(
        &Region { kind, part: &part, field, text, map: &map, aside: false, zones: None },
        context,
        &mut out,
    );
    out
}

fn differs(found: &[Match], text: &str, expected: &[Found]) -> Option<String> {
    let same = found.len() == expected.len()
        && found.iter().zip(expected).all(|(m, e)| {
            m.value.reveal() == e.value() && e.text().is_none_or(|t| text.get(m.span.clone()) == Some(t))
        });
    if same {
        return None;
    }
    let list = |it: &mut dyn Iterator<Item = String>| it.collect::<Vec<_>>().join(", ");
    let expected = list(&mut expected.iter().map(|e| match e.text() {
        Some(t) => format!("{} ({t:?})", e.value()),
        None => e.value().to_owned(),
    }));
    let found = list(&mut found.iter().map(|m| {
        format!("{} ({:?}, {})", m.value.reveal(), text.get(m.span.clone()).unwrap_or("?"), m.confidence)
    }));
    Some(format!("{text:?}: expected [{expected}], found [{found}]"))
}

#[cfg(test)]
mod tests {
    use super::super::{built_in, parse};
    use super::*;
    use std::path::Path;

    #[test]
    fn the_patterns_that_are_built_in_keep_their_word() {
        let outcomes = check(&built_in());
        let failed: Vec<_> = outcomes.iter().filter(|o| !o.passed).collect();
        let lines: Vec<_> =
            failed.iter().map(|o| format!("{} {}: {}", o.pattern, o.what, o.message)).collect();
        assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), outcomes.len(), lines.join("\n"));
        assert!(outcomes.len() > 100, "few examples: {}", outcomes.len());
    }

    #[test]
    fn what_is_wrong_is_named() {
        let text = r#"
id = "x"
kind = "company_number"
name = "X"
summary = "X."
confidence = 60
engine = "regex"
regex = 'X\p{Nd}'
[[example]]
text = "X1"
finds = ["X2"]
[[counter_example]]
text = "Y"
"#;
        let one = parse(Path::new("x.toml"), text);
        assert!(one.is_err(), "a Unicode class does not compile over bytes");
        let one = parse(Path::new("x.toml"), &text.replace(r"\p{Nd}", "[0-9]")).unwrap();
        let outcomes = check(&[one.clone(), one]);
        let failed: Vec<_> = outcomes.iter().filter(|o| !o.passed).map(|o| o.what.as_str()).collect();
        assert_eq!(failed, ["example 1", "counter-example 1", "id", "example 1", "counter-example 1"]);
        assert!(outcomes.iter().any(|o| o.message.contains("expected [X2], found [X1")));
    }
}
