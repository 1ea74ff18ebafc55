//! Lists `patterns/*.toml`, so that a new pattern is one new file and nothing else; makes the tables of places and of names.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/recognise/person/lists.rs"]
mod lists;
#[path = "src/recognise/place/table.rs"]
mod table;

fn main() -> Result<(), Box<dyn Error>> {
    patterns()?;
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/recognise/place");
    for name in ["places.txt", "table.rs", "fold.rs"] {
        println!("cargo::rerun-if-changed={}", folder.join(name).display());
    }
    let places = table::make(&fs::read_to_string(folder.join("places.txt"))?)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("places.bin"), places)?;
    names()
}

/// Makes the table of what words are known to be in names of people.
fn names() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("src/recognise/person");
    for name in ["lists.rs", "key.rs", "sense.rs", "../particles.rs"] {
        println!("cargo::rerun-if-changed={}", folder.join(name).display());
    }
    let list = |name: &str| {
        let path = folder.join("data").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        fs::read_to_string(path)
    };
    let names = lists::make(&list("given.txt")?, &list("surnames.txt")?, &list("words.txt")?)?;
    fs::write(Path::new(&env::var("OUT_DIR")?).join("names.bin"), names)?;
    Ok(())
}

/// Lists the files, each with its text.
fn patterns() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("patterns");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "toml") {
            files.push(path);
        }
    }
    files.sort();
    let mut code = String::from("&[\n");
    for path in &files {
        println!("cargo::rerun-if-changed={}", path.display());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        writeln!(code, "    ({name:?}, include_str!({:?})),", path.display().to_string())?;
    }
    code.push_str("]\n");
    fs::write(Path::new(&env::var("OUT_DIR")?).join("patterns.rs"), code)?;
    Ok(())
}
