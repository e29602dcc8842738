//! What is different between two versions of a dataset: types that appeared, that vanished, and
//! that have other counts.

use std::collections::HashMap;
use std::sync::Arc;

use crate::index::{Entry, Index};
use crate::names::natural_order;

/// What is remembered of a type, to be compared later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Its name.
    pub name: Arc<str>,
    /// Hash of its summary.
    pub hash: Box<str>,
    /// How many neurons it has.
    pub neurons: u64,
    /// Its inputs.
    pub inputs: u64,
    /// Its outputs: connections where the dataset has them, else T-bars.
    pub outputs: u64,
}

impl Figures {
    fn of(entry: &Entry) -> Figures {
        Figures {
            name: Arc::clone(&entry.name),
            hash: entry.hash.clone(),
            neurons: entry.neurons.total,
            inputs: entry.post,
            outputs: entry.outputs().0,
        }
    }

    /// Of each type of an index.
    pub fn of_all(index: &Index) -> Vec<Figures> {
        index.entries.iter().map(Figures::of).collect()
    }

    fn numbers(&self) -> [u64; 3] {
        [self.neurons, self.inputs, self.outputs]
    }
}

/// A type whose numbers have changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changed {
    /// As it was.
    pub before: Figures,
    /// As it is.
    pub after: Figures,
}

impl Changed {
    /// By how much the number changed that changed most, in permille of the larger one.
    fn permille(&self) -> u64 {
        let pairs = self.before.numbers().into_iter().zip(self.after.numbers());
        let permille = pairs
            .map(|(a, b)| (u128::from(a.abs_diff(b)) * 1_000 / u128::from(a.max(b).max(1))) as u64);
        permille.max().unwrap_or(0)
    }
}

/// What is different.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// Types that were not there before, by natural order of their names.
    pub appeared: Vec<Figures>,
    /// Types that are not there any more, likewise.
    pub vanished: Vec<Figures>,
    /// Types with other numbers, those first that have changed most.
    pub changed: Vec<Changed>,
    /// How many types have the same numbers, but other attributes, names or regions.
    pub otherwise: usize,
}

impl Changes {
    /// Compares what was with what is.
    pub fn between(before: &[Figures], after: &[Figures]) -> Changes {
        let mut old: HashMap<&str, &Figures> = before.iter().map(|it| (&*it.name, it)).collect();
        let mut changes = Changes::default();
        for after in after {
            match old.remove(&*after.name) {
                None => changes.appeared.push(after.clone()),
                Some(before) if before.hash == after.hash => {}
                Some(before) if before.numbers() == after.numbers() => changes.otherwise += 1,
                Some(before) => {
                    let (before, after) = (before.clone(), after.clone());
                    changes.changed.push(Changed { before, after });
                }
            }
        }
        changes.vanished = old.into_values().cloned().collect();
        changes.appeared.sort_by(|a, b| natural_order(&a.name, &b.name));
        changes.vanished.sort_by(|a, b| natural_order(&a.name, &b.name));
        let most_first =
            |it: &Changed| (std::cmp::Reverse(it.permille()), Arc::clone(&it.after.name));
        changes.changed.sort_by_cached_key(most_first);
        changes
    }

    /// Whether nothing is different.
    pub fn is_empty(&self) -> bool {
        *self == Changes::default()
    }
}
