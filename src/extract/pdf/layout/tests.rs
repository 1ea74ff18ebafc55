use super::*;

fn at(left: f32, base: f32, text: &str) -> Run {
    let right = left + 5.0 * text.chars().count() as f32;
    Run { text: text.to_owned(), left, right, base, size: 10.0 }
}

fn read(runs: &[(f32, f32, &str)]) -> String {
    // in no order: the program that made the file had its own
    lines(runs.iter().rev().map(|(left, base, text)| at(*left, *base, text)).collect())
}

#[test]
fn letters_become_words_and_runs() {
    let set = |text: &str, gap: f32| {
        let mut x = 0.0;
        let mut letters = Vec::new();
        for letter in text.chars() {
            match letter {
                '_' => x += 2.8,
                '|' => x += 20.0,
                _ => {
                    letters.push((letter, x, x + 5.0));
                    x += 5.0 + gap;
                }
            }
        }
        let mut out = Vec::new();
        runs(&letters, 0.0, 10.0, &mut out);
        out.into_iter().map(|r| r.text).collect::<Vec<_>>()
    };
    assert_eq!(set("Jan_de_Vries|06 12", 0.0), ["Jan de Vries", "06 12"]);
    assert_eq!(set("KLANT_BV", 2.5), ["KLANT BV"]);
    assert_eq!(set(" x ", 0.0), ["x "]);
}

#[test]
fn rows_of_a_table_are_lines() {
    let mut runs = Vec::new();
    let names = ["Jan de Vries", "Piet Bakker", "Anna Smit"];
    let mails = ["jan@klant.example", "piet@klant.example", ""];
    let phones = ["020-1234567", "06-12345678", "030-1234567"];
    for row in 0..3 {
        let base = 700.0 - 20.0 * row as f32;
        for (left, text) in [(50.0, names[row]), (150.0, mails[row]), (300.0, phones[row])] {
            if !text.is_empty() {
                runs.push((left, base, text));
            }
        }
    }
    let expected = "Jan de Vries\tjan@klant.example\t020-1234567\nPiet Bakker\tpiet@klant.example\t06-12345678\n\
        Anna Smit\t\t030-1234567\n";
    assert_eq!(read(&runs), expected);
}

#[test]
fn a_footer_of_addresses_is_read_column_by_column() {
    let columns = [
        (50.0, ["Klant B.V.", "Dorpsstraat 1", "1234 AB Ons Dorp"]),
        (200.0, ["Tel. 020-1234567", "info@klant.example", "www.klant.example"]),
        (350.0, ["KvK 12345678", "BTW NL001234567B01", "IBAN NL91 ABNA 0417 1643 00"]),
    ];
    let mut runs = Vec::new();
    for (left, lines) in columns {
        runs.extend((0..3).map(|row| (left, 60.0 - 12.0 * row as f32, lines[row])));
    }
    let expected: String = columns.iter().map(|(_, lines)| lines.join("\n") + "\n\n").collect();
    assert_eq!(read(&runs), expected);
}

#[test]
fn a_cell_too_long_for_its_column_is_parted_from_the_next() {
    let runs = [(50.0, 700.0, "jan.de.vries@klant.example"), (176.0, 700.0, "020-1234567")];
    assert_eq!(read(&runs), "jan.de.vries@klant.example\t020-1234567\n");
}

#[test]
fn a_stretched_line_is_no_table() {
    let runs = [
        (50.0, 700.0, "Deze regels staan wijd uit elkaar hier"),
        (50.0, 688.0, "maar"),
        (90.0, 688.0, "deze"),
        (130.0, 688.0, "nog"),
        (165.0, 688.0, "meer"),
    ];
    assert_eq!(read(&runs), "Deze regels staan wijd uit elkaar hier\nmaar deze nog meer\n");
}

#[test]
fn lines_of_one_row_stand_closer_than_rows() {
    let runs = [
        (50.0, 700.0, "Inés van den"),
        (150.0, 700.0, "020-1234567"),
        (250.0, 700.0, "Dorpsstraat"),
        (50.0, 688.0, "Berg"),
        (250.0, 688.0, "187 a"),
        (50.0, 670.0, "Jan Smit"),
        (150.0, 670.0, "030-1234567"),
        (250.0, 670.0, "Kerkplein 1"),
    ];
    let expected = "Inés van den Berg\t020-1234567\tDorpsstraat 187 a\nJan Smit\t030-1234567\tKerkplein 1\n";
    assert_eq!(read(&runs), expected);
}

#[test]
fn letters_set_as_one_are_two() {
    let mut out = Vec::new();
    super::runs(
        &[('S', 0.0, 5.0), ('o', 5.0, 10.0), ('ﬁ', 10.0, 16.0), ('e', 16.0, 21.0)],
        0.0,
        10.0,
        &mut out,
    );
    assert_eq!(out[0].text, "Sofie");
}

