//! Names of countries, as registers have them.
//!
//! In: a cell. Out: an ISO 3166-1 alpha-2 code. This file refuses to know what is in a country.

use super::fold::squeezed;

/// Code of two letters, of three, and names in Dutch, English, German and French, folded; those of the rest of the world are
/// known by their codes.
const COUNTRIES: [(&[u8; 2], &str, &[&str]); 51] = [
    (
        b"NL",
        "nld",
        &[
            "nederland",
            "netherlands",
            "thenetherlands",
            "holland",
            "niederlande",
            "paysbas",
            "lespaysbas",
            "koninkrijkdernederlanden",
            "paisesbajos",
            "paesibassi",
        ],
    ),
    (b"BE", "bel", &["belgie", "belgium", "belgien", "belgique", "belgica", "belgio"]),
    (
        b"DE",
        "deu",
        &[
            "duitsland",
            "germany",
            "deutschland",
            "allemagne",
            "bundesrepublikdeutschland",
            "brd",
            "alemania",
            "germania",
            "d",
        ],
    ),
    (b"FR", "fra", &["frankrijk", "france", "frankreich", "francia", "f"]),
    (
        b"GB",
        "gbr",
        &[
            "verenigdkoninkrijk",
            "grootbrittannie",
            "engeland",
            "schotland",
            "wales",
            "noordierland",
            "unitedkingdom",
            "uk",
            "greatbritain",
            "england",
            "scotland",
            "northernireland",
            "vereinigteskonigreich",
            "grossbritannien",
            "royaumeuni",
            "grandebretagne",
            "angleterre",
            "reinounido",
            "regnounito",
        ],
    ),
    (
        b"US",
        "usa",
        &[
            "verenigdestaten",
            "verenigdestatenvanamerika",
            "vs",
            "amerika",
            "unitedstates",
            "unitedstatesofamerica",
            "vereinigtestaaten",
            "vereinigtestaatenvonamerika",
            "etatsunis",
            "estadosunidos",
            "statiuniti",
        ],
    ),
    (b"ES", "esp", &["spanje", "spain", "spanien", "espagne", "espana", "spagna"]),
    (b"IT", "ita", &["italie", "italy", "italien", "italia"]),
    (b"AT", "aut", &["oostenrijk", "austria", "osterreich", "oesterreich", "autriche", "a"]),
    (b"CH", "che", &["zwitserland", "switzerland", "schweiz", "suisse", "svizzera"]),
    (b"LU", "lux", &["luxemburg", "luxembourg", "groothertogdomluxemburg", "l"]),
    (b"IE", "irl", &["ierland", "ireland", "irland", "irlande", "republiekierland"]),
    (b"PT", "prt", &["portugal"]),
    (b"DK", "dnk", &["denemarken", "denmark", "danemark", "danmark"]),
    (b"SE", "swe", &["zweden", "sweden", "schweden", "suede", "sverige"]),
    (b"NO", "nor", &["noorwegen", "norway", "norwegen", "norvege", "norge"]),
    (b"FI", "fin", &["finland", "finnland", "finlande", "suomi"]),
    (b"IS", "isl", &["ijsland", "iceland", "island", "islande"]),
    (b"PL", "pol", &["polen", "poland", "pologne", "polska"]),
    (
        b"CZ",
        "cze",
        &["tsjechie", "czechia", "czechrepublic", "tschechien", "tcheque", "republiquetcheque", "tchequie"],
    ),
    (b"SK", "svk", &["slowakije", "slovakia", "slowakei", "slovaquie"]),
    (b"HU", "hun", &["hongarije", "hungary", "ungarn", "hongrie"]),
    (b"RO", "rou", &["roemenie", "romania", "rumanien", "roumanie"]),
    (b"BG", "bgr", &["bulgarije", "bulgaria", "bulgarien", "bulgarie"]),
    (b"GR", "grc", &["griekenland", "greece", "griechenland", "grece", "el"]),
    (b"HR", "hrv", &["kroatie", "croatia", "kroatien", "croatie"]),
    (b"SI", "svn", &["slovenie", "slovenia", "slowenien"]),
    (b"EE", "est", &["estland", "estonia", "estonie"]),
    (b"LV", "lva", &["letland", "latvia", "lettland", "lettonie"]),
    (b"LT", "ltu", &["litouwen", "lithuania", "litauen", "lituanie"]),
    (b"CY", "cyp", &["cyprus", "zypern", "chypre"]),
    (b"MT", "mlt", &["malta", "malte"]),
    (b"LI", "lie", &["liechtenstein"]),
    (b"MC", "mco", &["monaco"]),
    (b"TR", "tur", &["turkije", "turkey", "turkei", "turquie", "turkiye"]),
    (b"UA", "ukr", &["oekraine", "ukraine"]),
    (b"RU", "rus", &["rusland", "russia", "russland", "russie"]),
    (b"MA", "mar", &["marokko", "morocco", "maroc"]),
    (b"SR", "sur", &["suriname"]),
    (b"CW", "cuw", &["curacao"]),
    (b"AW", "abw", &["aruba"]),
    (b"BQ", "bes", &["bonaire", "caribischnederland"]),
    (b"CA", "can", &["canada", "kanada"]),
    (b"AU", "aus", &["australie", "australia", "australien"]),
    (b"NZ", "nzl", &["nieuwzeeland", "newzealand", "neuseeland", "nouvellezelande"]),
    (b"ZA", "zaf", &["zuidafrika", "southafrica", "sudafrika", "afriquedusud"]),
    (b"CN", "chn", &["china", "chine"]),
    (b"JP", "jpn", &["japan", "japon"]),
    (b"IN", "ind", &["india", "indien", "inde"]),
    (b"ID", "idn", &["indonesie", "indonesia", "indonesien"]),
    (b"BR", "bra", &["brazilie", "brazil", "brasilien", "bresil"]),
];

/// The country that a cell names.
pub(super) fn country(text: &str) -> Option<[u8; 2]> {
    let folded = squeezed(text);
    let known = COUNTRIES.iter().find(|(code, three, names)| {
        folded.len() == 2 && folded.as_bytes().eq_ignore_ascii_case(*code)
            || folded == *three
            || names.contains(&folded.as_str())
    });
    if let Some((code, ..)) = known {
        return Some(**code);
    }
    let code: [u8; 2] = folded.to_ascii_uppercase().as_bytes().try_into().ok()?;
    code.iter().all(u8::is_ascii_uppercase).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_codes() {
        for (text, code) in [
            ("Nederland", b"NL"),
            ("NL", b"NL"),
            ("nld", b"NL"),
            ("België", b"BE"),
            ("UK", b"GB"),
            ("Österreich", b"AT"),
            ("États-Unis", b"US"),
            ("The Netherlands", b"NL"),
            ("KE", b"KE"),
        ] {
            assert_eq!(country(text), Some(*code), "{text}");
        }
        for text in ["", "-", "Ons Dorp", "1"] {
            assert_eq!(country(text), None, "{text}");
        }
    }
}
