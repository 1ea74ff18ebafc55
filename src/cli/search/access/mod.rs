//! The pack that answers a request for access: what is held on somebody, in a form that they may see.
//!
//! In: hits that are certain or likely. Out: an archive with each message as the subject may see it, and an index. Hits that are no more
//! than possible are for a person to look at: they are counted and not given.

mod adjoining;
mod beneath;
mod by_address;
mod columns;
mod deciding;
mod fields;
mod letters;
mod others;
mod people;
mod relative;
mod roles;
#[cfg(test)]
mod sample;
mod seeing;
mod words;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::{self, Write};
use std::path::PathBuf;

use jiff::civil::Date;

use crate::cli::config::FileSettings;
use crate::cli::erase::whereabouts::place;
use crate::erase::Target;
use crate::erase::fetch::{Fetched, Missing, Reading, fetch};
use crate::model::{
    Disclosure, Hit, Kind, Lang, Mention, Named, RegionKind, Request, Stop, Strength, Summary, Weight,
};
use crate::relate::retention::{Kept, Term as Said};
use crate::relate::statutory::Message;
use crate::report::access::{About, Entry, Held, Pack, Term};
use crate::report::lang::text;
use crate::scan::Scanner;
use crate::subject::Prepared;
use crate::subject::bystander::words;
use others::{Cleaned, Cleaning, data};

/// What packs are made with.
pub(super) struct Packing<'p> {
    pub(super) prepared: &'p Prepared,
    pub(super) scanner: &'p Scanner,
    pub(super) settings: &'p FileSettings,
    pub(super) scanned: &'p [PathBuf],
    pub(super) options: &'p BTreeMap<String, Vec<String>>,
    pub(super) lang: Lang,
    pub(super) today: Date,
    /// What stands where a detail of somebody else was; else that of the language.
    pub(super) mark: Option<&'p str>,
    pub(super) stop: Stop,
}

/// What became of the hits of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) given: u64,
    /// Held, and not given.
    pub(super) held: u64,
    /// No more than possible.
    pub(super) possible: u64,
}

