use std::fmt;

use serde::{Deserialize, Serialize};

/// How a message travelled, as its own header tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// It was encrypted from end to end by S/MIME (RFC 8551).
    EncryptedSmime,
    /// It was encrypted from end to end by OpenPGP (RFC 3156, RFC 9580).
    EncryptedPgp,
    /// Every hop between hosts that tells was over TLS.
    Tls,
    /// Some hops were over TLS, and some were not.
    PartlyTls,
    /// No hop was over TLS.
    Clear,
    /// No hop tells.
    #[default]
    Unknown,
}

impl Transport {
    /// Every word, best protected first.
    pub const ALL: [Transport; 6] = [
        Transport::EncryptedSmime,
        Transport::EncryptedPgp,
        Transport::Tls,
        Transport::PartlyTls,
        Transport::Clear,
        Transport::Unknown,
    ];

    /// The word used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            Transport::EncryptedSmime => "encrypted-smime",
            Transport::EncryptedPgp => "encrypted-pgp",
            Transport::Tls => "tls",
            Transport::PartlyTls => "partly-tls",
            Transport::Clear => "clear",
            Transport::Unknown => "unknown",
        }
    }

    /// The same after one more hop, over TLS or not. What is encrypted from end to end stays so.
    #[must_use]
    pub fn after_hop(self, tls: bool) -> Self {
        match (self, tls) {
            (Transport::Unknown | Transport::Tls, true) => Transport::Tls,
            (Transport::Unknown | Transport::Clear, false) => Transport::Clear,
            (Transport::Tls | Transport::Clear | Transport::PartlyTls, _) => Transport::PartlyTls,
            (Transport::EncryptedSmime | Transport::EncryptedPgp, _) => self,
        }
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hops_add_up() {
        let after = |hops: &[bool]| hops.iter().fold(Transport::Unknown, |t, tls| t.after_hop(*tls));
        assert_eq!(after(&[]), Transport::Unknown);
        assert_eq!(after(&[true, true]), Transport::Tls);
        assert_eq!(after(&[false, false]), Transport::Clear);
        assert_eq!(after(&[true, false]), Transport::PartlyTls);
        assert_eq!(after(&[false, true, true]), Transport::PartlyTls);
        assert_eq!(Transport::EncryptedPgp.after_hop(false), Transport::EncryptedPgp);
    }

    #[test]
    fn words_agree_with_serde() {
        for transport in Transport::ALL {
            assert_eq!(serde_json::to_value(transport).unwrap(), transport.as_str());
        }
    }
}
