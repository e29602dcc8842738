//! The queries of a static site by themselves, sent by a minimal client.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::Context;
use futures_util::StreamExt;

use super::minimal::Minimal;
use super::subject::Subject;
use crate::commands::notes::{Notes, Seen};
use crate::config::given::AtSource;
use crate::site::reading::{Reader, Way};
use crate::source::noting::Noting;

/// What a site asks a database for.
pub struct RawQueries {
    subject: Subject,
    /// The batches, as a run of `create-index` sent them.
    sent: Seen,
}

impl RawQueries {
    /// Reads everything once as `create-index` does, and notes how it asks.
    ///
    /// # Errors
    /// When something does not answer.
    pub async fn noted(at: &AtSource) -> anyhow::Result<RawQueries> {
        let subject = Subject::open(at).await?;
        let notes = Arc::new(Notes::default());
        let way = Way::new(Noting::new(subject.fresh().await?, notes.clone()), &at.limits);
        let Subject { dataset, types, .. } = &subject;
        let batch_neurons = at.limits.batch_neurons;
        let reader =
            Reader::new(&way, &dataset.name, dataset.partners, types.clone(), batch_neurons);
        let mut read = Box::pin(reader.read((0..types.len()).collect(), drop));
        while let Some((ix, read)) = read.next().await {
            read.with_context(|| format!("{} cannot be read", types[ix].name))?;
        }
        drop(read);
        Ok(RawQueries { sent: notes.take(), subject })
    }

    /// How long the same queries take, from connecting to the last row.
    ///
    /// # Errors
    /// When the database does not answer, or with other neurons.
    pub async fn time(&self) -> anyhow::Result<Duration> {
        let began = Instant::now();
        let minimal = Minimal::new(&self.subject).await?;
        let neurons = minimal.read(&self.sent.batches).await?.neurons();
        minimal.read_partners(&self.sent.partners).await?;
        minimal.read_untyped().await?;
        let took = began.elapsed();
        let listed = self.subject.neurons();
        anyhow::ensure!(
            neurons == listed,
            "the minimal client read {neurons} neurons, the list has {listed}"
        );
        Ok(took)
    }
}
