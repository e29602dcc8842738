//! The `table` source: all neurons in memory, sorted by type.
//!
//! Filled from a file ([`read`]) or by the demo generator, through a [`Builder`]; complete and
//! unchanging once built.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use async_trait::async_trait;
use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::side::Side;
use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeEntry, TypeList};

use super::partners::{OwnType, PartnerNeuron, PartnersBySide};
use super::{Each, Lost, Source, SourceError, Totals, UNTYPED_AT_ONCE, wire_row};
use connections::Connections;

pub mod read;
pub mod record;
pub mod columns;
pub mod hierarchy;
pub mod connections;
mod totals;
mod fingerprints;

/// Position of a neuron in the table.
type NeuronId = u32;
/// Position of a text in [`Texts`].
type TextId = u32;

/// A dataset held in memory.
#[derive(Debug)]
pub struct Table {
    dataset: Dataset,
    texts: Texts,
    /// Sorted by type (those without one last), then body id.
    rows: Vec<Row>,
    /// ROI counts of all rows: each has a range of it.
    rois: Vec<(TextId, Counts32)>,
    /// The types, sorted by name.
    types: Vec<TypeSpan>,
    /// `(body id, neuron)`, sorted.
    bodies: Vec<(u64, NeuronId)>,
    hierarchy: RoiHierarchy,
    connections: Option<Connections>,
}

#[derive(Debug)]
struct TypeSpan {
    name: Arc<str>,
    rows: Range<NeuronId>,
}

#[derive(Debug)]
struct Row {
    body_id: u64,
    type_name: Option<TextId>,
    instance: Option<TextId>,
    side: Side,
    counts: Counts32,
    rois: Range<u32>,
    attributes: Box<[(Attribute, TextId, Option<f32>)]>,
    names: Box<[(NameKind, TextId)]>,
}

/// [`Counts`] in half the room: no neuron has 2³² − 1 synapses, which stands for "not known".
#[derive(Debug, Clone, Copy)]
struct Counts32([u32; 4]);

impl Counts32 {
    const UNKNOWN: u32 = u32::MAX;

    fn pack(counts: &Counts) -> Counts32 {
        let pack = |count: Option<u64>| {
            count.map_or(Self::UNKNOWN, |n| n.min(u64::from(Self::UNKNOWN) - 1) as u32)
        };
        Counts32([counts.pre, counts.post, counts.upstream, counts.downstream].map(pack))
    }

    fn unpack(self) -> Counts {
        let [pre, post, upstream, downstream] =
            self.0.map(|count| (count != Self::UNKNOWN).then_some(u64::from(count)));
        Counts { pre, post, upstream, downstream }
    }
}

/// Texts, each kept once.
#[derive(Debug, Default)]
struct Texts {
    ids: HashMap<Arc<str>, TextId>,
    all: Vec<Arc<str>>,
}

impl Texts {
    fn id(&mut self, text: &str) -> TextId {
        if let Some(id) = self.ids.get(text) {
            return *id;
        }
        let id = self.all.len() as TextId;
        let text: Arc<str> = text.into();
        self.all.push(text.clone());
        self.ids.insert(text, id);
        id
    }

    fn get(&self, id: TextId) -> &str {
        &self.all[id as usize]
    }
}

/// Takes neurons in any order and makes a [`Table`] of them.
#[derive(Debug, Default)]
pub struct Builder {
    texts: Texts,
    rows: Vec<Row>,
    rois: Vec<(TextId, Counts32)>,
    seen: HashMap<u64, NeuronId>,
}

/// A body id that came a second time.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("body id {0} stands twice")]
pub struct DuplicateBody(pub u64);

