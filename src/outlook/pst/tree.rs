//! The two trees of a store: nodes by their number, and blocks by theirs (\[MS-PST\] §2.2.2.7.7).
//!
//! Pages may point anywhere, also back. So a child counts only for the keys between its own key and the next one's,
//! its level is one below its parent's, and no tree is deeper than [`DEPTH`]: every way through a tree ends, and reads
//! no entry twice.

use std::io::{Read, Seek};
use std::sync::Arc;

use super::bytes::{u16_at, u32_at};
use super::fault::Fault;
use super::file::File;
use super::header::Layout;

/// Levels of a tree. With the fewest entries that a page can have, 20, this is more than a file can hold.
pub(super) const DEPTH: u8 = 16;

/// Where a page is, and the id that it bears (BREF).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PageRef {
    pub(super) id: u64,
    pub(super) at: u64,
}

/// Which tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tree {
    Blocks,
    Nodes,
}

/// A node: its number, the data it holds, its own nodes, and the node it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Node {
    pub(super) nid: u32,
    pub(super) data: u64,
    pub(super) sub: u64,
    pub(super) parent: u32,
}

/// Where a block is: its first byte, and how many follow, without its trailer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) at: u64,
    pub(super) size: usize,
}

/// A page of a tree.
pub(super) struct Page {
    layout: Layout,
    bytes: Vec<u8>,
    entries: usize,
    entry: usize,
    pub(super) level: u8,
}

impl Page {
    /// Checks a page's form; `id` is the one that it ought to bear.
    pub(super) fn read(layout: Layout, tree: Tree, bytes: Vec<u8>, id: Option<u64>) -> Option<Self> {
        let (area, trailer, borne) = match layout {
            Layout::Ansi => (496, 500, 504),
            Layout::Unicode => (488, 496, 504),
            Layout::Large => (4056, 4072, 4080),
        };
        let (entries, entry, level) = match layout {
            Layout::Ansi | Layout::Unicode => {
                (usize::from(*bytes.get(area)?), *bytes.get(area + 2)?, *bytes.get(area + 3)?)
            }
            Layout::Large => {
                (usize::from(u16_at(&bytes, area)?), *bytes.get(area + 4)?, *bytes.get(area + 5)?)
            }
        };
        let kind = match tree {
            Tree::Blocks => 0x80,
            Tree::Nodes => 0x81,
        };
        let entry = usize::from(entry);
        let least = match (level, tree) {
            (0, Tree::Nodes) => 3 * layout.id() + 4,
            (0, Tree::Blocks) => 2 * layout.id() + 4,
            _ => 3 * layout.id(),
        };
        let fits = bytes.get(trailer) == Some(&kind)
            && bytes.get(trailer + 1) == Some(&kind)
            && entry >= least
            && entries * entry <= area
            && level < DEPTH
            && id.is_none_or(|id| layout.id_at(&bytes, borne) == Some(id));
        fits.then_some(Page { layout, bytes, entries, entry, level })
    }

    /// The id that it bears.
    pub(super) fn id(&self) -> u64 {
        let at = if self.layout == Layout::Large { 4080 } else { 504 };
        self.layout.id_at(&self.bytes, at).unwrap_or(0)
    }

    /// Does its signature (§5.5) fit this place?
    pub(super) fn signed(&self, at: u64) -> bool {
        let signature = match self.layout {
            Layout::Ansi => 502,
            Layout::Unicode => 498,
            Layout::Large => 4074,
        };
        let mixed = at ^ self.id();
        u16_at(&self.bytes, signature) == Some((mixed >> 16) as u16 ^ mixed as u16)
    }

    pub(super) fn entries(&self) -> usize {
        self.entries
    }

    fn field(&self, n: usize, field: usize) -> u64 {
        self.layout.id_at(&self.bytes, n * self.entry + field * self.layout.id()).unwrap_or(0)
    }

    /// The key of an entry: a number of a node, or of a block without its lowest bit.
    pub(super) fn key(&self, tree: Tree, n: usize) -> u64 {
        match tree {
            // Only 4 bytes of 8 are used.
            Tree::Nodes => self.field(n, 0) & 0xffff_ffff,
            Tree::Blocks => self.field(n, 0) & !1,
        }
    }

    fn child(&self, n: usize) -> PageRef {
        PageRef { id: self.field(n, 1), at: self.field(n, 2) }
    }

