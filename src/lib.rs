//! Sweeps mail archives for the contact details of an organisation's relations.
//!
//! The library is the product; the program `mailsweep` is a thin shell over it.
//!
//! Rooms, from the bottom: [`model`] has the nouns; [`source`] turns paths into messages, [`message`] turns a message
//! into regions of decoded text, [`extract`] reads the documents that came along and [`outlook`] what Outlook stores,
//! [`recognise`] turns a region into matches, [`relate`] says what details are to the
//! organisation; [`scan`] wires these together, [`report`] turns what comes out into bytes and `state` keeps what earlier runs saw. Rooms on one floor do not know each other.

pub mod extract;
pub mod message;
pub mod model;
pub mod outlook;
pub mod recognise;
pub mod relate;
pub mod report;
pub mod scan;
pub mod source;
#[cfg(feature = "state")]
pub mod state;

#[cfg(feature = "cli")]
pub mod cli;
