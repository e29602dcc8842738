//! What the demo generator promises, over the hemibrain's size unless a test says otherwise.

use std::sync::LazyLock;

use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::side::Side;

use super::*;

mod numbers;
mod same_again;
mod names;
mod annotations;
mod rois;
mod connectivity;

/// A neuron that outlives its making.
struct Kept {
    body_id: u64,
    type_name: Option<String>,
    instance: Option<String>,
    side: Side,
    counts: Counts,
    rois: Vec<(String, Counts)>,
    attributes: Vec<(Attribute, String, Option<f32>)>,
    names: Vec<(NameKind, String)>,
}

impl Kept {
    fn new(neuron: &Neuron<'_>) -> Kept {
        let owned = |text: &str| text.to_owned();
        Kept {
            body_id: neuron.body_id,
            type_name: neuron.type_name.map(owned),
            instance: neuron.instance.map(owned),
            side: neuron.side,
            counts: neuron.counts,
            rois: neuron.rois.iter().map(|(roi, counts)| (owned(roi), *counts)).collect(),
            attributes: neuron.attributes.iter().map(|(a, v, c)| (*a, owned(v), *c)).collect(),
            names: neuron.names.iter().map(|(kind, name)| (*kind, owned(name))).collect(),
        }
    }

    fn says(&self, attribute: Attribute) -> Option<&str> {
        let said = self.attributes.iter().find(|(a, ..)| *a == attribute);
        said.map(|(_, value, _)| value.as_str())
    }
}

/// Everything that the generator makes.
struct Made {
    specimen: Specimen,
    neurons: Vec<Kept>,
    connections: Vec<(u64, u64, u32)>,
}

impl Made {
    fn new(dimensions: Dimensions, seed: u64) -> Made {
        let specimen = Specimen::new(dimensions, seed);
        let (mut neurons, mut connections) = (Vec::new(), Vec::new());
        let members = neurons::neurons(&specimen, &mut |n| neurons.push(Kept::new(n)));
        wiring::connections(&specimen, members, &mut |pre, post, weight| {
            connections.push((pre, post, weight));
        });
        Made { specimen, neurons, connections }
    }

    /// The neurons of each type.
    fn types(&self) -> impl Iterator<Item = (&str, &[Kept])> {
        let chunks = self.neurons.chunk_by(|a, b| a.type_name == b.type_name);
        chunks.filter_map(|chunk| Some((chunk[0].type_name.as_deref()?, chunk)))
    }
}

/// Made once for all tests.
static HEMIBRAIN: LazyLock<Made> =
    LazyLock::new(|| Made::new(Size::Hemibrain.dimensions(), DEFAULT_SEED));

/// The same as the proxy holds it.
static TABLE: LazyLock<Table> = LazyLock::new(|| generate(Size::Hemibrain, DEFAULT_SEED));