#[test]
fn a_heading_over_a_table_is_a_line_of_its_own() {
    let runs = [
        (60.0, 720.0, "Deelnemers van de bijeenkomst in maart"),
        (50.0, 700.0, "Naam"),
        (150.0, 700.0, "Telefoon"),
        (50.0, 680.0, "Jan de Vries"),
        (150.0, 680.0, "020-1234567"),
    ];
    let expected = "Deelnemers van de bijeenkomst in maart\nNaam\tTelefoon\nJan de Vries\t020-1234567\n";
    assert_eq!(read(&runs), expected);
}

#[test]
fn a_cell_of_two_lines_stays_in_its_row() {
    let runs = [
        (50.0, 700.0, "Jan de Vries"),
        (150.0, 700.0, "Lange"),
        (250.0, 700.0, "020-1234567"),
        (150.0, 688.0, "Voorhout 177"),
        (50.0, 670.0, "Anna Smit"),
        (150.0, 670.0, "Kerkplein 1"),
        (250.0, 670.0, "030-1234567"),
    ];
    let expected = "Jan de Vries\tLange Voorhout 177\t020-1234567\nAnna Smit\tKerkplein 1\t030-1234567\n";
    assert_eq!(read(&runs), expected);
}

#[test]
fn a_wider_way_to_the_next_line_is_an_empty_one() {
    let runs = [
        (50.0, 700.0, "Beste Jan,"),
        (50.0, 676.0, "Tot dan."),
        (50.0, 664.0, "Groet,"),
        (50.0, 652.0, "Anna"),
    ];
    assert_eq!(
        read(&[(50.0, 700.0, "Klant B.V."), (300.0, 688.0, "2 maart 2014"), (50.0, 676.0, "Beste")]),
        "Klant B.V.\n2 maart 2014\nBeste\n"
    );
    assert_eq!(read(&runs), "Beste Jan,\n\nTot dan.\nGroet,\nAnna\n");
}

#[test]
fn two_addresses_beside_one_another_are_read_one_by_one() {
    let mut runs = Vec::new();
    let left = ["Klant B.V.", "Dorpsstraat 1", "1234 AB Ons Dorp", "020-1234567"];
    let right = ["Firma Jansen", "Kerkplein 12", "9876 XZ Den Haag", "info@firma.example"];
    for row in 0..4 {
        runs.push((50.0, 700.0 - 12.0 * row as f32, left[row]));
        runs.push((300.0, 700.0 - 12.0 * row as f32, right[row]));
    }
    runs.push((50.0, 640.0, "Betreft: een brief die over de hele bladzijde loopt en verder"));
    let expected = format!(
        "{}\n\n{}\n\nBetreft: een brief die over de hele bladzijde loopt en verder\n",
        left.join("\n"),
        right.join("\n")
    );
    assert_eq!(read(&runs), expected);
}

#[test]
fn columns_of_prose_are_read_one_by_one() {
    let mut runs = Vec::new();
    for row in 0..4 {
        runs.push((50.0, 700.0 - 12.0 * row as f32, "De vereniging verwelkomt haar nieuwe leden"));
        runs.push((300.0, 700.0 - 12.0 * row as f32, "met een rondleiding langs alle gebouwen"));
    }
    let text = read(&runs);
    assert!(text.starts_with("De vereniging verwelkomt haar nieuwe leden\nDe vereniging"), "{text}");
}

#[test]
fn labels_stay_beside_their_values() {
    let runs = [
        (50.0, 700.0, "Naam:"),
        (120.0, 700.0, "Jan de Vries"),
        (50.0, 688.0, "Telefoon:"),
        (120.0, 688.0, "020-1234567"),
        (50.0, 676.0, "E-mail:"),
        (120.0, 676.0, "jan@klant.example"),
    ];
    assert_eq!(read(&runs), "Naam:\tJan de Vries\nTelefoon:\t020-1234567\nE-mail:\tjan@klant.example\n");
}

#[test]
fn pieces_of_a_line_are_joined() {
    let runs = [(50.0, 700.0, "Jan"), (68.0, 700.0, "de"), (81.0, 702.0, "Vries"), (50.0, 688.0, "x")];
    assert_eq!(read(&runs), "Jan de Vries\nx\n");
    assert_eq!(read(&[(50.0, 700.0, "Vet"), (50.3, 700.0, "Vet")]), "Vet\n");
}

#[test]
fn places_that_are_no_places_are_survived() {
    let mut runs = vec![at(f32::NAN, 1.0, "a"), at(1.0, f32::INFINITY, "b"), at(-1e30, 1e30, "c")];
    runs.push(Run { size: 0.0, ..at(1.0, 1.0, "d") });
    assert_eq!(lines(runs), "c\nd\n");
    let mut out = Vec::new();
    super::runs(&[('a', f32::NAN, 0.0), ('b', 1.0, f32::NAN)], 0.0, f32::NAN, &mut out);
    assert!(!out.is_empty());
}

#[test]
fn many_runs_take_no_more_than_their_sorting() {
    let runs = (0..60_000).map(|n| at((n % 300) as f32 * 20.0, (n / 300) as f32 * 12.0, "ab")).collect();
    assert_eq!(lines(runs).split_whitespace().count(), 60_000);
}
