//! One data subject: a request in, what belongs to them in the mail out.

mod fold;
pub mod name;
mod needle;
mod nickname;
mod person;
pub mod request;
pub mod sought;
mod text;
mod token;
