//! SIGINT and SIGTERM: the first ends the run in good order, the second at once.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

#[cfg(unix)]
use super::exit::Exit;

/// Gives a flag that is set by the first signal. By the second, unfinished report files are removed and the program
/// ends with the exit code of a run that was stopped.
///
/// # Errors
///
/// When the operating system lets no handler be set.
#[cfg(unix)]
pub(super) fn stop_flag(unfinished: Vec<PathBuf>) -> io::Result<Arc<AtomicBool>> {
    use signal_hook::consts::{SIGINT, SIGTERM};

    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        for _ in signals.forever() {
            if !flag.swap(true, Ordering::SeqCst) {
                super::log::Log { quiet: false, verbose: false }
                    .note("stopping; press Ctrl-C again to end at once");
                continue;
            }
            for path in &unfinished {
                let _ = std::fs::remove_file(path);
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
pub(super) fn stop_flag(_: Vec<PathBuf>) -> io::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&stop))?;
    Ok(stop)
}