impl Packing<'_> {
    /// Writes the pack of the request with this number.
    pub(super) fn write(
        &self,
        (n, request): (usize, &Request),
        hits: &[Hit],
        done: &Summary,
        out: &mut dyn Write,
    ) -> io::Result<Counts> {
        let mut sure: Vec<&Hit> = hits.iter().filter(|h| h.strength != Strength::Possible).collect();
        sure.sort_by(|a, b| {
            let key = |h: &Hit| (h.meta.message, h.meta.offset);
            (&a.meta.date, &a.meta.source).cmp(&(&b.meta.date, &b.meta.source)).then(key(a).cmp(&key(b)))
        });
        let limits = &self.scanner.options().limits;
        let mark = self.mark.map_or_else(|| text(self.lang, "access-pack-mark", &[]), str::to_owned);
        let own: Vec<String> = self
            .scanner
            .options()
            .own_domains
            .iter()
            .chain(&done.proposed_own)
            .map(|d| d.to_lowercase())
            .collect();
        let spared = spared(request);
        let mut cleaning = Cleaning {
            prepared: self.prepared,
            subject: u16::try_from(n).unwrap_or(u16::MAX),
            look: self.scanner.look(&self.stop),
            limits,
            sign: mark.clone(),
            own: &own,
            spared: &spared,
            unaddressed: request.subject.emails.is_empty(),
        };
        let mut entries: Vec<Entry> = (1..).zip(&sure).map(|(number, hit)| self.entry(number, hit)).collect();
        let reading = Reading {
            limits: limits.clone(),
            passwords: self.scanner.options().documents.passwords.clone(),
            stop: self.stop.clone(),
        };
        let mut pack = Pack::new(out, sure.len() as u64);
        fetch(&self.targets(&sure), &reading, &mut |target, fetched| {
            if self.stop.asked() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let at = usize::try_from(target.id).unwrap_or(usize::MAX);
            let (Some(hit), Some(entry)) = (sure.get(at), entries.get_mut(at)) else { return Ok(()) };
            let cleaned = match fetched {
                // of two places with a file of one name, the message stood at the other
                _ if entry.held.is_none() => return Ok(()),
                Fetched::Message(message, quoting) => cleaning.clean(hit, message, quoting),
                Fetched::Missing(Missing::Stopped) => return Err(io::ErrorKind::Interrupted.into()),
                Fetched::Missing(why) => Err(held(why)),
            };
            match cleaned {
                Ok(cleaned) => {
                    pack.message(entry.number, &cleaned.bytes)?;
                    self.tell(entry, hit, cleaned);
                }
                Err(why) => entry.held = Some(why),
            }
            Ok(())
        })?;
        let about = self.about(request, done, &mark);
        pack.finish(&about, &entries)?;
        let held = entries.iter().filter(|e| e.held.is_some()).count() as u64;
        Ok(Counts { given: entries.len() as u64 - held, held, possible: (hits.len() - sure.len()) as u64 })
    }

    /// Where the messages stand; more places of one where several paths have a file of its name.
    fn targets(&self, hits: &[&Hit]) -> Vec<Target> {
        let paths: Vec<String> = self.scanned.iter().map(|p| p.to_string_lossy().into_owned()).collect();
        (0..)
            .zip(hits)
            .flat_map(|(id, hit)| {
                let known = hit.sha256.zip(hit.meta.length);
                let places = paths.iter().filter_map(|path| place(path, hit.meta.source.as_str()));
                let (message, offset) = (hit.meta.message, hit.meta.offset);
                let target = move |(file, inner)| {
                    let (sha256, length) = known?;
                    Some(Target { file, inner, message, offset, length, sha256, kept: 0, id })
                };
                places.filter_map(target).collect::<Vec<_>>()
            })
            .collect()
    }

    /// What the index says of a hit that was not read again yet.
    fn entry(&self, number: u64, hit: &Hit) -> Entry {
        let known = hit.sha256.is_some() && hit.meta.length.is_some();
        Entry {
            number,
            held: Some(if known { Held::Unread } else { Held::TooLarge }),
            date: hit.meta.date.clone(),
            subject: None,
            source: hit.meta.source.as_str().to_owned(),
            message: hit.meta.message,
            custodian: hit.meta.custodian.to_string(),
            roles: hit.roles.clone(),
            certain: hit.strength == Strength::Certain,
            sender: Vec::new(),
            recipients: Vec::new(),
            more_recipients: false,
            data: Vec::new(),
            terms: self.terms(hit),
            places: 0,
            files: 0,
            unread: Vec::new(),
        }
    }

    /// Adds what is known of a message that is given.
    fn tell(&self, entry: &mut Entry, hit: &Hit, cleaned: Cleaned) {
        entry.held = None;
        entry.data = data(hit, &cleaned);
        entry.subject = cleaned.subject;
        entry.sender = cleaned.sender;
        entry.recipients = cleaned.recipients;
        entry.more_recipients = cleaned.more_recipients;
        entry.places = cleaned.places;
        entry.files = cleaned.files;
        entry.unread = cleaned.unread.into_iter().collect();
    }

    /// How long the subject's data in a message are kept.
    fn terms(&self, hit: &Hit) -> Vec<Term> {
        let retention = &self.settings.retention;
        let mut terms = BTreeSet::new();
        let places: BTreeSet<(Kind, RegionKind, Option<&str>)> = hit
            .mentions
            .iter()
            .filter(|m| tells(m))
            .map(|m| {
                let kind = match m.named {
                    Named::Detail(kind) => kind,
                    Named::Other => Kind::PersonName,
                };
                let known = hit.details.iter().find(|d| d.kind == kind && d.value == m.value);
                (kind, m.region, known.and_then(|d| d.disclosure).map(Disclosure::as_str))
            })
            .collect();
        for (kind, region, disclosure) in places {
            let kept = Kept {
                kind,
                region,
                disclosure,
                source: hit.meta.source.as_str(),
                archived_at: hit.meta.archived_at.as_deref(),
                date: hit.meta.date.as_deref(),
            };
            match retention.term(&kept, self.today) {
                Said::None => {}
                Said::Within { rule, until } => {
                    terms.insert(Term::Until(rule.to_string(), until.to_string()));
                }
                Said::Past { rule, since } => {
                    terms.insert(Term::Past(rule.to_string(), since.to_string()));
                }
                Said::DateUnknown { rule } => {
                    terms.insert(Term::DateUnknown(rule.to_string()));
                }
            }
        }
        let message = Message {
            source: hit.meta.source.as_str(),
            subject: hit.meta.subject.as_ref().map(|s| s.reveal().as_str()),
            archived_at: hit.meta.archived_at.as_deref(),
            date: hit.meta.date.as_deref(),
        };
        if let Some((rule, until)) = retention.keep().covers(&message, self.today) {
            terms.insert(Term::Duty(rule.to_string(), until.map(|d| d.to_string())));
        }
        terms.into_iter().collect()
    }

    fn about<'a>(&self, request: &'a Request, done: &Summary, mark: &'a str) -> About<'a> {
        let name = |path: &PathBuf| match path.file_name() {
            Some(name) => name.to_string_lossy().into_owned(),
            None => path.to_string_lossy().into_owned(),
        };
        let mut options = self.options.clone();
        if !done.proposed_own.is_empty() {
            options.insert("own-domain".to_owned(), done.proposed_own.clone());
        }
        About {
            lang: self.lang,
            reference: request.reference.as_deref(),
            received: request.received.map(|d| d.to_string()),
            made: self.today.to_string(),
            paths: self.scanned.iter().map(name).collect(),
            options: options.into_iter().collect(),
            identifiers: request
                .subject
                .lists()
                .into_iter()
                .flat_map(|(_, list)| list.iter().cloned())
                .collect(),
            files: done.files.clone(),
            content: done.content.clone(),
            problems: done.problems.iter().map(|(code, n)| (code.as_str(), *n)).collect(),
            mark,
        }
    }
}

/// It says of whom the message is.
fn tells(mention: &Mention) -> bool {
    match mention.weight {
        Weight::Identifier | Weight::Address => true,
        Weight::Name(written) => written.tells_who(),
    }
}

/// Words of a request, in small letters.
fn spared(request: &Request) -> HashSet<String> {
    let lists = request.subject.lists();
    let texts = lists.iter().flat_map(|(_, list)| list.iter());
    texts.flat_map(|text| words(text).map(|span| text[span].to_lowercase())).collect()
}

fn held(why: Missing) -> Held {
    match why {
        Missing::Gone | Missing::Changed => Held::Changed,
        Missing::Encrypted => Held::Encrypted,
        Missing::TooLarge => Held::TooLarge,
        Missing::Unreadable | Missing::Stopped => Held::Unread,
    }
}
