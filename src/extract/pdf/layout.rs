//! Where letters stand on a page in, lines of text in reading order out.
//!
//! PDF knows no lines, columns or tables, only runs of letters and their places. Runs are parted where a gap is wide, and put
//! into rows by their baselines. Rows that leave the same gaps free belong together: as a table, where cells below one another are
//! alike (names below names, numbers below numbers), and each row is a line with tabs; else as columns that stand side by side
//! (two addresses, a newspaper), and are read one after the other. Time is that of sorting; nothing is recursive but columns in
//! columns, two levels deep.

/// A run of letters on a line: what it says, where it begins and ends, its baseline and the size of its letters, in points.
/// The page's origin is at the lower left.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    pub(super) size: f32,
}

/// A gap, in sizes of letters, that is a space where none is written.
const SPACE: f32 = 0.16;

/// A gap, in sizes of letters, behind which something else begins.
const APART: f32 = 0.8;

/// The same, beside a space that is written: justified lines have wide ones.
const APART_BESIDE_SPACE: f32 = 1.3;

/// How far letters may stand over those before them, in sizes of letters, and go on with them: kerning does that. What lies further
/// over them is the next cell, and the one before it was too long for its column.
const OVER: f32 = 0.15;

/// A way to the next row, in sizes of letters, over which no column goes on.
const BREAK: f32 = 2.6;

/// The same, where it is so many times as long as the shortest in these columns.
const BREAK_OF_SHORTEST: (f32, f32) = (1.6, 1.8);

/// Columns in columns.
const LEVELS: u32 = 2;

/// Puts letters together: `letters` are characters with the places where each begins and ends, from left to right.
pub(super) fn runs(letters: &[(char, f32, f32)], base: f32, size: f32, out: &mut Vec<Run>) {
    let size = if size.is_finite() && size > 0.1 { size } else { 10.0 };
    let spread = spread(letters, size);
    let mut run: Option<Run> = None;
    for (at, &(letter, left, right)) in letters.iter().enumerate() {
        let gap = run.as_ref().map_or(0.0, |run: &Run| left - run.right - spread);
        if let Some(current) = &mut run {
            let spaced = letter.is_whitespace() || current.text.ends_with(char::is_whitespace);
            if gap > size * if spaced { APART_BESIDE_SPACE } else { APART } {
                out.extend(run.take());
            } else if !spaced && gap > size * SPACE {
                current.text.push(' ');
            }
        }
        match &mut run {
            Some(run) => {
                push(&mut run.text, letter);
                // a line end within a run has no width, and a space at its end is none
                run.right = if letter.is_whitespace() && at + 1 == letters.len() {
                    run.right
                } else {
                    right.max(run.right)
                };
            }
            None if letter.is_whitespace() => {}
            None => {
                let mut text = String::new();
                push(&mut text, letter);
                run = Some(Run { text, left, right, base, size });
            }
        }
    }
    out.extend(run);
}

/// Puts a letter behind text; those that were set as one (`ﬁ`) are two.
fn push(text: &mut String, letter: char) {
    match letter {
        'ﬀ' => text.push_str("ff"),
        'ﬁ' => text.push_str("fi"),
        'ﬂ' => text.push_str("fl"),
        'ﬃ' => text.push_str("ffi"),
        'ﬄ' => text.push_str("ffl"),
        'ﬅ' | 'ﬆ' => text.push_str("st"),
        _ => text.push(letter),
    }
}

/// How far letters are set apart on purpose (`K L A N T`): the gap that most of them have, where that would be a space.
fn spread(letters: &[(char, f32, f32)], size: f32) -> f32 {
    if letters.len() < 4 {
        return 0.0;
    }
    let mut gaps: Vec<f32> = letters.windows(2).map(|pair| pair[1].1 - pair[0].2).collect();
    let middle = gaps.len() / 2;
    let (_, median, _) = gaps.select_nth_unstable_by(middle, f32::total_cmp);
    if *median > size * SPACE / 2.0 && *median < size * APART { *median } else { 0.0 }
}

/// The lines of a page.
pub(super) fn lines(mut runs: Vec<Run>) -> String {
    runs.retain(|run| {
        !run.text.trim().is_empty() && [run.left, run.right, run.base, run.size].iter().all(|n| n.is_finite())
    });
    let mut out = String::new();
    region(runs, LEVELS, &mut out);
    out
}

