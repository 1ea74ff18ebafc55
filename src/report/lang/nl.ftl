# Teksten van rapporten in het Nederlands. Een aantal wordt twee keer gegeven: $n om het meervoud te kiezen, $n-text om te tonen.

month-1 = januari
month-2 = februari
month-3 = maart
month-4 = april
month-5 = mei
month-6 = juni
month-7 = juli
month-8 = augustus
month-9 = september
month-10 = oktober
month-11 = november
month-12 = december

count-messages = { $n ->
    [one] { $n-text } bericht
   *[other] { $n-text } berichten
}
count-findings = { $n ->
    [one] { $n-text } vondst
   *[other] { $n-text } vondsten
}
count-relations = { $n ->
    [one] { $n-text } relatie
   *[other] { $n-text } relaties
}
count-lists = { $n ->
    [one] { $n-text } lijst
   *[other] { $n-text } lijsten
}
count-problems = { $n ->
    [one] { $n-text } probleem
   *[other] { $n-text } problemen
}
count-subjects = { $n ->
    [one] { $n-text } betrokkene
   *[other] { $n-text } betrokkenen
}
count-files = { $n ->
    [one] { $n-text } bestand
   *[other] { $n-text } bestanden
}

# Soorten gegevens, als kop en in een zin.
kind-email = e-mailadres
kind-phone = telefoonnummer
kind-postal_address = postadres
kind-person_name = naam van een persoon
kind-job_title = functie
kind-department = afdeling
kind-organisation = organisatie
kind-company_number = KvK-nummer of ander bedrijfsnummer
kind-vat_number = btw-nummer
kind-iban = bankrekening (IBAN)
kind-national_id = burgerservicenummer of ander nationaal nummer
kind-date_of_birth = geboortedatum
kind-url = webadres
kind-social_profile = profiel op sociale media

region-header = kop van het bericht
region-body = tekst van het bericht
region-signature = ondertekening
region-quoted = geciteerde tekst
region-forwarded = doorgestuurde tekst
region-attachment = bijlage

disclosure-self = ingestuurd door de relatie zelf
disclosure-internal = intern doorgegeven
disclosure-external = naar buiten gestuurd, aan een ander dan de relatie zelf
disclosure-returned = teruggestuurd aan de relatie zelf
disclosure-third_party = ingestuurd over een ander
disclosure-list = in een lijst met veel contacten
disclosure-header = adresveld
disclosure-own = van de eigen organisatie

party-own = eigen organisatie
party-relation = relatie
party-unknown = onbekend

register-current = zoals in het centrale systeem
register-stale = verouderd
register-unregistered = niet in het centrale systeem

problem-encrypted = er is een sleutel of wachtwoord voor nodig
problem-corrupt = beschadigd; wat eromheen leesbaar was, is gelezen
problem-unsupported = een formaat dat deze versie niet leest
problem-limit = een grens is bereikt; --limit-… verhoogt die
problem-io = het besturingssysteem weigerde het te lezen
problem-truncated = houdt op vóór het einde
problem-charset = tekenset ontbreekt of klopt niet: op de gis gelezen
problem-locked = vergrendeld door een ander programma

way-draft = bewaard als concept
way-note_to_self = aan zichzelf gestuurd
way-internal = intern gestuurd
way-external = naar buiten gestuurd
way-received = binnengekomen

# De samenvatting, in een terminal, als Markdown en als werkblad.
count-mail-files = { $n ->
    [one] { $n-text } mailbestand
   *[other] { $n-text } mailbestanden
}
count-parts = { $n ->
    [one] { $n-text } deel
   *[other] { $n-text } delen
}
count-details = { $n ->
    [one] { $n-text } gegeven
   *[other] { $n-text } gegevens
}
count-other-types = { $n ->
    [one] { $n-text } andere soort
   *[other] { $n-text } andere soorten
}
count-more = nog { $n-text }
summary-title = Contactgegevens in mail
summary-read = { $messages } in { $files }, { $size } aan mail.
summary-stopped = DE RUN IS HALVERWEGE GESTOPT: dit zijn de aantallen tot daar.
summary-custodian = Alleen wat in de mailbox van { $name } staat; hoeveel er gelezen is, geldt voor de hele run.
summary-expires = Dit rapport bevat persoonsgegevens: vernietig het uiterlijk { $day }.
summary-masked = Waarden zijn afgeschermd.
summary-revealed = Waarden staan er voluit: bewaar dit rapport veilig.
summary-run = Gemaakt door { $program } { $version } uit: { $paths }
summary-found = Gevonden
summary-suppressed = Eerder gewist, en terug
summary-suppressed-reference = kenmerk
summary-suppressed-source = bron
summary-suppressed-message = bericht
summary-suppressed-none = niets van { $subjects } op de lijst, in wat gelezen kon worden
summary-suppressed-what = mailsweep erase --suppress met dezelfde lijst maakt een plan om het opnieuw te wissen.
summary-suppressed-possible = In nog { $messages } staat niet meer dan een naam van de lijst, die ook van een ander kan zijn.
summary-found-nothing = niets, in wat gelezen kon worden
summary-all = alles
summary-outside-header = buiten de kop
summary-holding = { $n } van { $messages } bevatten een gegeven buiten de kop.
summary-ignored = Weggelaten vanwege --ignore: { $details }.
summary-other = overig
summary-custodians = Per mailbox
summary-messages = berichten
summary-with-details = met gegevens
summary-years = Per jaar van het bericht
summary-no-date = geen datum
summary-coverage = Hoeveel er gelezen is
summary-files = aangetroffen bestanden
summary-files-mail = mail
summary-files-not-mail = geen mail
summary-files-left-out = overgeslagen
summary-not-readable = niet leesbaar
summary-content = inhoud van de mail
summary-searched = doorzocht
summary-not-searched = niet doorzocht: { $what }
summary-problems = Problemen
summary-problem-places = De eerste problemen
summary-next = Wat nu te doen
summary-no-mail = Er is geen mail gevonden: controleer de paden, en --include en --exclude.
summary-problems-listed = { $problems }: loop het bestand van --problems na; wat daarin staat, is niet volledig doorzocht.
summary-problems-unlisted = { $problems }: draai opnieuw met --problems problems.jsonl om te zien wat niet volledig gelezen kon worden.
summary-places = Elke vindplaats: draai opnieuw met -o vondsten.csv (of .xlsx, .jsonl, .json).
summary-reveal = Rapporten tonen afgeschermde waarden; met --reveal staan ze er voluit.
summary-nothing = Er is niets gevonden in wat gelezen kon worden; hierboven staat wat niet gelezen is.
summary-relations = Van wie de gegevens zijn, en hoe ze daar gekomen zijn
summary-findings = vondsten
summary-relations-column = relaties
summary-own-told = Eigen domeinen, afgeleid uit de mail: { $domains }.
summary-own-unknown = Er is geen eigen domein bekend: geef het op met --own-domain.
summary-register = Vergeleken met het centrale systeem
summary-stale-relations = { $relations } met een verouderd gegeven.
summary-retention = Bewaartermijn voorbij: { $findings }.
summary-retention-unknown = Bewaartermijn voorbij: { $findings }; van { $unknown } is het niet te zeggen, want de mail heeft geen datum.
summary-lists = Lijsten
summary-list-contacts = contacten
summary-list-stale = verouderd
summary-list-way = weg
summary-list-day = dag
summary-list-series = reeks
summary-list-where = waar
summary-list-stale-of = { $stale } van { $known }
summary-place = { $source }, bericht { $message }
summary-lists-all = { $lists } in totaal; een .json-rapport noemt ze een voor een.
summary-lists-little = { $lists } van iemand zelf: bewaard als concept, aan zichzelf gestuurd, of in meer versies bewaard (een reeks).
summary-lists-outside = { $lists } naar buiten gestuurd.
summary-leaving = Gegevens van veel relaties die binnen twee weken naar één privéadres gingen
summary-leaving-days = dagen
summary-leaving-from = van
summary-leaving-to = naar
summary-leaving-span = { $first } tot en met { $last }
summary-leaving-own = lijkt van de afzender zelf
summary-leaving-all = { $n ->
    [one] { $n-text } afzender met adres in totaal.
   *[other] { $n-text } afzenders met adres in totaal.
}

