//! Which findings are told, of those that were made.

use crate::model::{Disclosure, Finding, MessageMeta, Party, RegionKind, RegisterStatus};

/// Which findings are told. An empty list lets all pass; of several, a finding has to pass each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// How it came there.
    pub disclosures: Vec<Disclosure>,
    /// Whose it is.
    pub parties: Vec<Party>,
    /// What the register says.
    pub register: Vec<RegisterStatus>,
    /// Where in the message.
    pub regions: Vec<RegionKind>,
    /// First day of the Date field that counts (`YYYY-MM-DD`, as the field itself tells the day).
    pub since: Option<String>,
    /// Last day that counts.
    pub until: Option<String>,
}

impl Filter {
    /// True when all findings of a message may pass: it lies within the days that count. A message whose date cannot be
    /// read does: nobody knows that it lies outside.
    pub(super) fn takes_message(&self, meta: &MessageMeta) -> bool {
        let Some(day) = meta.date.as_deref().and_then(|d| d.get(..10)) else { return true };
        self.since.as_deref().is_none_or(|since| since <= day)
            && self.until.as_deref().is_none_or(|until| day <= until)
    }

    /// True for a finding that is told.
    pub(super) fn takes(&self, finding: &Finding) -> bool {
        fn passes<T: PartialEq>(list: &[T], value: Option<&T>) -> bool {
            list.is_empty() || value.is_some_and(|v| list.contains(v))
        }
        passes(&self.disclosures, finding.disclosure.as_ref())
            && passes(&self.parties, Some(&finding.party))
            && passes(&self.register, finding.register.as_ref())
            && passes(&self.regions, Some(&finding.region))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn days_count_and_what_has_none_passes() {
        let mut meta = MessageMeta {
            date: Some("2014-03-02T23:11:00+01:00".to_owned()),
            ..MessageMeta::at(crate::model::SourceName::new("a"), 0, Arc::from("a"))
        };
        let filter = |since: Option<&str>, until: Option<&str>| Filter {
            since: since.map(str::to_owned),
            until: until.map(str::to_owned),
            ..Filter::default()
        };
        assert!(filter(Some("2014-03-02"), Some("2014-03-02")).takes_message(&meta));
        assert!(!filter(Some("2014-03-03"), None).takes_message(&meta));
        assert!(!filter(None, Some("2014-03-01")).takes_message(&meta));
        meta.date = None;
        assert!(filter(Some("2014-03-03"), None).takes_message(&meta));
    }
}
