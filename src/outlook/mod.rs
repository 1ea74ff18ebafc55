//! What Outlook stores in, messages by RFC 5322 out: PST and OST stores, MSG files, TNEF (`winmail.dat`).
//!
//! All three hold the same thing in different boxes: items with numbered properties (\[MS-OXPROPS\]), recipients and
//! attachments. A box is read into an [`Item`](item::Item), and an item is written as a message by [`rfc822`], so that everything else
//! of this program knows nothing of Outlook. What this room refuses to know: where the bytes come from, and what a contact detail is.

mod address;
mod calendar;
mod card;
mod codepage;
mod compound;
mod entry_id;
pub mod item;
pub mod msg;
pub mod pst;
pub mod rfc822;
mod rtf_compression;
mod tag;
#[cfg(test)]
mod testing;
pub mod tnef;
mod typed;
