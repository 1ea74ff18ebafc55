//! Phrases that end a letter, in the languages of Europe: `Met vriendelijke groet`. Both who tells signatures and who
//! tells names apart asks for them.
//!
//! In: a line. Out: whether it is such a phrase, alone or with a name behind a comma. Most lines are none, and the first
//! look at them has to be cheap: their length, their first two letters, and a search for a few stems.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind};

/// Bytes of a line that may be a closing phrase, name included.
const CLOSING_MAX: usize = 64;

/// The same where letters take two bytes, as Greek and Cyrillic ones do.
const WIDE_MAX: usize = 110;

/// Whole phrases, in lower case.
const PHRASES: &[&str] = &[
    // nl
    "hgr",
    "hartelijks",
    "hartelijke groetjes",
    "kus",
    "kusjes",
    "dikke kus",
    "dikke kussen",
    "veel liefs",
    "liefs en kus",
    "knuffel",
    "dikke knuffel",
    "tot snel",
    "tot gauw",
    "tot dan",
    "tot morgen",
    "tot maandag",
    "tot dinsdag",
    "tot woensdag",
    "tot donderdag",
    "tot vrijdag",
    "tot zaterdag",
    "tot zondag",
    "tot volgende week",
    "tot horens",
    "tot later",
    "doei",
    "hartelijk dank",
    "met hartelijke dank",
    "met vriendelijke dank",
    "hartelijk bedankt",
    "bedankt alvast",
    "gegroet",
    "met de hartelijke groeten",
    "met de meeste hoogachting en vriendelijke groet",
    "met achting",
    "sportgroet",
    "met vriendelijke groet",
    "met vriendelijke groeten",
    "met hartelijke groet",
    "met hartelijke groeten",
    "met collegiale groet",
    "met sportieve groet",
    "met groet",
    "met groeten",
    "met een vriendelijke groet",
    "vriendelijke groet",
    "vriendelijke groeten",
    "hartelijke groet",
    "hartelijke groeten",
    "hartelijk groetend",
    "beste groet",
    "beste groeten",
    "groet",
    "groeten",
    "groetjes",
    "gr",
    "grtz",
    "mvg",
    "m.v.g",
    "m.vr.gr",
    "vr.gr",
    "vrgr",
    "met vriendelijk groet",
    "met de vriendelijke groeten",
    "met beste groet",
    "vriendelijk groetend",
    "m.vr.gr.",
    "mvrgr",
    "m.v.gr",
    "met vr. gr",
    "vr. groet",
    "m.h.g",
    "gr.",
    "groetjes van",
    "hoogachtend en met vriendelijke groet",
    "met hoogachting",
    "liefs",
    "tot ziens",
    "dank alvast",
    "bvd",
    "b.v.d",
    "met dank",
    "veel groeten",
    "warme groet",
    "hoogachtend",
    "met de meeste hoogachting",
    "namens",
    "alvast bedankt",
    "bij voorbaat dank",
    // en
    "warm wishes",
    "with warm wishes",
    "warmest wishes",
    "every good wish",
    "good wishes",
    "with good wishes",
    "kind wishes",
    "warmly",
    "fondly",
    "love",
    "much love",
    "lots of love",
    "with love",
    "all my love",
    "love to all",
    "xx",
    "xxx",
    "xox",
    "xoxo",
    "ta",
    "cheerio",
    "bye",
    "bye for now",
    "yours aye",
    "yours ever",
    "yours in sport",
    "yours respectfully",
    "yours cordially",
    "with thanks",
    "with many thanks",
    "with gratitude",
    "gratefully",
    "in haste",
    "god bless",
    "blessings",
    "see you soon",
    "speak soon",
    "talk soon",
    "until then",
    "respectfully yours",
    "faithfully",
    "diolch",
    "diolch yn fawr",
    "cofion",
    "cofion cynnes",
    "cofion gorau",
    "le meas",
    "le gach dea-ghuí",
    "go raibh maith agat",
    "slán",
    "slan",
    "le dùrachd",
    "with kind regards",
    "kind regards",
    "kindest regards",
    "best regards",
    "warm regards",
    "warmest regards",
    "regards",
    "rgds",
    "br",
    "kr",
    "best wishes",
    "with best wishes",
    "all the best",
    "best",
    "cheers",
    "many thanks",
    "thanks",
    "thank you",
    "thanks in advance",
    "many thanks in advance",
    "kind rgds",
    "best rgds",
    "with regards",
    "with best regards",
    "with warm regards",
    "yours",
    "take care",
    "thanks again",
    "thanks and regards",
    "thanks & regards",
    "thank you and regards",
    "very truly yours",
    "thank you in advance",
    "thank you very much",
    "thanks very much",
    "thx",
    "tks",
    "sincerely",
    "sincerely yours",
    "yours sincerely",
    "yours faithfully",
    "yours truly",
    "respectfully",
    "cordially",
    // de
    "gruss",
    "grüße",
    "grüsse",
    "gruesse",
    "liebe gruesse",
    "herzliche gruesse",
    "schöne gruesse",
    "sonnige gruesse",
    "mit vorzüglicher hochachtung",
    "mit hochachtung",
    "mit bestem dank",
    "mit herzlichem dank",
    "herzlichen dank",
    "mit kollegialen grüßen",
    "bis dann",
    "bis bald",
    "bis später",
    "bis morgen",
    "bis montag",
    "bis freitag",
    "servus",
    "tschüss",
    "tschüß",
    "tschau",
    "alles gute",
    "alles liebe",
    "bussi",
    "liebi grüess",
    "lieba gruass",
    "liebi gruess",
    "fründlichi grüess",
    "härzlichi grüess",
    "bescht gréiss",
    "bescht gréis",
    "léif gréiss",
    "léif gréis",
    "mat beschte gréiss",
    "mat frëndleche gréiss",
    "glg",
    "vlg",
    "mit freundlichen grüßen",
    "mit freundlichen grüssen",
    "mit freundlichen gruessen",
    "mit freundlichem gruß",
    "mit besten grüßen",
    "freundliche grüße",
    "freundliche grüsse",
    "beste grüße",
    "viele grüße",
    "liebe grüße",
    "herzliche grüße",
    "gruß",
    "mit freundlichem gruss",
    "mit freundlichem gruß aus",
    "mit herzlichen grüßen",
    "mit vielen grüßen",
    "mit lieben grüßen",
    "mit besten gruessen",
    "freundliche gruesse",
    "viele gruesse",
    "beste gruesse",
    "schönen gruß",
    "herzlichst",
    "m.f.g",
    "mbg",
    "danke und gruß",
    "vielen dank im voraus",
    "hochachtungsvoll",
    "mfg",
    "lg",
    "vg",
    "vielen dank",
    "besten dank",
    "danke",
    // fr
    "a+",
    "à plus",
    "a plus",
    "à plus tard",
    "a bientot",
    "a bientôt",
    "à bientot",
    "à très bientôt",
    "a très bientôt",
    "à très vite",
    "à demain",
    "a demain",
    "à la semaine prochaine",
    "bises",
    "bisous",
    "bizz",
    "biz",
    "grosses bises",
    "gros bisous",
    "je t'embrasse",
    "je vous embrasse",
    "on vous embrasse",
    "votre bien dévoué",
    "votre dévoué",
    "votre bien dévouée",
    "bien dévoué",
    "sportivement",
    "confraternellement",
    "bien confraternellement",
    "fraternellement",
    "affectueusement",
    "chaleureusement",
    "bien chaleureusement",
    "musicalement",
    "solidairement",
    "courtoisement",
    "bien respectueusement",
    "salutations cordiales",
    "cordiales salutations",
    "salutations respectueuses",
    "bien sincèrement",
    "mes salutations",
    "mes amitiés",
    "amitiés",
    "toutes mes amitiés",
    "merci beaucoup",
    "merci par avance",
    "avec mes salutations",
    "mille mercis",
    "bonne continuation",
    "pour le maire et par délégation",
    "pour le maire",
    "pour le maire, et par délégation",
    "par délégation",
    "pour ordre",
    "crdlt",
    "cdmt",
    "slts",
    "cordialement",
    "bien cordialement",
    "cordialement vôtre",
    "bien à vous",
    "bàv",
    "cdt",
    "cdlt",
    "très cordialement",
    "cordialement votre",
    "bien à toi",
    "sincèrement",
    "sincères salutations",
    "salutations",
    "avec mes remerciements",
    "merci d'avance",
    "merci",
    "bonne réception",
    "meilleures salutations",
    "salutations distinguées",
    "respectueusement",
    "amicalement",
    "bien amicalement",
    "bonne journée",
    "à bientôt",
    "dans l'attente de vous lire",
    // es
    "slds",
    "sldos",
    "saludos cordiales",
    "un beso",
    "besos",
    "muchos besos",
    "un beso y un abrazo",
    "besos y abrazos",
    "abrazos",
    "un fuerte abrazo",
    "fuerte abrazo",
    "un abrazo fuerte",
    "att",
    "attmente",
    "at.te",
    "le saluda",
    "le saludan",
    "les saluda",
    "reciba un cordial saludo",
    "hasta pronto",
    "hasta luego",
    "hasta mañana",
    "hasta el lunes",
    "nos vemos",
    "quedamos a su disposición",
    "quedo a la espera",
    "quedo a tu disposición",
    "a su disposición",
    "cuídate",
    "cariñosamente",
    "afectuosamente",
    "con cariño",
    "adéu",
    "salutacions",
    "salutacions cordials",
    "cordialment",
    "atentament",
    "petons",
    "una abraçada",
    "fins aviat",
    "agur",
    "agur bero bat",
    "apertas",
    "unha aperta",
    "atentamente",
    "muy atentamente",
    "le saluda atentamente",
    "gracias",
    "muchas gracias",
    "gracias y saludos",
    "saludos",
    "un abrazo",
    "cordiales saludos",
    "un cordial saludo",
    "atte",
    "cordialmente",
    "quedo a su disposición",
    // it
    "un abbraccio",
    "un caro abbraccio",
    "un forte abbraccio",
    "abbracci",
    "baci",
    "un bacio",
    "baci e abbracci",
    "a presto",
    "a domani",
    "a dopo",
    "ciao ciao",
    "distintamente",
    "con stima",
    "con osservanza",
    "con ossequio",
    "ossequi",
    "grazie e saluti",
    "grazie ancora",
    "grazie e a presto",
    "cordialità",
    "in attesa di riscontro",
    "resto in attesa",
    "ringraziando",
    "tanti saluti",
    "buoni saluti",
    "un saluto",
    "un cordiale saluto",
    "cord.li saluti",
    "dist. saluti",
    "affettuosamente",
    "in fede",
    "grazie",
    "grazie mille",
    "un caro saluto",
    "con i migliori saluti",
    "saluti",
    "cari saluti",
    "in attesa di un suo riscontro",
    // pt
    "abs",
    "abç",
    "abçs",
    "um grande abraço",
    "grande abraço",
    "beijinhos",
    "beijos",
    "beijo",
    "um beijo",
    "bjs",
    "bj",
    "bjinhos",
    "grato",
    "grata",
    "gratos",
    "obrigado",
    "obrigada",
    "muito obrigado",
    "muito obrigada",
    "desde já obrigado",
    "desde já agradeço",
    "com os meus cumprimentos",
    "os meus cumprimentos",
    "saudações",
    "até breve",
    "até já",
    "até amanhã",
    "ao dispor",
    "atenciosamente",
    "com os melhores cumprimentos",
    "melhores cumprimentos",
    "cumprimentos",
    "abraço",
    "um abraço",
    "abraços",
    // da, no, sv, fi
    "hilsner",
    "mange hilsener",
    "de bedste hilsner",
    "de bedste hilsener",
    "bedste hilsener",
    "kærlig hilsen",
    "kærlige hilsner",
    "kh",
    "mh",
    "dbh",
    "knus",
    "kærligst",
    "de venligste hilsner",
    "vi ses",
    "på gensyn",
    "på forhånd tak",
    "mange tak",
    "hej hej",
    "klem",
    "klemmer",
    "stor klem",
    "varm hilsen",
    "hjertelig hilsen",
    "takk",
    "tusen takk",
    "på forhånd takk",
    "vi snakkes",
    "ha det bra",
    "kram",
    "kramar",
    "varma kramar",
    "många kramar",
    "stor kram",
    "allt gott",
    "ha det gott",
    "ha det så bra",
    "hälsn",
    "m v h",
    "bästa",
    "tack",
    "tack så mycket",
    "tack på förhand",
    "vi hörs",
    "med bästa hälsningar",
    "många hälsningar",
    "varma hälsningar",
    "soliga hälsningar",
    "terv",
    "yst. terv",
    "yst.terv",
    "ystäv. terv",
    "ystävällisin terv",
    "rakkain terveisin",
    "lämpimin terveisin",
    "aurinkoisin terveisin",
    "parhain terv",
    "kunnioittavasti",
    "kiitos",
    "kiitos jo etukäteen",
    "kiittäen",
    "halauksin",
    "haleja",
    "kveðja",
    "bestu kveðjur",
    "með kveðju",
    "með bestu kveðju",
    "kær kveðja",
    "takk fyrir",
    "lugupidamisega",
    "parimate soovidega",
    "tervitades",
    "ar cieņu",
    "ar sveicieniem",
    "pagarbiai",
    "su pagarba",
    "geros dienos",
    "med venlig hilsen",
    "venlig hilsen",
    "mange hilsner",
    "bedste hilsner",
    "mvh",
    "vh",
    "med vennlig hilsen",
    "vennlig hilsen",
    "beste hilsen",
    "hilsen",
    "med vänlig hälsning",
    "med vänliga hälsningar",
    "vänliga hälsningar",
    "vänlig hälsning",
    "hälsningar",
    "bästa hälsningar",
    "ystävällisin terveisin",
    "ystävällisesti",
    "parhain terveisin",
    "terveisin",
    // pl, cs, sk, hu, ro, hr
    "pozdrawiam serdecznie",
    "pozdrawiam ciepło",
    "pozdrawiam cieplo",
    "pozdrawiam gorąco",
    "pozdrawiam goraco",
    "pozdrawiamy",
    "pozdrawiamy serdecznie",
    "serdeczne pozdrowienia",
    "serdecznie pozdrawiamy",
    "z pozdrowieniami",
    "pozdrowienia",
    "pozdr",
    "pzdr",
    "pozdro",
    "z poważaniem i pozdrowieniami",
    "z powazaniem",
    "z wyrazami szacunku i poważania",
    "łączę pozdrowienia",
    "łączę wyrazy szacunku",
    "z szacunkiem",
    "ściskam",
    "uściski",
    "buziaki",
    "całuję",
    "dziękuję",
    "dziękuje",
    "dziękuję i pozdrawiam",
    "dzięki",
    "z góry dziękuję",
    "do usłyszenia",
    "do zobaczenia",
    "s pozdravem a přáním pěkného dne",
    "s pozdravom a prianím pekného dňa",
    "se srdečným pozdravem",
    "s pozdravy",
    "pozdrav",
    "zdravím",
    "s úctou",
    "mějte se",
    "mějte se hezky",
    "měj se",
    "měj se hezky",
    "majte sa",
    "majte sa pekne",
    "maj sa",
    "pěkný den",
    "děkuji",
    "děkuju",
    "děkujeme",
    "díky",
    "předem děkuji",
    "děkuji a přeji hezký den",
    "čau",
    "na shledanou",
    "nashledanou",
    "ďakujem",
    "ďakujeme",
    "vopred ďakujem",
    "s priateľským pozdravom",
    "dovidenia",
    "üdv",
    "üdvözlet",
    "üdvözlettel és köszönettel",
    "szívélyes üdvözlettel",
    "baráti üdvözlettel",
    "őszinte tisztelettel",
    "maradok tisztelettel",
    "szeretettel",
    "sok szeretettel",
    "ölellek",
    "ölel",
    "puszi",
    "pusz",
    "sok puszi",
    "köszönöm",
    "köszönettel",
    "köszi",
    "előre is köszönöm",
    "mersi",
    "mersi mult",
    "mulțumesc",
    "mulţumesc",
    "multumesc",
    "mulțumim",
    "vă mulțumesc",
    "cu mulțumiri",
    "cu drag",
    "cu multă stimă",
    "cu stima",
    "cu prietenie",
    "cu considerație",
    "cu deosebită considerație",
    "numai bine",
    "toate cele bune",
    "o zi bună",
    "o zi buna",
    "o zi frumoasă",
    "o seară bună",
    "cu bine",
    "pe curând",
    "te pup",
    "pupici",
    "srdačno",
    "srdačni pozdravi",
    "pozdravi",
    "s poštovanjem",
    "s poštovanjem i pozdravom",
    "hvala",
    "hvala lijepa",
    "hvala unaprijed",
    "lep pozdrav",
    "lepo pozdravljeni",
    "lepe pozdrave",
    "lijepi pozdravi",
    "s spoštovanjem",
    "s prijaznimi pozdravi",
    "z poważaniem",
    "pozdrawiam",
    "serdecznie pozdrawiam",
    "z wyrazami szacunku",
    "s pozdravem",
    "s přátelským pozdravem",
    "s pozdravom",
    "üdvözlettel",
    "tisztelettel",
    "cu stimă",
    "cu respect",
    "lijep pozdrav",
    "srdačan pozdrav",
    "lp",
    // tr, ru, uk, el
    "saygılar",
    "saygilar",
    "saygılarımla arz ederim",
    "saygılarımı sunarım",
    "saygilarimla",
    "sevgiler",
    "sevgilerimle",
    "selamlar",
    "selam ve saygılar",
    "sevgi ve saygılarımla",
    "iyi günler dilerim",
    "iyi çalışmalar dilerim",
    "iyi çalışmalar dileriz",
    "kolay gelsin",
    "teşekkürler",
    "teşekkür ederim",
    "teşekkür ederiz",
    "şimdiden teşekkürler",
    "öptüm",
    "öpüyorum",
    "kendine iyi bak",
    "görüşmek üzere",
    "hoşça kal",
    "с уважением и наилучшими пожеланиями",
    "с наилучшими",
    "с искренним уважением",
    "с глубоким уважением",
    "с большим уважением",
    "искренне ваш",
    "искренне ваша",
    "всего доброго",
    "всего хорошего",
    "всего наилучшего",
    "хорошего дня",
    "хорошего вечера",
    "хороших выходных",
    "доброго дня и хорошего настроения",
    "до встречи",
    "до свидания",
    "до связи",
    "пока",
    "спасибо",
    "большое спасибо",
    "заранее спасибо",
    "заранее благодарю",
    "благодарю",
    "с благодарностью",
    "целую",
    "обнимаю",
    "с любовью",
    "с приветом",
    "з найкращими побажаннями",
    "щиро ваш",
    "щиро",
    "гарного дня",
    "всього найкращого",
    "дякую",
    "щиро дякую",
    "до зустрічі",
    "обіймаю",
    "с уважение",
    "поздрави",
    "сърдечни поздрави",
    "благодаря",
    "с поштовањем",
    "поздрав",
    "хвала",
    "με φιλικούς χαιρετισμούς",
    "φιλικούς χαιρετισμούς",
    "με φιλικά αισθήματα",
    "χαιρετισμούς",
    "πολλούς χαιρετισμούς",
    "θερμούς χαιρετισμούς",
    "φιλικά",
    "με τιμή",
    "με σεβασμό",
    "ευχαριστώ",
    "ευχαριστώ πολύ",
    "ευχαριστώ εκ των προτέρων",
    "ευχαριστούμε",
    "φιλάκια",
    "φιλιά",
    "πολλά φιλιά",
    "καλή συνέχεια",
    "καλή σας ημέρα",
    "καλό απόγευμα",
    "τα λέμε",
    "saygılarımla",
    "saygılarımızla",
    "iyi çalışmalar",
    "с уважением",
    "с наилучшими пожеланиями",
    "з повагою",
    "με εκτίμηση",
];

