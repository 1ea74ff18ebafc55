//! Whatever the bytes of a MSG, TNEF or PST file: its items are written as messages, the same ones twice, of bounded length, and no
//! line of an item can be taken for a separator line of an mbox.

#![no_main]

use std::io::{Cursor, Read};

use libfuzzer_sys::fuzz_target;
use mailsweep::model::Problem;
use mailsweep::outlook::item::Item;
use mailsweep::outlook::pst::{self, Folder, Store};
use mailsweep::outlook::rfc822::{AddressBook, FolderStream, Items, Message, Problems};
use mailsweep::outlook::{msg, tnef};

/// Bytes of a folder that are compared; a store may name the same data again and again, up to a limit that a run of
/// seconds does not reach.
const COMPARED: u64 = 1 << 20;

/// Folders of a store that are read.
const FOLDERS: usize = 200;

fuzz_target!(|bytes: &[u8]| {
    if pst::recognises(bytes) {
        let folders = store(bytes);
        assert_eq!(store(bytes), folders, "the same store gives the same folders");
        return;
    }
    let Some(message) = written(bytes) else { return };
    assert_eq!(written(bytes), Some(message.clone()), "the same file gives the same message");
    assert!(message.len() <= 64 * bytes.len() + (8 << 20), "bounded by the file");
    assert!(!message.split(|b| *b == b'\n').any(|line| line.starts_with(b"From ")), "no separator line");
});

fn written(bytes: &[u8]) -> Option<Vec<u8>> {
    let item = if tnef::recognises(bytes) { tnef::open(bytes) } else { msg::open(bytes) };
    let mut message = Vec::new();
    Message::new(item.ok()?).read_to_end(&mut message).ok()?;
    Some(message)
}

/// The folders of a store, each by its path, as an mbox, with what could not be read of it; `None` for one that is damaged itself.
fn store(bytes: &[u8]) -> Vec<Option<(String, Vec<u8>, Vec<Problem>)>> {
    let Ok(mut store) = Store::open(Cursor::new(bytes)) else { return Vec::new() };
    let (mut folders, book) = (Vec::new(), AddressBook::default());
    while let Some(folder) = store.next_folder() {
        folders.push(folder.ok().map(|folder| {
            let (path, problems, mut mbox) = (folder.path().to_owned(), Problems::default(), Vec::new());
            let stream = FolderStream::new(Box::new(OneFolder(folder)), &problems, &book);
            let read = stream.take(COMPARED).read_to_end(&mut mbox);
            assert!(read.is_ok(), "damage is a problem, and no error of the stream");
            (path, mbox, problems.take())
        }));
        if folders.len() == FOLDERS {
            break;
        }
    }
    folders
}

struct OneFolder<'a, R>(Folder<'a, R>);

impl<R: Read + std::io::Seek + Send> Items for OneFolder<'_, R> {
    fn next_item(&mut self) -> Option<Result<Box<dyn Item + '_>, Problem>> {
        Some(self.0.next_item()?.map(|item| Box::new(item) as Box<dyn Item + '_>))
    }
}
