//! A MSG file in, the message that it holds out.

use crate::model::{Card, Problem};
use crate::outlook::msg;
use crate::source::nested::{Nested, Opening, ReadSeek};

use super::{Format, Head, Shape};
use crate::source::nested::OneItem;

pub(super) struct Msg;

impl Format for Msg {
    fn card(&self) -> &'static Card {
        &msg::CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        (msg::recognises(head.bytes) || msg::recognises_named(head.bytes, head.name))
            .then_some(Shape::Random(open))
    }
}

fn open(reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    OneItem::open(reader, opening, msg::open)
}
