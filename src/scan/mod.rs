//! Wires sources, messages and recognisers together.
