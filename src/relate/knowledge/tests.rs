//! What is told of own domains, and that the order in which messages come changes nothing.

use super::*;
use crate::model::{Mailbox, Sensitive};

fn mailbox(address: &str) -> Mailbox {
    Mailbox { name: None, address: Sensitive::new(address.to_owned()) }
}

fn proposed(mails: &[(&str, &str, bool, u32)]) -> Vec<String> {
    let mut faces = Faces::new(&Parties::default());
    let mut knowledge = Knowledge::default();
    let mut telling = Telling::default();
    for (from, to, delivered, times) in mails {
        let envelope = Envelope {
            from: vec![mailbox(from)],
            recipients: vec![mailbox(to)],
            delivered_to: if *delivered { vec![mailbox(to).address] } else { Vec::new() },
            ..Envelope::default()
        };
        for _ in 0..*times {
            telling.envelope(&envelope, &mut faces, false);
            knowledge.add(&mut telling, 1);
        }
    }
    knowledge.proposed()
}

#[test]
fn own_domains_are_told_where_the_mail_clearly_says() {
    let many = [
        ("a@eigen.nl", "b@eigen.nl", false, 5),
        ("a@eigen.nl", "c@klant.nl", false, 6),
        ("d@ander.nl", "b@eigen.nl", false, 9),
    ];
    assert_eq!(proposed(&many), ["eigen.nl"]);
    let delivered = [("d@ander.nl", "b@eigen.nl", true, 3), ("e@ander.nl", "x@gmail.com", false, 1)];
    assert_eq!(proposed(&delivered), ["eigen.nl"]);
    let sister = [
        ("a@eigen.nl", "b@eigen.nl", false, 20),
        ("a@zuster.nl", "b@zuster.nl", false, 10),
        ("a@zuster.nl", "c@eigen.nl", false, 10),
        ("c@klant.nl", "b@zuster.nl", false, 5),
    ];
    assert_eq!(proposed(&sister), ["eigen.nl", "zuster.nl"]);
    assert!(proposed(&[("jan@klant.nl", "info@eigen.nl", false, 3)]).is_empty(), "either may be it");
    assert!(proposed(&[("jan@gmail.com", "piet@ziggo.nl", true, 50)]).is_empty(), "providers are nobody");
}

#[test]
fn what_is_known_does_not_depend_on_the_order() {
    let key = |n: u64| Key::from_bytes(n.to_le_bytes());
    let pairs = [(1, 2), (3, 4), (2, 5), (6, 4)];
    let settled = |order: &[usize]| {
        let mut knowledge = Knowledge::default();
        for n in order {
            let mut telling =
                Telling { same: vec![(key(pairs[*n].0), key(pairs[*n].1))], ..Telling::default() };
            telling.values.push((key(100), key(pairs[*n].0), 2));
            telling.members.push((key(pairs[*n].1), key(50)));
            knowledge.add(&mut telling, 1);
        }
        for n in 1..7 {
            knowledge.meet(key(n));
        }
        let known = knowledge.settle(&Parties::default());
        let persons: Vec<_> = (1..7).map(|n| known.person(key(n))).collect();
        let contacts: Vec<_> = (1..7).map(|n| known.contact(known.party(key(n)))).collect();
        (persons, contacts, known.value(key(100)).map(|(who, n)| (known.contact(who), n)))
    };
    let first = settled(&[0, 1, 2, 3]);
    assert_eq!(first.0, [1, 1, 2, 2, 1, 2].map(Some));
    assert_eq!(first.1, [1; 6].map(Some), "all belong to one organisation");
    assert_eq!(first, settled(&[3, 2, 1, 0]));
    assert_eq!(first, settled(&[2, 0, 3, 1]));
}
