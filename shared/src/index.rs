//! The index: everything that searching, filtering and listing need of all types, in memory.
//!
//! Built from summaries in any order, one [`Index::push`] each; usable while it fills.

use std::sync::Arc;

use crate::neuron::{Attribute, NameKind};
use crate::roi::{Profile, RegionId, Regions};
use crate::wire::{SideCounts, Summary};

/// Position of a type in the index, in the order in which it was pushed.
pub type TypeId = u32;

/// Position of a value in [`Index::values`] of its facet.
pub type ValueId = u16;

/// What can be filtered by its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// The transmitter: of consensus, type-predicted and neuron-predicted the first that the
    /// type has, and of that the value that most of its neurons have.
    Transmitter,
    /// Superclass: each value that any of the type's neurons has (so too below).
    Superclass,
    /// Class.
    Class,
    /// Hemilineage.
    Hemilineage,
    /// On which sides the type has neurons: `left and right`, `only left`, `only right`,
    /// `middle` (any there), `some unknown`. A type may have several.
    Side,
}

impl Facet {
    /// All facets, in the order in which they are shown.
    pub const ALL: [Facet; 5] = [
        Facet::Transmitter,
        Facet::Superclass,
        Facet::Class,
        Facet::Hemilineage,
        Facet::Side,
    ];

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Facet::Transmitter => "Transmitter",
            Facet::Superclass => "Superclass",
            Facet::Class => "Class",
            Facet::Hemilineage => "Hemilineage",
            Facet::Side => "Side",
        }
    }

    /// Its name in the URL.
    pub fn key(self) -> &'static str {
        match self {
            Facet::Transmitter => "nt",
            Facet::Superclass => "superclass",
            Facet::Class => "class",
            Facet::Hemilineage => "hemilineage",
            Facet::Side => "side",
        }
    }
}

/// What a row of the list shows of a type.
#[derive(Debug, Clone)]
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
    pub values: Vec<(Facet, ValueId)>,
    /// First of its other names, to be shown below its own: a synonym or a foreign type before
    /// an instance; `None` where it has none that says anything new.
    pub alias: Option<(NameKind, Arc<str>)>,
}

/// A type's transmitter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transmitter {
    /// Which attribute says so.
    pub attribute: Attribute,
    /// The value in [`Facet::Transmitter`].
    pub value: ValueId,
    /// Whether not all of its neurons that say something say this.
    pub mixed: bool,
}

/// All types of a dataset, or as many as have arrived.
#[derive(Debug, Default)]
pub struct Index {
    /// The regions that profiles refer to.
    pub regions: Arc<Regions>,
    /// The types.
    pub entries: Vec<Entry>,
}

impl Index {
    /// An empty index over these regions.
    pub fn new(_regions: Arc<Regions>) -> Index {
        todo!()
    }

    /// Adds a type. Each name may be pushed once; a changed summary needs a new index.
    pub fn push(&mut self, _summary: &Summary) {
        todo!()
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
    pub fn find(&self, _name: &str) -> Option<TypeId> {
        todo!()
    }

    /// The values of a facet, in the order of their ids.
    pub fn values(&self, _facet: Facet) -> &[Arc<str>] {
        todo!()
    }

    /// The `n` primary regions with most input and with most output of a type, each with its
    /// share (0..=1) of all the type's inputs or outputs; most first.
    pub fn top_regions(&self, _id: TypeId, _n: usize) -> TopRegions {
        todo!()
    }
}

/// The primary regions with most of a type's synapses.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopRegions {
    /// By input.
    pub input: Vec<(RegionId, f32)>,
    /// By output.
    pub output: Vec<(RegionId, f32)>,
}
