//! The engine as a page has it.

use std::sync::Arc;

use shared::index::Index;
use shared::roi::Regions;
use shared::search::{find, search, suggest};
use shared::wire::Summary;
use wasm_bindgen::prelude::*;

use crate::names;

/// An index and what it was made of.
#[wasm_bindgen]
pub struct Engine {
    types: Vec<Summary>,
    index: Index,
}

impl Engine {
    /// An index of these types.
    pub fn new(types: Vec<Summary>) -> Engine {
        let mut index = Index::new(Arc::new(Regions::default()));
        types.iter().for_each(|summary| index.push(summary));
        index.in_natural_order();
        Engine { types, index }
    }

    /// The index.
    pub fn index(&self) -> &Index {
        &self.index
    }
}

#[wasm_bindgen]
impl Engine {
    /// Over generated names.
    pub fn generated(types: usize, others: usize) -> Engine {
        Engine::new(names::generated(types, others))
    }

    /// Over the types of a table and a list of other names.
    pub fn of_tables(hemibrain: &str, others: &str) -> Engine {
        Engine::new(names::with_others(names::of_table(hemibrain), others))
    }

    /// Each type's own name and its other names behind it, parted by tabs.
    pub fn names(&self) -> Vec<String> {
        let line = |summary: &Summary| {
            let others = summary.names.iter().map(|name| name.name.as_str());
            std::iter::once(summary.name.as_str()).chain(others).collect::<Vec<_>>().join("\t")
        };
        self.types.iter().map(line).collect()
    }

    /// How many types are found, all put in order.
    pub fn in_order(&self, text: &str) -> usize {
        search(&self.index, text).map_or(0, |found| found.len())
    }

    /// How many types are found, the first 50 put in order: as many as a page shows at once.
    pub fn count(&self, text: &str) -> usize {
        let Some(matches) = find(&self.index, text) else { return 0 };
        let shown = matches.first(&self.index, 50);
        matches.len().max(shown.len())
    }

    /// The name of the type that is found first.
    pub fn first(&self, text: &str) -> Option<String> {
        let found = find(&self.index, text)?.first(&self.index, 1);
        found.first().map(|found| self.index.entries[found.id as usize].name.to_string())
    }

    /// What was probably meant.
    pub fn suggest(&self, text: &str) -> Option<String> {
        suggest(&self.index, text)
    }
}
