# Texts of reports in English. A count is given twice: $n to choose the plural by, $n-text to be shown.

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

count-messages = { $n ->
    [one] { $n-text } message
   *[other] { $n-text } messages
}
count-findings = { $n ->
    [one] { $n-text } finding
   *[other] { $n-text } findings
}
count-relations = { $n ->
    [one] { $n-text } relation
   *[other] { $n-text } relations
}
count-lists = { $n ->
    [one] { $n-text } list
   *[other] { $n-text } lists
}
count-problems = { $n ->
    [one] { $n-text } problem
   *[other] { $n-text } problems
}
count-files = { $n ->
    [one] { $n-text } file
   *[other] { $n-text } files
}

# Kinds of details, as headings and in sentences.
kind-email = e-mail address
kind-phone = telephone number
kind-postal_address = postal address
kind-person_name = name of a person
kind-job_title = job title
kind-department = department
kind-organisation = organisation
kind-company_number = company number
kind-vat_number = VAT number
kind-iban = bank account (IBAN)
kind-national_id = national identity number
kind-date_of_birth = date of birth
kind-url = web address
kind-social_profile = social profile

region-header = header
region-body = text of the message
region-signature = signature
region-quoted = quoted text
region-forwarded = forwarded text
region-attachment = attachment

disclosure-self = sent in by whose it is
disclosure-internal = passed on inside
disclosure-external = sent outside, to another than whose it is
disclosure-returned = sent back to whose it is
disclosure-third_party = sent in about somebody else
disclosure-list = in a bulk list
disclosure-header = address field
disclosure-own = of the own organisation

party-own = own organisation
party-relation = relation
party-unknown = unknown

register-current = as the register has it
register-stale = out of date
register-unregistered = not in the register

problem-encrypted = needs a key or a password
problem-corrupt = damaged; what could be read around the damage was
problem-unsupported = a format that this version does not read
problem-limit = a limit was reached
problem-io = the operating system refused to read it
problem-truncated = ends before its end
problem-charset = charset missing or wrong: read by a guess
problem-locked = locked by another program

way-draft = kept as a draft
way-note_to_self = sent to oneself
way-internal = sent inside
way-external = sent outside
way-received = came in
