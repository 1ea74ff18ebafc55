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