/// Last words of phrases that have many beginnings: `Schöne Grüße`, `Reciba un cordial saludo`.
const ENDS: &[&str] = &[
    "groet",
    "groeten",
    "groetjes",
    "grüße",
    "grüßen",
    "grüsse",
    "grüssen",
    "gruß",
    "regards",
    "salutations",
    "saludos",
    "saludo",
    "saluti",
    "saluto",
    "hilsen",
    "hälsning",
    "hälsningar",
    "cumprimentos",
    "gruss",
    "gruesse",
    "gruessen",
    "grüess",
    "abrazo",
    "abrazos",
    "abraço",
    "abraços",
    "abbraccio",
    "hilsner",
    "hilsener",
    "kveðja",
    "kveðju",
    "kveðjur",
    "terveisin",
    "pozdrawiam",
    "pozdrawiamy",
    "pozdravem",
    "pozdravom",
    "üdvözlettel",
    "χαιρετισμούς",
];

/// Phrases that other words often stand around, on both sides.
const WITHIN: &[&str] = &[
    "vriendelijke groet",
    "salutations",
    "sentiments distingués",
    "bien cordialement",
    "saludos",
    "un saludo",
    "atentamente",
    "cordiali saluti",
    "distinti saluti",
    "freundlichen grüßen",
    "freundlichen grüssen",
    "venlig hilsen",
    "vennlig hilsen",
];

