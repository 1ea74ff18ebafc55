//! The program from outside. Each test builds an archive, runs the program on it, and asserts findings and problems.
//!
//! - `access`: what a request for access is answered with
//! - `apart`: the process that reads documents
//! - `containers`: the same message in any container gives the same findings
//! - `archives`: folders of mail in tar, zip and 7z
//! - `cloud`: mail in an object store
//! - `columns`: Parquet and Arrow as others read them
//! - `corpus`: requests over the corpus beside the project, whose truth is known
//! - `documents`: files that came along, and documents beside the mail
//! - `erase`: a plan that is carried out
//! - `holds`: what is under a legal hold, at the search and at the erasure
//! - `messages`: MIME, charsets, HTML, twins
//! - `hostile`: mail that means harm, or is broken
//! - `pack`: archives in memory, for the tests of containers
//! - `mutation`: damage anywhere, and findings read back from where they say they stand
//! - `promises`: exit codes, masking, files, streams; what the contract says
//! - `quarantine`: what was taken out of mail, and put back or destroyed
//! - `readers`: mail after an erasure, opened by other programs
//! - `recognisers`: the page made of the cards
//! - `redact`: what is found in mail taken out of it
//! - `register`: the register and retention terms as settings
//! - `relations`: whose details, and how they came there
//! - `losses`: what is not taken out of a damaged file is there afterwards
//! - `lists`: lists, what left, filters, the register and terms in reports
//! - `reports`: reports as others read them
//! - `certificate`: an erasure with its certificate, and what `verify` says later
//! - `search`: everything about one data subject
//! - `review`: a plan as a page, on which a person decides
//! - `contrib`: what is shipped to run every night
//! - `engines`: what is shipped for clusters
//! - `nightly`: runs that nobody watches
//! - `shards`: one archive in pieces
//! - `held`: what people are to each other, in memory and on a disk
//! - `state`: what earlier runs saw
//! - `supposed`: names that other messages know
//! - `suppress`: who was erased, and came back with a backup
//! - `unseen`: details where the bytes say them otherwise than a person reads them
//! - `since`: saved runs, rendered again and compared
//! - `browser`: the page of `-o FILE.html` in a browser, which `webdriver` drives
//! - `house`: the shape of the code itself

#![expect(clippy::unwrap_used, reason = "in a test, a panic is a failing test")]

mod access;
#[cfg(feature = "pdf")]
mod apart;
mod archive;
mod archives;
mod blind;
mod browser;
mod certificate;
#[cfg(feature = "cloud")]
mod cloud;
#[cfg(feature = "parquet")]
mod columns;
mod containers;
mod contrib;
mod corpus;
mod documents;
#[cfg(unix)]
mod engines;
mod erase;
mod held;
mod holds;
mod hostile;
mod house;
mod layers;
mod letters;
mod lists;
mod losses;
mod messages;
mod mutation;
mod namesakes;
mod nightly;
mod pack;
mod pieces;
mod promises;
#[cfg(feature = "age")]
mod quarantine;
mod readers;
mod recognisers;
mod redact;
mod register;
mod relations;
mod reports;
mod review;
mod search;
mod shards;
mod since;
mod state;
mod supposed;
mod suppress;
mod unseen;
mod webdriver;
