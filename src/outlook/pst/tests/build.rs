//! Stores that tests build: as small as they can be, in each layout.

use std::io::Write;

use crate::outlook::pst::cipher;
use crate::outlook::pst::data::SubNode;
use crate::outlook::pst::header::{Crypt, Layout};
use crate::outlook::pst::tree::Node;

/// The value of a property.
#[derive(Clone)]
pub(super) enum Val {
    Int(u32),
    Text(&'static str),
    /// In some code page.
    Text8(&'static [u8]),
    Time(i64),
    Bytes(Vec<u8>),
    /// Bytes in a node of their own.
    Apart(Vec<u8>),
    /// Bytes whose data have this id already.
    Held(u64),
    Object(u32),
    Texts(Vec<&'static str>),
}

#[derive(Clone)]
pub(super) struct Build {
    pub(super) layout: Layout,
    crypt: Crypt,
    pub(super) bytes: Vec<u8>,
    blocks: Vec<(u64, u64, usize)>,
    nodes: Vec<Node>,
    next: u64,
    /// Bytes of data in one block.
    pub(super) most: usize,
}

/// Where `finish` put the roots of the trees: of blocks, of nodes.
#[derive(Clone, Copy)]
pub(super) struct Roots {
    pub(super) blocks: usize,
    pub(super) nodes: usize,
}

/// What a node holds: its data and its own nodes.
pub(super) type Held = (u64, u64);

impl Build {
    pub(super) fn new(layout: Layout, crypt: Crypt) -> Self {
        Build {
            layout,
            crypt,
            bytes: vec![0; 4096],
            blocks: Vec::new(),
            nodes: Vec::new(),
            next: 4,
            most: layout.block() - layout.trailer(),
        }
    }

    fn id(&self, out: &mut Vec<u8>, id: u64) {
        out.extend_from_slice(&id.to_le_bytes()[..self.layout.id()]);
    }

    fn pad(&mut self, to: usize) {
        let len = self.bytes.len().next_multiple_of(to);
        self.bytes.resize(len, 0);
    }

    /// Leaves ids out, as if they were used by others.
    pub(super) fn skip(&mut self, blocks: u64) {
        self.next += 4 * blocks;
    }

    /// The id of the next block.
    pub(super) fn coming(&self, internal: bool) -> u64 {
        self.next | u64::from(internal) << 1
    }

    /// A block.
    pub(super) fn block(&mut self, data: &[u8], internal: bool) -> u64 {
        let id = self.coming(internal);
        self.next += 4;
        let mut data = data.to_vec();
        let size = data.len();
        if !internal {
            match self.crypt {
                Crypt::None => {}
                Crypt::Permute => cipher::hide(&mut data),
                Crypt::Cyclic => cipher::cyclic(&mut data, id as u32),
            }
        }
        if self.layout == Layout::Large {
            let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
            encoder.write_all(&data).unwrap();
            let packed = encoder.finish().unwrap();
            if packed.len() < data.len() {
                data = packed;
            }
        }
        self.pad(self.layout.align());
        let at = self.bytes.len() as u64;
        self.blocks.push((id, at, data.len()));
        let (stored, trailer) = (data.len(), self.layout.trailer());
        self.bytes.extend_from_slice(&data);
        let whole = (stored + trailer).next_multiple_of(self.layout.align());
        let mixed = at ^ id;
        let signature = (mixed >> 16) as u16 ^ mixed as u16;
        let mut end = Vec::new();
        end.extend_from_slice(&(stored as u16).to_le_bytes());
        end.extend_from_slice(&signature.to_le_bytes());
        match self.layout {
            Layout::Ansi => {
                self.id(&mut end, id);
                end.extend_from_slice(&[0; 4]);
            }
            Layout::Unicode | Layout::Large => {
                end.extend_from_slice(&[0; 4]);
                self.id(&mut end, id);
            }
        }
        if self.layout == Layout::Large {
            end.extend_from_slice(&[0; 2]);
            end.extend_from_slice(&(size as u16).to_le_bytes());
            end.extend_from_slice(&[0; 4]);
        }
        self.bytes.resize(at as usize + whole - trailer, 0);
        self.bytes.extend_from_slice(&end);
        id
    }

    /// Data in as many blocks as they need.
    pub(super) fn data(&mut self, data: &[u8]) -> u64 {
        if data.len() <= self.most {
            return self.block(data, false);
        }
        let most = self.most;
        let ids: Vec<u64> = data.chunks(most).map(|piece| self.block(piece, false)).collect();
        self.list(1, data.len(), &ids)
    }

    /// A block of block ids.
    pub(super) fn list(&mut self, level: u8, total: usize, ids: &[u64]) -> u64 {
        let mut out = vec![1, level];
        out.extend_from_slice(&(ids.len() as u16).to_le_bytes());
        out.extend_from_slice(&(total as u32).to_le_bytes());
        for id in ids {
            self.id(&mut out, *id);
        }
        self.block(&out, true)
    }

    /// A block of nodes of a node; 0 for none.
    pub(super) fn subnodes(&mut self, mut nodes: Vec<SubNode>) -> u64 {
        if nodes.is_empty() {
            return 0;
        }
        nodes.sort_by_key(|node| node.nid);
        let mut out = vec![2, 0];
        out.extend_from_slice(&(nodes.len() as u16).to_le_bytes());
        if self.layout != Layout::Ansi {
            out.extend_from_slice(&[0; 4]);
        }
        for node in nodes {
            self.id(&mut out, u64::from(node.nid));
            self.id(&mut out, node.data);
            self.id(&mut out, node.sub);
        }
        self.block(&out, true)
    }

    /// The ids that pieces of these sizes get in a heap.
    fn places(&self, sizes: &[usize]) -> Vec<u32> {
        let (mut block, mut n, mut used) = (0u32, 0u32, 0);
        let room = self.layout.block() - self.layout.trailer() - 100;
        sizes
            .iter()
            .map(|size| {
                if used + size + 2 > room {
                    (block, n, used) = (block + 1, 0, 0);
                }
                (n, used) = (n + 1, used + size + 2);
                block << if self.layout == Layout::Large { 19 } else { 16 } | n << 5
            })
            .collect()
    }

    /// A heap, in as many blocks as it needs.
    fn heap(&mut self, client: u8, root: u32, pieces: &[Vec<u8>]) -> u64 {
        let sizes: Vec<usize> = pieces.iter().map(Vec::len).collect();
        let places = self.places(&sizes);
        let shift = if self.layout == Layout::Large { 19 } else { 16 };
        let number = |hid: u32| hid >> shift;
        let mut blocks = Vec::new();
        for block in 0..=number(*places.last().unwrap()) {
            let mut out = vec![0, 0];
            if block == 0 {
                out.extend_from_slice(&[0xec, client]);
                out.extend_from_slice(&root.to_le_bytes());
                out.extend_from_slice(&[0; 4]);
            } else if block % 128 == 8 {
                out.extend_from_slice(&[0; 64]);
            }
            let mut marks = vec![out.len()];
            for (piece, _) in pieces.iter().zip(&places).filter(|(_, place)| number(**place) == block) {
                out.extend_from_slice(piece);
                marks.push(out.len());
            }
            if out.len() % 2 == 1 {
                out.push(0);
            }
            let map = out.len() as u16;
            out[..2].copy_from_slice(&map.to_le_bytes());
            out.extend_from_slice(&(marks.len() as u16 - 1).to_le_bytes());
            out.extend_from_slice(&[0; 2]);
            marks.iter().for_each(|mark| out.extend_from_slice(&(*mark as u16).to_le_bytes()));
            assert!(out.len() <= self.layout.block() - self.layout.trailer());
            blocks.push(self.block(&out, false));
        }
        match blocks[..] {
            [block] => block,
            _ => self.list(1, 0, &blocks),
        }
    }

    /// A table of many rows that have nothing but an id: its index has two levels, its heap and its rows many blocks.
    /// With `lose` one piece of its index points to nowhere.
    pub(super) fn long_table(&mut self, ids: &[u32], lose: bool) -> Held {
        let (width, end) = (8, 9);
        let size = if self.layout == Layout::Ansi { 2 } else { 4 };
        let mut info = vec![0x7c, 1];
        for mark in [width, width, width, end] {
            info.extend_from_slice(&(mark as u16).to_le_bytes());
        }
        let mut pieces = vec![info, vec![0xb5, 4, size, 1, 0x60, 0, 0, 0], Vec::new()];
        let mut rows = Vec::new();
        let full = self.most / end * end;
        for (n, id) in (0u32..).zip(ids) {
            if n % 300 == 0 {
                pieces[2].extend_from_slice(&id.to_le_bytes());
                pieces[2].extend_from_slice(&[0; 4]);
                pieces.push(Vec::new());
            }
            let leaf = pieces.last_mut().unwrap();
            leaf.extend_from_slice(&id.to_le_bytes());
            leaf.extend_from_slice(&n.to_le_bytes()[..usize::from(size)]);
            rows.extend_from_slice(&id.to_le_bytes());
            rows.extend_from_slice(&[0, 0, 0, 0, 0xff]);
            if rows.len() % self.most == full {
                rows.resize(rows.len().next_multiple_of(self.most), 0);
            }
        }
        for part in [0x40u32, 0x101f, 0] {
            pieces[0].extend_from_slice(&part.to_le_bytes());
        }
        pieces[0].extend_from_slice(&[0x03, 0, 0xf2, 0x67, 0, 0, 4, 0]);
        let sizes: Vec<usize> = pieces.iter().map(Vec::len).collect();
        let places = self.places(&sizes);
        for (n, place) in places[3..].iter().enumerate() {
            let place = if lose && n == 1 { 0xffff_ffe0 } else { *place };
            pieces[2][8 * n + 4..8 * n + 8].copy_from_slice(&place.to_le_bytes());
        }
        let data = self.data(&rows);
        let sub = self.subnodes(vec![SubNode { nid: 0x101f, data, sub: 0 }]);
        (self.heap(0x7c, 0x20, &pieces), sub)
    }

    /// Type and bytes of a value; short ones stand where they are.
    fn encode(val: &Val) -> (u16, Vec<u8>) {
        let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        match val {
            Val::Int(n) => (0x03, n.to_le_bytes().to_vec()),
            Val::Text(text) => (0x1f, wide(text)),
            Val::Text8(text) => (0x1e, text.to_vec()),
            Val::Time(time) => (0x40, time.to_le_bytes().to_vec()),
            Val::Bytes(bytes) | Val::Apart(bytes) => (0x102, bytes.clone()),
            Val::Held(_) => (0x102, Vec::new()),
            Val::Object(nid) => (0x0d, [nid.to_le_bytes(), [0; 4]].concat()),
            Val::Texts(texts) => {
                let mut out = (texts.len() as u32).to_le_bytes().to_vec();
                let mut at = 4 + 4 * texts.len();
                for text in texts {
                    out.extend_from_slice(&(at as u32).to_le_bytes());
                    at += wide(text).len();
                }
                texts.iter().for_each(|text| out.extend_from_slice(&wide(text)));
                (0x101f, out)
            }
        }
    }

    /// A property context; `nodes` are nodes of the node.
    pub(super) fn properties(&mut self, properties: &[(u16, Val)], mut nodes: Vec<SubNode>) -> Held {
        let mut pieces = vec![Vec::new(), Vec::new()];
        let mut properties = properties.to_vec();
        properties.sort_by_key(|(id, _)| *id);
        for (n, (id, val)) in (0u32..).zip(&properties) {
            let (kind, bytes) = Self::encode(val);
            let nid = (0x100 + n) << 5 | 0x1f;
            let record = match val {
                Val::Int(n) => *n,
                Val::Apart(bytes) => {
                    let data = self.data(bytes);
                    nodes.push(SubNode { nid, data, sub: 0 });
                    nid
                }
                Val::Held(data) => {
                    nodes.push(SubNode { nid, data: *data, sub: 0 });
                    nid
                }
                _ => {
                    pieces.push(bytes);
                    (pieces.len() as u32) << 5
                }
            };
            pieces[1].extend_from_slice(&id.to_le_bytes());
            pieces[1].extend_from_slice(&kind.to_le_bytes());
            pieces[1].extend_from_slice(&record.to_le_bytes());
        }
        pieces[0] = vec![0xb5, 2, 6, 0, 0x40, 0, 0, 0];
        (self.heap(0xbc, 0x20, &pieces), self.subnodes(nodes))
    }

    /// A table of rows with an id and texts; the rows stand apart with `apart`.
    pub(super) fn table(&mut self, columns: &[u16], rows: &[(u32, Vec<&'static str>)], apart: bool) -> Held {
        let width = 8 + 4 * columns.len();
        let end = width + (columns.len() + 2).div_ceil(8);
        let mut info = vec![0x7c, columns.len() as u8 + 1];
        for mark in [width, width, width, end] {
            info.extend_from_slice(&(mark as u16).to_le_bytes());
        }
        let matrix: u32 = if apart { 0x101f } else { 0x80 };
        for part in [0x40u32, matrix, 0] {
            info.extend_from_slice(&part.to_le_bytes());
        }
        let column = |kind: u16, id: u16, at: usize, bit: usize| {
            let [a, b] = kind.to_le_bytes();
            let [c, d] = id.to_le_bytes();
            [a, b, c, d, at as u8, 0, 4, bit as u8]
        };
        info.extend_from_slice(&column(0x03, 0x67f2, 0, 0));
        for (n, id) in columns.iter().enumerate() {
            info.extend_from_slice(&column(0x1f, *id, 8 + 4 * n, n + 2));
        }
        let size = if self.layout == Layout::Ansi { 2 } else { 4 };
        let mut pieces = vec![info, vec![0xb5, 4, size, 0, 0x60, 0, 0, 0], Vec::new(), Vec::new()];
        let mut matrix = Vec::new();
        for (n, (id, cells)) in (0u32..).zip(rows) {
            pieces[2].extend_from_slice(&id.to_le_bytes());
            pieces[2].extend_from_slice(&n.to_le_bytes()[..usize::from(size)]);
            let mut row = id.to_le_bytes().to_vec();
            row.resize(8, 0);
            for cell in cells {
                pieces.push(cell.encode_utf16().flat_map(u16::to_le_bytes).collect());
                row.extend_from_slice(&((pieces.len() as u32) << 5).to_le_bytes());
            }
            row.resize(width, 0);
            row.resize(end, 0xff);
            matrix.extend_from_slice(&row);
        }
        if rows.is_empty() {
            pieces[1][4] = 0;
        }
        let mut nodes = Vec::new();
        if apart {
            let data = self.data(&matrix);
            nodes.push(SubNode { nid: 0x101f, data, sub: 0 });
        } else {
            pieces[3] = matrix;
        }
        (self.heap(0x7c, 0x20, &pieces), self.subnodes(nodes))
    }

    pub(super) fn node(&mut self, nid: u32, parent: u32, (data, sub): Held) {
        self.nodes.push(Node { nid, data, sub, parent });
    }

    /// A folder with its three tables: number, parent, name, stated size, folders and messages in it.
    pub(super) fn folder(&mut self, nid: u32, parent: u32, name: &'static str, below: &[u32], items: &[u32]) {
        let stated = Val::Int(items.len() as u32);
        let held = self.properties(&[(0x3001, Val::Text(name)), (0x3602, stated)], Vec::new());
        self.node(nid, parent, held);
        for (kind, ids) in [(0x0d, below), (0x0e, items)] {
            let rows: Vec<_> = ids.iter().map(|id| (*id, Vec::new())).collect();
            let held = self.table(&[], &rows, false);
            self.node(nid & !0x1f | kind, 0, held);
        }
    }

    fn page(&mut self, kind: u8, level: u8, size: usize, entries: &[Vec<u8>]) -> (u64, u64) {
        let id = self.coming(false);
        self.next += 4;
        self.pad(self.layout.page());
        let at = self.bytes.len() as u64;
        let (area, trailer) = match self.layout {
            Layout::Ansi => (496, 500),
            Layout::Unicode => (488, 496),
            Layout::Large => (4056, 4072),
        };
        let mut page = entries.concat();
        page.resize(self.layout.page(), 0);
        let count = entries.len() as u8;
        match self.layout {
            Layout::Ansi | Layout::Unicode => {
                page[area..area + 4].copy_from_slice(&[count, count, size as u8, level]);
            }
            Layout::Large => {
                page[area..area + 6].copy_from_slice(&[count, 0, count, 0, size as u8, level]);
            }
        }
        let mixed = at ^ id;
        let [low, high] = ((mixed >> 16) as u16 ^ mixed as u16).to_le_bytes();
        page[trailer..trailer + 4].copy_from_slice(&[kind, kind, low, high]);
        let mut borne = Vec::new();
        self.id(&mut borne, id);
        let at_id = if self.layout == Layout::Large { 4080 } else { 504 };
        page[at_id..at_id + borne.len()].copy_from_slice(&borne);
        self.bytes.extend_from_slice(&page);
        (id, at)
    }

    /// A tree of two levels or more.
    fn tree(&mut self, kind: u8, entries: &[(u64, Vec<u8>)], per_page: usize) -> (u64, u64) {
        let mut entries = entries.to_vec();
        let (mut level, mut per_page) = (0, per_page);
        loop {
            let mut branches = Vec::new();
            for page in entries.chunks(per_page) {
                let bytes: Vec<Vec<u8>> = page.iter().map(|(_, entry)| entry.clone()).collect();
                let (id, at) = self.page(kind, level, bytes[0].len(), &bytes);
                let mut branch = Vec::new();
                for field in [page[0].0, id, at] {
                    self.id(&mut branch, field);
                }
                branches.push((page[0].0, branch, (id, at)));
            }
            if let ([(_, _, root)], 1..) = (&branches[..], level) {
                return *root;
            }
            entries = branches.into_iter().map(|(key, branch, _)| (key, branch)).collect();
            (level, per_page) = (level + 1, 20);
        }
    }

    /// Both trees and the header.
    pub(super) fn finish(mut self) -> (Vec<u8>, Roots) {
        let mut blocks = Vec::new();
        for (id, at, size) in self.blocks.clone() {
            let mut entry = Vec::new();
            self.id(&mut entry, id);
            self.id(&mut entry, at);
            entry.extend_from_slice(&(size as u16).to_le_bytes());
            entry.extend_from_slice(&[2, 0]);
            entry.resize(if self.layout == Layout::Ansi { 12 } else { 24 }, 0);
            blocks.push((id, entry));
        }
        let mut nodes = Vec::new();
        self.nodes.sort_by_key(|node| node.nid);
        for node in self.nodes.clone() {
            let mut entry = Vec::new();
            for field in [u64::from(node.nid), node.data, node.sub] {
                self.id(&mut entry, field);
            }
            entry.extend_from_slice(&node.parent.to_le_bytes());
            entry.resize(if self.layout == Layout::Ansi { 16 } else { 32 }, 0);
            nodes.push((u64::from(node.nid), entry));
        }
        let blocks = self.tree(0x80, &blocks, 20);
        let nodes = self.tree(0x81, &nodes, 15);
        let end = self.bytes.len() as u64;
        let (version, root, crypt) = match self.layout {
            Layout::Ansi => (15u16, 168, 461),
            Layout::Unicode => (23, 184, 513),
            Layout::Large => (36, 184, 513),
        };
        let mut header = b"!BDN\0\0\0\0SM".to_vec();
        header.extend_from_slice(&version.to_le_bytes());
        header.resize(root, 0);
        for field in [end, 0, 0, 0, nodes.0, nodes.1, blocks.0, blocks.1] {
            self.id(&mut header, field);
        }
        header.resize(crypt, 0);
        header.push(match self.crypt {
            Crypt::None => 0,
            Crypt::Permute => 1,
            Crypt::Cyclic => 2,
        });
        self.bytes[..header.len()].copy_from_slice(&header);
        (self.bytes, Roots { blocks: blocks.1 as usize, nodes: nodes.1 as usize })
    }
}
