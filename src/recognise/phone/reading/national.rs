//! Readings in national notation: in which country's, and how much speaks for it.
//!
//! In: digits, how they are grouped, what is said before them, and who wrote them where. Out: the best reading of all countries that
//! the context, the surroundings, the language and the writer speak of.

use super::super::city::country_before;
use super::super::cluster::{Cluster, Join};
use super::super::codes::{is_gap_late, is_hours};
use super::super::hints::{SAME_LINE, Weights};
use super::super::home::Home;
use super::super::layout::{
    Shape, calls, grouping, has_length, is_belgian_layout, is_cut, is_decimal, is_hyphened_code, is_in_pairs,
    is_loose, is_north_american, is_out, look, pairs_go_on, speak_alike, spoken_in,
};
use super::super::verdict::{international, national};
use super::{Gathered, Reader, Reading};
use crate::recognise::words::{Effect, Languages, Said};

/// Digits that a reading in national notation has at least; with fewer only Luxembourg has numbers, which need a label.
const LENGTH_MIN: usize = 7;

/// What it adds to the score of a country that the writer is at home there: more than the first of the countries of a run has.
const HOME: i32 = 15;
/// The same where it is not known who wrote the text, but only who sent it.
const HOME_OF_SENDER: i32 = 7;
/// What the language of the text adds to the countries that speak it, where it is told by its words and is not English, which
/// people write everywhere.
const SPOKEN: i32 = 8;
/// What a hyphen behind the area code takes from the score of a country where nobody writes one.
const FOREIGN_HYPHEN: i32 = 20;
/// What a word for a mobile telephone takes from the score of a country where the number is none.
const LANDLINE: i32 = 12;
/// What it adds to the score of a country that a town there is named beside the number.
const NAMED: i32 = 40;
/// What it adds to the score of another country that speaks the language of the writer's.
const ALIKE: i32 = 4;