/// Runs on one baseline, from left to right.
struct Row {
    runs: Vec<Run>,
    base: f32,
    size: f32,
}

/// Puts runs into rows, from the top down. Runs of one row that touch are one run afterwards.
fn rows(mut runs: Vec<Run>) -> Vec<Row> {
    runs.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.left.total_cmp(&b.left)));
    let mut rows: Vec<Row> = Vec::new();
    for run in runs {
        match rows.last_mut() {
            // a number set higher, as a mark of a note, stands in the line of the text beside it
            Some(row) if row.base - run.base < 0.4 * row.size.min(run.size).max(1.0) => {
                row.size = row.size.max(run.size);
                row.runs.push(run);
            }
            _ => rows.push(Row { base: run.base, size: run.size, runs: vec![run] }),
        }
    }
    for row in &mut rows {
        row.runs.sort_by(|a, b| a.left.total_cmp(&b.left));
        let mut joined: Vec<Run> = Vec::with_capacity(row.runs.len());
        for run in row.runs.drain(..) {
            let Some(last) = joined.last_mut() else {
                joined.push(run);
                continue;
            };
            let (gap, size) = (run.left - last.right, last.size.min(run.size));
            // the same, printed two times to look bold
            if run.text == last.text && (run.left - last.left).abs() < 0.2 * run.size {
                continue;
            }
            let spaced = last.text.ends_with(char::is_whitespace);
            if gap < -OVER * size || gap > size * if spaced { APART_BESIDE_SPACE } else { APART } {
                joined.push(run);
                continue;
            }
            if !spaced && !run.text.starts_with(char::is_whitespace) && gap > SPACE * run.size {
                last.text.push(' ');
            }
            append(last, &run);
        }
        row.runs = stretched(joined);
    }
    rows
}

fn append(last: &mut Run, run: &Run) {
    last.text.push_str(&run.text);
    last.right = last.right.max(run.right);
    last.size = last.size.max(run.size);
}

/// Puts words of a line that was stretched to the width of its column together again: all gaps between them are the same, which
/// those between cells hardly are.
fn stretched(runs: Vec<Run>) -> Vec<Run> {
    let gap = |at: usize| runs.get(at + 1).map(|next| next.left - runs[at].right);
    let mut line: Vec<Run> = Vec::with_capacity(runs.len());
    let mut start = 0;
    while start < runs.len() {
        let mut end = start;
        let mut spaced = true;
        while let (Some(first), Some(this)) = (gap(start), gap(end)) {
            if (this - first).abs() > 0.06 * runs[start].size || first < 0.0 {
                break;
            }
            spaced &= runs[end].text.ends_with(char::is_whitespace);
            end += 1;
        }
        if end - start < if spaced { 2 } else { 3 } {
            line.push(runs[start].clone());
            start += 1;
            continue;
        }
        let mut whole = runs[start].clone();
        for run in &runs[start + 1..=end] {
            if !whole.text.ends_with(char::is_whitespace) {
                whole.text.push(' ');
            }
            append(&mut whole, run);
        }
        line.push(whole);
        start = end + 1;
    }
    line
}

/// Stretches of a line, from left to right, that do not touch.
type Stretches = Vec<(f32, f32)>;

/// What is taken of a line when these runs are set on it, too.
fn with(taken: &Stretches, row: &Row) -> Stretches {
    let mut all: Stretches =
        taken.iter().copied().chain(row.runs.iter().map(|r| (r.left, r.right))).collect();
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Stretches = Vec::with_capacity(all.len());
    let gap = 0.6 * row.size;
    for (left, right) in all {
        match joined.last_mut() {
            Some(last) if left - last.1 < gap => last.1 = last.1.max(right),
            _ => joined.push((left, right)),
        }
    }
    joined
}

/// True where a run of this row stands over two columns, or two of its runs over one.
fn crosses(row: &Row, taken: &Stretches) -> bool {
    let touches = |run: &Run, stretch: &(f32, f32)| run.left < stretch.1 && stretch.0 < run.right;
    // both go from left to right
    let mut first = 0;
    let mut before = None;
    for run in &row.runs {
        while taken.get(first).is_some_and(|stretch| stretch.1 <= run.left) {
            first += 1;
        }
        if taken.get(first).is_some_and(|stretch| touches(run, stretch)) {
            if before == Some(first) || taken.get(first + 1).is_some_and(|stretch| touches(run, stretch)) {
                return true;
            }
            before = Some(first);
        }
    }
    false
}

