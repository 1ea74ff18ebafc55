//! The register as a whole, with normal forms that are simpler than those of the recognisers.

use super::*;
use crate::model::RegisterStatus;

struct Plain;

impl Normalise for Plain {
    fn email(&self, text: &str) -> Option<String> {
        text.contains('@').then(|| text.to_lowercase())
    }
    fn phones(&self, text: &str, _: Option<[u8; 2]>) -> Vec<String> {
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        digits.strip_prefix('0').map(|rest| format!("+31{rest}")).into_iter().collect()
    }
    fn address(&self, _: &str, _: Option<[u8; 2]>) -> Option<Written> {
        None
    }
    fn number(&self, _: Kind, text: &str, _: Option<[u8; 2]>) -> Option<String> {
        Some(text.replace(' ', ""))
    }
    fn is_provider(&self, domain: &str) -> bool {
        domain == "post.example"
    }
    fn home(&self) -> Option<[u8; 2]> {
        Some(*b"NL")
    }
}

const ROWS: &str = "naam;organisatie;e-mail;telefoon;straat;huisnummer;postcode;plaats;iban;saldo\n\
    Jan de Vries;Klant B.V.;jan@klant.example;020-1234567;Dorpsstraat;12 a;1234 AB;Ons Dorp;NL91ABNA0417164300;5\n\
    H.B. Groen;;henk@post.example;06-12345678;Lindelaan;3;1234 CD;Ons Dorp;;\n\
    Anna Smit;;anna@post.example;;;;;;;\n\
    Anna Smit;;a.smit@post.example;;;;;;;\n\
    ;;;;;;;;;3\n";

fn register(text: &str) -> Register {
    Register::read(Path::new("register.csv"), text, &ColumnNames::default(), &Plain).unwrap()
}

fn details<'d>(all: &[(Kind, &'d str)]) -> Vec<Detail<'d>> {
    all.iter().map(|(kind, value)| Detail { kind: *kind, value, fields: None }).collect()
}

fn identity(register: &Register, all: &[(Kind, &str)]) -> (Vec<u32>, Vec<u32>) {
    let found = register.identify(&details(all), &Plain);
    (found.own.iter().map(|r| r.0).collect(), found.firm.iter().map(|r| r.0).collect())
}

#[test]
fn rows_are_read_and_counted() {
    let register = register(ROWS);
    assert_eq!((register.len(), register.blank()), (4, 1));
    assert_eq!((register.known_columns(), register.unknown_columns()), (9, 1));
    let first: Vec<_> = register.values(Row(0)).collect();
    assert!(first.contains(&(Kind::PostalAddress, "Dorpsstraat 12 a, 1234AB Ons Dorp, NL")), "{first:?}");
    assert_eq!(format!("{register:?}"), "Register { rows: 4, .. }");
}

#[test]
fn whose_row_it_is() {
    use Kind::{Email, Iban, Organisation, PersonName, Phone};
    let register = register(ROWS);
    let who = |all: &[(Kind, &str)]| identity(&register, all);
    let none = (Vec::new(), Vec::new());
    assert_eq!(who(&[(Email, "jan@klant.example")]), (vec![0], vec![]));
    assert_eq!(
        who(&[(Email, "piet@klant.example"), (PersonName, "Piet Bos")]),
        (vec![], vec![0]),
        "a colleague"
    );
    assert_eq!(who(&[(Email, "j.devries@klant.example")]), (vec![0], vec![]), "an address made of the name");
    assert_eq!(who(&[(PersonName, "J. de Vries"), (Organisation, "klant bv")]), (vec![0], vec![]));
    assert_eq!(who(&[(PersonName, "J. de Vries")]), none, "initials alone are nobody's");
    assert_eq!(who(&[(PersonName, "Vries, Jan de")]), (vec![0], vec![]), "one of that name");
    assert_eq!(who(&[(PersonName, "Henk Groen")]), (vec![1], vec![]), "the register has initials only");
    assert_eq!(who(&[(PersonName, "Anna Smit")]), none, "two of that name");
    assert_eq!(who(&[(Phone, "+31612345678"), (PersonName, "H. Groen")]), (vec![1], vec![]));
    assert_eq!(who(&[(Phone, "+31612345678"), (PersonName, "Piet Bos")]), none, "another has the number now");
    assert_eq!(who(&[(Iban, "NL91ABNA0417164300")]), (vec![], vec![0]), "a firm's account is nobody's own");
    assert_eq!(who(&[(Email, "x@post.example")]), none, "a provider is no firm");
}

