//! What a message tells as bytes, and back: the form in which a later run takes it over without reading the message again.
//!
//! In: a [`Telling`]. Out: bytes that any number of others may follow. Keys stay keys; the names of domains stand there in clear,
//! so that whoever keeps the bytes must seal them.

use super::{Key, Telling, Traffic};

impl Telling {
    /// Appends it to `out`. It holds what one message tells: of how a domain takes part, whether it did.
    pub fn push_to(&self, out: &mut Vec<u8>) {
        self.push_keys(out);
        self.push_domains(out, |t, out| {
            let marks = t.marks();
            out.push(marks.iter().enumerate().fold(0, |sum, (n, mark)| sum | u8::from(*mark > 0) << n));
        });
    }

    /// Appends it to `out`, whatever it holds: of how a domain takes part, how often it did.
    pub fn push_sums_to(&self, out: &mut Vec<u8>) {
        self.push_keys(out);
        self.push_domains(out, |t, out| t.marks().into_iter().for_each(|mark| number(mark, out)));
    }

    fn push_domains(&self, out: &mut Vec<u8>, push: impl Fn(&Traffic, &mut Vec<u8>)) {
        let mut domains: Vec<(&str, &Traffic)> = self.domains.iter().map(|(d, t)| (&**d, t)).collect();
        domains.sort_unstable_by_key(|(domain, _)| *domain);
        number(domains.len() as u64, out);
        for (domain, traffic) in domains {
            push(traffic, out);
            number(domain.len() as u64, out);
            out.extend_from_slice(domain.as_bytes());
        }
    }

    fn push_keys(&self, out: &mut Vec<u8>) {
        pairs(&self.same, out);
        pairs(&self.initials, out);
        number(self.private.len() as u64, out);
        self.private.iter().for_each(|key| out.extend_from_slice(&key.to_bytes()));
        pairs(&self.members, out);
        number(self.names.len() as u64, out);
        for (name, node, party) in &self.names {
            [name, node, party].iter().for_each(|key| out.extend_from_slice(&key.to_bytes()));
        }
        number(self.values.len() as u64, out);
        for (value, party, weight) in &self.values {
            [value, party].iter().for_each(|key| out.extend_from_slice(&key.to_bytes()));
            out.push(*weight);
        }
    }

    /// Takes the next one off the front of `bytes` and adds it. `sent` says whether the message lies in a folder of sent mail, where
    /// that is another than it was. `None` for bytes that are none.
    pub fn take_from(&mut self, bytes: &mut &[u8], sent: Option<bool>) -> Option<()> {
        self.take_keys(bytes)?;
        self.take_domains(bytes, |bytes| {
            let marks = take_byte(bytes)?;
            let bit = |n: u8| u64::from(marks >> n & 1);
            let mut traffic = Traffic::of([bit(0), bit(1), bit(2), bit(3), bit(4), bit(5)]);
            if let Some(sent) = sent {
                traffic.kept_as_sent = traffic.sent & u64::from(sent);
            }
            Some(traffic)
        })
    }

    /// The same of what [`Telling::push_sums_to`] appended.
    pub fn take_sums_from(&mut self, bytes: &mut &[u8]) -> Option<()> {
        self.take_keys(bytes)?;
        self.take_domains(bytes, |bytes| {
            let mut marks = [0; 6];
            for mark in &mut marks {
                *mark = take_number(bytes)?;
            }
            Some(Traffic::of(marks))
        })
    }

    fn take_keys(&mut self, bytes: &mut &[u8]) -> Option<()> {
        take_pairs(bytes, &mut self.same)?;
        take_pairs(bytes, &mut self.initials)?;
        for _ in 0..take_number(bytes)? {
            self.private.push(take_key(bytes)?);
        }
        take_pairs(bytes, &mut self.members)?;
        for _ in 0..take_number(bytes)? {
            self.names.push((take_key(bytes)?, take_key(bytes)?, take_key(bytes)?));
        }
        for _ in 0..take_number(bytes)? {
            self.values.push((take_key(bytes)?, take_key(bytes)?, take_byte(bytes)?));
        }
        Some(())
    }

