//! `mailsweep patterns`: what the recognisers are, and whether pattern files hold what they promise.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::exit::{Exit, Failure};
use super::later::not_built;

/// What can be typed behind `patterns`.
#[derive(Debug, Args)]
pub(super) struct PatternsArgs {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List all patterns: id, kind and what each finds
    List,
    /// Show one pattern in full, with what it misses and its examples
    Show {
        /// The id of the pattern, as `list` prints it
        id: String,
    },
    /// Run the examples and counter-examples of pattern files; exit 2 when one does not hold
    Check {
        /// Pattern files, or folders of them [default: the patterns that are built in]
        files: Vec<PathBuf>,
    },
}

/// Does it.
pub(super) fn run(args: &PatternsArgs) -> Result<Exit, Failure> {
    Err(match &args.action {
        Action::List => not_built("patterns list"),
        Action::Show { id } => not_built(&format!("patterns show {id}")),
        Action::Check { files } if files.is_empty() => not_built("patterns check"),
        Action::Check { files } => not_built(&format!("patterns check {}", files[0].display())),
    })
}
