//! How the groups of a number fall: what says that it is one, and of which country.
//!
//! In: a cluster, and which of its groups are meant. Out: judgements by look alone; numbering plans are asked elsewhere.

use super::cluster::{Cluster, Group, Join};
use super::verdict::Verdict;

/// What is known of a candidate before its country is.
pub(super) struct Shape {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) international: bool,
    /// Groups, without a `(0)`.
    pub(super) groups: usize,
    pub(super) lines: usize,
    pub(super) spaced: usize,
    pub(super) wide: usize,
    /// Marks or brackets part the groups, not only spaces.
    pub(super) marked: bool,
    /// Groups that its area code is written in, as far as a bracket or a mark shows it: `0 65 41 / …` has three.
    pub(super) area: usize,
    /// It is grouped as only some countries do it: see [`is_din`].
    pub(super) din: bool,
}

/// Groups fall as they may in a telephone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LaidOut {
    /// As a list of figures does, or a date.
    No,
    /// In any country.
    Anywhere,
    /// In pairs from the end, so that one digit may be left over (DIN 5008 as it was, and its neighbours): `0651/8 71 99`.
    InPairs,
}

/// How the groups fall, and how many of them are the area code.
pub(super) fn laid_out(cluster: &Cluster, shape: &Shape) -> (LaidOut, usize) {
    let groups = &cluster.groups[shape.first..=shape.last];
    let area = area_groups(cluster, shape);
    let (mut ones, mut left_over, mut slashes) = (0, 0, 0);
    let first_digit = cluster.digits_of(shape.first).first();
    let mut trunks = 0;
    for (n, g) in groups.iter().enumerate() {
        if n > 0 && matches!(g.join, Join::TightSlash | Join::SpacedSlash) {
            slashes += 1;
        }
        if g.open.is_some() && g.closed && g.len() == 1 {
            trunks += 1;
            continue;
        }
        if g.len() == 1 && (area == 1 || n > 0) {
            let nth = n - trunks;
            // The calling code 1, and area codes of one digit behind it, are no sign of a list.
            let code = n == 0 && (shape.international || shape.last - shape.first >= 2);
            // `31-6-12345678`: the plus sign was left out.
            let area = nth <= 2 && shape.international || n == 1 && first_digit != Some(&b'0');
            // `48 22 9 - 0`: the switchboard
            let central = n + 1 == groups.len()
                && (g.join == Join::Tight
                    || g.join == Join::Spaced && n >= 2 && cluster.digits_of(shape.first + n) == b"0");
            // beside pairs, or threes
            let even = |g: &Group| matches!(g.len(), 2 | 3) && g.open.is_none();
            let beside = n >= 2 && even(&groups[n - 1]) && g.join == Join::Space
                || groups.get(n + 1).is_some_and(|next| even(next) && next.join == Join::Space);
            if code || area || central {
                continue;
            }
            // `(Tel. 04961 66 27 0)`: the bracket is that of the sentence
            let closed =
                g.closed && groups.iter().any(|g| g.open.is_some()) && !is_bracketed_whole(groups, n);
            if n > 0 && beside && g.open.is_none() && !closed {
                left_over += 1;
            } else {
                ones += 1;
            }
        }
    }
    let first = &groups[0];
    let lone_zero = !shape.international
        && first.len() == 1
        && cluster.digits_of(shape.first) == b"0"
        && !first.closed
        && area == 1;
    // `03/82/26/77/15`
    let pairs = is_in_pairs(cluster, shape);
    let how = if is_dutch_mobile(cluster, shape) {
        LaidOut::Anywhere
    } else if ones > 0 || left_over > 1 || lone_zero || (slashes > 1 || shape.spaced > 2) && !pairs {
        LaidOut::No
    } else if left_over == 0 && area == 1 && slashes <= 1 && shape.spaced <= 2 {
        LaidOut::Anywhere
    } else if area > 1 || pairs || shape.international || is_din(cluster, shape) {
        LaidOut::InPairs
    } else {
        LaidOut::No
    };
    (how, area)
}

/// `(0941 / 88 60 53 2)`: the brackets hold all of the number, and group `n` is its last.
fn is_bracketed_whole(groups: &[Group], n: usize) -> bool {
    n + 1 == groups.len()
        && groups[0].open.is_some()
        && groups[1..].iter().all(|g| g.open.is_none())
        && groups[..n].iter().all(|g| !g.closed)
}

