//! The index: everything that searching, filtering and listing need of all types, in memory.
//!
//! Built from summaries in any order, one [`Index::push`] each; usable while it fills.

mod read;
mod facet;
mod alias;
mod natural;
mod sorted;
mod within;
mod values;
mod packed;

use std::cell::Ref;
use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::counterparts::Mappings;
use crate::neuron::{Attribute, NameKind};
use crate::ordering;
use crate::roi::{OutputUnit, Profile, RegionId, Regions};
use crate::search::NameTable;
use crate::view::{Sort, Threshold, Way};
use crate::wire::{SideCounts, Summary};
pub use facet::{Facet, Measure};
use natural::NaturalOrder;
pub use packed::{Unpacking, Unreadable, stamp};
pub use read::Read;
use sorted::Sorted;
pub use values::SIDES;
use values::Values;
pub use within::Within;

/// Position of a type in the index, in the order in which it was pushed.
pub type TypeId = u32;

/// Position of a value in [`Index::values`] of its facet.
pub type ValueId = u16;

/// What a row of the list shows of a type.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// Name of the type.
    pub name: Arc<str>,
    /// Hash of its summary.
    pub hash: Box<str>,
    /// Its neurons by side.
    pub neurons: SideCounts,
    /// Output sites (T-bars).
    pub pre: u64,
    /// Inputs (PSDs).
    pub post: u64,
    /// Output connections, where the dataset has them.
    pub downstream: Option<u64>,
    /// Its transmitter, if any: which attribute says so, which value, and whether other neurons
    /// of the type say something else.
    pub transmitter: Option<Transmitter>,
    /// Spread over the regions; all ids refer to [`Index::regions`].
    pub profile: Profile,
    /// Values by facet: `(facet, value)`, sorted.
    pub values: Box<[(Facet, ValueId)]>,
    /// First of its other names, to be shown below its own: a synonym or a foreign type before
    /// an instance; `None` where it has none that says anything new.
    pub alias: Option<(NameKind, Arc<str>)>,
    /// By measure, which bin its number is in; [`NO_BIN`] for none.
    pub(crate) bins: [u8; Measure::ALL.len()],
}

/// Stands for the bin of what is in none.
const NO_BIN: u8 = u8::MAX;

/// A type's transmitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transmitter {
    /// Which attribute says so.
    pub attribute: Attribute,
    /// The value in [`Facet::Transmitter`].
    pub value: ValueId,
    /// Whether not all of its neurons that say something say this.
    pub mixed: bool,
    /// Mean confidence of the neurons that say so, in percent, where the dataset has one.
    pub confidence: Option<u8>,
}

impl Entry {
    /// Its outputs: connections where the dataset has them, else T-bars.
    pub fn outputs(&self) -> (u64, OutputUnit) {
        match self.downstream {
            Some(connections) => (connections, OutputUnit::Connections),
            None => (self.pre, OutputUnit::Tbars),
        }
    }

    /// How unevenly its neurons are spread over left and right: 0 even, 1 all on one side;
    /// `None` where it has none on either.
    pub fn imbalance(&self) -> Option<f64> {
        let SideCounts { left, right, .. } = self.neurons;
        let sided = left + right;
        (sided > 0).then(|| left.abs_diff(right) as f64 / sided as f64)
    }
}

/// All types of a dataset, or as many as have arrived.
#[derive(Debug, Default)]
pub struct Index {
    /// The regions that profiles refer to.
    pub regions: Arc<Regions>,
    /// The types.
    pub entries: Vec<Entry>,
    by_name: HashMap<Arc<str>, TypeId>,
    values: [Values; Facet::ALL.len()],
    pub(crate) names: NameTable,
    pub(crate) mappings: Mappings,
    natural: NaturalOrder,
    sorted: Sorted,
    /// By measure and bin, how many types are in it.
    bin_totals: [Vec<u32>; Measure::ALL.len()],
    within: within::Kept,
}

impl Index {
    /// An empty index over these regions.
    pub fn new(regions: Arc<Regions>) -> Index {
        Index { regions, ..Index::default() }
    }

    /// Adds a type. Each name may be pushed once, and a second time changes nothing; a changed
    /// summary needs a new index.
    pub fn push(&mut self, summary: &Summary) {
        if self.find(&summary.name).is_none() {
            self.enter(summary, self.regions.profile(summary));
        }
    }

    /// The same of a summary that was read for this alone.
    pub fn push_read(&mut self, Read { summary, rois }: &Read<'_>) {
        if self.find(&summary.name).is_none() {
            self.enter(summary, self.regions.profile_of_read(summary, rois));
        }
    }

