//! What tells the rows of a type from what they once were: hashed as they lie there, which is much
//! cheaper than adding them up.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{NeuronId, Row, Table};

/// Of every type: over its neurons, and over each of their connections with what its partner shows
/// of itself.
pub(super) fn fingerprints(table: &Table) -> HashMap<String, u64> {
    // Texts and partners are hashed once, however often they are met.
    let texts: Vec<u64> = table.texts.all.iter().map(hash).collect();
    let partners: Vec<u64> =
        table.rows.iter().map(|row| hash(&(row.body_id, table.partner(row)))).collect();
    let of_type = |rows: std::ops::Range<NeuronId>| {
        let mut hasher = DefaultHasher::new();
        for id in rows {
            add_row(&mut hasher, table, &table.rows[id as usize], &texts);
            for neighbours in table.connections.iter().flat_map(|all| all.of(id)) {
                neighbours.len().hash(&mut hasher);
                for (partner, weight) in neighbours {
                    (partners[*partner as usize], *weight).hash(&mut hasher);
                }
            }
        }
        hasher.finish()
    };
    let types = table.types.iter();
    types.map(|span| (span.name.to_string(), of_type(span.rows.clone()))).collect()
}

fn add_row(hasher: &mut DefaultHasher, table: &Table, row: &Row, texts: &[u64]) {
    let text = |id: u32| texts[id as usize];
    let Row { body_id, side, counts, rois, attributes, names, .. } = row;
    let (type_name, instance) = (row.type_name.map(text), row.instance.map(text));
    (body_id, type_name, instance, side, counts.0).hash(hasher);
    let rois = &table.rois[rois.start as usize..rois.end as usize];
    (rois.len(), attributes.len(), names.len()).hash(hasher);
    rois.iter().for_each(|(roi, counts)| (text(*roi), counts.0).hash(hasher));
    for (attribute, value, confidence) in attributes {
        (attribute, text(*value), confidence.map(f32::to_bits)).hash(hasher);
    }
    names.iter().for_each(|(kind, name)| (kind, text(*name)).hash(hasher));
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
