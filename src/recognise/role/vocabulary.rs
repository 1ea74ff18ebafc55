//! The lists of the three pattern files, ready to be asked.
//!
//! In: pattern files. Out: what sort of word a word is, whether a label names a kind, whether a token is a legal form. The
//! lists are data (see `patterns/`), so that a user can replace them.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasherDefault;

use super::fold::fold;
use crate::model::Kind;
use crate::recognise::mix::Mix;
use crate::recognise::pattern::PatternFile;

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Mix>>;

/// What a word is; several at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sort(u16);

impl Sort {
    /// Makes a phrase a job title.
    pub(super) const HEAD: Sort = Sort(1);
    /// Stands around a head.
    pub(super) const MODIFIER: Sort = Sort(1 << 1);
    /// Opens the name of a department, without doubt.
    pub(super) const OPENER: Sort = Sort(1 << 2);
    /// Opens the name of a department, or of something else.
    pub(super) const SOFT_OPENER: Sort = Sort(1 << 3);
    /// Ends the name of a department.
    pub(super) const CLOSER: Sort = Sort(1 << 4);
    /// The name of a department may be made of such words alone.
    pub(super) const PART: Sort = Sort(1 << 5);
    /// A trade, or a sort of organisation.
    pub(super) const TYPE: Sort = Sort(1 << 6);
    /// Makes a name behind a `&`.
    pub(super) const TIE: Sort = Sort(1 << 7);
    /// Stands before a firm, and is no part of its name.
    pub(super) const LEAD: Sort = Sort(1 << 8);

    /// A head that people are called too: with a stranger beside it, it is a name.
    pub(super) const SURNAME: Sort = Sort(1 << 9);

    /// True when it is one of these.
    pub(super) fn is(self, other: Sort) -> bool {
        self.0 & other.0 != 0
    }
    fn or(self, other: Sort) -> Sort {
        Sort(self.0 | other.0)
    }
}

/// Lists by name, and what their words are.
const LISTS: [(&str, Sort); 10] = [
    ("heads", Sort::HEAD),
    ("modifiers", Sort::MODIFIER),
    ("openers", Sort::OPENER),
    ("soft_openers", Sort::SOFT_OPENER),
    ("closers", Sort::CLOSER),
    ("parts", Sort::PART),
    ("types", Sort::TYPE),
    ("ties", Sort::TIE),
    ("leads", Sort::LEAD),
    ("surnames", Sort::SURNAME),
];

/// The lists.
#[derive(Debug, Default)]
pub(super) struct Vocabulary {
    words: Map<Box<str>, Sort>,
    /// Ends of compounds, by their last byte and length.
    ends: Map<Box<str>, Sort>,
    /// Lengths that ends have, by last byte, longest first.
    lengths: Map<u8, Vec<usize>>,
    labels: Map<Box<str>, Kind>,
    /// Legal forms without dots, as they are spelled and in capitals.
    forms: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    /// Legal forms in lower case, without dots: for those that are written with dots.
    dotted: HashSet<Box<str>, BuildHasherDefault<Mix>>,
    providers: HashSet<Box<str>, BuildHasherDefault<Mix>>,
}

impl Vocabulary {
    /// From the lists of pattern files.
    pub(super) fn new(files: &[&PatternFile]) -> Self {
        let mut all = Vocabulary::default();
        for file in files {
            for (name, lists) in &file.vocabulary {
                for word in lists.values().flatten() {
                    all.add(name, word, file.kind);
                }
            }
        }
        for lengths in all.lengths.values_mut() {
            lengths.sort_unstable_by(|a, b| b.cmp(a));
            lengths.dedup();
        }
        all
    }

    fn add(&mut self, list: &str, word: &str, kind: Kind) {
        match list {
            "labels" => {
                self.labels.entry(fold(word).into()).or_insert(kind);
            }
            "legal_forms" => {
                let bare: String = word.chars().filter(|c| *c != '.').collect();
                self.dotted.insert(bare.to_lowercase().into());
                self.forms.insert(bare.to_uppercase().into());
                self.forms.insert(bare.into());
            }
            "providers" => {
                self.providers.insert(fold(word).into());
            }
            _ => {
                let Some((_, sort)) = LISTS.iter().find(|(name, _)| *name == list) else { return };
                let folded = fold(word);
                match folded.strip_prefix('*') {
                    Some(end) if end.len() > 1 => {
                        let last = end.as_bytes()[end.len() - 1];
                        self.lengths.entry(last).or_default().push(end.len());
                        let held = self.ends.entry(end.into()).or_default();
                        *held = held.or(*sort);
                    }
                    _ => {
                        let held = self.words.entry(folded.into()).or_default();
                        *held = held.or(*sort);
                    }
                }
            }
        }
    }

    /// What a word is; `word` is folded, without marks of punctuation around it.
    pub(super) fn sort(&self, word: &str) -> Sort {
        let mut sort = self.words.get(word).copied().unwrap_or_default();
        let lengths = word.as_bytes().last().and_then(|b| self.lengths.get(b));
        for length in lengths.into_iter().flatten() {
            // a lone letter or two before it make another word of it
            let from = word.len().checked_sub(*length).filter(|from| *from == 0 || *from > 2);
            if let Some(end) = from.and_then(|from| word.get(from..))
                && let Some(held) = self.ends.get(end)
            {
                sort = sort.or(*held);
            }
        }
        sort
    }

    /// The kind that a label names.
    pub(super) fn label(&self, label: &str) -> Option<Kind> {
        self.labels.get(label).copied()
    }

    /// True when a token is a legal form; as it is written, without brackets and commas.
    pub(super) fn is_form(&self, token: &str) -> bool {
        if token.len() > 14 || token.len() < 2 {
            return false;
        }
        let bare = token.trim_end_matches('.');
        if !token.contains('.') {
            return self.forms.contains(token);
        }
        // `Ltd.`, `Inc.`
        if !bare.contains('.') {
            return bare.len() > 1 && self.forms.contains(bare);
        }
        let letters: String = bare.chars().filter(|c| *c != '.').flat_map(char::to_lowercase).collect();
        self.dotted.contains(letters.as_str())
    }

    /// How legal forms may begin, each behind a space, for a search of them.
    pub(super) fn form_spellings(&self) -> Vec<String> {
        let mut all: Vec<String> = self.forms.iter().map(|f| format!(" {f}")).collect();
        for form in self.dotted.iter().filter(|f| f.len() <= 5) {
            let mut chars = form.chars();
            if let (Some(first), Some(second)) = (chars.next(), chars.next()) {
                let (upper, upper2) = (first.to_ascii_uppercase(), second.to_ascii_uppercase());
                all.extend([
                    format!(" {first}.{second}"),
                    format!(" {upper}.{upper2}"),
                    format!(" {upper}.{second}"),
                    format!(" {upper}. {upper2}."),
                    format!(" {first}.{upper2}"),
                    format!(" {first}. {upper2}."),
                ]);
            }
        }
        all.sort();
        all.dedup();
        all
    }

    /// True when a domain of this name is a provider's.
    pub(super) fn is_provider(&self, name: &str) -> bool {
        self.providers.contains(name)
    }
}
