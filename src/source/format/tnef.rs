//! A TNEF file in, the message that it holds out.

use crate::model::{Card, Problem};
use crate::outlook::tnef;
use crate::source::nested::{Nested, Opening, ReadSeek};

use super::{Format, Head, Shape};
use crate::source::nested::OneItem;

pub(super) struct Tnef;

impl Format for Tnef {
    fn card(&self) -> &'static Card {
        &tnef::CARD
    }

    fn recognise(&self, head: &Head<'_>) -> Option<Shape> {
        tnef::recognises(head.bytes).then_some(Shape::Random(open))
    }
}

fn open(reader: Box<dyn ReadSeek>, opening: &Opening) -> Result<Option<Box<dyn Nested>>, Problem> {
    OneItem::open(reader, opening, tnef::open)
}
