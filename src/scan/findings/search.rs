//! A region of text in, its findings among those of the message out.

use std::ops::Range;
use std::sync::Arc;

use super::super::acquaint;
use super::super::handler::add;
use super::super::heading;
use super::super::stretches::{STRETCH, stretches};
use super::{AT_ONCE, CONFIRMED, FindingHandler, opened};
use crate::model::{Cue, Finding, Kind, Match, PartMeta, Party, Region, Sensitive, ZoneMark};
use crate::recognise::SUPPOSED;
use crate::relate::cue;

/// A name that counts only where other messages tell who bears it, or that there is such a house.
fn is_supposed(found: &Match) -> bool {
    matches!(found.kind, Kind::PersonName | Kind::Organisation) && found.confidence == SUPPOSED
}

impl FindingHandler<'_, '_, '_> {
    /// Searches a range of a region's text, stretch by stretch.
    pub(super) fn search(
        &mut self,
        part: &Arc<PartMeta>,
        region: &Region<'_>,
        range: Range<usize>,
        decoded: &str,
        base: u64,
    ) {
        self.behind = range.start;
        self.first = true;
        let mut goes_on = base > 0;
        let long = goes_on || range.len() > STRETCH;
        for stretch in stretches(&region.text[range.clone()]) {
            let stretch = range.start + stretch.start..range.start + stretch.end;
            self.stretch(part, region, stretch.clone(), decoded, base, goes_on);
            if long {
                self.heading.note(&part.section, &region.text[stretch], goes_on);
                goes_on = true;
            }
        }
    }

    /// Searches one stretch of a region's text.
    pub(super) fn stretch(
        &mut self,
        part: &Arc<PartMeta>,
        region: &Region<'_>,
        stretch: Range<usize>,
        decoded: &str,
        base: u64,
        goes_on: bool,
    ) {
        self.matches.clear();
        let text = &region.text[stretch.clone()];
        let (text, heading) = if goes_on { self.heading.before(&part.section, text) } else { (text, 0) };
        let from = stretch.start as isize - heading as isize;
        self.recognisers.find_from(&Region { text, ..*region }, from, &self.context, &mut self.matches);
        heading::without(&mut self.matches, heading);
        if self.matches.is_empty() {
            return;
        }
        if self.part_section != part.section {
            self.part_section = part.section.clone();
            self.shown.begin(self.findings.len());
        }
        let field = region.field.map(|name| self.field(name));
        let address = acquaint::is_address_field(region);
        let mut matches = std::mem::take(&mut self.matches);
        let mut all = matches.drain(..);
        while let Some(m) = all.next() {
            if address {
                acquaint::with_name(&mut self.context, region.field, &m);
            }
            let supposed = is_supposed(&m);
            if m.confidence < self.options.min_confidence && !supposed {
                continue;
            }
            if !self.options.ignore.is_empty() && self.options.ignore.covers(&m) {
                if !supposed {
                    add(&mut self.tally.summary.ignored, m.kind, 1);
                }
                continue;
            }
            if region.aside && self.shown.holds(&self.findings, m.kind, m.value.reveal()) {
                continue;
            }
            let span = region.map.source(stretch.start + m.span.start..stretch.start + m.span.end);
            let slice = (span.start.checked_sub(base))
                .and_then(|start| decoded.get(start as usize..(span.end - base) as usize))
                .map(|text| Sensitive::new(text.to_owned()));
            let (kind, zone) = ZoneMark::at(region.zones(), region.kind, span.start);
            // in a signature and in an address field everything is somebody's; elsewhere words say whose
            let cue = if address || zone.signature {
                Cue::default()
            } else {
                let from = self.behind.min(stretch.start + m.span.start);
                let next = all.as_slice().iter().find(|next| supposed || !is_supposed(next));
                let next = next.map_or(stretch.len(), |next| next.span.start);
                let after = m.span.end..next.max(m.span.end);
                cue::between(
                    &region.text[from..stretch.start + m.span.start],
                    self.first,
                    region.text[stretch.clone()].get(after).unwrap_or_default(),
                    m.kind,
                )
            };
            // what follows is told as if it were none
            if !supposed {
                (self.behind, self.first) = (stretch.start + m.span.end, false);
            }
            let mut fields = m.fields;
            fields.values_mut().filter(|v| v.starts_with('\0')).for_each(|v| *v = opened(std::mem::take(v)));
            let held = self.findings.len();
            if held == self.findings.capacity() && held >= AT_ONCE {
                // as many as are held, and those of a stretch; twice as many would be more
                let more = self.limit.saturating_sub(held).min(held.max(3 * AT_ONCE));
                self.findings.reserve_exact(more + AT_ONCE);
            }
            self.findings.push(Finding {
                kind: m.kind,
                value: Sensitive::new(opened(m.value.into_revealed())),
                span: slice.is_some().then_some(span),
                text: slice,
                confidence: if supposed { CONFIRMED } else { m.confidence },
                pattern: m.pattern,
                part: part.clone(),
                region: kind,
                zone,
                field: field.clone(),
                party: Party::Unknown,
                disclosure: None,
                cue,
                contact: None,
                register: None,
                present: Vec::new(),
                fields,
                why: m.why,
                also: Vec::new(),
                supposed,
            });
            if let (Some(watcher), Some(finding)) = (&mut self.watcher, self.findings.last())
                && !supposed
            {
                watcher.finding(finding);
            }
            if let (Some(gatherer), Some(recorder)) = (&mut self.gatherer, &mut self.recorder)
                && let (Some(postings), Some(finding)) = (&mut recorder.postings, self.findings.last())
            {
                gatherer.finding(finding, &mut |term| postings.add(term));
            }
        }
        drop(all);
        self.matches = matches;
        if self.findings.len() >= self.limit {
            self.let_go();
        }
    }
}
