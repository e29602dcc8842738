//! What all sources share that ask a database in neuPrint's data model: what is asked, and what
//! the rows of the answers mean. How a query gets there and rows come back is a [`Database`]'s.
//!
//! In reading order: what is remembered (`known`), what is asked (`query`, `properties`), a row
//! (`row`, `cells`), and what rows mean (`meta`, `types`, `neurons`, `roi_info`,
//! `connections`, `totals`, `indexes`), errors
//! (`code`).
//!
//! What must stay true: a query is only ever asked of a dataset by the exact name under which
//! the database lists it (by another spelling, neuPrint answers with no rows and no error).

use std::collections::{BTreeSet, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use shared::neuron::Neuron;
use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};

use super::partners::{self, Connected, ConnectedByType, OwnType, PartnersBySide};
use super::{Each, Greeting, Indexes, Lost, MissingIndex, Source, SourceError, Totals, wire_row};
use connections::{Connections, Described, Description};
use indexes::LOOKED_UP;
use known::{Facts, Known};
use neurons::NeuronReader;
use properties::Properties;
use query::{Lookup, Query};
use row::EachRow;
use totals::TotalsReader;
use types::TypeCounts;

pub mod known;
pub mod query;
pub mod properties;
pub mod row;
pub mod cells;
pub mod meta;
pub mod types;
pub mod neurons;
pub mod roi_info;
pub mod connections;
pub mod totals;
pub mod indexes;
pub mod code;

/// Partners of which the database is asked what they are by one query.
pub const DESCRIBED_AT_ONCE: usize = 5_000;

/// A way to a database that holds datasets in neuPrint's data model.
#[async_trait]
pub trait Database: Send + Sync {
    /// Where it is, in words for people.
    fn place(&self) -> String;

    /// See [`Source::address`].
    fn address(&self) -> String;

    /// See [`Source::goes_on_unread`].
    fn goes_on_unread(&self) -> bool {
        false
    }

    /// See [`Source::has_identity`].
    fn has_identity(&self) -> bool {
        false
    }

    /// See [`Source::greeting`].
    async fn greeting(&self) -> Result<Greeting, SourceError>;

    /// All datasets that it holds, the hidden ones too, sorted by name.
    async fn list(&self) -> Result<Vec<Listed>, SourceError>;

    /// Asks a query and hands over the rows of the answer while they arrive. When this fails,
    /// some may have been handed over already.
    async fn ask(&self, dataset: &str, query: &Query, each: EachRow<'_>)
    -> Result<(), SourceError>;
}

/// A dataset as the database lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its exact name.
    pub name: String,
    /// Changes whenever its content does: see [`meta::version`].
    pub version: String,
    /// Whether it is not meant for the public.
    pub hidden: bool,
}

/// A database as a source.
#[derive(Debug)]
pub struct CypherSource<D> {
    database: D,
    /// The datasets to answer for, the default one first; `None` for all.
    chosen: Option<Vec<String>>,
    known: Mutex<Known>,
}