# Het oordeel.
verdict-stopped = De run is halverwege gestopt.
verdict-no-mail = Er is geen mail gevonden.
verdict-nothing = Er zijn geen contactgegevens gevonden in wat gelezen kon worden ({ $messages }).
verdict-found = In { $holding } van { $messages } staan contactgegevens.
verdict-disclosed = Van { $internal } zijn gegevens intern doorgegeven, van { $external } gingen ze naar buiten, naar een ander.
verdict-lists = Daaronder { $n ->
    [one] is { $n-text } lijst
   *[other] zijn { $n-text } lijsten
} met veel contacten.
verdict-stale = { $n ->
    [one] { $n-text } gegeven is
   *[other] { $n-text } gegevens zijn
} verouderd.
verdict-past = Van { $n ->
    [one] { $n-text } gegeven
   *[other] { $n-text } gegevens
} is de bewaartermijn voorbij.
verdict-problems = Niet alles kon gelezen worden: { $problems }.
verdict-complete = Alle mail kon gelezen worden.

# Werkbladen en hun kolommen.
sheet-summary = Samenvatting
sheet-relations = Relaties
sheet-findings = Vondsten
sheet-lists = Lijsten
sheet-stale = Verouderd
sheet-past = Bewaartermijn voorbij
sheet-problems = Problemen
sheet-left-out = { $n ->
    [one] Nog { $n-text } rij staat
   *[other] Nog { $n-text } rijen staan
} alleen in het werkblad { $sheet }: filter daar de kolom { $column }.
sheet-more = nog { $n-text }: { $hint }
sheet-problems-hint = --problems schrijft ze allemaal op
sheet-contacts-hint = een .jsonl-rapport heeft alle vondsten, met hun contacten
sheet-lists-hint = alleen deze worden een voor een genoemd
column-kind = Soort
column-value = Waarde
column-value_hash = Hash van de waarde
column-text = Zoals het er staat
column-disclosure = Hoe het daar kwam
column-party = Van wie
column-contact = Contact
column-register = Centraal systeem
column-date = Datum
column-subject = Onderwerp
column-from = Afzender
column-custodian = Mailbox
column-source = Bron
column-message = Bericht
column-region = Waar in het bericht
column-field = Kopveld
column-part = Deel
column-media_type = Mediatype
column-filename = Bestand
column-present = Huidige waarde
column-retention = Bewaarregel
column-past_since = Voorbij sinds
column-confidence = Zekerheid
column-pattern = Patroon
column-start = Vanaf byte
column-end = Tot byte
column-offset = Bericht op byte
column-length = Bytes van het bericht
column-message_id = Message-ID
column-utc_offset = Tijdzone
column-fields = Verder
column-findings = Vondsten
column-first_seen = Eerst gezien
column-last_seen = Laatst gezien
column-sources = Bronnen
column-section = Onderwerp
column-what = Wat
column-number = Aantal
column-further = Verder
column-way = Weg
column-contacts = Contacten
column-outside = Ontvangers buiten
column-known = In het centrale systeem
column-stale = Verouderd
column-series = Reeks
column-little = Van iemand zelf
column-code = Code
column-problem = Probleem
column-detail = Toelichting
word-yes = ja