fn region(runs: Vec<Run>, levels: u32, out: &mut String) {
    let mut rows = rows(runs).into_iter().peekable();
    while let Some(first) = rows.next() {
        let mut taken = with(&Vec::new(), &first);
        let mut block = vec![first];
        let mut shortest = f32::MAX;
        while let Some(row) = rows.peek() {
            let last = &block[block.len() - 1];
            let (way, size) = (last.base - row.base, last.size.max(row.size));
            let (sizes, times) = BREAK_OF_SHORTEST;
            let far = way > BREAK * size || way > sizes * size && way > times * shortest;
            // without columns there is nothing that rows could share; a row that closes the gap between columns has none
            let columns = taken.len() > 1 || row.runs.len() > 1;
            if levels == 0 || columns && (far || crosses(row, &taken)) {
                break;
            }
            // a column may stand a little lower than the one beside it
            if way > 0.8 * size {
                shortest = shortest.min(way);
            }
            // a line further to the right, as a date, is no column; one that begins beside the last line is
            taken = match (&taken[..], &row.runs[..]) {
                ([one], [run]) if last.base - row.base > 0.9 * last.size.min(row.size) => {
                    vec![(one.0.min(run.left), one.1.max(run.right))]
                }
                _ => with(&taken, row),
            };
            block.extend(rows.next());
        }
        write(block, &taken, levels, out);
    }
}

/// Writes rows that leave the same gaps free.
fn write(block: Vec<Row>, taken: &Stretches, levels: u32, out: &mut String) {
    let column = |run: &Run| taken.iter().rposition(|stretch| stretch.0 <= run.left + 0.01).unwrap_or(0);
    if taken.len() < 2 || levels == 0 {
        return paragraphs(&block, out);
    }
    if block.len() < 2 || is_table(&block, taken.len(), column) {
        return table(&block, taken.len(), column, out);
    }
    let mut columns: Vec<Vec<Run>> = vec![Vec::new(); taken.len()];
    for run in block.into_iter().flat_map(|row| row.runs) {
        let at = column(&run);
        columns[at].push(run);
    }
    for column in columns {
        region(column, levels - 1, out);
        // the next column is another text
        if !out.ends_with("\n\n") {
            out.push('\n');
        }
    }
}

/// Writes lines, and an empty one where the way to the next is longer than usual.
fn paragraphs(block: &[Row], out: &mut String) {
    let mut ways: Vec<f32> = block.windows(2).map(|pair| pair[0].base - pair[1].base).collect();
    let middle = ways.len() / 2;
    let usual = if ways.is_empty() { 0.0 } else { *ways.select_nth_unstable_by(middle, f32::total_cmp).1 };
    let mut before: Option<&Row> = None;
    for row in block {
        if before.is_some_and(|b| b.base - row.base > (1.4 * usual).max(1.5 * row.size)) {
            out.push('\n');
        }
        before = Some(row);
        for (at, run) in row.runs.iter().enumerate() {
            if at > 0 {
                out.push('\t');
            }
            out.push_str(run.text.trim());
        }
        out.push('\n');
    }
}

/// Writes rows with a tab between two cells, also for a cell that is empty and has others behind it. What goes on below in
/// some cells, while the first is empty or closer than rows stand, belongs to the row above.
fn table(block: &[Row], columns: usize, column: impl Fn(&Run) -> usize, out: &mut String) {
    let ways = || block.windows(2).map(|pair| pair[0].base - pair[1].base);
    let (least, most) = ways().fold((f32::MAX, f32::MIN), |(a, b), way| (a.min(way), b.max(way)));
    // lines of one row stand closer together than rows
    let close = if most > 1.15 * least { 1.1 * least } else { 0.0 };
    let leading = block.iter().filter(|row| row.runs.first().is_some_and(|run| column(run) == 0)).count();
    let mut cells: Vec<String> = vec![String::new(); columns];
    let mut before: Option<&Row> = None;
    for row in block {
        let way = before.map_or(f32::MAX, |b| b.base - row.base);
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        let below = row.runs.iter().all(|run| !cells[column(run)].is_empty());
        let headless = leading * 3 >= block.len() * 2
            && row.runs.len() * 2 <= columns
            && row.runs.iter().all(|run| column(run) > 0);
        let goes_on = below && row.runs.len() < filled && (way < close || headless && way < 1.6 * row.size);
        if !goes_on && before.is_some() {
            write_row(&mut cells, out);
        }
        before = Some(row);
        for run in &row.runs {
            let cell = &mut cells[column(run)];
            if !cell.is_empty() {
                cell.push(' ');
            }
            cell.push_str(run.text.trim());
        }
    }
    write_row(&mut cells, out);
}

