//! Where on the heat map what stands, in CSS pixels: the names of the types at the left, those of
//! the regions at the top, the cells between.

use std::ops::Range;

/// Average width of a letter of the labels.
const LETTER: f64 = 7.4;
/// Space beside a label.
const PADDING: f64 = 14.0;

/// What a person points at: a cell; a type, where there is no column; a region, where there is
/// no row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// A cell.
    Cell(usize, usize),
    /// The name of the type of a row.
    Type(usize),
    /// The name of the region of a column.
    Region(usize),
}

impl Spot {
    /// Its row.
    pub fn row(self) -> Option<usize> {
        match self {
            Spot::Cell(row, _) | Spot::Type(row) => Some(row),
            Spot::Region(_) => None,
        }
    }

    /// Its column.
    pub fn column(self) -> Option<usize> {
        match self {
            Spot::Cell(_, column) | Spot::Region(column) => Some(column),
            Spot::Type(_) => None,
        }
    }

    fn at(row: Option<usize>, column: Option<usize>) -> Option<Spot> {
        match (row, column) {
            (Some(row), Some(column)) => Some(Spot::Cell(row, column)),
            (Some(row), None) => Some(Spot::Type(row)),
            (None, Some(column)) => Some(Spot::Region(column)),
            (None, None) => None,
        }
    }
}

/// The measures of a heat map.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Geometry {
    /// Side of a cell with the gap behind it.
    pub cell: f64,
    /// Width of the names of the types.
    pub left: f64,
    /// Height of the names of the regions.
    pub top: f64,
    /// How many rows there are.
    pub rows: usize,
    /// How many columns there are.
    pub columns: usize,
}

/// What of it is seen: how far it is scrolled, and how large the window on it is.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Seen {
    /// Pixels to the left of the window, and above it.
    pub from: (f64, f64),
    /// Width and height of the window.
    pub size: (f64, f64),
}

/// Room for a label of so many letters.
pub fn room_for(letters: usize, most: f64) -> f64 {
    (letters as f64 * LETTER + PADDING).clamp(44.0, most)
}

impl Geometry {
    /// Width and height of all of it.
    pub fn size(&self) -> (f64, f64) {
        let along = |edge: f64, n: usize| edge + n as f64 * self.cell + 1.0;
        (along(self.left, self.columns), along(self.top, self.rows))
    }

    /// The rows that are seen, if only in part.
    pub fn rows_seen(&self, seen: Seen) -> Range<usize> {
        range(seen.from.1, seen.size.1 - self.top, self.cell, self.rows)
    }

    /// The columns that are seen, if only in part.
    pub fn columns_seen(&self, seen: Seen) -> Range<usize> {
        range(seen.from.0, seen.size.0 - self.left, self.cell, self.columns)
    }

    /// Where a row begins, from the top of the window.
    pub fn y(&self, row: usize, seen: Seen) -> f64 {
        self.top + row as f64 * self.cell - seen.from.1
    }

    /// Where a column begins, from the left of the window.
    pub fn x(&self, column: usize, seen: Seen) -> f64 {
        self.left + column as f64 * self.cell - seen.from.0
    }

    /// What stands at a point of the window.
    pub fn spot(&self, x: f64, y: f64, seen: Seen) -> Option<Spot> {
        // `Err` where the point is beyond the last one.
        let place = |at: f64, edge: f64, from: f64, n: usize| {
            if at < edge {
                return Ok(None);
            }
            let place = ((at - edge + from) / self.cell) as usize;
            if place < n { Ok(Some(place)) } else { Err(()) }
        };
        let column = place(x, self.left, seen.from.0, self.columns).ok()?;
        let row = place(y, self.top, seen.from.1, self.rows).ok()?;
        Spot::at(row, column)
    }

    /// How far to scroll for a spot to be whole in the window.
    pub fn scrolled_to(&self, spot: Spot, seen: Seen) -> (f64, f64) {
        let nearest = |from: f64, window: f64, edge: f64, place: Option<usize>| {
            let Some(place) = place else { return from };
            let start = place as f64 * self.cell;
            from.min(start).max(start + self.cell + 1.0 - (window - edge).max(self.cell))
        };
        (
            nearest(seen.from.0, seen.size.0, self.left, spot.column()),
            nearest(seen.from.1, seen.size.1, self.top, spot.row()),
        )
    }

