//! Stores that are damaged, or made to hurt.

use super::*;

fn corrupt(detail: &str) -> (ProblemCode, String) {
    (ProblemCode::Corrupt, detail.to_owned())
}

/// Where bytes stand in a store.
fn find(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).position(|window| window == what).unwrap()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_damaged_item_costs_itself_and_is_counted() {
    let (mut bytes, _) = store(Layout::Unicode, Crypt::None);
    // The signature of the heap of the first message.
    let at = find(&bytes, &wide("RE: Levering")) & !63;
    let at = (0..=at).rev().step_by(64).find(|&at| bytes[at + 2] == 0xec).unwrap();
    bytes[at + 2] = 0;
    let told = read(bytes);
    assert_eq!(told.lines.len(), ALL.len() - 4);
    assert_eq!(
        told.problems,
        [
            corrupt("an item could not be read: a heap is damaged"),
            corrupt("1 of 2 items of a folder could not be read"),
        ]
    );
}

#[test]
fn a_damaged_file_ends_with_an_error() {
    for (layout, crypt) in LAYOUTS {
        let (mut bytes, _) = store(layout, crypt);
        // The trailer of the first full block.
        let (align, trailer) = (layout.align(), layout.trailer());
        let size = ((layout.block() - trailer) as u16).to_le_bytes();
        let mut ends = (align..bytes.len()).step_by(align).map(|end| end - trailer);
        let at = ends.find(|&at| bytes[at..at + 2] == size).unwrap();
        bytes[at] ^= 1;
        let told = read(bytes);
        assert_eq!(told.lines[4], "  0 bytes false");
        assert_eq!(told.lines[5..], ALL[5..]);
    }
}

#[test]
fn lost_pages_of_the_index_are_found_again() {
    for (layout, crypt) in LAYOUTS {
        let (bytes, roots) = store(layout, crypt);
        for root in [roots.blocks, roots.nodes] {
            let mut bytes = bytes.clone();
            bytes[root..root + layout.page()].fill(0x55);
            let told = read(bytes);
            assert_eq!(told.lines, ALL, "{layout:?}");
            let header = "the store's header does not fit its index; what was found of it was read";
            assert_eq!(told.problems[0], corrupt(header));
        }
    }
}

/// A header from before the last item was written, as Outlook leaves it when it is stopped.
#[test]
fn newer_trees_than_the_header_knows_are_read() {
    let mut b = Build::new(Layout::Unicode, Crypt::Permute);
    b.folder(0x122, 0x122, "", &[0x8022], &[]);
    b.folder(0x8022, 0x122, "Inbox", &[], &[]);
    let (old, roots) = b.clone().finish();
    // The new trees come after the old ones, the new root of blocks over the old one.
    let taken = b.bytes.len();
    b.bytes.extend_from_slice(&old[taken..]);
    b.skip(100);
    let held = b.properties(&[(0x37, Val::Text("laatste"))], Vec::new());
    b.node(0x20_0024, 0x8022, held);
    let (mut bytes, _) = b.finish();
    bytes[..4096].copy_from_slice(&old[..4096]);
    bytes[roots.blocks..roots.blocks + 512].fill(0x41);
    let told = read(bytes);
    assert_eq!(told.lines, ["(root)", "Inbox", "(orphaned)", " laatste []"]);
    assert_eq!(told.problems.len(), 1);
}

