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
count-subjects = { $n ->
    [one] { $n-text } subject
   *[other] { $n-text } subjects
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
summary-suppressed = Erased earlier, and back
summary-suppressed-reference = reference
summary-suppressed-source = source
summary-suppressed-message = message
summary-suppressed-none = nothing of { $subjects } on the list, in what could be read
summary-suppressed-what = mailsweep erase --suppress with the same list plans to erase them again.
summary-suppressed-possible = In { $messages } more stands no more than a name of the list, which may be somebody else's.
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

# What changed since an older run.
change-new = new
change-gone = gone
change-changed = changed
changes-title = Since the run before
changes-none = Nothing has changed since { $older }.
changes-findings = Since { $older }: { $new } came, { $gone } gone, { $changed } changed.
changes-relations-new = { $n ->
    [one] { $n-text } relation is new.
   *[other] { $n-text } relations are new.
}
changes-relations-gone = { $n ->
    [one] Of { $n-text } relation nothing is left.
   *[other] Of { $n-text } relations nothing is left.
}
changes-lists-new = { $n ->
    [one] { $n-text } bulk list came.
   *[other] { $n-text } bulk lists came.
}
changes-lists-gone = { $n ->
    [one] { $n-text } bulk list is gone.
   *[other] { $n-text } bulk lists are gone.
}
changes-stale = { $n ->
    [one] { $n-text } detail became out of date.
   *[other] { $n-text } details became out of date.
}
changes-doubt-asked = Take care: the runs were not asked for the same ({ $what }), so what looks new or gone may be neither.
changes-doubt-mailboxes = Take care: { $n ->
    [one] a mailbox that was read then was not met this time
   *[other] { $n-text } mailboxes that were read then were not met this time
} ({ $names }): make sure that they are gone indeed.
changes-doubt-unread = Take care: { $n ->
    [one] { $n-text } detail that is gone stood in a source that could not be read in full this time: it may
   *[other] { $n-text } details that are gone stood in sources that could not be read in full this time: they may
} still be there.
changes-doubt-less = Take care: more could not be read than then ({ $now }; then { $then }). What stands in that is not told of as gone for sure.
changes-asked-paths = paths
changes-asked-kinds = kinds of details
changes-asked-countries = countries
changes-asked-custodian = mailbox
changes-asked-options = options such as --own-domain, --register or --region
changes-by-kind = What changed
changes-by-disclosure = How it came there
changes-by-custodian = Changes by mailbox
changes-by-source = Changes by source
changes-relations = Relations that changed
changes-relations-all = In all { $new } new, { $gone } gone, { $changed } with other details.
changes-coverage = How much was read, then and now
changes-same = The same in both: { $n-text }.
changes-new = new
changes-gone = gone
changes-changed = changed
changes-what = what
changes-relation = relation
changes-came = came
changes-went = went
changes-then = then
changes-now = now
changes-mail-files = mail files
sheet-changes = Changes
sheet-changed-relations = Changed relations
column-change = Change
column-before = { $column }, before
column-added = Came
column-gone = Went

# The page of `-o FILE.html`. Names that begin with ui- go into the page for its script, which puts values in for %words.
html-title = Contact details in mail
html-skip = Skip to the report
html-of = Scanned:
html-custodian = Only what is in this mailbox; how much was read is told of the whole run:
html-masked = Values are masked. Names of files, mailboxes and messages are not: treat this report as confidential.
html-revealed = This report shows personal data in full. Keep it safe, and delete it when it has served its purpose.
html-opening = The report is being opened…
html-footer = Made by mailsweep. This page loads nothing and sends nothing: all that it shows is in this file.
html-none = There are none.
html-no-date = no date
html-message = message { $n }
html-message-id = Message-ID
html-findings = Findings
html-relations = Relations
html-lists = Lists
html-stale = Out of date
html-past = Past retention
html-problems = Problems
html-count = Number
html-bytes = Size
html-what = What
html-why = Why
html-first-day = First seen
html-last-day = Last seen
html-outside-header = Of these outside the header

html-verdict = How bad is it?
html-verdict-no-mail = No mail was found.
html-verdict-nothing = No contact detail was found in what could be read.
html-verdict-found = { $n ->
    [one] { $n-text } contact detail was found
   *[other] { $n-text } contact details were found
} outside the headers, in { $messages ->
    [one] { $messages-text } message
   *[other] { $messages-text } messages
}
html-verdict-relations = Details of { $inside ->
    [one] { $inside-text } relation
   *[other] { $inside-text } relations
} were passed on inside, and details of { $outside ->
    [one] { $outside-text } relation
   *[other] { $outside-text } relations
} were sent outside
html-verdict-lists = { $n ->
    [one] { $n-text } bulk list
   *[other] { $n-text } bulk lists
} went round{ $little ->
    [0] {""}
    [one] , { $little-text } of them kept for somebody’s own use
   *[other] , { $little-text } of them kept for somebody’s own use
}
html-verdict-stale = { $n ->
    [one] { $n-text } detail is out of date
   *[other] { $n-text } details are out of date
}
html-verdict-past = { $n ->
    [one] { $n-text } detail should have been deleted by now
   *[other] { $n-text } details should have been deleted by now
}
html-stopped = The run was stopped part-way: this is what was found up to there.
html-own-domains = Own domains, told from the mail:
html-kinds = Only these kinds were looked for:

html-actions = What to do now
html-do-nothing = Nothing: all that was found is where it may be.
html-do-stopped = Run the scan again, to its end.
html-do-no-mail = Check the paths, and what --include and --exclude leave out.
html-do-own = Name the mail domains of your organisation with --own-domain: only then can be told who passed on whose details.
html-do-external = Begin with what went outside: under Findings, choose “sent outside” at “How it came there”. Ask for each whether it was allowed, and whether it is a breach that has to be reported.
html-do-leaving = Under Lists, look at the senders who sent many relations’ details to one private address.
html-do-lists = Go through the lists: each is a copy of the central register that nobody keeps up to date.
html-do-stale = Have what is out of date deleted, or put right from the central register.
html-do-past = Have what is past its retention term deleted.
html-do-internal = Talk to the departments that pass details on by mail; the chart by mailbox says which.
html-do-encrypted = Ask for the passwords of encrypted files, and run again with --passwords.
html-do-problems = Go through the problems: what they name was not searched in full, and may hold more.

html-coverage = What could not be read
html-coverage-complete = All that was met could be read.
html-coverage-incomplete = Not everything could be read. What is not found here may still be there.
html-coverage-read = { $read } of { $total } of mail was searched ({ $percent-text } %).
html-coverage-given-up = { $size } could not be read.
html-coverage-opaque = { $size } holds no text that is searched, such as pictures.
html-coverage-more = What was not searched
html-codes = Problems by reason
html-not-searched = Not searched
html-not-mail = files that are not mail
html-excluded = files left out by --include and --exclude
html-more-types = { $n ->
    [one] And { $n-text } more type.
   *[other] And { $n-text } more types.
}

html-counts = In numbers
html-tile-messages = { $n ->
    [one] message read
   *[other] messages read
}
html-tile-with-details = { $n ->
    [one] message with details outside its header
   *[other] messages with details outside their headers
}
html-tile-findings = { $n ->
    [one] finding outside headers
   *[other] findings outside headers
}
html-tile-relations = { $n ->
    [one] relation
   *[other] relations
}
html-tile-external = { $n ->
    [one] relation whose details were sent outside
   *[other] relations whose details were sent outside
}
html-tile-internal = { $n ->
    [one] relation whose details were passed on inside
   *[other] relations whose details were passed on inside
}
html-tile-lists = { $n ->
    [one] bulk list
   *[other] bulk lists
}
html-tile-stale = { $n ->
    [one] detail out of date
   *[other] details out of date
}
html-tile-past = { $n ->
    [one] detail past its retention term
   *[other] details past their retention term
}
html-tile-problems = { $n ->
    [one] problem in reading
   *[other] problems in reading
}

html-charts = Charts
html-as-table = As a table
html-legend-outside = outside headers
html-legend-header = in headers
html-chart-most = Most: { $label }, { $n-text }.
html-chart-kind = Findings by kind
html-chart-kind-by = Kind
html-chart-disclosure = Findings by how they came there
html-chart-disclosure-by = How it came there
html-chart-region = Findings by place in the message
html-chart-region-by = Place in the message
html-chart-year = Findings by year of the message
html-chart-year-by = Year
html-chart-custodian = Findings by mailbox
html-chart-custodian-by = Mailbox
html-chart-oldest = Oldest data by mailbox
html-chart-oldest-says = The oldest is in the mailbox { $label }: { $day }.

html-tables = All places
html-no-script = The tables of findings and relations need JavaScript, which is switched off. All else on this page can be read without it.
html-hint = To find a message again: search in your mail program for its date, sender and subject, or for its Message-ID. A row that is opened shows all that is known of it. Messages are counted from 0.
html-omitted = { $n ->
    [one] { $n-text } more is counted, and not listed here.
   *[other] { $n-text } more are counted, and not listed here.
}
html-no-register = Nothing was compared with a central register: name one with --register.
html-relations-about = People and organisations outside the own organisation, as far as they could be told apart.
html-findings-about = Every contact detail, in every place where it stands.
html-lists-about = Messages and files with the details of many people. Lists that are much alike have one series number.
html-stale-about = Details of relations that are in the central register with another value now.
html-past-about = Details that are still there although their retention term has passed.
html-problems-about = What could not be read in full, and so was not searched in full.
html-little = for own use
html-of-known = { $stale-text } of { $known-text }
html-leaving = Many relations’ details, sent to one private address within two weeks
html-leaving-own = looks like the sender’s own
html-changes = Changes
html-changes-more = Counts, relations, and how much was read
html-changes-about = Every place that is new, gone or told otherwise since the run before. What is gone stands as that run told it.
html-col-before = Before
html-col-relation = Relation
html-col-kinds = Kinds of details
html-col-disclosure = How it came there
html-col-sources = Sources
html-col-kind = Kind
html-col-value = Detail
html-col-region = Place
html-col-date = Date
html-col-from = Sender
html-col-to = To
html-col-subject = Subject
html-col-source = Source
html-col-contacts = Contacts
html-col-messages = Messages
html-col-way = Way
html-col-outside = Receivers outside
html-col-file = File or part
html-col-series = Series
html-col-old = Old value
html-col-present = Present value
html-col-since = Since
html-col-rule = Rule
html-col-part = Part
html-col-detail = Explanation

ui-tables = Tables
ui-search = Search
ui-any = all
ui-clear = Clear choices
ui-message = message %n
ui-open-column = Open
ui-open-row = Show all of this row
ui-rows = %first to %last of %total
ui-rows-of = %first to %last of %count that match, of %total in all
ui-not-printed = More rows that are not printed: %n. On the screen, choose more rows a page.
ui-unpacking = Reading all rows… %percent %
ui-searching = Searching… %percent %
ui-sorting = Sorting…
ui-damaged = This file is damaged: some of its rows cannot be read.
ui-old-browser = This browser is too old to show these rows. Use a current version of Firefox, Chrome, Edge or Safari.
ui-none = There are none.
ui-first-page = First
ui-previous-page = Previous
ui-next-page = Next
ui-last-page = Last
ui-page-size = Rows a page
ui-all-of-relation = Show all findings of this relation
ui-details = Details of this relation
ui-more-details = More details that are not listed here: %n.
ui-place = First place
ui-findings = Findings
ui-first = First seen
ui-last = Last seen
ui-source = Source
ui-sources = Sources
ui-custodian = Mailbox
ui-message-number = Message number (from 0)
ui-date = Date
ui-from = Sender
ui-subject = Subject
ui-message-id = Message-ID
ui-bytes = Bytes in the source
ui-from-byte = from byte %first
ui-byte-range = from byte %first, %length long
ui-kind = Kind
ui-value = Detail
ui-as-written = As written
ui-region = Place in the message
ui-part = Part
ui-file = File
ui-header-field = Header field
ui-also = Also in part
ui-disclosure = How it came there
ui-party = Whose
ui-register = Central register
ui-present = Present value
ui-change = Change
ui-before = Before
ui-nothing = nothing
ui-confidence = Certainty
ui-pattern = Pattern
ui-why = Why it is one
ui-contact = Number of the relation
ui-field-first_seen = First seen
ui-field-last_seen = Last seen
ui-field-past_since = Past its term since
ui-field-retention = Retention rule
ui-field-transport = On its way
ui-field-zone_author = First written by
ui-field-disguise = Disguise
ui-field-street = Street
ui-field-house_number = House number
ui-field-postcode = Postcode
ui-field-locality = Place name
ui-field-country = Country
ui-field-role = Role
ui-field-seat = Seat
ui-field-type = Type
ui-field-region = Region

# The message of --mailto-file.
mail-subject = Mail audit: report
mail-summary = summary
mail-sealed = The reports of the mail audit are attached. They are encrypted: only those they are meant for can open them (with age).

plan-mark = [removed]
plan-only-subject = Nobody else's details are in it: the whole message may go.
plan-others = Others' details are in it: only those of the subject go.
plan-hidden = Another message may stand in it: only what is the subject's goes.
plan-not-read = Not all of it could be read: what is seen of the subject goes, and nobody knows what stands in the rest.
plan-possible = It is not sure that it is about the subject. Look at it, and choose.
plan-somebody-else = The name in it is known to be somebody else's.
plan-hold = It is under a legal hold.
plan-retention = The law asks for it to be kept ({ $rule }) until { $until }.
plan-retention-unknown = The law may ask for it to be kept ({ $rule }), and nothing says how old it is.
plan-own-staff = The subject is somebody of the own organisation: mail of staff is no mail of a relation.
plan-access = Access was asked for: nothing is to be erased.
plan-not-whole = Its bytes were not read as one whole, so that it cannot be known again: a person must find it.

# The certificate of an erasure.
certificate-title = Certificate of an erasure
certificate-made = Made by { $program } on { $day } ({ $time }).
certificate-verdict = In one sentence
certificate-verdict-gone = Everything that was planned is gone, and a second search over all sources found nothing of the subject.
certificate-verdict-kept = Everything that was planned is gone; { $n ->
    [one] { $n-text } message is
   *[other] { $n-text } messages are
} kept on purpose: { $why }.
certificate-verdict-nothing = Nothing was to be erased; { $n ->
    [one] { $n-text } message is
   *[other] { $n-text } messages are
} kept on purpose: { $why }.
certificate-verdict-left = { $n ->
    [one] { $n-text } place is
   *[other] { $n-text } places are
} left: { $why }.
certificate-unread = Not all of the mail could be read. What could not be read was not searched, and nothing is stated about it; see “What was searched”.
certificate-asked = What was asked
certificate-reference = Reference
certificate-kind = Request
certificate-kind-erasure = erasure
certificate-kind-access = access
certificate-received = Received on
certificate-identifiers = Identifiers of the subject, as keyed hashes: whoever has the key and the request can check that they are the same
certificate-list = Sort
certificate-hash = Hash
certificate-list-names = Name
certificate-list-emails = E-mail address
certificate-list-phones = Telephone number
certificate-list-addresses = Postal address
certificate-list-company_numbers = Company number
certificate-list-ibans = Bank account
certificate-list-other = Other
certificate-approved = Approved by
certificate-nobody = nobody is named in the plan
certificate-searched = What was searched
certificate-first = First search
certificate-second = Second search, after the erasure
certificate-paths = Paths
certificate-messages = Messages
certificate-bytes = Bytes of messages
certificate-given-up = Of these, could not be read
certificate-opaque = Of these, hold no text (pictures and the like)
certificate-problem = Could not be read in full: { $what }
certificate-all-read = Everything could be read
certificate-yes = yes
certificate-no = no
certificate-done = What was done
certificate-ending = What became of it
certificate-ending-deleted = deleted
certificate-ending-redacted = redacted
certificate-ending-kept = kept
certificate-ending-refused = refused
certificate-ending-work-list = for a person to do
certificate-ending-not-now = not done this time
certificate-count = Messages
certificate-number = No.
certificate-source = Source
certificate-message = Message
certificate-before = SHA-256 before
certificate-after = SHA-256 after
certificate-why = Why
certificate-decided = { $reason } ({ $by })
certificate-left = What is left
certificate-left-nothing = The second search found nothing of the subject.
certificate-strength = How sure
certificate-strength-certain = certain
certificate-strength-likely = likely
certificate-strength-possible = possible
certificate-unseen = not met by the second search
certificate-because-hold = under a legal hold
certificate-because-retention = the law asks to keep it
certificate-because-decision = kept by decision of a person
certificate-because-possible = not sure that it is about the subject
certificate-because-somebody-else = the name is known to be somebody else's
certificate-because-own-staff = the subject is own staff
certificate-because-not-whole = not read as one whole, to be found by a person
certificate-because-proposed = kept as the plan proposed
certificate-because-refused = refused when it was to be carried out
certificate-because-work-list = for a person to do, where this program does not write
certificate-because-not-now = not done this time
certificate-because-redacted = redacted, and still found
certificate-because-not-read = redacted as far as it could be read; nobody knows what stands in the rest
certificate-because-not-in-plan = not in the plan: it came since, or is a copy
certificate-outside = Where no search of mail reaches
certificate-outside-property-lists = The property lists behind redacted messages of Apple Mail (.emlx) were not searched and left as they were; they may hold the subject line.
certificate-outside-search-indexes = Indexes that mail programs keep elsewhere (Thunderbird's global search, Outlook, Spotlight): have them made anew.
certificate-outside-servers = Caches of mail servers, and copies on telephones and in other programs.
certificate-outside-freed-space = Space of the disk that is free again, and snapshots of the file system: what stood there may be read until it is written over.
certificate-outside-backups = Backups. When one is put back, “mailsweep verify” tells what came back with it.
certificate-outside-names = Names of files and folders, names of entries in archives, and comments in archives: they are not searched, and stay as they are.
certificate-outside-other-files = Files below the searched paths that are no mail that this program reads.
certificate-outside-left-out = Files below the searched paths that were left out: by --include or --exclude, or since they are not delivered yet (“tmp” of a Maildir).
certificate-outside-papers = The request, the plan and reports of searches, which hold the subject's details.
certificate-outside-quarantine = What was removed is kept in quarantine, encrypted, until its term is over.
certificate-each = Message by message
certificate-chain = How to check this
certificate-check = This page shows what the file with the extension .json states; that file counts. Check it with: mailsweep verify { $file } PATH…
certificate-plan-sha256 = SHA-256 of the plan
certificate-plan-made = Plan made on
certificate-journal = Head of the journal (BLAKE3), at line { $lines }
certificate-sha256 = SHA-256 of the statement
certificate-key = Signed with (Ed25519)
certificate-unsigned = not signed
certificate-key-id = Key of the hashes
certificate-more = { $n ->
    [one] { $n-text } more is
   *[other] { $n-text } more are
} in the file with the extension .json.

# The page of a plan, `search -o plan.html`. Names that begin with review-ui- go into the page for its script, which puts values in for %words.
review-title-erasure = Plan for an erasure
review-title-access = Plan for a request for access
review-skip = Skip to the plan
review-made = Made on { $day } by { $program }.
review-secret = This page holds the request as it was typed: keep it as safe as that.
review-masked = Values from mail are masked. Names of files, mailboxes and messages are not.
review-about = What this is about
review-found = { $n ->
    [0] Nothing about this person was found in what could be read.
    [one] One message was found in which this person occurs. Decide what is to be done with it.
   *[other] { $n-text } messages were found in which this person occurs. Decide what is to be done with each.
}
review-how = The plan proposes something for every message and says why. Change what you see otherwise, and give your reason. Then save the plan and hand it to whoever carries it out with “mailsweep erase”. Until then nothing is done to any mail.
review-second = Two people must approve this plan: it is carried out only when there are two different names in it.
review-asked = What was asked
review-kind = Request for
review-kind-erasure = erasure (GDPR, article 17)
review-kind-access = access (GDPR, article 15): nothing is to be erased
review-reference = Reference
review-received = Received
review-list-names = Names
review-list-emails = E-mail addresses
review-list-phones = Telephone numbers
review-list-addresses = Postal addresses
review-list-company_numbers = Company numbers
review-list-ibans = Bank accounts (IBAN)
review-list-other = other identifier
review-searched = What was searched
review-where = Where
review-much = How much
review-messages = { $n ->
    [one] 1 message
   *[other] { $n-text } messages
}
review-counts = Messages by what is to be done and how sure it is
review-together = Together
review-action-delete = delete
review-action-delete-means = The whole message goes.
review-action-redact = redact
review-action-redact-means = The details of this person go, the rest of the message stays.
review-action-keep = keep
review-action-keep-means = The message stays as it is.
review-strength-certain = certain
review-strength-likely = likely
review-strength-possible = possible
review-role-sender = sender
review-role-recipient = recipient
review-role-mentioned = mentioned
review-how-exact = as in the request
review-how-variant = written otherwise
review-how-fuzzy = with a typing error
review-deciding = Your decisions
review-me = Your name
review-mark = What is to stand where something was redacted
review-open = Go on with a plan saved before (.json)
review-approved = Approved by
review-approved-about = Fill in your name when you have read the plan and agree with it.
review-hits = Messages
review-no-script = The messages are shown, and the plan is edited, with JavaScript, which is switched off. All else on this page can be read without it.
review-hint = To see a message itself: search in your mail program for its date and subject, or for its Message-ID, which an opened row shows.
review-bulk = Change many at once
review-bulk-about = Choose messages with the filters below the heading first. What you choose here is done to all messages that match, on all pages.
review-bulk-do = Change all that match
review-no-folder = (no folder)
review-col-reason = Reason, and who decided
review-col-message = Message
review-col-why = Why it is proposed
review-save = Save plan
review-ui-action = What is to be done
review-ui-strength = How sure
review-ui-matched = What was found
review-ui-reason = Reason
review-ui-by = Decided by
review-ui-role = Role
review-ui-decision = Decision
review-ui-decision-other = differs from the proposal
review-ui-decision-unexplained = differs, and no reason is given
review-ui-decision-same = as proposed
review-ui-proposed = proposed: %action
review-ui-say-why = Say why.
review-ui-in-part = part %part
review-ui-more = More places: %n.
review-ui-others = About others
review-ui-alone = No details of others are in it.
review-ui-not-alone = Details of others are in it too.
review-ui-why-proposed = Proposed
review-ui-no-hits = There are no messages to decide on.
review-ui-others-decided = Decided otherwise than proposed: %n.
review-ui-all-as-proposed = All is as proposed.
review-ui-unexplained = Without a reason: %n.
review-ui-unsaved = There are changes that are not saved yet.
review-ui-approver = Name %n
review-ui-saved = Saved as %file, in the folder for downloads.
review-ui-saved-unapproved = Saved as %file, in the folder for downloads. It cannot be carried out yet: there must be two different names under “Approved by”.
review-ui-reasons-missing = Decisions that differ from the proposal and have no reason: %n.
review-ui-show-these = Show these
review-ui-save-all-the-same = Save all the same
review-ui-open-no-plan = This file is no plan.
review-ui-open-other-plan = This file is not the plan of this page: it is of another request or another search, or something in it was changed that must not be.
review-ui-opened = You go on with %file.
review-ui-open-unsaved = Save your changes first: a plan that is opened takes their place.
review-ui-bulk-say-why = Give a reason: it is put beside every message that is changed.
review-ui-bulk-done = Changed: %n.
review-ui-undo = Undo this
review-ui-undone = Undone.

# The index of an access pack (GDPR article 15).
access-title = Your personal data in our e-mail
access-request = Your request
access-reference = Our reference
access-received = Received on
access-made = This overview was made on
access-asked = Searched for
access-what = What you receive
access-intro = { $n ->
    [0] With this overview you receive no messages.
    [one] With this overview you receive { $n-text } message in which your personal data stands. Any mail program can open it.
   *[other] With this overview you receive { $n-text } messages in which your personal data stands. Any mail program can open them.
}
access-mark = Where { $mark } stands, a detail of somebody else stood. It was left out because the rights of others may not be harmed.
access-held-some = { $n ->
    [one] We hold { $n-text } message more that may be about you and could not be given in this form. It is listed with the reason.
   *[other] We hold { $n-text } messages more that may be about you and could not be given in this form. They are listed with the reason.
}
access-messages = The messages
access-nothing = Nothing about you was found in what could be read.
access-not-given = (held, not included)
access-no-subject = (without a subject line)
access-no-date = unknown
access-by-name = recognised by name
access-nth = message number { $n } (from 0)
access-column-number = Number
access-column-file = File
access-column-date = Date
access-column-subject = Subject line
access-column-source = Where it stands
access-column-message = Message number (from 0)
access-column-mailbox = mailbox
access-column-role = Your part in it
access-column-sender = Where it came from
access-column-recipients = To whom it went
access-column-data = Your data in it
access-column-retention = How long it is kept
access-column-remarks = Remarks
access-role-sender = you sent it
access-role-recipient = it was sent to you
access-role-mentioned = it mentions you
access-whom-subject = you ({ $address })
access-whom-own = our own organisation ({ $domain })
access-whom-organisation = another organisation ({ $domain })
access-whom-private = a private address
access-whom-unknown = unknown
access-whom-more = and more
access-other = other identifier
access-term-none = no term is set for it
access-term-until = until { $day } ({ $rule })
access-term-past = its term has passed since { $day } ({ $rule })
access-term-date = there is a term ({ $rule }), and its age is not known
access-term-duty = the law asks for it to be kept until { $day } ({ $rule })
access-term-duty-date = the law asks for it to be kept ({ $rule }), and its age is not known
access-held = Held, not included, because { $why }.
access-held-changed = it was changed or removed while this overview was made
access-held-encrypted = it stands in an encrypted archive
access-held-unread = it could not be read in full
access-held-too-large = it is too large to be edited
access-held-uncertain = the details of others in it could not be taken out with certainty
access-places = { $n ->
    [one] A detail of somebody else was left out at { $n-text } place.
   *[other] Details of others were left out at { $n-text } places.
}
access-files = { $n ->
    [one] { $n-text } part of it was replaced by a sentence that says so.
   *[other] { $n-text } parts of it were replaced by a sentence that says so.
}
access-unread-parts = Held, not included, because a computer cannot read what stands in it: { $types }.
access-searched = What was searched
access-paths = Archives
access-options = Settings
access-read = Read
access-opaque = Not readable as text (pictures and the like)
access-given-up = Could not be read
access-unread = What could not be read
access-unread-why = Reason
access-unread-count = Number
access-unread-means = What could not be read was not searched: something about you may stand in it.
access-rights = Your rights
access-right-rectification = If something is wrong or incomplete, you may ask us to correct or complete it.
access-right-erasure = You may ask us to erase your data, to use it less, or to stop using it. Sometimes the law obliges us to keep it; then we tell you so.
access-right-complaint = If you do not agree with how we handle your data, please let us know. You may also complain to the data protection supervisory authority, or go to court.
access-footer = This overview and the files with it hold personal data. Keep them safe.
access-pack-mark = [details of someone else]
