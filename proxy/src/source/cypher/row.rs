//! One row of an answer, the same thing over HTTP and over Bolt.

use super::cells::Cell;

/// Takes rows one at a time.
pub type EachRow<'a> = &'a mut (dyn FnMut(&Row<'_>) + Send);

/// One row: its values by the query's columns, whatever order the answer has them in.
#[derive(Debug)]
pub struct Row<'a> {
    cells: Vec<Cell<'a>>,
    places: &'a [Option<usize>],
}

impl<'a> Row<'a> {
    /// A row of an answer; `places` says where in it each of the query's columns is.
    pub fn new(cells: Vec<Cell<'a>>, places: &'a [Option<usize>]) -> Row<'a> {
        Row { cells, places }
    }

    /// The value of the query's column of this number; nothing where the answer lacks a column
    /// that may be missing.
    pub fn cell(&self, column: usize) -> &Cell<'a> {
        self.places[column].map_or(&Cell::Nothing, |place| &self.cells[place])
    }
}