#[test]
fn items_in_no_list_are_given_once() {
    let mut b = Build::new(Layout::Unicode, Crypt::Permute);
    b.folder(0x122, 0x122, "", &[0x8022], &[]);
    b.folder(0x8022, 0x122, "Inbox", &[], &[0x20_0024, 0x20_0024]);
    // A folder in a folder that is not there, and one that is its own parent.
    b.folder(0x8042, 0x9002, "Weg", &[], &[0x20_0024, 0x20_0044]);
    b.folder(0x8062, 0x8062, "Rond", &[0x8062], &[]);
    for (n, subject) in (0u32..).zip(["een", "twee", "drie", "vier"]) {
        let held = b.properties(&[(0x37, Val::Text(subject))], Vec::new());
        b.node(0x20_0024 + 0x20 * n, if n == 3 { 0x8022 } else { 0x9002 }, held);
    }
    let told = read(b.finish().0);
    assert_eq!(
        told.lines,
        [
            "(root)",
            "Inbox",
            " een []",
            "(orphaned)/Weg",
            " twee []",
            "(orphaned)/Rond",
            "(orphaned)",
            " drie []",
            " vier []",
        ]
    );
    let counted = "1 of 2 items of a folder could not be read";
    assert_eq!(told.problems, [corrupt(counted), corrupt(counted)]);
}

#[test]
fn a_folder_whose_list_is_lost_still_has_its_items() {
    let mut b = Build::new(Layout::Ansi, Crypt::None);
    b.folder(0x122, 0x122, "", &[0x8022], &[]);
    let held = b.properties(&[(0x3001, Val::Text("Inbox")), (0x3602, Val::Int(3))], Vec::new());
    b.node(0x8022, 0x122, held);
    let no_table = b.properties(&[(0x3001, Val::Text("no table"))], Vec::new());
    b.node(0x802e, 0, no_table);
    b.node(0x802d, 0, no_table);
    b.folder(0x8042, 0x8022, "Oud", &[], &[]);
    for (n, subject) in (0u32..).zip(["een", "twee"]) {
        let held = b.properties(&[(0x37, Val::Text(subject))], Vec::new());
        b.node(0x20_0024 + 0x20 * n, 0x8022, held);
    }
    let told = read(b.finish().0);
    assert_eq!(told.lines, ["(root)", "Inbox", " een []", " twee []", "Inbox/Oud"]);
    assert_eq!(
        told.problems,
        [
            corrupt("the list of a folder's folders could not be read: a table is damaged"),
            corrupt("the list of a folder's items could not be read: a table is damaged"),
            corrupt("1 of 3 items of a folder could not be read"),
        ]
    );
}

/// A message with ten items attached that all are the message itself.
#[test]
fn items_that_hold_themselves_end() {
    let mut b = Build::new(Layout::Unicode, Crypt::None);
    b.folder(0x122, 0x122, "", &[], &[0x20_0024]);
    let ids: Vec<u32> = (0..10).map(|n| (0x400 + n) << 5 | 5).collect();
    let rows: Vec<_> = ids.iter().map(|id| (*id, Vec::new())).collect();
    let table = b.table(&[], &rows, false);
    let message = b.properties(&[(0x37, Val::Text("rond"))], Vec::new());
    let attachment = b.properties(&[(0x3701, Val::Object(0x20_0084)), (0x3705, Val::Int(5))], Vec::new());
    // Each has as its nodes the block of nodes that comes after this one, which has them again.
    let outer = b.coming(true) + 4;
    let inner = b.subnodes(vec![SubNode { nid: 0x20_0084, data: message.0, sub: outer }]);
    let mut nodes = vec![SubNode { nid: 0x671, data: table.0, sub: table.1 }];
    nodes.extend(ids.iter().map(|&nid| SubNode { nid, data: attachment.0, sub: inner }));
    assert_eq!(b.subnodes(nodes), outer);
    b.node(0x20_0024, 0x122, (message.0, outer));
    let bytes = b.finish().0;
    let room = bytes.len() / 64 + 1000;

    let mut told = Told::default();
    let mut store = Store::open(Cursor::new(bytes)).unwrap();
    let mut folder = store.next_folder().unwrap().unwrap();
    let mut item = folder.next_item().unwrap().unwrap();
    told.item(&mut item, 1, &mut 100_000);
    assert_eq!(told.lines.len(), room + 1, "one line for each item that was opened");
    assert!(told.problems.iter().all(|(code, _)| *code == ProblemCode::Limit));
    let deep = "an attachment could not be read: items stand in items more than 32 deep";
    assert!(told.problems.iter().any(|(_, detail)| detail == deep));
}

