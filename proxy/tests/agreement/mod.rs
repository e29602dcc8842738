//! What must be the same of a dataset whichever source it comes from.

use std::collections::BTreeMap;
use std::sync::Arc;

use quickpage::source::partners::OwnType;
use quickpage::source::table::Table;
use quickpage::source::{Indexes, Source, SourceError};
use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::roi::is_column;
use shared::side::Side;
use shared::summary::Summarizer;
use shared::wire::{Partners, RoiHierarchy, Summary};

/// Types in one request, as a batch of the proxy's has them.
const BATCH: usize = 1_000;

/// A neuron that outlives its row; nothing in it depends on the order of columns.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    pub body_id: u64,
    pub type_name: Option<String>,
    pub instance: Option<String>,
    pub side: Side,
    pub counts: Counts,
    pub rois: BTreeMap<String, Counts>,
    pub attributes: BTreeMap<Attribute, (String, Option<f32>)>,
    pub names: Vec<(NameKind, String)>,
}

impl Kept {
    fn of(neuron: &Neuron<'_>) -> Kept {
        let attribute = |(it, value, confidence): &(Attribute, &str, Option<f32>)| {
            (*it, ((*value).to_owned(), *confidence))
        };
        let mut names: Vec<(NameKind, String)> =
            neuron.names.iter().map(|(kind, name)| (*kind, (*name).to_owned())).collect();
        names.sort();
        Kept {
            body_id: neuron.body_id,
            type_name: neuron.type_name.map(str::to_owned),
            instance: neuron.instance.map(str::to_owned),
            side: neuron.side,
            counts: neuron.counts,
            // Whether a source hands single columns over is its own business: nobody keeps them.
            rois: neuron
                .rois
                .iter()
                .filter(|(roi, _)| !is_column(roi))
                .map(|(roi, c)| (roi.to_string(), *c))
                .collect(),
            attributes: neuron.attributes.iter().map(attribute).collect(),
            names,
        }
    }
}

/// The names and neuron counts of all types, and how many neurons have none.
pub async fn types(source: &dyn Source, dataset: &str) -> (Vec<(String, u64)>, u64) {
    let list = source.types(dataset).await.expect("types");
    let types = list.types.into_iter().map(|entry| (entry.name, entry.neurons)).collect();
    (types, list.untyped)
}

/// The summaries of these types, batch by batch.
pub async fn summaries(
    source: &dyn Source,
    dataset: &str,
    types: &[Arc<str>],
) -> BTreeMap<String, Summary> {
    let mut all = BTreeMap::new();
    for batch in types.chunks(BATCH) {
        let mut sums = Summarizer::of_types(batch.iter().map(|name| &**name));
        source.neurons(dataset, batch, &mut |neuron| sums.add(neuron)).await.expect("neurons");
        all.extend(sums.finish());
    }
    all
}

/// The neurons of these types, by body id.
pub async fn neurons(source: &dyn Source, dataset: &str, types: &[Arc<str>]) -> Vec<Kept> {
    let mut kept = Vec::new();
    for batch in types.chunks(BATCH) {
        let mut keep = |neuron: &Neuron<'_>| kept.push(Kept::of(neuron));
        source.neurons(dataset, batch, &mut keep).await.expect("neurons");
    }
    kept.sort_by_key(|neuron| neuron.body_id);
    kept
}

/// The ROIs; the order of the primary ones means nothing.
pub async fn rois(source: &dyn Source, dataset: &str) -> RoiHierarchy {
    let mut rois = source.roi_hierarchy(dataset).await.expect("ROIs");
    rois.primary.sort();
    rois
}

/// Holds a source against the table that its database was filled from.
pub async fn check(source: &dyn Source, dataset: &str, table: &Table) {
    let (expected, untyped) = types(table, dataset).await;
    let found = types(source, dataset).await;
    assert_eq!(found, (expected.clone(), untyped), "types of {dataset}");
    let names: Vec<Arc<str>> = expected.into_iter().map(|(name, _)| name.into()).collect();
    same_of_all(source, dataset, table).await;
    same_summaries(source, dataset, table, &names).await;
    same_neurons(source, dataset, table, &names).await;
    same_bodies(source, dataset, table).await;
    same_partners(source, dataset, table, &names).await;
    assert_eq!(untyped_ids(source, dataset).await, untyped_ids(table, dataset).await, "{dataset}");
}

/// Body ids and instances of the neurons without a type, as many queries as it takes.
pub async fn untyped_ids(source: &dyn Source, dataset: &str) -> Vec<(u64, Option<String>)> {
    let mut all: Vec<(u64, Option<String>)> = Vec::new();
    loop {
        let from = all.last().map_or(0, |(id, _)| id + 1);
        let before = all.len();
        let mut keep = |neuron: &Neuron<'_>| {
            assert_eq!(neuron.type_name, None);
            all.push((neuron.body_id, neuron.instance.map(str::to_owned)));
        };
        source.untyped(dataset, from, &mut keep).await.expect("neurons");
        assert!(all.is_sorted(), "in the order of body ids");
        if all.len() == before {
            return all;
        }
    }
}

