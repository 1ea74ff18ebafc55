#!/usr/bin/env python3
"""Makes given.txt, surnames.txt and words.txt from openly licensed packages; README.md says which, and why.

    make.py FAKER_FOLDER NAME_DATA_JSON STOPWORDS_ISO_JSON DICTIONARY_DIC...

FAKER_FOLDER is an unpacked wheel of Faker, NAME_DATA_JSON a file of one of nomquamgender; the others are files of unpacked npm
packages, the dictionaries English, Dutch, French and Spanish. Standard library only. Names are folded: lower case, without
diacritics. A name that is also a word ends in `~`.
"""
import importlib, json, pathlib, re, sys, unicodedata

LOCALES = """nl_NL nl_BE de_DE de_AT de_CH de_LI de_LU fr_FR fr_BE fr_CH fr_CA fr_DZ en_GB en_US en_IE en_NZ en_IN en_PK en
es_ES es_MX es_AR es_CL es_CO es_CA it_IT pl_PL pt_PT pt_BR tr_TR da_DK sv_SE no_NO fi_FI cs_CZ sk_SK hu_HU ro_RO hr_HR
sl_SI id_ID""".split()
PARTICLES = set("""van von vom zu zum zur de den der het 't ter te ten op in la le les l' du des da di del della dos das do el al
ben aan uit""".split())
# Words of a dictionary that are, with a capital, names all the same.
NAMES_FIRST = set("""abraham adam alf amanda anita anders anna barbie bart ben benjamin bill billy bob bobby bram brad casper charlie
chris christian chuck clement colleen cor dick dieter dirk ed eddy els eric erica erik ernst fanny fleur frank franz fritz gemma
gerold gerrit gloria graham hannes hans harry heide helen hendrik henk henry horst ivy jack jan janet jasmijn jean jenny jimmy joe
joel joep joey john johnny jonas jonathan josh joost juan juli karel kees keith kelvin ken kevin kim klaas knut koen kris leen lia
lies lisa louis lucas luis lydia madeleine marina martin mary mats max maxim melanie mia mick mickey mike mina molly nelson nick niels
nik noel olivier oscar patsy patty paul peer peter phoebe piet pieter pim rachel ria rob robert robin rod roger roland ronald roos rosa
rosemary russell ruby sally sandy sara sharon sheila simon sjaak spencer steven sue teddy ted terry thomas tiffany til tilde timothy
tim tom tommy tony trijntje uwe valentijn veronica victor viola vita walter wally wim wolf wolfram wout wouter marie maria mart nel
nico bas teun toon ton truus joke jet jos jo lex leo emma eva hanna aad aagje aart ab abel allen alma amber arend axel aya bente
cas claus corrie dan darren dieke diek dries erna erin ferry flip fransje gunter hazel iris jaap jasper jay jon joop jozef kalle kelly
koos kornel krijn lee liane ludo luit margriet marjolein marten melanie merel mien miep mies mila mimi pascal pol raf rein rick riek
rien rik rozemarijn sander sem serge sten tjerk troy willie willy zwaan carol glen guy gil holly jade jasmine jozefien kitty lea lou
meg per ray rex warren waldo wil sander leon bailey ava ado inga""".split())
# Names of cities, countries, months, saints and things: with these, more must say that a person is meant.
AMBIGUOUS = set("""virginia florence victoria sydney paris london charlotte austin dallas houston georgia carolina asia chelsea brooklyn
savannah jordan israel milan sofia valencia florida alexandria montana dakota kenya lourdes trinidad salvador santiago
santos cruz luz paz sol alba mercedes christian domingo julio junio marina vera angel angeles consuelo remedios dolores pilar rosario
luna stella sky star leonardo adobe oracle alexa siri cortana jesus nicolaas valentin
justice cassius fortune lucky happy precious prince princess king bishop dean earl duke sage ivory mark will rose nova alpha delta
omega zoom meta chance faith hope joy grace summer autumn winter spring dawn rusty rocky forest cliff brook heath glen art gene
drew hub lage mato mont monte bill chase grant wade lance miles buck rod red sunny stormy april may june august augustus juni juli mai maj sept oct noel
franklin lincoln washington jefferson madison jackson wellington nelson viking holland france germany indiana ireland britain
sony norton verde geo ala aires ville tierra irish elige halle wilde victorian georgian olympia tia anis amaro toma orkan horton lage
cairo memphis phoenix denver berlin verona vienna geneva lorraine adriatic atlantic
""".split())
DROP = set("""san santa saint sint st sta sao mc mr mrs ms dr don dona an as at by if is it my no so us we china india america europe
africa world english french german deutsch dutch spanish senora senor sir madam lady queen toy tea line mile lone edit ante
admin test info office service support sales team group general major captain colonel doctor judge lawyer unknown baby
sunday monday tuesday wednesday thursday friday saturday
januari februari maart mei september oktober november december januar februar marz janvier fevrier mars avril juin juillet aout
enero febrero marzo abril mayo agosto gennaio febbraio aprile maggio giugno luglio settembre ottobre novembre dicembre
moin servus ciao salut hola ahoy buongiorno bonjour morning evening arial calibri cambria tahoma verdana helvetica acer lenovo
dag hoi lieve capelle essen sie capo over onder per voor ever else even thanks dear love best kind hi hello hey groet
""".split())