#[test]
fn status_of_details() {
    use Kind::{DateOfBirth, Email, PersonName, Phone};
    let register = register(ROWS);
    let evidence =
        details(&[(PersonName, "Jan de Vries"), (Email, "jan@klant.example"), (Phone, "+31207654321")]);
    let identity = register.identify(&evidence, &Plain);
    let status = |kind, value| register.status(Detail { kind, value, fields: None }, &identity);
    assert_eq!(status(Email, "jan@klant.example").status, RegisterStatus::Current);
    assert_eq!(status(Phone, "+31201234567;ext=3").status, RegisterStatus::Current);
    let stale = status(Phone, "+31207654321");
    assert_eq!(stale.status, RegisterStatus::Stale);
    assert_eq!(stale.present.iter().map(|v| v.reveal().as_str()).collect::<Vec<_>>(), ["+31201234567"]);
    assert_eq!(status(DateOfBirth, "1970-01-31").status, RegisterStatus::Unregistered, "no such column");
    assert_eq!(status(PersonName, "J. de Vries").status, RegisterStatus::Current);
    let nobody = Identity::default();
    let asked = Detail { kind: Phone, value: "+31207654321", fields: None };
    assert_eq!(register.status(asked, &nobody).status, RegisterStatus::Unregistered);
    assert!(!nobody.is_known() && identity.is_known());
}

#[test]
fn the_form_of_the_file_does_not_count() {
    let cards = "BEGIN:VCARD\nFN:Jan de Vries\nEMAIL:jan@klant.example\nEND:VCARD\n";
    let lines = "{\"naam\":\"Jan de Vries\",\"e-mail\":\"jan@klant.example\"}\n";
    let table = "E-mail,Vorname,Nachname\njan@klant.example,Jan,de Vries\n";
    for text in [cards, lines, table] {
        let register = register(text);
        let values: Vec<_> = register.values(Row(0)).collect();
        assert_eq!(
            values,
            [(Kind::Email, "jan@klant.example"), (Kind::PersonName, "Jan de Vries")],
            "{text}"
        );
    }
}

#[test]
fn many_batches_are_one_register() {
    let mut text = "naam;e-mail\n".to_owned();
    for n in 0..BATCH * 2 + 5 {
        text.push_str(&format!("Jan de Vries;p{n}@klant.example\n"));
    }
    let register = register(&text);
    assert_eq!(register.len(), BATCH * 2 + 5);
    let last = format!("p{}@klant.example", BATCH + 7);
    let rows = register.rows_with(Detail { kind: Kind::Email, value: &last, fields: None });
    assert_eq!(rows, [Row((BATCH + 7) as u32)]);
    assert!(register.values(rows[0]).any(|(_, value)| value == last));
}

#[test]
fn errors_show_nothing_of_a_row() {
    let error = |text: &str| {
        Register::read(Path::new("r.jsonl"), text, &ColumnNames::default(), &Plain).unwrap_err().to_string()
    };
    assert_eq!(error("{\"naam\":\"Jan\"}\nJan de Vries\n"), "r.jsonl:2: expected a JSON object");
    assert_eq!(error("[{}]"), "r.jsonl:1: expected a JSON object a line, not a list");
    let absent = Register::load(Path::new("absent"), &ColumnNames::default(), &Plain).unwrap_err();
    assert!(absent.to_string().starts_with("absent: cannot be read"));
}
