//! A client that does as little as can be done: it sends the queries that a proxy would send, as
//! many at once, and adds the rows up. It keeps nothing, serves nobody, tells no version, retries
//! nothing; how it asks and reads is its own, so that what is slow in the sources shows.
//!
//! In reading order: what it makes (`sums`), and the two ways it reads (`over_http`, `over_bolt`).
//! Only the text of the queries and the connection's settings are those of the sources.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::{StreamExt, stream};
use shared::neuron::Neuron;

use super::subject::Subject;
use crate::opening::{neo4j_options, neuprint_options};
use crate::source::cypher::DESCRIBED_AT_ONCE;
use crate::source::cypher::indexes::LOOKED_UP;
use crate::source::cypher::properties::Properties;
use crate::source::cypher::query::{self, Lookup, Query};
use crate::source::{Indexes, Source, UNTYPED_AT_ONCE};
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
    /// By type, and by body id.
    lookups: [Lookup; 2],
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
        let missing = match subject.source.indexes(&dataset).await {
            Ok(Indexes::Needed { missing }) => missing,
            _ => vec![],
        };
        let lookups = LOOKED_UP.map(|property| {
            match missing.iter().any(|missing| missing.property == property) {
                true => Lookup::Scan,
                false => Lookup::Index,
            }
        });
        let at_once = subject.at.limits.max_queries;
        Ok(Arc::new(Minimal { way, dataset, properties, of_partners, lookups, at_once }))
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

    /// Asks for the connections of these batches of types and who is at their other ends, for each
    /// neuron once, and adds the weights up.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn read_partners(self: &Arc<Self>, batches: &[Vec<Arc<str>>]) -> anyhow::Result<u64> {
        let told = Arc::new(Mutex::new(HashSet::new()));
        let batch = |types: &Vec<Arc<str>>| {
            let (client, types, told) = (self.clone(), types.clone(), told.clone());
            async move { tokio::spawn(async move { client.connections(&types, &told).await }).await? }
        };
        let mut reads = stream::iter(batches.iter().map(batch)).buffer_unordered(self.at_once);
        let mut all = 0;
        while let Some(connections) = reads.next().await {
            all += connections?;
        }
        Ok(all)
    }

    async fn connections(
        &self,
        types: &[Arc<str>],
        told: &Mutex<HashSet<u64>>,
    ) -> anyhow::Result<u64> {
        let (mut all, mut partners) = (0, HashSet::new());
        let take = |connections: &[(u64, u64)]| {
            all += connections.iter().map(|(_, weight)| weight).sum::<u64>();
            partners.extend(connections.iter().map(|(partner, _)| *partner));
        };
        let query = query::connections(types.iter().map(|name| &**name), self.lookups[0]);
        match &self.way {
            Way::Http(http) => http.connections(&self.dataset, &query, take).await?,
            Way::Bolt(bolt) => bolt.connections(&self.dataset, &query, take).await?,
            Way::Memory(_) => anyhow::bail!("a table is asked nothing by queries"),
        }
        let told_now = || told.lock().unwrap_or_else(PoisonError::into_inner);
        let unknown: Vec<u64> = partners.difference(&told_now()).copied().collect();
        for some in unknown.chunks(DESCRIBED_AT_ONCE) {
            let query = query::partners(some.to_vec(), self.lookups[1], &self.of_partners);
            self.ids(&query, |id| told_now().extend(id)).await?;
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
            self.ids(&query, |id| {
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

    /// Hands over the first value of each row, where it is a whole number.
    async fn ids(&self, query: &Query, take: impl FnMut(Option<u64>) + Send) -> anyhow::Result<()> {
        match &self.way {
            Way::Http(http) => http.ids(&self.dataset, query, take).await,
            Way::Bolt(bolt) => bolt.ids(&self.dataset, query, take).await,
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
        query::neurons(types, self.lookups[0], &self.properties)
    }
}
