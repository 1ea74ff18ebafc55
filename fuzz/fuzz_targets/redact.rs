//! What is marked in a message goes, and no part without a mark changes; whatever the message and the marks are.
//!
//! The first byte of the input says how the message is quoted and how many marks there are; three bytes stand for a mark: which
//! text, where in it, how long. What is left is the message.

#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use mailsweep::erase::redact::{Mark, redact, texts};
use mailsweep::model::{Limits, Quoting, Section};

type Texts = Vec<(Section, u64, String)>;

fn read(message: &[u8], quoting: Quoting, limits: &Limits) -> Texts {
    let mut out = Vec::new();
    texts(message, quoting, limits, &mut |section, base, text| {
        out.push((section.clone(), base, text.to_owned()))
    });
    out
}

fuzz_target!(|data: &[u8]| {
    let Some((&how, rest)) = data.split_first() else { return };
    let marks_at = usize::from(how >> 1 & 7) + 1;
    let Some((picks, message)) = rest.split_at_checked(3 * marks_at) else { return };
    let limits = Limits { header: 2048, depth: 6, parts: 40, ..Limits::default() };
    let quoting = if how & 1 == 0 { Quoting::None } else { Quoting::From };
    let sign = ["[verwijderd]", "", "From ", "[gewi\u{eb}st]"][usize::from(how >> 4 & 3)];
    let before = read(message, quoting, &limits);
    let mut marks = Vec::new();
    for pick in picks.chunks_exact(3) {
        let Some((section, base, text)) = before.get(usize::from(pick[0]) % before.len().max(1)) else {
            return;
        };
        let start = text.floor_char_boundary(text.len() * usize::from(pick[1]) / 256);
        let end = text.floor_char_boundary((start + usize::from(pick[2])).min(text.len()));
        let span = (pick[2] < 250).then(|| base + start as u64..base + end as u64);
        marks.push(Mark { section: section.clone(), span });
    }
    let Ok(out) = redact(message, quoting, &marks, sign, &limits) else { return };
    let after = read(&out.bytes, quoting, &limits);
    let gone: BTreeSet<&str> = out.notes.replaced.iter().map(Section::as_str).collect();
    let kept = |all: &Texts| -> Texts {
        let touched = |section: &Section| {
            let name = section.as_str();
            let of = name.strip_suffix(".MIME").unwrap_or(name);
            // of what lies around a change, lengths and check sums are put right in the header
            let header = name.ends_with("MIME") || name.ends_with("HEADER");
            header
                || name.ends_with("TEXT")
                || gone.contains(of)
                || marks.iter().any(|mark| mark.section == *section)
        };
        all.iter().filter(|(section, _, _)| !touched(section)).cloned().collect()
    };
    assert_eq!(kept(&before), kept(&after));
});
