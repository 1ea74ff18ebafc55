//! The page of `search -o plan.html` in a browser: a plan is read, decided on and saved, and what is saved is the plan.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mailsweep::erase::plan::{Action, HoldFile, Keeping, Making, Plan, Searched};
use mailsweep::model::{
    Hit, How, Identifiers, Kind, Lang, Mention, MessageMeta, Named, PartMeta, RegionKind, Request, Role,
    Section, SourceName, Strength, Transport, Weight,
};
use mailsweep::report::html::plan::PlanPage;
use serde_json::{Value, json};

use crate::archive::{Archive, program};
use crate::browser::{SCRIPT, SHOWN, SLACK, WIDE, choose, is_silent, until_status};
use crate::letters::{ANNA, ELS, JAN, plain};
use crate::webdriver::{Browser, Wish, skip};

const KEY: [u8; 32] = [7; 32];

/// What somebody who wants to do harm would write.
const EVIL: [&str; 5] = [
    SCRIPT,
    "</script><svg onload=window.hit=3><!-- <script>",
    "\u{202e}gnp.exe\u{200b}\u{2066}\u{1b}[2J",
    "\"}],\"seal\":\"0\",\"hits\":[{\"action\":\"keep\\",
    "{{ 7*7 }}${window.hit=4}`%n",
];

/// A plan in which everything is an attack, or beyond what a script can count.
fn made(hits: usize) -> (Plan, Vec<Option<String>>) {
    let evil = |n: usize| EVIL[n % EVIL.len()];
    let part = Arc::new(PartMeta { section: Section::named("1"), ..PartMeta::default() });
    let all: Vec<Hit> = (0..hits)
        .map(|n| Hit {
            meta: MessageMeta {
                source: SourceName::new(format!("{}/{:06}.mbox", evil(n), n / 7)),
                message: u64::MAX - 100_000 + n as u64,
                offset: (1 << 53) + 1 + n as u64,
                length: (n % 3 > 0).then_some(u64::MAX - n as u64),
                message_id: Some(format!("{n}{}@klant.example", evil(n))),
                date: (n % 5 > 0).then(|| format!("2014-03-{:02}T10:11:00+01:00", n % 28 + 1)),
                archived_at: None,
                transport: Transport::Unknown,
                from: None,
                subject: None,
                custodian: evil(n).into(),
            },
            sha256: Some([n as u8; 32]),
            whole: true,
            strength: Strength::ALL[n % 3],
            roles: vec![Role::Sender, Role::Mentioned],
            alone: true,
            about_only_subject: n % 2 == 0,
            own_staff: false,
            mentions: vec![
                Mention {
                    named: Named::Detail(Kind::PersonName),
                    value: evil(n).to_owned().into(),
                    text: None,
                    how: How::Fuzzy,
                    weight: Weight::Identifier,
                    part: part.clone(),
                    region: RegionKind::Body,
                    field: None,
                    span: None,
                    initials: Vec::new(),
                };
                n % 30
            ],
            somebody_else: false,
            details: Vec::new(),
        })
        .collect();
    let subjects = (0..hits).map(|n| (n % 4 > 0).then(|| format!("{n} {}", evil(n)))).collect();
    let request = Request {
        reference: Some(evil(1).to_owned()),
        subject: Identifiers {
            names: EVIL.map(str::to_owned).to_vec(),
            other: vec![evil(0).to_owned()],
            ..Identifiers::default()
        },
        ..Request::default()
    };
    let searched = Searched {
        paths: EVIL.map(str::to_owned).to_vec(),
        called: vec![evil(1).to_owned()],
        options: [("own-domain".to_owned(), vec![evil(0).to_owned()])].into(),
        messages: u64::MAX,
        bytes: u64::MAX,
        bytes_given_up: 17,
        bytes_opaque: 5,
        problems: [("encrypted".to_owned(), 3)].into(),
    };
    let making = Making {
        program: "mailsweep 0".to_owned(),
        made: "2026-11-28T10:00:00Z".to_owned(),
        request: &request,
        searched,
        holds: vec![HoldFile::new(EVIL[0].to_owned(), b"", &KEY)],
        second_approver: true,
        mark: "[removed]".to_owned(),
        masked: false,
    };
    let shown = |mention: &Mention| mention.value.reveal().clone();
    let say = |_: &_| evil(hits).to_owned();
    (Plan::new(making, &all, &KEY, &|_| Keeping::default(), &shown, &say), subjects)
}