# Wat er veranderd is sinds een eerdere run.
change-new = nieuw
change-gone = weg
change-changed = gewijzigd
changes-title = Sinds de vorige run
changes-none = Er is niets veranderd sinds { $older }.
changes-findings = Sinds { $older }: { $new } erbij, { $gone } weg, { $changed } gewijzigd.
changes-relations-new = { $n ->
    [one] { $n-text } relatie is nieuw.
   *[other] { $n-text } relaties zijn nieuw.
}
changes-relations-gone = { $n ->
    [one] Van { $n-text } relatie is niets meer te vinden.
   *[other] Van { $n-text } relaties is niets meer te vinden.
}
changes-lists-new = { $n ->
    [one] Er is { $n-text } lijst bij gekomen.
   *[other] Er zijn { $n-text } lijsten bij gekomen.
}
changes-lists-gone = { $n ->
    [one] { $n-text } lijst is weg.
   *[other] { $n-text } lijsten zijn weg.
}
changes-stale = { $n ->
    [one] { $n-text } gegeven is sindsdien verouderd.
   *[other] { $n-text } gegevens zijn sindsdien verouderd.
}
changes-doubt-asked = Let op: de twee runs zijn niet met dezelfde opdracht gedraaid ({ $what }); wat nieuw of weg lijkt, hoeft dat niet te zijn.
changes-doubt-mailboxes = Let op: { $n ->
    [one] een mailbox die toen gelezen is, is deze keer niet aangetroffen
   *[other] { $n-text } mailboxen die toen gelezen zijn, zijn deze keer niet aangetroffen
} ({ $names }): ga na of ze echt weg zijn.
changes-doubt-unread = Let op: { $n ->
    [one] { $n-text } gegeven dat weg is, stond in een bron die deze keer niet volledig gelezen kon worden: het kan
   *[other] { $n-text } gegevens die weg zijn, stonden in bronnen die deze keer niet volledig gelezen konden worden: ze kunnen
} er nog staan.
changes-doubt-less = Let op: er kon meer niet gelezen worden dan toen ({ $now }; toen { $then }). Van wat daarin staat, is niet zeker dat het weg is.
changes-asked-paths = paden
changes-asked-kinds = soorten gegevens
changes-asked-countries = landen
changes-asked-custodian = mailbox
changes-asked-options = opties zoals --own-domain, --register of --region
changes-by-kind = Wat er veranderd is
changes-by-disclosure = Hoe het daar kwam
changes-by-custodian = Veranderingen per mailbox
changes-by-source = Veranderingen per bron
changes-relations = Relaties waarbij iets veranderd is
changes-relations-all = In totaal { $new } nieuw, { $gone } weg, { $changed } met andere gegevens.
changes-coverage = Hoeveel er gelezen is, toen en nu
changes-same = In beide hetzelfde: { $n-text }.
changes-new = nieuw
changes-gone = weg
changes-changed = gewijzigd
changes-what = wat
changes-relation = relatie
changes-came = erbij
changes-went = weg
changes-then = toen
changes-now = nu
changes-mail-files = mailbestanden
sheet-changes = Veranderingen
sheet-changed-relations = Gewijzigde relaties
column-change = Verandering
column-before = { $column }, eerder
column-added = Erbij
column-gone = Weg

# De pagina van `-o FILE.html`. Namen die met ui- beginnen gaan mee voor het script, dat waarden invult voor %woorden.
html-title = Contactgegevens in e-mail
html-skip = Naar het rapport
html-of = Doorzocht:
html-custodian = Alleen wat in deze mailbox staat; hoeveel er gelezen is, geldt voor de hele run:
html-masked = Waarden zijn gemaskeerd, namen van bestanden, mailboxen en berichten niet: behandel dit rapport als vertrouwelijk.
html-revealed = Dit rapport toont persoonsgegevens voluit. Bewaar het veilig en verwijder het zodra het niet meer nodig is.
html-opening = Het rapport wordt geopend…
html-footer = Gemaakt met mailsweep. Deze pagina haalt niets op en verstuurt niets: alles wat u ziet, staat in dit bestand.
html-none = Er zijn er geen.
html-no-date = geen datum
html-message = bericht { $n }
html-message-id = Message-ID
html-findings = Vondsten
html-relations = Relaties
html-lists = Lijsten
html-stale = Verouderd
html-past = Bewaartermijn voorbij
html-problems = Problemen
html-count = Aantal
html-bytes = Omvang
html-what = Wat
html-why = Waarom
html-first-day = Oudste bericht
html-last-day = Nieuwste bericht
html-outside-header = Waarvan buiten de kop

html-verdict = Hoe erg is het?
html-verdict-no-mail = Er is geen e-mail gevonden.
html-verdict-nothing = In wat leesbaar was, zijn geen contactgegevens gevonden.
html-verdict-found = { $n ->
    [one] Er is { $n-text } contactgegeven gevonden
   *[other] Er zijn { $n-text } contactgegevens gevonden
} buiten de kop van het bericht, in { $messages ->
    [one] { $messages-text } bericht
   *[other] { $messages-text } berichten
}
html-verdict-relations = Gegevens van { $inside ->
    [one] { $inside-text } relatie
   *[other] { $inside-text } relaties
} zijn intern doorgegeven en gegevens van { $outside ->
    [one] { $outside-text } relatie
   *[other] { $outside-text } relaties
} zijn naar buiten gestuurd
html-verdict-lists = { $n ->
    [one] er gaat { $n-text } lijst met veel contacten rond
   *[other] er gaan { $n-text } lijsten met veel contacten rond
}{ $little ->
    [0] {""}
    [one] , waarvan { $little-text } voor eigen gebruik
   *[other] , waarvan { $little-text } voor eigen gebruik
}
html-verdict-stale = { $n ->
    [one] { $n-text } gegeven is verouderd
   *[other] { $n-text } gegevens zijn verouderd
}
html-verdict-past = { $n ->
    [one] { $n-text } gegeven had al verwijderd moeten zijn
   *[other] { $n-text } gegevens hadden al verwijderd moeten zijn
}
html-stopped = Het onderzoek is halverwege gestopt: dit is wat tot dan toe is gevonden.
html-own-domains = Eigen domeinen, afgeleid uit de e-mail:
html-kinds = Alleen naar deze soorten is gezocht:

