//! What is settled on a disk is what is settled in memory.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::super::{Knowledge, Settled};
use super::*;
use crate::relate::Known;
use crate::relate::knowledge::Who;

/// Pieces in memory, each with the number of the one that has its place.
#[derive(Debug, Default)]
struct Shelf(Mutex<(BTreeMap<u64, Vec<u8>>, u64, usize)>);

impl Scratch for Shelf {
    fn put(&self, bytes: &mut [u8]) -> io::Result<Piece> {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = shelf.1;
        shelf.0.insert(place, bytes.to_vec());
        shelf.1 += 1;
        shelf.2 = shelf.2.max(shelf.0.len());
        Ok(Piece { place, serial: place, length: bytes.len() as u32 })
    }

    fn read(&self, piece: &Piece, out: &mut Vec<u8>) -> io::Result<()> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.clone_from(shelf.0.get(&piece.place).ok_or(io::ErrorKind::UnexpectedEof)?);
        Ok(())
    }

    fn free(&self, piece: &Piece) {
        let gone = self.0.lock().unwrap_or_else(PoisonError::into_inner).0.remove(&piece.place);
        assert!(gone.is_some(), "freed twice");
    }
}

/// A plain generator: the same numbers every time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// Keys of sorts that never meet, spread as hashes are.
fn key(sort: u64, n: u64) -> Key {
    let mixed = (sort << 40 | n).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    Key::from_bytes(mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9).to_le_bytes())
}

const PERSON: u64 = 1;
const NUMBERED: u64 = 2;
const PARTY: u64 = 3;
const NAME: u64 = 4;
const VALUE: u64 = 5;

/// What a message tells, as often as it is asked.
type Tells = Box<dyn Fn() -> Telling>;

/// What is told and met, step by step.
struct Case {
    tellings: Vec<Tells>,
    met: Vec<Vec<Key>>,
    own: Parties,
}

/// Shapes of archives: how many people there are, and of whom what is told.
fn case(seed: u64, people: u64, steps: u64, chains: bool) -> Case {
    let mut dice = Dice(seed);
    let parties = people / 3 + 2;
    let own_given = seed.is_multiple_of(2);
    let own = Parties::new(&if own_given { vec!["eigen.example".to_owned()] } else { Vec::new() });
    let of_party = |n: u64| if n == 0 { Parties::own_key() } else { key(PARTY, n) };
    let (mut tellings, mut met): (Vec<Tells>, Vec<Vec<Key>>) = Default::default();
    for step in 0..steps {
        let person = dice.roll(people);
        let node = key(PERSON, person);
        // most people are at one party; some at several, and one of them is often the own one
        let party = of_party(if dice.roll(4) == 0 { dice.roll(parties) } else { person % parties });
        let mut same = vec![(node, key(NUMBERED, person * 2))];
        let mut initials = Vec::new();
        if dice.roll(5) == 0 {
            same.push((node, key(NUMBERED, dice.roll(people * 2))));
        }
        if chains {
            same.push((node, key(PERSON, (person + 1) % people)));
        }
        if dice.roll(3) == 0 {
            initials.push((key(NUMBERED, dice.roll(people * 2)), key(PERSON, dice.roll(people) | 1)));
        }
        let private: Vec<Key> = person.is_multiple_of(7).then_some(node).into_iter().collect();
        let members = if party == node { Vec::new() } else { vec![(node, party)] };
        let names = vec![
            (key(NAME, person % (people / 2 + 1)), node, party),
            (key(NAME, dice.roll(people)), node, if dice.roll(2) == 0 { party } else { node }),
        ];
        let weight = [2, 4, 8][dice.roll(3) as usize];
        let values = vec![
            (key(VALUE, person), party, weight),
            (key(VALUE, dice.roll(people)), if dice.roll(6) == 0 { node } else { party }, 2),
        ];
        let domain = ["eigen.example", "klant.example", "ander.example"][dice.roll(3) as usize].to_owned();
        let sent = dice.roll(2);
        tellings.push(Box::new(move || {
            let traffic = Traffic { sent, received: 1, inside: sent, messages: 1, ..Traffic::default() };
            let mut telling = Telling {
                same: same.clone(),
                initials: initials.clone(),
                private: private.clone(),
                members: members.clone(),
                names: names.clone(),
                values: values.clone(),
                ..Telling::default()
            };
            telling.domains.insert(domain.clone().into(), traffic);
            if step.is_multiple_of(3) {
                let few = Traffic { received: 1, messages: 1, ..Traffic::default() };
                telling.domains.insert(format!("firma{}.example", step % 11).into(), few);
            }
            telling
        }));
        let mut keys = vec![node];
        if dice.roll(2) == 0 {
            keys.push(party);
        }
        if dice.roll(4) == 0 {
            keys.push(key(NUMBERED, dice.roll(people * 2)));
        }
        met.push(keys);
    }
    Case { tellings, met, own }
}