# Sources of nomquamgender that must know a given name: below, misspellings, surnames and things abound.
SOURCES = 6
# And those for one that is a word of a dictionary, a surname or a place too, or has but two letters.
SOURCES_OF_WORDS = 14


def fold(s):
    s = s.lower().translate(str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d",
                                           "þ": "th", "’": "'"}))
    return "".join(c for c in unicodedata.normalize("NFKD", s) if not unicodedata.combining(c))


def common(path):
    words = set()
    for line in pathlib.Path(path).read_text("utf-8").splitlines():
        word = line.split("/")[0].strip()
        if word.isalpha() and word.islower():
            words.add(fold(word))
    return words


def main():
    faker, registers, stop, *dictionaries = sys.argv[1:]
    here = pathlib.Path(__file__).parent
    sys.path.insert(0, faker)
    given, surnames = {}, {}
    for locale in LOCALES:
        provider = importlib.import_module("faker.providers.person." + locale).Provider
        for attribute in dir(provider):
            lists = given if "first_name" in attribute else surnames if "last_name" in attribute else None
            values = getattr(provider, attribute)
            if lists is None or not isinstance(values, (list, tuple, dict, set)):
                continue
            for name in values:
                if isinstance(name, str):
                    for form in {fold(name), fold(name.lower().replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))}:
                        lists.setdefault(form, set()).add(locale)
    words = common(dictionaries[0]) | common(dictionaries[1])
    more_words = words.union(*(common(d) for d in dictionaries[2:]))
    lists = json.loads(pathlib.Path(stop).read_text("utf-8"))
    stops = {fold(w) for code in ("nl", "en", "de", "fr", "es", "it") for w in lists[code]}
    own = {fold(w) for line in (here / "own.txt").read_text("utf-8").splitlines() if not line.startswith("#") for w in line.split()}
    own_surnames = {fold(w) for line in (here / "own-surnames.txt").read_text("utf-8").splitlines() if not line.startswith("#")
                    for w in line.split()}
    shape = re.compile(r"[a-z][a-z'-]*[a-z]")
    out = set()
    known = {n for n in given if shape.fullmatch(n)}
    elsewhere = more_words | {n for n in surnames if n not in known}
    for line in (here / "../../place/places.txt").read_text("utf-8").splitlines():
        elsewhere.add(fold(line.split("\t")[0]))
    for name, (sources, *_) in json.loads(pathlib.Path(registers).read_text("utf-8")).items():
        if name in known or name in own or not shape.fullmatch(name) or name in PARTICLES or name in DROP or name in stops:
            continue
        doubtful = name in elsewhere or len(name) < 3 or name in AMBIGUOUS
        if sources >= (SOURCES_OF_WORDS if doubtful else SOURCES):
            out.add(name + "~" if doubtful else name)
    for name in own | set(given):
        if not shape.fullmatch(name) or name in PARTICLES or name in DROP:
            continue
        if name in stops and name not in NAMES_FIRST and name not in own and len(given[name]) < 3:
            continue
        if name in AMBIGUOUS:
            out.add(name + "~")
        elif name in words and name not in NAMES_FIRST:
            # a word that one list alone takes for a name is a word
            if name in own or len(given[name]) > 1:
                out.add(name + "~")
        else:
            out.add(name)
    (here / "given.txt").write_text("\n".join(sorted(out)) + "\n")
    out = set()
    for name in own_surnames | set(surnames):
        parts = name.split()
        while len(parts) > 1 and parts[0] in PARTICLES:
            parts.pop(0)
        name = " ".join(parts)
        if shape.fullmatch(name) and (len(name) > 2 or name in own_surnames):
            out.add(name + "~" if name in words else name)
    (here / "surnames.txt").write_text("\n".join(sorted(out)) + "\n")
    out = stops
    strong = {n for n in (here / "given.txt").read_text().split() if not n.endswith("~")}
    (here / "words.txt").write_text("\n".join(sorted(w for w in out if re.fullmatch(r"[a-z]{2,}", w) and w not in strong)) + "\n")


if __name__ == "__main__":
    main()
