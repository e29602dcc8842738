//! What is seen or selected as a file for other programs: CSV, TSV or JSON.
//!
//! What must stay true: every file says at its head what it is, of which version of which
//! dataset, by which query, from when, under which licence, and that it is synthetic where it is;
//! ids are strings; a spreadsheet takes no text for a formula; numbers are never touched.
//!
//! [`Writer`] writes any table row by row, so that a long one can be cut into slices;
//! [`types::TypesTable`] is the table of types, [`detail`] has those of what is behind one.

mod cell;
pub mod detail;
pub mod types;

pub use cell::{Cell, SourcedName};

use crate::wire::{Dataset, Link};

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values as in RFC 4180, the head in lines that begin with `#`.
    Csv,
    /// Tab-separated values: no quotes, and no tabs or line breaks within a cell.
    Tsv,
    /// One JSON object: the head's entries, then `rows`.
    Json,
}

impl Format {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Format; 3] = [Format::Csv, Format::Tsv, Format::Json];

    /// Its name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Format::Csv => "CSV",
            Format::Tsv => "TSV",
            Format::Json => "JSON",
        }
    }

    /// What the name of a file in it ends in.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Json => "json",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv;charset=utf-8",
            Format::Tsv => "text/tab-separated-values;charset=utf-8",
            Format::Json => "application/json",
        }
    }
}

/// What a file says of itself.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// What the rows are, in words: `12 of 11,700 types`.
    pub content: &'a str,
    /// The address that shows the same again.
    pub address: &'a str,
    /// When it was written.
    pub date: &'a str,
}

impl Head<'_> {
    /// The same for people, an entry per line.
    pub fn lines(&self) -> Vec<String> {
        self.entries().iter().map(|(key, value)| format!("{key}: {value}")).collect()
    }

    fn entries(&self) -> Vec<(&'static str, String)> {
        let Dataset { name, version, origin, synthetic, licence, citation, .. } = self.dataset;
        let mut entries = vec![
            ("content", self.content.to_owned()),
            ("dataset", name.clone()),
            ("version", version.clone()),
        ];
        if *synthetic {
            entries.push((
                "synthetic",
                "made up by a generator: no animal has these neurons".to_owned(),
            ));
        }
        entries.push(("origin", origin.clone()));
        entries.push(("query", address_in_one_cell(self.address)));
        entries.push(("date", self.date.to_owned()));
        entries.extend(licence.as_ref().map(|licence| ("licence", words(licence))));
        entries.extend(citation.as_ref().map(|citation| ("citation", words(citation))));
        entries.push(("written by", "quickpage".to_owned()));
        entries.retain(|(_, value)| !value.is_empty());
        entries
    }
}

fn words(link: &Link) -> String {
    format!("{} {}", link.text, link.href)
}

/// Commas and semicolons in their escaped form, which means the same in an address.
fn address_in_one_cell(address: &str) -> String {
    address.replace(',', "%2C").replace(';', "%3B")
}

/// Writes a table row by row.
#[derive(Debug)]
pub struct Writer {
    format: Format,
    columns: Vec<String>,
    rows: usize,
    text: String,
}

impl Writer {
    /// Begins a file of a table with these columns.
    pub fn new(format: Format, head: &Head<'_>, columns: Vec<String>) -> Writer {
        let mut writer = Writer { format, columns: Vec::new(), rows: 0, text: String::new() };
        match format {
            Format::Json => writer.json_head(head),
            _ => {
                head.entries().iter().for_each(|(key, value)| writer.comment(key, value));
                let names: Vec<Cell> = columns.iter().map(|name| Cell::text(name)).collect();
                writer.line(&names);
            }
        }
        writer.columns = columns;
        writer
    }

    /// Writes a row: a cell for each column.
    pub fn row(&mut self, cells: &[Cell]) {
        match self.format {
            Format::Json => self.object(cells),
            _ => self.line(cells),
        }
        self.rows += 1;
    }

    /// The whole file.
    pub fn finish(mut self) -> String {
        if self.format == Format::Json {
            self.text.push_str("\n]}\n");
        }
        self.text
    }

    fn json_head(&mut self, head: &Head<'_>) {
        self.text.push('{');
        for (key, value) in head.entries() {
            self.text.extend(["\n\"", key, "\": "]);
            match key {
                "synthetic" => self.text.push_str("true"),
                _ => cell::push_json_text(&mut self.text, &value),
            }
            self.text.push(',');
        }
        self.text.push_str("\n\"rows\": [");
    }

    /// One line whatever it holds, and one that no spreadsheet takes for a formula: what follows
    /// a separator begins with a letter, a digit or a space.
    fn comment(&mut self, key: &str, value: &str) {
        self.text.extend(["# ", key, ": "]);
        let mut after_separator = false;
        for c in value.chars() {
            let c = if c.is_control() { ' ' } else { c };
            if after_separator && c != ' ' && !c.is_alphanumeric() {
                self.text.push(' ');
            }
            self.text.push(c);
            after_separator = matches!(c, ',' | ';');
        }
        self.end_line();
    }

    fn line(&mut self, cells: &[Cell]) {
        for (at, cell) in cells.iter().enumerate() {
            if at > 0 {
                self.text.push(if self.format == Format::Csv { ',' } else { '\t' });
            }
            let plain = cell.plain();
            match self.format {
                Format::Csv => cell::push_csv(&mut self.text, &plain),
                _ => cell::push_tsv(&mut self.text, &plain),
            }
        }
        self.end_line();
    }

    /// RFC 4180 ends its lines with both.
    fn end_line(&mut self) {
        self.text.push_str(if self.format == Format::Csv { "\r\n" } else { "\n" });
    }

    /// Cells that are empty are left out.
    fn object(&mut self, cells: &[Cell]) {
        self.text.push_str(if self.rows > 0 { ",\n{" } else { "\n{" });
        let mut is_first = true;
        for (name, cell) in self.columns.iter().zip(cells) {
            if *cell == Cell::Empty {
                continue;
            }
            if !is_first {
                self.text.push_str(", ");
            }
            is_first = false;
            cell::push_json_text(&mut self.text, name);
            self.text.push_str(": ");
            cell.push_json(&mut self.text);
        }
        self.text.push('}');
    }
}