/// Behind an area code all groups have three digits at most, and most of them two.
fn is_din(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    let zero = cluster.digits_of(shape.first).first() == Some(&b'0');
    let code = if zero { (3..=5).contains(&groups[0].len()) } else { matches!(groups[0].len(), 2 | 3) };
    code && groups.len() >= 3
        && groups[1..].iter().all(|g| g.len() <= 3 && g.join != Join::Wide && g.join != Join::Line)
}

/// `06-5 14 14 15 1`: the ten digits of a Dutch mobile number in groups of any size, and no more beside them.
fn is_dutch_mobile(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    let close = |g: &Group| matches!(g.join, Join::Space | Join::Tight) && g.open.is_none();
    cluster.digits_of(shape.first) == b"06"
        // a row of numbers has more
        && groups.len() <= 6
        && groups.iter().map(Group::len).sum::<usize>() == 10
        && groups[1..].iter().all(|g| close(g) && g.len() <= 4)
        && !cluster.groups.get(shape.last + 1).is_some_and(close)
        && !(shape.first > 0 && close(&cluster.groups[shape.first]))
}

/// Groups of the area code: `(0 65 41) …`, `0 65 41 / …`, `0 79 / …`; 1 where nothing shows that it is parted.
fn area_groups(cluster: &Cluster, shape: &Shape) -> usize {
    let groups = &cluster.groups[shape.first..=shape.last];
    // `01 70 . 2 11 90 34`
    if let [a, b, c, ..] = groups
        && a.len() == 2
        && !shape.international
        && cluster.digits_of(shape.first)[0] == b'0'
        && b.join == Join::Space
        && (2..=3).contains(&b.len())
        && [a, b].iter().all(|g| g.open.is_none() && !g.closed)
        && matches!(c.join, Join::Spaced | Join::SpacedSlash)
        && groups[3..].iter().all(|g| matches!(g.join, Join::Space | Join::Tight))
    {
        return 2;
    }
    if shape.international || cluster.digits_of(shape.first) != b"0" || groups[0].closed {
        return 1;
    }
    for n in 1..groups.len().min(4) {
        let g = &groups[n];
        let parted = match g.join {
            Join::TightSlash | Join::SpacedSlash | Join::Spaced => groups[0].open.is_none(),
            Join::Tight => groups[0].open.is_none() && !g.dot,
            _ => groups[n - 1].closed && groups[0].open.is_some(),
        };
        if parted {
            return if n >= 2 { n } else { 1 };
        }
        if g.join != Join::Space || !(2..=3).contains(&g.len()) || g.open.is_some() {
            return 1;
        }
    }
    1
}

/// Countries that leave one digit over before pairs, or part their area codes.
pub(super) fn writes_pairs(country: [u8; 2]) -> bool {
    matches!(&country, b"DE" | b"AT" | b"CH" | b"LI" | b"LU" | b"ES" | b"FR")
}

/// How well the groups fall with the way the country writes the number itself: 2 exactly, 1 its area code stands alone
/// or nothing is parted, −2 its area code is cut in two.
pub(super) fn grouping(cluster: &Cluster, shape: &Shape, verdict: &Verdict, country: [u8; 2]) -> i32 {
    if shape.last == shape.first {
        return 1;
    }
    // North Americans may write their long-distance 1 before it.
    let long_distance = usize::from(cluster.digits_of(shape.first) == b"1" && shape.first < shape.last);
    let (head, tail) = cluster.groups[shape.first + long_distance..=shape.last].split_at(if shape.area > 1 {
        shape.area
    } else {
        1
    });
    let head = head.iter().map(|g| g.len() as u8).sum();
    let written = std::iter::once(head).chain(tail.iter().map(|g| g.len() as u8));
    let own = verdict.groups.iter().copied().take_while(|g| *g > 0);
    let even = cluster.groups[shape.first + 1..=shape.last].windows(2).all(|w| w[0].join == w[1].join);
    if written.clone().eq(own.clone()) && (even || own.clone().count() < 5) {
        return 2;
    }
    let (Some(area), Some(first)) = (own.clone().next(), written.clone().next()) else { return 0 };
    // France writes in pairs and in nothing else.
    let pairs = own.clone().all(|g| g == 2);
    // Where numbers are not parted before their end, the codes of the larger provinces are: `93 487 55 01`
    let province =
        country == *b"ES" && first == 2 && matches!(cluster.digits_of(shape.first), [b'8' | b'9', _]);
    // `0151-40 22 …`: Germans part all mobile numbers behind the fourth digit, whatever block was given out
    let german = country == *b"DE"
        && first == 4
        && matches!(cluster.digits_of(shape.first), [b'0', b'1', b'5'..=b'7', _]);
    // `01387 372 009`: an area code of six digits is one of five with a digit of its own, which few know
    let british = country == *b"GB" && area == 6 && first == 5;
    if area == first || province || german || british {
        return i32::from(!pairs);
    }
    if first < area { -2 } else { 0 }
}

