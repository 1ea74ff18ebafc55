use super::*;
use std::fs;
use tempfile::TempDir;

/// A tree of files; a name that ends with `/` is an empty folder.
fn tree(files: &[&str]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for file in files {
        let path = dir.path().join(file);
        if file.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "12345").unwrap();
        }
    }
    dir
}

/// What a walk gives, a word before each name.
fn said(root: &Path, options: &WalkOptions) -> Vec<String> {
    walk(&[root.to_path_buf()], options)
        .unwrap()
        .map(|walked| match walked {
            // it is left out, unless it is an archive
            Walked::File(input) if !input.included => format!("excluded {}", input.size),
            Walked::File(input) => {
                assert!(!input.custodian.is_empty() && !input.stdin && input.size == 5);
                input.name.as_str().to_owned()
            }
            Walked::Excluded { size } => format!("excluded {size}"),
            Walked::NotMail { name, size } => format!("not mail {} {size}", name.as_str()),
            Walked::Problem(p) => {
                format!("{} {} {}", p.code.as_str(), p.place.source.unwrap().as_str(), p.detail)
            }
        })
        .collect()
}

fn default(dir: &TempDir) -> Vec<String> {
    said(dir.path(), &WalkOptions::default())
}

#[test]
fn order_is_that_of_names_in_bytes() {
    let dir = tree(&["b", "a/z", "a/B", "é", "Z", "a.mbox", "empty/"]);
    assert_eq!(default(&dir), ["Z", "a/B", "a/z", "a.mbox", "b", "é"]);
    let twice = walk(&[dir.path().join("b"), dir.path().join("b")], &WalkOptions::default()).unwrap();
    assert_eq!(twice.count(), 2, "what is named twice is given twice");
}

#[test]
fn a_file_is_named_by_its_own_name() {
    let dir = tree(&["a/sales.mbox"]);
    let file = dir.path().join("a/sales.mbox");
    assert_eq!(said(&file, &WalkOptions::default()), ["sales.mbox"]);
    let found = walk(&[PathBuf::from("-"), file], &WalkOptions::default()).unwrap().collect::<Vec<_>>();
    let [Walked::File(stdin), Walked::File(sales)] = &found[..] else { panic!("{found:?}") };
    assert!(stdin.stdin && stdin.name.as_str() == "-" && &*stdin.custodian == "-");
    assert_eq!(&*sales.custodian, "sales");
}

#[test]
fn what_does_not_exist_is_an_error_before_the_start() {
    let dir = tree(&["a"]);
    let missing = dir.path().join("missing");
    let error = walk(&[dir.path().to_path_buf(), missing.clone()], &WalkOptions::default()).unwrap_err();
    assert_eq!(error.to_string(), format!("{}: no such file or folder", missing.display()));
    let options = WalkOptions { exclude: vec!["a[".into()], ..WalkOptions::default() };
    let error = walk(&[dir.path().to_path_buf()], &options).unwrap_err();
    assert!(error.to_string().starts_with("\"a[\" is no glob: "), "{error}");
}

#[test]
fn globs_match_names_paths_and_folders() {
    let dir = tree(&["a/1.eml", "a/2.txt", "b/1.eml", "b/c/3.eml", "4.eml"]);
    let with = |include: &[&str], exclude: &[&str]| {
        let own = |globs: &[&str]| globs.iter().map(|g| (*g).to_owned()).collect();
        let options = WalkOptions { include: own(include), exclude: own(exclude), ..WalkOptions::default() };
        let mut names = said(dir.path(), &options);
        let (before, folders) = (names.len(), names.iter().filter(|n| *n == "excluded 0").count());
        names.retain(|n| !n.starts_with("excluded "));
        // a folder that is left out is not entered: it stands for what is in it
        let all = if folders == 0 { before == 5 } else { folders == 1 && before <= 5 };
        assert!(all, "nothing is dropped without a word");
        names.join(" ")
    };
    assert_eq!(with(&["*.eml"], &[]), "4.eml a/1.eml b/1.eml b/c/3.eml");
    assert_eq!(with(&[], &["*.eml"]), "a/2.txt");
    assert_eq!(with(&[], &["b"]), "4.eml a/1.eml a/2.txt");
    assert_eq!(with(&["b/"], &["c"]), "b/1.eml");
    assert_eq!(with(&["b/*.eml"], &[]), "b/1.eml");
    assert_eq!(with(&["/*.eml"], &[]), "4.eml");
    assert_eq!(with(&["**/3.*", "a/*"], &["2.txt"]), "a/1.eml b/c/3.eml");
    assert_eq!(with(&["{a,b}/1.eml"], &["/a"]), "b/1.eml");
    let file = WalkOptions { exclude: vec!["*.eml".into()], ..WalkOptions::default() };
    assert_eq!(said(&dir.path().join("4.eml"), &file), ["excluded 5"]);
}

