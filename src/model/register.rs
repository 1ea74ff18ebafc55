use std::fmt;

use serde::{Deserialize, Serialize};

/// How a detail of a relation compares with the central register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub enum RegisterStatus {
    /// The relation is in the register, and this is its present value.
    Current,
    /// The relation is in the register with a value of this kind, and this is not the present one.
    Stale,
    /// The register does not hold it.
    Unregistered,
}

impl RegisterStatus {
    /// Every status, in the order of summaries.
    pub const ALL: [RegisterStatus; 3] =
        [RegisterStatus::Current, RegisterStatus::Stale, RegisterStatus::Unregistered];

    /// The name used in reports.
    pub fn as_str(self) -> &'static str {
        match self {
            RegisterStatus::Current => "current",
            RegisterStatus::Stale => "stale",
            RegisterStatus::Unregistered => "unregistered",
        }
    }
}

impl fmt::Display for RegisterStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_agree_with_serde() {
        for status in RegisterStatus::ALL {
            assert_eq!(serde_json::to_value(status).unwrap(), status.as_str());
        }
    }
}
