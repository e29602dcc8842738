//! The neurons of a type, as a table: which columns it has, which rows, and in which order.

use std::cmp::Ordering;

use crate::names::natural_order;
use crate::ordering;
use crate::wire::NeuronRow;

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// Body id.
    BodyId,
    /// Instance.
    Instance,
    /// Side.
    Side,
    /// Tracing status.
    Status,
    /// Inputs (PSDs).
    Inputs,
    /// Output connections.
    Outputs,
    /// Output sites (T-bars).
    Tbars,
}

impl Column {
    /// All columns, in the order in which they are shown.
    pub const ALL: [Column; 7] = [
        Column::BodyId,
        Column::Instance,
        Column::Side,
        Column::Status,
        Column::Inputs,
        Column::Outputs,
        Column::Tbars,
    ];

    /// Its number of a neuron; `None` for a column of text, and where the dataset does not say.
    pub fn number(self, neuron: &NeuronRow) -> Option<u64> {
        match self {
            Column::Inputs => neuron.post,
            Column::Outputs => neuron.downstream,
            Column::Tbars => neuron.pre,
            _ => None,
        }
    }

    /// Its text of a neuron; `None` for a column of numbers, and where the dataset does not say.
    pub fn text(self, neuron: &NeuronRow) -> Option<&str> {
        match self {
            Column::BodyId => Some(&neuron.body_id),
            Column::Instance => neuron.instance.as_deref(),
            Column::Side => Some(neuron.side.letter()),
            Column::Status => neuron.status.as_deref(),
            _ => None,
        }
    }

    /// Whether it holds numbers.
    pub fn is_number(self) -> bool {
        matches!(self, Column::Inputs | Column::Outputs | Column::Tbars)
    }
}

/// The columns in which at least one neuron has something. A status that all have is no column,
/// the type's attributes say it; nor are T-bars where there are output connections: the table is
/// narrow, and a neuron's own panel has them.
pub fn columns(neurons: &[NeuronRow]) -> Vec<Column> {
    let has = |column: &Column| {
        neurons.iter().any(|it| column.number(it).is_some() || column.text(it).is_some())
    };
    let differs = |column: &Column| {
        let first = neurons.first().and_then(|it| column.text(it));
        *column != Column::Status || neurons.iter().any(|it| column.text(it) != first)
    };
    let has_outputs = has(&Column::Outputs);
    let is_wanted = |column: &Column| *column != Column::Tbars || !has_outputs;
    Column::ALL.into_iter().filter(has).filter(differs).filter(is_wanted).collect()
}

/// The order of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: Column,
    /// Largest (or last) first.
    pub descending: bool,
}

impl Default for Order {
    fn default() -> Self {
        Order { by: Column::BodyId, descending: false }
    }
}

impl Order {
    /// The order after a click on the head of a column: numbers begin with their largest, texts
    /// with their first, and a second click turns it round.
    pub fn clicked(self, by: Column) -> Order {
        let descending = if self.by == by { !self.descending } else { by.is_number() };
        Order { by, descending }
    }
}

/// Positions of the neurons that hold a text (case aside) in their body id, instance, side or
/// status, in an order. Those of which the dataset does not say it come last, either way; equal
/// ones stay in the order of their body ids.
pub fn arrange(neurons: &[NeuronRow], filter: &str, order: Order) -> Vec<usize> {
    let filter = filter.trim().to_lowercase();
    let holds = |at: &usize| {
        let texts = Column::ALL.iter().filter_map(|column| column.text(&neurons[*at]));
        filter.is_empty() || texts.into_iter().any(|text| text.to_lowercase().contains(&filter))
    };
    let mut rows: Vec<usize> = (0..neurons.len()).filter(holds).collect();
    ordering::sort_by(&mut rows, |a, b| compare(&neurons[*a], &neurons[*b], order));
    rows
}

fn compare(a: &NeuronRow, b: &NeuronRow, order: Order) -> Ordering {
    let by = order.by;
    let turned = |ordering: Ordering| if order.descending { ordering.reverse() } else { ordering };
    let ordering = match (by.is_number(), by.number(a), by.number(b)) {
        (true, Some(a), Some(b)) => turned(a.cmp(&b)),
        (true, a, b) => a.is_none().cmp(&b.is_none()),
        _ => match (by.text(a), by.text(b)) {
            (Some(a), Some(b)) => turned(natural_order(a, b)),
            (a, b) => a.is_none().cmp(&b.is_none()),
        },
    };
    ordering.then_with(|| natural_order(&a.body_id, &b.body_id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::side::Side;

    fn neuron(body_id: &str, instance: Option<&str>, side: Side, post: Option<u64>) -> NeuronRow {
        NeuronRow {
            body_id: body_id.to_owned(),
            instance: instance.map(str::to_owned),
            side,
            post,
            ..NeuronRow::default()
        }
    }

    fn neurons() -> Vec<NeuronRow> {
        vec![
            neuron("99", Some("EPG_L"), Side::Left, Some(5)),
            neuron("720575940660219265", None, Side::Unknown, None),
            neuron("100", Some("EPG_R"), Side::Right, Some(7)),
        ]
    }

    #[test]
    fn ids_are_ordered_as_numbers_whatever_their_size() {
        let order = |by, descending| arrange(&neurons(), "", Order { by, descending });
        assert_eq!(order(Column::BodyId, false), [0, 2, 1]);
        assert_eq!(order(Column::BodyId, true), [1, 2, 0]);
    }

    #[test]
    fn what_is_not_said_comes_last_either_way() {
        let order = |by, descending| arrange(&neurons(), "", Order { by, descending });
        assert_eq!(order(Column::Inputs, true), [2, 0, 1]);
        assert_eq!(order(Column::Inputs, false), [0, 2, 1]);
        assert_eq!(order(Column::Instance, true), [2, 0, 1]);
        let clicked = Order::default().clicked(Column::Inputs);
        assert_eq!(clicked, Order { by: Column::Inputs, descending: true });
        assert!(!clicked.clicked(Column::Inputs).descending);
    }

    #[test]
    fn a_filter_finds_any_text_and_only_columns_with_values_are_there() {
        let found = |filter| arrange(&neurons(), filter, Order::default());
        assert_eq!(found("epg_r"), [2]);
        assert_eq!(found("99"), [0]);
        assert_eq!(found(" 7205759 "), [1]);
        assert_eq!(found("nothing"), [] as [usize; 0]);
        let expected = [Column::BodyId, Column::Instance, Column::Side, Column::Inputs];
        assert_eq!(columns(&neurons()), expected);
        let status = |of: [&str; 3]| {
            let mut neurons = neurons();
            for (neuron, status) in neurons.iter_mut().zip(of) {
                neuron.status = Some(status.to_owned());
            }
            columns(&neurons).contains(&Column::Status)
        };
        let mut counted = neurons();
        counted[0].pre = Some(1);
        assert!(columns(&counted).contains(&Column::Tbars));
        counted[1].downstream = Some(1);
        assert!(!columns(&counted).contains(&Column::Tbars));
        assert!(!status(["Traced"; 3]) && status(["Traced", "Orphan", "Traced"]));
    }
}
