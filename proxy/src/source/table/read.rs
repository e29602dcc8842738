//! The only file that reads tables from the disk.
//!
//! A table is read whole or not at all: the first thing that is wrong with it is an error that
//! names the file, the line and the column.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use shared::neuron::{Attribute, Counts, Neuron};
use shared::side::Side;
use shared::wire::{Dataset, RoiHierarchy};

use super::columns::{CONNECTIONS, Columns, NEURONS, Named, NoColumn, Role};
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
        let digest = Arc::new(Mutex::new(Sha256::new()));
        let mut neurons = Builder::default();
        read_neurons(&self.neurons, &self.columns, &digest, &mut neurons)?;
        let mut connections = None;
        if let Some(file) = &self.connections {
            connections = Some(read_connections(file, &self.columns, &digest, &neurons)?);
        }
        let mut hierarchy = RoiHierarchy::default();
        if let Some(file) = &self.roi_hierarchy {
            hierarchy = read_hierarchy(file, &digest)?;
        }
        for named in &self.columns {
            update(&digest, format!("{named:?}").as_bytes());
        }
        let dataset = Dataset {
            name: self.dataset.clone().unwrap_or_else(|| stem(&self.neurons)),
            version: hex(&digest),
            default: true,
            origin: format!("table {}", file_name(&self.neurons)),
            ..Dataset::default()
        };
        Ok(neurons.finish(dataset, hierarchy, connections))
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

/// A file's name without what tells its format.
fn stem(path: &Path) -> String {
    let name = file_name(path);
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let endings = [".csv", ".tsv", ".txt"];
    endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
        .to_owned()
}

type Digested = Arc<Mutex<Sha256>>;

fn update(digest: &Digested, bytes: &[u8]) {
    digest
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .update(bytes);
}

fn hex(digest: &Digested) -> String {
    let digest = digest
        .lock()
        .unwrap_or_else(|poisoned| poisoned.into_inner())
        .clone();
    digest
        .finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Passes bytes on and adds them to the digest.
struct Digesting {
    file: File,
    digest: Digested,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        update(&self.digest, &buffer[..read]);
        Ok(read)
    }
}

/// Opens a file, through gzip where its first bytes say so.
fn open(path: &Path, digest: &Digested) -> Result<Box<dyn BufRead>, TableError> {
    let file = path.display().to_string();
    let io = |source| TableError::Io {
        file: file.clone(),
        source,
    };
    let opened = File::open(path).map_err(io)?;
    let mut raw = BufReader::with_capacity(
        1 << 16,
        Digesting {
            file: opened,
            digest: digest.clone(),
        },
    );
    let gzipped = raw.fill_buf().map_err(io)?.starts_with(&[0x1f, 0x8b]);
    Ok(match gzipped {
        true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(raw))),
        false => Box::new(raw),
    })
}

/// A table while it is read.
struct Reading {
    file: String,
    csv: csv::Reader<Box<dyn BufRead>>,
    columns: Columns,
    record: StringRecord,
}

