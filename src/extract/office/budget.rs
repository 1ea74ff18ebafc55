//! How many bytes a document may still expand to, shared by all that read it.

use std::cell::Cell;
use std::io::{self, Read};

use crate::model::{Broken, Problem, ProblemCode};

/// Bytes that may still be expanded. Once it is spent it stays spent.
#[derive(Debug)]
pub(in crate::extract) struct Budget {
    left: Cell<u64>,
    spent: Cell<bool>,
}

impl Budget {
    /// So many bytes.
    pub(in crate::extract) fn new(bytes: u64) -> Self {
        Budget { left: Cell::new(bytes), spent: Cell::new(false) }
    }
    /// Takes bytes from it; false where there are not so many left.
    pub(in crate::extract) fn take(&self, bytes: u64) -> bool {
        match self.left.get().checked_sub(bytes) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => {
                self.left.set(0);
                self.spent.set(true);
                false
            }
        }
    }
    /// More was asked for than there is.
    pub(in crate::extract) fn spent(&self) -> bool {
        self.spent.get()
    }
    /// What is told of a budget that was spent.
    pub(in crate::extract) fn problem() -> Problem {
        Problem::new(
            ProblemCode::Limit,
            "limit `expanded`: the document expands to more than is read of one, the rest was not read",
        )
    }
}

/// A reader whose bytes count.
pub(in crate::extract) struct Metered<'b, R> {
    inner: R,
    budget: &'b Budget,
}

impl<'b, R> Metered<'b, R> {
    pub(in crate::extract) fn new(inner: R, budget: &'b Budget) -> Self {
        Metered { inner, budget }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.budget.spent() {
            return Err(Broken(Budget::problem()).into());
        }
        let read = self.inner.read(buffer)?;
        if self.budget.take(read as u64) { Ok(read) } else { Err(Broken(Budget::problem()).into()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spent_budget_stays_spent() {
        let budget = Budget::new(5);
        let mut read = Vec::new();
        assert!(Metered::new(&b"abcde"[..], &budget).read_to_end(&mut read).is_ok());
        assert!(!budget.spent());
        assert!(Metered::new(&b"f"[..], &budget).read_to_end(&mut read).is_err());
        assert!(budget.spent() && !budget.take(1));
        assert_eq!(read, b"abcde");
    }
}
