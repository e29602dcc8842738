//! Rows of `query::connections` as connections.

use std::collections::HashSet;

use super::neurons;
use super::properties::Properties;
use super::row::Row;
use crate::source::partners::{Collect, PartnerNeuron};

// The columns of `query::PARTNER`.
const OWN: usize = 0;
const WEIGHT: usize = 1;
const BODY_ID: usize = 2;
const TYPE: usize = 3;
const INSTANCE: usize = 4;

/// Adds the connections of a type in one direction up.
#[derive(Debug)]
pub struct ConnectionReader<'a, C> {
    properties: &'a Properties,
    own: HashSet<u64>,
    connected: &'a mut C,
    /// Rows that could not be used.
    lost: u64,
}

impl<'a, C: Collect> ConnectionReader<'a, C> {
    /// Reads rows whose partners have these properties, after the columns of `query::PARTNER`,
    /// into `connected`.
    pub fn new(properties: &'a Properties, connected: &'a mut C) -> ConnectionReader<'a, C> {
        ConnectionReader { properties, own: HashSet::new(), connected, lost: 0 }
    }

    /// Adds a row.
    pub fn read(&mut self, row: &Row<'_>) {
        let whole = |column| row.cell(column).whole();
        let weight = row.cell(WEIGHT).count();
        let (Ok(Some(own)), Ok(partner), Ok(weight)) = (whole(OWN), whole(BODY_ID), weight) else {
            self.lost += 1;
            return;
        };
        self.own.insert(own);
        match (partner, weight) {
            (Some(partner), Some(weight)) => {
                self.connected.add(own, partner, weight, || partner_of(self.properties, row));
            }
            (None, None) => {}
            _ => self.lost += 1,
        }
    }

    /// How many neurons of the type were met. Says in the log what could not be used.
    pub fn finish(self, dataset: &str) -> u64 {
        if self.lost > 0 {
            tracing::warn!(dataset, rows = self.lost, "some connections could not be used");
        }
        self.own.len() as u64
    }
}

fn partner_of<'r>(properties: &Properties, row: &'r Row<'_>) -> PartnerNeuron<'r> {
    let attributes = neurons::attributes(properties, row);
    let attributes = attributes.iter().map(|(attribute, value, _)| (*attribute, *value));
    PartnerNeuron {
        type_name: row.cell(TYPE).text().filter(|name| !name.is_empty()),
        side: neurons::side(properties, row, row.cell(INSTANCE).word()).0,
        transmitters: PartnerNeuron::transmitters(attributes),
    }
}
