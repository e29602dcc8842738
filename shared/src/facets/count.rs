//! The live counts: one pass over all types, in which each is looked at once.
//!
//! A type that passes every filter is in the counts of all of them; one that fails a single
//! filter is in the counts of that filter, which are those with it open; any other is in none.

use super::filters::{Failing, Filters, RegionTest};
use super::{Counts, NEURON_BINS, Part};
use crate::index::{Entry, Facet, Index};

pub(super) struct Counter<'a> {
    filters: &'a Filters,
    input: Vec<u32>,
    output: Vec<u32>,
    values: [Vec<u32>; Facet::ALL.len()],
    neurons: Vec<u32>,
}

impl<'a> Counter<'a> {
    pub(super) fn new(index: &Index, filters: &'a Filters) -> Counter<'a> {
        Counter {
            filters,
            input: vec![0; index.regions.all.len()],
            output: vec![0; index.regions.all.len()],
            values: Facet::ALL.map(|facet| vec![0; index.values(facet).len()]),
            neurons: vec![0; NEURON_BINS.len()],
        }
    }

    pub(super) fn count(&mut self, entry: &Entry, failing: Failing) {
        if failing == Failing::Several {
            return;
        }
        if failing.passes_all_but(Part::Input) {
            count_regions(&mut self.input, &self.filters.input, entry);
        }
        if failing.passes_all_but(Part::Output) {
            count_regions(&mut self.output, &self.filters.output, entry);
        }
        for (facet, value) in &entry.values {
            if failing.passes_all_but(Part::Facet(*facet)) {
                self.values[*facet as usize][*value as usize] += 1;
            }
        }
        if failing.passes_all_but(Part::Neurons) {
            count_neurons(&mut self.neurons, entry.neurons.total);
        }
    }

    pub(super) fn counts(self) -> Counts {
        Counts {
            input: self.input,
            output: self.output,
            values: Facet::ALL.into_iter().zip(self.values).collect(),
            neurons: self.neurons,
        }
    }
}

/// Adds 0 or 1 for every region, since whether a region has enough cannot be predicted: half the
/// time of a whole answer goes by here, and a branch would double that.
fn count_regions(counts: &mut [u32], test: &RegionTest, entry: &Entry) {
    for (region, enough) in test.regions_of(&entry.profile) {
        counts[region as usize] += u32::from(enough);
    }
}

/// A type without any neuron is in no bin.
fn count_neurons(counts: &mut [u32], neurons: u64) {
    let bins_begun = NEURON_BINS.partition_point(|least| *least <= neurons);
    if let Some(bin) = bins_begun.checked_sub(1) {
        counts[bin] += 1;
    }
}
