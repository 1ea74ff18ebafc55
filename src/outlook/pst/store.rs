//! The folders of a store, one at a time (\[MS-PST\] §2.4.2, §2.4.3, §2.4.4).
//!
//! A folder comes from its parent's table or, where that is damaged, from what its own node says of its parent. Search
//! folders hold nothing of their own and are left out. What is in no folder comes last.

use std::collections::{HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{Read, Seek};
use std::sync::Arc;

use super::bytes::u32_at;
use super::codepage::CodePages;
use super::fault::Fault;
use super::file::File;
use super::folder::Folder;
use super::message::Shared;
use super::named;
use super::numbers::Numbers;
use super::property::{Budget, Context};
use super::table::Table;
use super::tree::{Node, Walk};
use crate::model::{Problem, ProblemCode};

/// The store itself, and its root folder (§2.4.1).
const STORE: u32 = 0x21;
const ROOT: u32 = 0x122;

/// Types of nodes (§2.2.2.1).
const FOLDER: u32 = 0x02;
const SEARCH: u32 = 0x03;
const MESSAGE: u32 = 0x04;
const ASSOCIATED: u32 = 0x08;
const HIERARCHY: u32 = 0x0d;
const CONTENTS: u32 = 0x0e;

/// What the folder is called that a user sees as the whole, where the store does not say which it is: an OST never does.
/// Beside the mailbox it may hold public folders.
const TOPS: [&str; 4] =
    ["IPM_SUBTREE", "Top of Information Store", "Top of Outlook data file", "Top of Personal Folders"];
const PUBLIC: &str = "Root - Public";

/// Where things are that are in no folder.
const ORPHANED: &str = "(orphaned)";

/// Folders in one another, folders in all, characters of a name and bytes of a path: far more than Outlook allows.
const DEPTH: u16 = 100;
const FOLDERS: usize = 1 << 20;
const NAME: usize = 256;
const PATH: usize = 4096;

/// Folders with a damaged table for which all nodes are looked through.
const SEARCHES: u32 = 64;

/// A folder that waits for its turn.
struct Next {
    nid: u32,
    parent: Arc<str>,
    depth: u16,
}

enum Stage {
    Tree,
    Lost(usize),
    Orphans,
    Done,
}

/// An Outlook store: PST, OST or PAB.
pub struct Store<R> {
    pub(super) file: File<R>,
    pub(super) shared: Arc<Shared>,
    problems: VecDeque<Problem>,
    /// All folders as their nodes tell: number and parent, by number; and the same by parent.
    folders: Vec<(u32, u32)>,
    children: Vec<(u32, u32)>,
    /// Those that were given or wait for their turn.
    seen: HashSet<u32>,
    next: Vec<Next>,
    stage: Stage,
    /// The folder that a user sees as the whole.
    top: Option<u32>,
    paths: HashMap<u64, u32, BuildHasherDefault<DefaultHasher>>,
    /// Messages that were given, or are about to be.
    taken: Numbers,
    searches: u32,
    search_folders: u64,
    associated: u64,
    /// True when it was said that the index is damaged.
    told: bool,
}

impl<R: Read + Seek + Send> Store<R> {
    /// Opens a store. Its password is not asked for: it guards nothing but Outlook's own door.
    ///
    /// # Errors
    ///
    /// A problem where this is no store, one of an unknown version, or one that is encrypted; or the operating system refuses.
    pub fn open(reader: R) -> Result<Self, Problem> {
        let mut file = File::open(reader)?;
        let mut problems = VecDeque::new();
        if file.mend() {
            let detail = "the store's header does not fit its index; what was found of it was read";
            problems.push_back(Problem::new(ProblemCode::Corrupt, detail));
        }
        if let Some(missing) = file.header.end.checked_sub(file.len).filter(|&missing| missing > 0) {
            let detail = format!("the store is {missing} bytes shorter than it says");
            problems.push_back(Problem::new(ProblemCode::Truncated, detail).giving_up(missing));
        }
        let told = file.rescue.is_some();
        let mut store = Store {
            told,
            file,
            shared: Arc::default(),
            problems,
            folders: Vec::new(),
            children: Vec::new(),
            seen: HashSet::from([ROOT]),
            next: vec![Next { nid: ROOT, parent: Arc::from(""), depth: 0 }],
            stage: Stage::Tree,
            top: None,
            paths: HashMap::default(),
            taken: Numbers::default(),
            searches: SEARCHES,
            search_folders: 0,
            associated: 0,
        };
        store.look_through();
        let (page, top) = store.own();
        let names = named::read(&mut store.file);
        store.shared = Arc::new(Shared { names, page });
        store.top = top;
        Ok(store)
    }

    /// Notes all folders, and what there is besides.
    fn look_through(&mut self) {
        let mut walk = Walk::new(&self.file);
        let (mut lost, mut many) = (0u64, false);
        while let Some(node) = walk.next(&mut self.file) {
            let Ok(node) = node else {
                lost += 1;
                continue;
            };
            match node.nid & 0x1f {
                FOLDER if self.folders.len() < FOLDERS => self.folders.push((node.nid, node.parent)),
                FOLDER => many = true,
                SEARCH => self.search_folders += 1,
                ASSOCIATED => self.associated += 1,
                _ => {}
            }
        }
        if lost > 0 {
            let detail = format!("{lost} pages of the store's index could not be read; items may be missing");
            self.problems.push_back(Problem::new(ProblemCode::Corrupt, detail));
            self.told = true;
        }
        if many {
            let detail = "the store has more than a million folders";
            self.problems.push_back(Problem::new(ProblemCode::Limit, detail));
        }
        self.children = self.folders.iter().map(|&(nid, parent)| (parent, nid)).collect();
        self.children.sort_unstable();
    }

    /// The store's code page, and the folder that a user sees (PidTagIpmSubTreeEntryId).
    fn own(&mut self) -> (Option<u32>, Option<u32>) {
        let Ok(Some(node)) = self.file.node(STORE) else { return (None, None) };
        let Ok(context) = Context::open(&mut self.file, node.data, node.sub) else { return (None, None) };
        let entry = context.bytes(&mut self.file, 0x35e0, &mut Budget::new());
        let top = entry.ok().flatten().and_then(|entry| u32_at(&entry, 20));
        let page = context.integer(0x66c3).or_else(|| context.integer(0x3ffd));
        (page, top.filter(|nid| *nid != ROOT && self.knows(*nid)))
    }

    fn knows(&self, nid: u32) -> bool {
        self.folders.binary_search_by_key(&nid, |folder| folder.0).is_ok()
    }

    /// Search folders, which hold nothing of their own and are not given.
    pub fn search_folders(&self) -> u64 {
        self.search_folders
    }

    /// Items that belong to folders themselves, such as views and rules, and are not given.
    pub fn associated(&self) -> u64 {
        self.associated
    }

    /// The next folder; a problem stands for something of the store that could not be read, and more may follow it.
    pub fn next_folder(&mut self) -> Option<Result<Folder<'_, R>, Problem>> {
        if let Some(problem) = self.problems.pop_front() {
            return Some(Err(problem));
        }
        loop {
            if let Some(next) = self.next.pop() {
                return Some(Ok(self.folder(&next)));
            }
            match self.stage {
                Stage::Tree => self.stage = Stage::Lost(0),
                Stage::Lost(n) => match self.folders.get(n) {
                    Some(&(nid, _)) => {
                        self.stage = Stage::Lost(n + 1);
                        if !self.seen.contains(&nid) {
                            let nid = self.highest(nid);
                            self.stage = Stage::Lost(n);
                            self.seen.insert(nid);
                            self.next.push(Next { nid, parent: Arc::from(ORPHANED), depth: 0 });
                        }
                    }
                    None => self.stage = Stage::Orphans,
                },
                Stage::Orphans => {
                    self.stage = Stage::Done;
                    let mut walk = Walk::new(&self.file);
                    if let Some(first) = self.rest(&mut walk) {
                        let path = self.unused(ORPHANED.to_owned());
                        return Some(Ok(Folder::orphans(self, path, walk, first)));
                    }
                }
                Stage::Done if self.file.rescue.is_some() && !self.told => {
                    self.told = true;
                    let detail = "the store's index is damaged; what was left of it was read";
                    return Some(Err(Problem::new(ProblemCode::Corrupt, detail)));
                }
                Stage::Done => return None,
            }
        }
    }

    /// The next message that was not given yet.
    pub(super) fn rest(&mut self, walk: &mut Walk) -> Option<Node> {
        while let Some(node) = walk.next(&mut self.file) {
            // Pages that are lost were told of when the store was opened.
            if let Ok(node) = node
                && node.nid & 0x1f == MESSAGE
                && self.taken.add(node.nid)
            {
                return Some(node);
            }
        }
        None
    }

    /// The highest folder above a lost one that is lost too.
    fn highest(&self, nid: u32) -> u32 {
        let mut at = nid;
        for _ in 0..DEPTH {
            let Ok(n) = self.folders.binary_search_by_key(&at, |folder| folder.0) else { break };
            let parent = self.folders[n].1;
            if parent == at || self.seen.contains(&parent) || !self.knows(parent) {
                break;
            }
            at = parent;
        }
        at
    }

    fn folder(&mut self, next: &Next) -> Folder<'_, R> {
        let mut problems = Vec::new();
        let pages = CodePages { likely: [self.shared.page, None, None] };
        let (mut name, mut stated) = (None, None);
        let context = match self.file.node(next.nid) {
            Ok(Some(node)) => Context::open(&mut self.file, node.data, node.sub),
            Ok(None) => Err(Fault::corrupt("it is not in the store")),
            Err(fault) => Err(fault),
        };
        match context {
            Ok(context) => {
                name = context.text(&mut self.file, 0x3001, &pages);
                stated = context.integer(0x3602);
            }
            Err(fault) => problems.push(fault.of("name and size of a folder could not be read")),
        }
        let path = self.path(next, name.as_deref());
        self.push_children(next, &path, &mut problems);
        let (ids, whole) = self.contents(next.nid, &mut problems);
        let mut ids: Vec<u32> = ids.into_iter().filter(|&nid| self.taken.add(nid)).collect();
        if !whole && self.searches > 0 {
            self.searches -= 1;
            let mut walk = Walk::new(&self.file);
            while let Some(node) = walk.next(&mut self.file) {
                if let Ok(node) = node
                    && node.nid & 0x1f == MESSAGE
                    && node.parent == next.nid
                    && self.taken.add(node.nid)
                {
                    ids.push(node.nid);
                }
            }
        }
        Folder::new(self, path, ids, stated.map(u64::from), problems)
    }

    /// Numbers of the messages that a folder's table names. Says whether these are all.
    fn contents(&mut self, nid: u32, problems: &mut Vec<Problem>) -> (Vec<u32>, bool) {
        match self.rows(nid, CONTENTS) {
            Ok((ids, whole)) => (ids.into_iter().filter(|nid| nid & 0x1f == MESSAGE).collect(), whole),
            Err(fault) => {
                problems.push(fault.of("the list of a folder's items could not be read"));
                (Vec::new(), false)
            }
        }
    }

    /// The numbers in one of a folder's tables; there may be none.
    fn rows(&mut self, nid: u32, kind: u32) -> Result<(Vec<u32>, bool), Fault> {
        match self.file.node(nid & !0x1f | kind)? {
            Some(node) if node.data != 0 => {
                Table::open(&mut self.file, node.data, node.sub)?.ids(&mut self.file)
            }
            _ => Ok((Vec::new(), true)),
        }
    }

    fn push_children(&mut self, next: &Next, path: &str, problems: &mut Vec<Problem>) {
        if next.depth >= DEPTH || path.len() > PATH {
            // They are found later, as folders that no other leads to.
            return;
        }
        let mut below = match self.rows(next.nid, HIERARCHY) {
            Ok((ids, _)) => ids,
            Err(fault) => {
                problems.push(fault.of("the list of a folder's folders could not be read"));
                Vec::new()
            }
        };
        let from = self.children.partition_point(|child| child.0 < next.nid);
        let others =
            self.children[from..].iter().take_while(|child| child.0 == next.nid).map(|child| child.1);
        below.extend(others);
        below.retain(|&nid| nid & 0x1f == FOLDER && self.knows(nid));
        below.retain(|&nid| self.seen.insert(nid));
        if self.top.is_none() && !path.starts_with(PUBLIC) && TOPS.iter().any(|top| path.ends_with(top)) {
            self.top = Some(next.nid);
        }
        // What a user sees as the whole is not part of the path of what is in it.
        let parent: Arc<str> = match next.nid {
            ROOT => Arc::from(""),
            nid if Some(nid) == self.top => Arc::from(""),
            _ => Arc::from(path),
        };
        let depth = next.depth + 1;
        self.next.extend(below.into_iter().rev().map(|nid| Next { nid, parent: Arc::clone(&parent), depth }));
    }

    fn path(&mut self, next: &Next, name: Option<&str>) -> String {
        let name: String = name
            .unwrap_or_default()
            .chars()
            .take(NAME)
            // A separator in a name would look like a folder.
            .map(|c| if c == '/' || c.is_control() { '_' } else { c })
            .collect();
        let name = match name.trim() {
            "" if next.nid == ROOT => "(root)".to_owned(),
            "" => format!("({:x})", next.nid),
            name => name.to_owned(),
        };
        let path = if next.parent.is_empty() { name } else { format!("{}/{name}", next.parent) };
        self.unused(path)
    }

    /// This path or, where another folder has it, the same with a number.
    fn unused(&mut self, path: String) -> String {
        let hash = |path: &str| BuildHasherDefault::<DefaultHasher>::default().hash_one(path);
        let mut free = path.clone();
        while self.paths.contains_key(&hash(&free)) {
            // On from where the last search ended: a thousand folders of one name are no thousand searches each.
            let count = self.paths.entry(hash(&path)).or_insert(1);
            *count += 1;
            free = format!("{path} ({count})");
        }
        self.paths.insert(hash(&free), 1);
        free
    }
}
