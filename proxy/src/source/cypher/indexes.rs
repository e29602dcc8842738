//! Rows of `query::indexes`: which neurons are found without looking at every one.

use super::query;
use super::row::Row;

/// The properties that neurons are looked up by.
pub const LOOKED_UP: [&str; 2] = ["type", "bodyId"];

/// Whether the index that a row tells of finds a dataset's neurons by this property.
pub fn is_of(property: &str, row: &Row<'_>, dataset: &str) -> bool {
    let [entity, labels, properties, kind, state] = [0, 1, 2, 3, 4].map(|at| row.cell(at));
    let label = query::label(dataset, "Neuron");
    let equality = ["RANGE", "TEXT", "BTREE"];
    entity.word() == Some("NODE")
        && labels.words().any(|other| other == label)
        && properties.words().eq([property])
        && kind.word().is_some_and(|kind| equality.contains(&kind))
        && state.word() == Some("ONLINE")
}

/// The statement that creates it.
pub fn statement(property: &str, dataset: &str) -> String {
    let label = query::quoted_label(dataset, "Neuron");
    format!("CREATE INDEX IF NOT EXISTS FOR (n:{label}) ON (n.{property})")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::cells::Cell;
    use super::*;

    #[test]
    fn only_an_index_that_is_used_counts() {
        let check = |row: serde_json::Value, expected: bool| {
            let text = row.to_string();
            let cells: Vec<Cell<'_>> = serde_json::from_str(&text).expect("cells");
            let places = [0, 1, 2, 3, 4].map(Some);
            let row_of = Row::new(cells, &places);
            assert_eq!(is_of("type", &row_of, "manc:v1"), expected, "{row}");
        };
        check(json!(["NODE", ["manc_Neuron"], ["type"], "RANGE", "ONLINE"]), true);
        check(json!(["NODE", ["manc_Neuron"], ["type"], "BTREE", "ONLINE"]), true);
        check(json!(["NODE", ["manc_Neuron"], ["type"], "RANGE", "POPULATING"]), false);
        check(json!(["NODE", ["manc_Neuron"], ["type"], "FULLTEXT", "ONLINE"]), false);
        check(json!(["NODE", ["manc_Neuron"], ["type", "status"], "RANGE", "ONLINE"]), false);
        check(json!(["NODE", ["manc_Segment"], ["type"], "RANGE", "ONLINE"]), false);
        check(json!(["NODE", ["Neuron"], ["type"], "RANGE", "ONLINE"]), false);
        check(json!(["RELATIONSHIP", ["manc_Neuron"], ["type"], "RANGE", "ONLINE"]), false);
        check(json!(["NODE", null, null, "LOOKUP", "ONLINE"]), false);
    }

    #[test]
    fn the_statement_names_the_dataset_s_own_label() {
        let expected = "CREATE INDEX IF NOT EXISTS FOR (n:`optic-lobe_Neuron`) ON (n.type)";
        assert_eq!(statement("type", "optic-lobe:v1.1"), expected);
    }
}