/// A type with its neurons.
async fn own_type(source: &dyn Source, dataset: &str, name: &Arc<str>) -> OwnType {
    let mut sides = BTreeMap::new();
    let mut keep = |neuron: &Neuron<'_>| {
        sides.insert(neuron.body_id, neuron.side);
    };
    source.neurons(dataset, std::slice::from_ref(name), &mut keep).await.expect("neurons");
    OwnType { name: name.clone(), sides }
}

/// What is said of the dataset as a whole.
async fn same_of_all(source: &dyn Source, dataset: &str, table: &Table) {
    let totals = source.totals(dataset).await.expect("totals");
    assert_eq!(totals, table.totals(dataset).await.expect("totals"), "{dataset}");
    let version = source.version(dataset).await.expect("a version");
    assert_eq!(version, source.types(dataset).await.expect("types").version);
    assert!(version.starts_with(&table.dataset().version), "{version}");
    let indexes = source.indexes(dataset).await.expect("indexes");
    assert_eq!(indexes, Indexes::Needed { missing: vec![] }, "{dataset}");
    assert_eq!(rois(source, dataset).await, rois(table, dataset).await, "{dataset}");
}

/// Every type's.
async fn same_summaries(source: &dyn Source, dataset: &str, table: &Table, names: &[Arc<str>]) {
    let expected = summaries(table, dataset, names).await;
    let found = summaries(source, dataset, names).await;
    assert_eq!(found.len(), expected.len(), "{dataset}");
    for (name, summary) in &expected {
        assert_eq!(&found[name], summary, "{dataset} {name:?}");
    }
}

/// Of some types.
async fn same_neurons(source: &dyn Source, dataset: &str, table: &Table, names: &[Arc<str>]) {
    let some: Vec<Arc<str>> = names.iter().step_by(37).cloned().collect();
    let expected = neurons(table, dataset, &some).await;
    assert!(expected.len() >= some.len(), "each type has neurons");
    let found = neurons(source, dataset, &some).await;
    assert_eq!(found.len(), expected.len(), "{dataset}");
    for (found, expected) in found.iter().zip(&expected) {
        assert_eq!(found, expected, "{dataset}");
    }
}

/// Some with a type and some without, and one that there is not.
async fn same_bodies(source: &dyn Source, dataset: &str, table: &Table) {
    for neuron in table.every_neuron().step_by(501).chain(table.every_neuron().last()) {
        let body = source.body(dataset, neuron.body_id).await.expect("an answer");
        let expected = table.body(dataset, neuron.body_id).await.expect("an answer");
        assert!(expected.is_some());
        assert_eq!(body, expected, "{dataset} {}", neuron.body_id);
    }
    assert_eq!(source.body(dataset, 1).await.expect("an answer"), None);
}

/// Of some types, where there are connections.
async fn same_partners(source: &dyn Source, dataset: &str, table: &Table, names: &[Arc<str>]) {
    let has_partners = table.has_partners(dataset).await.expect("an answer");
    assert_eq!(source.has_partners(dataset).await.expect("an answer"), has_partners, "{dataset}");
    let listed = source.datasets().await.expect("the list of datasets");
    let listed = listed.iter().find(|listed| listed.name == dataset).expect("the dataset");
    assert_eq!(listed.partners, has_partners, "{dataset}");
    if !has_partners {
        let error = source.partners(dataset, &names[0]).await.expect_err("no connections");
        assert!(matches!(error, SourceError::Missing(_)), "{error:?}");
        return;
    }
    let (mut rows, mut types) = (0, Vec::new());
    for name in names.iter().step_by(97) {
        let expected = table.partners(dataset, name).await.expect("partners");
        let found = source.partners(dataset, name).await.expect("partners");
        rows += expected.inputs.len() + expected.outputs.len();
        assert_eq!(found, expected, "{dataset} {name:?}");
        types.push((own_type(table, dataset, name).await, expected));
    }
    let (types, all): (Vec<OwnType>, Vec<Partners>) = types.into_iter().unzip();
    let found = source.partners_by_side(dataset, &types).await.expect("partners");
    let expected = table.partners_by_side(dataset, &types).await.expect("partners");
    assert_eq!(found, expected, "{dataset}");
    assert!(found.into_iter().map(|by_side| by_side.all).eq(all), "{dataset}");
    assert!(rows > 1_000, "the sample has partners: {rows}");
}