fn knowledge(case: &Case, held: Option<usize>) -> (Settled, Arc<Shelf>) {
    let shelf = Arc::new(Shelf::default());
    let spare = held.map(|held| (shelf.clone() as Arc<dyn Scratch>, held));
    let mut knowledge = Knowledge::new(&case.own, spare);
    for (telling, met) in case.tellings.iter().zip(&case.met) {
        knowledge.add(&mut telling(), 1);
        met.iter().for_each(|key| knowledge.meet(*key));
    }
    (knowledge.conclude(&case.own).unwrap(), shelf)
}

/// All that is known of some keys; parties by the first key that is of each.
fn told(known: &Known, nodes: &[Key], names: &[Key], values: &[Key]) -> Vec<String> {
    let mut first: BTreeMap<Who, usize> = BTreeMap::new();
    let mut out = Vec::new();
    let mut who = |party: Who| {
        let next = first.len();
        let number = *first.entry(party).or_insert(next);
        format!("{number} own {} contact {:?}", known.is_own(party), known.contact(party))
    };
    for node in nodes {
        let party = who(known.party(*node));
        out.push(format!("{party} person {:?}", known.person(*node)));
    }
    for name in names {
        let named = known.named(*name).map(|(party, node)| (who(party), node));
        out.push(format!("{:?} {named:?}", known.is_borne(*name)));
    }
    for value in values {
        out.push(format!("{:?}", known.value(*value).map(|(party, n)| (who(party), n))));
    }
    out
}

fn compare(case: &Case, people: u64, held: usize, what: &str) {
    let (Settled::Held(expected), _) = knowledge(case, None) else { panic!("no room was given") };
    let (settled, shelf) = knowledge(case, Some(held));
    let Settled::Laid(laid) = settled else { panic!("{what}: all is held") };
    let of = |sort: u64, most: u64| (0..most).map(move |n| key(sort, n));
    let mut nodes: Vec<Key> = of(PERSON, people + 1).chain(of(NUMBERED, people * 2)).collect();
    nodes.extend(of(PARTY, people / 3 + 3));
    nodes.extend([
        Parties::own_key(),
        Parties::of_domain("eigen.example"),
        Parties::of_domain("klant.example"),
    ]);
    let names: Vec<Key> = of(NAME, people + 1).collect();
    let values: Vec<Key> = of(VALUE, people + 1).collect();
    assert_eq!(laid.proposed(), expected.proposed(), "{what}");
    assert_eq!(laid.contacts(), expected.contacts(), "{what}");
    let mut asking = laid.asking();
    let all = Questions { nodes: nodes.clone(), names: names.clone(), values: values.clone() };
    // all at once, and a group of a few of each sort at a time
    let few = |keys: &[Key], n: usize| -> Vec<Key> { keys.iter().skip(n).step_by(5).copied().collect() };
    let groups: Vec<Questions> = std::iter::once(all)
        .chain((0..5).map(|n| Questions {
            nodes: few(&nodes, n),
            names: few(&names, n),
            values: few(&values, n),
        }))
        .collect();
    for (group, questions) in groups.iter().enumerate() {
        let mut questions = questions.clone();
        questions.sort();
        asking.ask(group as u64, &mut questions).unwrap();
    }
    let answers = asking.answers(groups.len() as u64).unwrap();
    for (group, Questions { nodes, names, values }) in groups.iter().enumerate() {
        let known = answers.of(group as u64).unwrap();
        let (got, wanted) = (told(&known, nodes, names, values), told(&expected, nodes, names, values));
        for (n, (got, wanted)) in got.iter().zip(&wanted).enumerate() {
            assert_eq!(got, wanted, "{what}: answer {n} of group {group}");
        }
        assert_eq!(got.len(), wanted.len());
    }
    assert!(answers.of(groups.len() as u64).is_err());
    drop(answers);
    assert!(shelf.0.lock().unwrap().0.is_empty(), "{what}: all that was put by is freed");
}

#[test]
fn what_is_settled_on_a_disk_is_what_is_settled_in_memory() {
    for seed in 0..12 {
        for (people, steps, chains) in [(3, 20, false), (40, 120, false), (300, 900, false), (60, 200, true)]
        {
            let case = case(seed, people, steps, chains);
            // rows one by one, a few, and with most of them in memory before
            for held in [0, 2_000, 9_000] {
                if held < steps as usize * 40 {
                    compare(&case, people, held, &format!("seed {seed}, {people} people, {held} bytes"));
                }
            }
        }
    }
}

