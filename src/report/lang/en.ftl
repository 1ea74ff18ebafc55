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
problem-limit = a limit was reached; --limit-… raises it
problem-io = the operating system refused to read it
problem-truncated = ends before its end
problem-charset = charset missing or wrong: read by a guess
problem-locked = locked by another program

way-draft = kept as a draft
way-note_to_self = sent to oneself
way-internal = sent inside
way-external = sent outside
way-received = came in

# The summary, in a terminal, as Markdown and as a sheet.
count-mail-files = { $n ->
    [one] { $n-text } mail file
   *[other] { $n-text } mail files
}
count-parts = { $n ->
    [one] { $n-text } part
   *[other] { $n-text } parts
}
count-details = { $n ->
    [one] { $n-text } detail
   *[other] { $n-text } details
}
count-other-types = { $n ->
    [one] { $n-text } other type
   *[other] { $n-text } other types
}
count-more = { $n-text } more
summary-title = Contact details in mail
summary-read = { $messages } in { $files }, { $size } of mail.
summary-stopped = THE RUN WAS STOPPED PART-WAY: these are the counts up to there.
summary-custodian = Only what is in the mailbox of { $name }; how much was read is told of the whole run.
summary-expires = This report holds personal data: destroy it by { $day }.
summary-masked = Values are masked.
summary-revealed = Values are shown in full: store this report safely.
summary-run = Made by { $program } { $version } from: { $paths }
summary-found = Found
summary-found-nothing = nothing, in what could be read
summary-all = all
summary-outside-header = outside header
summary-holding = { $n } of { $messages } hold a detail outside the header.
summary-ignored = Left out as --ignore asks: { $details }.
summary-other = other
summary-custodians = By custodian
summary-messages = messages
summary-with-details = with details
summary-years = By year of the message
summary-no-date = no date
summary-coverage = How much was read
summary-files = files met
summary-files-mail = mail
summary-files-not-mail = not mail
summary-files-left-out = left out
summary-not-readable = not readable
summary-content = content of the mail
summary-searched = searched
summary-not-searched = not searched: { $what }
summary-problems = Problems
summary-problem-places = The first problems
summary-next = What to do now
summary-no-mail = No mail was found: check the paths, and --include and --exclude.
summary-problems-listed = { $problems }: go through the file of --problems; what it lists was not searched in full.
summary-problems-unlisted = { $problems }: run again with --problems problems.jsonl to list what could not be read in full.
summary-places = Every place: run again with -o findings.csv (or .xlsx, .jsonl, .json).
summary-reveal = Reports show masked values; --reveal shows them in full.
summary-nothing = Nothing was found in what could be read; see above for what was not.
summary-relations = Whose details, and how they came there
summary-findings = findings
summary-relations-column = relations
summary-own-told = Own domains, told from the mail: { $domains }.
summary-own-unknown = No own domain is known: name it with --own-domain.
summary-register = Against the register
summary-stale-relations = { $relations } with a value that is out of date.
summary-retention = Past their retention term: { $findings }.
summary-retention-unknown = Past their retention term: { $findings }; of { $unknown } nobody can tell, for their mail has no date.
summary-lists = Bulk lists
summary-list-contacts = contacts
summary-list-stale = out of date
summary-list-way = way
summary-list-day = day
summary-list-series = series
summary-list-where = where
summary-list-stale-of = { $stale } of { $known }
summary-place = { $source }, message { $message }
summary-lists-all = { $lists } in all; a .json report tells them one by one.
summary-lists-little = { $lists } of somebody's own: kept in drafts, sent to oneself, or kept in several versions (a series).
summary-lists-outside = { $lists } went outside.
summary-leaving = Many relations' details that went to one private address within two weeks
summary-leaving-days = days
summary-leaving-from = from
summary-leaving-to = to
summary-leaving-span = { $first } to { $last }
summary-leaving-own = looks like the sender's own
summary-leaving-all = { $n ->
    [one] { $n-text } sender and address in all.
   *[other] { $n-text } senders and addresses in all.
}

# The verdict.
verdict-stopped = The run was stopped part-way.
verdict-no-mail = No mail was found.
verdict-nothing = No contact detail was found in what could be read ({ $messages }).
verdict-found = Contact details stand in { $holding } of { $messages }.
verdict-disclosed = Details of { $internal } were passed on inside, details of { $external } went outside to somebody else.
verdict-lists = Among them { $n ->
    [one] is { $n-text } bulk list
   *[other] are { $n-text } bulk lists
}.
verdict-stale = { $n ->
    [one] { $n-text } detail is
   *[other] { $n-text } details are
} out of date.
verdict-past = { $n ->
    [one] { $n-text } detail is
   *[other] { $n-text } details are
} past the retention term.
verdict-problems = Not everything could be read: { $problems }.
verdict-complete = All mail could be read.

# Sheets and their columns.
sheet-summary = Summary
sheet-relations = Relations
sheet-findings = Findings
sheet-lists = Lists
sheet-stale = Out of date
sheet-past = Past retention
sheet-problems = Problems
sheet-left-out = { $n ->
    [one] { $n-text } more row is
   *[other] { $n-text } more rows are
} in the sheet { $sheet } only: filter its column { $column }.
sheet-more = { $n-text } more: { $hint }
sheet-problems-hint = --problems writes them all
sheet-contacts-hint = a .jsonl report has all findings, with their contacts
sheet-lists-hint = only these are told one by one
column-kind = Kind
column-value = Value
column-value_hash = Hash of the value
column-text = As it stands there
column-disclosure = How it came there
column-party = Whose
column-contact = Contact
column-register = Register
column-date = Date
column-subject = Subject
column-from = From
column-custodian = Custodian
column-source = Source
column-message = Message
column-region = Where in the message
column-field = Header field
column-part = Part
column-media_type = Media type
column-filename = File
column-present = Present value
column-retention = Retention rule
column-past_since = Past since
column-confidence = Confidence
column-pattern = Pattern
column-start = From byte
column-end = To byte
column-offset = Message at byte
column-length = Bytes of the message
column-message_id = Message-ID
column-utc_offset = Time zone
column-fields = Further
column-findings = Findings
column-first_seen = First seen
column-last_seen = Last seen
column-sources = Sources
column-section = Subject
column-what = What
column-number = Number
column-further = Further
column-way = Way
column-contacts = Contacts
column-outside = Recipients outside
column-known = In the register
column-stale = Out of date
column-series = Series
column-little = Somebody's own
column-code = Code
column-problem = Problem
column-detail = Detail
word-yes = yes
