//! Rows of `query::totals` as totals.

use super::row::Row;
use super::unreadable;
use crate::source::{SourceError, Totals};

/// Adds the one or two rows of an answer up: the neurons with a type, and those without.
#[derive(Debug, Default)]
pub struct TotalsReader {
    totals: Totals,
    unreadable: bool,
}

impl TotalsReader {
    /// Adds a row.
    pub fn read(&mut self, row: &Row<'_>) {
        if self.add(row).is_none() {
            self.unreadable = true;
        }
    }

    fn add(&mut self, row: &Row<'_>) -> Option<()> {
        let whole = |column: usize| row.cell(column).whole().ok().flatten();
        let neurons = whole(2)?;
        match row.cell(0).word()? {
            "true" => {
                let known =
                    |sum: usize, count: usize| Some(whole(sum)).filter(|_| whole(count) != Some(0));
                self.totals = Totals {
                    types: whole(1)?,
                    neurons,
                    untyped: self.totals.untyped,
                    pre: whole(3)?,
                    post: whole(4)?,
                    upstream: known(5, 6).flatten(),
                    downstream: known(7, 8).flatten(),
                    body_ids: whole(9)?,
                };
            }
            _ => self.totals.untyped += neurons,
        }
        Some(())
    }

    /// The totals.
    ///
    /// # Errors
    /// When a row could not be read.
    pub fn finish(self) -> Result<Totals, SourceError> {
        match self.unreadable {
            true => Err(unreadable("one of the dataset's totals is no number")),
            false => Ok(self.totals),
        }
    }
}
