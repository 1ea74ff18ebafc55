//! `mailsweep extract-worker`: the process that reads documents for a scan; see [`crate::scan::apart`].
//!
//! Started by `mailsweep scan` and never by a person. What a document can do to it is bounded here: memory by the size of the document;
//! like the scan itself it leaves no core dump, for that would be mail on disk. Time is bounded by the scan, which ends this process.

use std::io::{self, BufWriter};
use std::path::Path;

use super::exit::{Exit, Failure};
use crate::scan::apart::{ReaderProgram, serve};

/// The name of the subcommand.
const NAME: &str = "extract-worker";

/// How a scan starts this: the program that runs now.
///
/// `None` where the operating system does not tell its path; documents are then read in the process of the scan.
pub(super) fn program() -> Option<ReaderProgram> {
    // On Linux this leads to what runs, whatever lies at its path by now: an update amid a run puts another version there, or none.
    let running = Path::new("/proc/self/exe");
    let program = match cfg!(target_os = "linux") && running.exists() {
        true => running.to_path_buf(),
        false => std::env::current_exe().ok()?,
    };
    Some(ReaderProgram { program, arguments: vec![NAME.to_owned()] })
}

/// Has the operating system write no image of this program's memory to disk should it fail.
pub(super) fn leave_no_image() {
    bounds::no_core();
}

/// Reads documents until standard input ends.
pub(super) fn run() -> Result<Exit, Failure> {
    let mut output = BufWriter::with_capacity(64 << 10, io::stdout().lock());
    // Where it fails, the scan is gone, and nobody is left to tell.
    let _ = serve(io::stdin(), &mut output, bounds::memory, || {
        #[expect(
            clippy::exit,
            reason = "the scan is gone, and a document that never ends must not keep this here"
        )]
        std::process::exit(i32::from(Exit::Done.code()));
    });
    Ok(Exit::Done)
}

/// What the operating system is asked to enforce. A refusal is passed over: the scan still bounds the time.
#[cfg(unix)]
mod bounds {
    use rlimit::{Resource, getrlimit, setrlimit};

    /// Memory for a document of no size. What the reader of PDF keeps for itself is some 10 MiB.
    const BASE: u64 = 192 << 20;

    /// Bytes of memory for each byte of a document: it is held three times, beside what is made of it.
    const FACTOR: u64 = 5;

    /// Memory for any document.
    const MOST: u64 = 2 << 30;

    /// Address space beside it: the program itself, its stacks, and what an allocator sets aside for each thread.
    const BESIDE: u64 = 512 << 20;

    /// Leaves no image of this process on disk.
    pub(super) fn no_core() {
        let _ = setrlimit(Resource::CORE, 0, 0);
    }

    /// Bounds the memory for the reading of a document of this size.
    pub(super) fn memory(document: u64) {
        let wanted = BASE.saturating_add(document.saturating_mul(FACTOR)).min(MOST);
        // Linux counts all that is written to as data; other systems count less, so that address space bounds it there
        for (resource, soft) in [(Resource::DATA, wanted), (Resource::AS, wanted + BESIDE)] {
            // the hard limit stays, for a later document may be larger
            if let Ok((_, hard)) = getrlimit(resource) {
                let _ = setrlimit(resource, soft.min(hard), hard);
            }
        }
    }
}

/// Systems on which only the time is bounded.
#[cfg(not(unix))]
mod bounds {
    pub(super) fn no_core() {}
    pub(super) fn memory(_: u64) {}
}
