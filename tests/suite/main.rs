//! The program from outside. Each test builds an archive, runs the program on it, and asserts findings and problems.
//!
//! - `apart`: the process that reads documents
//! - `containers`: the same message in any container gives the same findings
//! - `archives`: folders of mail in tar, zip and 7z
//! - `documents`: files that came along, and documents beside the mail
//! - `erase`: a plan that is carried out
//! - `messages`: MIME, charsets, HTML, twins
//! - `hostile`: mail that means harm, or is broken
//! - `pack`: archives in memory, for the tests of containers
//! - `mutation`: damage anywhere, and findings read back from where they say they stand
//! - `promises`: exit codes, masking, files, streams; what the contract says
//! - `recognisers`: the page made of the cards
//! - `redact`: what is found in mail taken out of it
//! - `register`: the register and retention terms as settings
//! - `relations`: whose details, and how they came there
//! - `lists`: lists, what left, filters, the register and terms in reports
//! - `reports`: reports as others read them
//! - `search`: everything about one data subject
//! - `contrib`: what is shipped to run every night
//! - `nightly`: runs that nobody watches
//! - `state`: what earlier runs saw
//! - `since`: saved runs, rendered again and compared
//! - `browser`: the page of `-o FILE.html` in a browser, which `webdriver` drives
//! - `house`: the shape of the code itself

#![expect(clippy::unwrap_used, reason = "in a test, a panic is a failing test")]

#[cfg(feature = "pdf")]
mod apart;
mod archive;
mod archives;
mod blind;
mod browser;
mod containers;
mod contrib;
mod documents;
mod erase;
mod hostile;
mod house;
mod letters;
mod lists;
mod messages;
mod mutation;
mod nightly;
mod pack;
mod promises;
mod recognisers;
mod redact;
mod register;
mod relations;
mod reports;
mod search;
mod since;
mod state;
mod webdriver;
