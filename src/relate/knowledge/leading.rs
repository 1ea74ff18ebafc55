//! Which domains look like the own organisation's.
//!
//! An archive is kept by somebody: what was delivered there, and what lies in folders of sent mail, names them. Without such marks it is the
//! domain that takes part in most messages, by far; with it go those that write to themselves there as it does.

use super::Traffic;

/// Messages from which a domain without marks may be told.
const LEAST: u64 = 10;

fn marks(traffic: &Traffic) -> u64 {
    traffic.delivered + traffic.kept_as_sent
}

fn is_marked(traffic: &Traffic) -> bool {
    marks(traffic) > 1 && marks(traffic) * 20 >= traffic.messages
}

/// How far in front a domain is.
fn rank(traffic: &Traffic) -> (bool, u64) {
    (marks(traffic) > 1, traffic.messages)
}

/// Another domain of the same house: it writes to itself, and takes part in much, when the first has so many messages.
fn may_be_another(traffic: &Traffic, most: u64) -> bool {
    let much = traffic.messages * 20 >= most && traffic.messages >= LEAST;
    let inside = traffic.inside * 20 >= traffic.messages && traffic.inside > 1;
    let both = traffic.sent * 5 >= traffic.messages && traffic.received * 5 >= traffic.messages;
    much && both && inside
}

/// The domains that look like the own organisation's, most mail first; none where the mail, of so many messages, does not clearly say.
/// Domains that were left out took part in `beside` messages at most.
pub(super) fn proposed<'d>(
    domains: impl Iterator<Item = (&'d str, &'d Traffic)>,
    beside: u64,
    messages: u64,
) -> Vec<String> {
    let mut ranked: Vec<(&str, &Traffic)> = domains.collect();
    ranked.sort_by(|a, b| rank(b.1).cmp(&rank(a.1)).then(a.0.cmp(b.0)));
    let Some((first, most)) = ranked.first().copied() else { return Vec::new() };
    let mut own = vec![first.to_owned()];
    let mut next = beside;
    for (domain, traffic) in ranked.iter().skip(1) {
        if may_be_another(traffic, most.messages) && (is_marked(traffic) || !is_marked(most)) {
            own.push((*domain).to_owned());
        } else {
            next = next.max(traffic.messages);
        }
    }
    let clear = most.messages >= LEAST && most.messages >= 2 * next;
    if is_marked(most) && most.messages * 4 >= messages || clear { own } else { Vec::new() }
}

/// Which domains must be known by name to tell, for who cannot hold all names: first all are ranked, then told apart.
#[derive(Debug, Default)]
pub(super) struct Leading {
    most: (bool, u64),
    beside: u64,
}

impl Leading {
    /// Looks at one of all.
    pub(super) fn rank(&mut self, traffic: &Traffic) {
        self.most = self.most.max(rank(traffic));
    }

    /// No domain took part in enough of so many messages for any to be told.
    pub(super) fn is_nobody(&self, messages: u64) -> bool {
        self.most.1 < LEAST && self.most.1 * 4 < messages
    }

    /// It may be one, once all are ranked. What is none counts among those that are left out.
    pub(super) fn is_named(&mut self, traffic: &Traffic) -> bool {
        let named = rank(traffic) == self.most || may_be_another(traffic, self.most.1);
        if !named {
            self.beside = self.beside.max(traffic.messages);
        }
        named
    }

    /// Messages that those took part in which were left out, at most.
    pub(super) fn beside(&self) -> u64 {
        self.beside
    }
}
