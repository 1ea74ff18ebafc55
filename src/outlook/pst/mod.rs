//! An Outlook store in (PST, OST, PAB), its folders and their items out.
//!
//! What comes in: anything that can be read at any place. What goes out: folders by their path, and in them
//! [`Item`](super::item::Item)s; a problem in place of what is damaged. By \[MS-PST\], and for the stores of Outlook
//! 2013 and later with their pages of 4096 bytes by what libpff's documentation knows.
//!
//! Nothing in a store is believed. Whatever points somewhere is checked to arrive at what it says, levels of trees are
//! bounded, and a way through a tree never comes back. A wrong CRC alone is no reason to refuse what is in order. A page or
//! block is read at a time and a few are kept; a value of an item is at most 32 MiB, all of an item at most 64 MiB; files that
//! are attached are streams. What it refuses to know: what the properties of an item mean.

mod bytes;
mod cache;
mod cipher;
mod codepage;
mod data;
mod fault;
mod file;
mod folder;
mod header;
mod heap;
mod message;
mod named;
mod numbers;
mod property;
mod rescue;
mod store;
mod table;
#[cfg(test)]
mod tests;
mod tree;

pub use folder::Folder;
pub use header::recognises;
pub use message::Message;
pub use store::Store;