impl Builder {
    /// Adds a neuron.
    ///
    /// # Errors
    /// When its body id has come before.
    pub fn push(&mut self, neuron: &Neuron<'_>) -> Result<(), DuplicateBody> {
        if self.seen.insert(neuron.body_id, self.rows.len() as NeuronId).is_some() {
            return Err(DuplicateBody(neuron.body_id));
        }
        let texts = &mut self.texts;
        let first_roi = self.rois.len() as u32;
        self.rois.extend(neuron.rois.iter().map(|(roi, c)| (texts.id(roi), Counts32::pack(c))));
        let attributes =
            neuron.attributes.iter().map(|(a, value, conf)| (*a, texts.id(value), *conf));
        let attributes = attributes.collect();
        let names = neuron.names.iter().map(|(kind, name)| (*kind, texts.id(name))).collect();
        self.rows.push(Row {
            body_id: neuron.body_id,
            type_name: neuron.type_name.map(|name| texts.id(name)),
            instance: neuron.instance.map(|instance| texts.id(instance)),
            side: neuron.side,
            counts: Counts32::pack(&neuron.counts),
            rois: first_roi..self.rois.len() as u32,
            attributes,
            names,
        });
        Ok(())
    }

    /// Whether a neuron of this body id has been added.
    pub fn contains(&self, body_id: u64) -> bool {
        self.seen.contains_key(&body_id)
    }

    /// The table; `connections` are pairs of body ids with a weight, the ids unknown to the table
    /// left out by [`connections::Builder`].
    pub fn finish(
        mut self,
        dataset: Dataset,
        hierarchy: RoiHierarchy,
        connections: Option<connections::Builder>,
    ) -> Table {
        let texts = &self.texts;
        let sort_key = |row: &Row| (row.type_name.is_none(), row.type_name.map(|id| texts.get(id)));
        self.rows.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)).then(a.body_id.cmp(&b.body_id)));
        let mut bodies: Vec<(u64, NeuronId)> =
            self.rows.iter().zip(0..).map(|(row, at)| (row.body_id, at)).collect();
        bodies.sort_unstable();
        let types = spans(&self.rows, texts);
        let connections = connections
            .map(|builder| builder.finish(self.rows.len(), |body| find_body(&bodies, body)));
        let dataset = Dataset { partners: connections.is_some(), ..dataset };
        let Builder { texts, rows, rois, .. } = self;
        Table { dataset, texts, rows, rois, types, bodies, hierarchy, connections }
    }
}

/// The runs of rows of one type.
fn spans(rows: &[Row], texts: &Texts) -> Vec<TypeSpan> {
    let mut start = 0;
    rows.chunk_by(|a, b| a.type_name == b.type_name)
        .filter_map(|chunk| {
            let rows = start..start + chunk.len() as NeuronId;
            start = rows.end;
            Some(TypeSpan { name: texts.all[chunk[0].type_name? as usize].clone(), rows })
        })
        .collect()
}

fn find_body(bodies: &[(u64, NeuronId)], body_id: u64) -> Option<NeuronId> {
    let at = bodies.binary_search_by_key(&body_id, |(id, _)| *id).ok()?;
    Some(bodies[at].1)
}

impl Table {
    /// What the table is called and where it comes from.
    pub fn dataset(&self) -> &Dataset {
        &self.dataset
    }

    /// How many neurons it holds, those without a type included.
    pub fn neuron_count(&self) -> usize {
        self.rows.len()
    }

    /// How many types it holds.
    pub fn type_count(&self) -> usize {
        self.types.len()
    }

    /// Neurons that belong to no type.
    pub fn untyped_count(&self) -> usize {
        self.rows.iter().rev().take_while(|row| row.type_name.is_none()).count()
    }

