//! SIGINT, SIGTERM and SIGHUP (the terminal was closed): the first ends the run in good order, the second at once.

#[cfg(unix)]
use super::exit::Exit;
use super::log::Log;
use crate::model::Stop;
use std::io;
use std::path::PathBuf;

/// Gives a flag that is set by the first signal. By the second, unfinished report files are removed and the program
/// ends with the exit code of a run that was stopped.
///
/// # Errors
///
/// When the operating system lets no handler be set.
#[cfg(unix)]
pub(super) fn stop_flag(unfinished: Vec<PathBuf>, log: Log) -> io::Result<Stop> {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

    let stop = Stop::default();
    let flag = stop.clone();
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            if !flag.ask() {
                log.note("stopping; press Ctrl-C again to end at once");
                continue;
            }
            for path in &unfinished {
                // reports of each custodian lie in a folder
                let _ = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir_all(path));
            }
            #[expect(
                clippy::exit,
                reason = "the user asked twice, so the main thread does not come back in time"
            )]
            std::process::exit(i32::from(Exit::Stopped.code()));
        }
    })?;
    Ok(stop)
}

/// Gives a flag that is set by Ctrl-C.
///
/// # Errors
///
/// When the operating system lets no handler be set.
#[cfg(not(unix))]
pub(super) fn stop_flag(_: Vec<PathBuf>, _: Log) -> io::Result<Stop> {
    let stop = std::sync::Arc::default();
    signal_hook::flag::register(signal_hook::consts::SIGINT, std::sync::Arc::clone(&stop))?;
    Ok(stop.into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::{BufRead as _, BufReader, Read as _};
    use std::process::{Command, Stdio};
    use std::time::Duration;

    const FILE: &str = "MAILSWEEP_TEST_UNFINISHED";

    /// Runs in a process of its own, since a signal is for the whole process: waits for the first signal, says so, and
    /// then never ends by itself.
    #[test]
    #[ignore = "started by the test below"]
    fn child() {
        let unfinished = std::env::var_os(FILE).map(PathBuf::from).into_iter().collect();
        let stop = stop_flag(unfinished, Log { quiet: false, verbose: false }).unwrap();
        println!("ready");
        while !stop.asked() {
            std::thread::sleep(Duration::from_millis(5));
        }
        println!("stopping");
        std::thread::sleep(Duration::from_secs(60));
    }

    #[test]
    fn the_first_signal_asks_and_the_second_ends() {
        let folder = tempfile::tempdir().unwrap();
        let unfinished = folder.path().join(".mailsweep-x");
        std::fs::write(&unfinished, "x").unwrap();
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--nocapture", "cli::signals::tests::child"])
            .env(FILE, &unfinished)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut wait_for = |word: &str| assert!(lines.any(|l| l.unwrap().ends_with(word)), "{word}");
        let signal = |name: &str| {
            assert!(Command::new("kill").args([name, &child.id().to_string()]).status().unwrap().success());
        };
        wait_for("ready");
        signal("-HUP");
        wait_for("stopping");
        assert!(unfinished.exists());
        signal("-TERM");
        assert_eq!(child.wait().unwrap().code(), Some(4));
        assert!(!unfinished.exists());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert!(said.contains("again to end at once"), "{said}");
    }
}
