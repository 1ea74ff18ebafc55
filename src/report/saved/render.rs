//! A saved run in, its reports out: as they were, or in other formats.

use std::io;

use super::{Saved, SavedError};
use crate::model::{Render as _, Sink as _, Stop, Summary};
use crate::report::{Renderer, Writer};

/// Bytes that are gathered before they are written.
const GATHERED: usize = 256 << 10;

impl Saved {
    /// Renders the run again, and gives its counts, which the writer is to be finished with. The writer must have been opened for
    /// [`Saved::run`], or for the same with other options of reports.
    ///
    /// # Errors
    ///
    /// As [`Saved::findings`]; [`SavedError::Taking`] where a report cannot be written. Where `stop` is asked, the counts say so.
    pub fn render(
        mut self,
        renderer: &Renderer,
        writer: &mut Writer,
        stop: &Stop,
    ) -> Result<Summary, SavedError> {
        let mut lanes = vec![Vec::new(); renderer.lanes()];
        let told = self.findings(&mut |meta, findings| {
            renderer.message(meta, findings, &mut lanes);
            if lanes.iter().map(Vec::len).sum::<usize>() >= GATHERED {
                writer.chunk(&lanes, &[])?;
                lanes.iter_mut().for_each(Vec::clear);
            }
            if stop.asked() { Err(io::ErrorKind::Interrupted.into()) } else { Ok(()) }
        });
        let stopped = stop.asked();
        let summary = Summary { stopped, ..std::mem::take(&mut self.summary) };
        match told {
            Err(SavedError::Taking(_)) if stopped => return Ok(summary),
            told => told?,
        }
        writer.chunk(&lanes, &self.problems).map_err(SavedError::Taking)?;
        writer.omit(self.problems_omitted);
        Ok(summary)
    }
}
