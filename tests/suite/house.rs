//! The shape of the code: arrows between rooms run one way.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which room may import which. A new arrow is a decision: it belongs in this table or nowhere.
const ARROWS: [(&str, &[&str]); 15] = [
    ("model", &[]),
    ("outlook", &["model"]),
    ("extract", &["model"]),
    // a store is a container of messages
    ("source", &["model", "outlook"]),
    ("message", &["model"]),
    ("recognise", &["model"]),
    ("relate", &["model"]),
    ("report", &["model"]),
    ("state", &["model"]),
    // the only room that talks to a network
    ("cloud", &["model"]),
    // a request is compared by the normal forms of details
    ("subject", &["model", "recognise"]),
    ("scan", &["model", "source", "message", "extract", "outlook", "recognise", "relate"]),
    // the only room that opens mail for writing; what is taken out of a message is taken out where the reader of messages sees it
    ("erase", &["model", "source", "message"]),
    ("cli", &["model", "cloud", "erase", "recognise", "relate", "report", "scan", "state", "subject"]),
    ("lib.rs", &[]),
];

fn rust_files(dir: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            rust_files(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

#[test]
fn arrows_run_downward() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    let mut arrows = BTreeSet::new();
    for file in &files {
        let room = file.strip_prefix(&src).unwrap().components().next().unwrap();
        let room = room.as_os_str().to_str().unwrap().to_owned();
        for (at, _) in fs::read_to_string(file).unwrap().match_indices("crate::") {
            let text = fs::read_to_string(file).unwrap();
            let to: String =
                text[at + 7..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if to != room && src.join(&to).is_dir() {
                arrows.insert((room.clone(), to));
            }
        }
    }
    assert!(arrows.contains(&("scan".to_owned(), "message".to_owned())), "the test reads the arrows");
    for (from, to) in arrows {
        if from == "main.rs" {
            continue;
        }
        let allowed =
            ARROWS.iter().find(|(room, _)| *room == from).unwrap_or_else(|| panic!("unknown room {from}"));
        assert!(allowed.1.contains(&to.as_str()), "{from} imports {to}");
    }
}

#[test]
fn only_the_command_line_prints_exits_and_reads_the_environment() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    for file in files {
        if file.starts_with(src.join("cli")) || file == src.join("main.rs") {
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for forbidden in ["println!", "eprintln!", "print!(", "process::exit", "env::var", "std::env::args"] {
            assert!(!code.contains(forbidden), "{} has {forbidden}", file.display());
        }
    }
}