#[test]
fn maildirs_are_walked_without_tmp_and_control_files() {
    let dir = tree(&[
        "m/cur/1.host:2,S",
        "m/new/2.host",
        "m/tmp/3.host",
        "m/.Sent/cur/4.host:2,",
        "m/.Sent/new/",
        "m/.Sent/tmp/5.host",
        "m/dovecot-uidlist",
        "m/dovecot.index.cache",
        "m/.Sent/maildirfolder",
        "other/tmp/6.eml",
    ]);
    assert_eq!(
        default(&dir),
        [
            "m/.Sent/cur/4.host:2,",
            "not mail m/.Sent/maildirfolder 5",
            "m/cur/1.host:2,S",
            "not mail m/dovecot-uidlist 5",
            "not mail m/dovecot.index.cache 5",
            "m/new/2.host",
            "other/tmp/6.eml",
        ]
    );
    assert_eq!(said(&dir.path().join("m/tmp"), &WalkOptions::default()), ["3.host"], "asked for by name");
}

#[cfg(unix)]
#[test]
fn links_are_followed_when_asked_and_loops_end() {
    use std::os::unix::fs::symlink;
    let dir = tree(&["a/1", "elsewhere/2"]);
    symlink(dir.path().join("elsewhere"), dir.path().join("a/folder")).unwrap();
    symlink(dir.path().join("elsewhere/2"), dir.path().join("a/file")).unwrap();
    symlink(dir.path().join("a"), dir.path().join("a/loop")).unwrap();
    symlink("nowhere", dir.path().join("a/broken")).unwrap();
    let root = dir.path().join("a");
    assert_eq!(said(&root, &WalkOptions::default()), ["1"]);
    let follow = WalkOptions { follow_links: true, ..WalkOptions::default() };
    assert_eq!(
        said(&root, &follow),
        ["1", "io broken cannot read: entity not found", "file", "folder/2", "io loop symbolic link loop"]
    );
    symlink(&root, dir.path().join("root")).unwrap();
    symlink(root.join("1"), dir.path().join("one")).unwrap();
    assert_eq!(said(&dir.path().join("root"), &WalkOptions::default()), ["1"], "a PATH that is a link");
    assert_eq!(said(&dir.path().join("one"), &WalkOptions::default()), ["one"]);
    symlink("nowhere", dir.path().join("dangling")).unwrap();
    let dangling = said(&dir.path().join("dangling"), &WalkOptions::default());
    assert_eq!(dangling, ["io dangling cannot read: entity not found"]);
}

#[cfg(unix)]
#[test]
fn sockets_are_not_opened() {
    let dir = tree(&["a"]);
    let path = dir.path().join("socket");
    let _socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    assert_eq!(default(&dir), ["a", "not mail socket 0"]);
    assert_eq!(
        said(&path, &WalkOptions::default()),
        ["unsupported socket not a regular file; mail from a pipe is read from standard input with -"]
    );
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf8_stay_apart() {
    use std::os::unix::ffi::OsStrExt;
    let print = |bytes: &[u8]| printable(OsStr::from_bytes(bytes));
    assert_eq!(print(b"caf\xe9.mbox"), r"caf\xe9.mbox");
    assert_eq!(print(br"caf\xe9.mbox"), r"caf\x5cxe9.mbox");
    assert_eq!(print(br"caf\x5cxe9.mbox"), r"caf\x5cx5cxe9.mbox");
    assert_eq!(print(r"a\b é \x".as_bytes()), r"a\b é \x");
}

#[cfg(unix)]
#[test]
fn unreadable_folders_are_problems() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tree(&["a/1", "b"]);
    let closed = dir.path().join("a");
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o000)).unwrap();
    let refused = fs::read_dir(&closed).is_err();
    let got = default(&dir);
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o755)).unwrap();
    // Root reads everything.
    if refused {
        assert_eq!(got, ["io a cannot read: permission denied", "b"]);
    }
}

#[test]
fn a_walk_between_two_places_gives_what_lies_there() {
    let dir = tree(&[
        "b",
        "a/z",
        "a/B/x",
        "a/B/y",
        "a.mbox",
        "a/out/1",
        "m/cur/1",
        "m/new/2",
        "m/tmp/3",
        "z/dovecot.index",
    ]);
    let options = WalkOptions { exclude: vec!["out".to_owned()], ..WalkOptions::default() };
    let mut whole = walk(&[dir.path().to_owned()], &options).unwrap().telling_places();
    let mut all = Vec::new();
    while let Some(walked) = whole.next() {
        all.push((whole.place().to_owned(), walked));
    }
    assert_eq!(all.len(), 9);
    for first in 0..all.len() {
        for last in first..=all.len() {
            let between = Between {
                from: if first == 0 { PathBuf::new() } else { all[first].0.clone() },
                behind: false,
                until: all.get(last).map(|(place, _)| place.clone()),
            };
            let some = walk_between(dir.path(), between, &options).unwrap();
            let expected: Vec<_> = all[first..last].iter().map(|(_, walked)| walked.clone()).collect();
            assert_eq!(some.collect::<Vec<_>>(), expected, "{first}..{last}");
            let (from, until) = (all[first].0.clone(), all.get(last).map(|(place, _)| place.clone()));
            let some = walk_between(dir.path(), Between { from, behind: true, until }, &options).unwrap();
            let expected: Vec<_> =
                all[last.min(first + 1)..last].iter().map(|(_, walked)| walked.clone()).collect();
            assert_eq!(some.collect::<Vec<_>>(), expected, "behind {first}..{last}");
        }
    }
    let file = dir.path().join("b");
    assert_eq!(walk_between(&file, Between::default(), &options).unwrap().count(), 1);
}
