//! The central register and retention terms, as far as they are settings: read before any mail, refused with file and line.

use std::fs;

use crate::archive::{Archive, program};

const MESSAGE: &str = "From: jan@klant.example\nSubject: x\n\nBel 020-5550123\n";

fn run(archive: &Archive, options: &[&str]) -> (Option<i32>, String, String) {
    let output = program()
        .current_dir(archive.beside(""))
        .args(["scan", "--format", "jsonl", "--reveal"])
        .args(options)
        .arg(archive.root())
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn a_register_is_read_before_any_mail() {
    let archive = Archive::new().eml("a.eml", MESSAGE);
    fs::write(archive.beside("r.csv"), "saldo;naam;e-mail\n1;Jan de Vries;jan@klant.example\n2;;\n").unwrap();
    let (code, _, said) = run(&archive, &["--register", "r.csv", "--verbose"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("r.csv has 1 row; 1 column passed over, 1 row without a detail"), "{said}");
    assert!(!said.contains("klant"), "{said}");
}

#[test]
fn a_register_that_cannot_be_read_is_refused() {
    let archive = Archive::new().eml("a.eml", MESSAGE);
    for (text, expected) in [
        ("saldo;datum\n1;Jan\n", "r.csv:1: expected a header line with at least one known column"),
        ("", "r.csv: the file is empty"),
        ("{\"naam\":\"Jan\"}\nJan\n", "r.csv:2: expected a JSON object"),
        ("PK\u{3}\u{4}", "r.csv: this is a workbook"),
    ] {
        fs::write(archive.beside("r.csv"), text).unwrap();
        let (code, out, said) = run(&archive, &["--register", "r.csv"]);
        assert_eq!((code, out.as_str()), (Some(2), ""), "{said}");
        assert!(said.contains(expected) && !said.contains("Jan"), "{said}");
    }
    let (code, _, said) = run(&archive, &["--register", "absent.csv"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("absent.csv: cannot be read"), "{said}");
    let (code, _, said) = run(&archive, &["--as-of", "2023-02-29"]);
    assert_eq!(code, Some(2));
    assert!(said.contains("2026-01-31"), "{said}");
}

#[test]
fn settings_name_columns_and_terms() {
    let archive = Archive::new().eml("a.eml", MESSAGE);
    fs::write(archive.beside("r.csv"), "wie|waar\nJan de Vries|jan@klant.example\n").unwrap();
    let settings = |text: &str| fs::write(archive.beside("mailsweep.toml"), text).unwrap();
    settings("[register]\nfile = 'r.csv'\n");
    let (code, _, said) = run(&archive, &[]);
    assert_eq!(code, Some(2), "{said}");
    settings("[register]\nfile = 'r.csv'\n[register.columns]\nname = 'wie'\nemail = ['waar']\n");
    let (code, _, said) = run(&archive, &["--verbose"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("r.csv has 1 row; 0 columns passed over"), "{said}");
    settings("[retention]\ndefault = '2 jaar'\n");
    let (code, _, said) = run(&archive, &[]);
    assert_eq!(code, Some(2));
    assert!(said.contains("mailsweep.toml:2: retention.default: expected a term in years"), "{said}");
}
