//! Words for what a house does for somebody, that lead to its name: `transporteur`, `insurer`, `gestoría`.
//!
//! In: a word, or what stands before a name. Out: whether it is such a word, or ends with one. This module refuses to know of words for
//! what people do: somebody's name stands behind those.

/// In order; lower case.
const AGENTS: [&str; 287] = [
    "accountants",
    "accountantskantoor",
    "administratiekantoor",
    "adviesbureau",
    "advocatenkantoor",
    "affréteur",
    "agence",
    "agencia",
    "agency",
    "agents",
    "agentur",
    "agenzia",
    "alarmcentrale",
    "anwaltskanzlei",
    "arbeitgeber",
    "architectenbureau",
    "aseguradora",
    "asesoría",
    "assicuratore",
    "assicurazione",
    "assurance",
    "assurantiekantoor",
    "assureur",
    "assureurs",
    "auditors",
    "autoverzekeraar",
    "azienda",
    "bailleur",
    "banca",
    "banco",
    "bank",
    "banque",
    "baufirma",
    "bedrijf",
    "bergingsbedrijf",
    "betrieb",
    "bouwbedrijf",
    "brokers",
    "bufete",
    "builders",
    "bureau",
    "carrier",
    "carriers",
    "cateraar",
    "caterers",
    "charity",
    "compagnia",
    "company",
    "competitor",
    "competitors",
    "concurrent",
    "consorzio",
    "constructora",
    "consultora",
    "contractors",
    "cooperativa",
    "coopérative",
    "corporatie",
    "correduría",
    "corriere",
    "courier",
    "couriers",
    "coursier",
    "courtage",
    "dagblad",
    "dealer",
    "despacho",
    "diario",
    "dienstleister",
    "distribuidor",
    "distribuidora",
    "distributeur",
    "distributor",
    "distributore",
    "distributori",
    "distributors",
    "ditta",
    "druckerei",
    "drukker",
    "drukkerij",
    "dépanneur",
    "editore",
    "editorial",
    "employer",
    "employers",
    "employeur",
    "empresa",
    "empresas",
    "energieleverancier",
    "entreprise",
    "expediteur",
    "expertisebureau",
    "fabricant",
    "fabricante",
    "fabricantes",
    "fabricants",
    "fabrikant",
    "fachhändler",
    "firm",
    "firma",
    "fornitore",
    "fornitori",
    "forwarder",
    "forwarders",
    "fournisseur",
    "fournisseurs",
    "frachtführer",
    "fremdfirma",
    "geldverstrekker",
    "generalunternehmer",
    "genossenschaft",
    "gestoría",
    "giornale",
    "groothandel",
    "groothandelaar",
    "grossista",
    "grossiste",
    "großhändler",
    "haftpflichtversicherung",
    "haulier",
    "hauliers",
    "hausbank",
    "hausverwaltung",
    "hersteller",
    "herverzekeraar",
    "hoofdaannemer",
    "hostingpartij",
    "huisbank",
    "hulpdienst",
    "hypotheekverstrekker",
    "händler",
    "immobiliare",
    "importeur",
    "imprenta",
    "impresa",
    "imprimerie",
    "imprimeur",
    "incassobureau",
    "ingenieurbüro",
    "ingenieursbureau",
    "inmobiliaria",
    "installatiebedrijf",
    "insurer",
    "insurers",
    "kanzlei",
    "koeriersbedrijf",
    "koeriersdienst",
    "kranfirma",
    "krankenkasse",
    "krankenversicherung",
    "krant",
    "leasemaatschappij",
    "leihfirma",
    "lender",
    "lenders",
    "levensverzekeraar",
    "leverancier",
    "leveranciers",
    "lieferant",
    "lieferanten",
    "makelaarskantoor",
    "manufacturer",
    "manufacturers",
    "mayorista",
    "meldkamer",
    "mensajería",
    "messagerie",
    "mitbewerber",
    "montagefirma",
    "mutua",
    "mutuelle",
    "nachunternehmer",
    "naviera",
    "newspaper",
    "notariskantoor",
    "négociant",
    "officina",
    "onderaannemer",
    "onderaannemers",
    "onderhoudsbedrijf",
    "onderneming",
    "opdrachtgever",
    "opstalverzekeraar",
    "periódico",
    "personaldienstleister",
    "planungsbüro",
    "plumbers",
    "prestataire",
    "prestataires",
    "printers",
    "producent",
    "produttore",
    "produttori",
    "promotora",
    "proveedor",
    "proveedores",
    "provider",
    "publisher",
    "publishers",
    "quotidiano",
    "rechtsbijstandsverzekeraar",
    "reclamebureau",
    "rederij",
    "reederei",
    "reinsurer",
    "reisbureau",
    "removers",
    "retailer",
    "revista",
    "rivista",
    "roofers",
    "rückversicherer",
    "schadebureau",
    "schoonmaakbedrijf",
    "shipper",
    "sloopbedrijf",
    "sociedad",
    "società",
    "société",
    "softwareleverancier",
    "solicitors",
    "sous-traitant",
    "sous-traitants",
    "spediteur",
    "spediteurin",
    "spedition",
    "spedizioniere",
    "steuerbüro",
    "steuerkanzlei",
    "subappaltatore",
    "subcontractor",
    "subcontractors",
    "subcontrata",
    "subcontratista",
    "subunternehmen",
    "subunternehmer",
    "supplier",
    "suppliers",
    "surveyors",
    "taller",
    "thuiszorgorganisatie",
    "tijdschrift",
    "tipografia",
    "toeleverancier",
    "traiteur",
    "transitaire",
    "transportbedrijf",
    "transporteur",
    "transporteurin",
    "transporteurs",
    "transportfirma",
    "transportista",
    "trasportatore",
    "trasportatori",
    "uitgeverij",
    "uitzendbureau",
    "uitzender",
    "underwriters",
    "unternehmen",
    "vendor",
    "vendors",
    "verhuisbedrijf",
    "verlag",
    "verleihfirma",
    "versicherer",
    "versicherung",
    "versicherungsagentur",
    "vervoerder",
    "vervoerders",
    "verzekeraar",
    "verzekeraars",
    "verzekeringsmaatschappij",
    "vettore",
    "wartungsfirma",
    "weekblad",
    "werbeagentur",
    "werkgever",
    "werkstatt",
    "wettbewerber",
    "wholesaler",
    "woningcorporatie",
    "woningstichting",
    "zeitarbeitsfirma",
    "zorginstelling",
    "zorgverzekeraar",
    "zulieferer",
    "éditeur",
];
/// Words between such a word and a name.
const CALLED: [&str; 17] = [
    "called", "chiama", "est", "es", "genannt", "genaamd", "heet", "heisst", "heißt", "hiess", "hieß", "is",
    "ist", "llama", "llamada", "named", "è",
];
/// Bytes of the longest word.
const WORD_MAX: usize = 32;

