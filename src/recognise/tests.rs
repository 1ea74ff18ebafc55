//! What holds for all recognisers together.