impl Reading {
    fn start(
        path: &Path,
        usual: &[(Role, &'static str, &'static [&'static str])],
        named: &[Named],
        required: &[Role],
        digest: &Digested,
    ) -> Result<Reading, TableError> {
        let file = path.display().to_string();
        let mut input = open(path, digest)?;
        let delimiter =
            skip_mark_and_find_delimiter(&mut input).map_err(|source| TableError::Io {
                file: file.clone(),
                source,
            })?;
        let mut csv = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .from_reader(input);
        let headers = csv.headers().map_err(|error| csv_error(&file, error))?;
        let headers: Vec<String> = headers.iter().map(|h| h.trim().to_owned()).collect();
        let columns =
            Columns::find(&headers, usual, named, required).map_err(|missing: NoColumn| {
                TableError::File {
                    file: file.clone(),
                    what: missing.to_string(),
                }
            })?;
        Ok(Reading {
            file,
            csv,
            columns,
            record: StringRecord::new(),
        })
    }

    /// Goes on to the next record.
    fn advance(&mut self) -> Result<bool, TableError> {
        self.csv
            .read_record(&mut self.record)
            .map_err(|error| csv_error(&self.file, error))
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    fn error(&self, column: usize, what: String) -> TableError {
        TableError::Value {
            file: self.file.clone(),
            line: self.line(),
            column: self.columns.header(column).to_owned(),
            what,
        }
    }

    /// The first of a role's columns that says anything, as it is written.
    fn written(&self, role: Role) -> Option<(usize, &str)> {
        let values = self.columns.of(role).iter();
        values
            .map(|at| (*at, self.record[*at].trim()))
            .find(|(_, text)| !text.is_empty())
    }

    /// The first of a role's columns that has a value.
    fn value(&self, role: Role) -> Option<(usize, &str)> {
        let values = self.columns.of(role).iter();
        values
            .map(|at| (*at, self.record[*at].trim()))
            .find(|(_, text)| !says_nothing(text))
    }

    fn text(&self, role: Role) -> Option<&str> {
        self.value(role).map(|(_, text)| text)
    }

    fn number(&self, role: Role) -> Result<Option<u64>, TableError> {
        let Some((column, text)) = self.value(role) else {
            return Ok(None);
        };
        let number = whole_number(text).ok_or_else(|| {
            self.error(column, format!("`{text}` is not a whole number from 0 up"))
        })?;
        Ok(Some(number))
    }

    fn fraction(&self, role: Role) -> Result<Option<f32>, TableError> {
        let Some((column, text)) = self.value(role) else {
            return Ok(None);
        };
        match text.parse::<f32>() {
            Ok(number) if (0.0..=1.0).contains(&number) => Ok(Some(number)),
            _ => Err(self.error(column, format!("`{text}` is not a confidence from 0 to 1"))),
        }
    }

    fn body(&self, role: Role) -> Result<u64, TableError> {
        let column = self.columns.of(role)[0];
        let text = self.record[column].trim();
        text.parse().ok().or_else(|| whole_number(text).filter(|id| *id < 1 << 53)).ok_or_else(|| {
            let what = match text {
                "" => "the body id is missing".to_owned(),
                _ => format!("`{text}` is not a body id (digits only; a number rounded by a spreadsheet cannot be restored)"),
            };
            self.error(column, what)
        })
    }
}

/// Skips a byte order mark; a first line with a tab makes it a TSV, else one with a semicolon
/// and no comma is separated by those.
fn skip_mark_and_find_delimiter(input: &mut Box<dyn BufRead>) -> std::io::Result<u8> {
    if input.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        input.consume("\u{feff}".len());
    }
    let start = input.fill_buf()?;
    let first_line = start
        .split(|byte| *byte == b'\n')
        .next()
        .unwrap_or_default();
    Ok(match first_line {
        line if line.contains(&b'\t') => b'\t',
        line if line.contains(&b';') && !line.contains(&b',') => b';',
        _ => b',',
    })
}

fn csv_error(file: &str, error: csv::Error) -> TableError {
    let file = file.to_owned();
    let line = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => TableError::Io { file, source },
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => TableError::Line {
            file,
            line,
            what: format!("it has {len} fields, the header has {expected_len}"),
        },
        csv::ErrorKind::Utf8 { .. } => TableError::Line {
            file,
            line,
            what: "it is not UTF-8".to_owned(),
        },
        _ => TableError::Line {
            file,
            line,
            what: "it is not a record".to_owned(),
        },
    }
}

/// Whether a cell says that there is no value.
fn says_nothing(text: &str) -> bool {
    ["", "na", "none", "nan", "null"]
        .iter()
        .any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// A whole number, also written as `395.0`.
fn whole_number(text: &str) -> Option<u64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    (number.fract() == 0.0 && (0.0..9.0e15).contains(&number)).then_some(number as u64)
}

fn read_neurons(
    path: &Path,
    named: &[Named],
    digest: &Digested,
    into: &mut Builder,
) -> Result<(), TableError> {
    let mut reading = Reading::start(path, NEURONS, named, &[Role::Body], digest)?;
    let roles: Vec<Role> = reading.columns.roles().collect();
    while reading.advance()? {
        let body_column = reading.columns.of(Role::Body)[0];
        let rois = read_rois(&reading)?;
        let neuron = read_neuron(&reading, &roles, &rois)?;
        into.push(&neuron)
            .map_err(|twice| reading.error(body_column, twice.to_string()))?;
    }
    Ok(())
}

fn read_neuron<'a>(
    reading: &'a Reading,
    roles: &[Role],
    rois: &'a [(String, Counts)],
) -> Result<Neuron<'a>, TableError> {
    let instance = reading.text(Role::Instance);
    let written_side = reading.written(Role::Side).map(|(_, text)| text);
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
        rois: rois
            .iter()
            .map(|(roi, counts)| (roi.as_str(), *counts))
            .collect(),
        ..Neuron::default()
    };
    for role in roles {
        match role {
            Role::Attribute(attribute) => {
                let confidence = reading.fraction(Role::Confidence(*attribute))?;
                neuron
                    .attributes
                    .extend(reading.text(*role).map(|v| (*attribute, v, confidence)));
            }
            Role::Name(kind) => neuron
                .names
                .extend(reading.text(*role).map(|name| (*kind, name))),
            _ => {}
        }
    }
    if let (Side::Unknown, Some(written)) = (side, written_side) {
        neuron
            .attributes
            .push((Attribute::SideAsWritten, written, None));
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
    Ok(rois
        .into_iter()
        .map(|(roi, written)| (roi, counts(written)))
        .collect())
}

/// Connections among the neurons of the table; those of other bodies are left out.
fn read_connections(
    path: &Path,
    named: &[Named],
    digest: &Digested,
    neurons: &Builder,
) -> Result<connections::Builder, TableError> {
    let required = [Role::PreBody, Role::PostBody, Role::Weight];
    let mut reading = Reading::start(path, CONNECTIONS, named, &required, digest)?;
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

fn read_hierarchy(path: &Path, digest: &Digested) -> Result<RoiHierarchy, TableError> {
    let file = path.display().to_string();
    let mut json = String::new();
    open(path, digest)?
        .read_to_string(&mut json)
        .map_err(|source| TableError::Io {
            file: file.clone(),
            source,
        })?;
    hierarchy::parse(&json).map_err(|error| TableError::File {
        file,
        what: format!("it is not an ROI hierarchy ({{\"name\", \"children\"}}): {error}"),
    })
}
