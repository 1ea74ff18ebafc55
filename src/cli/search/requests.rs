//! Requests as typed and as files, and what they are called in names of files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::SearchArgs;
use crate::cli::exit::Failure;
use crate::cli::patterns;
use crate::model::RequestKind;
use crate::subject::Unusable;
use crate::subject::request::{self, Identifiers, Request};

/// Requests, and the names that they have in reports.
pub(super) struct Requests {
    pub(super) all: Vec<Request>,
    /// Where each comes from, for messages.
    pub(super) from: Vec<String>,
}

impl Requests {
    pub(super) fn gather(args: &SearchArgs) -> Result<Requests, Failure> {
        let mut requests = Requests { all: Vec::new(), from: Vec::new() };
        for path in &args.request {
            for file in files_of(path)? {
                let request = request::load(&file).map_err(|e| Failure::Usage(e.to_string()))?;
                requests.all.push(request);
                requests.from.push(file.display().to_string());
            }
        }
        let plain = |list: &[String]| list.iter().map(|text| request::plain(text)).collect();
        let typed = Identifiers {
            names: plain(&args.name),
            emails: plain(&args.email),
            phones: plain(&args.phone),
            addresses: plain(&args.address),
            company_numbers: plain(&args.company_number),
            ibans: plain(&args.iban),
            other: plain(&args.other),
            ..Identifiers::default()
        };
        if let Some((name, _)) =
            typed.lists().into_iter().find(|(_, list)| list.iter().any(|t| t.contains(char::is_control)))
        {
            return Err(Failure::Usage(format!(
                "what was typed for `{name}` has a control character in it, which stands in no mail"
            )));
        }
        if !typed.is_empty() {
            requests.all.push(Request { subject: typed, ..Request::default() });
            requests.from.push("the command line".to_owned());
        }
        if requests.all.is_empty() {
            let why =
                "whom to search for is not said: give --request FILE, or --name, --email, --phone and so on";
            return Err(Failure::Usage(why.to_owned()));
        }
        if requests.all.len() > usize::from(u16::MAX) {
            return Err(Failure::Usage("more requests than one run can answer (65,535)".to_owned()));
        }
        Ok(requests)
    }

    /// All of them ask for access: a pack for the subject answers nothing else.
    pub(super) fn check_access(&self, path: &Path) -> Result<(), Failure> {
        let others = self.all.iter().zip(&self.from).find(|(request, _)| request.kind != RequestKind::Access);
        let Some((_, from)) = others else { return Ok(()) };
        Err(Failure::Usage(format!(
            "-o {}: a pack (.zip) answers a request for access, and {from} asks for erasure; write kind = \"access\" under [request] if \
             access is what is asked for",
            path.display()
        )))
    }

    /// What an identifier that is none is told as.
    pub(super) fn unusable(&self, n: usize, why: &Unusable) -> Failure {
        let from = self.from.get(n).map_or("", String::as_str);
        let line = match fs::read_to_string(from) {
            Ok(text) => format!(", line {}", crate::subject::request::line_of(&text, why.list)),
            Err(_) => String::new(),
        };
        Failure::Usage(format!("{from}{line}: {why}"))
    }
}

/// A request, or those of a folder in the order of their names.
fn files_of(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |e: io::Error| Failure::Usage(format!("cannot read {}: {e}", path.display()));
    if !fs::metadata(path).map_err(failed)?.is_dir() {
        patterns::regular(path)?;
        return Ok(vec![path.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(path).map_err(failed)? {
        let file = entry.map_err(failed)?.path();
        if file.extension().is_some_and(|e| e.eq_ignore_ascii_case("toml")) && file.is_file() {
            files.push(file);
        }
    }
    if files.is_empty() {
        return Err(Failure::Usage(format!(
            "{}: there is no request (.toml) in this folder",
            path.display()
        )));
    }
    files.sort();
    Ok(files)
}

impl Requests {
    /// The reference of a request as part of a file name, or its number.
    pub(super) fn file_name(&self, n: usize) -> String {
        let reference = self.reference(n).unwrap_or_default();
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '_' };
        let name: String = reference.chars().take(80).map(plain).collect();
        let name = name.trim_start_matches('.');
        if name.is_empty() { format!("request-{}", n + 1) } else { name.to_owned() }
    }

    pub(super) fn reference(&self, n: usize) -> Option<&str> {
        self.all.get(n).and_then(|r| r.reference.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_no_path() {
        let of = |reference: Option<&str>| Request {
            reference: reference.map(str::to_owned),
            ..Request::default()
        };
        let requests = Requests {
            all: vec![of(Some("../AVG 2026/1")), of(None), of(Some("..")), of(Some("AVG-2026-014"))],
            from: Vec::new(),
        };
        let names: Vec<String> = (0..4).map(|n| requests.file_name(n)).collect();
        assert_eq!(names, ["_AVG_2026_1", "request-2", "request-3", "AVG-2026-014"]);
    }
}