    fn take_domains(
        &mut self,
        bytes: &mut &[u8],
        take: impl Fn(&mut &[u8]) -> Option<Traffic>,
    ) -> Option<()> {
        for _ in 0..take_number(bytes)? {
            let traffic = take(bytes)?;
            let length = usize::try_from(take_number(bytes)?).ok()?;
            let (domain, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            let domain = std::str::from_utf8(domain).ok()?;
            match self.domains.get_mut(domain) {
                Some(known) => known.add(&traffic),
                None => drop(self.domains.insert(domain.into(), traffic)),
            }
        }
        Some(())
    }
}

impl Traffic {
    pub(super) fn marks(&self) -> [u64; 6] {
        [self.sent, self.received, self.inside, self.delivered, self.kept_as_sent, self.messages]
    }

    pub(super) fn of([sent, received, inside, delivered, kept_as_sent, messages]: [u64; 6]) -> Self {
        Traffic { sent, received, inside, delivered, kept_as_sent, messages }
    }
}

fn number(mut number: u64, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn pairs(pairs: &[(Key, Key)], out: &mut Vec<u8>) {
    number(pairs.len() as u64, out);
    for (one, other) in pairs {
        out.extend_from_slice(&one.to_bytes());
        out.extend_from_slice(&other.to_bytes());
    }
}

fn take_byte(bytes: &mut &[u8]) -> Option<u8> {
    let (byte, rest) = bytes.split_first()?;
    *bytes = rest;
    Some(*byte)
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    let mut shift = 0;
    loop {
        let byte = take_byte(bytes)?;
        number |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
        shift += 7;
    }
}

fn take_key(bytes: &mut &[u8]) -> Option<Key> {
    let (key, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(Key::from_bytes(*key))
}

fn take_pairs(bytes: &mut &[u8], pairs: &mut Vec<(Key, Key)>) -> Option<()> {
    for _ in 0..take_number(bytes)? {
        pairs.push((take_key(bytes)?, take_key(bytes)?));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(n: u8) -> Key {
        Key::from_bytes([n; 8])
    }

    fn telling() -> Telling {
        let mut telling = Telling {
            same: vec![(key(1), key(2))],
            initials: vec![(key(3), key(4)), (key(5), key(6))],
            private: vec![key(7)],
            members: vec![(key(8), key(9))],
            names: vec![(key(10), key(11), key(12))],
            values: vec![(key(13), key(14), 3)],
            ..Telling::default()
        };
        let traffic = Traffic { sent: 1, received: 1, inside: 1, messages: 1, ..Traffic::default() };
        telling.domains.insert("example.nl".into(), traffic);
        telling.domains.insert("klant.example".into(), Traffic { delivered: 1, messages: 1, ..traffic });
        telling
    }

    #[test]
    fn what_was_told_is_told_again() {
        let mut bytes = Vec::new();
        telling().push_to(&mut bytes);
        Telling::default().push_to(&mut bytes);
        telling().push_to(&mut bytes);
        let (mut rest, mut read) = (&bytes[..], Telling::default());
        for _ in 0..3 {
            read.take_from(&mut rest, None).unwrap();
        }
        assert!(rest.is_empty());
        let mut twice = telling();
        twice.join(telling());
        assert_eq!(
            format!("{:?}", (&read.same, &read.initials, &read.names, &read.values, &read.members)),
            format!("{:?}", (&twice.same, &twice.initials, &twice.names, &twice.values, &twice.members))
        );
        assert_eq!((&read.private, &read.domains), (&twice.private, &twice.domains));
        assert_eq!(read.domains["example.nl"].messages, 2);
    }

    #[test]
    fn another_folder_tells_otherwise_what_was_sent() {
        let mut bytes = Vec::new();
        telling().push_to(&mut bytes);
        for sent in [true, false] {
            let mut read = Telling::default();
            read.take_from(&mut &bytes[..], Some(sent)).unwrap();
            assert_eq!(read.domains["example.nl"].kept_as_sent, u64::from(sent));
        }
    }

    #[test]
    fn bytes_that_are_cut_are_refused() {
        let mut bytes = Vec::new();
        telling().push_to(&mut bytes);
        for length in 0..bytes.len() {
            assert!(Telling::default().take_from(&mut &bytes[..length], None).is_none(), "{length}");
        }
    }
}