fn write(plan: &Plan, subjects: &[Option<String>], lang: Lang, path: &Path) -> Vec<u8> {
    let json = serde_json::to_vec_pretty(plan).unwrap();
    let mut page = Vec::new();
    PlanPage { json: &json, subjects, lang }.write(&mut page).unwrap();
    fs::write(path, page).unwrap();
    json
}

/// A plan as the program makes it, and its page.
fn searched(lang: &str) -> (Archive, PathBuf) {
    let mut archive = Archive::new()
        .eml("a.eml", plain(ELS, ANNA, "Meneer De Vries belde.\n"))
        .eml("b.eml", plain(JAN, ANNA, "Bel Els Bakker, 030-5550122.\n"));
    for n in 0..40 {
        archive = archive.eml(&format!("inbox/{n:02}.eml"), plain(JAN, ANNA, "Dag.\n"));
    }
    let request = archive.beside("request.toml");
    fs::write(
        &request,
        "[request]\nreference = \"AVG-2026-014\"\nreceived = 2026-11-01\n[subject]\nnames = [\"Jan de Vries\"]\n\
         emails = [\"jan.devries@klant.example\"]\n",
    )
    .unwrap();
    fs::write(archive.beside("hold.toml"), "message_ids = []\n").unwrap();
    let page = archive.beside("plan.html");
    let output = program()
        .args(["search", "--quiet", "--lang", lang, "--second-approver", "--own-domain", "huis.example"])
        .arg("--state-key")
        .arg(archive.beside("key"))
        .arg("--hold")
        .arg(archive.beside("hold.toml"))
        .arg("--request")
        .arg(request)
        .arg("-o")
        .arg(archive.beside("plan.json"))
        .arg("-o")
        .arg(&page)
        .arg(archive.root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (archive, page)
}

/// What was saved under this name.
fn saved(folder: &Path, name: &str) -> Vec<u8> {
    let waiting = Instant::now();
    let path = folder.join(name);
    // the browser holds the name with an empty file while it writes another, which takes its place
    loop {
        let there: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        let under_way = there.iter().any(|name| name.to_string_lossy().ends_with(".crdownload"));
        if !under_way && path.metadata().is_ok_and(|m| m.len() > 0) {
            break;
        }
        assert!(waiting.elapsed() < Duration::from_secs(30), "{there:?}");
        std::thread::sleep(Duration::from_millis(30));
    }
    fs::read(path).unwrap()
}

fn fill(browser: &Browser, selector: &str, text: &str) {
    browser.run(&format!(
        "const input = document.querySelector({}); input.value = {};
         input.dispatchEvent(new Event('input')); input.dispatchEvent(new Event('change'))",
        json!(selector),
        json!(text)
    ));
}

fn state(browser: &Browser) -> String {
    // it is told with the next picture
    browser.run_async("requestAnimationFrame(() => requestAnimationFrame(arguments[arguments.length - 1]))");
    browser.text("return document.getElementById('state').textContent")
}

fn note(browser: &Browser, part: &str) {
    browser.until(&format!("return document.getElementById('note').textContent.includes({})", json!(part)));
}

fn warns(browser: &Browser) -> bool {
    let event = "const e = new Event('beforeunload', { cancelable: true }); dispatchEvent(e); return e.defaultPrevented";
    browser.run(event) == json!(true)
}

#[test]
fn a_plan_is_decided_on_saved_and_opened_again() {
    let Some(browser) = Browser::start(&WIDE) else { return };
    let (archive, page) = searched("en");
    let downloads = archive.beside("downloads");
    fs::create_dir(&downloads).unwrap();
    browser.download_to(&downloads);
    browser.open(&page);
    until_status(&browser, "1 to 25 of 42");
    let asked = browser.text("return document.querySelector('.asked-of').textContent");
    assert!(asked.contains("AVG-2026-014") && asked.contains("jan.devries@klant.example"), "{asked}");
    let rows = browser.text(&format!("{SHOWN} return panel.querySelector('tbody').textContent"));
    assert!(!rows.contains("Vries") && rows.contains("V…"), "masked: {rows}");
    let count =
        |cell: &str| browser.number(&format!("return +document.getElementById('{cell}').textContent"));
    assert_eq!((count("n-delete"), count("n-redact"), count("n-keep-possible")), (40, 1, 1));
    assert!(!warns(&browser) && state(&browser) == "All is as proposed.");

    // by keyboard: another action, then the reason
    fill(&browser, "#me", "Ans de Boer");
    choose(&browser, "strength", "possible");
    until_status(&browser, "1 to 1 of 1 that match");
    browser.run(&format!("{SHOWN} panel.querySelector('tbody select').focus()"));
    browser.press(&["\u{e013}", "\u{e013}"]);
    let cell = |what: &str| {
        browser.run(&format!("{SHOWN} const tr = panel.querySelector('tbody tr'); return {what}"))
    };
    assert_eq!(cell("tr.querySelector('select').value"), "delete");
    assert_eq!(cell("tr.querySelector('input').ariaInvalid"), "true");
    assert_eq!(cell("tr.querySelectorAll('input')[1].value"), "Ans de Boer");
    assert_eq!(
        state(&browser),
        "Decided otherwise than proposed: 1. Without a reason: 1. There are changes that are not saved yet."
    );
    assert_eq!((count("n-delete-possible"), count("n-keep")), (1, 0));
    assert!(warns(&browser));
    // a reason is asked for before anything is saved
    browser.run("document.getElementById('save').click()");
    note(&browser, "have no reason: 1");
    browser.run("document.querySelector('#note button').click()");
    browser.until(&format!("{SHOWN} return document.activeElement === panel.querySelector('tbody input')"));
    until_status(&browser, "1 to 1 of 1 that match");
    browser.press(&["i", "t", " ", "i", "s", " ", "\"", "h", "e", "\"", "\\"]);
    assert_eq!(cell("tr.querySelector('input').ariaInvalid"), "false");

    // what is found by a search, a source and a reason of the proposal
    browser.run(&format!("{SHOWN} panel.querySelector('.clear').click()"));
    fill(&browser, "[type=search]", "it is \"he");
    until_status(&browser, "1 to 1 of 1 that match");
    browser.run(&format!("{SHOWN} panel.querySelector('.clear').click()"));
    choose(&browser, "why", "Others' details are in it: only those of the subject go.");
    until_status(&browser, "1 to 1 of 1 that match");
    choose(&browser, "source", "b.eml");
    until_status(&browser, "1 to 1 of 1 that match");
    choose(&browser, "source", "a.eml");
    until_status(&browser, "0 to 0 of 0 that match");

    // many at once, and back
    browser.run(&format!("{SHOWN} panel.querySelector('.clear').click()"));
    until_status(&browser, "of 42");
    browser.run(
        "document.getElementById('bulk-action').value = 'keep'; document.getElementById('bulk-do').click()",
    );
    note(&browser, "Give a reason");
    fill(&browser, "#bulk-reason", "later");
    browser.run("document.getElementById('bulk-do').click()");
    note(&browser, "Changed: 42.");
    assert_eq!((count("n-keep"), count("n-delete")), (42, 0));
    browser.run("document.querySelector('#note button').click()");
    note(&browser, "Undone.");
    assert_eq!((count("n-keep"), count("n-delete")), (0, 41));

    fill(&browser, "#mark", "[weg \u{1f5d1}]");
    fill(&browser, "#approvers input", "Ans de Boer");
    browser.run("document.getElementById('save').click()");
    let first = saved(&downloads, "plan.json");
    note(&browser, "two different names");
    assert!(!warns(&browser));

    // what was saved is the plan but for what was decided
    let before: Value = serde_json::from_slice(&fs::read(archive.beside("plan.json")).unwrap()).unwrap();
    assert_eq!(before["holds"].as_array().map(Vec::len), Some(1), "and that is saved too");
    let mut expected = before.clone();
    expected["mark"] = json!("[weg \u{1f5d1}]");
    expected["approved_by"] = json!(["Ans de Boer"]);
    let hits = expected["hits"].as_array_mut().unwrap();
    let other = hits.iter_mut().find(|h| h["strength"] == "possible").unwrap();
    other["action"] = json!("delete");
    other["reason"] = json!("it is \"he\"\\");
    other["by"] = json!("Ans de Boer");
    assert_eq!(serde_json::from_slice::<Value>(&first).unwrap(), expected);
    let erase = |path: &Path| {
        program()
            .args(["erase", "--quiet", "--state-key"])
            .arg(archive.beside("key"))
            .arg(path)
            .output()
            .unwrap()
    };
    let shown = erase(&downloads.join("plan.json"));
    let table = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(shown.status.success() && table.contains("delete"), "{table}{shown:?}");

    // somebody else goes on with it
    let second = archive.beside("second");
    fs::create_dir(&second).unwrap();
    let Some(browser) = Browser::start(&WIDE) else { return };
    browser.download_to(&second);
    browser.open(&page);
    let tampered = String::from_utf8(first.clone()).unwrap().replace("\"seal\": \"", "\"seal\": \"0");
    fs::write(archive.beside("other.json"), tampered).unwrap();
    browser.choose_file("#open", &archive.beside("other.json"));
    note(&browser, "not the plan of this page");
    browser.choose_file("#open", &downloads.join("plan.json"));
    note(&browser, "You go on with plan.json");
    assert_eq!(state(&browser), "Decided otherwise than proposed: 1.");
    let names = "return [...document.querySelectorAll('#approvers input')].map(i => i.value).join('|')";
    assert_eq!(browser.text(names), "Ans de Boer|");
    fill(&browser, "#approvers label:nth-of-type(2) input", "Piet Kok");
    browser.run("document.getElementById('save').click()");
    expected["approved_by"] = json!(["Ans de Boer", "Piet Kok"]);
    let both = saved(&second, "plan.json");
    assert_eq!(serde_json::from_slice::<Value>(&both).unwrap(), expected);
    note(&browser, "Saved as plan.json");
    is_silent(&browser);
}

#[test]
fn ten_thousand_hits_open_at_once_and_are_saved_to_the_byte() {
    let Some(browser) = Browser::start(&WIDE) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("page.html");
    let (plan, subjects) = made(10_000);
    let json = write(&plan, &subjects, Lang::Nl, &path);
    browser.download_to(folder.path());
    browser.open(&path);
    let opened = browser.number("return window.performance.getEntriesByName('ready')[0].startTime");
    let size = fs::metadata(&path).unwrap().len();
    let _ = writeln!(std::io::stderr(), "   a plan of ten thousand hits: {size} bytes, open in {opened} ms");
    assert!(opened < 2_000 * SLACK, "{opened} ms");
    until_status(&browser, "1 tot en met 25 van 10.000");

    // nothing changed: the text as it was
    browser.run("document.getElementById('save').click()");
    assert!(saved(folder.path(), "page.json") == json, "the same bytes");
    fs::remove_file(folder.path().join("page.json")).unwrap();

    // the first and the last row, and a half of a pair
    browser.run(&format!("{SHOWN} panel.querySelector('tbody select').value = 'keep'; panel.querySelector('tbody select').dispatchEvent(new Event('change'))"));
    browser.run(&format!("{SHOWN} const i = panel.querySelector('tbody input'); i.value = 'a\\ud800b\"'; i.dispatchEvent(new Event('input'))"));
    browser.run(&format!("{SHOWN} panel.querySelectorAll('.pages button')[3].click()"));
    until_status(&browser, "9.976 tot en met");
    browser.run(&format!("{SHOWN} const i = [...panel.querySelectorAll('tbody input')].pop(); i.value = 'Ans'; i.dispatchEvent(new Event('input'))"));
    browser.run("document.getElementById('save').click()");
    let read = Plan::read(&saved(folder.path(), "page.json"), &KEY).unwrap();
    let mut expected = plan;
    expected.hits[0].action = Action::Keep;
    expected.hits[0].reason = Some("a\u{fffd}b\"".to_owned());
    expected.hits[9_999].by = Some("Ans".to_owned());
    assert!(read == expected, "what is sealed is as it was");
    is_silent(&browser);
}

#[test]
fn what_mail_and_requests_say_is_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.html");
    let (plan, subjects) = made(40);
    write(&plan, &subjects, Lang::En, &path);
    let source = fs::read_to_string(&path).unwrap();
    assert!(!source.chars().any(|c| c != '\n' && mailsweep::report::sanitise::acts(c)), "as text, too");
    for width in [1280, 360] {
        let Some(browser) = Browser::start(&Wish { dark: false, width }) else { return };
        browser.open(&path);
        browser.run(&format!("{SHOWN} panel.querySelectorAll('.open').forEach(b => b.click())"));
        let text = browser.text("return document.body.innerText");
        for part in ["<img src=x onerror", "</script><svg", "\\u{202e}", "9,007,199,254,740,993"] {
            assert!(text.contains(part), "it is there, as text: {part}");
        }
        let wider = browser
            .number("const e = document.scrollingElement; return Math.max(0, e.scrollWidth - e.clientWidth)");
        assert_eq!(wider, 0, "at {width}");
        assert_eq!(browser.run("return window.hit ?? null"), json!(null));
        let strange = "return document.querySelectorAll('img, iframe, object, embed, form, main script, main style, main svg, [onload], [onerror], [style]').length";
        assert_eq!(browser.number(strange), 0);
        is_silent(&browser);
    }
}

