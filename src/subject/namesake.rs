//! A name in, whether what stands beside it says that it is a namesake's out.
//!
//! In: the findings of a message in their order, and whom is looked for. Out: names that are somebody else's by the address they stand
//! before. It refuses to know what other messages say.

use super::alike::made_of;
use super::fold::folded;
use super::person::initial;
use super::postal::house;
use super::sought::Sought;
use crate::model::{Finding, Kind, Mention, Party};

/// Bytes between a name and the address of its mailbox: `" <`, ` [mailto:`.
const CLOSE: u64 = 12;

/// Findings behind a name among which the address of its mailbox is.
const NEXT: usize = 3;

/// The `n`-th finding is a name before an address that is made of it and is not the subject's: whose address it is. A desk or a list
/// that bears somebody's name while it passes on their mail is nobody.
pub(super) fn mailbox<'f>(findings: &'f [Finding], n: usize, sought: &Sought) -> Option<&'f Finding> {
    let name = findings.get(n).filter(|f| f.kind == Kind::PersonName)?;
    let end = name.span.as_ref()?.end;
    let mailbox = findings.iter().skip(n + 1).take(NEXT).find(|f| {
        f.kind == Kind::Email
            && f.part.section == name.part.section
            && f.field == name.field
            && f.span.as_ref().is_some_and(|s| (end..=end + CLOSE).contains(&s.start))
    })?;
    let address = mailbox.value.reveal();
    // of whom nothing but the name is known, a colleague's address may be the subject's
    let knows = sought.has_emails
        || mailbox.party == Party::Own
            && (sought.has_phones || !sought.addresses.is_empty() || !sought.other.is_empty());
    (knows && sought.email(address).is_none() && is_personal(address, sought)).then_some(mailbox)
}

/// The `n`-th finding is a name before an account, a company number or a postal address that is not the subject's, and the subject
/// has others of its sort: that finding.
pub(super) fn of_another<'f>(findings: &'f [Finding], n: usize, sought: &Sought) -> Option<&'f Finding> {
    let name = findings.get(n).filter(|f| f.kind == Kind::PersonName)?;
    let end = name.span.as_ref()?.end;
    let next = findings.get(n + 1)?;
    let close = next.part.section == name.part.section
        && next.field == name.field
        && next.span.as_ref().is_some_and(|s| (end..=end + CLOSE).contains(&s.start));
    let other = match next.kind {
        Kind::Iban => !sought.ibans.is_empty(),
        Kind::CompanyNumber => !sought.companies.is_empty(),
        Kind::PostalAddress => is_elsewhere(next, sought),
        _ => false,
    };
    (close && other && sought.identifier(next).is_none()).then_some(next)
}

/// A postal address is of another house than each of the subject's. One that lacks an addition, or has one more, may be theirs.
fn is_elsewhere(finding: &Finding, sought: &Sought) -> bool {
    let field = |name: &str| finding.fields.get(name).map(String::as_str).unwrap_or_default();
    let number = house::normal(field("house_number"));
    let (postcode, street) = (folded(field("postcode")), folded(field("street")));
    let other = |address: &super::sought::AddressSought| {
        let place = !address.postcode.is_empty() && address.postcode == postcode || address.street == street;
        !place || !address.number.starts_with(&number) && !number.starts_with(&address.number)
    };
    let known = !number.is_empty() && !(postcode.is_empty() && street.is_empty());
    known
        && sought.address(finding).is_none()
        && !sought.addresses.is_empty()
        && sought.addresses.iter().all(other)
}

/// Bytes between a name and a postal address that are read together: a line of a function or a firm may stand between them.
const BLOCK: u64 = 48;

/// Two places are of one block of text, as far as is known where they stand.
pub(super) fn is_beside(one: &Mention, other: &Mention) -> bool {
    let (Some(a), Some(b)) = (&one.span, &other.span) else { return one.part.section == other.part.section };
    one.part.section == other.part.section && a.start <= b.end + BLOCK && b.start <= a.end + BLOCK
}

/// The local part of an address is made of the subject's name: its surname, its given name, its first letters.
fn is_personal(address: &str, sought: &Sought) -> bool {
    if made_of(address, sought).is_some() {
        return true;
    }
    let local = folded(address.split('@').next().unwrap_or_default());
    let local = local.trim_end_matches(|c: char| c.is_ascii_digit());
    sought.people.iter().any(|person| {
        let given = person.givens.first();
        let letter = given.and_then(|g| initial(g.plain())).or_else(|| person.initials.first().cloned());
        let letters = |infix: bool| {
            let own = person.surnames.iter().filter_map(|surname| {
                let before = surname.infix.iter().filter(|_| infix).filter_map(|i| i.chars().next());
                let core = surname.core.iter().filter_map(|w| w.plain().chars().next());
                Some(letter.clone()? + &before.chain(core).collect::<String>())
            });
            own.into_iter().any(|own| own == local)
        };
        given.is_some_and(|g| g.0.iter().any(|g| g.len() > 1 && local.starts_with(g.as_str())))
            || letters(true)
            || letters(false)
    })
}
