//! A store of Outlook in, its folders out, each as an mbox of its items.

use std::io::{Read, Seek};

use crate::model::{Card, Problem};
use crate::outlook::item::Item;
use crate::outlook::pst::{self, Folder, Store};
use crate::outlook::rfc822::{AddressBook, FolderStream, Items, Problems};
use crate::source::nested::{Nested, NestedEntry, Opening, ReadSeek, Visit};

use super::{Format, Head, Shape};

pub(super) struct Pst;

static CARD: Card = Card {
    name: "pst",
    summary: "A store of Outlook (PST, OST), all versions: each folder as a source of its own, deleted and orphaned items included.",
    caveats: "Items are read as the messages that Outlook would send, so `offset` counts in those. Associated items (views, rules) and search folders are not read. A store that Windows encrypts (WIP) is a problem; a password of Outlook is none.",
    references: &["[MS-PST]", "https://github.com/libyal/libpff"],
};

impl Format for Pst {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        pst::recognises(head.bytes).then_some(Shape::Random(open))
    }
}

fn open(reader: Box<dyn ReadSeek>, _: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    Ok(Some(Box::new(Folders { store: Store::open(reader)?, book: AddressBook::default() })))
}

struct Folders {
    store: Store<Box<dyn ReadSeek>>,
    book: AddressBook,
}

impl Nested for Folders {
    fn each(&mut self, visit: &mut Visit<'_>) {
        while let Some(folder) = self.store.next_folder() {
            let more = match folder {
                Err(problem) => visit(Err(problem)),
                Ok(folder) => {
                    let name = folder.path().to_owned();
                    let problems = Problems::default();
                    let stream = FolderStream::new(Box::new(OneFolder(folder)), &problems, &self.book);
                    visit(Ok(NestedEntry {
                        holds: Some(Shape::Mbox),
                        told: Some(Box::new(move || problems.take())),
                        ..NestedEntry::new(Some(name), Box::new(stream))
                    }))
                }
            };
            if !more {
                return;
            }
        }
    }
}

struct OneFolder<'a, R>(Folder<'a, R>);

impl<R: Read + Seek + Send> Items for OneFolder<'_, R> {
    fn next_item(&mut self) -> Option<Result<Box<dyn Item + '_>, Problem>> {
        Some(self.0.next_item()?.map(|item| Box::new(item) as Box<dyn Item + '_>))
    }
}
