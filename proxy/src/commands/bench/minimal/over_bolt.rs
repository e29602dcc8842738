//! The minimal client at Neo4j: rows are added up one by one while they arrive.

use std::fmt;
use std::marker::PhantomData;

use neo4rs::{Graph, Row as Record};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::sums::{Row, Sums};
use crate::source::cypher::query::{CONNECTED, Query, ROW};
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
        let mut first = None;
        let take = |record: &Record| {
            let text = || record.get::<First<&str>>(ROW).ok()?.0.map(str::to_owned);
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
            sums.add(&record.get::<Core<'_>>(ROW).map_err(|_| unreadable())?.0);
            Ok(())
        };
        self.each(dataset, query, add).await?;
        Ok(sums)
    }

    /// Hands over the first value of each row of an answer, where it is a whole number.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn ids(
        &self,
        dataset: &str,
        query: &Query,
        mut take: impl FnMut(Option<u64>),
    ) -> anyhow::Result<()> {
        let each = |record: &Record| {
            take(record.get::<First<u64>>(ROW).map_err(|_| unreadable())?.0);
            Ok(())
        };
        self.each(dataset, query, each).await
    }

    /// Hands over the inputs and the outputs of each row of `query::connections`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn connections(
        &self,
        dataset: &str,
        query: &Query,
        mut take: impl FnMut(&[(u64, u64)]),
    ) -> anyhow::Result<()> {
        let [_, inputs, outputs] = CONNECTED;
        let each = |record: &Record| {
            for column in [inputs, outputs] {
                take(&record.get::<Vec<(u64, u64)>>(column).map_err(|_| unreadable())?);
            }
            Ok(())
        };
        self.each(dataset, query, each).await
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
        if let Some(ids) = asked.ids {
            let ids: Result<Vec<i64>, _> = ids.iter().map(|id| i64::try_from(*id)).collect();
            request = request.param("ids", ids?);
        }
        if let Some(id) = asked.id.and_then(|id| i64::try_from(id).ok()) {
            request = request.param("id", id);
        }
        // An error's own words may hold the query.
        let mut rows = self.0.execute_read(request).await.map_err(|_| unreadable())?;
        while let Some(record) = rows.next().await.map_err(|_| unreadable())? {
            take(&record)?;
        }
        Ok(())
    }
}

/// The first value of a list, where it is of this kind.
struct First<T>(Option<T>);

/// The first eight values of a list, those of [`CORE`](crate::source::cypher::query::CORE).
struct Core<'a>(Row<'a>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for First<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<First<T>, D::Error> {
        struct Reader<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Reader<T> {
            type Value = First<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<First<T>, A::Error> {
                Ok(First(list.next_element::<Option<T>>().ok().flatten().flatten()))
            }
        }
        deserializer.deserialize_seq(Reader(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Core<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Core<'de>, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Core<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Core<'de>, A::Error> {
                let _body_id: Option<IgnoredAny> = list.next_element()?;
                let type_name: &str = list.next_element()?.unwrap_or_default();
                let _instance: Option<IgnoredAny> = list.next_element()?;
                let mut counts = [None; 4];
                for count in &mut counts {
                    *count = list.next_element::<Option<u64>>()?.flatten();
                }
                let roi_info = list.next_element::<Option<&str>>()?.flatten();
                Ok(Core(Row { type_name, counts, roi_info }))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

fn unreadable() -> anyhow::Error {
    anyhow::anyhow!("the database did not answer the minimal client as it should")
}
