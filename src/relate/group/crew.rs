//! Who works for the writer, of whom no words before the name say so: below a heading, in a roster, beside a job, in one breath with
//! somebody who does.
//!
//! In: the findings of one place, one after the other, each with its group. Out: of each group for whom the one who is named works. This
//! module refuses to know whose the group is.

use crate::model::{Finding, Gap, Kind, Person, RegionKind};
use crate::relate::cue::crew::{is_job_title, names_carrier};
use crate::relate::open::Open;

/// Whether a message says who works when.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::relate) struct Roster {
    /// It does.
    pub(in crate::relate) any: bool,
    /// Its words say so beyond doubt, which `planning` does not: the number beside a colleague in it is the colleague's.
    pub(in crate::relate) own: bool,
    /// The subject or the author's mailbox says that people who work together are listed: `chauffeurs Q3`, `personeel@`.
    pub(in crate::relate) crew: bool,
}

/// What the findings so far say of whoever is named next.
#[derive(Debug, Default)]
pub(super) struct Crew {
    /// Below `Ons team:` each name that begins a row is that of somebody who works there.
    team: bool,
    /// The one before this one is a job within an organisation.
    job: bool,
    /// For whom the one who was named last works.
    last: Option<Person>,
    /// A carrier stands before.
    carrier: bool,
    /// So does a firm, right before: of whom it is followed by nothing says that he works for the writer.
    firm: bool,
}

impl Crew {
    /// The firm that was taken last is the sender's.
    pub(super) fn knows_firm(&mut self) {
        self.firm = false;
    }

    /// Takes the next finding, that is in `open`, with the one behind it. `roster` says whether the message is one.
    pub(super) fn take(
        &mut self,
        finding: &Finding,
        next: Option<&Finding>,
        open: &mut Open,
        roster: Roster,
    ) {
        let cue = &finding.cue;
        let job = std::mem::take(&mut self.job);
        let firm = std::mem::take(&mut self.firm);
        match finding.kind {
            Kind::PersonName => {
                self.team =
                    cue.heads || self.team && cue.row && cue.gap != Gap::Sentence && cue.person.is_none();
                let first = open.names.len() == 1 && open.firms.is_empty();
                // `verzekeraar Klant BV, dossier behandeld door Jan Bakker`
                if first && firm && cue.gap == Gap::Close && open.staff == Some(Person::Third) {
                    open.staff = None;
                }
                if first && self.carrier && cue.gap <= Gap::Line && open.staff == Some(Person::Third) {
                    open.staff = None;
                }
                if first && open.staff.is_none() && !self.carrier {
                    let behind = next.is_some_and(|next| {
                        next.kind == Kind::JobTitle && next.cue.apposed && is_job_title(next.value.reveal())
                    });
                    let beside = job && cue.gap == Gap::Close && cue.row || behind;
                    if self.team {
                        open.staff = Some(Person::Third);
                    } else if cue.person.is_none()
                        && cue.joined
                        && cue.gap == Gap::Close
                        && self.last.is_some()
                    {
                        // whose firm stands there too is of that: in mail of the own organisation this makes nobody its own
                        let works = matches!(self.last, Some(Person::First | Person::Third));
                        (open.staff, open.beside_job) =
                            (if works { Some(Person::Third) } else { self.last }, works);
                    } else if cue.person.is_none() && !cue.greeted && beside {
                        (open.staff, open.beside_job) = (Some(Person::Third), true);
                    } else if cue.person.is_none() && roster.any && (cue.labelled || cue.joined) {
                        (open.staff, open.roster) = (Some(Person::Third), roster.own);
                    } else if cue.person.is_none() && roster.crew && is_table(finding) {
                        (open.staff, open.beside_job) = (Some(Person::Third), true);
                    }
                }
                self.last = open.staff.filter(|_| !open.roster);
            }
            Kind::JobTitle => {
                self.team |= cue.heads;
                // `de sleutel ligt bij de beheerder, Jan Bakker`: of which house he is one is not said
                let title = finding.value.reveal();
                let office = cue.person.is_none()
                    && !title.contains(' ')
                    && title.starts_with(char::is_lowercase)
                    && cue.gap >= Gap::Sentence;
                self.job = !office && is_job_title(title);
            }
            Kind::Department => self.team |= cue.heads,
            Kind::Organisation => {
                (self.team, self.last) = (false, None);
                self.carrier = names_carrier(finding.value.reveal());
                self.firm = true;
            }
            Kind::Email => self.last = None,
            // `De chauffeur is Jan Bakker, 06…. Hij is van transporteur Klant, 020…`
            Kind::Phone if cue.carried && open.staff == Some(Person::Third) && open.names.len() == 1 => {
                open.staff = None;
            }
            _ => {}
        }
        if cue.gap == Gap::Block && finding.kind != Kind::Organisation {
            self.carrier = false;
        }
    }
}

/// It stands in a table that is sent along.
fn is_table(finding: &Finding) -> bool {
    const TABLES: [&str; 4] = ["csv", "excel", "spreadsheet", "tab-separated"];
    let media = finding.part.media_type.as_str();
    finding.region == RegionKind::Attachment && TABLES.iter().any(|table| media.contains(table))
}
