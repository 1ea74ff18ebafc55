//! Subcommands that are promised: they say that they are not there yet, instead of being unknown.

use std::ffi::OsString;

use clap::Args;

use super::exit::Failure;

/// Whatever is typed behind such a subcommand.
#[derive(Debug, Args)]
pub(super) struct LaterArgs {
    /// Taken as it is, and not looked at
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    rest: Vec<OsString>,
}

/// The answer to it.
pub(super) fn not_built(name: &str) -> Failure {
    Failure::Usage(format!("`mailsweep {name}` is not built in this version"))
}
