//! `mailsweep completions` and `mailsweep man`: what a package ships beside the program.

use clap::Args;
use clap_complete::Shell;

use super::args::command;
use super::exit::{Exit, Failure};
use super::log::print;

/// What can be typed behind `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// The shell that the script is for
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// What can be typed behind `man`.
#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// The subcommand whose page is wanted [default: the page of mailsweep itself]
    #[arg(value_name = "SUBCOMMAND")]
    subcommand: Option<String>,
}

/// Writes a completion script.
pub(super) fn completions(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "mailsweep", &mut script);
    print(&script)?;
    Ok(Exit::Done)
}

/// Writes a manual page.
pub(super) fn man(args: &ManArgs) -> Result<Exit, Failure> {
    print(&page(args.subcommand.as_deref())?)?;
    Ok(Exit::Done)
}

fn page(subcommand: Option<&str>) -> Result<Vec<u8>, Failure> {
    let mut command = command();
    // Gives every subcommand its full name.
    command.build();
    let command = match subcommand {
        None => command,
        Some(name) => match command.get_subcommands().find(|c| c.get_name() == name && !c.is_hide_set()) {
            Some(sub) => sub.clone().name(format!("mailsweep-{name}")).version(env!("CARGO_PKG_VERSION")),
            None => return Err(Failure::Usage(format!("mailsweep has no subcommand {name:?}"))),
        },
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .manual("mailsweep")
        .render(&mut page)
        .map_err(|e| Failure::Stopped(format!("cannot make the manual page: {e}")))?;
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum as _;

    #[test]
    fn there_is_a_page_for_the_program_and_for_each_subcommand() {
        let page = |name| String::from_utf8(page(name).unwrap()).unwrap();
        assert!(page(None).contains(".TH mailsweep 1"));
        for name in ["scan", "parts", "regions", "patterns", "completions", "man"] {
            assert!(page(Some(name)).contains(&format!(".TH mailsweep-{name} 1")), "{name}");
        }
        assert!(page(Some("scan")).contains("limit\\-depth"));
        assert!(super::page(Some("nothing")).is_err());
    }

    #[test]
    fn every_shell_gets_a_script_that_knows_the_options() {
        for shell in Shell::value_variants() {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut command(), "mailsweep", &mut script);
            assert!(String::from_utf8(script).unwrap().contains("limit-depth"), "{shell}");
        }
    }
}
