//! Which rows the picture of regions has, for what has been opened.

use shared::roi::RegionLine;

use crate::views::live::Key;

/// Primary regions shown before "more".
pub const FEW: usize = 12;

/// In place of a line: all primary regions that are not shown, together.
pub const REST: usize = usize::MAX - 1;

/// In place of a line: what lies in no primary region.
pub const OUTSIDE: usize = usize::MAX;

/// A row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RowKey {
    /// The line that it tells of.
    pub line: usize,
    /// What of it.
    pub what: What,
}

/// What a row tells of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// Left and right together.
    Whole,
    /// Its full name.
    FullName,
    /// The left part.
    Left,
    /// The right part.
    Right,
    /// What has no side.
    Unsided,
}

const ALL: [What; 5] = [What::Whole, What::FullName, What::Left, What::Right, What::Unsided];

impl From<RowKey> for Key {
    fn from(key: RowKey) -> Key {
        (key.line as u64, key.what as u64)
    }
}

impl From<Key> for RowKey {
    fn from((line, what): Key) -> RowKey {
        RowKey { line: line as usize, what: ALL[what as usize % ALL.len()] }
    }
}

/// What is shown of every region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// All primary regions, not only the first few.
    pub shows_all: bool,
    /// Left and right parts.
    pub parts: bool,
    /// Full names.
    pub full_names: bool,
}

/// Whether there is something to see below a line's sums.
pub fn can_open(lines: &[RegionLine], line: usize, has_name: bool) -> bool {
    let has_within = lines.get(line + 1).is_some_and(|next| next.depth > lines[line].depth);
    has_name || lines[line].has_sides() || (lines[line].depth == 0 && has_within)
}

/// The rows. A primary region that is opened shows its full name, its parts and the regions
/// within it; one of those that is opened, its full name and its parts.
pub fn rows(
    lines: &[RegionLine],
    opened: &[usize],
    look: Look,
    has_name: &dyn Fn(usize) -> bool,
) -> Vec<RowKey> {
    let mut rows = Vec::new();
    let mut primary = 0;
    let mut shows_within = false;
    for (line, region) in lines.iter().enumerate() {
        if region.depth == 0 {
            primary += 1;
            if primary > FEW && !look.shows_all {
                rows.push(RowKey { line: REST, what: What::Whole });
                break;
            }
            shows_within = opened.contains(&line);
        } else if !shows_within {
            continue;
        }
        let is_open = opened.contains(&line);
        let mut push = |what| rows.push(RowKey { line, what });
        push(What::Whole);
        if (is_open || look.full_names) && has_name(line) {
            push(What::FullName);
        }
        if (is_open || look.parts) && region.has_sides() {
            push(What::Left);
            push(What::Right);
            if region.unsided != [0; 2] {
                push(What::Unsided);
            }
        }
    }
    rows.push(RowKey { line: OUTSIDE, what: What::Whole });
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(depth: u16, left: u64) -> RegionLine {
        RegionLine { depth, whole: [10, 0], left: [left, 0], ..RegionLine::default() }
    }

    const CLOSED: Look = Look { shows_all: false, parts: false, full_names: false };

    fn shown(lines: &[RegionLine], opened: &[usize], look: Look) -> Vec<(usize, What)> {
        let rows = rows(lines, opened, look, &|line| line == 0);
        rows.into_iter().map(|row| (row.line, row.what)).collect()
    }

    #[test]
    fn a_region_opens_to_its_name_its_parts_and_what_is_within() {
        use What::{FullName, Left, Right, Whole};
        let lines = [line(0, 5), line(1, 3), line(0, 0)];
        assert_eq!(shown(&lines, &[], CLOSED), [(0, Whole), (2, Whole), (OUTSIDE, Whole)]);
        assert_eq!(
            shown(&lines, &[0], CLOSED),
            [
                (0, Whole),
                (0, FullName),
                (0, Left),
                (0, Right),
                (1, Whole),
                (2, Whole),
                (OUTSIDE, Whole)
            ]
        );
        let parts = Look { parts: true, ..CLOSED };
        assert_eq!(
            shown(&lines, &[], parts),
            [(0, Whole), (0, Left), (0, Right), (2, Whole), (OUTSIDE, Whole)]
        );
        assert!(can_open(&lines, 0, false) && can_open(&lines, 1, false));
        assert!(!can_open(&lines, 2, false) && can_open(&lines, 2, true));
    }

    #[test]
    fn the_rest_is_one_row_until_all_are_shown() {
        let lines = [line(0, 0); FEW + 3];
        assert_eq!(shown(&lines, &[], CLOSED).len(), FEW + 2);
        assert_eq!(shown(&lines, &[], Look { shows_all: true, ..CLOSED }).len(), FEW + 4);
    }

    #[test]
    fn a_key_is_read_back() {
        for what in ALL {
            let key = RowKey { line: OUTSIDE, what };
            assert_eq!(RowKey::from(Key::from(key)), key);
        }
    }
}
