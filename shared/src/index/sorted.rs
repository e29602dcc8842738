//! All types in the order that was asked for last: sorting takes longer than the rest of an
//! answer, and an order stays while filters and text change.

use std::cell::{Ref, RefCell};

use super::{Entry, Measure, TypeId};
use crate::view::{Sort, SortBy};

#[derive(Debug, Default)]
pub(super) struct Sorted(RefCell<Option<(Sort, Vec<TypeId>)>>);

impl Sorted {
    pub(super) fn get(&self, sort: Sort, entries: &[Entry], places: &[u32]) -> Ref<'_, [TypeId]> {
        let is_good = self
            .0
            .borrow()
            .as_ref()
            .is_some_and(|(of, types)| *of == sort && types.len() == entries.len());
        if !is_good {
            *self.0.borrow_mut() = Some((sort, sorted(sort, entries, places)));
        }
        Ref::map(self.0.borrow(), |kept| kept.as_ref().map_or(&[][..], |(_, types)| types))
    }
}

/// Equal ones stay in the natural order of their names, and types without a number come last,
/// whichever way the order goes.
fn sorted(sort: Sort, entries: &[Entry], places: &[u32]) -> Vec<TypeId> {
    let mut types: Vec<TypeId> = (0..entries.len() as TypeId).collect();
    types.sort_by_cached_key(|id| {
        let place = places[*id as usize];
        let key = match number(sort.by, &entries[*id as usize], place) {
            None => (true, 0),
            // Counting down from the largest turns the numbers round, but not the names.
            Some(number) if sort.descending => (false, u64::MAX - number),
            Some(number) => (false, number),
        };
        (key, place)
    });
    types
}

fn number(by: SortBy, entry: &Entry, place: u32) -> Option<u64> {
    let measure = match by {
        SortBy::Name => return Some(u64::from(place)),
        // The bits of floats that are not negative are in the order of the floats.
        SortBy::Imbalance => return entry.imbalance().map(f64::to_bits),
        SortBy::Neurons => Measure::Neurons,
        SortBy::Inputs => Measure::Inputs,
        SortBy::Outputs => Measure::Outputs,
        SortBy::InputsPerNeuron => Measure::InputsPerNeuron,
        SortBy::OutputsPerNeuron => Measure::OutputsPerNeuron,
    };
    measure.of(entry)
}