html-actions = Wat nu te doen
html-do-nothing = Niets: alles wat is gevonden, staat waar het mag staan.
html-do-stopped = Start het onderzoek opnieuw en laat het uitlopen.
html-do-no-mail = Controleer de paden, en wat --include en --exclude weglaten.
html-do-own = Geef de maildomeinen van uw organisatie op met --own-domain: pas dan is te zeggen wie gegevens van wie heeft doorgegeven.
html-do-external = Begin met wat naar buiten ging: kies onder Vondsten bij ‘Hoe daar gekomen’ voor ‘naar buiten gestuurd’. Ga telkens na of het mocht, en of het een datalek is dat gemeld moet worden.
html-do-leaving = Bekijk onder Lijsten wie gegevens van veel relaties naar één privéadres heeft gestuurd.
html-do-lists = Loop de lijsten na: elke lijst is een kopie van het centrale systeem die niemand bijwerkt.
html-do-stale = Laat verouderde gegevens verwijderen, of verbeteren vanuit het centrale systeem.
html-do-past = Laat verwijderen wat langer is bewaard dan mag.
html-do-internal = Spreek met de afdelingen die gegevens per e-mail doorgeven; de grafiek per mailbox laat zien welke dat zijn.
html-do-encrypted = Vraag de wachtwoorden van versleutelde bestanden op en draai opnieuw met --passwords.
html-do-problems = Loop de problemen na: wat daar staat, is niet volledig doorzocht en kan nog meer bevatten.

html-coverage = Wat niet te lezen was
html-coverage-complete = Alles wat is aangetroffen, was leesbaar.
html-coverage-incomplete = Niet alles was leesbaar. Wat hier niet gevonden is, kan er toch nog zijn.
html-coverage-read = Van { $total } e-mail is { $read } doorzocht ({ $percent-text } %).
html-coverage-given-up = { $size } was niet te lezen.
html-coverage-opaque = { $size } bevat geen tekst die wordt doorzocht, zoals afbeeldingen.
html-coverage-more = Wat niet is doorzocht
html-codes = Problemen naar oorzaak
html-not-searched = Niet doorzocht
html-not-mail = bestanden die geen e-mail zijn
html-excluded = bestanden weggelaten door --include en --exclude
html-more-types = { $n ->
    [one] En nog { $n-text } ander type.
   *[other] En nog { $n-text } andere typen.
}

html-counts = In cijfers
html-tile-messages = { $n ->
    [one] bericht gelezen
   *[other] berichten gelezen
}
html-tile-with-details = { $n ->
    [one] bericht met gegevens buiten de kop
   *[other] berichten met gegevens buiten de kop
}
html-tile-findings = { $n ->
    [one] vondst buiten de kop
   *[other] vondsten buiten de kop
}
html-tile-relations = { $n ->
    [one] relatie
   *[other] relaties
}
html-tile-external = { $n ->
    [one] relatie van wie gegevens naar buiten gingen
   *[other] relaties van wie gegevens naar buiten gingen
}
html-tile-internal = { $n ->
    [one] relatie van wie gegevens intern zijn doorgegeven
   *[other] relaties van wie gegevens intern zijn doorgegeven
}
html-tile-lists = { $n ->
    [one] lijst met veel contacten
   *[other] lijsten met veel contacten
}
html-tile-stale = { $n ->
    [one] verouderd gegeven
   *[other] verouderde gegevens
}
html-tile-past = { $n ->
    [one] gegeven over de bewaartermijn heen
   *[other] gegevens over de bewaartermijn heen
}
html-tile-problems = { $n ->
    [one] probleem bij het lezen
   *[other] problemen bij het lezen
}

html-charts = Grafieken
html-as-table = Als tabel
html-legend-outside = buiten de kop
html-legend-header = in de kop
html-chart-most = Het meest: { $label }, { $n-text }.
html-chart-kind = Vondsten per soort
html-chart-kind-by = Soort
html-chart-disclosure = Vondsten naar hoe ze daar kwamen
html-chart-disclosure-by = Hoe daar gekomen
html-chart-region = Vondsten naar plaats in het bericht
html-chart-region-by = Plaats in het bericht
html-chart-year = Vondsten per jaar van het bericht
html-chart-year-by = Jaar
html-chart-custodian = Vondsten per mailbox
html-chart-custodian-by = Mailbox
html-chart-oldest = Oudste gegevens per mailbox
html-chart-oldest-says = Het oudste staat in de mailbox { $label }: { $day }.

html-tables = Alle vindplaatsen
html-no-script = Voor de tabellen met vondsten en relaties is JavaScript nodig, en dat staat uit. De rest van deze pagina is zonder te lezen.
html-hint = Een bericht terugvinden: zoek in uw mailprogramma op datum, afzender en onderwerp, of op de Message-ID. Een opengeklapte regel toont alles wat ervan bekend is. Berichten tellen vanaf 0.
html-omitted = { $n ->
    [one] Nog { $n-text } is wel geteld, maar staat hier niet.
   *[other] Nog { $n-text } zijn wel geteld, maar staan hier niet.
}
html-no-register = Er is niet vergeleken met een centraal systeem: geef een uitvoer daarvan op met --register.
html-relations-about = Personen en organisaties buiten de eigen organisatie, voor zover ze uit elkaar te houden zijn.
html-findings-about = Elk contactgegeven, op elke plaats waar het staat.
html-lists-about = Berichten en bestanden met de gegevens van veel mensen. Lijsten die veel op elkaar lijken, hebben hetzelfde reeksnummer.
html-stale-about = Gegevens van relaties die nu met een andere waarde in het centrale systeem staan.
html-past-about = Gegevens die er nog zijn terwijl hun bewaartermijn voorbij is.
html-problems-about = Wat niet volledig te lezen was, en dus niet volledig is doorzocht.
html-little = voor eigen gebruik
html-of-known = { $stale-text } van { $known-text }
html-leaving = Gegevens van veel relaties, binnen twee weken naar één privéadres gestuurd
html-leaving-own = lijkt van de afzender zelf
html-changes = Veranderingen
html-changes-more = Aantallen, relaties, en hoeveel er gelezen is
html-changes-about = Elke vindplaats die sinds de vorige run nieuw, weg of gewijzigd is. Wat weg is, staat er zoals die run het meldde.
html-col-before = Eerder
html-col-relation = Relatie
html-col-kinds = Soorten gegevens
html-col-disclosure = Hoe daar gekomen
html-col-sources = Bronnen
html-col-kind = Soort
html-col-value = Gegeven
html-col-region = Plaats
html-col-date = Datum
html-col-from = Afzender
html-col-to = Aan
html-col-subject = Onderwerp
html-col-source = Bron
html-col-contacts = Contacten
html-col-messages = Berichten
html-col-way = Weg
html-col-outside = Ontvangers buiten
html-col-file = Bestand of deel
html-col-series = Reeks
html-col-old = Oude waarde
html-col-present = Huidige waarde
html-col-since = Sinds
html-col-rule = Regel
html-col-part = Deel
html-col-detail = Uitleg

