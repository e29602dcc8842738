//! The words of the log: names, numbers, and how reading went.

use std::time::Instant;

use shared::format::number;

/// The most characters of a name in the log.
const LONGEST_NAME: usize = 256;

/// How many names a line lists.
const MOST_NAMES: usize = 5;

/// A name as it may stand in a log: cut, and with every character visible.
pub fn name(name: &str) -> String {
    let mut shown = String::new();
    for c in name.chars() {
        let escaped = if is_visible(c) { c.to_string() } else { c.escape_default().to_string() };
        if shown.chars().count() + escaped.chars().count() >= LONGEST_NAME {
            shown.push('…');
            break;
        }
        shown.push_str(&escaped);
    }
    shown
}

/// Not a control character, not a line separator, and none that turns the direction of text.
fn is_visible(c: char) -> bool {
    let turns =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    !c.is_control() && !turns && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// The first few of some names, and how many more there are.
#[derive(Debug, Default)]
struct Names {
    first: Vec<String>,
    count: usize,
}

impl Names {
    fn add(&mut self, one: &str) {
        self.count += 1;
        if self.first.len() < MOST_NAMES {
            self.first.push(name(one));
        }
    }

    /// Such as `; 7 failed: a, b, c, d, e and 2 more`; nothing where there are none.
    fn failed(&self) -> String {
        let names = self.first.join(", ");
        match self.count - self.first.len() {
            _ if self.count == 0 => String::new(),
            0 => format!("; {} failed: {names}", number(self.count as u64)),
            more => format!(
                "; {} failed: {names} and {} more",
                number(self.count as u64),
                number(more as u64)
            ),
        }
    }
}

/// Types that are being read.
#[derive(Debug)]
pub struct Reading {
    began: Instant,
    types: usize,
    failed: Names,
}

impl Reading {
    /// Reading so many types begins now.
    pub fn begin(types: usize) -> Reading {
        Reading { began: Instant::now(), types, failed: Names::default() }
    }

    /// One of them could not be read.
    pub fn failed(&mut self, name: &str) {
        self.failed.add(name);
    }

    /// How many could not be read.
    pub fn failures(&self) -> usize {
        self.failed.count
    }

    /// Such as `processed 1,247 of 1,250 types in 2.31 s (540 types/s); 3 failed: a, b, c`, now
    /// that all have been read.
    pub fn words(&self) -> String {
        let seconds = self.began.elapsed().as_secs_f64();
        let processed = self.types - self.failed.count;
        let pace = number((processed as f64 / seconds.max(1e-3)) as u64);
        let (processed, types) = (number(processed as u64), number(self.types as u64));
        let failed = self.failed.failed();
        format!("processed {processed} of {types} types in {seconds:.2} s ({pace} types/s){failed}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_on_its_line_and_within_its_length() {
        let check = |raw: &str, expected: &str| assert_eq!(name(raw), expected);
        check("KCa'b'-m", "KCa'b'-m");
        check("a\n{\"level\":\"ERROR\"}", "a\\n{\"level\":\"ERROR\"}");
        check("a\u{1b}[31m\u{2028}\u{202e}b", "a\\u{1b}[31m\\u{2028}\\u{202e}b");
        check("Δ7", "Δ7");
        for long in ["x".repeat(9_999), "\n".repeat(9_999)] {
            let shown = name(&long).chars().count();
            assert!((LONGEST_NAME - 8..=LONGEST_NAME).contains(&shown), "{shown}");
        }
    }

    #[test]
    fn five_names_are_listed_and_the_others_counted() {
        let mut names = Names::default();
        assert_eq!(names.failed(), "");
        ["a", "b", "c"].iter().for_each(|name| names.add(name));
        assert_eq!(names.failed(), "; 3 failed: a, b, c");
        (0..1_200).for_each(|n| names.add(&n.to_string()));
        assert_eq!(names.failed(), "; 1,203 failed: a, b, c, 0, 1 and 1,198 more");
    }
}
