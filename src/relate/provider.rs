//! Mail domains that say nothing of an organisation, and local parts that say nothing of a person.
//!
//! In: an addr-spec, or half of one. Out: yes or no. Addresses of access and webmail providers belong to the person alone;
//! all others belong to the organisation whose domain it is.

use foldhash::HashSet;
use std::sync::LazyLock;

use super::key::{Key, Sort};

/// Labels under any public suffix: `hotmail.nl`, `yahoo.co.uk`.
const EVERYWHERE: &[&str] = &[
    "gmail",
    "googlemail",
    "hotmail",
    "outlook",
    "live",
    "msn",
    "yahoo",
    "ymail",
    "rocketmail",
    "gmx",
    "aol",
    "icloud",
    "protonmail",
    "yandex",
    "tutanota",
    "fastmail",
    "zoho",
    "hushmail",
    "mailbox",
    "lycos",
    "caramail",
    "inbox",
    "runbox",
    "posteo",
    "tiscali",
    "wanadoo",
    "vodafone",
    "tele2",
    "orange",
    "blueyonder",
    "rediffmail",
    "windowslive",
];

/// Domains of access and webmail providers, by country; as their own pages and lists of the field name them.
const PROVIDERS: &[&str] = &[
    // anywhere
    "me.com",
    "mac.com",
    "mail.com",
    "email.com",
    "proton.me",
    "pm.me",
    "tuta.io",
    "hey.com",
    "duck.com",
    "usa.net",
    "netscape.net",
    "compuserve.com",
    "earthlink.net",
    "juno.com",
    "netzero.net",
    "excite.com",
    "qq.com",
    "163.com",
    "126.com",
    "sina.com",
    "naver.com",
    "mail.ru",
    "bk.ru",
    "list.ru",
    "rambler.ru",
    "ukr.net",
    "seznam.cz",
    "wp.pl",
    "o2.pl",
    "onet.pl",
    "interia.pl",
    "sapo.pt",
    "abv.bg",
    "centrum.cz",
    "telia.com",
    "eircom.net",
    // nl
    "ziggo.nl",
    "kpnmail.nl",
    "kpnplanet.nl",
    "planet.nl",
    "xs4all.nl",
    "home.nl",
    "hetnet.nl",
    "chello.nl",
    "casema.nl",
    "upcmail.nl",
    "quicknet.nl",
    "telfort.nl",
    "zonnet.nl",
    "online.nl",
    "solcon.nl",
    "caiway.nl",
    "caiway.net",
    "freeler.nl",
    "filternet.nl",
    "zeelandnet.nl",
    "kabelfoon.nl",
    "kabelfoon.net",
    "delta.nl",
    "multiweb.nl",
    "zinders.nl",
    "12move.nl",
    "versatel.nl",
    "concepts.nl",
    "introweb.nl",
    "hccnet.nl",
    "dds.nl",
    "euronet.nl",
    "wxs.nl",
    "worldonline.nl",
    "worldmail.nl",
    "gmx.nl",
    "cybercomm.nl",
    "plex.nl",
    "tref.nl",
    "onsbrabantnet.nl",
    "onsnet.nu",
    "lijbrandt.nl",
    "edpnet.nl",
    "scarlet.nl",
    "alice.nl",
    "orange.nl",
    "mail.nl",
    "box.nl",
    "orangemail.nl",
    "ezinet.nl",
    "luna.nl",
    "demon.nl",
    "iae.nl",
    "wish.nl",
    "bart.nl",
    "knid.nl",
    "compaqnet.nl",
    "vodafonemail.nl",
    "vodafonethuis.nl",
    "t-mobilethuis.nl",
    "budget.nl",
    "youfone.nl",
    "oxilion.nl",
    "trined.nl",
    // be, lu
    "telenet.be",
    "skynet.be",
    "proximus.be",
    "scarlet.be",
    "pandora.be",
    "belgacom.net",
    "voo.be",
    "tvcablenet.be",
    "brutele.be",
    "pt.lu",
    "internet.lu",
    "vo.lu",
    // de, at, ch
    "web.de",
    "t-online.de",
    "freenet.de",
    "arcor.de",
    "online.de",
    "mail.de",
    "email.de",
    "1und1.de",
    "kabelmail.de",
    "unitybox.de",
    "netcologne.de",
    "ewetel.net",
    "ewe.net",
    "osnanet.de",
    "versanet.de",
    "vodafonemail.de",
    "onlinehome.de",
    "magenta.de",
    "alice-dsl.net",
    "alice.de",
    "aon.at",
    "chello.at",
    "a1.net",
    "utanet.at",
    "inode.at",
    "liwest.at",
    "kabsi.at",
    "bluewin.ch",
    "hispeed.ch",
    "sunrise.ch",
    "swissonline.ch",
    "green.ch",
    "bluemail.ch",
    "quickline.ch",
    "freesurf.ch",
    "tiscalinet.ch",
    // fr
    "free.fr",
    "laposte.net",
    "sfr.fr",
    "neuf.fr",
    "bbox.fr",
    "numericable.fr",
    "club-internet.fr",
    "cegetel.net",
    "aliceadsl.fr",
    "noos.fr",
    "9online.fr",
    "9business.fr",
    "dbmail.com",
    "voila.fr",
    "bouyguestelecom.fr",
    "nordnet.fr",
    // gb, ie, us
    "btinternet.com",
    "btopenworld.com",
    "ntlworld.com",
    "virginmedia.com",
    "virgin.net",
    "sky.com",
    "talktalk.net",
    "talk21.com",
    "plus.com",
    "plusnet.com",
    "freeserve.co.uk",
    "o2.co.uk",
    "supanet.com",
    "onetel.com",
    "comcast.net",
    "verizon.net",
    "att.net",
    "sbcglobal.net",
    "bellsouth.net",
    "cox.net",
    "charter.net",
    "optonline.net",
    "roadrunner.com",
    "rr.com",
    "frontier.com",
    "frontiernet.net",
    "windstream.net",
    "centurylink.net",
    "q.com",
    "pacbell.net",
    "ameritech.net",
    "embarqmail.com",
    "mindspring.com",
    "swbell.net",
    "snet.net",
    "prodigy.net",
    // es, it
    "telefonica.net",
    "terra.es",
    "ono.com",
    "movistar.es",
    "euskaltel.net",
    "mundo-r.com",
    "ya.com",
    "wanadoo.es",
    "libero.it",
    "virgilio.it",
    "alice.it",
    "tin.it",
    "tim.it",
    "iol.it",
    "inwind.it",
    "fastwebnet.it",
    "email.it",
    "poste.it",
    "katamail.com",
    "aruba.it",
    "blu.it",
    "supereva.it",
    "tiscalinet.it",
    "pec.it",
    "vodafone.it",
];

