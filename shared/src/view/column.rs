//! The columns of the list that a person can choose.

use super::SortBy;
use crate::index::{Facet, Index};

/// A column besides the type's name, which is always there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Column {
    /// Neurons, and how many on which side.
    Neurons,
    /// By how much left and right differ.
    Balance,
    /// The transmitter and one more attribute, in little room.
    Attributes,
    /// The values of one facet.
    Value(Facet),
    /// Other names.
    Names,
    /// Where it receives and where it sends.
    Regions,
    /// Inputs and outputs, one above the other.
    Connections,
    /// Inputs.
    Inputs,
    /// Outputs.
    Outputs,
    /// Inputs and outputs per neuron, one above the other.
    PerNeuron,
}

/// All columns, in the order in which they stand, with their names in the URL.
const ALL: [(Column, &str); 17] = [
    (Column::Neurons, "neurons"),
    (Column::Balance, "balance"),
    (Column::Attributes, "attributes"),
    (Column::Value(Facet::Transmitter), "nt"),
    (Column::Value(Facet::Superclass), "superclass"),
    (Column::Value(Facet::Class), "class"),
    (Column::Value(Facet::Subclass), "subclass"),
    (Column::Value(Facet::Hemilineage), "hemilineage"),
    (Column::Value(Facet::Neuromere), "neuromere"),
    (Column::Value(Facet::Dimorphism), "dimorphism"),
    (Column::Value(Facet::Status), "status"),
    (Column::Names, "names"),
    (Column::Regions, "regions"),
    (Column::Connections, "connections"),
    (Column::Inputs, "inputs"),
    (Column::Outputs, "outputs"),
    (Column::PerNeuron, "perNeuron"),
];

impl Column {
    /// The columns that the page opens with.
    pub const DEFAULT: [Column; 4] =
        [Column::Neurons, Column::Attributes, Column::Regions, Column::Connections];

    /// All columns that have something to show in this dataset, in the order in which they stand.
    pub fn of(index: &Index) -> Vec<Column> {
        let all = ALL.iter().map(|(column, _)| *column);
        all.filter(|column| column.is_in(index)).collect()
    }

    /// Whether a dataset has something to show in it.
    pub fn is_in(self, index: &Index) -> bool {
        match self {
            Column::Regions => index.has_regions(),
            Column::Value(facet) => !index.values(facet).is_empty(),
            _ => true,
        }
    }

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Column::Neurons => "Neurons",
            Column::Balance => "Left–right",
            Column::Attributes => "Attributes",
            Column::Value(facet) => facet.label(),
            Column::Names => "Also called",
            Column::Regions => "Regions, %",
            Column::Connections => "Connections",
            Column::Inputs => "Inputs",
            Column::Outputs => "Outputs",
            Column::PerNeuron => "Per neuron",
        }
    }

    /// The orders that its head can put the list into; none for a column without numbers.
    pub fn orders(self) -> &'static [SortBy] {
        match self {
            Column::Neurons => &[SortBy::Neurons],
            Column::Balance => &[SortBy::Imbalance],
            Column::Connections => &[SortBy::Inputs, SortBy::Outputs],
            Column::Inputs => &[SortBy::Inputs],
            Column::Outputs => &[SortBy::Outputs],
            Column::PerNeuron => &[SortBy::InputsPerNeuron, SortBy::OutputsPerNeuron],
            Column::Attributes | Column::Value(_) | Column::Names | Column::Regions => &[],
        }
    }

    /// Columns as the URL and a browser's memory have them, in the order in which they stand.
    pub fn write(columns: &[Column]) -> String {
        let chosen = ALL.iter().filter(|(column, _)| columns.contains(column));
        chosen.map(|(_, name)| *name).collect::<Vec<_>>().join(".")
    }

    /// Reads what [`Column::write`] wrote; names that it does not know are left out.
    pub fn read(text: &str) -> Vec<Column> {
        let named = |name: &str| text.split('.').any(|part| part == name);
        ALL.iter().filter(|(_, name)| named(name)).map(|(column, _)| *column).collect()
    }

    /// Whether these are the columns that the page opens with.
    pub fn are_default(columns: &[Column]) -> bool {
        columns == Column::DEFAULT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_as_written_in_the_order_in_which_they_stand() {
        let all: Vec<Column> = ALL.iter().map(|(column, _)| *column).collect();
        assert_eq!(Column::read(&Column::write(&all)), all);
        assert_eq!(
            Column::read("inputs.unknown.nt"),
            [Column::Value(Facet::Transmitter), Column::Inputs]
        );
        assert!(Column::are_default(&Column::read("connections.regions.attributes.neurons")));
        assert_eq!(Column::read(""), []);
    }
}
