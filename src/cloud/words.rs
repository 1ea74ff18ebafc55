//! What a store answers in, what is said of it out.
//!
//! Answers may quote keys of access and signatures, and errors the address that was asked: nothing of that is passed on but the status, the
//! name that the service gives the error, and what kind of fault of the network it was.

use std::error::Error as StdError;

use object_store::Error;
use object_store::client::{HttpError, HttpErrorKind};

use crate::model::{StoreError, StoreFailure};

/// Of a listing.
pub(super) fn listing(error: &Error) -> StoreError {
    of(error, "there is no such bucket")
}

/// Of a stretch of an object.
pub(super) fn reading(error: &Error) -> StoreError {
    match error {
        Error::Precondition { .. } | Error::NotModified { .. } => {
            StoreError::new(StoreFailure::Changed, "it was changed while it was read")
        }
        other => of(other, "it is not there any more"),
    }
}

/// Of anything else.
pub(super) fn of(error: &Error, missing: &str) -> StoreError {
    let said = chain(error);
    let code = code(&said).map(|code| format!(", {code}")).unwrap_or_default();
    let refused = |why: String| StoreError::new(StoreFailure::Refused, why);
    let unreachable = |why: String| StoreError::new(StoreFailure::Unreachable, why);
    // what asks for credentials fails by a status of its own, which is not that of the object
    match status(&said) {
        Some(status @ (401 | 403)) => refused(format!(
            "the store refuses the credentials, or what they may read (status {status}{code})"
        )),
        Some(404) => StoreError::new(StoreFailure::Missing, missing),
        Some(412) => StoreError::new(StoreFailure::Changed, "it was changed while it was read"),
        Some(416) => StoreError::new(StoreFailure::Changed, "it is shorter than it was"),
        Some(status @ (408 | 429)) => unreachable(format!("the store is busy (status {status}{code})")),
        Some(status @ 500..) => unreachable(format!("the store fails (status {status}{code})")),
        Some(status @ 300..400) => {
            refused(format!("the bucket is elsewhere: check the region and the endpoint (status {status})"))
        }
        Some(status @ 400..500) => refused(format!("the store refuses the request (status {status}{code})")),
        _ if said.contains("redirect without LOCATION") => {
            refused("the bucket is elsewhere: check the region and the endpoint".to_owned())
        }
        _ => match transport(error) {
            Some(HttpErrorKind::Connect) => unreachable("no connection to the store".to_owned()),
            Some(HttpErrorKind::Timeout) => unreachable("the store does not answer in time".to_owned()),
            Some(HttpErrorKind::Decode) => {
                unreachable("the store gives no answer that can be read".to_owned())
            }
            Some(_) => unreachable("the connection to the store broke".to_owned()),
            None => match error {
                Error::NotFound { .. } => StoreError::new(StoreFailure::Missing, missing),
                Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => {
                    refused("the store refuses the credentials, or what they may read".to_owned())
                }
                _ => unreachable("the store gives no answer that can be read".to_owned()),
            },
        },
    }
}

/// All that an error says, which is looked at and not shown.
fn chain(error: &Error) -> String {
    let mut all = String::new();
    let mut next: Option<&dyn StdError> = Some(error);
    while let Some(error) = next {
        all.push_str(&error.to_string());
        all.push('\n');
        next = error.source();
    }
    all
}

fn transport(error: &Error) -> Option<HttpErrorKind> {
    let mut next: Option<&dyn StdError> = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<HttpError>() {
            return Some(error.kind());
        }
        next = error.source();
    }
    None
}

/// The status of an answer.
fn status(said: &str) -> Option<u16> {
    let (_, rest) = said.split_once("non-2xx status code: ")?;
    rest.get(..3)?.parse().ok()
}

/// How the service calls the error: `<Code>NoSuchKey</Code>`.
fn code(said: &str) -> Option<&str> {
    let (_, rest) = said.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    (code.len() <= 48 && !code.is_empty() && code.bytes().all(|b| b.is_ascii_alphabetic())).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> StoreError {
        of(&Error::Generic { store: "S3", source: text.to_owned().into() }, "missing")
    }

    #[test]
    fn nothing_of_an_answer_is_passed_on_but_its_status_and_code() {
        let answer = "Server returned non-2xx status code: 403 Forbidden: <Error><Code>SignatureDoesNotMatch</Code>\
                      <AWSAccessKeyId>AKIAGEHEIM</AWSAccessKeyId></Error>";
        let error = said(answer);
        assert_eq!(error.failure, StoreFailure::Refused);
        assert!(error.detail.ends_with("(status 403, SignatureDoesNotMatch)"), "{error}");
        assert!(!error.detail.contains("GEHEIM"));
        let odd = "non-2xx status code: 400 Bad Request: <Code>geheim=1</Code>";
        assert!(!said(odd).detail.contains("geheim"));
    }

    #[test]
    fn what_may_pass_is_told_from_what_does_not() {
        for (status, failure) in [
            (500, StoreFailure::Unreachable),
            (503, StoreFailure::Unreachable),
            (429, StoreFailure::Unreachable),
            (400, StoreFailure::Refused),
            (401, StoreFailure::Refused),
            (301, StoreFailure::Refused),
            (404, StoreFailure::Missing),
            (412, StoreFailure::Changed),
        ] {
            assert_eq!(said(&format!("x non-2xx status code: {status} y: ")).failure, failure, "{status}");
        }
        assert_eq!(said("http://user:pass@host/ what").failure, StoreFailure::Unreachable);
        assert!(!said("http://user:pass@host/ what").detail.contains("pass"));
    }
}
