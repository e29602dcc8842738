//! The neurons of a type, by body id.

use shared::format::{count, number};
use shared::links::Known;
use shared::neuron_table::Column;
use shared::wire::NeuronRow;

use super::subject::Subject;

/// Neurons shown; the app has the others.
const MOST: usize = 300;

/// The table.
#[derive(Debug)]
pub struct Neurons<'a> {
    /// How many there are.
    pub total: String,
    pub columns: Vec<Column>,
    /// Whether NeuronBridge knows them.
    pub in_neuronbridge: bool,
    pub rows: Vec<Row<'a>>,
    /// What is left out.
    pub rest: Option<String>,
}

/// A neuron.
#[derive(Debug)]
pub struct Row<'a> {
    neuron: &'a NeuronRow,
    /// Where NeuronBridge has its matches.
    pub neuronbridge: Option<String>,
}

/// The table of what a page is about.
pub fn table<'a>(subject: &Subject<'a>) -> Neurons<'a> {
    let known = Known::of(&subject.press.dataset);
    let row = |neuron: &&'a NeuronRow| Row {
        neuron,
        neuronbridge: known
            .and_then(|known| known.neuronbridge(&neuron.body_id))
            .map(|link| link.href),
    };
    let neurons = &subject.neurons;
    let rows: Vec<Row<'a>> = neurons.iter().take(MOST).map(row).collect();
    let rest = (neurons.len() - rows.len()) as u64;
    Neurons {
        total: number(subject.summary.neurons.total),
        columns: columns(neurons),
        in_neuronbridge: rows.iter().any(|row| row.neuronbridge.is_some()),
        rows,
        rest: (rest > 0).then(|| count(rest, "more neuron")),
    }
}

/// The columns in which at least one neuron has something; T-bars only where there are no output
/// connections.
fn columns(neurons: &[&NeuronRow]) -> Vec<Column> {
    let has = |column: &Column| {
        neurons.iter().any(|it| column.number(it).is_some() || column.text(it).is_some())
    };
    let has_outputs = has(&Column::Outputs);
    let is_wanted = |column: &Column| *column != Column::Tbars || !has_outputs;
    Column::ALL.into_iter().filter(has).filter(is_wanted).collect()
}

/// The head of a column.
pub fn head(column: &Column) -> &'static str {
    match column {
        Column::BodyId => "body id",
        Column::Instance => "instance",
        Column::Side => "side",
        Column::Status => "status",
        Column::Inputs => "inputs",
        Column::Outputs => "outputs",
        Column::Tbars => "T-bars",
    }
}

impl Row<'_> {
    /// What it has in a column of numbers.
    pub fn number(&self, column: &Column) -> Option<String> {
        column.number(self.neuron).map(number)
    }

    /// What it has in a column of text.
    pub fn text(&self, column: &Column) -> Option<&str> {
        column.text(self.neuron)
    }
}
