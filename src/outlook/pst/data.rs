//! What a node holds: its data, which may be spread over many blocks, and nodes of its own (\[MS-PST\] §2.2.2.8.3).

use std::io::{self, Read, Seek};
use std::sync::Arc;

use super::bytes::{u16_at, u32_at};
use super::fault::Fault;
use super::file::{File, INTERNAL};
use super::header::Layout;

/// A node of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SubNode {
    pub(super) nid: u32,
    pub(super) data: u64,
    pub(super) sub: u64,
}

/// Ids in the clear: XBLOCK, XXBLOCK, SLBLOCK, SIBLOCK.
struct Ids {
    layout: Layout,
    block: Arc<[u8]>,
    first: usize,
    count: usize,
    fields: usize,
    level: u8,
}

impl Ids {
    fn read<R: Read + Seek + Send>(file: &mut File<R>, id: u64, subnodes: bool) -> Result<Self, Fault> {
        let damaged = Fault::corrupt("a block of block numbers is damaged");
        if id & INTERNAL == 0 {
            return Err(damaged);
        }
        let layout = file.layout();
        let block = file.block(id)?;
        let (Some(&kind), Some(&level), Some(count)) = (block.first(), block.get(1), u16_at(&block, 2))
        else {
            return Err(damaged);
        };
        // The total length, or padding that ANSI stores have only in blocks of data.
        let first = if subnodes && layout == Layout::Ansi { 4 } else { 8 };
        let (fields, fits) = match (subnodes, level) {
            (false, 1 | 2) => (1, kind == 1),
            (true, 0) => (3, kind == 2),
            (true, 1) => (2, kind == 2),
            _ => (1, false),
        };
        let count = usize::from(count);
        if !fits || first + count * fields * layout.id() > block.len() {
            return Err(damaged);
        }
        Ok(Ids { layout, block, first, count, fields, level })
    }

    fn field(&self, n: usize, field: usize) -> u64 {
        let at = self.first + (n * self.fields + field) * self.layout.id();
        self.layout.id_at(&self.block, at).unwrap_or(0)
    }

    fn nid(&self, n: usize) -> u32 {
        self.field(n, 0) as u32
    }
}

/// The blocks of a node's data, in order.
pub(super) struct Leaves {
    single: Option<u64>,
    steps: Vec<(Ids, usize)>,
    /// Bytes of all, where that is said.
    pub(super) total: Option<u64>,
}

impl Leaves {
    pub(super) fn of<R: Read + Seek + Send>(file: &mut File<R>, id: u64) -> Result<Self, Fault> {
        if id & INTERNAL == 0 {
            return Ok(Leaves { single: (id != 0).then_some(id), steps: Vec::new(), total: None });
        }
        let ids = Ids::read(file, id, false)?;
        let total = u32_at(&ids.block, 4).map(u64::from);
        Ok(Leaves { single: None, steps: vec![(ids, 0)], total })
    }

    /// The id of the next.
    pub(super) fn next<R: Read + Seek + Send>(&mut self, file: &mut File<R>) -> Option<Result<u64, Fault>> {
        if let Some(id) = self.single.take() {
            return Some(Ok(id));
        }
        // Never more than two steps: a block of the second level names blocks of the first, and those data.
        loop {
            let (ids, next) = self.steps.last_mut()?;
            if *next >= ids.count {
                self.steps.pop();
                continue;
            }
            let id = ids.field(*next, 0);
            *next += 1;
            let damaged = Some(Err(Fault::corrupt("a block of block numbers is damaged")));
            if ids.level == 1 {
                return if id & INTERNAL == 0 { Some(Ok(id)) } else { damaged };
            }
            match Ids::read(file, id, false) {
                Ok(ids) if ids.level == 1 => self.steps.push((ids, 0)),
                Ok(_) => return damaged,
                Err(fault) => return Some(Err(fault)),
            }
        }
    }
}

/// Data block by block. No more blocks are read than the file has room for, so that a block that names another a
/// thousand times gives no more than the file itself.
pub(super) struct Blocks {
    leaves: Leaves,
    room: u64,
}

impl Blocks {
    pub(super) fn of<R: Read + Seek + Send>(file: &mut File<R>, id: u64) -> Result<Self, Fault> {
        let leaves = Leaves::of(file, id)?;
        Ok(Blocks { leaves, room: file.len })
    }

