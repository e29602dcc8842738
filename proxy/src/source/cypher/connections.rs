//! Rows of `query::connections` and of `query::partners`: who is connected to the neurons of some
//! types, and who those are.
//!
//! Neurons have many partners, and the same ones again and again: a row has only their body ids,
//! and what is said of each is asked for once per version of a dataset (`Descriptions`).

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use shared::neuron::Attribute;
use shared::side::Side;

use super::cells::Cell;
use super::neurons;
use super::properties::Properties;
use super::row::Row;
use crate::source::partners::{Collect, PartnerNeuron};

/// The connections of some neurons.
#[derive(Debug, Default)]
pub struct Connections {
    /// By body id of the own neuron: its inputs, and its outputs.
    neurons: HashMap<u64, [Vec<Connection>; 2]>,
    /// Rows and connections that could not be used.
    lost: u64,
}

#[derive(Debug, Clone, Copy)]
struct Connection {
    partner: u64,
    weight: u64,
}

impl Connections {
    /// Adds a row of `query::connections`.
    pub fn read(&mut self, row: &Row<'_>) {
        let [body_id, inputs, outputs] = [0, 1, 2].map(|at| row.cell(at));
        match (body_id.whole(), inputs, outputs) {
            (Ok(Some(own)), Cell::List(inputs), Cell::List(outputs)) => {
                if let Entry::Vacant(neuron) = self.neurons.entry(own) {
                    let lost = &mut self.lost;
                    neuron.insert([inputs, outputs].map(|cells| connections(cells, lost)));
                }
            }
            _ => self.lost += 1,
        }
    }

    /// How many neurons there are.
    pub fn neurons(&self) -> u64 {
        self.neurons.len() as u64
    }

    /// The body ids at the other ends.
    pub fn partners(&self) -> HashSet<u64> {
        self.neurons.values().flatten().flatten().map(|connection| connection.partner).collect()
    }

    /// Hands all connections over to those who collect inputs and outputs; says in the log what
    /// could not be used.
    pub fn collect<C: Collect>(self, partners: &Described, [inputs, outputs]: [&mut C; 2]) {
        let mut lost = self.lost;
        for (own, [from, to]) in self.neurons {
            let mut hand_over = |connections: Vec<Connection>, collected: &mut C| {
                for Connection { partner, weight } in connections {
                    match partners.get(&partner) {
                        Some(described) => {
                            collected.add(own, partner, weight, || described.neuron());
                        }
                        None => lost += 1,
                    }
                }
            };
            hand_over(from, inputs);
            hand_over(to, outputs);
        }
        if lost > 0 {
            tracing::warn!(lost, "some connections could not be used");
        }
    }
}

/// The connections of one neuron in one direction: pairs of body id and weight.
fn connections(cells: &[Cell<'_>], lost: &mut u64) -> Vec<Connection> {
    let read = |cell: &Cell<'_>| {
        let Cell::List(pair) = cell else { return None };
        let [partner, weight] = &pair[..] else { return None };
        Some(Connection { partner: partner.whole().ok()??, weight: weight.count().ok()?? })
    };
    let found: Vec<Connection> = cells.iter().filter_map(read).collect();
    *lost += (cells.len() - found.len()) as u64;
    found
}

/// What is known of neurons as partners, by body id.
pub type Described = HashMap<u64, Arc<Description>>;

/// What matters of a partner.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Description {
    type_name: Option<String>,
    side: Side,
    transmitters: [Option<String>; Attribute::TRANSMITTER.len()],
}

impl Description {
    /// That of a row of `query::partners`, and whose it is.
    pub fn read(properties: &Properties, row: &Row<'_>) -> Option<(u64, Description)> {
        let [body_id, type_name, instance] = [0, 1, 2].map(|at| row.cell(at));
        let attributes = neurons::attributes(properties, row);
        let attributes = attributes.iter().map(|(attribute, value, _)| (*attribute, *value));
        let transmitters = PartnerNeuron::transmitters(attributes);
        let description = Description {
            type_name: type_name.text().filter(|name| !name.is_empty()).map(str::to_owned),
            side: neurons::side(properties, row, instance.word()).0,
            transmitters: transmitters.map(|name| name.map(str::to_owned)),
        };
        Some((body_id.whole().ok()??, description))
    }

