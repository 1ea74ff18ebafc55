//! Clusters: digits and what may stand between the digits of one number.
//!
//! In: bytes, and the place of a digit. Out: groups of digits with what joins them, cut where no number goes on. Groups
//! that are part of a date, an IBAN, an IP address or a card number are marked. This module refuses to know what a
//! valid number is.

use std::ops::Range;

/// Groups in one cluster; a longer one is cut, where it can be at the end of a line.
const GROUPS: usize = 64;
/// Where a cluster of a long list is cut early, if a line ends there.
const SOFT_GROUPS: usize = 32;
/// Digits in a group that may be part of a number.
pub(super) const GROUP_MAX: usize = 18;

/// What stands between two groups, or before the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// Nothing: the group is the first of its cluster.
    First,
    /// One mark and no space: `-`, `.`.
    Tight,
    /// `/` without spaces.
    TightSlash,
    /// One space, or a bracket, or both.
    Space,
    /// A mark with spaces: ` - `, ` . `.
    Spaced,
    /// ` / `
    SpacedSlash,
    /// Several spaces or a tab.
    Wide,
    /// The end of a line, perhaps behind a mark.
    Line,
}

/// One run of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    /// Bytes of the text.
    pub(super) span: Range<usize>,
    /// Where its ASCII digits stand in [`Cluster::digits`]; empty when it is too long to be part of a number.
    pub(super) digits: Range<usize>,
    /// What stands before it.
    pub(super) join: Join,
    /// An opening bracket stands right before it, at this byte.
    pub(super) open: Option<usize>,
    /// Closing bracket right behind it.
    pub(super) closed: bool,
    /// A mark (not only space) stands before it in the join.
    pub(super) dot: bool,
    /// It belongs to something that is no telephone number.
    pub(super) taken: bool,
}

impl Group {
    pub(super) fn len(&self) -> usize {
        self.digits.len()
    }
}

/// The groups of one cluster. Reused from one to the next.
#[derive(Debug, Default)]
pub(super) struct Cluster {
    pub(super) groups: Vec<Group>,
    pub(super) digits: Vec<u8>,
    /// Byte of the plus sign that the first group has before it.
    pub(super) plus: Option<usize>,
    /// Where the search goes on.
    pub(super) end: usize,
    /// All digits of all groups.
    pub(super) total: usize,
}

/// The digit that begins at `pos` (ASCII or fullwidth) and its length in bytes.
pub(super) fn digit_at(bytes: &[u8], pos: usize) -> Option<(u8, usize)> {
    match *bytes.get(pos)? {
        b @ b'0'..=b'9' => Some((b, 1)),
        0xef => match (bytes.get(pos + 1)?, bytes.get(pos + 2)?) {
            (0xbc, c @ 0x90..=0x99) => Some((c - 0x90 + b'0', 3)),
            _ => None,
        },
        _ => None,
    }
}

/// A plus sign that ends at `end` (ASCII or fullwidth): where it begins.
pub(super) fn plus_before(bytes: &[u8], end: usize) -> Option<usize> {
    if end >= 1 && bytes[end - 1] == b'+' {
        Some(end - 1)
    } else if end >= 3 && bytes[end - 3..end] == [0xef, 0xbc, 0x8b] {
        Some(end - 3)
    } else {
        None
    }
}

/// What one separator does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Space,
    Tab,
    Dash,
    Dot,
    Slash,
    Open,
    Close,
    Line,
    /// Takes no room: soft hyphens, marks of writing direction, zero-width spaces.
    Nothing,
}

