//! Words for what somebody does: `projectleider`, `medewerkster`, `caretaker`.
//!
//! In: a word. Out: whether whoever bears the name behind it does that. In six languages, by what the words end in: compounds of
//! them have no end. This module refuses to know names; titles by themselves are found elsewhere.

/// What a word for a job says of the two words with capitals behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Job {
    /// Things and firms stand behind it too: `driver`, `manager`.
    Vague,
    /// They are a name, whatever they are.
    Sure,
}

/// The job that a word is; in lower case, but for German.
pub(super) fn job(word: &str) -> Option<Job> {
    let bytes = word.as_bytes();
    let [.., a, b] = bytes else { return None };
    let (sure, vague) = ends(&[*a, *b])?;
    let held = |list: &[&str]| {
        list.iter().any(|end| {
            let Some(begin) = word.strip_suffix(end) else {
                // `Leiter`
                return word.len() == end.len() && word.eq_ignore_ascii_case(end);
            };
            // a lone letter or two before it make another word of it
            begin.is_empty() || begin.len() > 2
        })
    };
    if held(sure) {
        return Some(Job::Sure);
    }
    held(vague).then_some(Job::Vague)
}

/// The words that end in two bytes.
fn ends(last: &[u8; 2]) -> Option<(&'static [&'static str], &'static [&'static str])> {
    let both: (&[&str], &[&str]) = match last {
        b"an" => (&["foreman"], &["electrician", "technician"]),
        b"ar" => (&["makelaar"], &["eigenaar", "leraar"]),
        b"at" => (&[], &["advocaat", "avocat"]),
        b"ca" => (&[], &["médica", "técnica"]),
        b"ce" => (&["collaboratrice", "directrice", "direttrice"], &["amministratrice", "inspectrice"]),
        b"ch" => (&[], &["coach"]),
        b"co" => (&[], &["médico", "tecnico", "técnico"]),
        b"ct" => (&[], &["architect"]),
        b"da" => (&["abogada", "encargada"], &[]),
        b"de" => (&["custode", "verzorgende"], &["vorsitzende"]),
        b"do" => (&["encargado"], &["abogado"]),
        b"dy" => (&["landlady"], &[]),
        b"en" => (&[], &["elektricien", "gardien", "technicien"]),
        b"er" => (
            &[
                "barrister",
                "berater",
                "betreuer",
                "bewindvoerder",
                "boekhouder",
                "boekhoudster",
                "caretaker",
                "carer",
                "childminder",
                "farrier",
                "gerechtsdeurwaarder",
                "gardener",
                "geschäftsführer",
                "glazenwasser",
                "groomer",
                "haulier",
                "hausmeister",
                "hovenier",
                "huismeester",
                "infirmier",
                "leider",
                "leidster",
                "leiter",
                "loodgieter",
                "mantelzorger",
                "medewerker",
                "medewerkster",
                "mitarbeiter",
                "officer",
                "opzichter",
                "penningmeester",
                "pfleger",
                "polier",
                "sachbearbeiter",
                "schoonmaakster",
                "schoonmaker",
                "tagesmutter",
                "uitvoerder",
                "vertaalster",
                "vertaler",
                "vorarbeiter",
                "woordvoerder",
                "woordvoerster",
            ],
            &[
                "adviser",
                "begeleider",
                "begeleidster",
                "beheerder",
                "beheerster",
                "conseiller",
                "deurwaarder",
                "driver",
                "engineer",
                "fahrer",
                "interpreter",
                "lawyer",
                "lehrer",
                "manager",
                "officier",
                "planner",
                "plumber",
                "schilder",
                "steuerberater",
                "teacher",
                "techniker",
                "trainer",
                "voorzitster",
                "voorzitter",
                "vorsitzender",
                "wethouder",
            ],
        ),
        b"es" => (&[], &["lerares"]),
        b"fa" => (&[], &["jefa"]),
        b"fe" => (&[], &["jefe"]),
        b"gd" => (&[], &["voogd"]),
        b"ge" => (&["conciërge", "psychologe", "verpleegkundige"], &[]),
        b"ia" => (&["secretaria", "segretaria"], &[]),
        b"id" => (&["raadslid"], &[]),
        b"in" => (
            &[
                "anwältin",
                "architektin",
                "assistentin",
                "beraterin",
                "betreuerin",
                "fahrerin",
                "geschäftsführerin",
                "hausmeisterin",
                "ingenieurin",
                "lehrerin",
                "leiterin",
                "mitarbeiterin",
                "pflegerin",
                "sachbearbeiterin",
                "sekretärin",
                "technikerin",
                "ärztin",
            ],
            &["médecin"],
        ),
        b"io" => (&[], &["secretario"]),
        b"ir" => (&["stagiair"], &[]),
        b"is" => (&[], &["notaris", "secretaris"]),
        b"je" => (&["conserje"], &[]),
        b"ke" => (&["verantwoordelijke"], &[]),
        b"kt" => (&[], &["architekt"]),
        b"le" => (&[], &["comptable", "responsabile", "responsable"]),
        b"lk" => (&["tolk"], &[]),
        b"lt" => (&[], &["anwalt"]),
        b"ne" => (&["gardienne", "technicienne"], &[]),
        b"nt" => (
            &["consulent", "docent", "soignant", "wijkagent"],
            &["accountant", "agent", "assistant", "assistent", "consultant", "gérant"],
        ),
        b"og" => (&["psycholoog"], &[]),
        b"or" => (
            &["coordinator", "coördinator", "cuidador", "solicitor", "surveyor"],
            &[
                "advisor",
                "conductor",
                "curator",
                "director",
                "doctor",
                "inspector",
                "mentor",
                "supervisor",
                "translator",
            ],
        ),
        b"ra" => (&["cuidadora", "directora", "geometra"], &["conductora"]),
        b"rd" => (&["landlord"], &[]),
        b"re" => (
            &[
                "collaboratore",
                "conseillère",
                "direttore",
                "infirmière",
                "ingénieure",
                "portiere",
                "stagiaire",
            ],
            &["amministratore", "notaire", "secrétaire", "titolare"],
        ),
        b"rk" => (&[], &["clerk"]),
        b"ro" => (&["portero"], &[]),
        b"ry" => (&[], &["secretary"]),
        b"se" => (&["adviseuse", "secretaresse"], &["eigenaresse", "nurse"]),
        b"st" => (&["receptionist"], &["dentist", "journalist", "jurist", "logopedist"]),
        b"ta" => (&["autista", "avvocata", "impiegata"], &[]),
        b"te" => (
            &[
                "assistente",
                "avocate",
                "badante",
                "consulente",
                "docente",
                "gerente",
                "gérante",
                "soignante",
                "therapeute",
            ],
            &["advocate", "assistante", "journaliste", "juriste", "logopediste"],
        ),
        b"to" => (&["impiegato"], &["avvocato"]),
        b"ts" => (&["bedrijfsarts", "dierenarts", "huisarts", "tandarts"], &["arts"]),
        b"ur" => (
            &["adviseur", "collaborateur", "rechercheur"],
            &["chauffeur", "conducteur", "directeur", "ingénieur", "inspecteur", "monteur"],
        ),
        b"ut" => (&["therapeut"], &[]),
        b"va" => (&["administrativa"], &[]),
        b"ve" => (&[], &["representative"]),
        b"vo" => (&["administrativo"], &[]),
        b"zt" => (&[], &["arzt"]),
        _ => return None,
    };
    Some(both)
}

#[cfg(test)]
mod tests {
    use super::{Job, job};

    #[test]
    fn what_somebody_does() {
        for word in [
            "medewerkster",
            "projectleider",
            "incassomedewerker",
            "Mitarbeiterin",
            "conciërge",
            "officer",
            "carer",
        ] {
            assert_eq!(job(word), Some(Job::Sure), "{word}");
        }
        for word in ["driver", "accountmanager", "gérant", "jefa"] {
            assert_eq!(job(word), Some(Job::Vague), "{word}");
        }
        for word in ["afdeling", "ander", "r", "", "team", "de"] {
            assert_eq!(job(word), None, "{word}");
        }
    }
}
