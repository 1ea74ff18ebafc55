//! Mail domains: is there such a top-level domain, and which country does it stand for.
//!
//! In: a domain. Out: a judgement. The list of suffixes is the Public Suffix List; names that are reserved are those of
//! RFC 2606, RFC 6761 and RFC 6762.

/// How believable a domain is as the right side of an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Under a suffix of the Public Suffix List.
    Public,
    /// Under a name that is reserved for examples and tests (RFC 2606).
    Reserved,
    /// Under a name that organisations use inside: `.local`, `.lan`.
    Internal,
}

const RESERVED: [&str; 3] = ["example", "test", "invalid"];
const INTERNAL: [&str; 11] = [
    "local",
    "lan",
    "internal",
    "intern",
    "corp",
    "home",
    "intra",
    "intranet",
    "private",
    "localdomain",
    "prive",
];

/// How believable a domain of at least two labels is; `None` when it is none. `domain` is in lower case, as A-labels
/// or U-labels, without a final full stop.
pub(super) fn standing(domain: &str) -> Option<Standing> {
    let dot = memchr::memrchr(b'.', domain.as_bytes())?;
    let (rest, top) = (&domain[..dot], &domain[dot + 1..]);
    if rest.is_empty() || top.len() < 2 || top.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if is_known_suffix(domain) {
        return Some(Standing::Public);
    }
    if RESERVED.contains(&top) {
        return Some(Standing::Reserved);
    }
    INTERNAL.contains(&top).then_some(Standing::Internal)
}

/// True when the list has a rule for the end of the name. Lower case.
pub(super) fn is_known_suffix(name: &str) -> bool {
    psl::suffix(name.as_bytes()).is_some_and(|s| s.is_known())
        || (name.contains("xn--") && {
            let (unicode, result) = idna::domain_to_unicode(name);
            result.is_ok() && psl::suffix(unicode.as_bytes()).is_some_and(|s| s.is_known())
        })
}

/// The country (ISO 3166-1 alpha-2) that a mail domain's top-level domain stands for, if any: `.nl` is NL, `.co.uk` is
/// GB. Top-level domains of two letters that are sold to everybody (`.io`, `.co`, `.tv`) stand for no country.
pub fn country_of_domain(domain: &str) -> Option<[u8; 2]> {
    let domain = domain.trim_end_matches('.');
    let top = domain.rsplit('.').next()?.as_bytes();
    if let [a, b] = *top {
        let code = [a.to_ascii_uppercase(), b.to_ascii_uppercase()];
        return match &code {
            b"UK" => Some(*b"GB"),
            b"ZZ" | b"EU" | b"IO" | b"CO" | b"TV" | b"ME" | b"AI" | b"CC" | b"FM" | b"AM" | b"NU" | b"TO"
            | b"WS" | b"LY" | b"GG" | b"SH" | b"SU" | b"TK" | b"ML" | b"GA" | b"CF" | b"GQ" | b"AC"
            | b"VC" | b"ST" => None,
            _ => (code.iter().all(u8::is_ascii_uppercase)
                && rlibphonenumber::Region::from_code(std::str::from_utf8(&code).ok()?).is_ok())
            .then_some(code),
        };
    }
    let is = |name: &str| top.eq_ignore_ascii_case(name.as_bytes());
    if is("amsterdam") || is("frl") {
        Some(*b"NL")
    } else if is("vlaanderen") || is("brussels") || is("gent") {
        Some(*b"BE")
    } else if is("berlin") || is("hamburg") || is("koeln") || is("cologne") || is("bayern") || is("nrw") {
        Some(*b"DE")
    } else if is("paris") || is("bzh") {
        Some(*b"FR")
    } else if is("london") || is("scot") || is("wales") {
        Some(*b"GB")
    } else if is("wien") || is("tirol") {
        Some(*b"AT")
    } else if is("swiss") || is("zuerich") {
        Some(*b"CH")
    } else if is("cat") || is("madrid") || is("barcelona") {
        Some(*b"ES")
    } else if is("gov") || is("mil") {
        Some(*b"US")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_of_domains() {
        assert_eq!(country_of_domain("klant.nl"), Some(*b"NL"));
        assert_eq!(country_of_domain("Klant.NL."), Some(*b"NL"));
        assert_eq!(country_of_domain("firm.co.uk"), Some(*b"GB"));
        assert_eq!(country_of_domain("kunde.at"), Some(*b"AT"));
        assert_eq!(country_of_domain("gemeente.amsterdam"), Some(*b"NL"));
        assert_eq!(country_of_domain("firm.io"), None);
        assert_eq!(country_of_domain("firm.com"), None);
        assert_eq!(country_of_domain("firm.example"), None);
        assert_eq!(country_of_domain("firm.zz"), None);
        assert_eq!(country_of_domain(""), None);
    }

    #[test]
    fn standings() {
        assert_eq!(standing("klant.nl"), Some(Standing::Public));
        assert_eq!(standing("bücher.example"), Some(Standing::Reserved));
        assert_eq!(standing("mail.kantoor.local"), Some(Standing::Internal));
        assert_eq!(standing("01d0a1b2.c3d4e5f6"), None);
        assert_eq!(standing("2x.png"), None);
        assert_eq!(standing("1.2.3"), None);
        assert_eq!(standing("localhost"), None);
        assert_eq!(standing("xn--d1acufc.xn--p1ai"), Some(Standing::Public));
    }
}
