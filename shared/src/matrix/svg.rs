//! The matrix as a picture that stands alone: SVG without any style attribute or script, readable
//! on white paper and in a drawing program.

use std::fmt::Write as _;
use std::ops::Range;

use super::{Matrix, Reader, scale};
use crate::export::Head;
use crate::index::Index;

/// What of a matrix is drawn, and what is said of it.
#[derive(Debug, Clone)]
pub struct Picture<'a> {
    /// Which rows.
    pub rows: Range<usize>,
    /// Whether columns are called by their full names, where known.
    pub full_names: bool,
    /// The title.
    pub title: &'a str,
    /// Where the data comes from.
    pub head: &'a Head<'a>,
}

/// Width of a column and height of a row.
const CELL: usize = 16;
const EDGE: usize = 16;
/// Average width of a letter of the labels.
const LETTER: usize = 7;
/// The same of the title.
const TITLE: usize = 9;
const LINE: usize = 15;

/// The picture.
pub fn svg(matrix: &Matrix, index: &Index, picture: &Picture<'_>) -> String {
    let rows = matrix.rows.get(picture.rows.clone()).unwrap_or_default();
    let entries: Vec<_> = rows.iter().map(|id| &index.entries[*id as usize]).collect();
    let columns: Vec<&str> = matrix
        .columns
        .iter()
        .map(|column| {
            let full = column.full_name(&index.regions).filter(|_| picture.full_names);
            full.unwrap_or(column.name(&index.regions))
        })
        .collect();
    let longest = |names: &mut dyn Iterator<Item = &str>| {
        names.map(|name| name.chars().count()).max().unwrap_or(0) * LETTER
    };
    let left = EDGE + longest(&mut entries.iter().map(|entry| &*entry.name)) + 8;
    let top = EDGE + 28 + longest(&mut columns.iter().copied()) + 8;
    let bottom = top + entries.len() * CELL;
    let head = picture.head.lines();
    let words =
        longest(&mut head.iter().map(String::as_str)).max(picture.title.chars().count() * TITLE);
    let width = (left + columns.len() * CELL).max(EDGE + words).max(left + LEGEND) + EDGE;
    let height = bottom + 64 + head.len() * LINE + EDGE;
    let mut svg = Svg(String::new());
    svg.open(width, height, picture.title, &head);
    svg.text(EDGE, EDGE + 14, "font-size=\"15\" font-weight=\"600\"", picture.title);
    for (at, name) in columns.iter().enumerate() {
        let x = left + at * CELL + CELL / 2 + 4;
        let turned = format!("transform=\"rotate(-90 {x} {})\"", top - 6);
        svg.text(x, top - 6, &turned, name);
    }
    for (at, entry) in entries.iter().enumerate() {
        let end = "text-anchor=\"end\"";
        svg.text(left - 6, top + at * CELL + CELL - 4, end, &entry.name);
    }
    svg.cells(matrix, matrix.reader(index.regions.all.len()), &entries, left, top);
    svg.legend(matrix, left, bottom + 20);
    for (at, line) in head.iter().enumerate() {
        svg.text(EDGE, bottom + 76 + at * LINE, "fill=\"#454c45\"", line);
    }
    svg.0.push_str("</svg>\n");
    svg.0
}

/// Width of the legend.
const LEGEND: usize = (scale::STEPS + 1) * 32;

struct Svg(String);

impl Svg {
    fn open(&mut self, width: usize, height: usize, title: &str, head: &[String]) {
        let head = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 0 {width} {height}\" font-family=\"Helvetica, Arial, sans-serif\" \
             font-size=\"12\" fill=\"#171a17\">\n<title>{}</title>\n<desc>{}</desc>\n\
             <rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
            escaped(title),
            escaped(&head.join("; ")),
        );
        self.0.push_str(&head);
    }

    fn text(&mut self, x: usize, y: usize, attributes: &str, text: &str) {
        self.put(format_args!("<text x=\"{x}\" y=\"{y}\" {attributes}>{}</text>\n", escaped(text)));
    }

    fn put(&mut self, text: std::fmt::Arguments<'_>) {
        // A String takes whatever is written to it.
        let _ = self.0.write_fmt(text);
    }

    /// One path per step: a tenth of the size of a rectangle per cell.
    fn cells(
        &mut self,
        matrix: &Matrix,
        mut reader: Reader,
        entries: &[&crate::index::Entry],
        left: usize,
        top: usize,
    ) {
        let mut paths = vec![String::new(); scale::STEPS + 1];
        for (row, entry) in entries.iter().enumerate() {
            let (counts, total) = reader.read(entry);
            for (column, count) in counts.iter().enumerate() {
                let (x, y) = (left + column * CELL, top + row * CELL);
                let side = CELL - 1;
                let _ =
                    write!(paths[scale::step(*count, total)], "M{x} {y}h{side}v{side}h-{side}z");
            }
        }
        let colours = scale::colours(matrix.way, false);
        let colours = std::iter::once(NOTHING).chain(colours.iter().copied());
        for (path, colour) in paths.iter().zip(colours).filter(|(path, _)| !path.is_empty()) {
            self.put(format_args!("<path fill=\"{colour}\" d=\"{path}\"/>\n"));
        }
    }

    fn legend(&mut self, matrix: &Matrix, x: usize, y: usize) {
        let words = format!("% of the type's {}, from", matrix.unit.words());
        self.text(x, y, "fill=\"#454c45\"", &words);
        let labels = std::iter::once("0".to_owned()).chain(scale::words());
        let colours = scale::colours(matrix.way, false);
        let colours = std::iter::once(NOTHING).chain(colours.iter().copied());
        for (at, (label, colour)) in labels.zip(colours).enumerate() {
            let x = x + at * 32;
            let (edge, bottom) = (y + 6, y + 32);
            self.put(format_args!(
                "<rect x=\"{x}\" y=\"{edge}\" width=\"30\" height=\"12\" fill=\"{colour}\"/>\n"
            ));
            self.text(x + 15, bottom, "text-anchor=\"middle\"", &label);
        }
    }
}

/// The ground of a cell without anything in it.
const NOTHING: &str = "#f3f4f2";

/// Text as XML takes it: what would be markup is escaped, what XML does not allow is replaced.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            it if it.is_control() => escaped.push('\u{fffd}'),
            it => escaped.push(it),
        }
    }
    escaped
}
