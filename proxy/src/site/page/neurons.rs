//! The neurons of a type, by body id.

use shared::format::{count, number};
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
    pub rows: Vec<&'a NeuronRow>,
    /// What is left out.
    pub rest: Option<String>,
}

/// The table of what a page is about.
pub fn table<'a>(subject: &Subject<'a>) -> Neurons<'a> {
    let neurons = &subject.neurons;
    let shown = &neurons[..neurons.len().min(MOST)];
    let rest = (neurons.len() - shown.len()) as u64;
    Neurons {
        total: number(subject.summary.neurons.total),
        columns: columns(neurons),
        rows: shown.to_vec(),
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

impl Neurons<'_> {
    /// The head of a column.
    pub fn head(&self, column: &Column) -> &'static str {
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

    pub fn number(&self, column: &Column, neuron: &NeuronRow) -> Option<String> {
        column.number(neuron).map(number)
    }
}
