//! Where each target stands now: where it stood, or anywhere in its source by its hash, if that is unambiguous.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::survey::{Seen, Witness};
use super::wanted::{Place, Step, Wanted};
use super::{Fate, Target};
use crate::model::{Problem, ProblemCode};

/// A message that is held in memory to be changed has no more bytes.
pub(super) const MESSAGE: u64 = 512 << 20;

/// A message that is to be changed, where it stands now.
#[derive(Debug, Clone)]
pub(super) struct Cut {
    /// The number of its target.
    pub(super) target: usize,
    pub(super) seen: Seen,
}

/// What is to be changed in a file or entry.
#[derive(Debug, Default)]
pub(super) struct Edits {
    /// In order.
    pub(super) cuts: Vec<Cut>,
    pub(super) entries: BTreeMap<Step, Edits>,
}

impl Edits {
    pub(super) fn is_empty(&self) -> bool {
        self.cuts.is_empty() && self.entries.is_empty()
    }

    /// Leaves these targets as they are.
    pub(super) fn drop_targets(&mut self, targets: &[usize]) {
        self.cuts.retain(|cut| !targets.contains(&cut.target));
        self.entries.retain(|_, inner| {
            // no deeper than containers are opened
            inner.drop_targets(targets);
            !inner.is_empty()
        });
    }
}

/// The names on the way to a source, and the hash of a message in it.
type Wherever = (Vec<String>, [u8; 32]);

/// Looks for targets.
pub(super) struct Resolver<'t> {
    targets: &'t [&'t Target],
    found: HashMap<usize, (Place, Seen)>,
    /// Messages with a hash that is looked for, elsewhere than a plan says: by the way to their source and their hash.
    others: BTreeMap<Wherever, Vec<(Place, Seen)>>,
    closed: HashMap<usize, String>,
    /// What was wrong with the file.
    damage: Option<Problem>,
    encrypted: bool,
    /// Sources that are an mbox.
    mailboxes: BTreeSet<Vec<String>>,
}

impl<'t> Resolver<'t> {
    pub(super) fn new(targets: &'t [&'t Target]) -> Self {
        Resolver {
            targets,
            found: HashMap::new(),
            others: BTreeMap::new(),
            closed: HashMap::new(),
            damage: None,
            encrypted: false,
            mailboxes: BTreeSet::new(),
        }
    }

    /// What is to be changed, and what became of those that are not.
    pub(super) fn finish(mut self) -> (Edits, HashMap<usize, Fate>) {
        let mut fates = HashMap::new();
        let all = 0..self.targets.len();
        if let Some(problem) = &self.damage {
            let why = format!("the file could not be read in full and is not rewritten: {}", problem.detail);
            let fate = match problem.code {
                ProblemCode::Io => Fate::NotNow(why),
                _ => Fate::WorkList(why),
            };
            return (Edits::default(), all.map(|n| (n, fate.clone())).collect());
        }
        self.spare_kept(&mut fates);
        // those that are alone with their hash, and those that are as many as there are places for them
        let mut left = BTreeMap::<_, Vec<usize>>::new();
        for number in all.filter(|n| !self.found.contains_key(n) && !fates.contains_key(n)) {
            let target = self.targets[number];
            left.entry((target.inner.clone(), target.sha256)).or_default().push(number);
        }
        for (source, numbers) in left {
            let places = self.others.remove(&source).unwrap_or_default();
            if places.len() == numbers.len() {
                self.found.extend(numbers.into_iter().zip(places));
                continue;
            }
            for number in numbers {
                let fate = match self.closed.remove(&number) {
                    Some(why) => Fate::WorkList(why),
                    // no message of an mbox begins there
                    None if self.targets[number].offset == 0 && self.mailboxes.contains(&source.0) => {
                        let why = "it stands before the first separator line of a mailbox, in no message";
                        Fate::WorkList(why.to_owned())
                    }
                    None if self.encrypted && places.is_empty() => {
                        Fate::WorkList("it stands in an encrypted entry".to_owned())
                    }
                    None if places.is_empty() => {
                        Fate::Refused("the source changed since: no message there has this hash".to_owned())
                    }
                    None => Fate::Refused(
                        "the source changed since: several messages there have this hash".to_owned(),
                    ),
                };
                fates.insert(number, fate);
            }
        }
        let mut root = Edits::default();
        for (target, (place, seen)) in self.found {
            if seen.length > MESSAGE {
                let why = "the message is too large to be changed in memory".to_owned();
                fates.insert(target, Fate::WorkList(why));
                continue;
            }
            let mut at = &mut root;
            for step in place {
                at = at.entries.entry(step).or_default();
            }
            at.cuts.push(Cut { target, seen });
        }
        let mut open = vec![&mut root];
        while let Some(at) = open.pop() {
            at.cuts.sort_by_key(|cut| cut.seen.offset);
            // two targets for one message: the first one decides
            at.cuts.dedup_by(|later, first| {
                let same = later.seen.offset == first.seen.offset;
                if same {
                    let why = "another hit of the plan is the same message".to_owned();
                    fates.insert(later.target, Fate::Refused(why));
                }
                same
            });
            open.extend(at.entries.values_mut());
        }
        (root, fates)
    }
}

impl Resolver<'_> {
    /// Of copies of one message some may have to stay: where there are fewer than the plan has, nobody knows which one is gone.
    fn spare_kept(&mut self, fates: &mut HashMap<usize, Fate>) {
        let mut alike = BTreeMap::<Wherever, Vec<usize>>::new();
        for (number, target) in self.targets.iter().enumerate().filter(|(_, target)| target.kept > 0) {
            alike.entry((target.inner.clone(), target.sha256)).or_default().push(number);
        }
        for (source, numbers) in alike {
            let kept = numbers.iter().map(|n| self.targets[*n].kept).max().unwrap_or_default();
            let here = numbers.iter().filter(|n| self.found.contains_key(n)).count();
            let elsewhere = self.others.get(&source).map_or(0, Vec::len);
            if here + elsewhere >= numbers.len() + kept {
                continue;
            }
            for number in numbers {
                self.found.remove(&number);
                let why = "a message that is to be kept has the same bytes, and one of the two is gone";
                fates.insert(number, Fate::Refused(why.to_owned()));
            }
        }
    }
}

impl Witness for Resolver<'_> {
    fn message(&mut self, place: &Place, wanted: &Wanted, seen: Seen) {
        if seen.mbox && seen.index == 0 {
            self.mailboxes.insert(place.iter().map(|(name, _)| name.clone()).collect());
        }
        let Some(numbers) = wanted.here.get(&seen.sha256) else { return };
        let exact = numbers.iter().find(|n| {
            let target = self.targets[**n];
            target.offset == seen.offset && target.length == seen.length && !self.found.contains_key(n)
        });
        match exact {
            Some(number) => {
                self.found.insert(*number, (place.clone(), seen));
            }
            None => {
                let names = place.iter().map(|(name, _)| name.clone()).collect();
                self.others.entry((names, seen.sha256)).or_default().push((place.clone(), seen));
            }
        }
    }

    fn closed(&mut self, wanted: &Wanted, why: &str) {
        for number in wanted.all() {
            self.closed.entry(number).or_insert_with(|| why.to_owned());
        }
    }

    fn problem(&mut self, problem: &Problem) {
        match problem.code {
            // it is copied as it is
            ProblemCode::Encrypted => self.encrypted = true,
            ProblemCode::Unsupported | ProblemCode::Charset => {}
            _ => {
                self.damage.get_or_insert_with(|| problem.clone());
            }
        }
    }
}
