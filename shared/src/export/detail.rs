//! What is behind a type as tables: its neurons, and its partners.

use super::{Cell, Format, Head, Writer};
use crate::wire::{NeuronRow, Partner, Partners};

/// A file of these neurons, in this order. A column in which none of them has anything is left
/// out.
pub fn neurons(format: Format, head: &Head<'_>, neurons: &[&NeuronRow]) -> String {
    let whole = |number: Option<u64>| number.map_or(Cell::Empty, Cell::Whole);
    let cells = |neuron: &NeuronRow| {
        [
            Cell::Id(neuron.body_id.as_str().into()),
            Cell::text(neuron.instance.as_deref().unwrap_or_default()),
            Cell::text(neuron.side.letter()),
            Cell::text(neuron.status.as_deref().unwrap_or_default()),
            whole(neuron.post),
            whole(neuron.upstream),
            whole(neuron.downstream),
            whole(neuron.pre),
        ]
    };
    const COLUMNS: [&str; 8] = [
        "body id",
        "instance",
        "side",
        "status",
        "inputs (PSDs)",
        "inputs (connections)",
        "outputs (connections)",
        "outputs (T-bars)",
    ];
    let rows: Vec<_> = neurons.iter().map(|neuron| cells(neuron)).collect();
    let is_kept = |column: &usize| rows.iter().any(|row| row[*column] != Cell::Empty);
    let kept: Vec<usize> = (0..COLUMNS.len()).filter(is_kept).collect();
    let headings = kept.iter().map(|column| COLUMNS[*column].to_owned()).collect();
    let mut writer = Writer::new(format, head, headings);
    for row in rows {
        writer.row(&kept.iter().map(|column| row[*column].clone()).collect::<Vec<_>>());
    }
    writer.finish()
}

/// A file of all partners of a type, inputs first; those without a type are one row without one.
pub fn partners(format: Format, head: &Head<'_>, partners: &Partners) -> String {
    const COLUMNS: [&str; 8] = [
        "direction",
        "type",
        "neurons",
        "connections",
        "share %",
        "connections per neuron",
        "CV",
        "transmitter",
    ];
    let mut writer = Writer::new(format, head, COLUMNS.map(str::to_owned).into());
    for (direction, rows) in [("input", &partners.inputs), ("output", &partners.outputs)] {
        rows.iter().for_each(|partner| writer.row(&cells(direction, partner)));
    }
    writer.finish()
}

fn cells(direction: &str, partner: &Partner) -> [Cell; 8] {
    let hundredths = |number: f64| Cell::Hundredths((number * 100.0).round() as u32);
    [
        Cell::text(direction),
        Cell::text(partner.name.as_deref().unwrap_or_default()),
        Cell::Whole(partner.neurons.total),
        Cell::Whole(partner.connections),
        hundredths(partner.share * 100.0),
        hundredths(partner.per_neuron),
        hundredths(partner.cv),
        Cell::text(partner.nt.as_deref().unwrap_or_default()),
    ]
}
