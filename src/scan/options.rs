//! What a scan is to do.

use std::sync::Arc;

use jiff::civil::Date;

use super::{Filter, Ignore, Registered, apart};
use crate::extract::ExtractOptions;
use crate::model::{Confidence, Indexer, Kind, Limits, Memory, Stores, Veil};
use crate::relate::retention::Retention;

/// What a scan is to do. `ScanOptions::default()` is a sensible start.
#[derive(Debug)]
pub struct ScanOptions {
    /// Worker threads; at least 1.
    pub jobs: usize,
    /// Kinds to look for; empty for all that are built.
    pub kinds: Vec<Kind>,
    /// Findings less sure than this are left out; what is below a half is never one.
    pub min_confidence: Confidence,
    /// Findings say why they are ones (`fields.why`).
    pub explain: bool,
    /// What is never reported.
    pub ignore: Ignore,
    /// Mail domains of the own organisation, sub-domains included; empty where they are to be told from the mail.
    pub own_domains: Vec<String>,
    /// Contacts in one part that make a bulk list.
    pub list_threshold: usize,
    /// Which findings are told.
    pub filter: Filter,
    /// Contacts are told with all their details (`Summary::directory`).
    pub contacts: bool,
    /// Countries whose national notation phone numbers are read in, most likely first (ISO 3166-1 alpha-2, upper case).
    pub countries: Vec<[u8; 2]>,
    /// The central register, with which findings are compared.
    pub register: Option<Registered>,
    /// How long details may be kept, and the day that is taken for today.
    pub retention: Option<(Retention, Date)>,
    /// Bytes of what messages tell of each other that are held in memory; when there are more, all of it goes to a temporary file.
    pub held: usize,
    /// Bounds on hostile input.
    pub limits: Limits,
    /// What opens documents that came along.
    pub documents: ExtractOptions,
    /// The program that documents are read in whose reader may fail badly; `None`: they are read in this process (see [`apart`]).
    pub reader: Option<apart::ReaderProgram>,
    /// Documents that lie beside the mail are searched too.
    pub loose_documents: bool,
    /// Follow symbolic links.
    pub follow_links: bool,
    /// Globs on the path relative to the PATH given; empty for all files.
    pub include: Vec<String>,
    /// Globs on the path relative to the PATH given.
    pub exclude: Vec<String>,
    /// What opens PATHs in object stores; `None`: there are none.
    pub stores: Option<Arc<dyn Stores>>,
    /// What earlier runs made of the mail; see [`Remembered`].
    pub memory: Option<Remembered>,
    /// Takes out of mail by what it may be found again: the memory keeps that, too, for searches.
    pub index: Option<Arc<dyn Indexer>>,
    /// Hides values as soon as it is told whose they are; always there with a memory.
    pub veil: Option<Arc<dyn Veil>>,
}

/// What earlier runs made of the mail, so that a run reads only what is new.
///
/// It holds masks and keyed hashes and never a value, so that a run with it can tell no values, and cannot compare them with a register.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// Who keeps it.
    pub memory: Arc<dyn Memory>,
    /// What decides beside the options what is found: contents of files of patterns and the like.
    pub salt: Vec<u8>,
    /// Where nothing is new and no report is wanted, the counts of the run before are given at once.
    pub counts_suffice: bool,
}

impl Default for ScanOptions {
    fn default() -> Self {
        ScanOptions {
            jobs: 1,
            kinds: Vec::new(),
            min_confidence: Confidence::percent(crate::recognise::pattern::THRESHOLD),
            explain: false,
            ignore: Ignore::default(),
            own_domains: Vec::new(),
            list_threshold: 10,
            filter: Filter::default(),
            contacts: false,
            countries: vec![*b"NL", *b"BE", *b"DE"],
            register: None,
            retention: None,
            held: super::insight::HELD,
            limits: Limits::default(),
            documents: ExtractOptions::default(),
            reader: None,
            loose_documents: false,
            follow_links: false,
            include: Vec::new(),
            exclude: Vec::new(),
            stores: None,
            memory: None,
            index: None,
            veil: None,
        }
    }
}
