use super::Sensitive;

/// One address of an address field, with the name beside it (RFC 5322 §3.4: a mailbox).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Mailbox {
    /// The display-name as written, without quotes.
    pub name: Option<Sensitive<String>>,
    /// Lower-case addr-spec.
    pub address: Sensitive<String>,
}

/// Who sent a message to whom, as its own header says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Envelope {
    /// From; the first counts as the author.
    pub from: Vec<Mailbox>,
    /// Sender, where it is another than the author.
    pub sender: Option<Mailbox>,
    /// Reply-To.
    pub reply_to: Vec<Mailbox>,
    /// To, Cc and Bcc, in the order in which they stand; at most [`Envelope::RECIPIENTS_MAX`].
    pub recipients: Vec<Mailbox>,
    /// There are more recipients than these.
    pub more_recipients: bool,
    /// Delivered-To, X-Original-To, Envelope-To: whose mailbox it came to. Lower-case addr-specs.
    pub delivered_to: Vec<Sensitive<String>>,
    /// The subject, decoded.
    pub subject: Option<Sensitive<String>>,
    /// In-Reply-To or References is there.
    pub answers: bool,
    /// It came by a mailing list, or was sent by a program (List-Id, List-Unsubscribe, Auto-Submitted, Precedence).
    pub automatic: bool,
}

impl Envelope {
    /// Addresses of one message that are remembered.
    pub const RECIPIENTS_MAX: usize = 1_000;

    /// The author: the first From address.
    pub fn author(&self) -> Option<&Mailbox> {
        self.from.first()
    }
}