/// Local parts that are nobody's in person.
const ROLES: &[&str] = &[
    "info",
    "informatie",
    "information",
    "contact",
    "contacto",
    "kontakt",
    "contatti",
    "mail",
    "email",
    "post",
    "office",
    "kantoor",
    "bureau",
    "buero",
    "sekretariat",
    "secretariaat",
    "secretariat",
    "secretaria",
    "segreteria",
    "receptie",
    "reception",
    "balie",
    "frontdesk",
    "algemeen",
    "general",
    "hello",
    "hallo",
    "hola",
    "ciao",
    "welkom",
    "welcome",
    "noreply",
    "donotreply",
    "geenantwoord",
    "nepasrepondre",
    "nieuwsbrief",
    "newsletter",
    "news",
    "nieuws",
    "marketing",
    "communicatie",
    "communication",
    "pr",
    "pers",
    "press",
    "presse",
    "media",
    "shop",
    "webshop",
    "winkel",
    "store",
    "orders",
    "order",
    "bestellingen",
    "bestelling",
    "bestellung",
    "pedidos",
    "ordini",
    "commande",
    "facturen",
    "factuur",
    "invoices",
    "invoice",
    "billing",
    "rechnung",
    "facturation",
    "facturas",
    "fatture",
    "administratie",
    "administration",
    "administracion",
    "amministrazione",
    "admin",
    "boekhouding",
    "buchhaltung",
    "comptabilite",
    "contabilita",
    "finance",
    "financien",
    "finanzen",
    "accounts",
    "accounting",
    "crediteuren",
    "debiteuren",
    "service",
    "servicedesk",
    "support",
    "helpdesk",
    "klantenservice",
    "klanten",
    "kundenservice",
    "customerservice",
    "customercare",
    "klacht",
    "klachten",
    "complaints",
    "storing",
    "storingen",
    "onderhoud",
    "maintenance",
    "verkoop",
    "sales",
    "vertrieb",
    "ventes",
    "commercial",
    "ventas",
    "vendite",
    "inkoop",
    "purchasing",
    "einkauf",
    "achats",
    "compras",
    "acquisti",
    "planning",
    "dispatch",
    "logistiek",
    "logistics",
    "transport",
    "hr",
    "jobs",
    "vacatures",
    "sollicitatie",
    "recruitment",
    "bewerbung",
    "personeel",
    "personnel",
    "webmaster",
    "postmaster",
    "hostmaster",
    "abuse",
    "root",
    "mailerdaemon",
    "system",
    "systeem",
    "cron",
    "backup",
    "scanner",
    "scan",
    "printer",
    "monitoring",
    "alert",
    "alerts",
    "notifications",
    "notification",
    "notificaties",
    "beheer",
    "it",
    "ict",
    "website",
    "web",
    "www",
    "wordpress",
    "formulier",
    "form",
    "privacy",
    "avg",
    "dpo",
    "fg",
    "legal",
    "juridisch",
    "directie",
    "management",
    "team",
    "reserveringen",
    "reservations",
    "booking",
    "bookings",
    "events",
    "afspraak",
    "afspraken",
    "unsubscribe",
    "bounce",
    "bounces",
    "undisclosed",
    "everyone",
    "allen",
    "iedereen",
    "all",
    "staff",
    "medewerkers",
];