    pub(super) fn node(&self, n: usize) -> Node {
        Node {
            nid: self.field(n, 0) as u32,
            data: self.field(n, 1),
            sub: self.field(n, 2),
            parent: u32_at(&self.bytes, n * self.entry + 3 * self.layout.id()).unwrap_or(0),
        }
    }

    pub(super) fn extent(&self, n: usize) -> Extent {
        let size = u16_at(&self.bytes, n * self.entry + 2 * self.layout.id()).unwrap_or(0);
        Extent { at: self.field(n, 1), size: usize::from(size) }
    }
}

impl<R: Read + Seek + Send> File<R> {
    fn leaf(&mut self, tree: Tree, key: u64) -> Result<Option<(Arc<Page>, usize)>, Fault> {
        let mut place = self.root(tree);
        let mut level = None;
        for _ in 0..DEPTH {
            let page = self.page(tree, place, level)?;
            // Pages are small, and one that is not in order is searched all the same.
            let best =
                (0..page.entries()).filter(|&n| page.key(tree, n) <= key).max_by_key(|&n| page.key(tree, n));
            let Some(best) = best else { return Ok(None) };
            if page.level == 0 {
                let found = page.key(tree, best) == key;
                return Ok(found.then_some((page, best)));
            }
            level = Some(page.level - 1);
            place = page.child(best);
        }
        Err(Fault::corrupt("a tree is too deep"))
    }

    /// The node of this number.
    pub(super) fn node(&mut self, nid: u32) -> Result<Option<Node>, Fault> {
        match self.leaf(Tree::Nodes, u64::from(nid)) {
            Ok(found) => Ok(found.map(|(page, n)| page.node(n))),
            Err(fault) => self.rescued_node(nid).map(Some).ok_or(fault),
        }
    }

    /// Where the block of this id is.
    pub(super) fn extent(&mut self, id: u64) -> Result<Extent, Fault> {
        match self.leaf(Tree::Blocks, id & !1) {
            Ok(Some((page, n))) => Ok(page.extent(n)),
            Ok(None) => Err(Fault::corrupt("it names a block that the store has not")),
            Err(fault) => self.rescued_extent(id).ok_or(fault),
        }
    }
}

struct Step {
    place: PageRef,
    level: Option<u8>,
    next: usize,
    from: u64,
    to: u64,
}

/// Walks through all nodes of a store in the order of their numbers.
pub(super) struct Walk {
    steps: Vec<Step>,
    rescued: Option<(u64, u64)>,
    after: Option<u32>,
}

impl Walk {
    pub(super) fn new<R: Read + Seek + Send>(file: &File<R>) -> Self {
        let place = file.root(Tree::Nodes);
        let steps = vec![Step { place, level: None, next: 0, from: 0, to: u64::MAX }];
        Walk { steps, rescued: None, after: None }
    }

    /// The next node; a fault takes the place of a page.
    pub(super) fn next<R: Read + Seek + Send>(&mut self, file: &mut File<R>) -> Option<Result<Node, Fault>> {
        loop {
            if let Some((from, to)) = self.rescued {
                if let Some(node) = file.rescued_between(from, to) {
                    self.rescued = Some((u64::from(node.nid) + 1, to));
                    self.after = Some(node.nid);
                    return Some(Ok(node));
                }
                self.rescued = None;
            }
            let step = self.steps.last_mut()?;
            let page = match file.page(Tree::Nodes, step.place, step.level) {
                Ok(page) => page,
                Err(fault) => {
                    let from = self.after.map_or(step.from, |nid| step.from.max(u64::from(nid) + 1));
                    self.rescued = Some((from, step.to));
                    self.steps.pop();
                    return Some(Err(fault));
                }
            };
            let n = step.next;
            if n >= page.entries() {
                self.steps.pop();
                continue;
            }
            step.next += 1;
            let key = page.key(Tree::Nodes, n);
            if key >= step.to {
                continue;
            }
            if page.level == 0 {
                if key < step.from || self.after.is_some_and(|nid| key <= u64::from(nid)) {
                    continue;
                }
                let node = page.node(n);
                self.after = Some(node.nid);
                return Some(Ok(node));
            }
            let to = if n + 1 < page.entries() { page.key(Tree::Nodes, n + 1).min(step.to) } else { step.to };
            let from = key.max(step.from);
            if from >= to || self.after.is_some_and(|nid| u64::from(nid) + 1 >= to) {
                continue;
            }
            let level = Some(page.level - 1);
            let place = page.child(n);
            self.steps.push(Step { place, level, next: 0, from, to });
        }
    }
}