    fn neuron(&self) -> PartnerNeuron<'_> {
        PartnerNeuron {
            type_name: self.type_name.as_deref(),
            side: self.side,
            transmitters: self.transmitters.each_ref().map(|name| name.as_deref()),
        }
    }
}

/// What is remembered of partners; neurons of which the same is said share it.
#[derive(Debug, Default)]
pub struct Descriptions {
    of_neurons: Described,
    distinct: HashSet<Arc<Description>>,
}

impl Descriptions {
    /// Neurons at most, together some 9 MB: more than the brain of a fly has. With more, all is
    /// forgotten.
    const MOST: usize = 1 << 18;

    /// What is known of these neurons, and of which nothing is.
    pub fn of(&self, neurons: HashSet<u64>) -> (Described, Vec<u64>) {
        let mut unknown = Vec::new();
        let known = neurons.into_iter().filter_map(|body_id| {
            let description = self.of_neurons.get(&body_id);
            if description.is_none() {
                unknown.push(body_id);
            }
            Some((body_id, description?.clone()))
        });
        (known.collect(), unknown)
    }

    /// Remembers what is said of a neuron.
    pub fn remember(&mut self, body_id: u64, description: Description) -> Arc<Description> {
        if self.of_neurons.len() >= Descriptions::MOST {
            *self = Descriptions::default();
        }
        let description = match self.distinct.get(&description) {
            Some(known) => known.clone(),
            None => {
                let new = Arc::new(description);
                self.distinct.insert(new.clone());
                new
            }
        };
        self.of_neurons.insert(body_id, description.clone());
        description
    }
}

#[cfg(test)]
mod tests {
    use super::super::query;
    use super::*;
    use crate::source::partners::{Connected, finish};

    fn rows(text: &str, columns: usize, mut each: impl FnMut(&Row<'_>)) {
        let rows: Vec<Vec<Cell<'_>>> = serde_json::from_str(text).expect("rows");
        let places: Vec<Option<usize>> = (0..columns).map(Some).collect();
        rows.into_iter().for_each(|cells| each(&Row::new(cells, &places)));
    }

    #[test]
    fn what_cannot_be_read_costs_no_more_than_itself() {
        let mut connections = Connections::default();
        let answer = r#"[[1, [[10, 3], [11, 2.0], [12, null], [13, -1], 14, [15, 1, 1]], [[10, 1]]],
            [1, [[10, 100]], []], [2, [], null], [null, [], []], [3, [], [[99, 5]]]]"#;
        rows(answer, query::CONNECTED.len(), |row| connections.read(row));
        assert_eq!((connections.neurons(), connections.lost), (2, 6));
        assert_eq!(connections.partners(), HashSet::from([10, 11, 99]));

        let properties = Properties::of("x:v1", Some(&HashSet::new()), query::PARTNER.len());
        let mut descriptions = Descriptions::default();
        let answer = r#"[[10, "A", "A_L"], [11, "A", "A_R"], [12, "A", "A_L"], [null, "B", null]]"#;
        rows(answer, query::PARTNER.len(), |row| {
            if let Some((body_id, description)) = Description::read(&properties, row) {
                descriptions.remember(body_id, description);
            }
        });
        assert_eq!(descriptions.distinct.len(), 2, "the left and the right neurons");
        let (known, unknown) = descriptions.of(connections.partners());
        assert_eq!((known.len(), unknown), (2, vec![99]));

        let (mut inputs, mut outputs) = (Connected::default(), Connected::default());
        connections.collect(&known, [&mut inputs, &mut outputs]);
        let found = finish("X", 2, &inputs, &outputs);
        assert_eq!((found.input_connections, found.output_connections), (5, 1));
        let sides = found.inputs[0].sides;
        assert_eq!((sides.left, sides.right), (3, 2));
    }
}
