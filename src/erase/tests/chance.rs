//! Mailboxes put together by chance, as programs of forty years have written them, and changed by chance.

use std::fs;
use std::sync::Arc;

use super::cases::{INSTEAD, MARK, Remember, cases, hash, look, options, run, scratch};
use crate::erase::Fate;
use crate::erase::steps::Unhindered;

/// Numbers without a pattern, the same each time.
struct Chance(u64);

impl Chance {
    fn of(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.of(from.len())]
    }
}

fn mailbox(chance: &mut Chance) -> String {
    let mut text = chance.pick(&["", "", "", "\u{feff}", "\n", "a lost end\n\n", "a lost end\n"]).to_owned();
    let messages = 1 + chance.of(6);
    for number in 0..messages {
        text += chance.pick(&[
            "From els@relatie.example Mon Mar 17 17:19:30 1997\n",
            "From els@relatie.example Mon Mar 17 17:19:30 1997\n",
            "From - Mon Mar 17 17:19:30 1997\n",
            "From - \n",
            "From 1234567890@xxx\n",
            "From els@relatie.example Mon Mar 17 17:19:30 97\n",
        ]);
        let body = format!(
            "{}{number}{}",
            chance.pick(&["DELETE ", "KEEP ", "els@relatie.example ", "REFUSE els@relatie.example ", "\n\n"]),
            chance.pick(&[
                "\n",
                "",
                "\n\n",
                "\nFrom Monday on\n",
                "\n>From els@relatie.example here\n",
                "\n\nFrom els@relatie.example Mon Mar 17 17:19:30 1997\nto be read\n",
                "\nthe end\n\n\n",
            ]),
        );
        let length = match chance.of(4) {
            0 => format!("Content-Length: {}\n", body.len()),
            1 => "Content-Length: 7\n".to_owned(),
            _ => String::new(),
        };
        text += &format!("From: Els <{MARK}>\nSubject: {number}\n{length}\n{body}");
        let last = number + 1 == messages;
        text += if last {
            chance.pick(&["\n", "", "\n\n"])
        } else {
            chance.pick(&["\n", "\n", "\n", "", "\n\n"])
        };
    }
    if chance.of(4) == 0 { text.replace('\n', "\r\n") } else { text }
}

#[test]
fn mailboxes_of_any_making_come_out_as_meant() {
    let mut chance = Chance(7);
    let case = cases().remove(0);
    let (scratch, mut changed, mut stayed) = (scratch(), 0, 0);
    for round in 0..700 {
        let folder = scratch.path().join(round.to_string());
        fs::create_dir(&folder).unwrap();
        let path = folder.join("box");
        let text = mailbox(&mut chance);
        fs::write(&path, &text).unwrap();
        let before = look(&path, &[vec![]]);
        if before.messages.iter().any(|(_, seen)| !seen.mbox) {
            continue;
        }
        let mut targets = case.targets(&folder);
        targets.retain(|_| chance.of(3) > 0);
        let fates = run(&folder, &targets, &mut Remember::default(), &options(Arc::new(Unhindered))).unwrap();
        // what stands behind something else is an mbox by the header behind its first separator line; where that line is one of a
        // text, the proof tells that nobody would find the mail any more, and the file stays
        if text.contains("a lost")
            && matches!(&fates[..], [Fate::WorkList(why), ..] if why.contains("read back"))
        {
            assert!(hash(&fs::read(&path).unwrap()) == hash(text.as_bytes()));
            stayed += 1;
            continue;
        }
        let known =
            |fate: &Fate| matches!(fate, Fate::Deleted | Fate::Redacted | Fate::Kept | Fate::Refused(_));
        assert!(fates.iter().all(known), "{round}: {fates:?}\n{text:?}");
        let after = look(&path, &[vec![]]).messages;
        let mut left = after.iter();
        for (_, seen) in &before.messages {
            let fate = targets
                .iter()
                .zip(&fates)
                .find(|(target, _)| target.offset == seen.offset)
                .map(|(_, fate)| fate);
            match fate {
                Some(Fate::Deleted) => {}
                Some(Fate::Redacted) => {
                    let (_, now) = left.next().unwrap();
                    let now = &fs::read(&path).unwrap()[now.offset as usize..][..now.length as usize];
                    let now = String::from_utf8(now.to_vec()).unwrap();
                    assert!(now.contains(INSTEAD) && !now.contains(MARK), "{round}");
                }
                _ => assert_eq!(left.next().unwrap().1.sha256, seen.sha256, "{round}: {text:?}"),
            }
        }
        assert!(left.next().is_none(), "{round}");
        let went = fates.iter().filter(|fate| matches!(fate, Fate::Deleted | Fate::Redacted)).count();
        changed += went;
        assert!(went > 0 || hash(&fs::read(&path).unwrap()) == hash(text.as_bytes()));
    }
    assert!(changed > 500 && stayed < 10, "{changed} {stayed}");
}
