//! That the result is the message without what is marked, and nothing else.
//!
//! What comes in: a message as it was and as it is, as the reader reads both, and what texts were to change. What goes out:
//! nothing, or why it is not shown. All texts are compared by their hashes; of what was not touched, the bytes too.

use std::collections::{BTreeMap, BTreeSet};

use super::Refused;
use super::carry_out::{Changed, visit};
use super::layout::{Hash, Item, Layout};
use super::plan::{Plan, header_section};
use crate::message::LeafKind;
use crate::model::Section;

/// Texts by the section that they are in.
type Texts = BTreeMap<Section, Vec<Hash>>;

/// Compares what was wanted with what is read.
pub(super) fn holds(
    old: &[u8],
    before: &Layout,
    new: &[u8],
    after: &Layout,
    plan: &Plan,
    changed: &[Changed],
) -> Result<(), Refused> {
    let fails =
        |section: &Section| Err(Refused::of(section, "the result would not be read as the same message"));
    let wanted = wanted(before, plan, changed)?;
    let mut read = Texts::new();
    for (section, hash) in &after.texts {
        read.entry(section.clone()).or_default().push(*hash);
    }
    let sections: BTreeSet<&Section> = wanted.keys().chain(read.keys()).collect();
    if let Some(section) = sections.into_iter().find(|section| wanted.get(section) != read.get(section)) {
        return fails(section);
    }
    leaves(before, after, plan)?;
    let known: BTreeSet<_> = before.problems.iter().collect();
    if after.problems.iter().any(|problem| !known.contains(problem)) {
        return Err(Refused::whole("the result would be damaged where the message is not"));
    }
    let kept = untouched(old, before, plan);
    let same = untouched(new, after, plan);
    match kept.iter().zip(&same).find(|(one, other)| one != other) {
        Some(((section, _), _)) => fails(section),
        None if kept.len() != same.len() => Err(Refused::whole("the result would not have the same parts")),
        None => Ok(()),
    }
}

/// The texts that are to be read.
fn wanted(before: &Layout, plan: &Plan, changed: &[Changed]) -> Result<Texts, Refused> {
    let mut wanted = Texts::new();
    for (section, hash) in before.texts.iter().filter(|(section, _)| !plan.is_gone(section)) {
        wanted.entry(section.clone()).or_default().push(*hash);
    }
    for Changed { section, before, after } in changed {
        let all = wanted.entry(section.clone()).or_default();
        match before {
            None => all.push(*after),
            Some(before) => match all.iter_mut().find(|hash| *hash == before) {
                Some(hash) => *hash = *after,
                None => return Err(Refused::of(section, "a text that was to change is not there")),
            },
        }
    }
    Ok(wanted)
}

/// The leaves are the same, in the same order.
fn leaves(before: &Layout, after: &Layout, plan: &Plan) -> Result<(), Refused> {
    let mut new = after.leaves.iter();
    let mut replaced = BTreeSet::new();
    for (part, kind) in &before.leaves {
        let section = &part.section;
        if plan.is_gone(section) {
            // the first leaf of what has gone stands for it; of a file in a text, nothing does
            let gone = plan.gone_around(section);
            let Some(gone) = gone.filter(|gone| !gone.as_str().contains('!') && replaced.insert(*gone))
            else {
                continue;
            };
            let good = new.next().is_some_and(|(part, kind)| {
                part.section == *gone && part.media_type == "text/plain" && *kind == LeafKind::Text
            });
            if !good {
                return Err(Refused::of(gone, "a file in the message cannot be replaced where it is"));
            }
            continue;
        }
        // of a message with one part only, the header is that of the part
        let only = section.as_str().strip_suffix(".1").map(|message| Section::named(message).header());
        let renamed = plan.headers.contains(&header_section(section, false))
            || plan.headers.contains(&Section::root().header())
            || only.is_some_and(|header| plan.headers.contains(&header));
        let good = new.next().is_some_and(|(other, other_kind)| {
            let same_name = other.filename == part.filename && other.attachment == part.attachment;
            other.section == *section
                && other.media_type == part.media_type
                && other_kind == kind
                && (same_name || renamed)
        });
        if !good {
            return Err(Refused::of(section, "the result would not have the same parts"));
        }
    }
    match new.next() {
        Some((part, _)) => Err(Refused::of(&part.section, "the result would have more parts")),
        None => Ok(()),
    }
}

/// Hashes of the bytes of all that is not to change.
fn untouched(bytes: &[u8], layout: &Layout, plan: &Plan) -> Vec<(Section, Hash)> {
    let mut out = Vec::new();
    visit(bytes, &layout.items, &mut |item, bytes| {
        let (section, range) = match item {
            Item::Header { section, message, block, .. } => {
                let own = header_section(section, *message);
                let changes = plan.headers.contains(&own)
                    || plan.touches_body_of(section, *message)
                    || plan.is_gone(section)
                    || own.as_str() == "HEADER";
                if changes {
                    return;
                }
                (own, block)
            }
            Item::Leaf { part, bytes, .. } => (part.section.clone(), bytes),
            Item::Between { section, bytes, .. } => (section.clone(), bytes),
            Item::Space { .. } => return,
        };
        let changes = plan.is_gone(&section) || plan.bodies.contains(&section);
        if !changes {
            out.push((section, *blake3::hash(&bytes[range.clone()]).as_bytes()));
        }
    });
    out
}