fn write_row(cells: &mut [String], out: &mut String) {
    let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
    for (at, cell) in cells.iter_mut().enumerate().take(filled) {
        if at > 0 {
            out.push('\t');
        }
        out.push_str(cell);
        cell.clear();
    }
    out.push('\n');
}

/// What the text of a cell is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Likeness {
    Address,
    Number,
    Mixed,
    Label,
    Words,
    Prose,
}

fn likeness(text: &str) -> Likeness {
    let text = text.trim();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if text.contains('@') || text.contains("://") || text.starts_with("www.") {
        Likeness::Address
    } else if text.ends_with(':') {
        Likeness::Label
    } else if digits > letters {
        Likeness::Number
    } else if digits > 0 {
        Likeness::Mixed
    } else if letters > 32 {
        Likeness::Prose
    } else {
        Likeness::Words
    }
}

/// True where these lines stand below one another as a street with its number and a postcode with its place do.
fn is_stacked(street: &str, place: &str) -> bool {
    let number = street.rsplit(' ').take(2).any(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    street.starts_with(char::is_alphabetic)
        && number
        && place.starts_with(|c: char| c.is_ascii_digit())
        && likeness(street) == Likeness::Mixed
        && likeness(place) == Likeness::Mixed
}

/// True where rows are to be read from left to right.
fn is_table(block: &[Row], columns: usize, column: impl Fn(&Run) -> usize) -> bool {
    let mut filled = vec![0_usize; columns];
    let (mut shared, mut rows_shared) = (0, 0);
    // likeness below one another, and beside one another: how often alike, of how many
    let (mut below, mut beside) = ((0_u32, 0_u32), (0_u32, 0_u32));
    let mut above: Vec<Option<Likeness>> = vec![None; columns];
    let (mut prose, mut cells, mut labels) = (0_u32, 0_u32, 0_u32);
    let mut stacked = 0;
    let mut over: Vec<Option<&str>> = vec![None; columns];
    // what columns are called is like what stands in none of them
    let words =
        |row: &Row| row.runs.len() > 2 && row.runs.iter().all(|run| likeness(&run.text) == Likeness::Words);
    for row in &block[usize::from(words(&block[0]))..] {
        let mut before: Option<(usize, Likeness, f32)> = None;
        let mut level = 0;
        for run in &row.runs {
            let (at, like) = (column(run), likeness(&run.text));
            filled[at] += 1;
            cells += 1;
            prose += u32::from(like == Likeness::Prose);
            labels += u32::from(like == Likeness::Label && at + 1 < columns);
            let text = run.text.trim();
            if over[at].replace(text).is_some_and(|street| is_stacked(street, text)) {
                stacked += 1;
            }
            if let Some(over) = above[at].replace(like) {
                below.1 += 1;
                below.0 += u32::from(over == like);
            }
            if let Some((_, left, base)) = before {
                beside.1 += 1;
                beside.0 += u32::from(left == like);
                level += usize::from((base - run.base).abs() < 0.15 * run.size);
            }
            before = Some((at, like, run.base));
        }
        if row.runs.len() > 1 {
            shared += 1;
            rows_shared += usize::from(level + 1 == row.runs.len());
        }
    }
    let longest = filled.iter().copied().max().unwrap_or(0);
    // side by side by chance: baselines do not agree
    if shared == 0 || rows_shared * 4 < shared * 3 || rows_shared * 3 < longest && columns == 2 {
        return false;
    }
    if labels * 4 > cells {
        return true;
    }
    if stacked * 5 >= block.len() {
        return false;
    }
    if prose * 3 > cells && beside.0 * 2 >= beside.1 {
        return false;
    }
    // two columns of a page are alike nowhere, two of a table at least below one another
    if columns == 2 && below.0 * 2 < below.1 {
        return false;
    }
    // shares compared without division: a / b >= c / d
    below.1 == 0 || below.0 * beside.1.max(1) >= beside.0 * below.1
}

#[cfg(test)]
mod tests;
