//! The only file that reads tables from the disk: records, and the values in them.

use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use csv::StringRecord;
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};

use super::columns::{Columns, Named, NoColumn, Role, Usual};
use super::read::TableError;

/// A hash of everything that was read, from which a table has its version.
#[derive(Clone, Default)]
pub struct Fingerprint(Arc<Mutex<Sha256>>);

impl Fingerprint {
    /// Adds what matters besides the files' content.
    pub fn add(&self, bytes: &[u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).update(bytes);
    }

    /// 32 hexadecimal digits.
    pub fn hex(&self) -> String {
        let digest = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        digest.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Passes bytes on and adds them to the digest.
struct Digesting {
    file: File,
    digest: Fingerprint,
}

impl Read for Digesting {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.digest.add(&buffer[..read]);
        Ok(read)
    }
}

/// Opens a file, through gzip where its first bytes say so.
pub fn open(path: &Path, digest: &Fingerprint) -> Result<Box<dyn BufRead>, TableError> {
    let file = path.display().to_string();
    let io = |source| TableError::Io { file: file.clone(), source };
    let opened = File::open(path).map_err(io)?;
    let mut raw =
        BufReader::with_capacity(1 << 16, Digesting { file: opened, digest: digest.clone() });
    let gzipped = raw.fill_buf().map_err(io)?.starts_with(&[0x1f, 0x8b]);
    Ok(match gzipped {
        true => Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(raw))),
        false => Box::new(raw),
    })
}

/// A table while it is read, standing at one record.
pub struct Reading {
    file: String,
    csv: csv::Reader<Box<dyn BufRead>>,
    /// Its columns.
    pub columns: Columns,
    record: StringRecord,
}

impl Reading {
    /// Opens a table and finds its columns.
    ///
    /// # Errors
    /// When it cannot be read or a required column is missing.
    pub fn start(
        path: &Path,
        usual: &[Usual],
        named: &[Named],
        required: &[Role],
        digest: &Fingerprint,
    ) -> Result<Reading, TableError> {
        let file = path.display().to_string();
        let mut input = open(path, digest)?;
        let delimiter = skip_mark_and_find_delimiter(&mut input)
            .map_err(|source| TableError::Io { file: file.clone(), source })?;
        let mut csv = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(input);
        let headers = csv.headers().map_err(|error| csv_error(&file, error))?;
        let headers: Vec<String> = headers.iter().map(|h| h.trim().to_owned()).collect();
        let columns =
            Columns::find(&headers, usual, named, required).map_err(|missing: NoColumn| {
                TableError::File { file: file.clone(), what: missing.to_string() }
            })?;
        Ok(Reading { file, csv, columns, record: StringRecord::new() })
    }

    /// Goes on to the next record; false at the end.
    ///
    /// # Errors
    /// When it is not a record of this table.
    pub fn advance(&mut self) -> Result<bool, TableError> {
        self.csv.read_record(&mut self.record).map_err(|error| csv_error(&self.file, error))
    }

    fn line(&self) -> u64 {
        self.record.position().map_or(0, csv::Position::line)
    }

    /// An error in a column of this record.
    pub fn error(&self, column: usize, what: String) -> TableError {
        TableError::Value {
            file: self.file.clone(),
            line: self.line(),
            column: self.columns.header(column).to_owned(),
            what,
        }
    }

    /// The first of a role's columns that says anything, be it `na`, as it is written.
    pub fn written(&self, role: Role) -> Option<&str> {
        let values = self.columns.of(role).iter();
        values.map(|at| self.record[*at].trim()).find(|text| !text.is_empty())
    }

    /// The first of a role's columns that has a value: its position and the value.
    pub fn value(&self, role: Role) -> Option<(usize, &str)> {
        let values = self.columns.of(role).iter();
        values.map(|at| (*at, self.record[*at].trim())).find(|(_, text)| !says_nothing(text))
    }

    /// A role's value as text.
    pub fn text(&self, role: Role) -> Option<&str> {
        self.value(role).map(|(_, text)| text)
    }

    /// A role's value as a whole number.
    ///
    /// # Errors
    /// When it says something else.
    pub fn number(&self, role: Role) -> Result<Option<u64>, TableError> {
        let Some((column, text)) = self.value(role) else {
            return Ok(None);
        };
        let number = whole_number(text).ok_or_else(|| {
            self.error(column, format!("`{text}` is not a whole number from 0 up"))
        })?;
        Ok(Some(number))
    }

    /// A role's value as a confidence from 0 to 1.
    ///
    /// # Errors
    /// When it says something else.
    pub fn fraction(&self, role: Role) -> Result<Option<f32>, TableError> {
        let Some((column, text)) = self.value(role) else {
            return Ok(None);
        };
        match text.parse::<f32>() {
            Ok(number) if (0.0..=1.0).contains(&number) => Ok(Some(number)),
            _ => Err(self.error(column, format!("`{text}` is not a confidence from 0 to 1"))),
        }
    }

    /// A body id.
    ///
    /// # Errors
    /// When it is missing or says something else.
    pub fn body(&self, role: Role) -> Result<u64, TableError> {
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
    let first_line = start.split(|byte| *byte == b'\n').next().unwrap_or_default();
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
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => TableError::Line {
            file,
            line,
            what: format!("it has {len} fields, the header has {expected_len}"),
        },
        csv::ErrorKind::Utf8 { .. } => {
            TableError::Line { file, line, what: "it is not UTF-8".to_owned() }
        }
        _ => TableError::Line { file, line, what: "it is not a record".to_owned() },
    }
}

/// Whether a cell says that there is no value.
fn says_nothing(text: &str) -> bool {
    ["", "na", "none", "nan", "null"].iter().any(|nothing| text.eq_ignore_ascii_case(nothing))
}

/// A whole number, also written as `395.0`.
fn whole_number(text: &str) -> Option<u64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    (number.fract() == 0.0 && (0.0..9.0e15).contains(&number)).then_some(number as u64)
}
