//! From files to a [`Table`].
//!
//! A table is read whole or not at all: the first thing that is wrong with it is an error that
//! names the file, the line and the column.

use std::io::Read;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use shared::neuron::{Attribute, Counts, Neuron};
use shared::side::Side;
use shared::wire::{Dataset, RoiHierarchy};

use super::columns::{CONNECTIONS, NEURONS, Named, Role};
use super::record::{Fingerprint, Reading, open};
use super::{Builder, Table, connections, hierarchy};

/// Which files make a table.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The neurons (CSV or TSV, also gzipped).
    pub neurons: PathBuf,
    /// Connections between them.
    pub connections: Option<PathBuf>,
    /// The ROI hierarchy, as JSON.
    pub roi_hierarchy: Option<PathBuf>,
    /// Columns named by options.
    pub columns: Vec<Named>,
    /// What the dataset is called, if not after the file.
    pub dataset: Option<String>,
}

/// What is wrong with a file, and where.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// The file cannot be read.
    #[error("{file}: cannot be read")]
    Io {
        /// Its path.
        file: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The file as a whole is wrong.
    #[error("{file}: {what}")]
    File {
        /// Its path.
        file: String,
        /// What is wrong and what to do.
        what: String,
    },
    /// One line is wrong.
    #[error("{file}, line {line}: {what}")]
    Line {
        /// Its path.
        file: String,
        /// The line on which the record begins, from 1.
        line: u64,
        /// What is wrong.
        what: String,
    },
    /// One value is wrong.
    #[error("{file}, line {line}, column {column}: {what}")]
    Value {
        /// Its path.
        file: String,
        /// The line on which the record begins, from 1.
        line: u64,
        /// Name of the column.
        column: String,
        /// What is wrong.
        what: String,
    },
}

impl Files {
    /// Reads the table.
    ///
    /// # Errors
    /// The first thing that is wrong with any of the files.
    pub fn read(&self) -> Result<Table, TableError> {
        let fingerprint = Fingerprint::default();
        let mut neurons = Builder::default();
        read_neurons(&self.neurons, &self.columns, &fingerprint, &mut neurons)?;
        let mut connections = None;
        if let Some(file) = &self.connections {
            connections = Some(read_connections(file, &self.columns, &fingerprint, &neurons)?);
        }
        let mut hierarchy = RoiHierarchy::default();
        if let Some(file) = &self.roi_hierarchy {
            hierarchy = read_hierarchy(file, &fingerprint)?;
        }
        for named in &self.columns {
            fingerprint.add(format!("{named:?}").as_bytes());
        }
        let dataset = Dataset {
            name: self.dataset.clone().unwrap_or_else(|| stem(&self.neurons)),
            version: fingerprint.hex(),
            default: true,
            origin: format!("table {}", file_name(&self.neurons)),
            ..Dataset::default()
        };
        Ok(neurons.finish(dataset, hierarchy, connections))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A file's name without what tells its format.
fn stem(path: &Path) -> String {
    let name = file_name(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let endings = [".csv", ".tsv", ".txt"];
    endings.iter().find_map(|ending| name.strip_suffix(ending)).unwrap_or(name).to_owned()
}

fn read_neurons(
    path: &Path,
    named: &[Named],
    fingerprint: &Fingerprint,
    into: &mut Builder,
) -> Result<(), TableError> {
    let mut reading = Reading::start(path, NEURONS, named, &[Role::Body], fingerprint)?;
    let roles: Vec<Role> = reading.columns.roles().collect();
    while reading.advance()? {
        let body_column = reading.columns.of(Role::Body)[0];
        let rois = read_rois(&reading)?;
        let neuron = read_neuron(&reading, &roles, &rois)?;
        into.push(&neuron).map_err(|twice| reading.error(body_column, twice.to_string()))?;
    }
    Ok(())
}

fn read_neuron<'a>(
    reading: &'a Reading,
    roles: &[Role],
    rois: &'a [(String, Counts)],
) -> Result<Neuron<'a>, TableError> {
    let instance = reading.text(Role::Instance);
    let written_side = reading.text(Role::Side).or(reading.written(Role::Side));
    let side = Side::of(written_side, instance);
    let mut neuron = Neuron {
        body_id: reading.body(Role::Body)?,
        type_name: reading.text(Role::Type),
        instance,
        side,
        counts: Counts {
            pre: reading.number(Role::Pre)?,
            post: reading.number(Role::Post)?,
            upstream: reading.number(Role::Upstream)?,
            downstream: reading.number(Role::Downstream)?,
        },
        rois: rois.iter().map(|(roi, counts)| (roi.as_str().into(), *counts)).collect(),
        ..Neuron::default()
    };
    for role in roles {
        match role {
            Role::Attribute(attribute) => {
                let confidence = reading.fraction(Role::Confidence(*attribute))?;
                neuron.attributes.extend(
                    reading.text(*role).map(|v| (*attribute, attribute.spelt(v), confidence)),
                );
            }
            Role::Name(kind) => neuron.names.extend(reading.text(*role).map(|name| (*kind, name))),
            _ => {}
        }
    }
    if let (Side::Unknown, Some(written)) = (side, written_side) {
        neuron.attributes.push((Attribute::SideAsWritten, written, None));
    }
    Ok(neuron)
}

/// Counts of one ROI as neuPrint writes them; any of them may be missing.
#[derive(Deserialize)]
struct RoiCounts {
    pre: Option<u64>,
    post: Option<u64>,
    upstream: Option<u64>,
    downstream: Option<u64>,
}

fn read_rois(reading: &Reading) -> Result<Vec<(String, Counts)>, TableError> {
    let Some((column, json)) = reading.value(Role::RoiInfo) else {
        return Ok(Vec::new());
    };
    let rois: std::collections::BTreeMap<String, RoiCounts> = serde_json::from_str(json)
        .map_err(|error| reading.error(column, format!("it is not a roiInfo object: {error}")))?;
    let counts = |c: RoiCounts| Counts {
        pre: c.pre,
        post: c.post,
        upstream: c.upstream,
        downstream: c.downstream,
    };
    Ok(rois.into_iter().map(|(roi, written)| (roi, counts(written))).collect())
}

/// Connections among the neurons of the table; those of other bodies are left out.
fn read_connections(
    path: &Path,
    named: &[Named],
    fingerprint: &Fingerprint,
    neurons: &Builder,
) -> Result<connections::Builder, TableError> {
    let required = [Role::PreBody, Role::PostBody, Role::Weight];
    let mut reading = Reading::start(path, CONNECTIONS, named, &required, fingerprint)?;
    let mut connections = connections::Builder::default();
    while reading.advance()? {
        let pre = reading.body(Role::PreBody)?;
        let post = reading.body(Role::PostBody)?;
        let weight = reading.number(Role::Weight)?.unwrap_or(0);
        if neurons.contains(pre) && neurons.contains(post) {
            connections.push(pre, post, u32::try_from(weight).unwrap_or(u32::MAX));
        }
    }
    Ok(connections)
}

fn read_hierarchy(path: &Path, fingerprint: &Fingerprint) -> Result<RoiHierarchy, TableError> {
    let file = path.display().to_string();
    let mut json = String::new();
    open(path, fingerprint)?
        .read_to_string(&mut json)
        .map_err(|source| TableError::Io { file: file.clone(), source })?;
    hierarchy::parse(&json).map_err(|error| TableError::File {
        file,
        what: format!("it is not an ROI hierarchy ({{\"name\", \"children\"}}): {error}"),
    })
}
