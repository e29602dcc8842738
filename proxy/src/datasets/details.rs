//! What is behind a type: its neurons, and its partners. Kept as they are sent, bounded in bytes,
//! under the version of their dataset.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use moka::sync::Cache;
use shared::wire::{NeuronList, NeuronRow};

use super::Opened;
use crate::flights::{Flights, Landed, Wanted};
use crate::http::Stored;
use crate::metrics::caches::DetailKind;
use crate::source::{SourceError, wire_row};
use crate::upstream::{AskError, Permit, Urgency};

/// What is kept.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Detail {
    /// The neurons of a type.
    Neurons(String),
    /// The partners of a type.
    Partners(String),
}

impl Detail {
    /// Which of the two it is.
    pub fn kind(&self) -> DetailKind {
        match self {
            Detail::Neurons(_) => DetailKind::Neurons,
            Detail::Partners(_) => DetailKind::Partners,
        }
    }

    /// Asks the source for it.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn read(
        self,
        opened: Arc<Opened>,
        urgency: Urgency,
        wanted: Wanted,
    ) -> Result<Stored, AskError> {
        let ask = || async {
            let permit = opened.upstream.permit_while(urgency, &wanted).await?;
            match &self {
                Detail::Neurons(name) => neurons(permit, &opened, name).await,
                Detail::Partners(name) => partners(permit, &opened, name).await,
            }
        };
        opened.upstream.retrying(ask).await
    }
}

/// An answer that has many more neurons than the list counts is not kept in memory to its end.
async fn neurons(permit: Permit<'_>, opened: &Opened, name: &str) -> Result<Stored, AskError> {
    let listed = opened.find(name).map_or(0, |ix| opened.types[ix].neurons as usize);
    let most = 2 * listed + MORE_THAN_LISTED;
    let mut neurons: Vec<(u64, NeuronRow)> = Vec::new();
    let mut found = 0;
    permit
        .neurons(&opened.dataset.name, &[name.into()], &mut |neuron| {
            found += 1;
            if found <= most {
                neurons.push((neuron.body_id, wire_row(neuron)));
            }
        })
        .await?;
    if found > most {
        let many = format!("it has {found} neurons of a type that its list counts {listed} for");
        return Err(SourceError::Unreadable(many).into());
    }
    neurons.sort_by_key(|(body_id, _)| *body_id);
    let neurons = neurons.into_iter().map(|(_, row)| row).collect();
    Ok(Stored::json(&NeuronList { name: name.to_owned(), neurons }))
}

async fn partners(permit: Permit<'_>, opened: &Opened, name: &str) -> Result<Stored, AskError> {
    Ok(Stored::json(&permit.partners(&opened.dataset.name, name).await?))
}

/// A type may have grown since its list was read.
const MORE_THAN_LISTED: usize = 1_000;

/// A detail of one version of a dataset.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The dataset's name.
    pub dataset: String,
    /// Its version.
    pub version: String,
    /// What of it.
    pub detail: Detail,
}

/// What was fetched ahead, or could not be, is not asked for again for so long.
const LEFT_ALONE: Duration = Duration::from_secs(600);
/// Failures that are remembered.
const MOST_LEFT_ALONE: u64 = 10_000;

/// The details that are known.
pub struct Details {
    kept: Cache<Key, Arc<Stored>>,
    /// Those that were fetched when nobody had asked for them, or could not be.
    left_alone: Cache<Key, ()>,
    flights: Flights<Key, Arc<Stored>>,
}

impl Details {
    /// Keeps at most so many bytes; what was used longest ago goes first. A body counts twice: its
    /// compressed forms, which are made when they are asked for, are together no larger.
    pub fn new(bytes: u64) -> Details {
        let weight = |key: &Key, stored: &Arc<Stored>| {
            let own = 200 + key.dataset.len() + key.version.len();
            u32::try_from(own as u64 + 2 * stored.plain_bytes()).unwrap_or(u32::MAX)
        };
        let kept = Cache::builder().max_capacity(bytes).weigher(weight);
        let kept = kept.support_invalidation_closures().build();
        let left_alone = Cache::builder().max_capacity(MOST_LEFT_ALONE).time_to_live(LEFT_ALONE);
        let left_alone = left_alone.build();
        Details { kept, left_alone, flights: Flights::default() }
    }

    /// What is known, else what `read` brings; that is read once however many ask, and not at all
    /// when all of them have gone before the query was sent.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn get<F>(&self, key: Key, read: impl Fn(Wanted) -> F) -> Landed<Arc<Stored>>
    where
        F: Future<Output = Result<Stored, AskError>> + Send + 'static,
    {
        if let Some(stored) = self.kept.get(&key) {
            return Ok(stored);
        }
        let (kept, to_keep, to_find) = (self.kept.clone(), key.clone(), key.clone());
        let known = || self.kept.get(&to_find);
        let flight = |wanted| {
            let (read, kept, to_keep) = (read(wanted), kept.clone(), to_keep.clone());
            async move {
                let stored = Arc::new(read.await?);
                kept.insert(to_keep, stored.clone());
                Ok(stored)
            }
        };
        self.flights.join(key, known, flight).await
    }

    /// Whether a detail is known.
    pub fn has(&self, key: &Key) -> bool {
        self.kept.contains_key(key)
    }

    /// Whether a detail is not known, and nothing speaks against asking for it unasked.
    pub fn is_worth_fetching(&self, key: &Key) -> bool {
        !self.has(key) && !self.left_alone.contains_key(key)
    }

    /// Fetches nothing ahead for this for some minutes; a person who asks for it is answered.
    pub fn leave_alone(&self, key: Key) {
        self.left_alone.insert(key, ());
    }

    /// Forgets everything of a dataset.
    pub fn forget(&self, dataset: &str) {
        let dataset = dataset.to_owned();
        // Fails only without support for closures, which the builder has been told of.
        let _ = self.kept.invalidate_entries_if(move |key, _| key.dataset == dataset);
    }

    /// Details kept, and their bytes.
    pub fn size(&self) -> (u64, u64) {
        self.kept.run_pending_tasks();
        (self.kept.entry_count(), self.kept.weighted_size())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str) -> Key {
        let detail = Detail::Partners(name.to_owned());
        Key { dataset: "d".to_owned(), version: "1".to_owned(), detail }
    }

    async fn keep(details: &Details, name: &str, bytes: usize) {
        let text = "x".repeat(bytes);
        let read = |_| std::future::ready(Ok(Stored::json(&text)));
        details.get(key(name), read).await.expect("a detail");
    }

    #[tokio::test]
    async fn only_so_many_bytes_are_kept() {
        let details = Details::new(10_000);
        for n in 0..50 {
            keep(&details, &n.to_string(), 1_000).await;
        }
        let (count, bytes) = details.size();
        assert!(bytes <= 10_000 && (4..=9).contains(&count), "{count} details, {bytes} bytes");
    }

    #[tokio::test]
    async fn what_is_purged_is_gone() {
        let details = Details::new(10_000);
        keep(&details, "EPG", 10).await;
        assert!(details.has(&key("EPG")));
        details.forget("d");
        assert!(!details.has(&key("EPG")));
    }
}