fn mark_at(bytes: &[u8], pos: usize) -> Option<(Mark, usize)> {
    let one = |mark| Some((mark, 1));
    match *bytes.get(pos)? {
        b' ' => one(Mark::Space),
        b'\t' => one(Mark::Tab),
        b'-' | b'~' => one(Mark::Dash),
        b'.' => one(Mark::Dot),
        b'/' => one(Mark::Slash),
        b'(' | b'[' => one(Mark::Open),
        b')' | b']' => one(Mark::Close),
        b'\n' => one(Mark::Line),
        b'\r' if bytes.get(pos + 1) == Some(&b'\n') => Some((Mark::Line, 2)),
        0xc2 => match bytes.get(pos + 1)? {
            0xa0 => Some((Mark::Space, 2)),
            0xad => Some((Mark::Nothing, 2)),
            0xb7 => Some((Mark::Dot, 2)),
            _ => None,
        },
        0xe2 => match (bytes.get(pos + 1)?, bytes.get(pos + 2)?) {
            (0x80, 0x80..=0x8a | 0xaf) => Some((Mark::Space, 3)),
            (0x80, 0x8b..=0x8f | 0xaa..=0xae) | (0x81, 0xa0..=0xa9) => Some((Mark::Nothing, 3)),
            (0x80, 0x90..=0x95) | (0x88, 0x92) | (0x81, 0x83) => Some((Mark::Dash, 3)),
            (0x81, 0x9f) => Some((Mark::Space, 3)),
            (0x80, 0xa2) => Some((Mark::Dot, 3)),
            _ => None,
        },
        0xe3 if bytes.get(pos + 1..pos + 3) == Some(&[0x80, 0x80]) => Some((Mark::Space, 3)),
        0xef => match (bytes.get(pos + 1)?, bytes.get(pos + 2)?) {
            (0xbc, 0x8d) => Some((Mark::Dash, 3)),
            (0xbc, 0x8e) => Some((Mark::Dot, 3)),
            (0xbc, 0x8f) => Some((Mark::Slash, 3)),
            (0xbc, 0x88) => Some((Mark::Open, 3)),
            (0xbc, 0x89) => Some((Mark::Close, 3)),
            (0xbb, 0xbf) => Some((Mark::Nothing, 3)),
            _ => None,
        },
        _ => None,
    }
}

/// What joins two groups, and whether brackets are part of it.
struct Between {
    join: Join,
    open: Option<usize>,
    closed: bool,
    dot: bool,
    tab: bool,
    next: usize,
}

/// Reads the separators from `pos` on up to the next digit; `None` where no number goes on.
fn between(bytes: &[u8], pos: usize) -> Option<Between> {
    let (mut at, mut spaces, mut marks, mut lines) = (pos, 0, 0, 0);
    let (mut slash, mut tab, mut dot, mut closed, mut closed_all) = (false, false, false, false, 0);
    let mut open = None;
    for _ in 0..14 {
        if digit_at(bytes, at).is_some() {
            let join = if lines > 0 {
                Join::Line
            } else if tab || spaces > 2 {
                Join::Wide
            } else {
                match (marks, spaces, slash) {
                    (0, 2.., _) => Join::Wide,
                    (0, _, _) => Join::Space,
                    (_, 0, true) => Join::TightSlash,
                    (_, 0, false) if open.is_some() || closed => Join::Space,
                    (_, 0, false) => Join::Tight,
                    (_, _, true) => Join::SpacedSlash,
                    _ => Join::Spaced,
                }
            };
            return Some(Between { join, open, closed, dot, tab, next: at });
        }
        let Some((mark, length)) = mark_at(bytes, at) else {
            // Quote marks at the start of a line.
            if lines > 0 && bytes.get(at) == Some(&b'>') {
                at += 1;
                continue;
            }
            return None;
        };
        match mark {
            Mark::Space if lines > 0 => {}
            Mark::Space => spaces += 1,
            Mark::Tab => tab = true,
            Mark::Line => lines += 1,
            Mark::Slash => {
                slash = true;
                marks += 1;
            }
            Mark::Dash => marks += 1,
            Mark::Dot => {
                dot = true;
                marks += 1;
            }
            Mark::Open if open.is_none() => open = Some(at),
            Mark::Close if closed_all == 0 => {
                closed = open.is_none();
                closed_all += 1;
            }
            Mark::Open | Mark::Close => return None,
            Mark::Nothing => {}
        }
        // Two spaces and a mark begin something new, as a minus sign does.
        if marks > 1 || lines > 1 || marks > 0 && spaces > 2 || mark != Mark::Space && marks > 0 && spaces > 1
        {
            return None;
        }
        at += length;
    }
    None
}