    fn enter(&mut self, summary: &Summary, profile: Profile) {
        let id = self.entries.len() as TypeId;
        let name: Arc<str> = Arc::from(summary.name.as_str());
        let transmitter = values::transmitter(&mut self.values, summary);
        let mut entry = Entry {
            name: Arc::clone(&name),
            hash: summary.hash.as_str().into(),
            neurons: summary.neurons,
            pre: summary.pre,
            post: summary.post,
            downstream: summary.downstream,
            transmitter,
            profile,
            values: values::values(&mut self.values, summary, transmitter),
            alias: alias::alias(summary),
            bins: [NO_BIN; Measure::ALL.len()],
        };
        entry.bins = Measure::ALL.map(|measure| bin(measure, &entry));
        for measure in Measure::ALL {
            let totals = &mut self.bin_totals[measure as usize];
            totals.resize(measure.bins().len(), 0);
            if let Some(total) = totals.get_mut(usize::from(entry.bins[measure as usize])) {
                *total += 1;
            }
        }
        self.entries.push(entry);
        self.by_name.insert(name, id);
        self.names.add(id, summary);
        self.mappings.add(id, summary);
        self.natural.outdate();
    }

    /// How many types it holds.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The type of exactly this name.
    pub fn find(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    /// Whether types say where their synapses lie: a dataset may come with a hierarchy alone. One
    /// whose types are still to come is taken to say so.
    pub fn has_regions(&self) -> bool {
        let says_where = |entry: &Entry| !entry.profile.regions.is_empty();
        let is_empty = self.entries.is_empty();
        !self.regions.all.is_empty() && (is_empty || self.entries.iter().any(says_where))
    }

    /// The values of a facet, in the order of their ids.
    pub fn values(&self, facet: Facet) -> &[Arc<str>] {
        self.values[facet as usize].all()
    }

    /// By value of a facet, how many of all types have it.
    pub(crate) fn value_totals(&self, facet: Facet) -> &[u32] {
        self.values[facet as usize].totals()
    }

    /// By bin of a measure, how many of all types are in it.
    pub(crate) fn bin_totals(&self, measure: Measure) -> &[u32] {
        &self.bin_totals[measure as usize]
    }

    /// The value of a facet that is written like this.
    pub(crate) fn value_id(&self, facet: Facet, value: &str) -> Option<ValueId> {
        self.values[facet as usize].find(value)
    }

    /// All types in natural order of their names.
    pub fn in_natural_order(&self) -> &[TypeId] {
        self.natural.types(&self.entries)
    }

    /// All types in an order, equal ones in the natural order of their names.
    pub fn in_order(&self, sort: Sort) -> Ref<'_, [TypeId]> {
        self.sorted.get(sort, &self.entries, self.natural_places())
    }

    /// The regions in which each type reaches a threshold.
    pub fn within(&self, way: Way, threshold: Threshold) -> Ref<'_, Within> {
        self.within.get(way, threshold, &self.entries)
    }

    /// By type, its place in the natural order of names.
    pub(crate) fn natural_places(&self) -> &[u32] {
        self.natural.places(&self.entries)
    }

    /// The `n` primary regions with most input and with most output of a type, each with its
    /// share (0..=1) of all the type's inputs or outputs; most first.
    pub fn top_regions(&self, id: TypeId, n: usize) -> TopRegions {
        let profile = &self.entries[id as usize].profile;
        let primary = || {
            let counts = profile.regions.iter();
            counts.filter(|count| self.regions.all[count.region as usize].primary)
        };
        let input = primary().map(|count| (count.region, count.input));
        let output = primary().map(|count| (count.region, count.output));
        TopRegions {
            input: most_first(input, n, profile.input_total),
            output: most_first(output, n, profile.output_total),
        }
    }
}

fn bin(measure: Measure, entry: &Entry) -> u8 {
    measure.of(entry).and_then(|number| measure.bin(number)).map_or(NO_BIN, |bin| bin as u8)
}

/// Equal ones stay in the order of the tree.
fn most_first(
    counts: impl Iterator<Item = (RegionId, u64)>,
    n: usize,
    total: u64,
) -> Vec<(RegionId, f32)> {
    let mut counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
    ordering::sort_by_key(&mut counts, |(_, count)| std::cmp::Reverse(*count));
    counts.truncate(n);
    let share = |count: u64| (count as f64 / total.max(1) as f64) as f32;
    counts.into_iter().map(|(region, count)| (region, share(count))).collect()
}

/// The primary regions with most of a type's synapses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopRegions {
    /// By input.
    pub input: Vec<(RegionId, f32)>,
    /// By output.
    pub output: Vec<(RegionId, f32)>,
}
