//! What the examples of the pattern file do not show.