impl Cluster {
    /// Reads the cluster whose first digit may begin at `start`; false when none does.
    pub(super) fn read(&mut self, bytes: &[u8], start: usize) -> bool {
        self.groups.clear();
        self.digits.clear();
        self.total = 0;
        self.end = start + 1;
        if digit_at(bytes, start).is_none() {
            return false;
        }
        let mut first = start;
        let mut open = None;
        while first > 0 && open.is_none() && matches!(bytes[first - 1], b'(' | b'[') {
            first -= 1;
            open = Some(first);
        }
        self.plus = plus_before(bytes, first).or_else(|| {
            (first > 1 && bytes[first - 1] == b' ').then(|| plus_before(bytes, first - 1)).flatten()
        });
        if self.plus.is_some_and(|p| p > 0 && matches!(bytes[p - 1], b'(' | b'[')) && open.is_none() {
            open = self.plus.map(|p| p - 1);
        }
        let mut next =
            Between { join: Join::First, open, closed: false, dot: false, tab: false, next: start };
        loop {
            let from = next.next;
            let mut at = from;
            let kept = self.digits.len();
            while let Some((digit, length)) = digit_at(bytes, at) {
                if self.digits.len() - kept <= GROUP_MAX {
                    self.digits.push(digit);
                }
                at += length;
            }
            let long = self.digits.len() - kept > GROUP_MAX;
            if long {
                self.digits.truncate(kept);
            }
            self.total += self.digits.len() - kept;
            self.groups.push(Group {
                span: from..at,
                digits: kept..self.digits.len(),
                join: next.join,
                open: next.open,
                closed: false,
                dot: next.dot,
                taken: long,
            });
            self.end = at;
            match between(bytes, at) {
                Some(b) if self.groups.len() < GROUPS => {
                    if b.closed
                        && let Some(group) = self.groups.last_mut()
                    {
                        group.closed = true;
                    }
                    if b.join == Join::Line && self.groups.len() >= SOFT_GROUPS {
                        break;
                    }
                    // `011873<tab>0472 947229`, or with a line for each cell: no area code is so long, and the next cell begins one
                    if (b.tab || b.join == Join::Line)
                        && self.groups.len() == 1
                        && at - from > 5
                        && bytes.get(b.next) == Some(&b'0')
                    {
                        break;
                    }
                    next = b;
                }
                _ => break,
            }
        }
        if matches!(bytes.get(self.end), Some(b')' | b']'))
            && let Some(group) = self.groups.last_mut()
        {
            group.closed = true;
        }
        true
    }

    /// The digits of a group.
    pub(super) fn digits_of(&self, n: usize) -> &[u8] {
        &self.digits[self.groups[n].digits.clone()]
    }

    /// Behind the last of the groups from `n` on that stand close together.
    pub(super) fn run_end(&self, n: usize) -> usize {
        let close = |g: &&Group| !matches!(g.join, Join::Wide | Join::Line);
        let after = self.groups.get(n + 1..).unwrap_or_default();
        after.iter().take_while(close).last().map_or(self.groups[n].span.end, |g| g.span.end)
    }

    fn number(&self, n: usize) -> u32 {
        self.digits_of(n).iter().take(9).fold(0, |v, d| v * 10 + u32::from(d - b'0'))
    }

    /// True when only spaces and marks without space part the groups up to `n`, as those of one long number.
    pub(super) fn is_one_run(&self, n: usize) -> bool {
        self.plus.is_none()
            && !self.groups[0].taken
            && self.groups[..n].iter().all(|g| !g.closed)
            && self.groups[1..=n]
                .iter()
                .all(|g| matches!(g.join, Join::Space | Join::Tight) && g.open.is_none())
    }

    /// Marks the groups of dates, times, IBANs, card numbers and IP addresses.
    pub(super) fn mark_others(&mut self, bytes: &[u8]) {
        self.mark_iban(bytes);
        for n in 0..self.groups.len() {
            if self.groups[n].taken {
                continue;
            }
            let length = (self.date_at(n).or_else(|| self.same_fours(n)))
                .or_else(|| self.ip_at(n, bytes))
                .or_else(|| self.reference_at(n));
            if let Some(length) = length {
                for group in &mut self.groups[n..n + length] {
                    group.taken = true;
                }
            }
        }
    }

