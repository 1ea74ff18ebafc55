//! What is written as telephone numbers may be, and is something else: article numbers in a price list, hours, degrees.
//!
//! In: a number, and the text or the groups that it stands in. Out: whether its look, or the rows above and below, say that it is
//! none. A word that names a number outdoes it, which others ask; this module refuses to know numbering plans but for what their
//! numbers begin with.

use std::ops::Range;

use memchr::{memchr, memchr_iter, memrchr};

use super::cluster::{Cluster, Join};
use super::layout::Shape;

/// Bytes of a row that are looked at.
const ROW: usize = 160;
/// Rows above and rows below that are looked at.
const ROWS: usize = 4;

/// True where the number that stands at `span` in a row is one of a column that is not made of telephone numbers: what stands above
/// and below it is written with as many digits between the same marks, and most of it begins as no number of `country` does:
/// without the zero of an area code where this has one, or with.
pub(super) fn are_codes_above_and_below(text: &str, span: &Range<usize>, country: [u8; 2]) -> bool {
    let bytes = text.as_bytes();
    let Some(number) = bytes.get(span.clone()) else { return false };
    let floor = span.start.saturating_sub(ROW);
    let Some(head) = bytes.get(floor..span.start) else { return false };
    let start = memrchr(b'\n', head).map_or(floor, |n| floor + n + 1);
    let place = Place::of(&bytes[start..span.start]);
    let first: &[u8] = match (number.first(), &country) {
        (Some(b'0'), _) => b"0",
        // plans without a zero, and what their numbers begin with
        (Some(b'3'), b"IT") => b"3",
        (_, b"ES") => b"6789",
        _ => b"123456789",
    };
    let (mut alike, mut otherwise) = (0, 0);
    let mut compare = |row: &[u8]| {
        let there = place.on(row).and_then(|at| row.get(at..)?.split_at_checked(number.len()));
        let Some((other, rest)) = there else { return };
        let same = number.iter().zip(other).all(|(a, b)| a == b || a.is_ascii_digit() && b.is_ascii_digit());
        if same && !rest.first().is_some_and(u8::is_ascii_alphanumeric) {
            alike += 1;
            otherwise += i32::from(other.first().is_some_and(|b| b.is_ascii_digit() && !first.contains(b)));
        }
    };
    let mut end = start;
    for _ in 0..ROWS {
        let Some(last) = end.checked_sub(1) else { break };
        let from = last.saturating_sub(ROW);
        let Some(n) = memrchr(b'\n', &bytes[from..last]).map(|n| from + n + 1).or((from == 0).then_some(0))
        else {
            break;
        };
        compare(&bytes[n..last]);
        end = n;
    }
    let mut at = span.end;
    for _ in 0..ROWS {
        let reach = &bytes[at..bytes.len().min(at + ROW)];
        let Some(n) = memchr(b'\n', reach).map(|n| at + n + 1) else { break };
        let rest = &bytes[n..bytes.len().min(n + ROW)];
        compare(&rest[..memchr(b'\n', rest).unwrap_or(rest.len())]);
        at = n;
    }
    otherwise > 1 && otherwise * 2 > alike
}

/// `+4906-11631`, `-2728+15302`: degrees and minutes (ISO 6709), as lists of time zones have them.
pub(super) fn is_coordinate(cluster: &Cluster, shape: &Shape, bytes: &[u8], edge: usize) -> bool {
    let [latitude, longitude] = &cluster.groups[shape.first..=shape.last] else { return false };
    let signed = matches!(bytes.get(edge), Some(b'+')) || edge > 0 && bytes[edge - 1] == b'-';
    let sixty = |minutes: &[u8]| matches!(minutes, [b'0'..=b'5', _]);
    signed
        && latitude.len() == 4
        && longitude.len() == 5
        && longitude.join == Join::Tight
        && matches!(cluster.digits_of(shape.first), [b'0'..=b'8', _, rest @ ..] if sixty(rest))
        && matches!(cluster.digits_of(shape.last), [b'0' | b'1', _, _, rest @ ..] if sixty(rest))
}

/// `0800-0900`: two hours on the clock, one after the other, to the quarter.
pub(super) fn is_hours(cluster: &Cluster, shape: &Shape) -> bool {
    let [from, to] = &cluster.groups[shape.first..=shape.last] else { return false };
    let (first, last) = (cluster.digits_of(shape.first), cluster.digits_of(shape.last));
    let quarter = |hours: &[u8]| matches!(hours, [b'0'..=b'2', _, b'0', b'0'] | [b'0'..=b'2', _, b'3', b'0']);
    from.len() == 4
        && to.len() == 4
        && to.join == Join::Tight
        && quarter(first)
        && quarter(last)
        && first < last
}

/// A wide gap stands behind more than an area code: `0200-0300          41`.
pub(super) fn is_gap_late(cluster: &Cluster, shape: &Shape) -> bool {
    cluster.groups[shape.first..=shape.last].iter().rposition(|g| g.join == Join::Wide).is_some_and(|n| n > 1)
}

/// `2021/S 058-671658`: the number of a notice in the Official Journal of the European Union, series S; true where `head`, the text
/// before a number, ends as these begin.
pub(super) fn is_notice(head: &[u8]) -> bool {
    matches!(head, [.., a, b, c, d, b'/', b'S', b' '] if [a, b, c, d].into_iter().all(u8::is_ascii_digit))
}

/// Where on a row a value stands.
enum Place {
    /// Behind so many bytes.
    Bytes(usize),
    /// Behind so many of these marks.
    Marks(u8, usize),
}

impl Place {
    /// Behind `head`.
    fn of(head: &[u8]) -> Self {
        for mark in [b';', b'\t', b'|'] {
            let count = memchr_iter(mark, head).count();
            if count > 0 && head.ends_with(&[mark]) {
                return Place::Marks(mark, count);
            }
        }
        Place::Bytes(head.len())
    }

    /// Where that is on another row.
    fn on(&self, row: &[u8]) -> Option<usize> {
        match *self {
            Place::Bytes(n) => Some(n),
            Place::Marks(mark, count) => memchr_iter(mark, row).nth(count - 1).map(|n| n + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_of_codes_is_told_by_those_that_begin_otherwise() {
        let codes = |text: &str| {
            let at = text.find('#').unwrap();
            let text = text.replace('#', "");
            are_codes_above_and_below(&text, &(at..at + 11), *b"ES")
        };
        assert!(codes("540.108.721  Haak\n#085.766.028  Moer\n371.225.114  Plug\n"));
        assert!(codes("240.108.721  Haak\n#985.766.028  Moer\n371.225.114  Plug\n"));
        assert!(codes("Haak;540.108.721;1\nVleugelmoer;#085.766.028;2\nPlug;371.225.114;4"));
        for text in [
            "040.108.721  Anna\n#085.766.028  Ben\n071.225.114  Eva\n",
            "540.108.721  Anna\n#085.766.028  Ben\n071.225.114  Eva\n",
            "540 108 721  Haak\n#085.766.028  Moer\n371 225 114  Plug\n",
            "940.108.721  Ana\n#685.766.028  Luz\n371.225.114  Eva\n",
            "#085.766.028",
        ] {
            assert!(!codes(text), "{text}");
        }
    }
}
