//! The room as a whole: what stands in files before and after, whatever happens in between.

mod archives;
mod cases;
mod faults;
mod forms;
mod locks;
mod outside;

/// Archives for the tests of this room, built as the suite builds them.
#[path = "../../tests/suite/pack.rs"]
#[allow(dead_code, reason = "other tests use the rest")]
mod pack;
