//! Signatures and feet of many sorts, each with what is found in it and what is not.

use crate::model::Kind;
use crate::recognise::{Context, Recognisers};

/// What is found in a text of these kinds, in order.
pub(super) fn found_of(text: &str, kinds: &[Kind]) -> Vec<(Kind, String)> {
    let context = Context { countries: vec![*b"NL"], ..Context::default() };
    let out = Recognisers::built_in(kinds).find_in(text, &context);
    out.iter().map(|m| (m.kind, m.value.reveal().clone())).collect()
}

/// Organisations, titles and departments of a text, with names of people and numbers before them.
fn found(text: &str) -> Vec<(char, String)> {
    use Kind::{CompanyNumber, Department, Email, JobTitle, Organisation, PersonName, Phone, PostalAddress};
    let kinds = [Organisation, JobTitle, Department, PersonName, Phone, PostalAddress, CompanyNumber, Email];
    let sort = |kind| match kind {
        Organisation => 'o',
        JobTitle => 't',
        Department => 'd',
        _ => '-',
    };
    let out = found_of(text, &kinds).into_iter();
    out.map(|(kind, value)| (sort(kind), value)).filter(|(sort, _)| *sort != '-').collect()
}

fn all_are(cases: &[(&str, &[(char, &str)])]) {
    for (text, expected) in cases {
        let found = found(text);
        let found: Vec<_> = found.iter().map(|(kind, value)| (*kind, value.as_str())).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn departments_of_several_trades() {
    all_are(&[
        (
            "Yours sincerely,\nAnna Smith\nDepartment of Soil and Water Science, University of Onsdorp\nTel 020-2345678",
            &[('d', "Department of Soil and Water Science"), ('o', "University of Onsdorp")],
        ),
        (
            "Yours sincerely,\nAnna Smith\nAssociate Professor, School of Geography\nUniversity of Onsdorp\nTel 020-2345678",
            &[('t', "Associate Professor"), ('d', "School of Geography"), ('o', "University of Onsdorp")],
        ),
        (
            "Groet,\nAnna Smit\nsecretaresse\nPoli Orthopedie\n020-2345678",
            &[('t', "secretaresse"), ('d', "Poli Orthopedie")],
        ),
        (
            "Groet,\nAnna Smit\nverpleegkundige\nVerpleegafdeling C2\n020-2345678",
            &[('t', "verpleegkundige"), ('d', "Verpleegafdeling C2")],
        ),
        ("Groet,\nAnna Smit\nBinnendienst Zuid\n020-2345678", &[('d', "Binnendienst Zuid")]),
        ("Grüße\nHans Müller\n-Vertrieb-\n020-2345678", &[('d', "Vertrieb")]),
        ("Cordialement,\nJean Dupont\nUrgences pédiatriques\n020-2345678", &[('d', "Urgences pédiatriques")]),
        ("Cordialement,\nJean Dupont\nVie scolaire\n020-2345678", &[('d', "Vie scolaire")]),
        ("Un saludo,\nJuan García\nSecretaría\n020-2345678", &[('d', "Secretaría")]),
        ("Un saludo,\nAna García\nSecretaria\n020-2345678", &[('t', "Secretaria")]),
        ("Saluti\nMario Rossi\nAssistenza Tecnica\n020-2345678", &[('d', "Assistenza Tecnica")]),
        ("Regards,\nMary Smith\nMedical Physics\n020-2345678", &[('d', "Medical Physics")]),
        ("Cordiali saluti,\nPoli Marco\n020-2345678", &[]),
        ("Menu\nMedical\nEmergency\n020-2345678", &[]),
    ]);
}

#[test]
fn departments_behind_names() {
    all_are(&[
        ("Stuur het aan Anna Smit van Personeelszaken (020-2345678).", &[('d', "Personeelszaken")]),
        ("Bel Anna Smit van de afdeling Inkoop (020-2345678).", &[('d', "afdeling Inkoop")]),
        ("Call Mary Smith from Accounts Payable on 020-2345678.", &[('d', "Accounts Payable")]),
        ("Zie de lijst.\nAnna Smit, Inkoop", &[('d', "Inkoop")]),
        (
            "Zie de lijst.\nAnna Smit, secretaris\nBuurtvereniging Klant",
            &[('t', "secretaris"), ('o', "Buurtvereniging Klant")],
        ),
        ("Ik sprak gisteren met Anna Smit van Marketing Klantsma (020-2345678).", &[]),
        ("Zie de lijst.\nAnna Smit, Utrecht", &[]),
    ]);
}

#[test]
fn departments_before_who_is_there() {
    all_are(&[
        ("Per urgenze: Ufficio Acquisti, Sig.ra Anna Smit, 020-2345678.", &[('d', "Ufficio Acquisti")]),
        ("Contact : Service Achats, Mme Anna Smit, 020-2345678.", &[('d', "Service Achats")]),
        ("Per urgenze: Ons Dorp, Sig.ra Anna Smit, 020-2345678.", &[]),
        ("Groet,\nAnna Smit\nKlantendienst FR\n020-2345678", &[('d', "Klantendienst FR")]),
        (
            "Groet,\nAnna Smit\nsectie Agrarisch & Vastgoed\n020-2345678",
            &[('d', "sectie Agrarisch & Vastgoed")],
        ),
    ]);
}

#[test]
fn titles_that_no_list_has() {
    all_are(&[
        ("Groet,\nAnna Smit\nleerkracht groep 7/8\n020-2345678", &[('t', "leerkracht groep 7/8")]),
        ("Groet,\nAnna Smit\nleerkracht 020\n020-2345678", &[]),
        (
            "Groet,\nir. Anna Smit  *  Senior projectontwikkelaar  *  Klant BV\n020-2345678",
            &[('t', "Senior projectontwikkelaar"), ('o', "Klant BV")],
        ),
        ("Groet,\nir. Anna Smit heeft de senior projectontwikkelaar van ons gesproken\n020-2345678", &[]),
        ("Groet,\nAnna Smit\nmonteur koudetechniek\n020-2345678", &[('t', "monteur koudetechniek")]),
        (
            "Groet,\nAnna Smit\nbeleidsadviseur Verkeer en Vervoer\n020-2345678",
            &[('t', "beleidsadviseur Verkeer en Vervoer")],
        ),
        ("Regards,\nAnna Smit\nParish Clerk\n020-2345678", &[('t', "Parish Clerk")]),
        ("Regards,\nAnna Smit\nPharmacy Department\n020-2345678", &[('d', "Pharmacy Department")]),
        ("Grüße\nAnna Smit\nPTA\n020-2345678", &[('t', "PTA")]),
        ("Grüße\nPTA\nAnna Smit\n020-2345678", &[]),
        (
            "Groet,\nAnna Smit\nvertegenwoordiger Oost- en West-Vlaanderen\n020-2345678",
            &[('t', "vertegenwoordiger Oost- en West-Vlaanderen")],
        ),
        ("Nieuws: Anna Smit, zelfstandig bakker uit Ons Dorp, neemt over.", &[('t', "zelfstandig bakker")]),
        (
            "Merci,\nJean Dupont\nclerc de notaire\nÉtude de Maître Clientel\n020-2345678",
            &[('t', "clerc de notaire"), ('o', "Étude de Maître Clientel")],
        ),
        (
            "Groet,\nAnna Smit\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}Jan de Vries\nmakelaar taxateur\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}\u{a0}assistent-makelaar\n020-2345678",
            &[('t', "makelaar taxateur"), ('t', "assistent-makelaar")],
        ),
        (
            "Regards,\nMary Smith\ncourt-certified interpreter\n020-2345678",
            &[('t', "court-certified interpreter")],
        ),
        (
            "Groet,\nAnna Smit, ambachtelijk bakkersadviseur\n020-2345678",
            &[('t', "ambachtelijk bakkersadviseur")],
        ),
        (
            "Groet,\nAnna Smit / Medewerker Huurincasso / Woonstichting Klantenland Noord / 020 - 234 56 78",
            &[('t', "Medewerker Huurincasso"), ('o', "Woonstichting Klantenland Noord")],
        ),
        (
            "Merci,\nJean Dupont\nCadre de santé\nCentre de Soins de l'Exemple\n020-2345678",
            &[('t', "Cadre de santé"), ('o', "Centre de Soins de l'Exemple")],
        ),
        ("Maître,\n\nVeuillez croire, Maître, à nos salutations.\n020-2345678", &[]),
        ("0161-2034   Klantwell tester   20-61\nBourdon gauge\n020-2345678", &[]),
        ("Huisarts:\u{a0}  J. Smit\n020-2345678", &[]),
    ]);
}

#[test]
fn firms_at_the_foot() {
    let row = "Dit is een lange regel van een nieuwsbrief, die in een rij van een tabel stond.\n";
    let foot =
        format!("{row}{row}{row}{row}Stichting Klantenkrant\nDorpsstraat 1, 1234 AB Delft\nKvK 12345678");
    all_are(&[
        (&foot, &[('o', "Stichting Klantenkrant")]),
        ("Klantenweek Nieuws\nDorpsstraat 1, 1234 AB Delft\nKvK 12345678", &[('o', "Klantenweek Nieuws")]),
        ("Klantenweek Nieuws\nDorpsstraat 1, 1234 AB Delft\n", &[]),
        (
            "Klant Groen advocaten & notarissen • Dorpsstraat 1 • 020-2345678",
            &[('o', "Klant Groen advocaten & notarissen")],
        ),
        ("Fondazione Teatro dell'Esempio - 020-2345678", &[('o', "Fondazione Teatro dell'Esempio")]),
        ("Camera doppia a Klant Lago. Albergo Santa Klant\n020-2345678", &[]),
        ("H203\nCivil Engineering\n020-2345678", &[]),
    ]);
}

#[test]
fn forms_and_rows() {
    all_are(&[
        ("Naam ......... : Anna Smit\nFirma ........ : Klant Tegels", &[('o', "Klant Tegels")]),
        ("Company ....... Client Tiles\nPhone ......... 020-2345678", &[('o', "Client Tiles")]),
        ("Société : Adresse : 2 impasse du Pré", &[]),
        (
            "locatie;contact;telefoon;plaats\nHuisartsenpost Klant;A. Smit;020-2345678;Delft",
            &[('o', "Huisartsenpost Klant")],
        ),
        (
            "\"Huisartsenpost Klant\",\"Mw. A. Smit\",\"020-2345678\",\"Delft\"",
            &[('o', "Huisartsenpost Klant")],
        ),
    ]);
}

#[test]
fn teams_of_firms() {
    all_are(&[
        ("Grüße\nIhr Team vom Steuerbüro Kunde\n020-2345678", &[('o', "Steuerbüro Kunde")]),
        ("Groet,\nTeam Klant Tekent\ninfo@klanttekent.nl", &[('o', "Klant Tekent")]),
        ("Groet,\nTeam Wijkzorg\ninfo@klanttekent.nl", &[('d', "Team Wijkzorg")]),
    ]);
}

#[test]
fn women_and_men_at_once() {
    all_are(&[
        ("Groet,\nAnna Smit\nSachbearbeiter:in Einkauf\n020-2345678", &[('t', "Sachbearbeiter:in Einkauf")]),
        ("Groet,\nAnna Smit\nMitarbeiter*in Vertrieb\n020-2345678", &[('t', "Mitarbeiter*in Vertrieb")]),
        ("Groet,\nAnna Smit\nLeiter/in Personal\n020-2345678", &[('t', "Leiter/in Personal")]),
        (
            "Groet,\nAnna Smit\nTechnicien(ne) de maintenance\n020-2345678",
            &[('t', "Technicien(ne) de maintenance")],
        ),
        ("Groet,\nAnna Smit\nInkoper/Acheteur\n020-2345678", &[('t', "Inkoper/Acheteur")]),
        ("Groet,\nAnna Smit\nPersonal/Ausbildung\n020-2345678", &[('d', "Personal/Ausbildung")]),
        ("Groet,\nAnna Smit\nkamer/zaal\n020-2345678", &[]),
    ]);
}

#[test]
fn pairs_and_abbreviations() {
    all_are(&[
        ("Regards,\nMary Smith\nManaging Member\n020-2345678", &[('t', "Managing Member")]),
        ("Regards,\nMary Smith\nmember since 2004\n020-2345678", &[]),
        ("Grüße\nHans Müller, kfm. Leitung\n020-2345678", &[('t', "kfm. Leitung")]),
        (
            "Groet,\nAnna Smit\nUnderwriter Beroepsrisico's a.i.\n020-2345678",
            &[('t', "Underwriter Beroepsrisico's a.i.")],
        ),
        ("Functie: monteur 1e klas\nNaam: Anna Smit", &[('t', "monteur 1e klas")]),
    ]);
}

#[test]
fn departments_beside_a_name() {
    all_are(&[
        ("Bel Anna Smit (sociale dienst) of mij.", &[('d', "sociale dienst")]),
        ("Bel Anna Smit (Afdeling Inkoop) of mij.", &[('d', "Afdeling Inkoop")]),
        ("Bel Anna Smit, Credit Control, op 020-2345678.", &[('d', "Credit Control")]),
        ("Vragen: Anna Smit, Credit Control", &[('d', "Credit Control")]),
        (
            "Gracias por su reserva.\n\nDepartamento de Reservas\nJuan García, jefe de recepción",
            &[('d', "Departamento de Reservas"), ('t', "jefe de recepción")],
        ),
        ("Bel Anna Smit (thuis) of mij, Jan Smit.", &[]),
        ("Bel Anna Smit, Utrecht, op 020-2345678.", &[]),
    ]);
}

#[test]
fn offices_above_a_name() {
    all_are(&[
        ("La riunione è finita.\n\nIl Legale Rappresentante\nMario Rossi", &[('t', "Legale Rappresentante")]),
        ("Het is gedaan.\n\nDe voorzitter,\nJ. Smit", &[('t', "voorzitter")]),
        ("Het is gedaan.\n\nDe bakker is weg\nAnna Smit", &[]),
    ]);
}

#[test]
fn titles_of_many_trades() {
    for title in [
        "registerloods",
        "dijkgraaf",
        "kinesiste",
        "bevelvoerder",
        "Bosun",
        "Family Support Worker",
        "Chief Mate",
        "Vice-Chair",
        "Coroner",
        "Gemeindeschreiberin",
        "Treuhandexperte",
        "Rauchfangkehrer",
        "batelière",
        "pépiniériste",
        "conférencière",
        "socorrista",
        "trabajadora social",
        "viceparroco",
        "ispettrice",
    ] {
        let text = format!("Groet,\nAnna Smit\n{title}\n020-2345678");
        assert_eq!(found(&text), [('t', title.to_owned())], "{text}");
    }
    // what people are called too
    all_are(&[
        ("Groet,\nPieter Dijkgraaf\n020-2345678", &[]),
        ("Regards,\nMary Shepherd\n020-2345678", &[]),
        ("Grüße\nHans Metzger\n020-2345678", &[]),
    ]);
}

#[test]
fn ranks_of_a_list_of_people() {
    all_are(&[
        (
            "Rank\tName\tContact\nBosun\tJan Smit\t020-2345678\nDeck Cadet\tAnna Smit\t020-2345679",
            &[('t', "Bosun"), ('t', "Deck Cadet")],
        ),
        ("Rank\tTeam\tPoints\n1\tKlantdorp\t12\n2\tOnsdorp\t11", &[]),
    ]);
}

#[test]
fn titles_behind_a_name_in_a_sentence() {
    all_are(&[
        ("Ik kom met Anna Smit, onze medewerker inkoop.", &[('t', "medewerker inkoop")]),
        ("J'y serai avec Jeanne Dupont, notre responsable sinistres.", &[('t', "responsable sinistres")]),
        ("Er waren Anna Smit (casemanager\ndementie), Jan Smit en ik.", &[('t', "casemanager dementie")]),
        ("Adresser à Mme Jeanne Dupont, service comptabilité.", &[('d', "service comptabilité")]),
        ("Ik kom met Anna Smit, onze buurvrouw van vroeger.", &[]),
        ("Er waren Anna Smit (tot\nhalf tien), Jan Smit en ik.", &[]),
    ]);
}

#[test]
fn regions_and_teams_behind_a_title() {
    all_are(&[
        (
            "Regards,\nMary Smith\nRegional Manager, North West\n020-2345678",
            &[('t', "Regional Manager, North West")],
        ),
        (
            "Regards,\nMary Smith\nCommunity Dietitian, Primary Care Team Klantford\n020-2345678",
            &[('t', "Community Dietitian"), ('d', "Primary Care Team Klantford")],
        ),
        (
            "Grüße\nAnna Müller\nö.b.u.v. Sachverständige für Elektrotechnik\n020-2345678",
            &[('t', "ö.b.u.v. Sachverständige für Elektrotechnik")],
        ),
        ("Regards,\nMary Smith\nAccount Handler, Commercial Lines\n020-2345678", &[('t', "Account Handler")]),
        ("Regards,\nMary Smith\nRegional Manager, out today\n020-2345678", &[('t', "Regional Manager")]),
    ]);
}