    /// Three groups that are a date, with the same mark twice: day, month, year in the orders in use.
    fn date_at(&self, n: usize) -> Option<usize> {
        let [a, b, c] = self.groups.get(n..n + 3)? else { return None };
        let tight =
            |g: &Group| matches!(g.join, Join::Tight | Join::TightSlash | Join::Spaced | Join::SpacedSlash);
        if !tight(b) || b.join != c.join || b.dot != c.dot || (n == 0 && self.plus.is_some()) {
            return None;
        }
        if a.join != Join::First && tight(a) && a.join == b.join && a.dot == b.dot {
            return None;
        }
        if self.groups.get(n + 3).is_some_and(|d| d.join == b.join && d.dot == b.dot) {
            return None;
        }
        let (x, y, z) = (self.number(n), self.number(n + 1), self.number(n + 2));
        let day = |v: u32| (1..=31).contains(&v);
        let month = |v: u32| (1..=12).contains(&v);
        let year = |v: u32| (1900..=2099).contains(&v);
        let short = |g: &Group| g.len() == 1 || g.len() == 2;
        let lengths_fit = short(a)
            && short(b)
            && (c.len() == 4 && year(z) || c.len() == 2)
            && (day(x) && month(y) || month(x) && day(y));
        // `058/25.07.08`, `+32 58 25.07.08`: the rest of a number behind its area code
        let in_number = c.len() == 2 && self.behind_an_area_code(n);
        let iso = a.len() == 4 && year(x) && short(b) && short(c) && month(y) && day(z);
        (lengths_fit && !in_number || iso).then_some(3)
    }

    /// What stands before group `n` is the beginning of a number: a calling code, or digits with a zero first.
    fn behind_an_area_code(&self, n: usize) -> bool {
        let Some(before) = n.checked_sub(1) else { return false };
        let code = self.digits_of(before);
        let close =
            matches!(self.groups[n].join, Join::Space | Join::Tight | Join::TightSlash | Join::Spaced);
        let zero =
            code.first() == Some(&b'0') && ((2..=4).contains(&code.len()) || self.groups[before].closed);
        // `964-22.08.54`: Spain has no zero
        let spanish = code.len() == 3
            && matches!(code[0], b'6'..=b'9')
            && self.groups[n].join == Join::Tight
            && self.groups.get(n + 1).is_some_and(|g| g.dot != self.groups[n].dot);
        let called = self.plus.is_some() || before > 0 && self.digits_of(0).starts_with(b"00");
        close && !self.groups[before].taken && (zero || called || spanish)
    }

    /// Numbers that banks and tax offices write with two marks: a Belgian structured communication (`+++123/4567/89002+++`),
    /// a German tax number (`123/456/78901`), a Belgian account of old (`123-4567890-02`).
    fn reference_at(&self, n: usize) -> Option<usize> {
        let [a, b, c] = self.groups.get(n..n + 3)? else { return None };
        if self.groups.get(n + 3).is_some_and(|d| matches!(d.join, Join::Tight | Join::TightSlash)) {
            return None;
        }
        let lengths = [a.len(), b.len(), c.len()];
        let slashes = b.join == Join::TightSlash && c.join == Join::TightSlash;
        let hyphens = b.join == Join::Tight && c.join == Join::Tight && !b.dot && !c.dot;
        let tax = slashes && matches!(lengths, [2..=3, 3..=4, 5] | [3, 4, 4]);
        // the last two digits of both Belgian numbers are the ten before modulo 97, or 97 (Febelfin)
        let account = hyphens && lengths == [3, 7, 2] && {
            let body =
                (n..n + 2).flat_map(|i| self.digits_of(i)).fold(0u64, |v, d| v * 10 + u64::from(d - b'0'));
            let check = u64::from(self.number(n + 2));
            body % 97 == check % 97
        };
        (tax || account).then_some(3)
    }

