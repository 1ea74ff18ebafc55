//! A heap on a node, and the small trees in it (\[MS-PST\] §2.3.1, §2.3.2).

use std::io::{Read, Seek};
use std::ops::{Deref, Range};
use std::sync::Arc;

use super::bytes::{u16_at, u32_at};
use super::cipher;
use super::data::Leaves;
use super::fault::Fault;
use super::file::File;
use super::header::{Crypt, Layout};

/// Levels of a tree in a heap above its leaves.
const DEPTH: u8 = 8;

/// A heap: the ids of its blocks, which are read when they are asked for.
pub(super) struct Heap {
    blocks: Vec<u64>,
    /// What is in the heap: [`PROPERTIES`] or [`TABLE`].
    pub(super) client: u8,
    /// Where it begins.
    pub(super) root: u32,
}

/// `bClientSig` of a property context.
pub(super) const PROPERTIES: u8 = 0xbc;

/// `bClientSig` of a table context.
pub(super) const TABLE: u8 = 0x7c;

/// A piece of a heap.
pub(super) struct Piece {
    block: Arc<[u8]>,
    range: Range<usize>,
}

impl Deref for Piece {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.block.get(self.range.clone()).unwrap_or_default()
    }
}

fn damaged() -> Fault {
    Fault::corrupt("a heap is damaged")
}

impl Heap {
    /// The heap in the data of this id.
    pub(super) fn open<R: Read + Seek + Send>(file: &mut File<R>, data: u64) -> Result<Self, Fault> {
        let most = match file.layout() {
            Layout::Ansi | Layout::Unicode => 1 << 16,
            Layout::Large => 1 << 13,
        };
        let mut leaves = Leaves::of(file, data)?;
        let mut blocks = Vec::new();
        while blocks.len() < most
            && let Some(id) = leaves.next(file)
        {
            match id {
                Ok(id) => blocks.push(id),
                // What stands before the damage can be read.
                Err(_) if !blocks.is_empty() => break,
                Err(fault) => return Err(fault),
            }
        }
        let first = *blocks.first().ok_or(Fault::corrupt("a node holds nothing"))?;
        let mut head = file.block(first)?;
        if head.get(2) != Some(&0xec) && file.header.crypt == Crypt::None && head.len() > 12 {
            let mut start = [head[2]];
            cipher::permute(&mut start);
            if start == [0xec] {
                file.assume_permuted();
                head = file.block(first)?;
            }
        }
        match (head.get(2), head.get(3), u32_at(&head, 4)) {
            (Some(0xec), Some(&client), Some(root)) => Ok(Heap { blocks, client, root }),
            _ => Err(damaged()),
        }
    }

    /// The piece of this id; empty for 0.
    pub(super) fn piece<R: Read + Seek + Send>(&self, file: &mut File<R>, hid: u32) -> Result<Piece, Fault> {
        if hid == 0 {
            return Ok(Piece { block: Arc::new([]), range: 0..0 });
        }
        let (index, number) = match file.layout() {
            Layout::Ansi | Layout::Unicode => (hid >> 5 & 0x7ff, hid >> 16),
            Layout::Large => (hid >> 5 & 0x3fff, hid >> 19),
        };
        let id = self.blocks.get(number as usize).ok_or_else(damaged)?;
        let block = file.block(*id)?;
        let map = usize::from(u16_at(&block, 0).ok_or_else(damaged)?);
        let count = u16_at(&block, map).ok_or_else(damaged)?;
        if hid & 0x1f != 0 || index == 0 || index > u32::from(count) {
            return Err(damaged());
        }
        let at = map + 4 + 2 * (index as usize - 1);
        let from = usize::from(u16_at(&block, at).ok_or_else(damaged)?);
        let to = usize::from(u16_at(&block, at + 2).ok_or_else(damaged)?);
        if from > to || to > block.len() {
            return Err(damaged());
        }
        Ok(Piece { block, range: from..to })
    }

    /// Shows the records of the tree that begins at `hid`, in order: key and value. Says how many pieces were lost.
    ///
    /// # Errors
    ///
    /// A fault where the tree's own beginning is lost, or it has keys or values of other sizes.
    pub(super) fn records<R: Read + Seek + Send>(
        &self,
        file: &mut File<R>,
        hid: u32,
        key: usize,
        value: usize,
        show: &mut dyn FnMut(&[u8], &[u8]),
    ) -> Result<u64, Fault> {
        let head = self.piece(file, hid)?;
        let wrong = Fault::corrupt("a tree in a heap is damaged");
        let (Some(0xb5), Some(&keys), Some(&values), Some(&levels), Some(root)) =
            (head.first(), head.get(1), head.get(2), head.get(3), u32_at(&head, 4))
        else {
            return Err(wrong);
        };
        let (keys, values) = (usize::from(keys), usize::from(values));
        if keys != key || values != value || levels > DEPTH {
            return Err(wrong);
        }
        if root == 0 {
            return Ok(0);
        }
        let mut lost = 0;
        // A sound tree reads every byte of its heap once at most.
        let mut room = (self.blocks.len() as u64 + 1) * file.layout().block() as u64;
        let mut steps: Vec<(Piece, usize)> = Vec::new();
        let mut next = Some(root);
        loop {
            if let Some(hid) = next.take() {
                match self.piece(file, hid) {
                    Ok(piece) => {
                        room = room.checked_sub(piece.len() as u64 + 8).ok_or(wrong)?;
                        if steps.len() == usize::from(levels) {
                            for record in piece.chunks_exact(keys + values) {
                                let (key, value) = record.split_at(keys);
                                show(key, value);
                            }
                        } else {
                            steps.push((piece, 0));
                        }
                    }
                    Err(_) => lost += 1,
                }
            }
            let Some((piece, at)) = steps.last_mut() else { return Ok(lost) };
            next = u32_at(piece, *at + keys);
            *at += keys + 4;
            if next.is_none() {
                steps.pop();
            }
        }
    }
}
