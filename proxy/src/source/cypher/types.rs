//! Rows of an answer as the list of types.

use std::collections::BTreeMap;

use shared::wire::{TypeEntry, TypeList};

use super::row::Row;
use super::unreadable;
use crate::source::SourceError;

/// Collects the rows of `query::type_counts`.
#[derive(Debug, Default)]
pub struct TypeCounts {
    types: BTreeMap<String, u64>,
    untyped: u64,
    /// Rows whose count is none: the list would be wrong without them.
    unreadable: u64,
}

impl TypeCounts {
    /// Adds a row. What is no text, or an empty one, is no type that could be asked for.
    pub fn add(&mut self, row: &Row<'_>) {
        let Ok(Some(neurons)) = row.cell(1).count() else {
            self.unreadable += 1;
            return;
        };
        match row.cell(0).text().filter(|name| !name.is_empty()) {
            Some(name) => *self.types.entry(name.to_owned()).or_default() += neurons,
            None => self.untyped += neurons,
        }
    }

    /// The list, sorted by name.
    ///
    /// # Errors
    /// When a row could not be read.
    pub fn finish(self, version: String) -> Result<TypeList, SourceError> {
        if self.unreadable > 0 {
            return Err(unreadable("the number of neurons of a type is no number"));
        }
        let entry = |(name, neurons)| TypeEntry { name, neurons, hash: None };
        Ok(TypeList {
            version,
            untyped: self.untyped,
            types: self.types.into_iter().map(entry).collect(),
        })
    }
}