/// Words of a line that a phrase within it leaves room for, and those of a name behind a comma.
const WORDS_MAX: usize = 6;

/// Spaces of such a line.
const SPACES_MAX: u8 = 2 * WORDS_MAX as u8;

/// Every line that ends or holds a phrase of [`ENDS`] or [`WITHIN`] holds one of these, whatever its case. Bytes: `Ü` is
/// passed over.
const STEMS: &[&str] = &[
    "groet",
    "gr\u{fc}\u{df}",
    "gr\u{fc}ss",
    "gru\u{df}",
    "gr\u{dc}",
    "regards",
    "salutation",
    "salud",
    "salut",
    "sentiments",
    "cordialement",
    "tamente",
    "hilsen",
    "lsning",
    "cumprimentos",
    "gruss",
    "gruess",
    "gr\u{fc}ess",
    "abra",
    "abbracc",
    "hilsn",
    "kve\u{f0}j",
    "terveis",
    "pozdra",
    "zlettel",
    "\u{3b9}\u{3c3}\u{3bc}\u{3bf}\u{3cd}\u{3c2}",
];

/// Words that a closing phrase goes on with, before another one.
const JOINERS: &[&str] = &[
    "en", "and", "&", "+", "und", "u.", "et", "y", "e", "i", "og", "och", "ja", "și", "ve", "и", "і", "και",
    "a", "és",
];

