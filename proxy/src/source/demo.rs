//! The demo generator: a made-up dataset of a real one's size, for when no source is named.
//!
//! The same size and seed give the same dataset on every machine. All of it is synthetic: the
//! names of types, regions and hemilineages are such as occur in the fly, everything said of
//! them is drawn. In reading order: draws, the regions, the types, their neurons, the wiring.

use std::fmt;

use shared::wire::Dataset;

use super::table::{Builder, Table, connections};
use anatomy::Anatomy;
use draws::{Draws, Purpose};
use neuron_types::NeuronType;

mod draws;
mod anatomy;
mod families;
mod naming;
mod sizes;
mod sides;
mod profile;
mod facts;
mod other_names;
mod neuron_types;
mod bodies;
mod neurons;
mod wiring;
#[cfg(test)]
mod tests;

/// Version of what the generator makes of a seed; part of the dataset's version.
const FORMAT: u32 = 3;

/// The seed where none is given.
pub const DEFAULT_SEED: u64 = 1;

/// Whose size the dataset has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Size {
    /// The hemibrain's: 25,397 neurons, 2,693 of them without a type, and 5,620 types
    #[default]
    Hemibrain,
    /// The male CNS's: 166,000 neurons, 12,000 of them without a type, and 11,700 types
    MaleCns,
}

/// Numbers that a dataset has exactly.
#[derive(Debug)]
struct Dimensions {
    /// All neurons.
    neurons: usize,
    /// Those without a type.
    untyped: usize,
    /// Types.
    types: usize,
}

impl Size {
    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Size::Hemibrain => "hemibrain",
            Size::MaleCns => "male-cns",
        }
    }

    fn dimensions(self) -> Dimensions {
        match self {
            Size::Hemibrain => Dimensions { neurons: 25_397, untyped: 2_693, types: 5_620 },
            Size::MaleCns => Dimensions { neurons: 166_000, untyped: 12_000, types: 11_700 },
        }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Makes a dataset up.
pub fn generate(size: Size, seed: u64) -> Table {
    let specimen = Specimen::new(size.dimensions(), seed);
    let mut neurons = Builder::default();
    let members = neurons::neurons(&specimen, &mut |neuron| {
        neurons.push(neuron).expect("body ids are drawn once each");
    });
    let mut connections = connections::Builder::default();
    wiring::connections(&specimen, members, &mut |pre, post, weight| {
        connections.push(pre, post, weight);
    });
    let hierarchy = specimen.anatomy.hierarchy();
    drop(specimen);
    neurons.finish(dataset(size, seed), hierarchy, Some(connections))
}

/// What is drawn before the first neuron is.
#[derive(Debug)]
struct Specimen {
    dimensions: Dimensions,
    seed: u64,
    anatomy: Anatomy,
    types: Vec<NeuronType>,
}

impl Specimen {
    fn new(dimensions: Dimensions, seed: u64) -> Specimen {
        let anatomy = Anatomy::new();
        let mut draws = Draws::new(seed, Purpose::Types);
        let mut types = neuron_types::neuron_types(&dimensions, &anatomy, &mut draws);
        let mut experiments = Draws::new(seed, Purpose::Experiments);
        types.iter_mut().for_each(|it| it.facts.experiment(&mut experiments));
        Specimen { dimensions, seed, anatomy, types }
    }
}

fn dataset(size: Size, seed: u64) -> Dataset {
    let size = size.name();
    let seed_in_name = match seed {
        DEFAULT_SEED => String::new(),
        seed => format!("-{seed}"),
    };
    Dataset {
        name: format!("demo-{size}-size{seed_in_name}"),
        version: format!("demo-{FORMAT}-{size}-{seed}"),
        default: true,
        synthetic: true,
        origin: format!("quickpage's demo generator, seed {seed}"),
        ..Dataset::default()
    }
}