/// A file that is one block, ten thousand times, twice over.
#[test]
fn data_are_no_longer_than_the_store() {
    let mut b = Build::new(Layout::Unicode, Crypt::None);
    b.folder(0x122, 0x122, "", &[], &[0x20_0024]);
    let block = b.block(&[7; 8000], false);
    let list = b.list(1, 8_000_000, &[block; 1000]);
    let lists = b.list(2, 80_000_000, &[list; 10]);
    let itself = b.coming(true);
    assert_eq!(b.list(2, 1 << 30, &[itself; 500]), itself);
    let files: Vec<_> = [lists, itself]
        .map(|data| b.properties(&[(0x3701, Val::Held(data)), (0x3705, Val::Int(1))], Vec::new()))
        .into();
    let table = b.table(&[], &[(0x8025, vec![]), (0x8045, vec![])], false);
    let node = |nid, (data, sub)| SubNode { nid, data, sub };
    let nodes = vec![node(0x671, table), node(0x8025, files[0]), node(0x8045, files[1])];
    // A body that is the same.
    let message = b.properties(&[(0x37, Val::Text("bom")), (0x1013, Val::Held(lists))], nodes);
    b.node(0x20_0024, 0x122, message);
    let bytes = b.finish().0;
    let most = bytes.len();
    let told = read(bytes);
    let given: usize = told.lines[2].trim().split(' ').next().unwrap().parse().unwrap();
    assert!(given <= most && told.lines[2].ends_with("false"), "{given} of {most}");
    assert_eq!(told.lines[3], "  0 bytes false");
    assert_eq!(
        told.problems,
        [(
            ProblemCode::Limit,
            "some properties of an item could not be read: data longer than the store itself".to_owned()
        )]
    );
}

/// A page whose children are the page itself, and pages of a tree that share a leaf.
#[test]
fn trees_that_run_in_circles_end() {
    for (layout, crypt) in LAYOUTS {
        let (bytes, roots) = store(layout, crypt);
        for root in [roots.blocks, roots.nodes] {
            let mut bytes = bytes.clone();
            let (id, at) = (3 * layout.id(), layout.id());
            let first = bytes[root + at..root + id].to_vec();
            // All children are the first.
            for n in 1..3 {
                bytes[root + n * id + at..root + n * id + id].copy_from_slice(&first);
            }
            let told = read(bytes.clone());
            assert!(told.lines.len() <= ALL.len());
            // All children are the root.
            let borne = root + if layout == Layout::Large { 4080 } else { 504 };
            let mut itself = bytes[borne..borne + layout.id()].to_vec();
            itself.extend_from_slice(&(root as u64).to_le_bytes()[..layout.id()]);
            for n in 0..3 {
                bytes[root + n * id + at..root + n * id + id].copy_from_slice(&itself);
            }
            // The leaves are still found.
            assert_eq!(read(bytes).lines, ALL);
        }
    }
}

/// Bytes flipped and files cut, at places that a simple generator picks.
#[test]
fn no_damage_makes_it_panic_or_go_on_for_ever() {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    let mut random = |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for (layout, crypt) in LAYOUTS {
        let (bytes, _) = store(layout, crypt);
        let used: Vec<usize> = (0..bytes.len()).filter(|&at| bytes[at] != 0).collect();
        for round in 0..150 {
            let mut bytes = bytes.clone();
            for _ in 0..1 << (round % 8) {
                // Not the attached file, which is most of the store.
                let at = used[random(used.len())];
                bytes[at] ^= 1 << random(8);
            }
            let told = read(bytes);
            assert!(told.lines.len() + told.problems.len() < 1000);
        }
        for _ in 0..60 {
            let told = read(bytes[..random(bytes.len())].to_vec());
            assert!(!told.problems.is_empty(), "what is missing is told");
        }
    }
}