/// Words that a closing phrase goes on with, before a place or people: `Liebe Grüße aus Linz`.
const PLACES: &[&str] = &[
    "uit", "vanuit", "van", "aan", "from", "to", "aus", "vom", "von", "an", "in", "de", "du", "d'", "depuis",
    "à", "desde", "a", "da", "dal", "dalla", "från", "till", "fra", "til", "z", "ze", "do", "из", "от", "з",
    "από",
];

/// What a second phrase begins with, that stands behind a first one only: `und bis bald`.
const SECOND: &[&str] = &[
    "bis", "tot", "till", "until", "see", "speak", "à", "a", "auf", "hasta", "até", "vi", "do", "до",
    "nogmaals", "nochmals", "again", "encore", "ancora",
];

/// Phrases that are as often the beginning of a sentence: what stands behind them is no part of the closing.
const SENTENCES: &[&str] = &[
    "thank",
    "thx",
    "tks",
    "dank",
    "danke",
    "vielen dank",
    "besten dank",
    "merci",
    "gracias",
    "muchas gracias",
    "grazie",
    "best",
    "br",
    "kr",
    "gr",
    "lp",
    "namens",
    "ta",
    "love",
    "tot ",
    "bis ",
    "in ",
    "many thanks",
    "bedankt",
    "tack",
    "takk",
    "obrigad",
    "a ",
    "yours",
    "servus",
    "bye",
    "kus",
    "par ",
    "pour ",
    "att",
    "abs",
];

