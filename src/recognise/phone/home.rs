//! Where the writer of a number is at home.
//!
//! In: a page, and a place in its text. Out: the country of who wrote what stands there, as the domain of an address tells, and
//! whether it is known who that is. This module refuses to know numbers.

use std::ops::Range;

use crate::model::{RegionKind, Zone};
use crate::recognise::Page;
use crate::recognise::domain::country_of_domain;

/// Where a writer is at home.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Home {
    pub(super) country: Option<[u8; 2]>,
    /// Who wrote it is known, not only who sent it.
    pub(super) sure: bool,
}

/// The writers of a page.
pub(super) struct Homes<'p> {
    page: &'p Page<'p>,
    /// A stretch of the part's decoded text, and where who wrote it is at home.
    last: Option<(Range<u64>, Home)>,
}

impl<'p> Homes<'p> {
    pub(super) fn new(page: &'p Page<'p>) -> Self {
        Homes { page, last: None }
    }

    /// Where the one who wrote what stands at byte `at` is at home: the author of what is quoted or passed on, else the sender.
    pub(super) fn at(&mut self, at: usize) -> Home {
        let region = self.page.region;
        let country = self.page.context.sender;
        let passed_on = matches!(region.kind, RegionKind::Quoted | RegionKind::Forwarded);
        let of_sender = Home { country, sure: !passed_on };
        if region.kind == RegionKind::Header {
            return of_sender;
        }
        let byte = self.page.decoded(at);
        if let Some((span, home)) = &self.last
            && span.contains(&byte)
        {
            return *home;
        }
        let Some(zone) = Zone::at(region.zones(), byte) else { return of_sender };
        let domain = zone.author.as_ref().and_then(|author| author.address.reveal().rsplit_once('@'));
        let home = match domain.and_then(|(_, domain)| country_of_domain(domain)) {
            Some(country) => Home { country: Some(country), sure: true },
            None => Home { country, sure: zone.level == 0 && zone.author.is_none() && !passed_on },
        };
        self.last = Some((zone.span.clone(), home));
        home
    }
}