    /// The spot that a key leads to; `None` for keys that lead nowhere. Above the first row stand
    /// the regions, left of the first column the types.
    pub fn moved(&self, spot: Option<Spot>, key: &str, far: bool, page: usize) -> Option<Spot> {
        let Some(spot) = spot else {
            let is_move = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];
            let begins = is_move.contains(&key) && self.rows > 0 && self.columns > 0;
            return begins.then_some(Spot::Cell(0, 0));
        };
        // One further than the place, so that 0 is the name.
        let mut row = spot.row().map_or(0, |row| row + 1);
        let mut column = spot.column().map_or(0, |column| column + 1);
        match key {
            "ArrowUp" => row = row.saturating_sub(1),
            "ArrowDown" => row += 1,
            "ArrowLeft" => column = column.saturating_sub(1),
            "ArrowRight" => column += 1,
            "PageUp" => row = row.saturating_sub(page).max(1),
            "PageDown" => row += page,
            "Home" if far => (row, column) = (1, 1),
            "End" if far => (row, column) = (self.rows, self.columns),
            "Home" => column = 0,
            "End" => column = self.columns,
            _ => return None,
        }
        let place = |at: usize, n: usize| at.min(n).checked_sub(1);
        Spot::at(place(row, self.rows), place(column, self.columns)).or(Some(spot))
    }
}

fn range(from: f64, window: f64, cell: f64, n: usize) -> Range<usize> {
    let first = ((from / cell).max(0.0) as usize).min(n);
    let last = (((from + window.max(0.0)) / cell).ceil().max(0.0) as usize).min(n);
    first..last.max(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: Geometry =
        Geometry { cell: 18.0, left: 100.0, top: 60.0, rows: 11_700, columns: 150 };
    const SEEN: Seen = Seen { from: (90.0, 1_800.0), size: (800.0, 600.0) };

    #[test]
    fn a_point_is_the_cell_that_is_drawn_there() {
        for (x, y) in [(100.0, 60.0), (101.0, 77.9), (799.0, 599.0), (333.3, 222.2)] {
            let Some(Spot::Cell(row, column)) = MAP.spot(x, y, SEEN) else {
                panic!("no cell at {x} {y}")
            };
            let (left, top) = (MAP.x(column, SEEN), MAP.y(row, SEEN));
            assert!(left <= x && x < left + 18.0 && top <= y && y < top + 18.0, "{x} {y}");
            assert!(MAP.rows_seen(SEEN).contains(&row) && MAP.columns_seen(SEEN).contains(&column));
        }
        assert_eq!(MAP.spot(5.0, 60.0, SEEN), Some(Spot::Type(100)));
        assert_eq!(MAP.spot(100.0, 5.0, SEEN), Some(Spot::Region(5)));
        assert_eq!(MAP.spot(5.0, 5.0, SEEN), None);
        let small = Geometry { rows: 2, columns: 2, ..MAP };
        assert_eq!(small.spot(700.0, 61.0, Seen::default()), None);
    }

    #[test]
    fn few_rows_are_drawn_of_many() {
        assert_eq!(MAP.rows_seen(SEEN), 100..130);
        assert_eq!(MAP.columns_seen(SEEN), 5..44);
        let end = Seen { from: (0.0, 11_699.0 * 18.0), ..SEEN };
        assert_eq!(MAP.rows_seen(end), 11_699..11_700);
    }

    #[test]
    fn arrows_move_and_stop_at_the_edges() {
        let go = |spot, key| MAP.moved(Some(spot), key, false, 10);
        assert_eq!(MAP.moved(None, "ArrowDown", false, 10), Some(Spot::Cell(0, 0)));
        assert_eq!(MAP.moved(None, "x", false, 10), None);
        assert_eq!(go(Spot::Cell(0, 3), "ArrowUp"), Some(Spot::Region(3)));
        assert_eq!(go(Spot::Region(3), "ArrowUp"), Some(Spot::Region(3)));
        assert_eq!(go(Spot::Cell(4, 0), "ArrowLeft"), Some(Spot::Type(4)));
        assert_eq!(go(Spot::Type(0), "ArrowUp"), Some(Spot::Type(0)));
        assert_eq!(go(Spot::Cell(4, 149), "ArrowRight"), Some(Spot::Cell(4, 149)));
        assert_eq!(go(Spot::Cell(11_699, 2), "PageDown"), Some(Spot::Cell(11_699, 2)));
        assert_eq!(go(Spot::Cell(4, 2), "PageUp"), Some(Spot::Cell(0, 2)));
        let last = MAP.moved(Some(Spot::Cell(4, 2)), "End", true, 10);
        assert_eq!(last, Some(Spot::Cell(11_699, 149)));
    }

    #[test]
    fn what_the_keys_reach_is_whole_in_the_window() {
        for spot in [Spot::Cell(0, 0), Spot::Cell(11_699, 149), Spot::Cell(131, 44), Spot::Type(7)]
        {
            let from = MAP.scrolled_to(spot, SEEN);
            let seen = Seen { from, ..SEEN };
            if let Some(row) = spot.row() {
                let y = MAP.y(row, seen);
                assert!(y >= MAP.top && y + 18.0 <= 600.0, "{spot:?} {y}");
            }
            if let Some(column) = spot.column() {
                let x = MAP.x(column, seen);
                assert!(x >= MAP.left && x + 18.0 <= 800.0, "{spot:?} {x}");
            }
        }
        assert_eq!(MAP.scrolled_to(Spot::Cell(110, 9), SEEN), SEEN.from, "what is seen stays");
    }
}