/// Words that may stand before those of a wish.
const WISH_LEADS: &[&str] = &[
    "een",
    "nog",
    "'n",
    "een heel",
    "einen",
    "eine",
    "ein",
    "noch",
    "have",
    "wishing",
    "you",
    "a",
    "an",
    "passez",
    "une",
    "un",
    "una",
    "uma",
    "te",
    "vous",
    "tenga",
    "tenha",
    "ha",
    "hav",
    "ik",
    "wens",
    "je",
    "u",
    "jullie",
    "ich",
    "wünsche",
    "ihnen",
    "dir",
    "euch",
    "wir",
    "wünschen",
    "dilerim",
    "en",
    "et",
    "ei",
    "que",
];

/// What is wished is of this kind.
const WISH_WORDS: &[&str] = &[
    "fijne",
    "fijn",
    "prettige",
    "prettig",
    "goede",
    "goed",
    "mooie",
    "mooi",
    "leuke",
    "leuk",
    "zonnige",
    "gezellige",
    "schönen",
    "schönes",
    "schöne",
    "schoenen",
    "schoenes",
    "guten",
    "gute",
    "gutes",
    "angenehmen",
    "angenehme",
    "angenehmes",
    "erholsames",
    "nice",
    "great",
    "good",
    "lovely",
    "wonderful",
    "pleasant",
    "bonne",
    "belle",
    "bon",
    "beau",
    "excellente",
    "excellent",
    "agréable",
    "buona",
    "buon",
    "bella",
    "feliz",
    "excelente",
    "bom",
    "buen",
    "fin",
    "god",
    "trevlig",
    "skön",
    "dejlig",
    "miłego",
    "miłej",
    "dobrego",
    "udanego",
    "spokojnego",
    "hezký",
    "pěkný",
    "krásný",
    "pekný",
    "pekného",
    "szép",
    "kellemes",
    "hyvää",
    "mukavaa",
    "kivaa",
    "super",
];

