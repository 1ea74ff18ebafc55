//! A MSG file in, the message that it holds out.

use crate::model::{Card, Problem};
use crate::outlook::msg;
use crate::source::nested::{Nested, Opening, ReadSeek};

use super::item::OneItem;
use super::{Format, Head, Shape};

pub(super) struct Msg;

impl Format for Msg {
    fn card(&self) -> &'static Card {
        &msg::CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        // of a large one the first bytes tell no more than that Office wrote it
        let named = head.name.rsplit_once('.').is_some_and(|(_, e)| e.eq_ignore_ascii_case("msg"));
        let compound = head.bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
        (msg::recognises(head.bytes) || named && compound).then_some(Shape::Random(open))
    }
}

fn open(reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    OneItem::open(reader, opening, |bytes| msg::open(bytes))
}