    /// The next block; `None` at the end.
    pub(super) fn next<R: Read + Seek + Send>(
        &mut self,
        file: &mut File<R>,
    ) -> Option<Result<Arc<[u8]>, Fault>> {
        let id = match self.leaves.next(file)? {
            Ok(id) => id,
            Err(fault) => return Some(Err(fault)),
        };
        let extent = match file.extent(id) {
            Ok(extent) => extent,
            Err(fault) => return Some(Err(fault)),
        };
        match self.room.checked_sub(extent.size.max(1) as u64) {
            Some(room) => self.room = room,
            None => return Some(Err(Fault::limit("data longer than the store itself"))),
        }
        let block = file.block(id);
        Some(block.and_then(|block| file.spend(block.len() as u64).map(|()| block)))
    }

    /// True where fewer bytes than this are fewer than there ought to be.
    fn short(&self, given: u64) -> bool {
        self.leaves.total.is_some_and(|total| total > given)
    }
}

/// Data as a stream, which ends with an error where they are damaged.
pub(super) struct Data<'a, R> {
    file: &'a mut File<R>,
    blocks: Blocks,
    block: Arc<[u8]>,
    at: usize,
    given: u64,
    ended: bool,
}

impl<'a, R: Read + Seek + Send> Data<'a, R> {
    pub(super) fn of(file: &'a mut File<R>, id: u64) -> Result<Self, Fault> {
        let blocks = Blocks::of(file, id)?;
        Ok(Data { file, blocks, block: Arc::new([]), at: 0, given: 0, ended: false })
    }
}

impl<R: Read + Seek + Send> Read for Data<'_, R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.block.len() && !self.ended {
            match self.blocks.next(self.file) {
                Some(Ok(block)) => {
                    self.given += block.len() as u64;
                    (self.block, self.at) = (block, 0);
                }
                Some(Err(fault)) => {
                    self.ended = true;
                    return Err(fault.into_io());
                }
                None => {
                    self.ended = true;
                    if self.blocks.short(self.given) {
                        return Err(Fault::corrupt("there are fewer data than it says").into_io());
                    }
                }
            }
        }
        let rest = self.block.get(self.at..).unwrap_or_default();
        let take = rest.len().min(buf.len());
        buf[..take].copy_from_slice(&rest[..take]);
        self.at += take;
        Ok(take)
    }
}

/// Reads data whole, and calls `spend` before each block is kept.
pub(super) fn whole<R: Read + Seek + Send>(
    file: &mut File<R>,
    id: u64,
    spend: &mut dyn FnMut(u64) -> Result<(), Fault>,
) -> Result<Vec<u8>, Fault> {
    let mut blocks = Blocks::of(file, id)?;
    let mut bytes = Vec::new();
    while let Some(block) = blocks.next(file) {
        let block = block?;
        spend(block.len() as u64)?;
        bytes.extend_from_slice(&block);
    }
    if blocks.short(bytes.len() as u64) {
        return Err(Fault::corrupt("there are fewer data than it says"));
    }
    Ok(bytes)
}

/// Nodes of one node that are looked at.
const SUBNODES: usize = 1 << 20;

impl<R: Read + Seek + Send> File<R> {
    /// The node of this number among those of a node.
    pub(super) fn subnode(&mut self, sub: u64, nid: u32) -> Result<Option<SubNode>, Fault> {
        if sub == 0 {
            return Ok(None);
        }
        let mut ids = Ids::read(self, sub, true)?;
        if ids.level == 1 {
            let best = (0..ids.count).filter(|&n| ids.nid(n) <= nid).max_by_key(|&n| ids.nid(n));
            let Some(best) = best else { return Ok(None) };
            ids = Ids::read(self, ids.field(best, 1), true)?;
            if ids.level != 0 {
                return Err(Fault::corrupt("a block of block numbers is damaged"));
            }
        }
        let found = (0..ids.count).find(|&n| ids.nid(n) == nid);
        Ok(found.map(|n| SubNode { nid, data: ids.field(n, 1), sub: ids.field(n, 2) }))
    }

    /// The numbers of the nodes of a node that are of this type (§2.2.2.1), as far as they can be read.
    pub(super) fn subnodes(&mut self, sub: u64, kind: u32) -> Vec<u32> {
        let mut found = Vec::new();
        if sub == 0 {
            return found;
        }
        let Ok(top) = Ids::read(self, sub, true) else { return found };
        let take = |ids: &Ids, found: &mut Vec<u32>| {
            found.extend((0..ids.count).map(|n| ids.nid(n)).filter(|nid| nid & 0x1f == kind));
        };
        if top.level == 0 {
            take(&top, &mut found);
        } else {
            for n in 0..top.count {
                if found.len() < SUBNODES
                    && let Ok(ids) = Ids::read(self, top.field(n, 1), true)
                    && ids.level == 0
                {
                    take(&ids, &mut found);
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}
