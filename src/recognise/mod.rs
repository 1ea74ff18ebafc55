//! A region in, matches out: what looks like a contact detail, and is one.
//!
//! This room refuses to know about files, MIME and reports. A recogniser cannot fail; it is pure, so that the same
//! region gives the same matches whatever else is going on.

mod domain;
mod email;
mod literals;
mod mix;
pub mod pattern;
mod phone;
mod words;

use crate::model::{Kind, Match, Region};
use pattern::{Engine, PatternFile};

pub use domain::country_of_domain;

/// What is known of the message around a region and helps to read it.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Countries whose national notation numbers are read in, most likely first: ISO 3166-1 alpha-2, upper case.
    pub countries: Vec<[u8; 2]>,
    /// Country of the sender, as the domain of its address tells (see [`country_of_domain`]).
    pub sender: Option<[u8; 2]>,
    /// Language of the text (ISO 639-1, lower case), where it is declared.
    pub language: Option<[u8; 2]>,
}

/// Finds one sort of contact detail.
pub trait Recogniser: Send + Sync {
    /// Adds what it finds in `region` to `out`, in ascending order of place.
    fn find(&self, region: &Region<'_>, context: &Context, out: &mut Vec<Match>);
}

/// All recognisers of a run. Built once; any number of threads may ask it at the same time.
pub struct Recognisers {
    kinds: Vec<Kind>,
    patterns: Vec<PatternFile>,
    members: Vec<Box<dyn Recogniser>>,
}

impl Recognisers {
    /// The recognisers that are built in, for some kinds; for all when `kinds` is empty.
    pub fn built_in(kinds: &[Kind]) -> Self {
        let none = Recognisers { kinds: kinds.to_vec(), patterns: Vec::new(), members: Vec::new() };
        none.with_patterns(pattern::built_in())
    }

    /// The recognisers of these patterns alone.
    pub fn from_patterns(patterns: Vec<PatternFile>) -> Self {
        Recognisers { kinds: Vec::new(), patterns: Vec::new(), members: Vec::new() }.with_patterns(patterns)
    }

    /// Adds the patterns of the wanted kinds; one with the id of an earlier one takes its place.
    #[must_use]
    pub fn with_patterns(mut self, patterns: Vec<PatternFile>) -> Self {
        for file in patterns {
            if !self.kinds.is_empty() && !self.kinds.contains(&file.kind) {
                continue;
            }
            let member: Box<dyn Recogniser> = match file.engine {
                Engine::Email => Box::new(email::EmailRecogniser::new(&file)),
                Engine::Phone => Box::new(phone::PhoneRecogniser::new(&file)),
                Engine::Regex => match pattern::RegexRecogniser::new(file.clone()) {
                    Some(member) => Box::new(member),
                    None => continue,
                },
            };
            match self.patterns.iter().position(|p| p.id == file.id) {
                Some(n) => {
                    self.patterns[n] = file;
                    self.members[n] = member;
                }
                None => {
                    self.patterns.push(file);
                    self.members.push(member);
                }
            }
        }
        self
    }

    /// The patterns in use, each with its name, what it finds and what it misses, in the order of the files.
    pub fn cards(&self) -> &[PatternFile] {
        &self.patterns
    }

    /// Adds all matches of all recognisers to `out`, in order of place. What is in `out` already stays untouched. Of
    /// matches that overlap one stays: the surer, else the longer, else the first.
    pub fn find(&self, region: &Region<'_>, context: &Context, out: &mut Vec<Match>) {
        let first = out.len();
        for member in &self.members {
            member.find(region, context, out);
        }
        if out.len() > first + 1 {
            settle(out, first);
        }
    }
}

impl Recogniser for Recognisers {
    fn find(&self, region: &Region<'_>, context: &Context, out: &mut Vec<Match>) {
        Recognisers::find(self, region, context, out);
    }
}

impl std::fmt::Debug for Recognisers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.patterns.iter().map(|p| &p.id)).finish()
    }
}

/// Sorts the matches from index `first` on, and drops those that a better one overlaps.
fn settle(out: &mut Vec<Match>, first: usize) {
    out[first..].sort_by(|a, b| {
        a.span.start.cmp(&b.span.start).then(b.span.end.cmp(&a.span.end)).then(a.kind.cmp(&b.kind))
    });
    let mut kept = first;
    for n in first..out.len() {
        let overlaps = kept > first && out[n].span.start < out[kept - 1].span.end;
        if !overlaps {
            out.swap(kept, n);
            kept += 1;
        } else if (out[n].confidence, out[n].span.len())
            > (out[kept - 1].confidence, out[kept - 1].span.len())
        {
            out.swap(kept - 1, n);
        }
    }
    out.truncate(kept);
}

#[cfg(test)]
mod tests;
