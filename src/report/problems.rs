//! Problems as JSON objects: the lines of `--problems FILE`, and the list in a `.json` report.

use super::escape::{push_option, push_option_u64, push_string, push_u64};
use crate::model::{Problem, Section, SourceName};

/// Appends a problem as one JSON object: `source`, `message`, `part`, `code`, `detail`.
pub fn push_problem(problem: &Problem, out: &mut Vec<u8>) {
    push_open(problem, out);
    out.push(b'}');
}

/// The same with `given_up`, the bytes that were not read for it: as the list in a `.json` report has it.
pub fn push_whole(problem: &Problem, out: &mut Vec<u8>) {
    push_open(problem, out);
    out.extend_from_slice(b",\"given_up\":");
    push_u64(problem.given_up, out);
    out.push(b'}');
}

fn push_open(problem: &Problem, out: &mut Vec<u8>) {
    let place = &problem.place;
    out.extend_from_slice(b"{\"source\":");
    push_option(place.source.as_ref().map(SourceName::as_str), out);
    out.extend_from_slice(b",\"message\":");
    push_option_u64(place.message, out);
    out.extend_from_slice(b",\"part\":");
    push_option(place.part.as_ref().map(Section::as_str), out);
    out.extend_from_slice(b",\"code\":\"");
    out.extend_from_slice(problem.code.as_str().as_bytes());
    out.extend_from_slice(b"\",\"detail\":");
    push_string(&problem.detail, out);
}

/// Appends problems as JSON lines.
pub fn push_lines(problems: &[Problem], out: &mut Vec<u8>) {
    for problem in problems {
        push_problem(problem, out);
        out.push(b'\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn one_line_a_problem() {
        let mut out = Vec::new();
        push_lines(&sample::problems(), &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            concat!(
                r#"{"source":"sales.mbox","message":12,"part":"2","code":"corrupt","detail":"base64 ends in the middle of a byte"}"#,
                "\n",
                r#"{"source":null,"message":null,"part":null,"code":"charset","detail":"no charset \"x-none\"; read as windows-1252"}"#,
                "\n",
            )
        );
    }
}
