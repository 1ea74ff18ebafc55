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

/// Panics unless it takes time with the length of a text to `read` one that is made of this unit: eight times so many bytes take less than
/// 24 times as long, and with the square of the length it would be 64 times.
pub(crate) fn assert_linear(unit: &str, bytes: usize, mut read: impl FnMut(&str)) {
    let mut time = |length: usize| {
        let text = unit.repeat(length / unit.len());
        let mut once = || {
            let began = Busy::now();
            read(&text);
            began.elapsed().as_secs_f64()
        };
        (0..3).map(|_| once()).fold(f64::MAX, f64::min)
    };
    // a machine that has much else to do may need a second look
    let holds = (0..5).any(|_| {
        let [one, eight] = [bytes, 8 * bytes].map(&mut time);
        eight < 24.0 * one + 0.02
    });
    assert!(holds, "{unit}: more than 24 times as long for eight times as much");
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
