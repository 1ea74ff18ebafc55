//! What findings are to the organisation: what its central register says of them, and how long they may be kept.
//!
//! In: details as findings hold them, and files that the user keeps: a register of relations, retention terms. Out: answers
//! about a detail. This room refuses to know how mail is read, how details are recognised and how they are reported; what
//! it needs of the recognisers (normal forms) its caller hands in.

pub mod register;
pub mod retention;
