//! A file of Outlook's that holds one item, as a container of one message without a name.

use std::io::Read;

use crate::model::{Problem, ProblemCode};
use crate::outlook::item::Item;
use crate::outlook::rfc822::Message;

use super::{Nested, NestedEntry, Opening, ReadSeek, Visit, problem_of};
use crate::source::format::Shape;

/// The one item of a file.
pub(in crate::source) struct OneItem(Option<Box<dyn Item>>);

impl OneItem {
    /// Reads all of a file, up to `--limit-attachment`, and opens it.
    pub(in crate::source) fn open(
        reader: Box<dyn ReadSeek>,
        opening: &Opening,
        item: impl Fn(Vec<u8>) -> Result<Box<dyn Item>, Problem>,
    ) -> Result<Option<Box<dyn Nested>>, Problem> {
        let limit = opening.limits.attachment;
        let mut bytes = Vec::new();
        reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|e| problem_of(&e))?;
        if bytes.len() as u64 > limit {
            let detail = "a file of Outlook is larger than --limit-attachment; it was not read";
            return Err(Problem::new(ProblemCode::Limit, detail));
        }
        Ok(Some(Box::new(OneItem(Some(item(bytes)?)))))
    }
}

impl Nested for OneItem {
    fn each(&mut self, visit: &mut Visit<'_>) {
        let Some(item) = self.0.take() else { return };
        let message = Message::new(item);
        let problems = message.told();
        visit(Ok(NestedEntry {
            holds: Some(Shape::Message { skip: 0, length: None }),
            told: Some(Box::new(move || problems.take())),
            ..NestedEntry::new(None, Box::new(message))
        }));
    }
}