static ALL_PROVIDERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| PROVIDERS.iter().copied().collect());
static ALL_EVERYWHERE: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| EVERYWHERE.iter().copied().collect());
static ALL_ROLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| ROLES.iter().copied().collect());

/// The domain that somebody registered (`mail.klant.co.uk` → `klant.co.uk`), by the public suffix list; the whole where
/// there is none.
pub fn registered(domain: &str) -> &str {
    psl::domain_str(domain).unwrap_or(domain)
}

/// True for the domain (lower case) of an access or webmail provider, whose addresses belong to anybody.
pub fn is_provider(domain: &str) -> bool {
    let own = registered(domain);
    ALL_PROVIDERS.contains(own)
        || own.split_once('.').is_some_and(|(label, _)| ALL_EVERYWHERE.contains(label))
}

/// True for a local part (lower case) that is no person's: `info`, `no-reply`, `verkoop`.
pub fn is_role(local: &str) -> bool {
    let plain: String = local.chars().filter(|c| c.is_alphabetic()).collect();
    ALL_ROLES.contains(plain.as_str())
        || plain.starts_with("noreply")
        || plain.starts_with("donotreply")
        || plain.starts_with("unsub")
        || plain.starts_with("mailerdaemon")
        || local.split(['.', '-', '_', '+']).next().is_some_and(|first| ALL_ROLES.contains(first))
}

/// Which domains are the own organisation's, and which party an address belongs to.
#[derive(Debug, Clone, Default)]
pub struct Parties {
    /// Lower-case own domains, as the user gave them.
    own: Vec<String>,
}

impl Parties {
    /// The party of the own domains that the user named.
    pub(super) fn own_key() -> Key {
        Key::of(Sort::Party, &["own"])
    }

    /// With these own domains; their sub-domains are own too.
    pub fn new(own: &[String]) -> Self {
        Parties { own: own.iter().map(|d| d.trim_start_matches('@').to_lowercase()).collect() }
    }

    /// True where the user named own domains.
    pub fn are_given(&self) -> bool {
        !self.own.is_empty()
    }

    /// The party that an addr-spec (lower case) belongs to: the own organisation, its organisation, or at a provider the
    /// person.
    pub fn party(&self, address: &str) -> Key {
        let Some((_, domain)) = address.rsplit_once('@') else { return Key::of(Sort::Address, &[address]) };
        if !domain.is_ascii()
            && let Ok(ascii) = idna::domain_to_ascii(domain)
            && ascii.is_ascii()
        {
            return self.party(&format!("{}@{ascii}", &address[..address.len() - domain.len() - 1]));
        }
        let is_own = |own: &String| {
            domain.strip_suffix(own.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        if self.own.iter().any(is_own) {
            Parties::own_key()
        } else if is_provider(domain) {
            Key::of(Sort::Address, &[address])
        } else {
            Parties::of_domain(domain)
        }
    }

    /// The party of a domain that is no provider's.
    pub(super) fn of_domain(domain: &str) -> Key {
        Key::of(Sort::Domain, &[registered(domain)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn providers_are_nobody_and_firms_are_parties() {
        for domain in ["gmail.com", "hotmail.nl", "yahoo.co.uk", "ziggo.nl", "mail.t-online.de"] {
            assert!(is_provider(domain), "{domain}");
        }
        for domain in ["klant.example", "gmail-klant.nl", "liveshop.example"] {
            assert!(!is_provider(domain), "{domain}");
        }
        let parties = Parties::new(&["@Own.example".to_owned()]);
        assert_eq!(parties.party("jan@klant.nl"), parties.party("piet@mail.klant.nl"));
        assert_ne!(parties.party("jan@gmail.com"), parties.party("piet@gmail.com"));
        assert_eq!(parties.party("jan@mail.own.example"), Parties::own_key());
        assert_ne!(parties.party("jan@disown.example"), Parties::own_key());
    }

    #[test]
    fn local_parts_of_nobody() {
        for local in ["info", "no-reply", "verkoop", "noreply-123", "unsub-a1b2", "mailer-daemon", "info.nl"]
        {
            assert!(is_role(local), "{local}");
        }
        for local in ["jan", "j.devries", "newsome", "salesman"] {
            assert!(!is_role(local), "{local}");
        }
    }

    #[test]
    fn lists_hold_each_word_once() {
        for list in [EVERYWHERE, PROVIDERS, ROLES] {
            assert_eq!(list.iter().collect::<HashSet<_>>().len(), list.len());
        }
    }
}
