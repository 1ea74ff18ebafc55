//! Pages and blocks out of the bytes of a store (\[MS-PST\] §2.2.2.7, §2.2.2.8), one at a time.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;

use super::bytes::u16_at;
use super::cache::Cache;
use super::cipher;
use super::fault::Fault;
use super::header::{self, Crypt, HEADER, Header, Layout};
use super::rescue::Rescue;
use super::tree::{Page, PageRef, Tree};
use crate::model::{Problem, ProblemCode};

/// Pages and blocks that are kept: at most 1 MiB and 2 MiB.
const PAGES: usize = 256;
const BLOCKS: usize = 32;

/// How many times each block may be given.
const SHARED: u64 = 64;

/// A store as pages and blocks.
pub(super) struct File<R> {
    reader: R,
    /// Bytes that there are.
    pub(super) len: u64,
    pub(super) header: Header,
    pages: Cache<Page>,
    blocks: Cache<[u8]>,
    pub(super) rescue: Option<Rescue>,
    /// Items in items that may still be opened; see [`File::nest`].
    nested: u64,
    /// Bytes and rows that may still be given; see [`File::spend`] and [`File::list`].
    bytes_left: u64,
    rows_left: u64,
}

impl<R: Read + Seek + Send> File<R> {
    /// Reads the header.
    ///
    /// # Errors
    ///
    /// A problem where it is not a store, or the operating system refuses.
    pub(super) fn open(mut reader: R) -> Result<Self, Problem> {
        let refused = |_| Problem::new(ProblemCode::Io, "the store cannot be read");
        let len = reader.seek(SeekFrom::End(0)).map_err(refused)?;
        reader.seek(SeekFrom::Start(0)).map_err(refused)?;
        let mut head = Vec::with_capacity(HEADER);
        reader.by_ref().take(HEADER as u64).read_to_end(&mut head).map_err(refused)?;
        let header = header::read(&head)?;
        Ok(File {
            reader,
            len,
            header,
            pages: Cache::new(PAGES),
            blocks: Cache::new(BLOCKS),
            rescue: None,
            nested: len / 64 + 1000,
            bytes_left: len.saturating_mul(SHARED) + (256 << 20),
            rows_left: len.saturating_mul(2) + 100_000,
        })
    }

    pub(super) fn layout(&self) -> Layout {
        self.header.layout
    }

    pub(super) fn root(&self, tree: Tree) -> PageRef {
        match tree {
            Tree::Blocks => self.header.blocks,
            Tree::Nodes => self.header.nodes,
        }
    }

    /// Permission to open one more item in an item. A sound store has a block for each of them; one that names
    /// the same items again and again has as many as it likes.
    pub(super) fn nest(&mut self) -> Result<(), Fault> {
        self.nested =
            self.nested.checked_sub(1).ok_or(Fault::limit("more items in items than the store can hold"))?;
        Ok(())
    }

    /// Permission to give so many bytes of data or values. Items of a sound store may share blocks, after they
    /// were copied; a store that names the same block in everything is made to be large.
    pub(super) fn spend(&mut self, bytes: u64) -> Result<(), Fault> {
        self.bytes_left = self
            .bytes_left
            .checked_sub(bytes)
            .ok_or(Fault::limit("the store names the same data again and again"))?;
        Ok(())
    }

    /// Permission to list so many rows: tables of a sound store share none.
    pub(super) fn list(&mut self, rows: usize) -> Result<(), Fault> {
        self.rows_left = self.rows_left.saturating_sub(rows as u64);
        if self.rows_left == 0 {
            return Err(Fault::limit("the store names the same tables again and again"));
        }
        Ok(())
    }

    /// So many bytes at a place.
    pub(super) fn bytes(&mut self, at: u64, size: usize) -> Result<Vec<u8>, Fault> {
        // Looked at first, so that a damaged place costs no call.
        if at.checked_add(size as u64).is_none_or(|end| end > self.len) {
            return Err(Fault::io(&io::ErrorKind::UnexpectedEof.into()));
        }
        let mut bytes = vec![0; size];
        self.reader.seek(SeekFrom::Start(at)).map_err(|e| Fault::io(&e))?;
        self.reader.read_exact(&mut bytes).map_err(|e| Fault::io(&e))?;
        Ok(bytes)
    }

    /// The page at a place.
    pub(super) fn page(&mut self, tree: Tree, place: PageRef, level: Option<u8>) -> Result<Arc<Page>, Fault> {
        // A page of the other tree in the cache would pass for one of this.
        let key = place.at << 1 | u64::from(tree == Tree::Nodes);
        let page = match self.pages.find(key) {
            Some(page) => page,
            None => {
                let bytes = self.bytes(place.at, self.layout().page())?;
                let page = Page::read(self.layout(), tree, bytes, Some(place.id))
                    .ok_or(Fault::corrupt("a page of the store's index is damaged"))?;
                let page = Arc::new(page);
                self.pages.keep(key, &page);
                page
            }
        };
        if page.id() != place.id || level.is_some_and(|level| level != page.level) {
            return Err(Fault::corrupt("a page of the store's index is damaged"));
        }
        Ok(page)
    }

    /// The data of a block, as they were before they were hidden and compressed.
    pub(super) fn block(&mut self, id: u64) -> Result<Arc<[u8]>, Fault> {
        if let Some(block) = self.blocks.find(id & !1) {
            return Ok(block);
        }
        let layout = self.layout();
        let extent = self.extent(id)?;
        let whole = (extent.size + layout.trailer()).next_multiple_of(layout.align());
        if whole > layout.block() {
            return Err(Fault::corrupt("a block is larger than blocks can be"));
        }
        let mut data = self.bytes(extent.at, whole)?;
        let trailer = data.split_off(whole - layout.trailer());
        data.truncate(extent.size);
        let borne = match layout {
            Layout::Ansi => layout.id_at(&trailer, 4),
            Layout::Unicode | Layout::Large => layout.id_at(&trailer, 8),
        };
        if borne.is_none_or(|borne| borne & !1 != id & !1)
            || u16_at(&trailer, 0).is_none_or(|size| usize::from(size) != extent.size)
        {
            return Err(Fault::corrupt("a block is damaged"));
        }
        if layout == Layout::Large
            && let Some(size) = u16_at(&trailer, 18).map(usize::from)
            && size != 0
            && size != extent.size
        {
            data = inflate(&data, size)?;
        }
        if id & INTERNAL == 0 {
            match self.header.crypt {
                Crypt::None => {}
                Crypt::Permute => cipher::permute(&mut data),
                Crypt::Cyclic => cipher::cyclic(&mut data, id as u32),
            }
        }
        let block: Arc<[u8]> = data.into();
        self.blocks.keep(id & !1, &block);
        Ok(block)
    }

    /// From here on data are taken to be hidden by permutation: some programs hide them and do not say so.
    pub(super) fn assume_permuted(&mut self) {
        self.header.crypt = Crypt::Permute;
        self.blocks.clear();
    }
}

/// The bit of a block's id that says that it holds ids of others, in the clear.
pub(super) const INTERNAL: u64 = 2;

fn inflate(data: &[u8], size: usize) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::with_capacity(size);
    let damaged = Fault::corrupt("a compressed block is damaged");
    flate2::read::ZlibDecoder::new(data).take(size as u64).read_to_end(&mut out).map_err(|_| damaged)?;
    if out.len() == size { Ok(out) } else { Err(damaged) }
}
