//! Options that say who is who, and which findings are told.

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};

use super::args::Country;
use crate::model::{Disclosure, Party, RegionKind, RegisterStatus};
use crate::scan::{Filter, ScanOptions};

/// Who is who.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Whose it is")]
pub(super) struct RelationArgs {
    /// A mail domain of the own organisation, its sub-domains included, as in `example.nl`; repeatable, or separated by commas [default: told from
    /// the mail, and said]
    #[arg(long, value_name = "DOMAIN", value_delimiter = ',', value_parser = domain)]
    own_domain: Vec<String>,

    /// Contacts in one part of a message that make a bulk list [default: 10]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    list_threshold: Option<u32>,
}

/// Which findings are told.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which findings are told")]
pub(super) struct FilterArgs {
    /// Tell only findings that came there in this way: `self`, `internal`, `external`, `returned`, `third_party`, `list`,
    /// `header` or `own`; separated by commas
    #[arg(long, value_name = "WAY", value_delimiter = ',', hide_possible_values = true,
          value_parser = named(&Disclosure::ALL, Disclosure::as_str))]
    disclosure: Vec<Disclosure>,

    /// Tell only findings of this party: `own`, `relation` or `unknown`; separated by commas
    #[arg(long, value_name = "PARTY", value_delimiter = ',', hide_possible_values = true,
          value_parser = named(&Party::ALL, Party::as_str))]
    party: Vec<Party>,

    /// Tell only findings in this region of a message: `header`, `body`, `signature`, `quoted`, `forwarded` or
    /// `attachment`; separated by commas
    #[arg(long, value_name = "REGION", value_delimiter = ',', value_parser = region)]
    region: Vec<RegionKind>,

    /// Tell only findings of which the register says this: `current`, `stale` or `unregistered`; separated by commas
    #[arg(long, value_name = "STATUS", value_delimiter = ',', hide_possible_values = true,
          value_parser = named(&RegisterStatus::ALL, RegisterStatus::as_str))]
    register_status: Vec<RegisterStatus>,

    /// Tell only findings in messages of this day or later, by their Date field; those without one are told too
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    since: Option<String>,

    /// Tell only findings in messages of this day or earlier; those without a date are told too
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    until: Option<String>,
}

impl RelationArgs {
    /// Puts what was typed into the options.
    pub(super) fn apply(&self, options: &mut ScanOptions) {
        options.own_domains.clone_from(&self.own_domain);
        if let Some(n) = self.list_threshold {
            options.list_threshold = n as usize;
        }
    }
}

impl RelationArgs {
    /// What was typed, for a report.
    pub(super) fn told(&self) -> Vec<String> {
        let threshold = self.list_threshold.map(|n| format!("--list-threshold={n}"));
        self.own_domain.iter().map(|domain| format!("--own-domain={domain}")).chain(threshold).collect()
    }
}

impl FilterArgs {
    /// What was typed, for a report.
    pub(super) fn told(&self) -> Vec<String> {
        fn words<T: Copy>(option: &str, all: &[T], name: fn(T) -> &'static str) -> Option<String> {
            let words: Vec<&str> = all.iter().map(|one| name(*one)).collect();
            (!words.is_empty()).then(|| format!("--{option}={}", words.join(",")))
        }
        let day = |option: &str, day: &Option<String>| day.as_ref().map(|day| format!("--{option}={day}"));
        [
            words("disclosure", &self.disclosure, Disclosure::as_str),
            words("party", &self.party, Party::as_str),
            words("region", &self.region, RegionKind::as_str),
            words("register-status", &self.register_status, RegisterStatus::as_str),
            day("since", &self.since),
            day("until", &self.until),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// What was typed.
    pub(super) fn filter(&self) -> Filter {
        Filter {
            disclosures: self.disclosure.clone(),
            parties: self.party.clone(),
            register: self.register_status.clone(),
            regions: self.region.clone(),
            since: self.since.clone(),
            until: self.until.clone(),
        }
    }
}

/// A parser of words that each name one of `all`.
fn named<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
) -> impl clap::builder::TypedValueParser<Value = T> {
    PossibleValuesParser::new(all.iter().map(|one| name(*one)))
        .try_map(move |word| all.iter().find(|one| name(**one) == word).copied().ok_or("not one of these"))
}

fn region(word: &str) -> Result<RegionKind, String> {
    const ALL: [RegionKind; 6] = [
        RegionKind::Header,
        RegionKind::Body,
        RegionKind::Signature,
        RegionKind::Quoted,
        RegionKind::Forwarded,
        RegionKind::Attachment,
    ];
    ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| {
        if word.parse::<Country>().is_ok() {
            format!("{word} is a country; whose telephone numbers are read is said by --country")
        } else {
            "expected header, body, signature, quoted, forwarded or attachment".to_owned()
        }
    })
}

fn domain(text: &str) -> Result<String, String> {
    let bare = text.trim().trim_start_matches('@').trim_end_matches('.').to_lowercase();
    let label = |l: &str| !l.is_empty() && l.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
    let domain = idna::domain_to_ascii(&bare).unwrap_or_default();
    if domain.contains('.') && domain.split('.').all(label) {
        Ok(domain)
    } else {
        Err("expected a mail domain, as in example.nl".to_owned())
    }
}

fn day(text: &str) -> Result<String, String> {
    let date: jiff::civil::Date =
        text.parse().map_err(|_| "expected a day as YYYY-MM-DD, as in 2020-01-31".to_owned())?;
    Ok(date.strftime("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_checked() {
        assert_eq!(domain("@Klant.Example."), Ok("klant.example".to_owned()));
        assert_eq!(domain("bücher.example"), Ok("xn--bcher-kva.example".to_owned()));
        for text in ["klant", "", "jan@klant.example", "a b.example", ".."] {
            assert!(domain(text).is_err(), "{text:?}");
        }
        assert_eq!(day("2020-01-31"), Ok("2020-01-31".to_owned()));
        assert!(day("31-01-2020").is_err() && day("2020-02-30").is_err());
        assert_eq!(region("quoted"), Ok(RegionKind::Quoted));
        assert!(region("NL").unwrap_err().contains("--country"));
        assert!(region("nowhere").unwrap_err().contains("expected"));
    }
}
