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
problem-limit = een grens is bereikt
problem-io = het besturingssysteem weigerde het te lezen
problem-truncated = houdt op vóór het einde
problem-charset = tekenset ontbreekt of klopt niet: op de gis gelezen
problem-locked = vergrendeld door een ander programma

way-draft = bewaard als concept
way-note_to_self = aan zichzelf gestuurd
way-internal = intern gestuurd
way-external = naar buiten gestuurd
way-received = binnengekomen
