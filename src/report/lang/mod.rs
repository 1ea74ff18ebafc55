//! Texts for people, in each language that reports are written in.
//!
//! What comes in: the name of a text, and what stands in it. What goes out: the text, with numbers and days as that language writes
//! them. The texts themselves are files in the Fluent syntax (`en.ftl`, `nl.ftl`), which a translator can read; a test
//! holds them against each other, so that no language lacks one. An unknown name is a fault of the program: it gives the name itself,
//! so that a report is still written.

use std::borrow::Cow;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use crate::model::Lang;

type Bundle = FluentBundle<FluentResource>;

/// The source of a language's texts.
fn source(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("en.ftl"),
        Lang::Nl => include_str!("nl.ftl"),
    }
}

fn bundle(lang: Lang) -> &'static Bundle {
    static BUNDLES: [OnceLock<Bundle>; Lang::ALL.len()] = [const { OnceLock::new() }; Lang::ALL.len()];
    BUNDLES[lang as usize].get_or_init(|| {
        // what a broken file still holds is used; the tests of this room do not let one pass
        let resource = FluentResource::try_new(source(lang).to_owned()).unwrap_or_else(|(all, _)| all);
        let mut bundle = Bundle::new_concurrent(vec![lang.as_str().parse().unwrap_or_default()]);
        // marks of direction around each argument would be read aloud, and copied along
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        bundle
    })
}

/// What can stand in a text.
#[derive(Debug, Clone)]
pub enum Arg<'a> {
    /// A count: it decides between singular and plural, and is written with the separators of the language.
    Count(u64),
    /// A text that is there already.
    Text(Cow<'a, str>),
}

impl From<u64> for Arg<'_> {
    fn from(n: u64) -> Self {
        Arg::Count(n)
    }
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text.into())
    }
}

impl From<String> for Arg<'_> {
    fn from(text: String) -> Self {
        Arg::Text(text.into())
    }
}

/// The text of this name.
///
/// A count `n` is given to the text twice: as `$n`, to choose a plural by, and as `$n-text`, to be shown.
pub fn text(lang: Lang, name: &str, with: &[(&str, Arg<'_>)]) -> String {
    let bundle = bundle(lang);
    let Some(pattern) = bundle.get_message(name).and_then(|message| message.value()) else {
        return name.to_owned();
    };
    let mut args = FluentArgs::with_capacity(2 * with.len());
    for (key, arg) in with {
        match arg {
            Arg::Count(n) => {
                args.set(format!("{key}-text"), FluentValue::from(number(lang, *n)));
                args.set(*key, FluentValue::from(*n as f64));
            }
            Arg::Text(text) => args.set(*key, FluentValue::from(text.clone())),
        }
    }
    bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned()
}

/// All texts whose names begin so and take nothing in: name without that beginning, and text. For pages that bring their texts along.
pub fn texts_below(lang: Lang, beginning: &str) -> Vec<(String, String)> {
    names(lang)
        .into_iter()
        .filter_map(|name| {
            let short = name.strip_prefix(beginning)?.to_owned();
            Some((short, text(lang, &name, &[])))
        })
        .collect()
}

/// Names of all texts, in the order of the file.
fn names(lang: Lang) -> Vec<String> {
    source(lang)
        .lines()
        .filter_map(|line| {
            let (name, _) = line.split_once(" =")?;
            let plain = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
            (!name.is_empty() && name.bytes().all(plain)).then(|| name.to_owned())
        })
        .collect()
}

/// `1,234,567` or `1.234.567`.
pub fn number(lang: Lang, n: u64) -> String {
    let separator = match lang {
        Lang::En => ',',
        Lang::Nl => '.',
    };
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// `512 B`, `1.5 MiB` or `1,5 MiB` (IEC 80000-13).
pub fn size(lang: Lang, bytes: u64) -> String {
    let english = super::summary::size(bytes);
    match lang {
        Lang::En => english,
        Lang::Nl => english.replace('.', ","),
    }
}

/// `2 March 2014` or `2 maart 2014`, of a day or a time that begins with one (`2014-03-02…`); what is none stays as it is.
pub fn day(lang: Lang, date: &str) -> String {
    let parsed = date.get(..10).and_then(|day| day.parse::<jiff::civil::Date>().ok());
    let Some(day) = parsed else { return date.to_owned() };
    let month = text(lang, &format!("month-{}", day.month()), &[]);
    format!("{} {month} {}", day.day(), day.year())
}

#[cfg(test)]
mod tests;
