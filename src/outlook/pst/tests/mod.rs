//! Stores built by [`build`], read whole.

use std::io::{Cursor, Read};

use super::header::{Crypt, Layout};
use super::*;
use crate::model::ProblemCode;
use crate::outlook::item::{Attachment, Content, Item, Named, Value};

mod build;
mod damage;

use super::data::SubNode;
use build::{Build, Roots, Val};

const LAYOUTS: [(Layout, Crypt); 5] = [
    (Layout::Ansi, Crypt::None),
    (Layout::Ansi, Crypt::Cyclic),
    (Layout::Unicode, Crypt::Permute),
    (Layout::Unicode, Crypt::Cyclic),
    (Layout::Large, Crypt::Permute),
];

const SET: [u8; 16] = *b"a set of names !";

/// What is attached to the first message: longer than a block of any layout, and of no use to a compressor.
fn attached() -> Vec<u8> {
    let next = |state: &u32| Some(state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
    std::iter::successors(Some(1), next).map(|state| (state >> 24) as u8).take(70_000).collect()
}

/// Two messages in the inbox, the first with a file, a short file, and a message attached; a contact elsewhere.
fn store(layout: Layout, crypt: Crypt) -> (Vec<u8>, Roots) {
    let mut b = Build::new(layout, crypt);
    let entry = [&[0u8; 20][..], &0x8022u32.to_le_bytes()].concat();
    let held = b.properties(&[(0x35e0, Val::Bytes(entry)), (0x67ff, Val::Int(1234))], Vec::new());
    b.node(0x21, 0, held);
    let words: Vec<u8> =
        [&10u32.to_le_bytes()[..], &"Kleur".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()]
            .concat();
    let entries = [
        [&0x8083u32.to_le_bytes()[..], &6u16.to_le_bytes(), &0u16.to_le_bytes()].concat(),
        [&0u32.to_le_bytes()[..], &5u16.to_le_bytes(), &1u16.to_le_bytes()].concat(),
    ]
    .concat();
    let map = [(2, Val::Bytes(SET.to_vec())), (3, Val::Bytes(entries)), (4, Val::Bytes(words))];
    let held = b.properties(&map, Vec::new());
    b.node(0x61, 0, held);

    b.folder(0x122, 0x122, "", &[0x8022, 0x8042], &[]);
    b.folder(0x8022, 0x122, "Alles van Jan", &[0x8062], &[]);
    b.folder(0x8042, 0x122, "Zoekmappen", &[], &[]);
    b.folder(0x8062, 0x8022, "Postvak IN", &[0x8082], &[0x20_0024, 0x20_0044]);
    b.folder(0x8082, 0x8062, "Relaties/oud", &[], &[0x20_0064]);

    // the message in the message
    let held = b.properties(&[(0x1a, Val::Text("IPM.Note")), (0x37, Val::Text("binnenin"))], Vec::new());
    let within = SubNode { nid: 0x20_0084, data: held.0, sub: held.1 };
    let object = [(0x3701, Val::Object(0x20_0084)), (0x3705, Val::Int(5))];
    let item = b.properties(&object, vec![within]);
    let file = b.properties(
        &[(0x3701, Val::Apart(attached())), (0x3705, Val::Int(1)), (0x3707, Val::Text("lijst.csv"))],
        Vec::new(),
    );
    let short = b.properties(&[(0x3701, Val::Bytes(b"kort".to_vec())), (0x3705, Val::Int(1))], Vec::new());
    let table = b.table(&[], &[(0x8025, vec![]), (0x8045, vec![]), (0x8065, vec![])], false);
    let recipients = b.table(
        &[0x3001, 0x39fe],
        &[(0, vec!["Els de Boer", "els@klant.example"]), (1, vec!["Piet", "piet@klant.example"])],
        true,
    );
    let node = |nid, (data, sub)| SubNode { nid, data, sub };
    let nodes = vec![
        node(0x671, table),
        node(0x692, recipients),
        node(0x8025, file),
        node(0x8045, short),
        node(0x8065, item),
    ];
    let message = [
        (0x1a, Val::Text("IPM.Note")),
        (0x37, Val::Text("\u{1}\u{5}RE: Levering")),
        (0x0e06, Val::Time(130_000_000_000_000_000)),
        (0x1000, Val::Text("Met groet, Jan")),
        (0x1009, Val::Apart(vec![7; 9000])),
        (0x8000, Val::Text("els@klant.example")),
        (0x8001, Val::Texts(vec!["rood", "", "blauw"])),
        (0x8002, Val::Text("has no name")),
    ];
    let held = b.properties(&message, nodes);
    b.node(0x20_0024, 0x8062, held);
    let message =
        [(0x1a, Val::Text("IPM.Note")), (0x3ffd, Val::Int(1250)), (0x37, Val::Text8(b"D\xecku\x9ei"))];
    let held = b.properties(&message, Vec::new());
    b.node(0x20_0044, 0x8062, held);
    let held =
        b.properties(&[(0x1a, Val::Text("IPM.Contact")), (0x3001, Val::Text("Els de Boer"))], Vec::new());
    b.node(0x20_0064, 0x8082, held);
    b.finish()
}

/// What a store gave: a line for each folder, item and attachment, and all problems.
#[derive(Debug, Default, PartialEq)]
struct Told {
    lines: Vec<String>,
    problems: Vec<(ProblemCode, String)>,
}

impl Told {
    fn note(&mut self, problem: crate::model::Problem) {
        self.problems.push((problem.code, problem.detail.into_owned()));
    }

    fn item(&mut self, item: &mut dyn Item, indent: usize, cap: &mut u32) {
        let to: Vec<_> = item.recipients().iter().map(|r| r.text(0x39fe).unwrap_or("?")).collect();
        let subject = item.properties().text(0x37).or_else(|| item.properties().text(0x3001));
        self.lines.push(format!("{:indent$}{} {to:?}", "", subject.unwrap_or("?")));
        for n in 0..item.attachments() {
            *cap = cap.saturating_sub(1);
            if *cap == 0 {
                return;
            }
            match item.attachment(n) {
                Ok(attachment) => match attachment.content {
                    Content::Item(mut inner) => self.item(&mut *inner, indent + 1, cap),
                    Content::File(mut file) => {
                        let mut bytes = Vec::new();
                        let read = file.read_to_end(&mut bytes).is_ok();
                        self.lines.push(format!("{:indent$} {} bytes {read}", "", bytes.len()));
                    }
                    Content::None => self.lines.push(format!("{:indent$} nothing", "")),
                },
                Err(problem) => self.note(problem),
            }
        }
        item.problems().into_iter().for_each(|problem| self.note(problem));
    }
}

fn read(bytes: Vec<u8>) -> Told {
    let mut told = Told::default();
    let mut store = match Store::open(Cursor::new(bytes)) {
        Ok(store) => store,
        Err(problem) => {
            told.note(problem);
            return told;
        }
    };
    while let Some(folder) = store.next_folder() {
        match folder {
            Err(problem) => told.note(problem),
            Ok(mut folder) => {
                told.lines.push(folder.path().to_owned());
                while let Some(item) = folder.next_item() {
                    match item {
                        Ok(mut item) => told.item(&mut item, 1, &mut 200),
                        Err(problem) => told.note(problem),
                    }
                }
            }
        }
    }
    told
}

/// All that the store of [`store`] holds.
const ALL: [&str; 11] = [
    "(root)",
    "Alles van Jan",
    "Postvak IN",
    r#" RE: Levering ["els@klant.example", "piet@klant.example"]"#,
    "  70000 bytes true",
    "  4 bytes true",
    "  binnenin []",
    " Děkuži []",
    "Postvak IN/Relaties_oud",
    " Els de Boer []",
    "Zoekmappen",
];

#[test]
fn every_layout_gives_folders_items_and_attachments() {
    for (layout, crypt) in LAYOUTS {
        let told = read(store(layout, crypt).0);
        assert_eq!(told.lines, ALL, "{layout:?} {crypt:?}");
        assert_eq!(told.problems, [], "{layout:?} {crypt:?}");
    }
}

#[test]
fn properties_have_their_values() {
    for (layout, crypt) in LAYOUTS {
        let mut store = Store::open(Cursor::new(store(layout, crypt).0)).unwrap();
        let mut seen = false;
        while let Some(folder) = store.next_folder() {
            let mut folder = folder.unwrap();
            if folder.path() != "Postvak IN" {
                continue;
            }
            let mut item = folder.next_item().unwrap().unwrap();
            let properties = item.properties();
            assert_eq!(properties.text(0x1000), Some("Met groet, Jan"));
            assert_eq!(properties.bytes(0x1009), Some(&[7; 9000][..]));
            assert!(properties.tagged[&0x0e06] == Value::Time(130_000_000_000_000_000));
            assert_eq!(properties.named.len(), 2);
            assert!(properties.named[&Named::Number(SET, 0x8083)] == Value::Text("els@klant.example".into()));
            let colours = &properties.named[&Named::Word(
                // PS_PUBLIC_STRINGS
                [0x29, 3, 2, 0, 0, 0, 0, 0, 0xc0, 0, 0, 0, 0, 0, 0, 0x46],
                "Kleur".into(),
            )];
            assert!(*colours == Value::Texts(vec!["rood".into(), String::new(), "blauw".into()]));
            assert_eq!(item.recipients()[0].text(0x3001), Some("Els de Boer"));
            let Attachment { properties, content } = item.attachment(0).unwrap();
            assert_eq!(properties.text(0x3707), Some("lijst.csv"));
            assert!(!properties.tagged.contains_key(&0x3701));
            let Content::File(mut file) = content else { panic!("a file") };
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            assert!(bytes == attached());
            seen = true;
        }
        assert!(seen);
    }
}

/// Lists that are longer than one block, and than one level of any tree.
#[test]
fn a_folder_of_many_items_has_them_in_order() {
    for (layout, crypt) in LAYOUTS {
        for lose in [false, true] {
            let mut b = Build::new(layout, crypt);
            b.folder(0x122, 0x122, "", &[0x8022], &[]);
            let held = b.properties(&[(0x3001, Val::Text("Inbox")), (0x3602, Val::Int(5000))], Vec::new());
            b.node(0x8022, 0x122, held);
            let ids: Vec<u32> = (0..5000).map(|n| (0x1000 + n) << 5 | 4).collect();
            let table = b.long_table(&ids, lose);
            b.node(0x802e, 0, table);
            let held = b.properties(&[(0x37, Val::Text("een"))], Vec::new());
            ids.iter().for_each(|id| b.node(*id, 0, held));
            let mut store = Store::open(Cursor::new(b.finish().0)).unwrap();
            assert_eq!(store.next_folder().unwrap().unwrap().path(), "(root)");
            let mut folder = store.next_folder().unwrap().unwrap();
            let mut count = 0;
            while let Some(item) = folder.next_item() {
                assert_eq!(item.unwrap().properties().text(0x37), Some("een"));
                count += 1;
            }
            assert_eq!(count, 5000, "{layout:?} {lose}");
            assert!(store.next_folder().is_none(), "{layout:?} {lose}");
        }
    }
}

#[test]
fn a_store_can_go_to_another_thread() {
    let store = Store::open(Cursor::new(store(Layout::Unicode, Crypt::Permute).0)).unwrap();
    let first = std::thread::spawn(move || {
        let mut store = store;
        store.next_folder().unwrap().unwrap().path().to_owned()
    });
    assert_eq!(first.join().unwrap(), "(root)");
}

#[test]
fn hidden_data_are_read_where_the_header_does_not_say_so() {
    let (mut bytes, _) = store(Layout::Unicode, Crypt::Permute);
    bytes[513] = 0;
    assert_eq!(read(bytes), Told { lines: ALL.iter().map(|s| (*s).to_owned()).collect(), problems: vec![] });
}

#[test]
fn only_stores_are_recognised() {
    assert!(recognises(&store(Layout::Ansi, Crypt::None).0[..12]));
    assert!(!recognises(b"!BDN\0\0\0\0XX\x17\0"));
    assert!(!recognises(b"!BDN"));
    let code = |bytes: Vec<u8>| read(bytes).problems[0].0;
    assert_eq!(code(b"From jan@klant.example".to_vec()), ProblemCode::Unsupported);
    assert_eq!(code(store(Layout::Ansi, Crypt::None).0[..300].to_vec()), ProblemCode::Truncated);
    let (mut bytes, _) = store(Layout::Unicode, Crypt::None);
    bytes[513] = 0x10;
    assert_eq!(code(bytes.clone()), ProblemCode::Encrypted);
    bytes[10] = 99;
    assert_eq!(code(bytes), ProblemCode::Unsupported);
}

#[test]
fn two_folders_never_have_one_path() {
    let mut b = Build::new(Layout::Unicode, Crypt::None);
    b.folder(0x122, 0x122, "", &[0x8022, 0x8042, 0x8062], &[]);
    b.folder(0x8022, 0x122, "Inbox", &[], &[]);
    b.folder(0x8042, 0x122, "Inbox (2)", &[], &[]);
    b.folder(0x8062, 0x122, "Inbox", &[], &[]);
    assert_eq!(read(b.finish().0).lines, ["(root)", "Inbox", "Inbox (2)", "Inbox (3)"]);
}

#[test]
fn an_ost_does_not_say_which_folder_is_the_top() {
    let mut b = Build::new(Layout::Large, Crypt::None);
    b.folder(0x122, 0x122, "", &[0x8022, 0x8062], &[]);
    b.folder(0x8022, 0x122, "Root - Public", &[0x8042], &[]);
    b.folder(0x8042, 0x8022, "IPM_SUBTREE", &[], &[]);
    b.folder(0x8062, 0x122, "Root - Mailbox", &[0x8082], &[]);
    b.folder(0x8082, 0x8062, "IPM_SUBTREE", &[0x80a2], &[]);
    b.folder(0x80a2, 0x8082, "Inbox", &[], &[]);
    let lines = read(b.finish().0).lines;
    assert_eq!(lines[3..], ["Root - Mailbox", "Root - Mailbox/IPM_SUBTREE", "Inbox"]);
}
