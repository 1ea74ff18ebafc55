use super::super::blocks::tests::unpacked;
use super::*;

const HOSTILE: &str =
    "</script><script>alert(1)</script>\u{202e}\u{200b}\x1b[2J\" onload='x' <!-- ${x} {{ x }}";

fn plan(hits: u64, source: &dyn Fn(u64) -> String) -> Value {
    let hits: Vec<Value> = (0..hits)
        .map(|n| {
            json!({
                "number": n, "source": source(n), "message": u64::MAX, "offset": u64::MAX - 1, "length": null,
                "message_id": HOSTILE, "date": "2014-03-02T10:11:00+01:00", "custodian": HOSTILE, "sha256": null,
                "strength": "likely", "role": ["sender"], "about_only_subject": false, "proposed": "redact",
                "matched": [{"kind": "phone", "value": HOSTILE, "how": "variant", "part": "1", "region": "body"}],
                "matched_omitted": 2, "action": "redact", "why": HOSTILE, "seal": "00"
            })
        })
        .collect();
    json!({
        "schema_version": 1, "document": "erasure-plan", "program": "mailsweep 0", "made": "2026-11-28T10:00:00Z",
        "request": {"kind": "erasure", "reference": HOSTILE, "received": "2026-11-01",
                    "subject": {"names": [HOSTILE], "other": ["KL-1"]}},
        "searched": {"paths": [HOSTILE], "options": {"country": ["NL"]}, "messages": 7, "bytes": 2048,
                     "bytes_given_up": 1, "bytes_opaque": 0, "problems": {"encrypted": 2}},
        "second_approver": false, "mark": HOSTILE, "approved_by": [], "masked": true, "hits": hits, "seal": "00"
    })
}

fn page(plan: &Value, lang: Lang) -> String {
    let mut out = Vec::new();
    let subjects = [Some(HOSTILE.to_owned())];
    let json = serde_json::to_vec(plan).unwrap();
    PlanPage { json: &json, subjects: &subjects, lang }.write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn a_row_tells_what_the_plan_says_with_numbers_as_they_are() {
    let page = page(&plan(2, &|n| format!("verkoop/{n}.eml")), Lang::Nl);
    let rows = unpacked(&page, "hits");
    assert_eq!(rows.len(), 2);
    let row = rows[0].as_array().unwrap();
    assert_eq!((row.len(), &row[1], &row[4]), (18, &json!("redact"), &json!("verkoop/0.eml")));
    assert_eq!(row[5], "18.446.744.073.709.551.615");
    assert_eq!(row[12], "18.446.744.073.709.551.614");
    assert_eq!((&row[13], &row[16], &row[17]), (&Value::Null, &json!(2), &json!(0)));
    assert!(row[7].as_str().unwrap().contains("\\u{202e}") && rows[1][7].is_null());
    for part in
        ["7 berichten, 2,0 KiB", "1 november 2026", "er is een sleutel of wachtwoord voor nodig", "KL-1"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("id=\"n-redact-likely\">2<"));
}

#[test]
fn what_a_plan_says_is_no_markup() {
    for lang in Lang::ALL {
        let page = page(&plan(3, &|_| HOSTILE.to_owned()), lang);
        let scripts: Vec<&str> =
            page.split("<script").skip(1).map(|s| s.split('>').next().unwrap()).collect();
        assert_eq!(scripts.iter().filter(|s| s.is_empty()).count(), 1, "one script that runs: {scripts:?}");
        assert_eq!(page.matches("</script>").count(), scripts.len());
        assert!(!page.chars().any(|c| c != '\n' && super::super::super::sanitise::acts(c)));
        let markup = page.split("<script type=\"application/json\"").next().unwrap();
        assert!(!markup.contains("onload='x'") && !markup.contains("<!--"));
    }
}

#[test]
fn sources_to_choose_from_are_folders_where_they_are_too_many() {
    let groups_of = |plan: &Value| {
        let page = page(plan, Lang::En);
        let data = page.split_once("id=\"data\">").unwrap().1.split_once("</script>").unwrap().0;
        serde_json::from_str::<Value>(data).unwrap()["groups"].clone()
    };
    let file = |n: u64| format!("{}/{n}.eml", ["anna", "els"][n as usize % 2]);
    let page = page(&plan(2, &file), Lang::En);
    assert!(page.contains("\"whys\":[\"") && page.contains("\\\\u{202e}"), "as the rows have it");
    assert_eq!(groups_of(&plan(2, &file)), json!(["anna/0.eml", "els/1.eml"]));
    assert_eq!(groups_of(&plan(700, &file)), json!(["anna", "els"]));
    assert_eq!(groups_of(&plan(700, &|n| format!("{n}/{n}.eml"))), json!([]));
}

#[test]
fn what_is_no_plan_is_told_without_its_values() {
    let json = br#"{"made": "Jan"}"#;
    let error = PlanPage { json, subjects: &[], lang: Lang::En }.write(&mut Vec::new()).unwrap_err();
    assert!(!error.to_string().contains("Jan"), "{error}");
}
