//! Findings and senders as they are put by: hidden where a veil is asked for, and never such that they pass for hidden.

use crate::model::{Finding, Kind, MessageMeta, Sensitive, Veil, hide};
use crate::relate::Circle;

/// What stands for a value that is hidden.
pub(super) fn hidden_value(kind: Kind, value: &str, veil: &dyn Veil) -> String {
    let (mask, hash) = veil.value(kind, value);
    hide(&mask, Some(&hash))
}

/// Hides what a finding says of somebody. Whose it is was told before.
pub(super) fn hide_finding(finding: &mut Finding, veil: &dyn Veil) {
    finding.value = Sensitive::new(hidden_value(finding.kind, finding.value.reveal(), veil));
    finding.text = None;
    // whose a finding is, is told by its role too, which is nobody's secret
    for (name, value) in finding.fields.iter_mut().filter(|(name, _)| **name != "role") {
        *value = hide(&veil.field(name, value), None);
    }
}

/// The same parties, private addresses hidden.
pub(super) fn veiled(mut circle: Circle, veil: Option<&dyn Veil>) -> Circle {
    for private in &mut circle.private {
        private.address = Sensitive::new(match veil {
            Some(veil) => hidden_value(Kind::Email, private.address.reveal(), veil),
            None => open(private.address.reveal()).to_owned(),
        });
    }
    circle
}

/// A text of mail as it may go to reports: with a NUL at its beginning it could pass for one that is masked already
/// ([`crate::model::hidden`]), and would be shown as it is.
pub(in crate::scan) fn open(text: &str) -> &str {
    text.trim_start_matches('\0')
}

/// The same, of a text that is there already; hardly any has to be made anew.
pub(super) fn opened(text: String) -> String {
    if text.starts_with('\0') { open(&text).to_owned() } else { text }
}

/// As much of a subject as is kept.
pub(super) fn beginning(subject: &str) -> &str {
    let subject = open(subject);
    &subject[..subject.floor_char_boundary(MessageMeta::SUBJECT)]
}
