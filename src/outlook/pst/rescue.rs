//! What the leaves of a damaged tree still say, found by looking at every page of the file.
//!
//! Where a page between the root and the leaves is lost, the leaves under it are often whole. They are looked for once,
//! when the first page turns out to be damaged, and asked for keys of the lost range only. Pages that were given up
//! long ago lie about too: of two that hold the same key, the one with the greater id is the newer one. Where a root
//! is not what the header says, Outlook may have been stopped before it wrote the header.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::io::{Read, Seek};

use super::file::File;
use super::header::Layout;
use super::tree::{Extent, Node, Page, PageRef, Tree};

/// Entries of each tree that are kept: at most some 50 MiB in all.
const MOST: usize = 1 << 19;

/// Entries of leaves, with the id of the page they stand in.
#[derive(Default)]
pub(super) struct Rescue {
    nodes: BTreeMap<u32, (u64, Node)>,
    extents: BTreeMap<u64, (u64, Extent)>,
    /// Level and place of the newest page of the highest level: of blocks, of nodes.
    roots: [Option<(u8, PageRef)>; 2],
}

fn keep<K: Ord, T>(map: &mut BTreeMap<K, (u64, T)>, key: K, page: u64, thing: T) {
    let full = map.len() >= MOST;
    match map.entry(key) {
        Entry::Occupied(mut found) if found.get().0 < page => {
            found.insert((page, thing));
        }
        Entry::Vacant(free) if !full => {
            free.insert((page, thing));
        }
        Entry::Occupied(_) | Entry::Vacant(_) => {}
    }
}

impl Rescue {
    fn take(&mut self, layout: Layout, at: u64, bytes: &[u8]) {
        let kind = match layout {
            Layout::Ansi => 500,
            Layout::Unicode => 496,
            Layout::Large => 4072,
        };
        let tree = match bytes.get(kind) {
            Some(0x80) => Tree::Blocks,
            Some(0x81) => Tree::Nodes,
            _ => return,
        };
        let Some(page) = Page::read(layout, tree, bytes.to_vec(), None) else { return };
        if !page.signed(at) {
            return;
        }
        let root = &mut self.roots[tree as usize];
        if root.is_none_or(|(level, place)| (level, place.id) < (page.level, page.id())) {
            *root = Some((page.level, PageRef { id: page.id(), at }));
        }
        if page.level != 0 {
            return;
        }
        for n in 0..page.entries() {
            match tree {
                Tree::Nodes => keep(&mut self.nodes, page.node(n).nid, page.id(), page.node(n)),
                Tree::Blocks => keep(&mut self.extents, page.key(tree, n), page.id(), page.extent(n)),
            }
        }
    }
}

impl<R: Read + Seek + Send> File<R> {
    fn rescue(&mut self) -> &Rescue {
        if self.rescue.is_none() {
            let mut rescue = Rescue::default();
            let (layout, size) = (self.layout(), self.layout().page());
            let window = 64 * size;
            let mut at = 0;
            while at < self.len {
                let room = usize::try_from(self.len - at).unwrap_or(window).min(window);
                if let Ok(bytes) = self.bytes(at, room) {
                    for (n, page) in bytes.chunks_exact(size).enumerate() {
                        rescue.take(layout, at + (n * size) as u64, page);
                    }
                }
                at += window as u64;
            }
            self.rescue = Some(rescue);
        }
        self.rescue.get_or_insert_default()
    }

    /// Looks whether the roots are where the header says. Where one is lost, its tree is read as far as its leaves are
    /// found; the other one then is likely to be an old one, and the newest takes its place.
    pub(super) fn mend(&mut self) -> bool {
        let trees = [Tree::Blocks, Tree::Nodes];
        let pages = trees.map(|tree| self.page(tree, self.root(tree), None).ok());
        if pages.iter().all(Option::is_some) {
            return false;
        }
        let roots = self.rescue().roots;
        for ((tree, page), place) in trees.into_iter().zip(pages).zip(roots) {
            let (Some(page), Some((level, place))) = (page, place) else { continue };
            let newer = level >= page.level && place.id > page.id();
            // Two roots of one tree begin with the same key, a root and another page seldom do.
            if newer && self.page(tree, place, None).is_ok_and(|new| new.key(tree, 0) == page.key(tree, 0)) {
                match tree {
                    Tree::Blocks => self.header.blocks = place,
                    Tree::Nodes => self.header.nodes = place,
                }
            }
        }
        true
    }

    /// The node of this number, where its page in the tree is lost.
    pub(super) fn rescued_node(&mut self, nid: u32) -> Option<Node> {
        self.rescue().nodes.get(&nid).map(|found| found.1)
    }

    /// The first node in a range that is lost.
    pub(super) fn rescued_between(&mut self, from: u64, to: u64) -> Option<Node> {
        let from = u32::try_from(from).ok()?;
        let (nid, found) = self.rescue().nodes.range(from..).next()?;
        (u64::from(*nid) < to).then_some(found.1)
    }

    /// Where the block of this id is, where its page in the tree is lost.
    pub(super) fn rescued_extent(&mut self, id: u64) -> Option<Extent> {
        self.rescue().extents.get(&(id & !1)).map(|found| found.1)
    }
}
