//! How far a word is from what was typed.

use std::ops::RangeInclusive;

/// Which letters a folded text has, one bit for each kind of them. A typo brings at most one new
/// letter, so that a text that lacks more of them than typos are allowed needs no closer look.
pub(super) fn letters_of(text: &str) -> u64 {
    text.chars().fold(0, |letters, c| letters | letter(c))
}

/// The bit of a letter; those that are not ASCII share some.
pub(super) fn letter(c: char) -> u64 {
    1 << match c {
        'a'..='z' => c as u32 - 'a' as u32,
        '0'..='9' => 26 + (c as u32 - '0' as u32),
        _ => 36 + c as u32 % 28,
    }
}

/// What one typo costs; what is left over below it says how likely the typos are.
const TYPO: u32 = 64;
/// More than any text costs that is within a bound.
const TOO_FAR: u32 = u32::MAX / 2;

/// How much a text differs from a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cost(u32);

impl Cost {
    /// Letters more, less, other, or two neighbours swapped.
    pub(super) fn typos(self) -> u32 {
        self.0 / TYPO
    }

    /// Those of the typos that are not of the likely kinds: neighbours swapped, a letter doubled
    /// or not doubled, one that looks like another.
    pub(super) fn unlikely(self) -> u32 {
        self.0 % TYPO
    }
}

/// What a text costs that is meant by a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Costs {
    /// All of the text.
    pub(super) whole: Cost,
    /// The part of it, from its beginning on, that is nearest to the query.
    pub(super) beginning: Cost,
}

/// Measures texts against one query of at most 64 letters; keeps its memory from text to text.
pub(super) struct Speller {
    query: Vec<char>,
    places: Places,
    text: Vec<char>,
    /// Three rows of the matrix of distances: before the last, last, this.
    rows: [Vec<u32>; 3],
}

impl Speller {
    pub(super) fn new(query: &str) -> Speller {
        let query: Vec<char> = query.chars().collect();
        let places = Places::new(&query);
        Speller { query, places, text: Vec::new(), rows: Default::default() }
    }

    /// Optimal string alignment, within so many typos; `None` where the beginning is farther.
    /// Only as much of the text is looked at as can matter.
    pub(super) fn costs(&mut self, text: &str, most: u32) -> Option<Costs> {
        if !self.may_begin(text, most) || self.least_typos(text, most) > most {
            return None;
        }
        let bound = self.query.len() + most as usize;
        self.text.clear();
        self.text.extend(text.chars().take(bound + 1));
        let columns = self.text.len().min(bound);
        self.first_row(columns, most as usize);
        let band =
            |row: usize| row.saturating_sub(most as usize)..=columns.min(row + most as usize);
        (1..=self.query.len()).for_each(|row| self.fill_row(row, band(row)));
        let (last, near) = (&self.rows[1], band(self.query.len()));
        let is_near = self.text.len() <= bound && near.contains(&columns);
        let whole = if is_near { last[columns] } else { TOO_FAR };
        let beginning = near.map(|column| last[column]).min().unwrap_or(TOO_FAR);
        Some(Costs { whole: Cost(whole), beginning: Cost(beginning) })
    }

    /// Whether a text is long enough, and one of its first letters, of which so many typos cannot
    /// change all, stands near the beginning of the query.
    fn may_begin(&self, text: &str, most: u32) -> bool {
        let near = (1_u64 << (2 * most + 1)) - 1;
        text.len() + most as usize >= self.query.len()
            && text.chars().take(most as usize + 1).any(|c| self.places.of(c) & near != 0)
    }

