//! Connections between the neurons of a table.

use std::ops::Range;

use shared::wire::Partners;

use super::{NeuronId, Table};
use crate::source::partners::{self, Collect, Connected, ConnectedByType, OwnType, PartnersBySide};

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

    /// Who sends to a neuron, and who receives from it, each with the weight.
    pub(super) fn of(&self, neuron: NeuronId) -> [&[(NeuronId, u32)]; 2] {
        [self.inputs.of(neuron), self.outputs.of(neuron)]
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

pub(super) fn partners(table: &Table, connections: &Connections, type_name: &str) -> Partners {
    let rows = table.rows_of(type_name);
    let (mut inputs, mut outputs) = (Connected::default(), Connected::default());
    collect(table, &connections.inputs, rows.clone(), &mut inputs);
    collect(table, &connections.outputs, rows.clone(), &mut outputs);
    partners::finish(type_name, rows.len() as u64, &inputs, &outputs)
}

pub(super) fn partners_by_side(
    table: &Table,
    connections: &Connections,
    types: &[OwnType],
) -> Vec<PartnersBySide> {
    let mut inputs = ConnectedByType::new(types);
    let mut outputs = ConnectedByType::new(types);
    for rows in types.iter().map(|own| table.rows_of(&own.name)) {
        collect(table, &connections.inputs, rows.clone(), &mut inputs);
        collect(table, &connections.outputs, rows, &mut outputs);
    }
    partners::finish_by_side(types, inputs, outputs)
}

/// The connections of these neurons in one direction.
fn collect(
    table: &Table,
    adjacency: &Adjacency,
    rows: Range<NeuronId>,
    connected: &mut impl Collect,
) {
    for own in rows {
        let own_body = table.rows[own as usize].body_id;
        for (partner, weight) in adjacency.of(own) {
            let row = &table.rows[*partner as usize];
            connected.add(own_body, row.body_id, u64::from(*weight), || table.partner(row));
        }
    }
}
