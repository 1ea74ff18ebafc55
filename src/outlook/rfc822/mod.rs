//! An [`Item`] in, the same as a message by RFC 5322 and MIME out, as a stream.
//!
//! An attachment may have hundreds of megabytes and a folder a million items, so nothing is written before it is read: the
//! stream holds one header or body and a piece of an attachment at a time. Writing an item is told in order, with
//! attachments that borrow from their item, at any depth; reading asks for bytes in between. An `async` block is the
//! compiler's own way to hold such a telling where it stopped: [`Message::read`] polls it until a piece is there. No
//! runtime, no thread, and nothing else to wait for.
//!
//! The output depends on the item alone: boundaries are counted. Everything but header fields is base64, so that no line
//! of a text can be taken for a delimiter or a separator line, whatever it says. What this refuses to know: the box that
//! the item came in.

mod base64;
mod entity;
mod header;

use std::future::{Future, poll_fn};
use std::io::{self, Read};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

pub use super::address::AddressBook;
use super::item::{Attachment, Item, Properties};
use crate::model::{Problem, ProblemCode};

/// Bytes that are written before they are read.
const PIECE: usize = 64 << 10;

/// Problems of one stream that are kept.
const PROBLEMS: usize = 4096;

/// Items one after the other: a folder.
pub trait Items: Send {
    /// The next one; a problem takes the place of one that could not be read.
    fn next_item(&mut self) -> Option<Result<Box<dyn Item + '_>, Problem>>;
}

/// What could not be read of the items that are written. Clones are the same list, so that it can be asked when the
/// stream is gone.
#[derive(Debug, Clone, Default)]
pub struct Problems(Arc<Mutex<Told>>);

#[derive(Debug, Default)]
struct Told {
    problems: Vec<Problem>,
    more: u64,
}

impl Problems {
    /// Those told since the last time, taken out.
    pub fn take(&self) -> Vec<Problem> {
        let told = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut problems = told.problems;
        if told.more > 0 {
            let detail = format!("{} more problems of these items are not listed", told.more);
            problems.push(Problem::new(ProblemCode::Limit, detail));
        }
        problems
    }

    fn tell(&self, problem: Problem) {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if told.problems.len() < PROBLEMS {
            told.problems.push(problem);
        } else {
            told.more += 1;
        }
    }
}

/// One item as a message.
pub struct Message<'a> {
    stream: Stream<'a>,
    problems: Problems,
}

impl<'a> Message<'a> {
    /// Of this item.
    pub fn new(item: Box<dyn Item + 'a>) -> Self {
        let problems = Problems::default();
        let pen = Pen::new(problems.clone(), AddressBook::default(), None);
        Message { stream: Stream::new(pen.clone(), entity::message(item, pen, 0)), problems }
    }

    /// Where it is told what could not be read of the item.
    pub fn told(&self) -> Problems {
        self.problems.clone()
    }

    /// What could not be read of the item so far, taken out. It is complete when the stream was read to its end.
    pub fn problems(&self) -> Vec<Problem> {
        self.problems.take()
    }
}

impl Read for Message<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(self.stream.read(buf))
    }
}

/// The items of a folder as an mbox (the dialect mboxrd, RFC 4155): before each a line `From - ` with the date of the item,
/// behind each a blank line.
pub struct FolderStream<'a>(Stream<'a>);

impl<'a> FolderStream<'a> {
    /// Of these items. What cannot be read of them is told to `problems`, each with the number of the message in the folder; the
    /// folders of a store share a book.
    pub fn new(items: Box<dyn Items + 'a>, problems: &Problems, book: &AddressBook) -> Self {
        let pen = Pen::new(problems.clone(), book.clone(), Some(0));
        FolderStream(Stream::new(pen.clone(), Box::pin(folder(items, pen))))
    }
}

impl Read for FolderStream<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        Ok(self.0.read(buf))
    }
}

async fn folder<'a>(mut items: Box<dyn Items + 'a>, pen: Pen) {
    while let Some(next) = items.next_item() {
        match next {
            // an item that could not be read has no place among the messages
            Err(problem) => pen.problems.tell(problem),
            Ok(item) => {
                let date = header::separator_date(item.properties());
                pen.put(format!("From - {date}\r\n").as_bytes());
                entity::message(item, pen.clone(), 0).await;
                pen.put(b"\r\n");
                pen.next_message();
            }
        }
        pen.turn().await;
    }
}

/// The writing of something, with what of it was not read yet.
struct Stream<'a> {
    writing: Option<Writing<'a>>,
    pen: Pen,
    piece: Vec<u8>,
    at: usize,
}

/// Something that is being written.
type Writing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl<'a> Stream<'a> {
    fn new(pen: Pen, writing: Writing<'a>) -> Self {
        Stream { writing: Some(writing), pen, piece: Vec::new(), at: 0 }
    }

    fn read(&mut self, buf: &mut [u8]) -> usize {
        while self.at == self.piece.len() {
            self.piece.clear();
            self.at = 0;
            std::mem::swap(&mut self.piece, &mut self.pen.sheet().written);
            if !self.piece.is_empty() {
                break;
            }
            let Some(writing) = &mut self.writing else { return 0 };
            if writing.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready() {
                self.writing = None;
            }
        }
        let rest = &self.piece[self.at..];
        let n = rest.len().min(buf.len());
        buf[..n].copy_from_slice(&rest[..n]);
        self.at += n;
        n
    }
}

/// What writes: clones write on the same sheet.
#[derive(Clone)]
struct Pen {
    sheet: Arc<Mutex<Sheet>>,
    problems: Problems,
    book: AddressBook,
}

#[derive(Default)]
struct Sheet {
    written: Vec<u8>,
    boundaries: u32,
    /// The number of the message in its folder.
    message: Option<u64>,
}

impl Pen {
    fn new(problems: Problems, book: AddressBook, message: Option<u64>) -> Self {
        Pen { sheet: Arc::new(Mutex::new(Sheet { message, ..Sheet::default() })), problems, book }
    }

    fn sheet(&self) -> std::sync::MutexGuard<'_, Sheet> {
        self.sheet.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, bytes: &[u8]) {
        self.sheet().written.extend_from_slice(bytes);
    }

    /// Lets the reader have a piece when there is one.
    async fn turn(&self) {
        if self.sheet().written.len() < PIECE {
            return;
        }
        let mut asked = false;
        poll_fn(|_| if std::mem::replace(&mut asked, true) { Poll::Ready(()) } else { Poll::Pending }).await;
    }

    /// A boundary that this message has not had yet. No line of base64 and no header field has `=_` at its start.
    fn boundary(&self) -> String {
        let mut sheet = self.sheet();
        sheet.boundaries += 1;
        format!("=_{}", sheet.boundaries)
    }

    fn next_message(&self) {
        let mut sheet = self.sheet();
        sheet.boundaries = 0;
        sheet.message = sheet.message.map(|n| n + 1);
    }

    fn problem(&self, mut problem: Problem) {
        problem.place.message = problem.place.message.or(self.sheet().message);
        self.problems.tell(problem);
    }
}

impl<I: Item + ?Sized> Item for &mut I {
    fn properties(&self) -> &Properties {
        (**self).properties()
    }
    fn recipients(&self) -> &[Properties] {
        (**self).recipients()
    }
    fn attachments(&self) -> usize {
        (**self).attachments()
    }
    fn attachment(&mut self, number: usize) -> Result<Attachment<'_>, Problem> {
        (**self).attachment(number)
    }
    fn problems(&mut self) -> Vec<Problem> {
        (**self).problems()
    }
}

#[cfg(test)]
mod tests;
