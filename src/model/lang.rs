use std::fmt;

/// A language that reports for people are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Lang {
    /// English, as it is spelt in Britain.
    #[default]
    En,
    /// Dutch.
    Nl,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Lang::En, Lang::Nl];

    /// Its tag (BCP 47), as typed on the command line and as HTML's `lang` has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Nl => "nl",
        }
    }

    /// The language of a locale as POSIX spells it (`nl_NL.UTF-8`, `nl`); `None` for one that nothing is written in.
    pub fn of_locale(locale: &str) -> Option<Lang> {
        let tag = locale.split(['_', '.', '@', '-']).next()?;
        Lang::ALL.into_iter().find(|lang| lang.as_str().eq_ignore_ascii_case(tag))
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locales_name_a_language() {
        for (locale, lang) in [
            ("nl_NL.UTF-8", Some(Lang::Nl)),
            ("nl_BE@euro", Some(Lang::Nl)),
            ("nl", Some(Lang::Nl)),
            ("en_GB.UTF-8", Some(Lang::En)),
            ("EN-US", Some(Lang::En)),
            ("nld", None),
            ("C.UTF-8", None),
            ("de_DE", None),
            ("", None),
        ] {
            assert_eq!(Lang::of_locale(locale), lang, "{locale}");
        }
    }
}