    /// How many typos the nearest beginning of a text has, all columns of the matrix at once: a
    /// row is a bit. This is Hyyrö's algorithm of 2003 for optimal string alignment; most texts
    /// are ruled out by it in 20 ns, where the matrix takes 300.
    fn least_typos(&self, text: &str, most: u32) -> u32 {
        let mut distance = self.query.len() as u32;
        let mut least = distance;
        let last = 1_u64 << (self.query.len() - 1);
        let (mut more, mut less, mut diagonal, mut before) = (u64::MAX, 0_u64, 0_u64, 0_u64);
        let columns = (self.query.len() as u32 + most).min(text.len() as u32);
        for (column, c) in (1..=columns).zip(text.chars()) {
            let same = self.places.of(c);
            let swapped = ((!diagonal & same) << 1) & before;
            diagonal = ((same & more).wrapping_add(more) ^ more) | same | less | swapped;
            let up = less | !(diagonal | more);
            let down = diagonal & more;
            distance += u32::from(up & last != 0);
            distance -= u32::from(down & last != 0);
            least = least.min(distance);
            // Each column brings it down by one at most.
            if distance > most + columns - column {
                break;
            }
            let up = up << 1 | 1;
            more = down << 1 | !(diagonal | up);
            less = up & diagonal;
            before = same;
        }
        least
    }

    fn first_row(&mut self, columns: usize, most: usize) {
        for row in &mut self.rows {
            row.clear();
            row.resize(columns + 1, TOO_FAR);
        }
        let mut cost = 0;
        for column in 0..=columns.min(most) {
            self.rows[1][column] = cost;
            cost += self.missing(column);
        }
    }

    /// Fills the row of one more letter of the query and makes it the last; only where what is
    /// within the bound can lie. Right of that nothing was ever filled in.
    fn fill_row(&mut self, row: usize, band: RangeInclusive<usize>) {
        let typed = self.query[row - 1];
        if let Some(left) = band.start().checked_sub(1) {
            self.rows[2][left] = TOO_FAR;
        }
        for column in band {
            let mut cost = self.rows[1][column] + self.extra(row);
            if column > 0 {
                let meant = self.text[column - 1];
                cost = cost.min(self.rows[1][column - 1] + replaced(typed, meant));
                cost = cost.min(self.rows[2][column - 1] + self.missing(column - 1));
                if row > 1
                    && column > 1
                    && typed == self.text[column - 2]
                    && self.query[row - 2] == meant
                {
                    cost = cost.min(self.rows[0][column - 2] + TYPO);
                }
            }
            self.rows[2][column] = cost;
        }
        self.rows.rotate_left(1);
    }

    /// What it costs that the query has this letter and the text has not.
    fn extra(&self, row: usize) -> u32 {
        let typed = self.query[row - 1];
        let doubled = row > 1 && self.query[row - 2] == typed;
        if doubled { TYPO } else { TYPO + 1 }
    }

    /// What it costs that the text has this letter and the query has not.
    fn missing(&self, column: usize) -> u32 {
        let doubled = column > 0 && self.text.get(column) == self.text.get(column - 1);
        if doubled { TYPO } else { TYPO + 1 }
    }
}

fn replaced(typed: char, meant: char) -> u32 {
    match (typed.min(meant), typed.max(meant)) {
        _ if typed == meant => 0,
        ('0', 'o') | ('1', 'i' | 'l') | ('i', 'l') | ('5', 's') => TYPO,
        _ => TYPO + 1,
    }
}

/// Where in a query a letter stands, one bit for each place.
struct Places {
    ascii: [u64; 128],
    others: Vec<(char, u64)>,
}

impl Places {
    fn new(query: &[char]) -> Places {
        let mut places = Places { ascii: [0; 128], others: Vec::new() };
        for (at, c) in query.iter().enumerate() {
            match places.ascii.get_mut(*c as usize) {
                Some(of_letter) => *of_letter |= 1 << at,
                None => places.others.push((*c, 1 << at)),
            }
        }
        places
    }

    fn of(&self, c: char) -> u64 {
        let others = || self.others.iter().filter(|other| other.0 == c);
        match self.ascii.get(c as usize) {
            Some(of_letter) => *of_letter,
            None => others().fold(0, |places, other| places | other.1),
        }
    }
}