/// True where [`look`] says no whatever the numbering plan says: it saves asking.
pub(super) fn is_out(
    cluster: &Cluster,
    shape: &Shape,
    country: [u8; 2],
    digits: &[u8],
    likely: bool,
    raised: bool,
) -> bool {
    let trunk = digits[0] == b'0';
    let american = &country == b"US" || &country == b"CA";
    shape.din && !(writes_pairs(country) && (likely || raised))
        || american && !likely && !raised && has_slash(cluster, shape)
        || is_loose(country, trunk) && shape.lines > 0
        // `1.95     180.00`: two columns of figures
        || !raised && !trunk && !american && shape.wide > 0
        || !raised && !trunk && !american && !likely && shape.groups == 1
        || !raised
            && american
            && !(is_north_american(cluster, shape, digits) || likely && is_spaced(cluster, shape))
}

/// Plans with lengths that vary, and plans without a trunk zero, hold almost any run of digits for a number.
pub(super) fn is_loose(country: [u8; 2], trunk: bool) -> bool {
    matches!(&country, b"DE" | b"AT" | b"LU" | b"IT" | b"FI" | b"SE") || !trunk
}

fn has_slash(cluster: &Cluster, shape: &Shape) -> bool {
    cluster.groups[shape.first + 1..=shape.last].iter().any(|g| g.join == Join::TightSlash)
}

/// `06 12 34 56 78 90`: more pairs than a number has, in it or behind it.
pub(super) fn pairs_go_on(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    if groups.len() < 5 || groups.iter().any(|g| g.len() != 2) {
        return false;
    }
    if groups.len() > 5 {
        return true;
    }
    let Some(next) = cluster.groups.get(shape.last + 1) else { return false };
    // another number of such pairs
    let new = matches!(cluster.digits_of(shape.last + 1), [b'0', b'1'..=b'9'])
        && cluster.digits.len() - next.digits.start >= 8;
    is_in_pairs(cluster, shape)
        && next.len() == 2
        && !next.taken
        && !new
        && groups.last().is_some_and(|g| g.join == next.join && g.dot == next.dot)
}

/// `06131 / 48`, before ` 22 9 - 0`: so short where lengths vary, and more digits are beside it.
pub(super) fn is_cut(cluster: &Cluster, shape: &Shape, country: [u8; 2], digits: &[u8]) -> bool {
    digits.len() <= 8
        && cluster.groups.get(shape.last + 1).is_some_and(|next| {
            let new = cluster.digits_of(shape.last + 1).first() == Some(&b'0') && next.len() > 2;
            // `31 18 45 -1`
            let central = country == *b"LU" && next.len() == 1;
            (next.join == Join::Space || next.join == Join::Spaced && !central)
                && next.len() <= 4
                && !next.taken
                && next.open.is_none()
                && !new
        })
}

/// `0612.345678`: two groups with a full stop between, as decimals have it.
pub(super) fn is_decimal(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    matches!(groups, [_, b] if b.join == Join::Tight && b.dot)
}

/// The most that [`look`] adds to the confidence of a number that is not written as North Americans do.
pub(super) const LOOK_MAX: i32 = 13;

