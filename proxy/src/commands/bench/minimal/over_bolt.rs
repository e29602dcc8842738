//! The minimal client at Neo4j: rows are added up one by one while they arrive.

use neo4rs::{Graph, Row as Record};

use super::sums::{Row, Sums};
use crate::source::cypher::query::{CORE, Query};
use crate::source::neo4j::{Options, connect};

/// A client of a database.
pub struct Bolt(Graph);

/// Rows at once: more than the source takes, which must think of its memory.
const FETCH: usize = 2_000;

impl Bolt {
    /// A client with the source's own settings.
    ///
    /// # Errors
    /// When they cannot be used.
    pub fn new(options: &Options) -> anyhow::Result<Bolt> {
        Ok(Bolt(connect(options, FETCH)?))
    }

    /// The first value of an answer, where that is a text. All of it is read.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn text(&self, dataset: &str, query: &Query) -> anyhow::Result<Option<String>> {
        let column = query.columns().first().copied().unwrap_or_default();
        let mut first = None;
        let take = |record: &Record| {
            let text = || record.get::<Option<&str>>(column).ok().flatten().map(str::to_owned);
            first = first.take().or_else(text);
            Ok(())
        };
        self.each(dataset, query, take).await?;
        Ok(first)
    }

    /// The sums of an answer.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn sums(&self, dataset: &str, query: &Query) -> anyhow::Result<Sums> {
        let mut sums = Sums::default();
        let add = |record: &Record| {
            let count = |column| record.get::<Option<u64>>(column).ok().flatten();
            let type_name = record.get::<&str>(CORE[1]).map_err(|_| unreadable())?;
            let counts = ["pre", "post", "upstream", "downstream"].map(count);
            let roi_info = record.get::<Option<&str>>("roiInfo").ok().flatten();
            sums.add(&Row { type_name, counts, roi_info });
            Ok(())
        };
        self.each(dataset, query, add).await?;
        Ok(sums)
    }

    async fn each(
        &self,
        dataset: &str,
        query: &Query,
        mut take: impl FnMut(&Record) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        let asked = query.with_parameters(dataset);
        let mut request = neo4rs::query(&asked.text);
        if let Some(types) = asked.types {
            request = request.param("types", types);
        }
        // An error's own words may hold the query.
        let mut rows = self.0.execute_read(request).await.map_err(|_| unreadable())?;
        while let Some(record) = rows.next().await.map_err(|_| unreadable())? {
            take(&record)?;
        }
        Ok(())
    }
}

fn unreadable() -> anyhow::Error {
    anyhow::anyhow!("the database did not answer the minimal client as it should")
}
