//! A progress bar on standard error: bytes, rate, time left, messages.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::report::summary::{counted, number};
use crate::scan::Progress;

/// How often the bar is drawn anew.
const PERIOD: Duration = Duration::from_millis(200);

/// Before the counting walk is done, nobody knows how much there is.
const COUNTING: &str = "{spinner} {binary_bytes} read, {binary_bytes_per_sec}, {msg}";
const COUNTED: &str = "{bar:24} {percent:>3}% {binary_bytes} of {binary_total_bytes}, {binary_bytes_per_sec}, {eta} left, {msg}";

/// Does `work` while a bar shows how far it is; the bar is gone afterwards. No bar without a terminal, or when it is
/// not wanted.
///
/// `measure` runs beside the work: it counts how much there is to do.
pub(super) fn watch<T>(
    wanted: bool,
    progress: &Progress,
    measure: impl FnOnce() + Send,
    work: impl FnOnce() -> T,
) -> T {
    if !wanted || !io::stderr().is_terminal() {
        return work();
    }
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        // where no thread can be had for a bar the work is done without
        let watcher =
            thread::Builder::new().name("bar".to_owned()).spawn_scoped(scope, || show(progress, &done));
        // Also when the work panics: the scope waits for the watcher.
        let _end = watcher.ok().map(|watcher| {
            let _ = thread::Builder::new().name("measure".to_owned()).spawn_scoped(scope, measure);
            End { done: &done, watcher: watcher.thread().clone() }
        });
        work()
    })
}

struct End<'a> {
    done: &'a AtomicBool,
    watcher: thread::Thread,
}

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Release);
        self.watcher.unpark();
    }
}

fn show(progress: &Progress, done: &AtomicBool) {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style =
        |template| ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    bar.set_style(style(COUNTING));
    while !done.load(Ordering::Acquire) {
        thread::park_timeout(PERIOD);
        let total = progress.total_bytes.load(Ordering::Relaxed);
        if total > 0 && bar.length().is_none() {
            bar.set_style(style(COUNTED));
            bar.set_length(total);
        }
        bar.set_position(progress.done_bytes.load(Ordering::Relaxed));
        bar.set_message(message(progress));
        bar.tick();
    }
    bar.finish_and_clear();
}

fn message(progress: &Progress) -> String {
    let mut text = format!(
        "{}, {} found",
        counted(progress.messages.load(Ordering::Relaxed), "message"),
        number(progress.findings.load(Ordering::Relaxed))
    );
    let problems = progress.problems.load(Ordering::Relaxed);
    if problems > 0 {
        text.push_str(", ");
        text.push_str(&counted(problems, "problem"));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_good() {
        for template in [COUNTING, COUNTED] {
            ProgressStyle::with_template(template).unwrap();
        }
    }

    #[test]
    fn the_message_counts() {
        let progress = Progress::default();
        progress.messages.store(1, Ordering::Relaxed);
        progress.findings.store(1200, Ordering::Relaxed);
        assert_eq!(message(&progress), "1 message, 1,200 found");
        progress.problems.store(2, Ordering::Relaxed);
        assert_eq!(message(&progress), "1 message, 1,200 found, 2 problems");
    }

    #[test]
    fn the_bar_ends_with_the_work() {
        let progress = Progress { total_bytes: 100.into(), ..Progress::default() };
        let done = AtomicBool::new(false);
        thread::scope(|scope| {
            let watcher = scope.spawn(|| show(&progress, &done));
            drop(End { done: &done, watcher: watcher.thread().clone() });
        });
        assert_eq!(watch(false, &progress, || (), || 7), 7);
    }
}
