//! Rows of an answer as neurons.
//!
//! What cannot be read costs as little as possible (a count, the ROIs of one neuron, a row
//! whose body id is none) and is never silent: it is counted, and the counts are logged.

use std::collections::{BTreeSet, HashSet};

use shared::neuron::{Attribute, Counts, NameKind, Neuron};
use shared::side::Side;

use super::properties::{Columns, Properties};
use super::roi_info::{self, Rois};
use super::row::Row;
use crate::source::{Each, Lost};

// The columns of `query::CORE`.
const BODY_ID: usize = 0;
const TYPE: usize = 1;
const INSTANCE: usize = 2;
const PRE: usize = 3;
const POST: usize = 4;
const UPSTREAM: usize = 5;
const DOWNSTREAM: usize = 6;
const ROI_INFO: usize = 7;

/// Neurons that many batches have.
const SOME: usize = 1_000;

/// Makes neurons of rows.
#[derive(Debug)]
pub struct NeuronReader<'a> {
    properties: &'a Properties,
    /// The types that were asked for, if it was types.
    types: Option<BTreeSet<&'a str>>,
    /// The body ids of the rows so far: a neuron counts once.
    seen: HashSet<u64>,
    lost: Lost,
    /// Empty between rows.
    rois: Rois<'static>,
}

impl<'a> NeuronReader<'a> {
    /// Reads the neurons of any type and of none.
    pub fn of_any(properties: &'a Properties) -> NeuronReader<'a> {
        NeuronReader {
            properties,
            types: None,
            seen: HashSet::new(),
            lost: Lost::default(),
            rois: Rois::new(),
        }
    }

    /// Reads the neurons of these types; a row of another type is not handed over.
    pub fn of_types(properties: &'a Properties, types: BTreeSet<&'a str>) -> NeuronReader<'a> {
        let seen = HashSet::with_capacity(SOME);
        NeuronReader { types: Some(types), seen, ..NeuronReader::of_any(properties) }
    }

    /// Hands the neuron of a row over, if it is one.
    pub fn read(&mut self, row: &Row<'_>, each: Each<'_>) {
        let Ok(Some(body_id)) = row.cell(BODY_ID).whole() else {
            self.lost.without_body_id += 1;
            return;
        };
        // A type goes by exactly what is written; only then is it found again.
        let type_name = row.cell(TYPE).text().filter(|name| !name.is_empty());
        if let Some(types) = &self.types
            && type_name.is_none_or(|name| !types.contains(name))
        {
            self.lost.of_other_types += 1;
            return;
        }
        if !self.seen.insert(body_id) {
            self.lost.twice += 1;
            return;
        }
        let (counts, all_counts) = counts(row);
        let mut rois = roi_info::emptied(std::mem::take(&mut self.rois));
        let all_rois = read_rois(row, &mut rois);
        // A row counts once.
        self.lost.roi_infos += u64::from(!all_rois);
        self.lost.counts += u64::from(all_rois && !all_counts);
        let instance = row.cell(INSTANCE).word();
        let (side, odd_side) = side(self.properties, row, instance);
        let mut attributes = attributes(self.properties, row);
        attributes.extend(odd_side.map(|written| (Attribute::SideAsWritten, written, None)));
        let neuron = Neuron {
            body_id,
            type_name,
            instance,
            counts,
            rois,
            is_unplaced: !all_rois,
            attributes,
            names: self.names(row),
            side,
        };
        each(&neuron);
        self.rois = roi_info::emptied(neuron.rois);
    }

    /// What could not be used; says so in the log, too.
    pub fn finish(self, dataset: &str) -> Lost {
        let lost = self.lost;
        if lost != Lost::default() {
            let Lost { without_body_id, of_other_types, twice, counts, roi_infos } = lost;
            tracing::warn!(
                dataset,
                without_body_id,
                of_other_types,
                twice,
                counts,
                roi_infos,
                "some rows of an answer could not be used"
            );
        }
        lost
    }

    fn names<'r>(&self, row: &'r Row<'_>) -> Vec<(NameKind, &'r str)> {
        let mut names = Vec::new();
        for (kind, columns) in &self.properties.names {
            let filled = columns.iter().find(|at| row.cell(**at).words().next().is_some());
            let words = filled.into_iter().flat_map(|at| row.cell(*at).words());
            names.extend(words.map(|word| (*kind, word)));
        }
        names
    }
}

/// The counts of a row, and whether all that are there could be read.
fn counts(row: &Row<'_>) -> (Counts, bool) {
    let mut all_read = true;
    let mut count = |column| {
        row.cell(column).count().unwrap_or_else(|_| {
            all_read = false;
            None
        })
    };
    let counts = Counts {
        pre: count(PRE),
        post: count(POST),
        upstream: count(UPSTREAM),
        downstream: count(DOWNSTREAM),
    };
    (counts, all_read)
}

/// Adds the ROIs of a row, none where its roiInfo cannot be read; tells whether it could.
fn read_rois<'r>(row: &'r Row<'_>, rois: &mut Rois<'r>) -> bool {
    let Some(text) = row.cell(ROI_INFO).text().filter(|text| !text.is_empty()) else {
        return true;
    };
    let is_read = roi_info::read(text, rois).is_ok();
    if !is_read {
        rois.clear();
    }
    is_read
}

/// What a row says of a neuron: attribute, value, confidence.
pub fn attributes<'r>(
    properties: &Properties,
    row: &'r Row<'_>,
) -> Vec<(Attribute, &'r str, Option<f32>)> {
    let filled = |(attribute, values, confidences): &(Attribute, Columns, Columns)| {
        let value = values.iter().find_map(|at| row.cell(*at).word())?;
        let confidence = confidences.iter().find_map(|at| row.cell(*at).confidence());
        Some((*attribute, attribute.spelt(value), confidence))
    };
    // With room for one more: a side that is written oddly.
    let mut attributes = Vec::with_capacity(properties.attributes.len() + 1);
    attributes.extend(properties.attributes.iter().filter_map(filled));
    attributes
}

/// A neuron's side, and what is written for it where that is none of the known: it is unknown
/// and stays visible.
pub fn side<'r>(
    properties: &Properties,
    row: &'r Row<'_>,
    instance: Option<&str>,
) -> (Side, Option<&'r str>) {
    let cells = || properties.side.iter().map(|at| row.cell(*at));
    let blank = |text: &&str| text.trim().is_empty();
    let written = cells()
        .find_map(|cell| cell.word())
        .or_else(|| cells().filter_map(|cell| cell.text()).find(|text| !blank(text)));
    let odd = written.map(str::trim).filter(|text| Side::from_annotation(text).is_none());
    (Side::of(written, instance), odd)
}
