//! A clock for tests of what takes time with the length of a text.

use std::time::Duration;

/// What the processor has done for this thread since a moment: what else a machine has to do does not count, as it does by the clock
/// on the wall.
#[derive(Clone, Copy)]
pub(crate) struct Busy(Duration);

impl Busy {
    pub(crate) fn now() -> Self {
        Busy(done())
    }

    pub(crate) fn elapsed(self) -> Duration {
        done().saturating_sub(self.0)
    }
}

#[cfg(unix)]
fn done() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec as u64, time.tv_nsec as u32)
}

#[cfg(not(unix))]
fn done() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static FIRST: LazyLock<Instant> = LazyLock::new(Instant::now);
    FIRST.elapsed()
}
