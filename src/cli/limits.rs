//! `--limit-*`: bounds on hostile input, each with its default and unit.

use clap::Args;

use crate::model::Limits;

/// One option for every field of [`Limits`].
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Limits (reaching one is reported as a problem, and reading goes on)")]
pub(super) struct LimitArgs {
    /// Size of one message's header block; what follows is read as body [default: 1MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    limit_header: Option<u64>,
    /// Levels of parts and messages inside one another in one message, from 1 to 1000 [default: 50]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000))]
    limit_depth: Option<u32>,
    /// Parts in one message [default: 10000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit_parts: Option<u32>,
    /// Findings of one message that are held in memory at once; more go out in several lots [default: 50000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    limit_findings: Option<u32>,
    /// Levels of archives and compressed files inside one another [default: 8]
    #[arg(long, value_name = "N")]
    limit_containers: Option<u32>,
    /// Size that one archive or compressed file may expand to [default: 1TiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    limit_expanded: Option<u64>,
    /// How many times larger than itself an archive or compressed file may become, beyond 256 MiB; an attached one a tenth of
    /// that, beyond 4 MiB [default: 1000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    limit_ratio: Option<u64>,
    /// Entries in all containers of one file [default: 10000000]
    #[arg(long, value_name = "N")]
    limit_entries: Option<u64>,
    /// Size of an attached document or archive that is opened [default: 64MiB]
    #[arg(long, value_name = "SIZE", value_parser = size)]
    limit_attachment: Option<u64>,
    /// Seconds that the text of one document may take [default: 20]
    #[arg(long, value_name = "SECONDS", value_parser = clap::value_parser!(u32).range(1..))]
    limit_document: Option<u32>,
}

impl LimitArgs {
    /// What is meant.
    pub(super) fn limits(&self) -> Limits {
        // Naming every field makes a new limit without an option fail to compile.
        let Limits {
            header,
            depth,
            parts,
            findings,
            containers,
            expanded,
            ratio,
            entries,
            attachment,
            document,
        } = Limits::default();
        Limits {
            header: self.limit_header.unwrap_or(header),
            depth: self.limit_depth.unwrap_or(depth),
            parts: self.limit_parts.unwrap_or(parts),
            findings: self.limit_findings.unwrap_or(findings),
            containers: self.limit_containers.unwrap_or(containers),
            expanded: self.limit_expanded.unwrap_or(expanded),
            ratio: self.limit_ratio.unwrap_or(ratio),
            entries: self.limit_entries.unwrap_or(entries),
            attachment: self.limit_attachment.unwrap_or(attachment),
            document: self.limit_document.unwrap_or(document),
        }
    }
}

/// Reads a size in bytes: `500`, `32MiB`, `32M` (the same), `5MB` (millions).
pub(super) fn size(text: &str) -> Result<u64, &'static str> {
    const EXPECTED: &str =
        "expected a whole number of bytes, or one with a unit: KiB, MiB, GiB, TiB, KB, MB, GB, TB";
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let factor: u64 = match unit.trim_start().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        _ => return Err(EXPECTED),
    };
    let bytes = digits.parse::<u64>().map_err(|_| EXPECTED)?.checked_mul(factor).ok_or("too large")?;
    if bytes == 0 { Err("must be at least 1") } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::{CommandFactory as _, FromArgMatches as _, Parser};

    #[derive(Parser)]
    struct Only {
        #[command(flatten)]
        limits: LimitArgs,
    }

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in [
            ("1", 1),
            ("500 B", 500),
            ("32MiB", 32 << 20),
            ("32m", 32 << 20),
            ("5MB", 5_000_000),
            ("1TiB", 1 << 40),
        ] {
            assert_eq!(size(text), Ok(bytes), "{text}");
        }
        for text in ["", "0", "-1", "1.5MiB", "MiB", "1XB", "99999999999TiB", "18446744073709551616"] {
            assert!(size(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn the_help_states_the_defaults_that_are_in_force() {
        assert_eq!(Only::try_parse_from(["x"]).unwrap().limits.limits(), Limits::default());
        let mut command = Only::command();
        let mut typed = vec!["x".to_owned()];
        let mut options = 0;
        for arg in command.get_arguments() {
            let Some(name) = arg.get_long().filter(|n| n.starts_with("limit-")) else { continue };
            let help = arg.get_help().unwrap().to_string();
            let (_, default) = help.split_once("[default: ").unwrap_or_else(|| panic!("--{name}: {help}"));
            typed.push(format!("--{name}={}", default.trim_end_matches(']')));
            options += 1;
        }
        assert_eq!(options, 10);
        let matches = command.try_get_matches_from_mut(typed).unwrap();
        assert_eq!(Only::from_arg_matches(&matches).unwrap().limits.limits(), Limits::default());
    }

    #[test]
    fn every_option_reaches_its_limit() {
        let typed = Only::try_parse_from([
            "x",
            "--limit-header=2K",
            "--limit-depth=3",
            "--limit-parts=4",
            "--limit-findings=6",
            "--limit-containers=7",
            "--limit-expanded=8",
            "--limit-ratio=9",
            "--limit-entries=10",
            "--limit-attachment=11",
            "--limit-document=12",
        ])
        .unwrap();
        let expected = Limits {
            header: 2048,
            depth: 3,
            parts: 4,
            findings: 6,
            containers: 7,
            expanded: 8,
            ratio: 9,
            entries: 10,
            attachment: 11,
            document: 12,
        };
        assert_eq!(typed.limits.limits(), expected);
    }
}