#[test]
fn a_long_chain_and_a_large_star_are_one_person() {
    let shelf: Arc<dyn Scratch> = Arc::new(Shelf::default());
    for star in [false, true] {
        let mut outside = Outside::new(shelf.clone(), 4_096, false);
        const LENGTH: u64 = 5_000;
        for n in 1..LENGTH {
            outside.same(key(PERSON, if star { 0 } else { n - 1 }), key(PERSON, n)).unwrap();
            outside.same(key(NUMBERED, n), key(NUMBERED, n ^ 1)).unwrap();
        }
        for n in (0..LENGTH).rev() {
            outside.meet(key(PERSON, n)).unwrap();
            outside.meet(key(NUMBERED, n)).unwrap();
        }
        let laid = outside.settle(&Parties::default()).unwrap();
        assert_eq!(laid.contacts(), 1 + LENGTH / 2);
        let mut asking = laid.asking();
        let mut questions =
            Questions { nodes: (0..LENGTH).map(|n| key(PERSON, n)).collect(), ..Questions::default() };
        questions.sort();
        asking.ask(0, &mut questions).unwrap();
        let known = asking.answers(1).unwrap().of(0).unwrap();
        assert!((0..LENGTH).all(|n| known.person(key(PERSON, n)) == Some(1)), "star: {star}");
    }
}

#[test]
fn votes_for_one_party_under_several_keys_all_count() {
    // four keys of one person say so, and one of somebody else: four of five are clear, one of two would not be
    let tells = || {
        let keys: Vec<Key> = (0..4).map(|n| key(PERSON, n)).collect();
        let mut telling =
            Telling { same: keys.iter().map(|k| (keys[0], *k)).skip(1).collect(), ..Telling::default() };
        telling.names = keys.iter().map(|party| (key(NAME, 0), keys[0], *party)).collect();
        telling.names.push((key(NAME, 0), key(PERSON, 9), key(PARTY, 9)));
        telling.values = keys.iter().map(|party| (key(VALUE, 0), *party, 2)).collect();
        telling.values.push((key(VALUE, 0), key(PARTY, 9), 7));
        telling
    };
    let met = vec![vec![key(PARTY, 9), key(PERSON, 0), key(PERSON, 9)]];
    let case = Case { tellings: vec![Box::new(tells)], met, own: Parties::default() };
    let (Settled::Held(held), _) = knowledge(&case, None) else { panic!("no room was given") };
    assert!(held.named(key(NAME, 0)).is_some() && held.value(key(VALUE, 0)).is_some_and(|(_, n)| n == 8));
    compare(&case, 10, 0, "votes");
}

#[test]
fn a_disk_that_is_full_is_told() {
    #[derive(Debug)]
    struct Full;
    impl Scratch for Full {
        fn put(&self, _: &mut [u8]) -> io::Result<Piece> {
            Err(io::ErrorKind::StorageFull.into())
        }
        fn read(&self, _: &Piece, _: &mut Vec<u8>) -> io::Result<()> {
            Err(io::ErrorKind::UnexpectedEof.into())
        }
        fn free(&self, _: &Piece) {}
    }
    let case = case(1, 100, 300, false);
    let mut knowledge = Knowledge::new(&case.own, Some((Arc::new(Full), 1_000)));
    for telling in &case.tellings {
        knowledge.add(&mut telling(), 1);
    }
    assert_eq!(knowledge.conclude(&case.own).unwrap_err().kind(), io::ErrorKind::StorageFull);
}

/// Keys that ascend along a chain: each round of contraction takes one link, until the keys are told by secret numbers.
#[test]
fn a_chain_of_chosen_keys_does_not_take_a_round_for_each_link() {
    let shelf = Arc::new(Shelf::default());
    let room = Room { scratch: shelf.clone(), held: 4096 };
    let mut pairs = Sorter::new(&room, once);
    for key in 1..20_000_u64 {
        pairs.push([key, key + 1]).unwrap();
        pairs.push([key + 1, key]).unwrap();
    }
    let before = shelf.0.lock().unwrap().1;
    let roots = components::components(pairs.finish().unwrap(), &room).unwrap();
    let mut rows = roots.rows().unwrap();
    let (mut next, mut root) = (1, None);
    while let Some([key, of]) = rows.next().unwrap() {
        assert_eq!((key, *root.get_or_insert(of)), (next, of));
        next += 1;
    }
    assert_eq!(next, 20_001);
    drop(rows);
    let put = shelf.0.lock().unwrap().1 - before;
    assert!(put < 200_000, "{put} pieces were put by");
}
