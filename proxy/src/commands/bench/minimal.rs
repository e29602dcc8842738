//! A client that does as little as can be done: it sends the queries that a proxy would send, as
//! many at once, and adds the rows up. It keeps nothing, serves nobody, tells no version, retries
//! nothing; how it asks and reads is its own, so that what is slow in the sources shows.
//!
//! In reading order: what it makes (`sums`), and the two ways it reads (`over_http`, `over_bolt`).
//! Only the text of the queries and the connection's settings are those of the sources.

use std::sync::Arc;

use futures_util::{StreamExt, stream};
use shared::neuron::Neuron;

use super::subject::Subject;
use crate::opening::{neo4j_options, neuprint_options};
use crate::source::cypher::properties::Properties;
use crate::source::cypher::query::{self, Direction, Query};
use crate::source::{Source, TypeIndex, UNTYPED_AT_ONCE};
use over_bolt::Bolt;
use over_http::Http;
use sums::Sums;

pub mod sums;
pub mod over_http;
pub mod over_bolt;

/// A client of one dataset.
pub struct Minimal {
    way: Way,
    dataset: String,
    properties: Vec<&'static str>,
    of_partners: Vec<&'static str>,
    indexed: bool,
    at_once: usize,
}

enum Way {
    Http(Box<Http>),
    Bolt(Bolt),
    /// A table has no other way to it than the source.
    Memory(Arc<dyn Source>),
}

impl Minimal {
    /// A client that knows what to ask for.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn new(subject: &Subject) -> anyhow::Result<Arc<Minimal>> {
        let options = &subject.at.options;
        let way = match (&options.server, &options.neo4j) {
            (Some(server), _) => {
                Way::Http(Box::new(Http::new(&neuprint_options(server, &subject.at)?)?))
            }
            (_, Some(uri)) => Way::Bolt(Bolt::new(&neo4j_options(uri, &subject.at)?)?),
            _ => Way::Memory(subject.source.clone()),
        };
        let dataset = subject.dataset.name.clone();
        let question = query::neuron_properties();
        let present = match &way {
            Way::Http(http) => http.text(&dataset, &question).await?,
            Way::Bolt(bolt) => bolt.text(&dataset, &question).await?,
            Way::Memory(_) => None,
        };
        let present = present.as_deref().and_then(sums::names);
        let properties = Properties::of(&dataset, present.as_ref(), query::CORE.len());
        let of_partners = properties.of_partners(query::PARTNER.len()).wanted().to_vec();
        let properties = properties.wanted().to_vec();
        let index = subject.source.type_index(&dataset).await;
        let indexed = !matches!(index, Ok(TypeIndex::Missing { .. }));
        let at_once = subject.at.limits.max_queries;
        Ok(Arc::new(Minimal { way, dataset, properties, of_partners, indexed, at_once }))
    }

    /// Makes sure that it is connected.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn greet(&self) -> anyhow::Result<()> {
        match &self.way {
            Way::Http(http) => http.text(&self.dataset, &query::version()).await.map(drop),
            Way::Bolt(bolt) => bolt.text(&self.dataset, &query::version()).await.map(drop),
            Way::Memory(_) => Ok(()),
        }
    }

    /// Asks for the list of types, as a proxy must, then sends the batches.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read(self: &Arc<Self>, batches: &[Vec<Arc<str>>]) -> anyhow::Result<Sums> {
        self.list().await?;
        let batch = |types: &Vec<Arc<str>>| {
            let (client, types) = (self.clone(), types.clone());
            async move { tokio::spawn(async move { client.batch(types).await }).await? }
        };
        let mut reads = stream::iter(batches.iter().map(batch)).buffer_unordered(self.at_once);
        let mut all = Sums::default();
        while let Some(sums) = reads.next().await {
            all.join(sums?);
        }
        Ok(all)
    }

    /// Asks for the partners of these types, in one direction after the other, and adds all their
    /// connections up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read_partners(
        self: &Arc<Self>,
        types: impl Iterator<Item = &str>,
    ) -> anyhow::Result<u64> {
        let of_type = |name: &str| {
            let (client, name) = (self.clone(), name.to_owned());
            async move { tokio::spawn(async move { client.connections(&name).await }).await? }
        };
        let mut reads = stream::iter(types.map(of_type)).buffer_unordered(self.at_once);
        let mut all = 0;
        while let Some(connections) = reads.next().await {
            all += connections?;
        }
        Ok(all)
    }

    async fn connections(&self, type_name: &str) -> anyhow::Result<u64> {
        let mut all = 0;
        for direction in [Direction::Inputs, Direction::Outputs] {
            let query = query::connections(type_name, direction, &self.of_partners);
            self.numbers(&query, |[_, weight]| all += weight.unwrap_or(0)).await?;
        }
        Ok(all)
    }

    /// Asks for the neurons without a type, and counts them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read_untyped(&self) -> anyhow::Result<usize> {
        let (mut all, mut from) = (0, 0);
        loop {
            let mut some = 0;
            let query = query::untyped(from, &self.properties);
            self.numbers(&query, |[id, _]| {
                some += 1;
                from = id.map_or(from, |id| id + 1);
            })
            .await?;
            all += some;
            if some < UNTYPED_AT_ONCE {
                return Ok(all);
            }
        }
    }

    /// Hands over the first two values of each row, where they are whole numbers.
    async fn numbers(
        &self,
        query: &Query,
        take: impl FnMut([Option<u64>; 2]) + Send,
    ) -> anyhow::Result<()> {
        match &self.way {
            Way::Http(http) => http.numbers(&self.dataset, query, take).await,
            Way::Bolt(bolt) => bolt.numbers(&self.dataset, query, take).await,
            Way::Memory(_) => anyhow::bail!("a table is asked nothing by queries"),
        }
    }

    async fn list(&self) -> anyhow::Result<()> {
        let query = query::type_counts();
        match &self.way {
            Way::Http(http) => http.text(&self.dataset, &query).await.map(drop),
            Way::Bolt(bolt) => bolt.text(&self.dataset, &query).await.map(drop),
            Way::Memory(source) => Ok(source.types(&self.dataset).await.map(drop)?),
        }
    }

    async fn batch(&self, mut types: Vec<Arc<str>>) -> anyhow::Result<Sums> {
        types.sort_unstable();
        match &self.way {
            Way::Http(http) => http.sums(&self.dataset, &self.query(&types)).await,
            Way::Bolt(bolt) => bolt.sums(&self.dataset, &self.query(&types)).await,
            Way::Memory(source) => {
                let mut sums = Sums::default();
                let mut add = |neuron: &Neuron<'_>| sums.add_neuron(neuron);
                source.neurons(&self.dataset, &types, &mut add).await?;
                Ok(sums)
            }
        }
    }

    fn query(&self, types: &[Arc<str>]) -> Query {
        let types = types.iter().map(|name| &**name);
        match self.indexed {
            true => query::neurons(types, &self.properties),
            false => query::neurons_by_scan(types, &self.properties),
        }
    }
}
