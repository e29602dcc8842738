//! What is known of a dataset's types before their summaries are there.

use shared::wire::{TypeEntry, TypeList};

/// How many types there are, and mostly which.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listed {
    /// The dataset's version.
    pub version: String,
    /// Neurons that belong to no type.
    pub untyped: u64,
    /// How many types there are.
    pub types: usize,
    /// Which; `None` where nothing is kept that they would have to be compared with.
    pub entries: Option<Vec<TypeEntry>>,
}

impl From<TypeList> for Listed {
    fn from(list: TypeList) -> Listed {
        let TypeList { version, untyped, types } = list;
        Listed { version, untyped, types: types.len(), entries: Some(types) }
    }
}
