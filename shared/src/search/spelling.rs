//! How far a word is from what was typed.

/// Which letters a folded text has, one bit for each kind of them. A typo brings at most one new
/// letter, so that a text that lacks more of them than typos are allowed needs no closer look.
pub(super) fn letters_of(text: &str) -> u64 {
    text.chars().fold(0, |letters, c| {
        letters
            | 1 << match c {
                'a'..='z' => c as u32 - 'a' as u32,
                '0'..='9' => 26 + (c as u32 - '0' as u32),
                _ => 36 + c as u32 % 28,
            }
    })
}

/// What one typo costs; what is left over below it says how likely the typos are.
const TYPO: u32 = 8;
/// More than any text costs that is within the bound.
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

/// Measures texts against one query; keeps its memory from text to text.
pub(super) struct Speller {
    query: Vec<char>,
    text: Vec<char>,
    /// Three rows of the matrix of distances: before the last, last, this.
    rows: [Vec<u32>; 3],
}

impl Speller {
    pub(super) fn new(query: &str) -> Speller {
        Speller { query: query.chars().collect(), text: Vec::new(), rows: Default::default() }
    }

    /// Optimal string alignment, within so many typos; `None` where the beginning is farther.
    /// Only as much of the text is looked at as can matter.
    pub(super) fn costs(&mut self, text: &str, most: u32) -> Option<Costs> {
        let bound = self.query.len() + most as usize;
        self.text.clear();
        self.text.extend(text.chars().take(bound + 1));
        let columns = self.text.len().min(bound);
        self.first_row(columns);
        for row in 1..=self.query.len() {
            if self.fill_row(row, columns) >= (most + 1) * TYPO {
                return None;
            }
        }
        let last = &self.rows[1];
        let whole = if self.text.len() > bound { TOO_FAR } else { last[columns] };
        let beginning = last.iter().take(columns + 1).min().copied().unwrap_or(TOO_FAR);
        let costs = Costs { whole: Cost(whole), beginning: Cost(beginning) };
        (costs.beginning.typos() <= most).then_some(costs)
    }

    fn first_row(&mut self, columns: usize) {
        for row in &mut self.rows {
            row.clear();
            row.resize(columns + 1, TOO_FAR);
        }
        let mut cost = 0;
        for column in 0..=columns {
            self.rows[1][column] = cost;
            cost += self.missing(column);
        }
    }

    /// Fills the row of one more letter of the query and makes it the last; says its least cost.
    fn fill_row(&mut self, row: usize, columns: usize) -> u32 {
        let typed = self.query[row - 1];
        let mut least = TOO_FAR;
        for column in 0..=columns {
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
            least = least.min(cost);
        }
        self.rows.rotate_left(1);
        least
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