ui-tables = Tabellen
ui-search = Zoeken
ui-any = alle
ui-clear = Keuzes wissen
ui-message = bericht %n
ui-open-column = Openen
ui-open-row = Toon alles van deze regel
ui-rows = %first tot en met %last van %total
ui-rows-of = %first tot en met %last van %count die voldoen, van %total in totaal
ui-not-printed = Regels die niet zijn afgedrukt: %n. Kies op het scherm voor meer regels per pagina.
ui-unpacking = Alle regels worden gelezen… %percent %
ui-searching = Zoeken… %percent %
ui-sorting = Sorteren…
ui-damaged = Dit bestand is beschadigd: een deel van de regels is niet te lezen.
ui-old-browser = Deze browser is te oud om deze regels te tonen. Gebruik een recente versie van Firefox, Chrome, Edge of Safari.
ui-none = Er zijn er geen.
ui-first-page = Eerste
ui-previous-page = Vorige
ui-next-page = Volgende
ui-last-page = Laatste
ui-page-size = Regels per pagina
ui-all-of-relation = Toon alle vondsten van deze relatie
ui-details = Gegevens van deze relatie
ui-more-details = Gegevens die hier niet staan: nog %n.
ui-place = Eerste vindplaats
ui-findings = Vondsten
ui-first = Oudste bericht
ui-last = Nieuwste bericht
ui-source = Bron
ui-sources = Bronnen
ui-custodian = Mailbox
ui-message-number = Nummer van het bericht (vanaf 0)
ui-date = Datum
ui-from = Afzender
ui-subject = Onderwerp
ui-message-id = Message-ID
ui-bytes = Bytes in de bron
ui-from-byte = vanaf byte %first
ui-byte-range = vanaf byte %first, %length lang
ui-kind = Soort
ui-value = Gegeven
ui-as-written = Zoals het er staat
ui-region = Plaats in het bericht
ui-part = Deel
ui-file = Bestand
ui-header-field = Veld in de kop
ui-also = Ook in deel
ui-disclosure = Hoe daar gekomen
ui-party = Van wie
ui-register = Centraal systeem
ui-present = Huidige waarde
ui-change = Verandering
ui-before = Eerder
ui-nothing = niets
ui-confidence = Zekerheid
ui-pattern = Patroon
ui-why = Waarom het er een is
ui-contact = Nummer van de relatie
ui-field-first_seen = Oudste bericht
ui-field-last_seen = Nieuwste bericht
ui-field-past_since = Termijn voorbij sinds
ui-field-retention = Bewaarregel
ui-field-transport = Onderweg
ui-field-zone_author = Oorspronkelijk van
ui-field-disguise = Vermomming
ui-field-street = Straat
ui-field-house_number = Huisnummer
ui-field-postcode = Postcode
ui-field-locality = Plaatsnaam
ui-field-country = Land
ui-field-role = Rol
ui-field-seat = Vestigingsplaats
ui-field-type = Type
ui-field-region = Regio

# Het bericht van --mailto-file.
mail-subject = Mailonderzoek: rapport
mail-summary = samenvatting
mail-sealed = De rapporten van het mailonderzoek zitten in de bijlagen. Ze zijn versleuteld: alleen wie ze ontvangen mag, kan ze openen (met age).

plan-mark = [verwijderd]
plan-only-subject = Er staan van niemand anders gegevens in: het hele bericht kan weg.
plan-others = Er staan ook gegevens van anderen in: alleen die van de betrokkene gaan weg.
plan-hidden = Er kan een ander bericht in staan: alleen wat van de betrokkene is gaat weg.
plan-not-read = Niet alles kon worden gelezen: wat van de betrokkene te zien is gaat weg, wat in de rest staat is niet bekend.
plan-possible = Het is niet zeker dat het over de betrokkene gaat. Bekijk het en kies.
plan-somebody-else = De naam die erin staat, is voor zover bekend van iemand anders.
plan-hold = Het valt onder een bewaarplicht in verband met een geschil (legal hold).
plan-retention = Het moet volgens de wet bewaard blijven ({ $rule }) tot { $until }.
plan-retention-unknown = Het moet volgens de wet misschien bewaard blijven ({ $rule }), en nergens staat hoe oud het is.
plan-own-staff = De betrokkene hoort bij de eigen organisatie: post van medewerkers is geen post van een relatie.
plan-access = Er is om inzage gevraagd: er wordt niets gewist.
plan-not-whole = Het is niet in één geheel gelezen en dus niet terug te herkennen: iemand moet het zelf opzoeken.

