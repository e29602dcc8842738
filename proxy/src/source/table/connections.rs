//! Connections between the neurons of a table, and the partner types that follow from them.

use std::collections::BTreeMap;
use std::ops::Range;

use shared::neuron::Attribute;
use shared::side::Side;
use shared::wire::{Partner, Partners, SideCounts};

use super::{NeuronId, Table};

/// All connections, twice: by presynaptic and by postsynaptic neuron.
#[derive(Debug)]
pub struct Connections {
    outputs: Adjacency,
    inputs: Adjacency,
}

/// For each neuron its neighbours with the weight of the connection, each neighbour once.
#[derive(Debug)]
struct Adjacency {
    /// Neuron `n` has the neighbours `starts[n]..starts[n + 1]`.
    starts: Vec<u32>,
    neighbours: Vec<(NeuronId, u32)>,
}

/// Collects connections. A pair that comes several times (once per ROI, say) is added up.
#[derive(Debug, Default)]
pub struct Builder {
    edges: Vec<(u64, u64, u32)>,
}

impl Builder {
    /// Adds `weight` connections from one body to another.
    pub fn push(&mut self, pre: u64, post: u64, weight: u32) {
        self.edges.push((pre, post, weight));
    }

    pub(super) fn finish(
        self,
        neurons: usize,
        find: impl Fn(u64) -> Option<NeuronId>,
    ) -> Connections {
        let mut edges: Vec<(NeuronId, NeuronId, u32)> = self
            .edges
            .into_iter()
            .filter_map(|(pre, post, weight)| Some((find(pre)?, find(post)?, weight)))
            .collect();
        let outputs = Adjacency::new(neurons, &mut edges);
        edges.iter_mut().for_each(|(pre, post, _)| std::mem::swap(pre, post));
        let inputs = Adjacency::new(neurons, &mut edges);
        Connections { outputs, inputs }
    }
}

impl Connections {
    /// Presynaptic neuron, postsynaptic neuron, weight.
    pub(super) fn all(&self) -> impl Iterator<Item = (NeuronId, NeuronId, u32)> {
        let neurons = 0..self.outputs.starts.len() as NeuronId - 1;
        neurons.flat_map(|pre| {
            self.outputs.of(pre).iter().map(move |(post, weight)| (pre, *post, *weight))
        })
    }
}

impl Adjacency {
    fn new(neurons: usize, edges: &mut [(NeuronId, NeuronId, u32)]) -> Adjacency {
        edges.sort_unstable();
        let mut starts = vec![0; neurons + 1];
        let mut neighbours: Vec<(NeuronId, u32)> = Vec::with_capacity(edges.len());
        for same in edges.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
            let (from, to, _) = same[0];
            neighbours.push((to, same.iter().map(|(.., weight)| weight).sum()));
            starts[from as usize + 1] = neighbours.len() as u32;
        }
        for at in 1..starts.len() {
            starts[at] = starts[at].max(starts[at - 1]);
        }
        Adjacency { starts, neighbours }
    }

    fn of(&self, neuron: NeuronId) -> &[(NeuronId, u32)] {
        let at = neuron as usize;
        &self.neighbours[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

pub(super) fn partners(
    table: &Table,
    connections: &Connections,
    type_name: &str,
    rows: Range<NeuronId>,
) -> Partners {
    let (inputs, input_connections) = one_direction(table, &connections.inputs, rows.clone());
    let (outputs, output_connections) = one_direction(table, &connections.outputs, rows);
    Partners { name: type_name.to_owned(), input_connections, output_connections, inputs, outputs }
}

/// The partner types in one direction, and all connections of that direction.
fn one_direction(
    table: &Table,
    adjacency: &Adjacency,
    rows: Range<NeuronId>,
) -> (Vec<Partner>, u64) {
    let mut by_type: BTreeMap<Option<&str>, Sums> = BTreeMap::new();
    for own in rows.clone() {
        for (partner, weight) in adjacency.of(own) {
            let type_name = table.rows[*partner as usize].type_name.map(|id| table.texts.get(id));
            by_type.entry(type_name).or_default().add(own, *partner, u64::from(*weight));
        }
    }
    let total = by_type.values().map(Sums::connections).sum();
    let mut partners: Vec<Partner> = by_type
        .into_iter()
        .map(|(name, sums)| sums.finish(table, name, rows.len() as f64, total))
        .collect();
    partners.sort_by_key(|partner| std::cmp::Reverse(partner.connections));
    (partners, total)
}

/// Connections with one partner type.
#[derive(Default)]
struct Sums {
    by_own: BTreeMap<NeuronId, u64>,
    by_partner: BTreeMap<NeuronId, u64>,
}

impl Sums {
    fn add(&mut self, own: NeuronId, partner: NeuronId, weight: u64) {
        *self.by_own.entry(own).or_default() += weight;
        *self.by_partner.entry(partner).or_default() += weight;
    }

    fn connections(&self) -> u64 {
        self.by_own.values().sum()
    }

    fn finish(self, table: &Table, name: Option<&str>, own_neurons: f64, total: u64) -> Partner {
        let connections = self.connections();
        let mut neurons = SideCounts::default();
        let mut sides = SideCounts::default();
        for (partner, weight) in &self.by_partner {
            let side = table.rows[*partner as usize].side;
            neurons.add(side);
            sides.total += weight;
            match side {
                Side::Left => sides.left += weight,
                Side::Right => sides.right += weight,
                Side::Middle => sides.middle += weight,
                Side::Unknown => sides.unknown += weight,
            }
        }
        let mean = connections as f64 / own_neurons;
        let squares: f64 = self.by_own.values().map(|n| (*n as f64).powi(2)).sum();
        Partner {
            name: name.map(str::to_owned),
            neurons,
            connections,
            sides,
            share: if total == 0 { 0.0 } else { connections as f64 / total as f64 },
            per_neuron: mean,
            cv: if mean == 0.0 {
                0.0
            } else {
                (squares / own_neurons - mean * mean).max(0.0).sqrt() / mean
            },
            nt: transmitter(table, self.by_partner.keys().copied()),
        }
    }
}

/// The transmitter that most of these neurons have, by the attribute to be trusted most.
fn transmitter(table: &Table, neurons: impl Iterator<Item = NeuronId> + Clone) -> Option<String> {
    Attribute::TRANSMITTER.iter().find_map(|wanted| {
        let mut counts: BTreeMap<u32, u64> = BTreeMap::new();
        for neuron in neurons.clone() {
            let attributes = &table.rows[neuron as usize].attributes;
            if let Some((_, value, _)) = attributes.iter().find(|(a, ..)| a == wanted) {
                *counts.entry(*value).or_default() += 1;
            }
        }
        let (value, _) = counts.into_iter().max_by_key(|(_, neurons)| *neurons)?;
        Some(table.texts.get(value).to_owned())
    })
}
