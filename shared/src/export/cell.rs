//! One cell of a table, and how each format writes it.

/// A name, and whose it is.
pub type SourcedName = (Box<str>, Option<Box<str>>);

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Cell {
    /// Nothing is known.
    #[default]
    Empty,
    /// Words. A text that a spreadsheet would take for a formula gets a `'` before it.
    Text(Box<str>),
    /// An id: digits that are no number to count with, so a string in JSON.
    Id(Box<str>),
    /// A whole number.
    Whole(u64),
    /// A number in hundredths: 1234 is `12.34`.
    Hundredths(u32),
    /// Several names, each perhaps with its source.
    Names(Vec<SourcedName>),
    /// Yes or no.
    Truth(bool),
}

impl Cell {
    /// Words; none of them is an empty cell.
    pub fn text(words: &str) -> Cell {
        if words.is_empty() { Cell::Empty } else { Cell::Text(words.into()) }
    }

    /// Its text in a table, made safe for spreadsheets.
    pub(super) fn plain(&self) -> String {
        match self {
            Cell::Empty => String::new(),
            Cell::Text(words) => no_formula(words),
            Cell::Id(id) => no_formula(id),
            Cell::Whole(number) => number.to_string(),
            Cell::Hundredths(number) => hundredths(*number),
            Cell::Names(names) => no_formula(&names_in_words(names)),
            Cell::Truth(holds) => holds.to_string(),
        }
    }

    pub(super) fn push_json(&self, text: &mut String) {
        match self {
            Cell::Empty => text.push_str("null"),
            Cell::Text(words) => push_json_text(text, words),
            Cell::Id(id) => push_json_text(text, id),
            Cell::Whole(number) => text.push_str(&number.to_string()),
            Cell::Hundredths(number) => text.push_str(&hundredths(*number)),
            Cell::Truth(holds) => text.push_str(if *holds { "true" } else { "false" }),
            Cell::Names(names) => push_json_names(text, names),
        }
    }
}

/// `E-PG (Wolff & Rubin 2018); compass neuron`.
fn names_in_words(names: &[SourcedName]) -> String {
    let mut words = String::new();
    for (name, source) in names {
        if !words.is_empty() {
            words.push_str("; ");
        }
        words.push_str(name);
        if let Some(source) = source {
            words.extend([" (", source, ")"]);
        }
    }
    words
}

fn push_json_names(text: &mut String, names: &[SourcedName]) {
    text.push('[');
    for (at, (name, source)) in names.iter().enumerate() {
        text.push_str(if at > 0 { ", {\"name\": " } else { "{\"name\": " });
        push_json_text(text, name);
        if let Some(source) = source {
            text.push_str(", \"source\": ");
            push_json_text(text, source);
        }
        text.push('}');
    }
    text.push(']');
}

fn hundredths(number: u32) -> String {
    format!("{}.{:02}", number / 100, number % 100)
}

/// What a spreadsheet would take for a formula, or would make one of, and what readers of tables
/// take for a comment, gets a `'` before it.
fn no_formula(text: &str) -> String {
    const BEGINNINGS: [char; 12] =
        ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '#'];
    if text.starts_with(BEGINNINGS) { format!("'{text}") } else { text.to_owned() }
}

/// Quoted where anything in it could be taken for the table's own: also `#`, since readers that
/// skip comments find them in the middle of lines, and spaces at the ends, which some trim.
pub(super) fn push_csv(text: &mut String, cell: &str) {
    let is_plain = !cell.contains([',', '"', '\r', '\n', '#', ';', '\t']) && cell.trim() == cell;
    if is_plain {
        text.push_str(cell);
    } else {
        text.extend(["\"", &cell.replace('"', "\"\""), "\""]);
    }
}

/// Tabs and line breaks become spaces.
pub(super) fn push_tsv(text: &mut String, cell: &str) {
    text.extend(cell.chars().map(|c| if c.is_control() { ' ' } else { c }));
}

pub(super) fn push_json_text(text: &mut String, words: &str) {
    text.push_str(&serde_json::to_string(words).unwrap_or_default());
}
