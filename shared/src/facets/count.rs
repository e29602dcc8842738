//! The live counts.
//!
//! All of them are taken in one pass over the types that pass everything; those of a filter that
//! narrows are taken again over the types that pass all others.

use fixedbitset::FixedBitSet;

use super::passing::Passing;
use super::{Counts, Part};
use crate::index::{Facet, Index, Measure, Within};

pub(super) fn counts(index: &Index, passing: &Passing<'_>, all: &FixedBitSet) -> Counts {
    let mut input = regions(index, &passing.input, all);
    let mut output = regions(index, &passing.output, all);
    let mut values = Facet::ALL.map(|facet| vec![0; index.values(facet).len()]);
    let mut measures = Measure::ALL.map(|measure| vec![0; measure.bins().len()]);
    for id in all.ones() {
        let entry = &index.entries[id];
        for (facet, value) in &entry.values {
            values[*facet as usize][*value as usize] += 1;
        }
        for (bins, bin) in measures.iter_mut().zip(entry.bins) {
            count_bin(bins, bin);
        }
    }
    for (part, others) in passing.others() {
        match part {
            Part::Input => input = regions(index, &passing.input, &others),
            Part::Output => output = regions(index, &passing.output, &others),
            Part::Facet(facet) => {
                values[facet as usize] = values_of(index, facet, &others);
            }
            Part::Measure(measure) => {
                measures[measure as usize] = bins_of(index, measure, &others);
            }
            Part::Text | Part::Basket | Part::Also(_) => {}
        }
    }
    Counts {
        input,
        output,
        values: Facet::ALL.into_iter().zip(values).collect(),
        measures: Measure::ALL.into_iter().zip(measures).collect(),
    }
}

fn regions(index: &Index, within: &Within, types: &FixedBitSet) -> Vec<u32> {
    let mut counts = vec![0; index.regions.all.len()];
    for id in types.ones() {
        for region in within.regions(id) {
            counts[usize::from(*region)] += 1;
        }
    }
    counts
}

fn values_of(index: &Index, facet: Facet, types: &FixedBitSet) -> Vec<u32> {
    let mut counts = vec![0; index.values(facet).len()];
    for id in types.ones() {
        for (of, value) in &index.entries[id].values {
            if *of == facet {
                counts[*value as usize] += 1;
            }
        }
    }
    counts
}

fn bins_of(index: &Index, measure: Measure, types: &FixedBitSet) -> Vec<u32> {
    let mut counts = vec![0; measure.bins().len()];
    for id in types.ones() {
        count_bin(&mut counts, index.entries[id].bins[measure as usize]);
    }
    counts
}

/// A type that is in no bin has a number beyond all of them.
fn count_bin(bins: &mut [u32], bin: u8) {
    if let Some(count) = bins.get_mut(usize::from(bin)) {
        *count += 1;
    }
}
