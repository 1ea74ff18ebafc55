//! Sweeps mail archives for the contact details of an organisation's relations.
//!
//! The library is the product; the program `mailsweep` is a thin shell over it.
//!
//! Rooms, from the bottom: [`model`] has the nouns; [`source`] turns paths into messages, [`message`] turns a message
//! into regions of decoded text, [`extract`] reads the documents that came along and [`outlook`] what Outlook stores,
//! [`recognise`] turns a region into matches, [`relate`] says what details are to the
//! organisation; [`scan`] wires these together, [`subject`] tells which mail is about one person, [`erase`] changes mail files and loses
//! no mail that is not meant, [`report`] turns what comes out into bytes and `state` keeps what earlier runs saw. Rooms on one floor
//! do not know each other. `cloud`, which is not built as a rule, talks to object stores.
//!
//! An archive into a JSON report, values masked, and a look at its counts:
//!
//! ```
//! use std::path::PathBuf;
//!
//! use mailsweep::model::{Kind, Stop};
//! use mailsweep::report::{Destination, HashKey, Lane, Masking, RunInfo, format_named, open};
//! use mailsweep::scan::{Progress, ScanOptions, Scanner};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # let (mail, report) = (folder.path().join("mail"), folder.path().join("audit.json"));
//! # std::fs::create_dir(&mail)?;
//! # let message = "From: Els Bakker <els@relatie.example>\nTo: jan@example.nl\nSubject: Vraag\n\nBel mij op 020-5550123.\n";
//! # std::fs::write(mail.join("1.eml"), message)?;
//! let paths: Vec<PathBuf> = vec![mail];
//! let options = ScanOptions { own_domains: vec!["example.nl".to_owned()], jobs: 2, ..ScanOptions::default() };
//!
//! // All reports are opened first: what cannot be written is known before anything is read.
//! let lane = Lane { format: format_named("json"), destination: Destination::File(report.clone()) };
//! let run = RunInfo { paths: vec!["mail".to_owned()], masked: true, ..RunInfo::default() };
//! let masking = Masking::Masked(HashKey::random()?);
//! let (renderer, mut writer) = open(vec![lane], None, run, masking)?;
//!
//! let scanner = Scanner::new(options);
//! let counts = scanner.run(&paths, &renderer, &mut writer, &Progress::default(), &Stop::default())?;
//! // Until now the report is nowhere; after this it is whole.
//! writer.finish(&counts)?;
//!
//! assert_eq!(counts.content.messages, 1);
//! assert_eq!(counts.findings.get(&Kind::Phone), Some(&1));
//! assert!(counts.content.adds_up() && counts.total_problems() == 0);
//! let written = std::fs::read_to_string(report)?;
//! assert!(written.contains("\"kind\":\"phone\"") && !written.contains("5550123"));
//! # Ok(())
//! # }
//! ```

#[cfg(feature = "cloud")]
pub mod cloud;
pub mod erase;
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
pub mod subject;

#[cfg(feature = "cli")]
pub mod cli;
