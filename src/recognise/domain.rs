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
    REGIONAL
        .iter()
        .find(|(name, _)| top.eq_ignore_ascii_case(name.as_bytes()))
        .map(|(_, country)| **country)
        .or_else(|| {
            let common = top.eq_ignore_ascii_case(b"com") || top.eq_ignore_ascii_case(b"net");
            if common { of_provider(domain) } else { None }
        })
}

/// The country of a provider that has its customers in one, though its top-level domain is everybody's.
fn of_provider(domain: &str) -> Option<[u8; 2]> {
    let is = |name: &&str| {
        let rest =
            domain.len().checked_sub(name.len()).and_then(|n| Some((domain.get(..n)?, domain.get(n..)?)));
        rest.is_some_and(|(front, end)| {
            (front.is_empty() || front.ends_with('.')) && end.eq_ignore_ascii_case(name)
        })
    };
    PROVIDERS.iter().find(|(_, names)| names.iter().any(&is)).map(|(country, _)| **country)
}

/// Providers of one country under `.com` and `.net`.
#[rustfmt::skip]
const PROVIDERS: [(&[u8; 2], &[&str]); 12] = [
    (b"AU", &["bigpond.com", "bigpond.net", "iinet.net"]),
    (b"CA", &["rogers.com", "telus.net"]),
    (b"ES", &["euskaltel.net", "jazzfree.com", "mundo-r.com", "ono.com", "telefonica.net", "ya.com"]),
    (b"FR", &["cegetel.net", "laposte.net"]),
    (b"GB", &["blueyonder.com", "btconnect.com", "btinternet.com", "btopenworld.com", "ntlworld.com", "plus.com", "supanet.com", "talk21.com", "talktalk.net", "virgin.net", "virginmedia.com"]),
    (b"IE", &["eircom.net", "iolfree.net", "oceanfree.net"]),
    (b"IT", &["tiscalinet.com"]),
    (b"NL", &["euronet.net", "xs4all.net"]),
    (b"NO", &["broadpark.com"]),
    (b"SE", &["bredband.net", "swipnet.net", "telia.com"]),
    (b"US", &["ameritech.net", "att.net", "bellsouth.net", "cableone.net", "centurylink.net", "centurytel.net", "charter.net", "comcast.net", "cox.net", "earthlink.net", "embarqmail.com", "frontier.com", "frontiernet.net", "mindspring.com", "netzero.net", "optonline.net", "pacbell.net", "roadrunner.com", "rr.com", "sbcglobal.net", "suddenlink.net", "swbell.net", "twc.com", "verizon.net", "windstream.net"]),
    (b"ZA", &["mweb.com"]),
];

/// Top-level domains of towns, regions and their languages, and those of one state's offices (IANA root zone database), by country.
const REGIONAL: [(&str, &[u8; 2]); 40] = [
    ("alsace", b"FR"),
    ("amsterdam", b"NL"),
    ("barcelona", b"ES"),
    ("bayern", b"DE"),
    ("berlin", b"DE"),
    ("boston", b"US"),
    ("brussels", b"BE"),
    ("bzh", b"FR"),
    ("cat", b"ES"),
    ("cologne", b"DE"),
    ("corsica", b"FR"),
    ("cymru", b"GB"),
    ("eus", b"ES"),
    ("frl", b"NL"),
    ("gal", b"ES"),
    ("gent", b"BE"),
    ("gov", b"US"),
    ("hamburg", b"DE"),
    ("koeln", b"DE"),
    ("london", b"GB"),
    ("madrid", b"ES"),
    ("melbourne", b"AU"),
    ("miami", b"US"),
    ("mil", b"US"),
    ("nrw", b"DE"),
    ("nyc", b"US"),
    ("paris", b"FR"),
    ("quebec", b"CA"),
    ("ruhr", b"DE"),
    ("saarland", b"DE"),
    ("scot", b"GB"),
    ("stockholm", b"SE"),
    ("swiss", b"CH"),
    ("sydney", b"AU"),
    ("tirol", b"AT"),
    ("vegas", b"US"),
    ("vlaanderen", b"BE"),
    ("wales", b"GB"),
    ("wien", b"AT"),
    ("zuerich", b"CH"),
];

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
        assert_eq!(country_of_domain("client.alsace"), Some(*b"FR"));
        assert_eq!(country_of_domain("client.eus"), Some(*b"ES"));
        assert_eq!(country_of_domain("client.CYMRU"), Some(*b"GB"));
        assert_eq!(country_of_domain("eircom.net"), Some(*b"IE"));
        assert_eq!(country_of_domain("mail.BTinternet.com"), Some(*b"GB"));
        assert_eq!(country_of_domain("nobtinternet.com"), None);
        assert_eq!(country_of_domain("firm.io"), None);
        assert_eq!(country_of_domain("firm.school"), None);
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