# De verklaring van een wissing.
certificate-title = Verklaring van wissing
certificate-made = Opgemaakt door { $program } op { $day } ({ $time }).
certificate-verdict = In één zin
certificate-verdict-gone = Alles wat gepland was, is weg; een tweede zoekslag over alle bronnen vond niets meer van de betrokkene.
certificate-verdict-kept = Alles wat gepland was, is weg; { $n ->
    [one] { $n-text } bericht is
   *[other] { $n-text } berichten zijn
} bewust bewaard: { $why }.
certificate-verdict-nothing = Er hoefde niets gewist te worden; { $n ->
    [one] { $n-text } bericht is
   *[other] { $n-text } berichten zijn
} bewust bewaard: { $why }.
certificate-verdict-left = Op { $n ->
    [one] { $n-text } plaats
   *[other] { $n-text } plaatsen
} staat nog iets: { $why }.
certificate-unread = Niet alle post kon worden gelezen. Wat niet gelezen kon worden, is niet doorzocht; daarover verklaart dit stuk niets. Zie ‘Wat er doorzocht is’.
certificate-asked = Wat er gevraagd is
certificate-reference = Kenmerk
certificate-kind = Verzoek
certificate-kind-erasure = wissing
certificate-kind-access = inzage
certificate-received = Ontvangen op
certificate-identifiers = Gegevens van de betrokkene, als hash met sleutel: wie de sleutel en het verzoek heeft, kan nagaan dat het dezelfde zijn
certificate-list = Soort
certificate-hash = Hash
certificate-list-names = Naam
certificate-list-emails = E-mailadres
certificate-list-phones = Telefoonnummer
certificate-list-addresses = Postadres
certificate-list-company_numbers = Handelsregisternummer
certificate-list-ibans = Bankrekening
certificate-list-other = Overig
certificate-approved = Goedgekeurd door
certificate-nobody = in het plan staat niemand genoemd
certificate-searched = Wat er doorzocht is
certificate-first = Eerste zoekslag
certificate-second = Tweede zoekslag, na het wissen
certificate-paths = Paden
certificate-messages = Berichten
certificate-bytes = Omvang van de berichten
certificate-given-up = Daarvan niet leesbaar
certificate-opaque = Daarvan zonder tekst (afbeeldingen en dergelijke)
certificate-problem = Niet volledig gelezen: { $what }
certificate-all-read = Alles kon worden gelezen
certificate-yes = ja
certificate-no = nee
certificate-done = Wat er gedaan is
certificate-ending = Wat ermee gebeurd is
certificate-ending-deleted = verwijderd
certificate-ending-redacted = geschoond
certificate-ending-kept = bewaard
certificate-ending-refused = geweigerd
certificate-ending-work-list = met de hand te doen
certificate-ending-not-now = deze keer niet gelukt
certificate-count = Berichten
certificate-number = Nr.
certificate-source = Bron
certificate-message = Bericht
certificate-before = SHA-256 ervoor
certificate-after = SHA-256 erna
certificate-why = Waarom
certificate-decided = { $reason } ({ $by })
certificate-left = Wat er nog staat
certificate-left-nothing = De tweede zoekslag vond niets van de betrokkene.
certificate-strength = Hoe zeker
certificate-strength-certain = zeker
certificate-strength-likely = waarschijnlijk
certificate-strength-possible = mogelijk
certificate-unseen = niet gezien bij de tweede zoekslag
certificate-because-hold = valt onder een bewaarplicht in verband met een geschil (legal hold)
certificate-because-retention = moet volgens de wet bewaard blijven
certificate-because-decision = iemand heeft besloten het te bewaren
certificate-because-possible = niet zeker dat het over de betrokkene gaat
certificate-because-somebody-else = de naam is voor zover bekend van iemand anders
certificate-because-own-staff = de betrokkene hoort bij de eigen organisatie
certificate-because-not-whole = niet in één geheel gelezen, iemand moet het opzoeken
certificate-because-proposed = bewaard zoals het plan voorstelde
certificate-because-refused = geweigerd bij de uitvoering
certificate-because-work-list = met de hand te doen, want dit programma schrijft daar niet
certificate-because-not-now = deze keer niet gelukt
certificate-because-redacted = geschoond, en toch nog gevonden
certificate-because-not-read = geschoond voor zover het te lezen was; wat er in de rest staat is niet bekend
certificate-because-not-in-plan = niet in het plan: later binnengekomen, of een kopie
certificate-outside = Waar geen zoekslag in de post komt
certificate-outside-property-lists = De eigenschappenlijsten achter geschoonde berichten van Apple Mail (.emlx) zijn niet doorzocht en gelaten zoals ze waren; het onderwerp kan erin staan.
certificate-outside-search-indexes = Indexen die mailprogramma's elders bijhouden (algemeen zoeken in Thunderbird, Outlook, Spotlight): laat die opnieuw opbouwen.
certificate-outside-servers = Caches van mailservers, en kopieën op telefoons en in andere programma's.
certificate-outside-freed-space = Vrijgekomen ruimte op de schijf, en snapshots van het bestandssysteem: wat er stond, kan leesbaar zijn tot het overschreven is.
certificate-outside-backups = Back-ups. Wordt er een teruggezet, dan zegt ‘mailsweep verify’ wat ermee is teruggekomen.
certificate-outside-names = Namen van bestanden en mappen, namen van onderdelen van archieven, en opmerkingen in archieven: daarin is niet gezocht, en zij blijven zoals zij zijn.
certificate-outside-other-files = Bestanden onder de doorzochte paden die geen post zijn die dit programma leest.
certificate-outside-left-out = Bestanden onder de doorzochte paden die zijn overgeslagen: door --include of --exclude, of omdat ze nog niet bezorgd zijn (“tmp” van een Maildir).
certificate-outside-papers = Het verzoek, het plan en verslagen van zoekslagen: daarin staan gegevens van de betrokkene.
certificate-outside-quarantine = Wat verwijderd is, wordt versleuteld in quarantaine bewaard tot de termijn voorbij is.
certificate-each = Bericht voor bericht
certificate-chain = Hoe dit na te gaan is
certificate-check = Deze pagina toont wat het bestand met de extensie .json verklaart; dat bestand telt. Controleer het met: mailsweep verify { $file } PAD…
certificate-plan-sha256 = SHA-256 van het plan
certificate-plan-made = Plan gemaakt op
certificate-journal = Kop van het journaal (BLAKE3), bij regel { $lines }
certificate-sha256 = SHA-256 van de verklaring
certificate-key = Ondertekend met (Ed25519)
certificate-unsigned = niet ondertekend
certificate-key-id = Sleutel van de hashes
certificate-more = Nog { $n ->
    [one] { $n-text } staat
   *[other] { $n-text } staan
} in het bestand met de extensie .json.

