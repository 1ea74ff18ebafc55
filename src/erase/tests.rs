//! The room as a whole: what stands in files before and after, whatever happens in between.

mod archives;
pub(super) mod cases;
mod chance;
mod faults;
mod forms;
mod locks;
mod names;
mod outside;