impl Reader<'_> {
    #[expect(clippy::too_many_arguments, reason = "one call; a struct of these would only move the list")]
    pub(super) fn read_national(
        &self,
        cluster: &Cluster,
        shape: &Shape,
        gathered: &Gathered,
        weights: &Weights,
        at_home: Home,
        tongue: Option<[u8; 2]>,
        said: Option<Said>,
        edge: usize,
    ) -> Option<Reading> {
        let digits = gathered.as_slice();
        let raised = said.is_some_and(|s| s.effect == Effect::Raise);
        let table = || shape.wide > 0 && shape.groups > 2 && is_gap_late(cluster, shape);
        if pairs_go_on(cluster, shape)
            || !raised && (digits.len() < LENGTH_MIN || is_hours(cluster, shape) || table())
        {
            return None;
        }
        let mut best: Option<Reading> = None;
        let language = self.context.language.or(tongue);
        let written = language.map(|code| Languages::of(&code)).unwrap_or_default();
        let tongue = tongue.filter(|language| language != b"en");
        let languages = match (said, language) {
            // `tel` is a word of six languages: that of the text is meant
            (Some(said), _) if said.effect == Effect::Raise => said.languages.meant_in(written),
            (_, Some(code)) => Languages::of(&code),
            (_, None) => Languages::default(),
        };
        let consider = |best: &mut Option<Reading>, country: [u8; 2], weight: i32, rank: usize| {
            if best.as_ref().is_some_and(|b| b.country == country) {
                return;
            }
            let trunk = digits[0] == b'0';
            if !has_length(country, digits, trunk) {
                return;
            }
            let home = Some(country) == at_home.country;
            // `700-204-118`: prices, articles; numbers that are paid for need a word
            let paid = &country == b"ES" && matches!(digits, [b'7' | b'8' | b'9', b'0', ..]);
            if paid && !raised && !home {
                return;
            }
            // `ordine 010-4471`: the shortest numbers of Italy look like any code
            if digits.len() < 8 && &country == b"IT" && !raised {
                return;
            }
            if digits.len() < LENGTH_MIN && &country != b"LU"
                || is_loose(country, trunk) && is_cut(cluster, shape, country, digits)
            {
                return;
            }
            let alike = at_home.sure
                && !home
                && !matches!(&country, b"US" | b"CA")
                && at_home.country.is_some_and(|h| speak_alike(h, country));
            let spoken = tongue.is_some_and(|language| spoken_in(&language).contains(&&country));
            let likely = weight >= 9 || home || alike || spoken || rank == 0;
            if is_out(cluster, shape, country, digits, likely, raised) {
                return;
            }
            let Some(verdict) = national(digits, country, shape.first < shape.last) else { return };
            let fit = grouping(cluster, shape, &verdict, country);
            if fit < 1 && !raised && is_decimal(cluster, shape) {
                return;
            }
            let mut score = weight + if fit < 0 { -20 } else { fit * 3 } - self.breaks(cluster, shape);
            // `Tel.: 089 70051 - 146`: where lengths vary, the digits behind a hyphen are the last of the number
            if is_loose(country, trunk)
                && cluster.groups.get(shape.last + 1).is_some_and(|g| {
                    matches!(g.join, Join::Space | Join::Spaced)
                        && g.len() <= 4
                        && !g.taken
                        && g.open.is_none()
                })
            {
                score -= 8;
            }
            if home {
                score += if at_home.sure { HOME } else { HOME_OF_SENDER };
            }
            let rank_adds = 10i32.saturating_sub(rank as i32 * 2).max(0);
            // who writes from elsewhere seldom has a number of the countries of the run
            let elsewhere = at_home.sure && !home && at_home.country.is_some() || tongue.is_some() && !spoken;
            score += if elsewhere { rank_adds / 2 } else { rank_adds };
            if alike {
                score += ALIKE;
            }
            // `GSM: 0475 12.34.56`: the number of a landline elsewhere
            if raised && said.is_some_and(|s| s.mobile) && trunk && !verdict.mobile {
                score -= LANDLINE;
            }
            // Austria's plan has almost any digits for a number
            if &country == b"AT" && weight == 0 && !home && !spoken {
                score -= 3;
            }
            if matches!(&country, b"US" | b"CA") && !is_north_american(cluster, shape, digits) {
                score -= 6;
            }
            if spoken && weight < SPOKEN {
                // words of the language that stand near have said so already
                score += SPOKEN;
            } else if languages.iter().any(|l| spoken_in(l).contains(&&country)) {
                // `Téléphone = …`: in no other language is it called so
                let label = raised && languages != Languages::of(b"en");
                score += if languages.is_one() { if label { 8 } else { 5 } } else { 1 };
            }
            // France writes in pairs, and in nothing else: `0424 38 11 05` is Italian
            if &country == b"FR" && fit == 0 && cluster.groups[shape.first].len() > 2 {
                score -= 8;
            }
            // `076-490 17 33`, on a page that tells of a house in Paris or Lausanne too: as the Dutch part it, and those do not
            if weight < SAME_LINE
                && !home
                && matches!(&country, b"CH" | b"FR")
                && best.as_ref().is_some_and(|b| &b.country == b"NL" && b.laid_out)
                && is_hyphened_code(cluster, shape)
            {
                score -= FOREIGN_HYPHEN;
            }
            if &country == b"BE" && is_belgian_layout(cluster, shape) {
                score += 12;
            }
            let Some(confidence) = look(cluster, shape, country, digits, fit, likely, raised, rank) else {
                return;
            };
            if best.as_ref().is_none_or(|b| score > b.score) {
                let mut reading = self.reading(cluster, shape, verdict, country, confidence, score, edge);
                reading.laid_out = trunk && fit >= 1 && shape.groups > 1 && shape.lines == 0;
                *best = Some(reading);
            }
        };
        // `0900-1234`: short and premium rate numbers of the Netherlands look like numbers of other countries
        let premium = [&b"0900"[..], b"0906", b"0909"].iter().any(|p| digits.starts_with(p))
            && matches!(digits.len(), 8 | 11)
            && self.context.countries.first() == Some(b"NL");
        if premium && !weights.iter().any(|(c, w)| c != b"NL" && *w >= 9) {
            return None;
        }
        let weight_of = |c: [u8; 2]| weights.iter().find(|w| w.0 == c).map_or(0, |w| w.1);
        for (rank, country) in self.context.countries.iter().enumerate() {
            consider(&mut best, *country, weight_of(*country), rank);
        }
        if let Some(home) = at_home.country
            && !self.context.countries.contains(&home)
        {
            consider(&mut best, home, weight_of(home), 6);
        }
        for (country, weight) in weights {
            if *country != [0, 0]
                && Some(*country) != at_home.country
                && !self.context.countries.contains(country)
            {
                consider(&mut best, *country, *weight, 6);
            }
        }
        // A label in one language speaks of the countries that speak it.
        if languages.is_one() || best.is_none() {
            for country in languages.iter().flat_map(spoken_in) {
                if !self.context.countries.contains(country) && weight_of(**country) == 0 {
                    consider(&mut best, **country, 0, 6);
                }
            }
        }
        // The ways of the French, of British mobile numbers and of North Americans are known wherever they stand.
        if is_in_pairs(cluster, shape) && weight_of(*b"FR") == 0 {
            consider(&mut best, *b"FR", 0, 6);
        }
        if digits.starts_with(b"07")
            && digits.len() == 11
            && cluster.groups[shape.first].len() != 4
            && weight_of(*b"GB") == 0
        {
            consider(&mut best, *b"GB", 8, 6);
        }
        if best.is_none() && is_north_american(cluster, shape, digits) {
            consider(&mut best, *b"US", 0, 7);
        }
        // `la cliente de Bologne (tél. 051 22 71 904)`: no Frenchman writes his number so
        if raised
            && shape.groups > 1
            && cluster.groups[shape.first].len() > 2
            && best.as_ref().is_some_and(|b| &b.country == b"FR" && !b.laid_out)
            && let Some(country) = country_before(self.text, edge)
        {
            let mut abroad = None;
            consider(&mut abroad, country, NAMED, 6);
            best = abroad.or(best);
        }
        // `31 6 12345678`: the plus sign was left out.
        if best.is_none()
            && digits.len() >= 10
            && digits[0] != b'0'
            && !is_decimal(cluster, shape)
            && self.context.countries.iter().chain(&at_home.country).any(|c| calls(*c, digits))
            && let Some(verdict) = international(digits)
        {
            let grouped = shape.groups > 1 && matches!(cluster.groups[shape.first].len(), 2 | 3);
            if raised || self.aside || verdict.mobile && (grouped || shape.groups == 1) {
                let confidence = if raised { -5 } else { -15 };
                best = Some(self.reading(cluster, shape, verdict, [0, 0], confidence, 0, edge));
            }
        }
        best
    }
}