# De pagina van een plan, `search -o plan.html`. Namen die met review-ui- beginnen, gaan mee in de pagina voor het script, dat waarden invult voor %woorden.
review-title-erasure = Plan voor het wissen van gegevens
review-title-access = Plan bij een inzageverzoek
review-skip = Naar het plan
review-made = Gemaakt op { $day } met { $program }.
review-secret = Op deze pagina staat het verzoek zoals het is ingevoerd: ga er net zo zorgvuldig mee om.
review-masked = Gegevens uit de mail zijn gemaskeerd, namen van bestanden, mailboxen en berichten niet.
review-about = Waar het om gaat
review-found = { $n ->
    [0] In wat te lezen was, is niets over deze persoon gevonden.
    [one] Er is één bericht gevonden waarin deze persoon voorkomt. Beslis wat ermee moet gebeuren.
   *[other] Er zijn { $n-text } berichten gevonden waarin deze persoon voorkomt. Beslis per bericht wat ermee moet gebeuren.
}
review-how = Bij elk bericht staat een voorstel, met de reden erbij. Denkt u er anders over, wijzig het dan en schrijf op waarom. Sla het plan daarna op en geef het aan degene die het uitvoert met “mailsweep erase”. Tot die tijd verandert er niets aan de mail.
review-second = Twee mensen moeten dit plan goedkeuren: het wordt pas uitgevoerd als er twee verschillende namen in staan.
review-asked = Wat er gevraagd is
review-kind = Verzoek om
review-kind-erasure = wissen van gegevens (AVG, artikel 17)
review-kind-access = inzage (AVG, artikel 15): er wordt niets gewist
review-reference = Kenmerk
review-received = Ontvangen
review-list-names = Namen
review-list-emails = E-mailadressen
review-list-phones = Telefoonnummers
review-list-addresses = Postadressen
review-list-company_numbers = Bedrijfsnummers
review-list-ibans = Bankrekeningen (IBAN)
review-list-other = ander kenmerk
review-searched = Waar gezocht is
review-where = Waar
review-much = Hoeveel
review-messages = { $n ->
    [one] 1 bericht
   *[other] { $n-text } berichten
}
review-counts = Aantal berichten, naar wat ermee gebeurt en hoe zeker het is
review-together = Samen
review-action-delete = verwijderen
review-action-delete-means = Het hele bericht gaat weg.
review-action-redact = onleesbaar maken
review-action-redact-means = De gegevens van deze persoon gaan weg, de rest van het bericht blijft.
review-action-keep = bewaren
review-action-keep-means = Het bericht blijft zoals het is.
review-strength-certain = zeker
review-strength-likely = waarschijnlijk
review-strength-possible = mogelijk
review-role-sender = afzender
review-role-recipient = ontvanger
review-role-mentioned = genoemd
review-how-exact = zoals in het verzoek
review-how-variant = anders geschreven
review-how-fuzzy = met een tikfout
review-deciding = Uw beslissingen
review-me = Uw naam
review-mark = Wat er komt te staan op de plek van wat onleesbaar is gemaakt
review-open = Verdergaan met een eerder opgeslagen plan (.json)
review-approved = Goedgekeurd door
review-approved-about = Vul uw naam in als u het plan hebt gelezen en ermee akkoord gaat.
review-hits = Berichten
review-no-script = Om de berichten te tonen en het plan te bewerken is JavaScript nodig, en dat staat uit. De rest van deze pagina is zonder te lezen.
review-hint = Het bericht zelf bekijken: zoek in uw mailprogramma op datum en onderwerp, of op de Message-ID, die u ziet als u een regel openklapt.
review-bulk = Veel berichten tegelijk wijzigen
review-bulk-about = Maak hieronder eerst een selectie met de filters. Uw keuze geldt dan voor alle berichten die voldoen, op alle pagina's.
review-bulk-do = Wijzig alles wat voldoet
review-no-folder = (geen map)
review-col-reason = Reden, en wie besliste
review-col-message = Bericht
review-col-why = Waarom dit wordt voorgesteld
review-save = Plan opslaan
review-ui-action = Wat ermee gebeurt
review-ui-strength = Hoe zeker
review-ui-matched = Wat er gevonden is
review-ui-reason = Reden
review-ui-by = Beslist door
review-ui-role = Rol
review-ui-decision = Beslissing
review-ui-decision-other = wijkt af van het voorstel
review-ui-decision-unexplained = wijkt af, zonder reden erbij
review-ui-decision-same = zoals voorgesteld
review-ui-proposed = voorgesteld: %action
review-ui-say-why = Schrijf op waarom.
review-ui-in-part = deel %part
review-ui-more = Andere plaatsen: nog %n.
review-ui-others = Anderen
review-ui-alone = Er staan geen gegevens van anderen in.
review-ui-not-alone = Er staan ook gegevens van anderen in.
review-ui-why-proposed = Voorstel
review-ui-no-hits = Er zijn geen berichten om over te beslissen.
review-ui-others-decided = Anders beslist dan voorgesteld: %n.
review-ui-all-as-proposed = Alles is zoals voorgesteld.
review-ui-unexplained = Zonder reden: %n.
review-ui-unsaved = Er zijn wijzigingen die nog niet zijn opgeslagen.
review-ui-approver = Naam %n
review-ui-saved = Opgeslagen als %file, in de map voor downloads.
review-ui-saved-unapproved = Opgeslagen als %file, in de map voor downloads. Het plan kan nog niet worden uitgevoerd: bij “Goedgekeurd door” moeten twee verschillende namen staan.
review-ui-reasons-missing = Beslissingen die van het voorstel afwijken zonder dat er een reden bij staat: %n.
review-ui-show-these = Toon deze berichten
review-ui-save-all-the-same = Toch opslaan
review-ui-open-no-plan = Dit bestand is geen plan.
review-ui-open-other-plan = Dit bestand hoort niet bij deze pagina: het is van een ander verzoek of een andere zoekopdracht, of er is iets in veranderd wat niet veranderd mag worden.
review-ui-opened = U gaat verder met %file.
review-ui-open-unsaved = Sla eerst uw wijzigingen op: een plan dat u opent, komt ervoor in de plaats.
review-ui-bulk-say-why = Geef een reden op: die komt bij elk bericht dat verandert.
review-ui-bulk-done = Gewijzigd: %n.
review-ui-undo = Maak dit ongedaan
review-ui-undone = Ongedaan gemaakt.

