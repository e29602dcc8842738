//! The minimal client at neuPrintHTTP: each answer is read whole, then parsed.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use anyhow::Context;
use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeOwned, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use super::sums::{Row, Sums};
use crate::source::cypher::query::Query;
use crate::source::neuprint::{Options, Server};

/// A client of a server.
pub struct Http(Server);

#[derive(Deserialize)]
struct Rows<'a> {
    #[serde(borrow)]
    data: Vec<Cells<'a>>,
}

#[derive(Deserialize)]
struct First {
    data: Vec<Vec<Value>>,
}

#[derive(Deserialize)]
struct Ids {
    data: Vec<Id>,
}

/// The first cell of a row.
struct Id(Value);

/// Pairs of body id and weight.
type Pairs = Vec<(u64, u64)>;

#[derive(Deserialize)]
struct Connections {
    data: Vec<(IgnoredAny, Pairs, Pairs)>,
}

/// What is summed of a row; the other cells are skipped.
struct Cells<'a> {
    type_name: Text<'a>,
    counts: [Option<u64>; 4],
    roi_info: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Http {
    /// A client with the source's own settings.
    ///
    /// # Errors
    /// When they cannot be used.
    pub fn new(options: &Options) -> anyhow::Result<Http> {
        Ok(Http(Server::new(options)?))
    }

    /// The first value of an answer, where that is a text.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn text(&self, dataset: &str, query: &Query) -> anyhow::Result<Option<String>> {
        let answer: First = self.read(dataset, query).await?;
        let first = answer.data.first().and_then(|row| row.first());
        Ok(first.and_then(Value::as_str).map(str::to_owned))
    }

    /// The sums of an answer.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn sums(&self, dataset: &str, query: &Query) -> anyhow::Result<Sums> {
        let answer = self.ask(dataset, query).await?;
        let rows: Rows<'_> = serde_json::from_slice(&answer)
            .map_err(|_| anyhow::anyhow!("an answer to the minimal client cannot be read"))?;
        let mut sums = Sums::default();
        for Cells { type_name, counts, roi_info } in &rows.data {
            let roi_info = roi_info.as_ref().map(|text| &*text.0);
            sums.add(&Row { type_name: &type_name.0, counts: *counts, roi_info });
        }
        Ok(sums)
    }

    /// Hands over the first value of each row of an answer, where it is a whole number.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn ids(
        &self,
        dataset: &str,
        query: &Query,
        mut take: impl FnMut(Option<u64>),
    ) -> anyhow::Result<()> {
        let answer: Ids = self.read(dataset, query).await?;
        answer.data.iter().for_each(|Id(first)| take(first.as_u64()));
        Ok(())
    }

    /// Hands over the inputs and the outputs of each row of `query::connections`.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn connections(
        &self,
        dataset: &str,
        query: &Query,
        mut take: impl FnMut(&[(u64, u64)]),
    ) -> anyhow::Result<()> {
        let answer: Connections = self.read(dataset, query).await?;
        for (_own, inputs, outputs) in &answer.data {
            [inputs, outputs].into_iter().for_each(|connections| take(connections));
        }
        Ok(())
    }

    async fn read<T: DeserializeOwned>(&self, dataset: &str, query: &Query) -> anyhow::Result<T> {
        serde_json::from_slice(&self.ask(dataset, query).await?)
            .context("an answer to the minimal client cannot be read")
    }

    async fn ask(&self, dataset: &str, query: &Query) -> anyhow::Result<Bytes> {
        let request = self.0.request(dataset, &query.with_literals());
        let answer = async { request.send().await?.error_for_status()?.bytes().await };
        answer.await.map_err(reqwest::Error::without_url).context("the minimal client was refused")
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Cells<'a> {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Cells<'a>, D::Error> {
        json.deserialize_seq(CellsVisitor(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(json: D) -> Result<Id, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Id;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a row")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Id, A::Error> {
                let first = row.next_element()?.unwrap_or_default();
                while row.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Id(first))
            }
        }
        json.deserialize_seq(Reader)
    }
}

struct CellsVisitor<'a>(PhantomData<&'a ()>);

impl<'de: 'a, 'a> Visitor<'de> for CellsVisitor<'a> {
    type Value = Cells<'a>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a row of neurons")
    }

    /// The columns are those of `query::CORE`, in its order.
    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Cells<'a>, A::Error> {
        fn next<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(row: &mut A) -> Result<T, A::Error> {
            row.next_element()?.ok_or_else(|| A::Error::custom("a row is too short"))
        }
        let _body_id: IgnoredAny = next(&mut row)?;
        let type_name = next(&mut row)?;
        let _instance: IgnoredAny = next(&mut row)?;
        let mut counts = [None; 4];
        for count in &mut counts {
            *count = next(&mut row)?;
        }
        let roi_info = next(&mut row)?;
        while row.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Cells { type_name, counts, roi_info })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_read_by_the_order_of_the_querys_columns() {
        let columns = crate::source::cypher::query::CORE;
        assert_eq!(columns[1], "type");
        assert_eq!(columns[3..], ["pre", "post", "upstream", "downstream", "roiInfo"]);
        let answer = r#"{"columns":[],"data":[[1,"KCa'b'",null,2,3,null,4,"{\"EB\":{}}","more",[1]]],"debug":""}"#;
        let rows: Rows<'_> = serde_json::from_str(answer).expect("rows");
        let Cells { type_name, counts, roi_info } = &rows.data[0];
        assert_eq!((&*type_name.0, *counts), ("KCa'b'", [Some(2), Some(3), None, Some(4)]));
        assert_eq!(roi_info.as_ref().map(|text| &*text.0), Some(r#"{"EB":{}}"#));
    }
}