impl<D: Database> CypherSource<D> {
    /// The datasets of a database: those chosen, the default one first, or all.
    pub(super) fn of(database: D, chosen: Option<Vec<String>>) -> CypherSource<D> {
        CypherSource { database, chosen, known: Mutex::default() }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches the list of datasets anew.
    async fn refresh(&self) -> Result<Vec<Dataset>, SourceError> {
        let mut listed = self.database.list().await?;
        listed.retain(|dataset| !dataset.hidden);
        let names = match &self.chosen {
            Some(chosen) => chosen.clone(),
            None => listed.iter().map(|dataset| dataset.name.clone()).collect(),
        };
        let mut datasets = Vec::new();
        for name in names {
            let Some(dataset) = listed.iter().find(|dataset| dataset.name == name) else {
                let meant = listed.iter().find(|other| other.name.eq_ignore_ascii_case(&name));
                let meant = meant.map(|other| &other.name);
                tracing::warn!(dataset = name, meant, "the source lists no dataset of this name");
                continue;
            };
            datasets.push(Dataset {
                version: dataset.version.clone(),
                default: datasets.is_empty(),
                partners: self.known().connected(dataset),
                origin: self.database.place(),
                name,
                ..Dataset::default()
            });
        }
        self.known().list(datasets.clone());
        Ok(datasets)
    }

    /// The dataset of exactly this name, as it was last listed.
    async fn dataset(&self, name: &str) -> Result<Dataset, SourceError> {
        let known = self.known().dataset(name);
        match known {
            Some(known) => known,
            None => self.dataset_now(name).await,
        }
    }

    /// The dataset of exactly this name, as it is listed now. A name that the last list did not
    /// hold costs no request: another list is for [`Source::datasets`] to fetch.
    async fn dataset_now(&self, name: &str) -> Result<Dataset, SourceError> {
        self.known().dataset(name).transpose()?;
        let mut datasets = self.refresh().await?.into_iter();
        datasets.find(|dataset| dataset.name == name).ok_or(SourceError::UnknownDataset)
    }

    fn facts(&self, dataset: &Dataset) -> Arc<Facts> {
        self.known().facts(dataset)
    }

    /// The properties to ask this dataset for; asks for them once per version.
    async fn properties(&self, dataset: &Dataset) -> Result<Arc<Properties>, SourceError> {
        let facts = self.facts(dataset);
        let name = &dataset.name;
        let read = || async {
            let mut present = None;
            self.ask(name, &query::neuron_properties(), &mut |row| {
                present = meta::neuron_properties(row);
            })
            .await?;
            Ok(Arc::new(Properties::of(name, present.as_ref(), query::CORE.len())))
        };
        facts.properties.get_or_try_init(read).await.cloned()
    }

    /// How to find neurons by their type, and by their body id; asks once per version. An account
    /// that may not see indexes takes them to be there, as they are in all datasets that
    /// neuPrint's own tools have loaded.
    async fn lookups(&self, dataset: &Dataset) -> [Lookup; LOOKED_UP.len()] {
        let facts = self.facts(dataset);
        let read = || async {
            match self.find_indexes(&dataset.name).await {
                Err(error) if !error.may_pass() => Ok([true; LOOKED_UP.len()]),
                found => found,
            }
        };
        let found = facts.indexed.get_or_try_init(read).await;
        let found = found.copied().unwrap_or([true; LOOKED_UP.len()]);
        found.map(|indexed| if indexed { Lookup::Index } else { Lookup::Scan })
    }

    async fn find_indexes(&self, dataset: &str) -> Result<[bool; LOOKED_UP.len()], SourceError> {
        let mut found = [false; LOOKED_UP.len()];
        self.ask(dataset, &query::indexes(), &mut |row| {
            for (found, property) in found.iter_mut().zip(LOOKED_UP) {
                *found |= indexes::is_of(property, row, dataset);
            }
        })
        .await?;
        for (_, property) in found.iter().zip(LOOKED_UP).filter(|(found, _)| !**found) {
            tracing::warn!(dataset, property, "no index: every query by it looks at all neurons");
        }
        Ok(found)
    }

    /// The connections of these types, and who is at their other ends.
    async fn connected(
        &self,
        dataset: &str,
        types: &BTreeSet<&str>,
    ) -> Result<(Connections, Described), SourceError> {
        let dataset = self.dataset(dataset).await?;
        if !self.has_partners(&dataset.name).await? {
            return Err(SourceError::Missing("connections"));
        }
        let [by_type, _] = self.lookups(&dataset).await;
        let query = query::connections(types.iter().copied(), by_type);
        let mut connections = Connections::default();
        self.ask(&dataset.name, &query, &mut |row| connections.read(row)).await?;
        let partners = self.described(&dataset, connections.partners()).await?;
        Ok((connections, partners))
    }

    /// What is said of these neurons; asks for what is not remembered.
    async fn described(
        &self,
        dataset: &Dataset,
        neurons: HashSet<u64>,
    ) -> Result<Described, SourceError> {
        let facts = self.facts(dataset);
        let (mut described, mut unknown) = facts.descriptions().of(neurons);
        // Neo4j's integers end there, and a larger one in a query is an error.
        unknown.retain(|body_id| i64::try_from(*body_id).is_ok());
        if unknown.is_empty() {
            return Ok(described);
        }
        let properties = self.properties(dataset).await?.of_partners(query::PARTNER.len());
        let [_, by_body_id] = self.lookups(dataset).await;
        for some in unknown.chunks(DESCRIBED_AT_ONCE) {
            let query = query::partners(some.to_vec(), by_body_id, properties.wanted());
            self.ask(&dataset.name, &query, &mut |row| {
                if let Some((body_id, description)) = Description::read(&properties, row) {
                    described.insert(body_id, facts.descriptions().remember(body_id, description));
                }
            })
            .await?;
        }
        Ok(described)
    }

    /// Asks a query. Where the database no longer has the dataset, its list is out of date.
    async fn ask(
        &self,
        dataset: &str,
        query: &Query,
        each: EachRow<'_>,
    ) -> Result<(), SourceError> {
        let answer = self.database.ask(dataset, query, each).await;
        if let Err(SourceError::UnknownDataset) = answer {
            self.known().forget_list();
        }
        answer
    }
}

#[async_trait]
impl<D: Database> Source for CypherSource<D> {
    fn address(&self) -> String {
        self.database.address()
    }

