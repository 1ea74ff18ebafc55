//! Who drives for a carrier that is named, and not for whoever writes.
//!
//! In: the text before a name that a job tells, and what stands behind it. Out: whether a carrier stands near it. This module
//! refuses to know who the carrier is.

use super::bearer::is_listed;
use super::sentence::words_back;
use super::words::{CARRIERS, DRIVERS};
use super::{folded, is_letter};

/// Bytes before the name that are looked at.
const NEAR: usize = 200;

/// The name is that of a driver, and a carrier is named that the goods come by: `transporteur Klant, chauffeur`, `Le transportiste
/// passe demain. Conducteur :`. Whose driver it is, it says: another's than the writer's.
pub(super) fn drives_for_carrier(text: &str, after: &str) -> bool {
    /// Words between the job and the name.
    const MOST: usize = 4;
    let near = text.get(text.ceil_char_boundary(text.len().saturating_sub(NEAR))..).unwrap_or_default();
    words_back(near).take(MOST).any(|word| is_listed(&DRIVERS, word))
        && (words_back(near).any(|word| is_listed(&CARRIERS, word)) || names_carrier(after))
}

/// A word of a text is one for a carrier, or begins or ends as one: `Möllers Frachtlogistik`, `Autotrasporti Rossi`.
pub(crate) fn names_carrier(text: &str) -> bool {
    const HEADS: [&str; 5] = ["autotrasport", "fracht", "spedition", "transport", "trasport"];
    const TAILS: [&str; 4] = ["expeditie", "logistik", "spedition", "transporte"];
    /// Words of a firm's name that are looked at.
    const MOST: usize = 8;
    text.split(|c: char| c.is_ascii() && !is_letter(c as u8)).filter(|word| word.len() > 5).take(MOST).any(
        |word| {
            let word = folded(word);
            CARRIERS.contains(&word.as_str())
                || HEADS.iter().any(|head| word.starts_with(head))
                || TAILS.iter().any(|tail| word.ends_with(tail))
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_driver_near_a_carrier_is_not_the_writers() {
        for (text, after) in [
            ("Goederen komen met transporteur Klant, chauffeur ", ""),
            ("Il corriere passa domani, autista sig. ", ""),
            ("Mañana pasa el transportista. Conductor: ", ", tel."),
            ("Transporteur : Klant, chauffeur ", ""),
            ("De chauffeur is ", ", van transporteur Klant"),
        ] {
            assert!(drives_for_carrier(text, after), "{text}");
        }
        for text in ["Chauffeur: ", "De transporteur belt nog. Contactpersoon is ", "Fahrer: "] {
            assert!(!drives_for_carrier(text, ""), "{text}");
        }
        assert!(names_carrier("Autotrasporti Rossi S.n.c.") && names_carrier("Möllers Frachtlogistik"));
        assert!(!names_carrier("Klant Techniek BV"));
    }
}
