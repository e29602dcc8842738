//! The live counts.
//!
//! Those of the filters that narrow are taken over the types that pass all others, all else over
//! the types that pass everything. Where most types pass, those that do not are counted, and
//! taken from what all types together have.

use fixedbitset::FixedBitSet;

use super::passing::Passed;
use super::{Counts, Part};
use crate::index::{Facet, Index, Measure};
use crate::view::Way;

pub(super) fn counts(index: &Index, passed: &Passed) -> Counts {
    let tally = Tally::of(&passed.all);
    let [input, output] = Way::ALL.map(|way| regions(index, passed, way, &tally));
    let mut counts = Counts { input, output, ..Counts::default() };
    let mut values = Facet::ALL.map(|facet| vec![0; index.values(facet).len()]);
    let mut measures = Measure::ALL.map(|measure| vec![0; measure.bins().len()]);
    for id in tally.counted.ones() {
        let entry = &index.entries[id];
        for (facet, value) in &entry.values {
            values[*facet as usize][*value as usize] += 1;
        }
        for (bins, bin) in measures.iter_mut().zip(entry.bins) {
            count_bin(bins, bin);
        }
    }
    for (facet, values) in Facet::ALL.into_iter().zip(values) {
        counts.values.insert(facet, tally.finish(values, index.value_totals(facet)));
    }
    for (measure, bins) in Measure::ALL.into_iter().zip(measures) {
        counts.measures.insert(measure, tally.finish(bins, index.bin_totals(measure)));
    }
    for (part, others) in &passed.others {
        recount(index, passed, *part, &Tally::of(others), &mut counts);
    }
    counts
}

/// The counts of one filter that narrows.
fn recount(index: &Index, passed: &Passed, part: Part, tally: &Tally, counts: &mut Counts) {
    match part {
        Part::Input => counts.input = regions(index, passed, Way::Input, tally),
        Part::Output => counts.output = regions(index, passed, Way::Output, tally),
        Part::Facet(facet) => {
            counts.values.insert(facet, values_of(index, facet, tally));
        }
        Part::Measure(measure) => {
            counts.measures.insert(measure, bins_of(index, measure, tally));
        }
        Part::Text | Part::Basket | Part::Also(_) => {}
    }
}

/// Which types are gone through to count some types.
struct Tally {
    counted: FixedBitSet,
    /// Whether those are the others.
    is_complement: bool,
}

impl Tally {
    fn of(types: &FixedBitSet) -> Tally {
        let mut counted = types.clone();
        let is_complement = types.count_ones(..) * 2 > types.len();
        if is_complement {
            counted.toggle_range(..);
        }
        Tally { counted, is_complement }
    }

    /// From the counts of those gone through, and of all types, to those that were meant.
    fn finish(&self, mut counts: Vec<u32>, totals: &[u32]) -> Vec<u32> {
        if self.is_complement {
            for (at, count) in counts.iter_mut().enumerate() {
                *count = totals.get(at).copied().unwrap_or(0) - *count;
            }
        }
        counts
    }
}

fn regions(index: &Index, passed: &Passed, way: Way, tally: &Tally) -> Vec<u32> {
    let within = index.within(way, passed.thresholds[way as usize]);
    let mut counts = vec![0; index.regions.all.len()];
    for id in tally.counted.ones() {
        for region in within.regions(id) {
            counts[usize::from(*region)] += 1;
        }
    }
    tally.finish(counts, within.totals())
}

fn values_of(index: &Index, facet: Facet, tally: &Tally) -> Vec<u32> {
    let mut counts = vec![0; index.values(facet).len()];
    for id in tally.counted.ones() {
        for (of, value) in &index.entries[id].values {
            if *of == facet {
                counts[*value as usize] += 1;
            }
        }
    }
    tally.finish(counts, index.value_totals(facet))
}

fn bins_of(index: &Index, measure: Measure, tally: &Tally) -> Vec<u32> {
    let mut counts = vec![0; measure.bins().len()];
    for id in tally.counted.ones() {
        count_bin(&mut counts, index.entries[id].bins[measure as usize]);
    }
    tally.finish(counts, index.bin_totals(measure))
}

/// A type that is in no bin has a number beyond all of them.
fn count_bin(bins: &mut [u32], bin: u8) {
    if let Some(count) = bins.get_mut(usize::from(bin)) {
        *count += 1;
    }
}
