//! What a part of an OOXML package refers to, and what is said of the document as a whole (ISO/IEC 29500-2 §9.3, §11; 29500-1 §22.2).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Read;

use super::budget::Budget;
use super::lines::Lines;
use super::package::Package;
use super::xml::{Fault, Step, each};

/// Relations of one part that are kept.
const RELATIONS: usize = 50_000;
/// Bytes of a target.
const TARGET: usize = 4096;
/// Bytes of a text in which a link's target is looked for.
const NEAR: usize = 2 * TARGET;

/// What programs write of themselves into the place for what users write.
const SILENT: [&str; 7] = [
    "AppVersion",
    "DocSecurity",
    "HyperlinksChanged",
    "LinksUpToDate",
    "PresentationFormat",
    "ScaleCrop",
    "ShareDoc",
];

/// One relation.
#[derive(Debug, Clone)]
pub(in crate::extract) struct Relation {
    /// The name of a part, or where a link leads.
    pub(in crate::extract) target: String,
    /// It leads out of the package.
    pub(in crate::extract) external: bool,
}

/// The relations of a part by their ids.
pub(in crate::extract) type Relations = BTreeMap<String, Relation>;

/// What the part of this name refers to.
pub(in crate::extract) fn of(package: &mut Package<'_>, part: &str, budget: &Budget) -> Relations {
    let mut relations = Relations::new();
    let (folder, file) = part.rsplit_once('/').map_or(("", part), |(folder, file)| (folder, file));
    let name =
        if folder.is_empty() { format!("_rels/{file}.rels") } else { format!("{folder}/_rels/{file}.rels") };
    let Some(Ok(bytes)) = package.read(&name, budget) else { return relations };
    // what is damaged is told where the part itself is read
    let _ = each(bytes, |step| {
        if let Step::Start(tag) = step
            && tag.name() == "Relationship"
            && let (Some(id), Some(target)) = (tag.value("Id"), tag.value("Target"))
            && target.len() <= TARGET
        {
            let external = tag.value("TargetMode").is_some_and(|mode| mode == "External");
            let target = if external { target.into_owned() } else { resolved(folder, &target) };
            relations.insert(id.into_owned(), Relation { target, external });
        }
        relations.len() < RELATIONS
    });
    relations
}

/// The name of a part, from where it is referred to.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// How a link is shown behind its text; `None` for one that leads to no person or firm.
pub(in crate::extract) fn shown(target: &str) -> Option<String> {
    let target = target.trim();
    let (scheme, rest) = target.split_once(':')?;
    match scheme.to_ascii_lowercase().as_str() {
        "mailto" => {
            let address = rest.split('?').next().unwrap_or_default().replace("%40", "@").replace("%20", " ");
            let address = address.trim();
            (!address.is_empty()).then(|| address.to_owned())
        }
        "http" | "https" | "tel" | "callto" | "sip" | "sms" | "skype" => Some(target.to_owned()),
        _ => None,
    }
}

/// True where a text says a link's target itself, in what stands before its end: a paragraph may have very many links.
pub(in crate::extract) fn says(text: &str, target: &str) -> bool {
    let bare = ["https://", "http://", "tel:", "callto:", "sip:", "sms:", "skype:"]
        .iter()
        .find_map(|scheme| {
            target
                .get(..scheme.len())
                .filter(|t| t.eq_ignore_ascii_case(scheme))
                .map(|_| &target[scheme.len()..])
        })
        .unwrap_or(target)
        .trim_end_matches('/');
    let near = text.as_bytes()[text.len().saturating_sub(NEAR)..].to_ascii_lowercase();
    memchr::memmem::find(&near, bare.to_ascii_lowercase().as_bytes()).is_some()
}

/// Writes what is said of the document: by whom it is, what it is called, for which firm.
pub(in crate::extract) fn properties(
    package: &mut Package<'_>,
    budget: &Budget,
    lines: &mut Lines<'_>,
) -> Result<(), Fault> {
    let mut result = Ok(());
    for name in ["docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"] {
        if let Some(Ok(bytes)) = package.read(name, budget) {
            result = result.and(labelled(bytes, lines));
        }
    }
    result
}

/// Writes elements of one text each as `Label: value`, where a reader of the document would want to know it.
pub(in crate::extract) fn labelled(bytes: impl Read, lines: &mut Lines<'_>) -> Result<(), Fault> {
    let mut label: Option<String> = None;
    let mut value = String::new();
    let mut custom: Option<String> = None;
    lines.part();
    each(bytes, |step| {
        match step {
            Step::Start(tag) => match tag.name() {
                "property" => custom = tag.value("name").map(Cow::into_owned),
                "user-defined" => {
                    label = tag
                        .value("name")
                        .filter(|name| !SILENT.contains(&name.as_ref()))
                        .map(Cow::into_owned);
                }
                name => {
                    if let Some(known) = label_of(tag.full_name()) {
                        label = Some(known.to_owned());
                    } else if let Some(custom) = &custom
                        && matches!(name, "lpwstr" | "lpstr" | "bstr")
                    {
                        label = Some(custom.clone());
                    }
                }
            },
            Step::Text(text) => {
                if label.is_some() && value.len() < TARGET {
                    value.push_str(text);
                }
            }
            Step::End(name) => {
                if let Some(label) = label.take() {
                    lines.labelled(&label, &value);
                }
                value.clear();
                if name == "property" {
                    custom = None;
                }
            }
        }
        lines.more()
    })
}

/// The label of an element that says something of a document.
fn label_of(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once(':').map_or(name, |(_, local)| local) {
        "creator" => "Author",
        "initial-creator" => "Author",
        "lastModifiedBy" => "Last modified by",
        "printed-by" => "Printed by",
        "Company" => "Company",
        "Manager" => "Manager",
        "title" => "Title",
        "subject" => "Subject",
        "description" => "Comments",
        "keywords" | "keyword" => "Keywords",
        "category" => "Category",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_resolved() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/worksheets", "../drawings/a.xml"), "xl/drawings/a.xml");
        assert_eq!(resolved("xl", "/xl/b.xml"), "xl/b.xml");
        assert_eq!(resolved("", "../../etc/passwd"), "etc/passwd");
    }

    #[test]
    fn links_that_lead_to_somebody() {
        assert_eq!(shown("mailto:jan@klant.example?subject=Hoi").as_deref(), Some("jan@klant.example"));
        assert_eq!(shown("https://www.klant.example/").as_deref(), Some("https://www.klant.example/"));
        assert_eq!(shown("file:///C:/x.doc"), None);
        assert!(says("zie WWW.klant.example", "http://www.klant.example/"));
        assert!(says("Jan@klant.example", "jan@klant.example"));
        assert!(!says("Jan", "jan@klant.example"));
    }
}
