//! The engine as a page has it.

use std::sync::Arc;

use shared::index::Index;
use shared::roi::Regions;
use shared::search::{find, search, suggest};
use shared::wire::Summary;
use wasm_bindgen::prelude::*;

use crate::names;
use crate::queries::{Kind, made};

/// An index.
#[wasm_bindgen]
pub struct Engine {
    /// Each type's own name and its other names behind it; of tables alone.
    lines: Vec<String>,
    index: Index,
}

impl Engine {
    fn new(types: &[Summary], lines: Vec<String>) -> Engine {
        let mut index = Index::new(Arc::new(Regions::default()));
        types.iter().for_each(|summary| index.push(summary));
        index.in_natural_order();
        Engine { lines, index }
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
        Engine::new(&names::generated(types, others), Vec::new())
    }

    /// Over the types of a table and a list of other names.
    pub fn of_tables(hemibrain: &str, others: &str) -> Engine {
        let types = names::with_others(names::of_table(hemibrain), others);
        Engine::new(&types, types.iter().map(line).collect())
    }

    /// Each type's own name and its other names behind it, parted by tabs; of tables alone.
    pub fn names(&self) -> Vec<String> {
        self.lines.clone()
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

/// The names that [`Engine::generated`] is made of, as [`Engine::names`] gives them.
#[wasm_bindgen]
pub fn generated_names(types: usize, others: usize) -> Vec<String> {
    names::generated(types, others).iter().map(line).collect()
}

/// Queries over these names, each with the name that it was made from behind a tab.
#[wasm_bindgen]
pub fn queries_of(kind: &str, types: usize, others: usize, count: usize) -> Vec<String> {
    let types = names::generated(types, others);
    let own: Vec<&str> = types.iter().map(|summary| summary.name.as_str()).collect();
    let kind = Kind::ALL.into_iter().find(|known| known.label() == kind);
    let queries = kind.map(|kind| made(kind, &own, count)).unwrap_or_default();
    queries.into_iter().map(|(query, name)| format!("{query}\t{name}")).collect()
}

fn line(summary: &Summary) -> String {
    let others = summary.names.iter().map(|name| name.name.as_str());
    std::iter::once(summary.name.as_str()).chain(others).collect::<Vec<_>>().join("\t")
}