/// What the look of a national number says, added to the confidence of the pattern; `None` where it is not enough.
#[expect(clippy::too_many_arguments, reason = "one call; a struct of these would only move the list")]
pub(super) fn look(
    cluster: &Cluster,
    shape: &Shape,
    country: [u8; 2],
    digits: &[u8],
    fit: i32,
    likely: bool,
    raised: bool,
    rank: usize,
) -> Option<i32> {
    let one_group = shape.groups == 1;
    let trunk = digits[0] == b'0';
    let mut confidence: i32 = if one_group { -5 } else { 5 };
    if shape.marked {
        confidence += 5;
    }
    if fit == 2 && !one_group {
        confidence += 3;
    }
    if fit < 0 {
        confidence -= if raised { 8 } else { 33 };
    }
    confidence -= shape.lines as i32 * 8 + shape.wide as i32 * 10 + shape.spaced as i32;

    let loose = is_loose(country, trunk);
    if loose && shape.lines > 0 {
        return None;
    }
    if loose && !raised {
        if !likely {
            confidence -= if trunk && shape.marked { 12 } else { 22 };
        } else if one_group || !trunk && fit < 1 {
            confidence -= 12;
        }
        if trunk && digits.len() < 9 {
            confidence -= if likely { 15 } else { 22 };
        } else if trunk && digits.len() > 12 {
            confidence -= 10;
        }
        let bare = one_group && (!likely || digits.len() <= 8);
        if !trunk && (fit < 1 || bare) && &country != b"US" && &country != b"CA" {
            return None;
        }
    } else if !likely && rank > 3 {
        confidence -= 8;
    }
    if &country == b"US" || &country == b"CA" {
        let dressed = cluster.groups[shape.first].open.is_some();
        if !(is_north_american(cluster, shape, digits) || raised || likely && is_spaced(cluster, shape)) {
            return None;
        }
        if rank >= 6 && !likely {
            confidence += if dressed { 15 } else { 8 };
        } else {
            confidence += 5;
        }
    }
    let three = cluster.groups[shape.first..=shape.last].iter().map(Group::len).eq([4, 3, 3]);
    if three && !raised && is_belgian_company(digits) {
        confidence -= 35;
    }
    Some(confidence)
}

/// `01 23 45 67 89`: five groups of two with the same mark between.
pub(super) fn is_in_pairs(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    groups.len() == 5
        && groups.iter().all(|g| g.len() == 2)
        && groups[1..].windows(2).all(|w| w[0].join == w[1].join && w[0].dot == w[1].dot)
}

/// `076-490 17 33`, `0162-451020`: a hyphen parts the area code, and nothing but spaces what is behind it.
pub(super) fn is_hyphened_code(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    let [code, next, rest @ ..] = groups else { return false };
    matches!(code.len(), 3 | 4)
        && code.open.is_none()
        && matches!(next.join, Join::Tight | Join::Spaced)
        && !next.dot
        && rest.iter().all(|g| g.join == Join::Space)
}

/// `0492/34.29.75`, `0485/312109`, `02/123.45.67`: so write Belgians.
pub(super) fn is_belgian_layout(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    if groups.len() < 2 || groups[1].join != Join::TightSlash {
        return false;
    }
    // a mobile number: `0485/312109`
    let mobile = matches!(cluster.digits_of(shape.first), [b'0', b'4', b'5'..=b'9', _])
        && groups[1..].iter().map(Group::len).sum::<usize>() == 6;
    mobile || groups.len() >= 4 && groups[2..].iter().all(|g| g.join == Join::Tight && g.dot && g.len() <= 3)
}

/// `(212) 555-0123`, `212-555-0123`, `1-212-555-0123`, `212.555.0123`.
pub(super) fn is_north_american(cluster: &Cluster, shape: &Shape, digits: &[u8]) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    let groups = match groups {
        [one, rest @ ..] if one.len() == 1 && digits[0] == b'1' => rest,
        all => all,
    };
    let [a, b, c] = groups else { return false };
    a.len() == 3
        && b.len() == 3
        && c.len() == 4
        && (matches!(c.join, Join::Tight | Join::Space) || c.join == Join::Spaced && a.open.is_some())
        && (matches!(b.join, Join::Tight | Join::Space | Join::Spaced)
            // `678/421-9930`
            || b.join == Join::TightSlash && c.join == Join::Tight && !c.dot
            || a.open.is_some() && b.join != Join::Wide)
        && (c.join == Join::Tight || a.open.is_some() || digits.len() == 11)
}

