use std::cell::OnceCell;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use super::{Mailbox, RegionKind};

/// A stretch of a part that one person wrote in one capacity: what was typed, the signature under it, what was quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    /// Bytes of the part's decoded text.
    pub span: Range<u64>,
    /// Where in the message: `Body`, `Signature`, `Quoted`, `Forwarded` or `Attachment`.
    pub kind: RegionKind,
    /// It is a signature, also where `kind` is `Quoted` or `Forwarded`.
    pub signature: bool,
    /// How many messages deep: 0 is what the sender wrote, 1 what that quotes or passes on.
    pub level: u16,
    /// Who wrote it, as the attribution line or the header block above it says; `None` for the sender, and where that is
    /// not told.
    pub author: Option<Arc<Mailbox>>,
    /// The zone is the attribution line or the header block itself: the names and addresses in it are those of the author
    /// and of the recipients.
    pub heading: bool,
}

impl Zone {
    /// The zone of a list that begins at or before this byte and reaches over it; zones are in ascending order and do not
    /// overlap.
    pub fn at(zones: &[Zone], byte: u64) -> Option<&Zone> {
        let after = zones.partition_point(|z| z.span.start <= byte);
        zones.get(after.checked_sub(1)?).filter(|z| byte < z.span.end)
    }
}

/// The zones of a piece of a part, in ascending order; made when they are first asked for, as most pieces hold no detail.
pub struct Zones<'z> {
    made: OnceCell<Vec<Zone>>,
    make: &'z dyn Fn() -> Vec<Zone>,
}

impl<'z> Zones<'z> {
    /// Zones that `make` tells, at most once.
    pub fn lazy(make: &'z dyn Fn() -> Vec<Zone>) -> Self {
        Zones { made: OnceCell::new(), make }
    }

    /// Them.
    pub fn all(&self) -> &[Zone] {
        self.made.get_or_init(self.make)
    }
}

impl fmt::Debug for Zones<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.made.get().into_iter().flatten().map(|z| (&z.span, z.kind))).finish()
    }
}

/// Which zone a finding stands in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ZoneMark {
    /// Counts the zones of a region from 0; with the part, it names one.
    pub number: u32,
    /// See [`Zone::signature`].
    pub signature: bool,
    /// See [`Zone::heading`].
    pub heading: bool,
    /// See [`Zone::level`].
    pub level: u16,
    /// See [`Zone::author`].
    pub author: Option<Arc<Mailbox>>,
}

impl ZoneMark {
    /// Where in the message a byte of a part stands, and in which of its zones. `kind` is that of the region around it.
    pub fn at(zones: &[Zone], kind: RegionKind, byte: u64) -> (RegionKind, ZoneMark) {
        match Zone::at(zones, byte) {
            None => (kind, ZoneMark::default()),
            Some(zone) => {
                let mark = ZoneMark {
                    number: zones.partition_point(|z| z.span.start <= byte) as u32,
                    signature: zone.signature,
                    heading: zone.heading,
                    level: zone.level,
                    author: zone.author.clone(),
                };
                (zone.kind, mark)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zone_of_a_byte() {
        let zone = |span: Range<u64>| Zone {
            span,
            kind: RegionKind::Quoted,
            signature: false,
            level: 1,
            author: None,
            heading: false,
        };
        let zones = [zone(3..5), zone(8..9)];
        for (byte, start) in [(2, None), (3, Some(3)), (4, Some(3)), (5, None), (8, Some(8)), (9, None)] {
            assert_eq!(Zone::at(&zones, byte).map(|z| z.span.start), start, "{byte}");
        }
    }
}
