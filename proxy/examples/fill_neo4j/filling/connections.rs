//! The connections: `(a)-[:ConnectsTo {weight, weightHP, roiInfo}]->(b)`.

use anyhow::Result;
use neo4rs::{BoltType, Graph, query};
use quickpage::source::table::Table;

use super::properties::integer;

/// Connections in one query.
const BATCH: usize = 20_000;

/// Creates all connections of a table; tells how many.
pub async fn create(graph: &Graph, root: &str, table: &Table) -> Result<usize> {
    let all: Vec<(u64, u64, u32)> = table.every_connection().collect();
    // A table does not say in which ROIs a connection lies.
    let text = format!(
        "UNWIND range(0, size($weights) - 1) AS at \
         MATCH (a:`{root}_Neuron` {{bodyId: $from[at]}}) \
         MATCH (b:`{root}_Neuron` {{bodyId: $to[at]}}) \
         CREATE (a)-[:ConnectsTo \
         {{weight: $weights[at], weightHP: $weights[at], roiInfo: '{{}}'}}]->(b)"
    );
    for batch in all.chunks(BATCH) {
        let mut columns = [const { Vec::<BoltType>::new() }; 3];
        for (pre, post, weight) in batch {
            let values = [*pre, *post, u64::from(*weight)];
            for (column, value) in columns.iter_mut().zip(values) {
                column.push(integer(value)?);
            }
        }
        let [from, to, weights] = columns;
        let create = query(&text).param("from", from).param("to", to).param("weights", weights);
        graph.run(create).await?;
    }
    Ok(all.len())
}