    /// Four groups of four digits or more: a card, a payment reference.
    fn same_fours(&self, n: usize) -> Option<usize> {
        let count = self.groups[n..]
            .iter()
            .enumerate()
            .take_while(|(i, g)| g.len() == 4 && (*i == 0 || matches!(g.join, Join::Space | Join::Tight)))
            .count();
        (count >= 4 && !(n == 0 && self.plus.is_some())).then_some(count)
    }

    /// Four numbers below 256 with full stops between: an address of the Internet Protocol.
    fn ip_at(&self, n: usize, bytes: &[u8]) -> Option<usize> {
        let quad = self.groups.get(n..n + 4)?;
        let dotted =
            quad[1..].iter().all(|g| g.join == Join::Tight && g.dot && bytes[g.span.start - 1] == b'.');
        let small = (n..n + 4).all(|i| self.groups[i].len() <= 3 && self.number(i) < 256);
        let plain = (n..n + 4).all(|i| self.groups[i].len() == 1 || self.digits_of(i).first() != Some(&b'0'));
        let begins = quad[0].join != Join::Tight;
        let ends = self.groups.get(n + 4).is_none_or(|g| !(g.join == Join::Tight && g.dot));
        // `06 12.34.56.78`
        let in_number = (self.plus.is_some() && n > 0 || quad.iter().all(|g| g.len() == 2))
            && self.behind_an_area_code(n);
        (dotted && small && plain && begins && ends && !in_number).then_some(4)
    }

    /// Groups of an IBAN: two letters and two digits begin it, spaces part it.
    fn mark_iban(&mut self, bytes: &[u8]) {
        let Some(first) = self.groups.first() else { return };
        let start = first.span.start;
        let head = &bytes[start.saturating_sub(24)..start];
        let country_before = |end: usize| {
            end >= 2
                && head[end - 2..end].iter().all(u8::is_ascii_uppercase)
                && (end == 2 || !head[end - 3].is_ascii_alphanumeric())
        };
        // `BE68 5390 …`: the digits begin behind the letters. `NL91 ABNA 0417 …`: bank letters stand between.
        let glued = country_before(head.len()) && (first.len() == 2 || first.len() >= 12);
        let bank = {
            let trimmed = trim_marks(head);
            let letters = trimmed.iter().rev().take_while(|b| b.is_ascii_uppercase()).count();
            let rest = trim_marks(&trimmed[..trimmed.len() - letters.min(4)]);
            letters == 4
                && rest.len() >= 4
                && rest[rest.len() - 2..].iter().all(u8::is_ascii_digit)
                && rest[rest.len() - 4..rest.len() - 2].iter().all(u8::is_ascii_uppercase)
        };
        // `IT60X 0542811101 …`: Italy has one letter before its bank's digits
        let italian = {
            let trimmed = trim_marks(head);
            matches!(trimmed, [.., b'I' | b'S', b'T' | b'M', a, b, letter]
                if a.is_ascii_digit() && b.is_ascii_digit() && letter.is_ascii_uppercase())
        };
        if !(glued || bank || italian) || self.plus.is_some() {
            return;
        }
        for (n, group) in self.groups.iter_mut().enumerate() {
            if n > 0 && (!matches!(group.join, Join::Space | Join::Tight) || group.open.is_some()) {
                break;
            }
            if n > 8 {
                break;
            }
            group.taken = true;
        }
    }
}

/// Takes the separators of a written IBAN off the end.
fn trim_marks(mut bytes: &[u8]) -> &[u8] {
    while let Some(shorter) = bytes
        .strip_suffix(b"\xc2\xa0")
        .or_else(|| bytes.strip_suffix(b" "))
        .or_else(|| bytes.strip_suffix(b"\n"))
        .or_else(|| bytes.strip_suffix(b"\r"))
        .or_else(|| bytes.strip_suffix(b">"))
        .or_else(|| bytes.strip_suffix(b"."))
        .or_else(|| bytes.strip_suffix(b"-"))
    {
        bytes = shorter;
    }
    bytes
}
