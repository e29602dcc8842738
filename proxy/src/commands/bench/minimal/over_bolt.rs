//! The minimal client at Neo4j: rows are added up one by one while they arrive.

use std::fmt;

use neo4rs::{Graph, Row as Record};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};

use super::sums::{Row, Sums};
use crate::source::cypher::query::{Query, ROW};
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
            let text = || record.get::<First<'_>>(ROW).ok()?.0.map(str::to_owned);
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

    /// Hands over the first two values of each row of an answer, where they are whole numbers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn numbers(
        &self,
        dataset: &str,
        query: &Query,
        mut take: impl FnMut([Option<u64>; 2]),
    ) -> anyhow::Result<()> {
        let each = |record: &Record| {
            take(record.get::<Numbers>(ROW).map_err(|_| unreadable())?.0);
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

/// The first two values of a list, where they are whole numbers.
struct Numbers([Option<u64>; 2]);

/// The first value of a list, where that is a text.
struct First<'a>(Option<&'a str>);

/// The first eight values of a list, those of [`CORE`](crate::source::cypher::query::CORE).
struct Core<'a>(Row<'a>);

impl<'de> Deserialize<'de> for First<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<First<'de>, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = First<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<First<'de>, A::Error> {
                Ok(First(list.next_element::<Option<&str>>().ok().flatten().flatten()))
            }
        }
        deserializer.deserialize_seq(Reader)
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

impl<'de> Deserialize<'de> for Numbers {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Numbers, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Numbers;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Numbers, A::Error> {
                let mut next = || list.next_element::<Option<u64>>().ok().flatten().flatten();
                Ok(Numbers([next(), next()]))
            }
        }
        deserializer.deserialize_seq(Reader)
    }
}

fn unreadable() -> anyhow::Error {
    anyhow::anyhow!("the database did not answer the minimal client as it should")
}