/// What is wished.
const WISH_THINGS: &[&str] = &[
    "dag",
    "avond",
    "middag",
    "week",
    "weekend",
    "weekeinde",
    "weekje",
    "vakantie",
    "feestdagen",
    "dagen",
    "zondag",
    "zaterdag",
    "zomer",
    "tag",
    "abend",
    "woche",
    "wochenende",
    "feierabend",
    "feiertage",
    "restwoche",
    "nachmittag",
    "urlaub",
    "sonntag",
    "start",
    "day",
    "evening",
    "one",
    "afternoon",
    "holiday",
    "holidays",
    "journée",
    "soirée",
    "semaine",
    "week-end",
    "continuation",
    "fin",
    "réception",
    "après-midi",
    "fêtes",
    "vacances",
    "dimanche",
    "courage",
    "giornata",
    "serata",
    "settimana",
    "domenica",
    "lavoro",
    "proseguimento",
    "pomeriggio",
    "finde",
    "semana",
    "jornada",
    "trabalho",
    "dnia",
    "weekendu",
    "wieczoru",
    "den",
    "deň",
    "dňa",
    "víkend",
    "napot",
    "hétvégét",
    "estét",
    "viikonloppua",
    "päivänjatkoa",
    "helg",
    "kväll",
    "kveld",
    "aften",
    "uke",
    "vecka",
];

/// Greetings, and no wishes where no word stands before them: `Guten Tag`.
const GREETING_WORDS: &[&str] =
    &["goede", "goed", "good", "guten", "gute", "god", "bom", "buen", "bon", "szép"];

/// Beginnings of the long formulas of French letters, in lower case.
const FORMULAS: &[&str] = &[
    "veuillez agréer",
    "veuillez recevoir",
    "veuillez croire",
    "veuillez accepter",
    "je vous prie d",
    "nous vous prions d",
    "je vous prie, ",
    "recevez",
    "agréez",
    "vous prie d'agréer",
];

/// Words that such a formula holds.
const FORMULA_WORDS: &[&str] =
    &["salutation", "sentiments", "considération", "respect", "hommages", "dévouement"];

/// Bytes of such a formula.
const FORMULA_MAX: usize = 200;

struct Closings {
    /// By their length in bytes.
    phrases: Vec<Vec<&'static str>>,
    /// First three bytes of the phrases, and of their capitals: a bit for each, by [`start`].
    starts: Vec<u64>,
    stems: Option<AhoCorasick>,
}

impl Closings {
    /// The line begins as a phrase does; ASCII letters in any case.
    fn may_begin(&self, line: &[u8]) -> bool {
        start(line).is_some_and(|start| self.starts[start / 64] >> (start % 64) & 1 == 1)
    }

    /// The line, in lower case, is a phrase.
    fn has(&self, line: &str) -> bool {
        let Some(first) = line.as_bytes().first() else { return false };
        let phrases = self.phrases.get(line.len()).map_or(&[][..], Vec::as_slice);
        phrases.iter().any(|phrase| phrase.as_bytes()[0] == *first && *phrase == line)
    }

    /// A phrase of [`ENDS`] or [`WITHIN`] may stand on the line.
    fn has_stem(&self, line: &[u8]) -> bool {
        self.stems.as_ref().is_none_or(|stems| stems.is_match(line))
    }
}

/// A number below 65,536 for the first three bytes of a line, in lower case.
fn start(line: &[u8]) -> Option<usize> {
    let byte = |n: usize| line.get(n).map_or(0, |b| usize::from(b.to_ascii_lowercase()));
    (line.len() > 1).then(|| (byte(0) * 961 + byte(1) * 31 + byte(2)) & 0xffff)
}

static CLOSINGS: LazyLock<Closings> = LazyLock::new(|| {
    let mut starts = vec![0_u64; 1024];
    for phrase in PHRASES.iter().chain(WISH_WORDS).chain(&WISH_LEADS[..14]) {
        for text in [(*phrase).to_owned(), phrase.to_uppercase()] {
            // behind a phrase of two letters a mark or white space stands
            let thirds = if text.len() > 2 { 0..=0 } else { 0..=255_u8 };
            for third in thirds.filter(|b| !b.is_ascii_alphanumeric()) {
                let mut bytes = text.clone().into_bytes();
                bytes.push(third);
                if let Some(start) = start(&bytes) {
                    starts[start / 64] |= 1 << (start % 64);
                }
            }
        }
    }
    let mut phrases = vec![Vec::new(); WIDE_MAX + 1];
    for phrase in PHRASES {
        if let Some(list) = phrases.get_mut(phrase.len()) {
            list.push(*phrase);
        }
    }
    Closings {
        phrases,
        starts,
        stems: AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::DFA))
            .build(STEMS)
            .ok(),
    }
});

