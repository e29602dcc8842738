//! Counting over a whole table, column by column and not by way of neurons or summaries.

use std::collections::HashSet;

use super::Table;
use crate::source::Totals;

pub(super) fn totals(table: &Table) -> Totals {
    let typed = || table.rows.iter().filter(|row| row.type_name.is_some());
    let names: HashSet<_> = typed().filter_map(|row| row.type_name).collect();
    let neurons = typed().count();
    let sum = |column: usize| {
        let counts = typed().map(|row| row.counts.0[column]);
        let known = counts.filter(|count| *count != super::Counts32::UNKNOWN);
        known.map(u64::from).fold(None, |sum, count| Some(sum.unwrap_or(0) + count))
    };
    Totals {
        types: names.len() as u64,
        neurons: neurons as u64,
        untyped: (table.rows.len() - neurons) as u64,
        pre: sum(0).unwrap_or(0),
        post: sum(1).unwrap_or(0),
        upstream: sum(2),
        downstream: sum(3),
        body_ids: typed().map(|row| Totals::body_id_part(row.body_id)).sum(),
    }
}