# De index van een inzagepakket (AVG artikel 15).
access-title = Uw persoonsgegevens in onze e-mail
access-request = Uw verzoek
access-reference = Ons kenmerk
access-received = Ontvangen op
access-made = Dit overzicht is gemaakt op
access-asked = Gezocht op
access-what = Wat u ontvangt
access-intro = { $n ->
    [0] Bij dit overzicht ontvangt u geen berichten.
    [one] Bij dit overzicht ontvangt u { $n-text } bericht waarin persoonsgegevens van u staan. Elk mailprogramma kan het openen.
   *[other] Bij dit overzicht ontvangt u { $n-text } berichten waarin persoonsgegevens van u staan. Elk mailprogramma kan ze openen.
}
access-mark = Waar { $mark } staat, stond een gegeven van iemand anders. Dat is weggelaten omdat de rechten van anderen niet mogen worden geschaad.
access-held-some = { $n ->
    [one] Wij bewaren nog { $n-text } bericht dat over u kan gaan en dat niet in deze vorm kon worden verstrekt. Het staat hieronder, met de reden.
   *[other] Wij bewaren nog { $n-text } berichten die over u kunnen gaan en die niet in deze vorm konden worden verstrekt. Ze staan hieronder, met de reden.
}
access-messages = De berichten
access-nothing = Er is niets over u gevonden in wat kon worden gelezen.
access-not-given = (wel bewaard, niet bijgevoegd)
access-no-subject = (zonder onderwerp)
access-no-date = onbekend
access-by-name = herkend aan de naam
access-nth = bericht nummer { $n } (vanaf 0)
access-column-number = Nummer
access-column-file = Bestand
access-column-date = Datum
access-column-subject = Onderwerp
access-column-source = Waar het staat
access-column-message = Berichtnummer (vanaf 0)
access-column-mailbox = mailbox
access-column-role = Uw rol
access-column-sender = Waar het vandaan komt
access-column-recipients = Aan wie het is gestuurd
access-column-data = Uw gegevens erin
access-column-retention = Hoe lang het bewaard blijft
access-column-remarks = Opmerkingen
access-role-sender = u hebt het verstuurd
access-role-recipient = het is aan u gestuurd
access-role-mentioned = u wordt erin genoemd
access-whom-subject = u ({ $address })
access-whom-own = onze eigen organisatie ({ $domain })
access-whom-organisation = een andere organisatie ({ $domain })
access-whom-private = een privéadres
access-whom-unknown = onbekend
access-whom-more = en meer
access-other = ander kenmerk
access-term-none = er is geen termijn voor vastgesteld
access-term-until = tot { $day } ({ $rule })
access-term-past = de termijn is sinds { $day } verstreken ({ $rule })
access-term-date = er geldt een termijn ({ $rule }), maar de ouderdom is onbekend
access-term-duty = de wet verplicht tot bewaren tot { $day } ({ $rule })
access-term-duty-date = de wet verplicht tot bewaren ({ $rule }), maar de ouderdom is onbekend
access-held = Wel bewaard, niet bijgevoegd, omdat { $why }.
access-held-changed = het is gewijzigd of verwijderd sinds het werd gevonden
access-held-encrypted = het in een versleuteld archief staat
access-held-unread = het niet volledig kon worden gelezen
access-held-too-large = het te groot is om te bewerken
access-held-uncertain = de gegevens van anderen er niet met zekerheid uit konden worden gehaald
access-places = { $n ->
    [one] Op { $n-text } plaats is een gegeven van iemand anders weggelaten.
   *[other] Op { $n-text } plaatsen zijn gegevens van anderen weggelaten.
}
access-files = { $n ->
    [one] { $n-text } onderdeel is vervangen door een zin die dat zegt.
   *[other] { $n-text } onderdelen zijn vervangen door een zin die dat zegt.
}
access-unread-parts = Wel bewaard, niet bijgevoegd, omdat een computer niet kan lezen wat erin staat: { $types }.
access-searched = Wat is doorzocht
access-paths = Archieven
access-options = Instellingen
access-read = Gelezen
access-opaque = Niet als tekst te lezen (afbeeldingen en dergelijke)
access-given-up = Kon niet worden gelezen
access-unread = Wat niet kon worden gelezen
access-unread-why = Reden
access-unread-count = Aantal
access-unread-means = Wat niet kon worden gelezen, is niet doorzocht: daarin kan iets over u staan.
access-rights = Uw rechten
access-right-rectification = Klopt er iets niet of is iets onvolledig, dan kunt u ons vragen het te verbeteren of aan te vullen.
access-right-erasure = U kunt ons vragen uw gegevens te wissen, ze minder te gebruiken of ermee te stoppen. Soms verplicht de wet ons ze te bewaren; dan laten we u dat weten.
access-right-complaint = Bent u het niet eens met hoe wij met uw gegevens omgaan, laat het ons dan weten. U kunt ook een klacht indienen bij de Autoriteit Persoonsgegevens, of naar de rechter gaan.
access-footer = Dit overzicht en de bestanden erbij bevatten persoonsgegevens. Bewaar ze zorgvuldig.
access-pack-mark = [gegevens van een ander]
