//! What a part shows besides what another version of it, or its own text, shows already: that is found once.

use foldhash::{HashMap, HashMapExt as _, HashSet};
use std::ops::Range;
use std::sync::Arc;

use super::FindingHandler;
use crate::model::{Finding, Kind, PartMeta, Region, RegionKind, Section};

/// What the part at hand shows so far, for what stands beside its text: a link, an `alt`.
///
/// A page may have a hundred thousand links: to look through all findings for each would take time with the square of
/// them. It holds no more than the findings do, for it is emptied when they are let go.
#[derive(Default)]
pub(super) struct Shown {
    /// Findings from here on are not in it yet: most parts have nothing beside their text, and need none of this.
    from: usize,
    /// Findings in the plain version of the part that the part repeats, not in it yet.
    pub(super) repeated: Vec<usize>,
    values: HashMap<Kind, HashSet<Box<str>>>,
}

impl Shown {
    /// A part begins whose first finding will be this one.
    pub(super) fn begin(&mut self, from: usize) {
        self.from = from;
        self.repeated.clear();
        // not cleared: what a huge part made it grow to would have to be gone through for every part after it
        if !self.values.is_empty() {
            self.values = HashMap::new();
        }
    }

    /// True when the part has shown this: the same, or the same number with an extension, which links to `tel:` leave out.
    pub(super) fn holds(&mut self, findings: &[Finding], kind: Kind, value: &str) -> bool {
        let own = findings.get(self.from..).unwrap_or_default();
        let repeated = self.repeated.drain(..).filter_map(|n| findings.get(n));
        for f in own.iter().chain(repeated) {
            let shown = f.value.reveal().as_str();
            let values = self.values.entry(f.kind).or_default();
            if let Some((bare, _)) = shown.split_once(";ext=") {
                values.insert(bare.into());
            }
            values.insert(shown.into());
        }
        self.from = findings.len();
        self.values.get(&kind).is_some_and(|values| values.contains(value))
    }
}

/// An HTML version that repeats its plain text is one finding: the plain text's, with the twin's part noted.
pub(super) fn join_twins(findings: &mut Vec<Finding>) {
    let version = |f: &Finding| f.part.alternative.is_some() && f.region != RegionKind::Header;
    if !findings.iter().any(|f| version(f) && f.part.media_type != "text/plain") {
        return;
    }
    // the value first: nearly all of a message have the same section, and a comparison ends where they differ
    let mut plain: Vec<(&str, Kind, &Section, usize)> = Vec::new();
    for (i, f) in findings.iter().enumerate() {
        if let Some(alternative) = &f.part.alternative
            && f.part.media_type == "text/plain"
        {
            plain.push((f.value.reveal(), f.kind, alternative, i));
        }
    }
    if plain.is_empty() {
        return;
    }
    // the first of those that are the same comes first
    plain.sort_unstable();
    let mut twins: Vec<(usize, Arc<PartMeta>)> = Vec::new();
    let mut gone = vec![false; findings.len()];
    for (i, f) in findings.iter().enumerate() {
        let rich = matches!(
            f.part.media_type.as_str(),
            "text/html" | "text/enriched" | "text/richtext" | "text/watch-html"
        );
        if let Some(alternative) = &f.part.alternative
            && rich
        {
            let wanted = (f.value.reveal().as_str(), f.kind, alternative);
            let at = plain.partition_point(|(value, kind, section, _)| (*value, *kind, *section) < wanted);
            let same = plain[at..]
                .iter()
                .take_while(|(value, kind, section, _)| (*value, *kind, *section) == wanted);
            let mut same = same.map(|(.., n)| *n);
            // a name that is certain here is none that is only supposed there
            let first = if f.supposed { same.next() } else { same.clone().find(|n| !findings[*n].supposed) };
            match first {
                Some(first) => {
                    gone[i] = true;
                    twins.push((first, f.part.clone()));
                }
                None => same.for_each(|n| gone[n] = true),
            }
        }
    }
    for (first, part) in twins {
        let also = &mut findings[first].also;
        if !also.iter().any(|p| p.section == part.section) {
            also.push(part);
        }
    }
    let mut i = 0;
    findings.retain(|_| {
        i += 1;
        !gone[i - 1]
    });
}

impl FindingHandler<'_, '_, '_> {
    /// For the HTML version of a text: what in it the plain version did not show, and the search of which is left. Findings in the
    /// plain version on lines that the HTML version repeats are findings in both.
    pub(super) fn twin(&mut self, part: &Arc<PartMeta>, region: &Region<'_>) -> Option<Vec<Range<usize>>> {
        let alternative = part.alternative.as_ref()?;
        if region.kind != RegionKind::Body || region.aside {
            return None;
        }
        match part.media_type.as_str() {
            "text/plain" => {
                self.plain.keep(alternative, &part.section, region.text, region.map, self.findings.len());
                None
            }
            "text/html" => {
                let section = self.plain.section(alternative, &part.section)?;
                let new = self.plain.new_in(region.text);
                if self.part_section != part.section {
                    self.part_section = part.section.clone();
                    self.shown.begin(self.findings.len());
                }
                for (n, finding) in self.findings.iter_mut().enumerate().skip(self.plain.from) {
                    let repeated = finding.part.section == section
                        && !matches!(finding.region, RegionKind::Header | RegionKind::Attachment)
                        && finding.span.as_ref().is_some_and(|s| self.plain.is_repeated(s))
                        && finding.also.is_empty();
                    if repeated {
                        finding.also.push(part.clone());
                        self.shown.repeated.push(n);
                    }
                }
                Some(new)
            }
            _ => None,
        }
    }
}
