//! The `neuprint` source: a neuPrint server, asked by HTTP in Cypher.
//!
//! In reading order: what the operator says of the server (`address`), what is remembered
//! (`known`), what is asked (`cypher`, `properties`), the asking (`http`), and how an answer is
//! read: refusals (`answer`), rows while they arrive (`split`, `rows`, `cells`), and what they
//! mean (`types`, `neurons`, `roi_info`, `meta`).
//!
//! What must stay true: a query is only ever sent for a dataset by the exact name under which
//! the server lists it (by another spelling, neuPrint answers with no rows and no error), and no
//! error holds the token, a query, an address or anything else of an answer.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use shared::neuron::Neuron;
use shared::wire::{Body, Dataset, Partners, RoiHierarchy, TypeList};

use super::{Each, Source, SourceError, wire_row};
use cypher::Query;
use http::Server;
use known::Known;
use neurons::NeuronReader;
use properties::Properties;
use rows::EachRow;
use types::TypeCounts;

pub use address::{SetupError, Token};

mod address;
mod known;
mod cypher;
mod properties;
mod http;
mod answer;
mod split;
mod rows;
mod cells;
mod types;
mod neurons;
mod roi_info;
mod meta;

/// What the operator says of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// Its address, such as `https://neuprint.janelia.org`; plain http only on this machine.
    pub server: String,
    /// The datasets to answer for, the default one first; `None` for all that it lists.
    pub datasets: Option<Vec<String>>,
    /// The proxy's identity; public datasets need none.
    pub token: Option<Token>,
    /// Whom the server's operator may turn to, such as a `mailto:` address.
    pub contact: Option<String>,
}

impl Options {
    /// All public datasets of a server, anonymously.
    pub fn new(server: impl Into<String>) -> Options {
        Options { server: server.into(), datasets: None, token: None, contact: None }
    }
}

/// How long an answer may take, all of it: more than the minute after which neuPrintHTTP itself
/// gives up waiting for one of its connections.
const TIMEOUT: Duration = Duration::from_secs(75);

/// A neuPrint server as a source.
#[derive(Debug)]
pub struct Neuprint {
    server: Server,
    chosen: Option<Vec<String>>,
    known: Mutex<Known>,
}

impl Neuprint {
    /// Sets the source up; nothing is sent yet. A rustls cryptography provider must have been
    /// installed.
    ///
    /// # Errors
    /// When the options cannot be used.
    pub fn new(options: Options) -> Result<Neuprint, SetupError> {
        Neuprint::with_timeout(options, TIMEOUT)
    }

    /// The same with another limit to how long an answer may take.
    ///
    /// # Errors
    /// When the options cannot be used.
    pub fn with_timeout(options: Options, timeout: Duration) -> Result<Neuprint, SetupError> {
        Ok(Neuprint {
            server: Server::new(&options, timeout)?,
            chosen: options.datasets,
            known: Mutex::default(),
        })
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Fetches the list of datasets anew.
    async fn refresh(&self) -> Result<Vec<Dataset>, SourceError> {
        let mut listed = self.server.datasets().await?;
        listed.retain(|_, dataset| dataset.is_public());
        let names = match &self.chosen {
            Some(chosen) => chosen.clone(),
            None => listed.keys().cloned().collect(),
        };
        let mut datasets = Vec::new();
        for name in names {
            let Some(dataset) = listed.get(&name) else {
                let meant = listed.keys().find(|listed| listed.eq_ignore_ascii_case(&name));
                tracing::warn!(dataset = name, meant, "neuPrint lists no dataset of this name");
                continue;
            };
            datasets.push(Dataset {
                version: dataset.version(),
                default: datasets.is_empty(),
                origin: format!("neuPrint at {}", self.server.host()),
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

    /// The properties to ask this dataset for; asks for them once per version.
    async fn properties(&self, dataset: &Dataset) -> Result<Arc<Properties>, SourceError> {
        let known = self.known().properties(dataset);
        if let Some(properties) = known {
            return Ok(properties);
        }
        let name = &dataset.name;
        let mut present = None;
        self.ask(name, &cypher::neuron_properties(), &mut |row| {
            present = meta::neuron_properties(row);
        })
        .await?;
        let properties = Properties::of(name, present.as_ref(), cypher::CORE.len());
        Ok(self.known().keep(dataset, properties))
    }

    /// Asks a query. Where the server no longer has the dataset, its list is out of date.
    async fn ask(
        &self,
        dataset: &str,
        query: &Query,
        each: EachRow<'_>,
    ) -> Result<(), SourceError> {
        let answer = self.server.ask(dataset, query, each).await;
        if let Err(SourceError::UnknownDataset) = answer {
            self.known().forget_list();
        }
        answer
    }
}

#[async_trait]
impl Source for Neuprint {
    async fn datasets(&self) -> Result<Vec<Dataset>, SourceError> {
        self.refresh().await
    }

    async fn types(&self, dataset: &str) -> Result<TypeList, SourceError> {
        // The version first: a list that is newer than its version is fetched again.
        let version = self.dataset_now(dataset).await?.version;
        let mut counts = TypeCounts::default();
        self.ask(dataset, &cypher::type_counts(), &mut |row| counts.add(row)).await?;
        counts.finish(version)
    }

    async fn neurons(
        &self,
        dataset: &str,
        types: &[Arc<str>],
        each: Each<'_>,
    ) -> Result<(), SourceError> {
        let dataset = self.dataset(dataset).await?;
        // A type that stood twice in the query would have its neurons counted twice.
        let types: BTreeSet<&str> = types.iter().map(|name| &**name).collect();
        if types.is_empty() {
            return Ok(());
        }
        let properties = self.properties(&dataset).await?;
        let query = cypher::neurons(types.iter().copied(), properties.wanted());
        let mut reader = NeuronReader::of_types(&properties, types);
        let answer = self.ask(&dataset.name, &query, &mut |row| reader.read(row, each)).await;
        reader.log_lost(&dataset.name);
        answer
    }

    async fn body(&self, dataset: &str, id: u64) -> Result<Option<Body>, SourceError> {
        let dataset = self.dataset(dataset).await?;
        // Neo4j's integers end there, and a larger one in a query is an error.
        if i64::try_from(id).is_err() {
            return Ok(None);
        }
        let properties = self.properties(&dataset).await?;
        let query = cypher::body(id, properties.wanted());
        let mut reader = NeuronReader::of_any(&properties);
        let mut body = None;
        let mut keep = |neuron: &Neuron<'_>| {
            body = Some(Body {
                type_name: neuron.type_name.map(str::to_owned),
                neuron: wire_row(neuron),
            });
        };
        self.ask(&dataset.name, &query, &mut |row| reader.read(row, &mut keep)).await?;
        reader.log_lost(&dataset.name);
        Ok(body)
    }

    async fn partners(&self, _dataset: &str, _type: &str) -> Result<Partners, SourceError> {
        Err(SourceError::Missing("connections over neuPrint yet"))
    }

    async fn roi_hierarchy(&self, dataset: &str) -> Result<RoiHierarchy, SourceError> {
        let dataset = self.dataset(dataset).await?;
        let mut hierarchy = RoiHierarchy::default();
        self.ask(&dataset.name, &cypher::rois(), &mut |row| {
            hierarchy = meta::roi_hierarchy(row);
        })
        .await?;
        Ok(hierarchy)
    }
}

fn unreadable(why: impl Into<String>) -> SourceError {
    SourceError::Unreadable(why.into())
}