/// First and last letters of [`AGENTS`], each with a bit for every length: most words are told by them to be another.
static SHAPES: [u32; 1 << 10] = {
    let mut shapes = [0; 1 << 10];
    let mut n = 0;
    while n < AGENTS.len() {
        let word = AGENTS[n].as_bytes();
        shapes[ends(word)] |= 1 << (word.len() & 31);
        n += 1;
    }
    shapes
};

/// A number below 1,024 for the first and the last byte of a word that has some, in whatever case.
const fn ends(word: &[u8]) -> usize {
    ((word[0] & 31) as usize) << 5 | (word[word.len() - 1] & 31) as usize
}

/// The ends and the length of the word are those of one of [`AGENTS`]; one that is not ASCII may have others in lower case.
fn may_be_agent(word: &[u8]) -> bool {
    SHAPES[ends(word)] >> (word.len() & 31) & 1 == 1 || !word.is_ascii()
}

/// A word for what a house does for somebody, in any case.
pub(super) fn is_agent(word: &str) -> bool {
    word.len() <= WORD_MAX
        && word.len() >= 4
        && may_be_agent(word.as_bytes())
        && word.starts_with(char::is_alphabetic)
        && if word.is_ascii() {
            let mut lower = [0; WORD_MAX];
            let Some(lower) = lower.get_mut(..word.len()) else { return false };
            lower.copy_from_slice(word.as_bytes());
            lower.make_ascii_lowercase();
            AGENTS.binary_search_by(|known| known.as_bytes().cmp(lower)).is_ok()
        } else {
            AGENTS.binary_search(&word.to_lowercase().as_str()).is_ok()
        }
}

/// What stands before a name ends with such a word, and perhaps a word that says what it is called; true where a colon stands behind it.
pub(super) fn leads(before: &str) -> Option<bool> {
    let bare = before.trim_end();
    if bare.len() == before.len() {
        return None;
    }
    let colon = bare.ends_with(':');
    let word = if colon { bare.trim_end_matches([':', ' ']) } else { bare };
    // most words before a name are none, and small
    let near = word.len() - word.bytes().rposition(|b| b == b' ').map_or(0, |n| n + 1);
    if near < 4 && (colon || !CALLED.contains(&&word[word.len() - near..])) {
        return None;
    }
    let mut words = word.rsplit([' ', '\t', '(', '>', '\u{a0}']);
    let mut last = words.next()?;
    if !colon && CALLED.contains(&last) {
        last = words.next()?;
        if matches!(last, "si" | "se") {
            last = words.next()?;
        }
    }
    is_agent(last).then_some(colon)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_lead_to_a_house() {
        assert!(AGENTS.is_sorted());
        for (before, colon) in [
            ("Onze transporteur ", false),
            ("my insurers: ", true),
            ("de alarmcentrale heet ", false),
            ("la gestoría : ", true),
        ] {
            assert_eq!(leads(before), Some(colon), "{before}");
        }
        for before in ["Onze transporteur", "mijn broer heet ", "", " ", "is ", "transporteur en "] {
            assert_eq!(leads(before), None, "{before}");
        }
    }
}