    fn is_remote(&self) -> bool {
        true
    }

    fn answers_for(&self, dataset: &str) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.iter().any(|name| name == dataset))
    }

    fn goes_on_unread(&self) -> bool {
        self.database.goes_on_unread()
    }

    fn has_identity(&self) -> bool {
        self.database.has_identity()
    }

    async fn greeting(&self) -> Result<Option<Greeting>, SourceError> {
        self.database.greeting().await.map(Some)
    }

    async fn datasets(&self) -> Result<Vec<Dataset>, SourceError> {
        self.refresh().await
    }

    async fn types(&self, dataset: &str) -> Result<TypeList, SourceError> {
        // The version first: a list that is newer than its version is fetched again.
        let version = self.dataset_now(dataset).await?.version;
        let mut counts = TypeCounts::default();
        self.ask(dataset, &query::type_counts(), &mut |row| counts.add(row)).await?;
        counts.finish(version)
    }

    async fn neurons(
        &self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<Lost, SourceError> {
        let dataset = self.dataset(dataset).await?;
        // A type that stood twice in the query would have its neurons counted twice.
        let types: BTreeSet<&str> = types.iter().map(|name| &**name).collect();
        if types.is_empty() {
            return Ok(Lost::default());
        }
        let properties = self.properties(&dataset).await?;
        let [by_type, _] = self.lookups(&dataset).await;
        let query = query::neurons(types.iter().copied(), by_type, properties.wanted());
        let mut reader = NeuronReader::of_types(&properties, types);
        let answer = self.ask(&dataset.name, &query, &mut |row| reader.read(row, each)).await;
        let lost = reader.finish(&dataset.name);
        answer.map(|()| lost)
    }

    async fn body(&self, dataset: &str, id: u64) -> Result<Option<Body>, SourceError> {
        let dataset = self.dataset(dataset).await?;
        // As above.
        if i64::try_from(id).is_err() {
            return Ok(None);
        }
        let properties = self.properties(&dataset).await?;
        let query = query::body(id, properties.wanted());
        let mut reader = NeuronReader::of_any(&properties);
        let mut body = None;
        let mut keep = |neuron: &Neuron<'_>| {
            body = Some(Body {
                type_name: neuron.type_name.map(str::to_owned),
                neuron: wire_row(neuron),
            });
        };
        self.ask(&dataset.name, &query, &mut |row| reader.read(row, &mut keep)).await?;
        reader.finish(&dataset.name);
        Ok(body)
    }

    async fn version(&self, dataset: &str) -> Result<String, SourceError> {
        let dataset = self.dataset(dataset).await?;
        let mut version = None;
        self.ask(&dataset.name, &query::version(), &mut |row| {
            version = meta::public_version(row);
        })
        .await?;
        version.ok_or_else(|| {
            self.known().forget_list();
            SourceError::UnknownDataset
        })
    }

    async fn totals(&self, dataset: &str) -> Result<Totals, SourceError> {
        let dataset = self.dataset(dataset).await?;
        let mut totals = TotalsReader::default();
        self.ask(&dataset.name, &query::totals(), &mut |row| totals.read(row)).await?;
        totals.finish()
    }

    async fn indexes(&self, dataset: &str) -> Result<Indexes, SourceError> {
        let dataset = self.dataset(dataset).await?.name;
        let found = self.find_indexes(&dataset).await?;
        let missing = found.iter().zip(LOOKED_UP).filter(|(found, _)| !**found);
        let missing = missing.map(|(_, property)| MissingIndex {
            property,
            statement: indexes::statement(property, &dataset),
        });
        Ok(Indexes::Needed { missing: missing.collect() })
    }

    async fn has_partners(&self, dataset: &str) -> Result<bool, SourceError> {
        let dataset = self.dataset(dataset).await?;
        let facts = self.facts(&dataset);
        let read = || async {
            // Whoever opens the dataset next waits for these; what cannot be told now, is asked
            // for again then.
            let _ = self.properties(&dataset).await;
            self.lookups(&dataset).await;
            let mut connected = false;
            self.ask(&dataset.name, &query::any_connection(), &mut |_| connected = true).await?;
            Ok(connected)
        };
        facts.connected.get_or_try_init(read).await.copied()
    }

    async fn partners(&self, dataset: &str, type_name: &str) -> Result<Partners, SourceError> {
        let (connections, described) = self.connected(dataset, &[type_name].into()).await?;
        let (mut inputs, mut outputs) = (Connected::default(), Connected::default());
        let own_neurons = connections.neurons();
        connections.collect(&described, [&mut inputs, &mut outputs]);
        Ok(partners::finish(type_name, own_neurons, &inputs, &outputs))
    }

    async fn partners_by_side(
        &self,
        dataset: &str,
        types: &[OwnType],
    ) -> Result<Vec<PartnersBySide>, SourceError> {
        let names = types.iter().map(|own| &*own.name).collect();
        let (connections, described) = self.connected(dataset, &names).await?;
        let (mut inputs, mut outputs) = (ConnectedByType::new(types), ConnectedByType::new(types));
        connections.collect(&described, [&mut inputs, &mut outputs]);
        Ok(partners::finish_by_side(types, inputs, outputs))
    }

    async fn untyped(&self, dataset: &str, from: u64, each: Each<'_>) -> Result<(), SourceError> {
        let dataset = self.dataset(dataset).await?;
        if i64::try_from(from).is_err() {
            return Ok(());
        }
        let properties = self.properties(&dataset).await?;
        let query = query::untyped(from, properties.wanted());
        let mut reader = NeuronReader::of_any(&properties);
        self.ask(&dataset.name, &query, &mut |row| reader.read(row, each)).await?;
        reader.finish(&dataset.name);
        Ok(())
    }

    async fn roi_hierarchy(&self, dataset: &str) -> Result<RoiHierarchy, SourceError> {
        let dataset = self.dataset(dataset).await?;
        let mut rois = RoiHierarchy::default();
        self.ask(&dataset.name, &query::rois(), &mut |row| rois = meta::roi_hierarchy(row)).await?;
        Ok(rois)
    }
}

/// An answer that is not what was asked for.
pub(super) fn unreadable(why: impl Into<String>) -> SourceError {
    SourceError::Unreadable(why.into())
}
