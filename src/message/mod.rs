//! One message in, parts and regions of decoded text out.

pub mod charset;
pub mod html;
pub mod plain;
pub mod transfer;
pub mod words;
