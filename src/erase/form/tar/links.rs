//! Links of a tar archive that lead to files that are to be changed.
//!
//! In: links and files that go, in any order. Out: which targets would leave a link that leads nowhere: to put such an archive back ends in an
//! error, or without the file under its other name. Of a file that is replaced a hard link is another name of what it is now.

use std::collections::{BTreeMap, BTreeSet};

use crate::erase::resolve::Edits;

/// What is met of links and of what they lead to.
pub(super) struct Links {
    /// Names of what may go.
    wanted: BTreeSet<Vec<String>>,
    linked: BTreeSet<Vec<String>>,
    gone: BTreeMap<Vec<String>, Vec<usize>>,
}

impl Links {
    /// In an archive that is changed so.
    pub(super) fn new(edits: &Edits) -> Self {
        let wanted = edits.entries.keys().map(|(name, _)| plain("", name)).collect();
        Links { wanted, linked: BTreeSet::new(), gone: BTreeMap::new() }
    }

    /// A link of this name leads there: from the top of the archive, or from the folder of the link where it is symbolic.
    pub(super) fn met(&mut self, name: &str, to: &str, symbolic: bool) {
        let folder = if symbolic { name.rsplit_once('/').map_or("", |(folder, _)| folder) } else { "" };
        let to = plain(folder, to);
        if self.wanted.contains(&to) {
            self.linked.insert(to);
        }
    }

    /// A file of this name goes.
    pub(super) fn goes(&mut self, name: &str, edits: &Edits) {
        let targets = self.gone.entry(plain("", name)).or_default();
        targets.extend(edits.cuts.iter().map(|cut| cut.target));
    }

    /// Targets that a link leads to and that go.
    pub(super) fn broken(self) -> Vec<usize> {
        let mut gone = self.gone;
        self.linked.iter().filter_map(|name| gone.remove(name)).flatten().collect()
    }
}

/// The steps of a name from the top of the archive, without `.` and `..`.
fn plain(folder: &str, name: &str) -> Vec<String> {
    let mut steps = Vec::new();
    for step in folder.split('/').chain(name.split('/')) {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step.to_owned()),
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_are_the_same_however_they_are_written() {
        assert_eq!(plain("", "./mail//a.eml"), ["mail", "a.eml"]);
        assert_eq!(plain("mail/old", "../a.eml"), ["mail", "a.eml"]);
        assert_eq!(plain("", "../../etc/./x"), ["etc", "x"]);
    }
}
