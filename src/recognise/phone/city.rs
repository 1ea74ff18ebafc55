//! Towns abroad, as the French call them: where somebody is whose number is no French one.
//!
//! In: a text and a place in it. Out: the country of the nearest of these towns before it, on its line. Asked only for a number that is
//! valid in France, but not written in pairs as all numbers are there. This module refuses to know numbers.

/// Bytes before a number that may hold the town.
const REACH: usize = 120;
/// The shortest and the longest name. Bytes.
const LENGTHS: std::ops::RangeInclusive<usize> = 4..=11;

/// Towns, regions and countries, in ascending order.
#[rustfmt::skip]
const TOWNS: [(&str, &[u8; 2]); 117] = [
    ("Allemagne", b"DE"),
    ("Amsterdam", b"NL"),
    ("Angleterre", b"GB"),
    ("Anvers", b"BE"),
    ("Aoste", b"IT"),
    ("Arlon", b"BE"),
    ("Autriche", b"AT"),
    ("Bari", b"IT"),
    ("Bavière", b"DE"),
    ("Belgique", b"BE"),
    ("Bergame", b"IT"),
    ("Berlin", b"DE"),
    ("Berne", b"CH"),
    ("Bienne", b"CH"),
    ("Birmingham", b"GB"),
    ("Bologne", b"IT"),
    ("Bolzano", b"IT"),
    ("Brescia", b"IT"),
    ("Bristol", b"GB"),
    ("Bruges", b"BE"),
    ("Bruxelles", b"BE"),
    ("Brême", b"DE"),
    ("Bâle", b"CH"),
    ("Catane", b"IT"),
    ("Charleroi", b"BE"),
    ("Cologne", b"DE"),
    ("Courtrai", b"BE"),
    ("Crémone", b"IT"),
    ("Côme", b"IT"),
    ("Dresde", b"DE"),
    ("Düsseldorf", b"DE"),
    ("Eindhoven", b"NL"),
    ("Ferrare", b"IT"),
    ("Florence", b"IT"),
    ("Francfort", b"DE"),
    ("Fribourg", b"CH"),
    ("Gand", b"BE"),
    ("Genève", b"CH"),
    ("Glasgow", b"GB"),
    ("Graz", b"AT"),
    ("Gênes", b"IT"),
    ("Hambourg", b"DE"),
    ("Hanovre", b"DE"),
    ("Haye", b"NL"),
    ("Heidelberg", b"DE"),
    ("Innsbruck", b"AT"),
    ("Italie", b"IT"),
    ("Karlsruhe", b"DE"),
    ("Kehl", b"DE"),
    ("Lausanne", b"CH"),
    ("Leeds", b"GB"),
    ("Leipzig", b"DE"),
    ("Linz", b"AT"),
    ("Liverpool", b"GB"),
    ("Livourne", b"IT"),
    ("Liège", b"BE"),
    ("Lombardie", b"IT"),
    ("Londres", b"GB"),
    ("Louvain", b"BE"),
    ("Lucerne", b"CH"),
    ("Lucques", b"IT"),
    ("Lugano", b"CH"),
    ("Maastricht", b"NL"),
    ("Malines", b"BE"),
    ("Manchester", b"GB"),
    ("Mannheim", b"DE"),
    ("Mantoue", b"IT"),
    ("Mayence", b"DE"),
    ("Milan", b"IT"),
    ("Modène", b"IT"),
    ("Mons", b"BE"),
    ("Montreux", b"CH"),
    ("Mouscron", b"BE"),
    ("Munich", b"DE"),
    ("Namur", b"BE"),
    ("Naples", b"IT"),
    ("Neuchâtel", b"CH"),
    ("Nuremberg", b"DE"),
    ("Nyon", b"CH"),
    ("Offenbourg", b"DE"),
    ("Ostende", b"BE"),
    ("Padoue", b"IT"),
    ("Palerme", b"IT"),
    ("Parme", b"IT"),
    ("Pavie", b"IT"),
    ("Pays-Bas", b"NL"),
    ("Pise", b"IT"),
    ("Piémont", b"IT"),
    ("Pérouse", b"IT"),
    ("Ratisbonne", b"DE"),
    ("Ravenne", b"IT"),
    ("Rome", b"IT"),
    ("Rotterdam", b"NL"),
    ("Salzbourg", b"AT"),
    ("Sardaigne", b"IT"),
    ("Sarrebruck", b"DE"),
    ("Sicile", b"IT"),
    ("Spire", b"DE"),
    ("Stuttgart", b"DE"),
    ("Suisse", b"CH"),
    ("Toscane", b"IT"),
    ("Tournai", b"BE"),
    ("Trente", b"IT"),
    ("Trieste", b"IT"),
    ("Trèves", b"DE"),
    ("Trévise", b"IT"),
    ("Turin", b"IT"),
    ("Utrecht", b"NL"),
    ("Venise", b"IT"),
    ("Verviers", b"BE"),
    ("Vevey", b"CH"),
    ("Vicence", b"IT"),
    ("Vénétie", b"IT"),
    ("Vérone", b"IT"),
    ("Zurich", b"CH"),
    ("Écosse", b"GB"),
    ("Édimbourg", b"GB"),
];

/// The country that the nearest of these names before byte `at` is in.
pub(super) fn country_before(text: &str, at: usize) -> Option<[u8; 2]> {
    let from = text.floor_char_boundary(at.saturating_sub(REACH));
    let line = text.get(from..at)?.rsplit('\n').next()?;
    let names = line.rsplit(|c: char| !c.is_alphabetic() && c != '-');
    let capital = names.filter(|n| LENGTHS.contains(&n.len()) && n.starts_with(char::is_uppercase));
    capital
        .filter_map(|n| TOWNS.binary_search_by(|(town, _)| (*town).cmp(n)).ok())
        .next()
        .map(|n| *TOWNS[n].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_town_on_the_line() {
        assert!(TOWNS.is_sorted() && TOWNS.iter().all(|(t, _)| LENGTHS.contains(&t.len())));
        let of = |text: &str| country_before(text, text.len());
        assert_eq!(of("la cliente de Bologne (Anna Zwaluw, tél. "), Some(*b"IT"));
        assert_eq!(of("de Milan à Genève : tél. "), Some(*b"CH"));
        assert_eq!(of("un ami d'Édimbourg, tél. "), Some(*b"GB"));
        assert_eq!(of("la cliente de Bologne\ntél. "), None);
        assert_eq!(of("la cliente de Lyon, tél. "), None);
    }
}
