//! The rows of an answer, read one by one while it arrives; columns go by their names.

use serde::Deserializer;
use serde::de::{DeserializeSeed, SeqAccess, Visitor};

use super::split::{Piece, Splitter};
use crate::source::SourceError;
use crate::source::cypher::cells::Cell;
use crate::source::cypher::query::Query;
use crate::source::cypher::row::{EachRow, Row};
use crate::source::cypher::unreadable;

/// Reads an answer chunk by chunk.
#[derive(Debug)]
pub struct RowReader<'q> {
    query: &'q Query,
    splitter: Splitter,
    columns: Option<Columns>,
}

#[derive(Debug)]
struct Columns {
    /// Where in the answer each of the query's columns is.
    places: Vec<Option<usize>>,
    /// How many the answer has.
    width: usize,
}

impl<'q> RowReader<'q> {
    /// Begins the answer to this query.
    pub fn new(query: &'q Query) -> RowReader<'q> {
        RowReader { query, splitter: Splitter::new(), columns: None }
    }

    /// Takes the next bytes and hands over the rows that end in them.
    ///
    /// # Errors
    /// When the answer is not one to this query.
    pub fn feed(&mut self, chunk: &[u8], each: EachRow<'_>) -> Result<(), SourceError> {
        let RowReader { query, splitter, columns } = self;
        splitter.feed(chunk, &mut |piece| {
            match piece {
                Piece::Columns(text) => *columns = Some(Columns::read(text, query)?),
                Piece::Row(text) => {
                    let columns = columns
                        .as_ref()
                        .ok_or_else(|| unreadable("its rows come before its columns"))?;
                    each(&columns.row(text)?);
                }
            }
            Ok(())
        })
    }

    /// Checks that the answer was whole.
    ///
    /// # Errors
    /// When it was not.
    pub fn finish(&self) -> Result<(), SourceError> {
        self.splitter.finish()?;
        match self.columns {
            Some(_) => Ok(()),
            None => Err(unreadable("it has no columns")),
        }
    }
}

impl Columns {
    fn read(text: &[u8], query: &Query) -> Result<Columns, SourceError> {
        let names: Vec<String> =
            serde_json::from_slice(text).map_err(|_| unreadable("its columns are not a list"))?;
        let place = |column: &&str| names.iter().position(|name| name == column);
        if let Some(missing) = query.required().iter().find(|name| place(name).is_none()) {
            return Err(unreadable(format!("it has no column {missing}")));
        }
        Ok(Columns { places: query.columns().iter().map(place).collect(), width: names.len() })
    }

    fn row<'a>(&'a self, text: &'a [u8]) -> Result<Row<'a>, SourceError> {
        let cells = CellsOf(self.width)
            .deserialize(&mut serde_json::Deserializer::from_slice(text))
            .map_err(|_| unreadable("a row cannot be read"))?;
        if cells.len() != self.width {
            return Err(unreadable("a row has not as many values as there are columns"));
        }
        Ok(Row::new(cells, &self.places))
    }
}

/// Reads a row into a list of the right size at once: rows are many.
struct CellsOf(usize);

impl<'de> DeserializeSeed<'de> for CellsOf {
    type Value = Vec<Cell<'de>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for CellsOf {
    type Value = Vec<Cell<'de>>;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a row")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<Self::Value, A::Error> {
        let mut cells = Vec::with_capacity(self.0);
        while let Some(cell) = row.next_element()? {
            cells.push(cell);
        }
        Ok(cells)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use serde_json::{Value, json};
    use shared::neuron::Neuron;
    use shared::summary::Summarizer;

    use super::*;
    use crate::source::cypher::neurons::NeuronReader;
    use crate::source::cypher::properties::Properties;
    use crate::source::cypher::query;

    /// `type=neurons` of each row of an answer to [`query::type_counts`].
    fn read(answer: &str) -> Result<Vec<String>, SourceError> {
        let query = query::type_counts();
        let mut reader = RowReader::new(&query);
        let mut rows = Vec::new();
        for chunk in answer.as_bytes().chunks(5) {
            reader.feed(chunk, &mut |row| {
                rows.push(format!("{:?}={:?}", row.cell(0).text(), row.cell(1).whole()));
            })?;
        }
        reader.finish()?;
        Ok(rows)
    }