#[test]
fn a_page_without_hits_says_so() {
    let Some(browser) = Browser::start(&WIDE) else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.html");
    let (plan, subjects) = made(0);
    let json = write(&plan, &subjects, Lang::En, &path);
    browser.download_to(folder.path());
    browser.open(&path);
    let text = browser.text("return document.body.innerText");
    assert!(text.contains("There are no messages to decide on."), "{text}");
    browser.run("document.getElementById('save').click()");
    assert!(saved(folder.path(), "plan.json") == json);
    is_silent(&browser);
}

#[test]
fn the_plan_is_printed_and_accessible_in_both_languages_light_and_dark() {
    let axe = std::env::var_os("MAILSWEEP_AXE").map(|axe| fs::read_to_string(axe).unwrap());
    if axe.is_none() {
        skip("MAILSWEEP_AXE does not name axe.min.js");
    }
    let mut papers = Vec::new();
    for (lang, dark, width) in
        [("en", false, 1280), ("nl", true, 1280), ("nl", false, 360), ("en", true, 360)]
    {
        let (_archive, page) = searched(lang);
        let Some(browser) = Browser::start(&Wish { dark, width }) else { return };
        browser.open(&page);
        assert_eq!(browser.text("return document.documentElement.lang"), lang);
        papers.push(browser.text("return getComputedStyle(document.body).backgroundColor"));
        // with a decision that lacks a reason, what asks for it, and a row that is open
        browser.run(&format!(
            "{SHOWN} panel.querySelector('details').open = true; panel.querySelector('.open').click();
             const s = panel.querySelector('tbody select'); s.value = 'redact'; s.dispatchEvent(new Event('change'));
             document.getElementById('save').click()"
        ));
        browser.until("return document.querySelectorAll('#note button').length === 2");
        if let Some(axe) = &axe {
            browser.run(axe);
            let found = browser.run_async(
                "const done = arguments[arguments.length - 1];
                 axe.run(document, { resultTypes: ['violations'] }).then(r => done({ rules: r.passes.length, found: r.violations.map(v =>
                     `${v.impact} ${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | ')}`) }))",
            );
            assert!(found["rules"].as_u64().unwrap() > 20, "it looked: {found}");
            assert_eq!(found["found"], json!([]), "{lang}, dark: {dark}, {width}");
        }
        let pdf = browser.print();
        assert!(pdf.starts_with("JVBERi") && pdf.len() > 30_000, "{}", pdf.len());
        browser.devtools("Emulation.setEmulatedMedia", &json!({"media": "print", "features": []}));
        let shown = browser.run(
            "const is = s => [...document.querySelectorAll(s)].some(e => e.getClientRects().length);
             return [is('.saving'), is('#bulk'), is('.controls'), is('tbody select'), is('#approvers input')]",
        );
        assert_eq!(shown, json!([false, false, false, true, true]));
        is_silent(&browser);
    }
    assert_ne!(papers[0], papers[1]);
}