    /// Every neuron, those without a type last.
    pub fn every_neuron(&self) -> impl Iterator<Item = Neuron<'_>> {
        (0..self.rows.len() as NeuronId).map(|id| self.neuron(id))
    }

    /// Every connection: presynaptic body id, postsynaptic body id, weight (each pair once).
    pub fn every_connection(&self) -> impl Iterator<Item = (u64, u64, u32)> {
        let body_id = |id: NeuronId| self.rows[id as usize].body_id;
        let all = self.connections.iter().flat_map(Connections::all);
        all.map(move |(pre, post, weight)| (body_id(pre), body_id(post), weight))
    }

    fn span(&self, type_name: &str) -> Option<&TypeSpan> {
        let at = self.types.binary_search_by(|span| (*span.name).cmp(type_name)).ok()?;
        Some(&self.types[at])
    }

    fn rows_of(&self, type_name: &str) -> Range<NeuronId> {
        self.span(type_name).map_or(0..0, |span| span.rows.clone())
    }

    fn partner<'t>(&'t self, row: &'t Row) -> PartnerNeuron<'t> {
        let attributes = row.attributes.iter().map(|(a, value, _)| (*a, self.texts.get(*value)));
        PartnerNeuron {
            type_name: row.type_name.map(|id| self.texts.get(id)),
            side: row.side,
            transmitters: PartnerNeuron::transmitters(attributes),
        }
    }

    fn neuron(&self, id: NeuronId) -> Neuron<'_> {
        let row = &self.rows[id as usize];
        let text = |id: TextId| self.texts.get(id);
        let rois = &self.rois[row.rois.start as usize..row.rois.end as usize];
        Neuron {
            body_id: row.body_id,
            type_name: row.type_name.map(text),
            instance: row.instance.map(text),
            side: row.side,
            counts: row.counts.unpack(),
            rois: rois.iter().map(|(roi, c)| (text(*roi).into(), c.unpack())).collect(),
            is_unplaced: false,
            attributes: row.attributes.iter().map(|(a, v, conf)| (*a, text(*v), *conf)).collect(),
            names: row.names.iter().map(|(kind, name)| (*kind, text(*name))).collect(),
        }
    }
}

#[async_trait]
impl Source for Table {
    async fn datasets(&self) -> Result<Vec<Dataset>, SourceError> {
        Ok(vec![self.dataset.clone()])
    }

    async fn types(&self, _dataset: &str) -> Result<TypeList, SourceError> {
        let entry = |span: &TypeSpan| TypeEntry {
            name: span.name.to_string(),
            neurons: span.rows.len() as u64,
            hash: None,
        };
        Ok(TypeList {
            version: self.dataset.version.clone(),
            untyped: self.untyped_count() as u64,
            types: self.types.iter().map(entry).collect(),
        })
    }

    async fn neurons(
        &self,
        _dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<Lost, SourceError> {
        for span in types.iter().filter_map(|name| self.span(name)) {
            span.rows.clone().for_each(|id| each(&self.neuron(id)));
            tokio::task::yield_now().await;
        }
        // A table that cannot be read is not loaded.
        Ok(Lost::default())
    }

    async fn body(&self, _dataset: &str, id: u64) -> Result<Option<Body>, SourceError> {
        let neuron = find_body(&self.bodies, id).map(|at| self.neuron(at));
        Ok(neuron.map(|neuron| Body {
            type_name: neuron.type_name.map(str::to_owned),
            neuron: wire_row(&neuron),
        }))
    }

    async fn version(&self, _dataset: &str) -> Result<String, SourceError> {
        Ok(self.dataset.version.clone())
    }

    async fn totals(&self, _dataset: &str) -> Result<Totals, SourceError> {
        Ok(totals::totals(self))
    }

    async fn has_partners(&self, _dataset: &str) -> Result<bool, SourceError> {
        Ok(self.connections.is_some())
    }

    async fn partners(&self, _dataset: &str, type_name: &str) -> Result<Partners, SourceError> {
        let connections = self.connections.as_ref().ok_or(SourceError::Missing("connections"))?;
        Ok(connections::partners(self, connections, type_name))
    }

    async fn partners_by_side(
        &self,
        _dataset: &str,
        types: &[OwnType],
    ) -> Result<Vec<PartnersBySide>, SourceError> {
        let connections = self.connections.as_ref().ok_or(SourceError::Missing("connections"))?;
        Ok(connections::partners_by_side(self, connections, types))
    }

    async fn untyped(&self, _dataset: &str, from: u64, each: Each<'_>) -> Result<(), SourceError> {
        let first = (self.rows.len() - self.untyped_count()) as NeuronId;
        let untyped = (first..self.rows.len() as NeuronId)
            .skip_while(|id| self.rows[*id as usize].body_id < from);
        untyped.take(UNTYPED_AT_ONCE).for_each(|id| each(&self.neuron(id)));
        Ok(())
    }

    async fn roi_hierarchy(&self, _dataset: &str) -> Result<RoiHierarchy, SourceError> {
        Ok(self.hierarchy.clone())
    }

    fn fingerprints(&self, _dataset: &str) -> HashMap<String, u64> {
        fingerprints::fingerprints(self)
    }
}