    #[test]
    fn columns_go_by_their_names() {
        let expected = [r#"Some("a\nb")=Ok(Some(2))"#];
        let answers = [
            r#"{"columns":["type","neurons"],"data":[["a\nb",2]]}"#,
            r#"{"columns":["neurons","type"],"data":[[2,"a\nb"]]}"#,
            r#"{"columns":["x","neurons","y","type"],"data":[[{},2,[[]],"a\nb"]]}"#,
        ];
        for answer in answers {
            assert_eq!(read(answer).expect("a good answer"), expected, "{answer}");
        }
    }

    #[test]
    fn an_answer_to_something_else_is_unreadable() {
        let bad = [
            r#"{"columns":["type"],"data":[["a"]]}"#,
            r#"{"columns":["type","neuron"],"data":[["a",1]]}"#,
            r#"{"columns":null,"data":[]}"#,
            r#"{"columns":[1,2],"data":[]}"#,
            r#"{"columns":["type","neurons"],"data":null}"#,
            r#"{"columns":["type","neurons"],"data":[["a"]]}"#,
            r#"{"columns":["type","neurons"],"data":[["a",1,2]]}"#,
            r#"{"columns":["type","neurons"],"data":[["a",tru]]}"#,
            r#"{"columns":["type","neurons"],"data":[["\q",1]]}"#,
            r#"{"data":[["a",1]],"columns":["type","neurons"]}"#,
            r#"{"data":[]}"#,
            r#"{"error":"…"}"#,
        ];
        for answer in bad {
            let error = read(answer).expect_err(answer);
            assert!(matches!(error, SourceError::Unreadable(_)), "{answer}");
        }
    }

    /// Any JSON.
    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            Just(Value::from("EPG")),
        ];
        leaf.prop_recursive(4, 32, 6, |inner| {
            let key = prop_oneof![Just("pre".to_owned()), any::<String>()];
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(key, inner, 0..6).prop_map(|it| json!(it)),
            ]
        })
    }

    /// The properties of the hemibrain's neurons, and the query for a type of it.
    fn hemibrain() -> (Properties, Query) {
        let properties = Properties::of("hemibrain:v1.2.1", None, query::CORE.len());
        let query = query::neurons(["EPG"], query::Lookup::Index, properties.wanted());
        (properties, query)
    }

    /// A row of a neuron of the type EPG with a body id, all else being any JSON, or its text.
    fn odd_neuron(width: usize) -> impl Strategy<Value = Value> {
        let cell = prop_oneof![any_json(), any_json().prop_map(|it| it.to_string().into())];
        (0..9_u64, prop::collection::vec(cell, width)).prop_map(|(body_id, mut row)| {
            row[0] = body_id.into();
            row[1] = "EPG".into();
            row.into()
        })
    }

    proptest! {
        /// What is JSON and no answer is refused, and nothing worse.
        #[test]
        fn no_json_makes_it_panic(columns in any_json(), data in any_json(), other in any_json()) {
            let _ = read(&json!({"columns": columns, "data": data}).to_string());
            let _ = read(&json!({"columns": ["type", "neurons"], "data": data}).to_string());
            let _ = read(&other.to_string());
        }

        /// Whatever stands in the cells of a neuron, it is counted, once, and the others are read.
        #[test]
        fn no_value_of_a_neuron_costs_another(
            rows in prop::collection::vec(odd_neuron(hemibrain().1.columns().len()), 0..6),
        ) {
            let (properties, query) = hemibrain();
            let mut reader = RowReader::new(&query);
            let mut neurons = NeuronReader::of_types(&properties, ["EPG"].into());
            let mut summarizer = Summarizer::of_types(["EPG"].into_iter());
            let mut add = |neuron: &Neuron<'_>| summarizer.add(neuron);
            let answer = json!({"columns": query.columns(), "data": rows}).to_string();
            let fed = reader.feed(answer.as_bytes(), &mut |row| neurons.read(row, &mut add));
            prop_assert!(fed.and_then(|()| reader.finish()).is_ok());
            let ids: std::collections::BTreeSet<_> = rows.iter().map(|row| row[0].as_u64()).collect();
            prop_assert_eq!(summarizer.finish()["EPG"].neurons.total, ids.len() as u64);
        }

        /// An answer with some bytes changed is read or refused, and nothing worse.
        #[test]
        fn no_answer_makes_it_panic(
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
            end in any::<prop::sample::Index>(),
            size in 1..40_usize,
        ) {
            let answer = br#"{"columns":["type","neurons"],"data":[["a\"",1],[null,2.0]],"debug":"\""}"#;
            let mut answer = answer.to_vec();
            for (at, byte) in changes {
                let at = at.index(answer.len());
                answer[at] = byte;
            }
            answer.truncate(end.index(answer.len() * 4).max(1));
            let query = query::type_counts();
            let mut reader = RowReader::new(&query);
            let mut chunks = answer.chunks(size);
            let read = chunks.try_for_each(|chunk| reader.feed(chunk, &mut |row| {
                let _ = (row.cell(0).word(), row.cell(1).whole());
            }));
            let _ = read.and_then(|()| reader.finish());
        }
    }

    #[test]
    fn a_value_nested_beyond_reason_is_an_error_and_no_overflow() {
        let deep = "[".repeat(100_000) + &"]".repeat(100_000);
        let answer = format!(r#"{{"columns":["type","neurons"],"data":[["a",{deep}]]}}"#);
        assert!(read(&answer).is_err());
    }
}