/// The line begins as closing phrases do; a cheap first look.
pub(crate) fn may_be_closing(line: &str) -> bool {
    CLOSINGS.may_begin(line.as_bytes())
}

/// True when the line, without white space at its ends, is a phrase that ends a letter, also with a name of a few words
/// behind a comma, or with another phrase or a place behind it.
pub(crate) fn is_closing(line: &str) -> bool {
    let line = line.strip_prefix(['/', '~']).map_or(line, str::trim_start);
    let bytes = line.as_bytes();
    if is_long(line) || bytes.len() < 2 {
        return false;
    }
    let closings = &*CLOSINGS;
    let has_stem = || {
        // a stem on a line of many words is of no use
        bytes.iter().map(|b| u8::from(*b == b' ')).sum::<u8>() <= SPACES_MAX && closings.has_stem(bytes)
    };
    let known = closings.may_begin(bytes);
    // all of the short line at once, and not byte by byte
    let has_number = bytes.iter().fold(false, |any, b| any | b.is_ascii_digit() | (*b == b'@'));
    if has_number || !known && !has_stem() {
        return false;
    }
    in_lower_case(line, |lower| {
        let whole = lower.trim_end_matches(AROUND);
        if closings.has(whole) {
            return true;
        }
        // a capital that is not ASCII may hide a stem
        if (!known || !line.is_ascii() || has_stem()) && ends_or_holds(whole) {
            return true;
        }
        if known && is_wished(whole) || (known || has_stem()) && goes_on(whole, line) {
            return true;
        }
        lower.split_once([',', '!']).is_some_and(|(first, _)| {
            closings.has(first.trim_end())
                && line.split_once([',', '!']).is_some_and(|(first, rest)| may_be_name(first, rest))
        })
    })
}

/// The line has more letters than a closing phrase.
fn is_long(line: &str) -> bool {
    line.len() > CLOSING_MAX && (line.len() > WIDE_MAX || line.chars().count() > CLOSING_MAX)
}

/// What stands behind a phrase, and around it.
const AROUND: &[char] = &[',', '.', '!', ';', ':', ' ', '-', '*', '…'];

/// What stands behind the comma of a phrase may be a name: words with capitals, or one where nothing has any.
fn may_be_name(first: &str, rest: &str) -> bool {
    const PARTICLES: &[&str] = &[
        "de", "van", "der", "den", "ter", "ten", "te", "la", "le", "du", "von", "zu", "di", "da", "del",
        "della", "en", "and", "und", "et", "y", "e", "i", "a", "dos", "och", "og",
    ];
    let rest = rest.trim_matches(AROUND);
    let mut words = rest.split_whitespace();
    if rest.split_whitespace().count() >= WORDS_MAX {
        return false;
    }
    let small = |word: &str| word.chars().next().is_some_and(char::is_lowercase);
    if rest.chars().all(|c| !c.is_uppercase()) {
        return words.clone().count() < 3 && small(first) || rest.is_empty();
    }
    words.all(|word| !small(word) || PARTICLES.contains(&word))
}

/// The line, in lower case, wishes a good day or the like: `Een fijne dag verder`.
fn is_wished(lower: &str) -> bool {
    let mut words = lower.split([' ', ',']).filter(|word| !word.is_empty());
    let (mut led, mut left) = (false, 4);
    let kind = loop {
        let Some(word) = words.next() else { return false };
        if WISH_WORDS.contains(&word) {
            break word;
        }
        if left == 0 || !WISH_LEADS.contains(&word) {
            return false;
        }
        (led, left) = (true, left - 1);
    };
    let bare = !led && GREETING_WORDS.contains(&kind);
    let Some(thing) = words.next() else { return false };
    let words: Vec<&str> = words.collect();
    let greets = matches!(
        thing,
        "dag"
            | "avond"
            | "middag"
            | "tag"
            | "abend"
            | "nachmittag"
            | "day"
            | "evening"
            | "afternoon"
            | "kväll"
            | "kveld"
            | "aften"
            | "napot"
    );
    // `Guten Tag Frau …` greets, `Guten Tag noch` does not
    let more = |word: &&str| matches!(*word, "nog" | "noch" | "verder" | "toegewenst" | "gewenst" | "ahead");
    WISH_THINGS.contains(&thing) && words.len() <= 3 && !(bare && greets && !words.iter().any(more))
}

/// True when a line wishes a good day or the like: at the end of a letter, and as often in it.
pub(crate) fn is_wish(line: &str) -> bool {
    line.len() <= CLOSING_MAX
        && CLOSINGS.may_begin(line.as_bytes())
        && in_lower_case(line, |lower| is_wished(lower.trim_end_matches(AROUND)))
}