/// `512 458 3360`: as [`is_north_american`], but with spaces only, as other countries have it too.
fn is_spaced(cluster: &Cluster, shape: &Shape) -> bool {
    let groups = &cluster.groups[shape.first..=shape.last];
    groups.iter().map(Group::len).eq([3, 3, 4]) && groups[1..].iter().all(|g| g.join == Join::Space)
}

/// Belgian company numbers have ten digits with a 0 or 1 first, the last two of which are 97 − n mod 97.
fn is_belgian_company(digits: &[u8]) -> bool {
    let n = digits[..8].iter().fold(0u64, |v, d| v * 10 + u64::from(d - b'0'));
    let check = u64::from(digits[8] - b'0') * 10 + u64::from(digits[9] - b'0');
    97 - n % 97 == check
}

/// A quick look at the number of digits, for the countries that are asked most: it saves asking.
pub(super) fn has_length(country: [u8; 2], digits: &[u8], trunk: bool) -> bool {
    let n = digits.len();
    match &country {
        b"NL" => trunk && (n == 10 || digits.starts_with(b"0800") || digits.starts_with(b"097")),
        b"BE" => trunk && (n == 9 || n == 10),
        b"FR" | b"CH" => trunk && n == 10,
        b"GB" => trunk && (n == 10 || n == 11),
        b"DE" | b"AT" => trunk && n >= 6,
        b"US" | b"CA" => n == 10 || n == 11 && digits[0] == b'1' || digits.starts_with(b"011"),
        b"ES" => !trunk && n == 9,
        b"LU" => !trunk,
        _ => true,
    }
}

/// True when the digits begin with the calling code of the country.
pub(super) fn calls(country: [u8; 2], digits: &[u8]) -> bool {
    let code: &[u8] = match &country {
        b"NL" => b"31",
        b"BE" => b"32",
        b"DE" => b"49",
        b"FR" => b"33",
        b"GB" => b"44",
        b"ES" => b"34",
        b"IT" => b"39",
        b"AT" => b"43",
        b"CH" => b"41",
        b"LU" => b"352",
        _ => return false,
    };
    digits.starts_with(code)
}

/// Both countries speak one language, so that its words tell nothing of which of them it is.
pub(super) fn speak_alike(a: [u8; 2], b: [u8; 2]) -> bool {
    const SPOKEN: [&[&[u8; 2]]; 4] = [
        &[b"DE", b"AT", b"CH", b"LI", b"LU", b"BE"],
        &[b"FR", b"BE", b"CH", b"LU", b"MC"],
        &[b"NL", b"BE"],
        &[b"GB", b"US", b"IE", b"CA", b"AU", b"NZ", b"ZA"],
    ];
    let italian: &[&[u8; 2]] = &[b"IT", b"CH", b"SM"];
    SPOKEN.iter().chain([&italian]).any(|all| all.contains(&&a) && all.contains(&&b))
}

/// The countries where a language is spoken, the largest first.
pub(super) fn spoken_in(language: &[u8; 2]) -> &'static [&'static [u8; 2]] {
    match language {
        b"nl" => &[b"NL", b"BE"],
        b"de" => &[b"DE", b"AT", b"CH"],
        b"fr" => &[b"FR", b"BE", b"CH"],
        b"en" => &[b"GB", b"US"],
        b"es" => &[b"ES"],
        b"it" => &[b"IT"],
        _ => &[],
    }
}

/// `(34) 94 423 56 60`, `(33) 2 40 12 34 56`: a calling code in brackets whose plus sign was left out. `(31) 3412-3456` is Brazilian.
pub(super) fn is_bracketed_code(cluster: &Cluster) -> bool {
    const CODES: [&[u8]; 9] = [b"31", b"32", b"33", b"34", b"39", b"41", b"43", b"44", b"49"];
    let [code, first, rest @ ..] = cluster.groups.as_slice() else { return false };
    // `(31) 3412-3456` and `(49) 9 9123-4567`
    let brazilian = match rest {
        [last] => last.len() == 4 && matches!(first.len(), 4 | 5),
        [middle, last] => (first.len(), middle.len(), last.len()) == (1, 4, 4),
        _ => false,
    };
    code.open.is_some()
        && code.closed
        && CODES.contains(&cluster.digits_of(0))
        && (cluster.digits_of(1).first() != Some(&b'0') || cluster.digits_of(0) == b"39")
        && first.open.is_none()
        && !brazilian
}