/// The line, in lower case, is a phrase with another one behind it, or with a place: `Groetjes uit Leeuwarden`.
fn goes_on(lower: &str, line: &str) -> bool {
    let closings = &*CLOSINGS;
    let is_phrase = |text: &str| closings.has(text) || ends_or_holds(text) || is_wished(text);
    lower.match_indices(' ').any(|(n, _)| {
        let rest = &lower[n + 1..];
        let Some((joiner, rest)) = rest.split_once(' ') else { return false };
        let joins = JOINERS.contains(&joiner);
        let place = PLACES.contains(&joiner);
        if !joins && !place {
            return false;
        }
        let first = lower[..n].trim_end_matches(AROUND);
        if !(closings.has(first) || ends_or_holds(first)) {
            return false;
        }
        let rest = rest.trim();
        if joins && is_phrase(rest) {
            return true;
        }
        // a short one is a word of its own
        let sentence = |begin: &&str| {
            let rest = first.strip_prefix(*begin);
            rest.is_some_and(|rest| {
                begin.len() > 4 || begin.ends_with(' ') || rest.is_empty() || rest.starts_with(' ')
            })
        };
        if SENTENCES.iter().any(sentence) || rest.contains([',', ':', '?']) {
            return false;
        }
        let words = rest.split_whitespace().count();
        let begins = || rest.split_whitespace().next().is_some_and(|word| SECOND.contains(&word));
        let capital = || {
            let last = line.trim_end_matches(AROUND).split_whitespace().next_back();
            last.is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase))
        };
        joins && words <= 4 && begins() || place && words <= 4 && capital()
    })
}

/// True when the line is, or begins, one of the long formulas of French letters: `Veuillez agréer, Madame, …`.
pub(crate) fn is_formula(line: &str, whole: bool) -> bool {
    if line.len() > FORMULA_MAX
        || !matches!(line.as_bytes().first(), Some(b'V' | b'J' | b'N' | b'R' | b'A' | b'v'))
    {
        return false;
    }
    let lower = line.to_lowercase();
    FORMULAS.iter().any(|begin| lower.starts_with(begin))
        && (!whole || FORMULA_WORDS.iter().any(|word| lower.contains(word)))
}

/// Hands on a line in lower case; nothing is allocated for a short one in ASCII, as most are.
pub(crate) fn in_lower_case<R>(line: &str, ask: impl FnOnce(&str) -> R) -> R {
    let mut buffer = [0; 2 * CLOSING_MAX];
    if line.is_ascii()
        && let Some(lower) = buffer.get_mut(..line.len())
    {
        lower.copy_from_slice(line.as_bytes());
        lower.make_ascii_lowercase();
        if let Ok(lower) = std::str::from_utf8(lower) {
            return ask(lower);
        }
    }
    ask(&line.to_lowercase())
}

/// The line, in lower case, ends with a word of [`ENDS`], or a phrase of [`WITHIN`] stands on it.
fn ends_or_holds(line: &str) -> bool {
    let words = line.split_whitespace().count();
    words < WORDS_MAX && line.split_whitespace().next_back().is_some_and(|last| ENDS.contains(&last))
        || words <= WORDS_MAX && WITHIN.iter().any(|phrase| line.contains(phrase))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wishes_and_formulas() {
        assert!(is_wish("Fijn weekend!") && is_wish("Belle journée") && is_wish("Have a nice day"));
        assert!(!is_wish("Fijn dat je komt") && !is_wish("Good day"));
        let formula = "Veuillez agréer, Monsieur, l'expression de mes salutations distinguées.";
        assert!(is_formula(formula, true) && !is_formula("Veuillez trouver ci-joint le contrat", false));
    }

    #[test]
    fn what_is_a_closing_phrase() {
        let in_capitals =
            |phrase: &str| is_closing(&format!("{},", phrase.to_uppercase())) || phrase.contains(['ß', 'ı']);
        let before_a_name =
            |phrase: &str| phrase.contains(',') || is_closing(&format!("{phrase}, Jan de Vries"));
        let wrong: Vec<_> = PHRASES
            .iter()
            .filter(|phrase| !(is_closing(phrase) && in_capitals(phrase) && before_a_name(phrase)))
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
        for phrase in [
            "Warme groet,",
            "Schöne Grüße aus Köln!",
            "Reciba un cordial saludo",
            "GROETEN, JAN",
            "Distinti saluti",
            "Groetjes uit Leeuwarden",
            "Groetjes van juf Marie",
            "Beste Grüße aus Köln",
            "Viele Grüße und bis bald",
            "Cordialement et bonne fin de journée,",
            "Many thanks and best wishes,",
            "Vriendelijke groet en tot maandag,",
            "Een fijne dag verder,",
            "Schönes Wochenende!",
            "/Hälsningar",
            "S pozdravem",
        ] {
            assert!(is_closing(phrase), "{phrase}");
        }
        for text in [
            "Thanks to all who came to the party",
            "De groeten van Jan aan allen in het land",
            "Best practice",
            "Thanks, that's clear.",
            "Merci, à vendredi pour les clés.",
            "Merci de me rappeler",
            "Guten Tag",
            "Guten Tag Frau de Vries,",
            "Good day",
            "Groeten uit de tuin",
            "Groet 12",
            "g",
            "",
        ] {
            assert!(!is_closing(text), "{text}");
        }
    }
}
