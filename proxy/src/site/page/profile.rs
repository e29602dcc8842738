//! A picture of the regions of a type: a bar of its inputs and one of its outputs, each divided
//! by primary region. Its words say the same.

use std::fmt::Write;

use shared::format::{number, percent, share};
use shared::roi::{RegionTable, Regions};

use super::regions;
use super::text::isolated_plain;

/// The picture.
#[derive(Debug)]
pub struct Profile<'a> {
    /// All of it in words.
    pub words: String,
    /// Inputs, then outputs; none of these where there are none.
    pub bars: Vec<Bar<'a>>,
}

/// One bar.
#[derive(Debug)]
pub struct Bar<'a> {
    /// The letter that the classes of its segments begin with.
    pub class: char,
    /// What it shows.
    pub words: String,
    /// Its upper edge in pixels.
    pub top: u32,
    pub segments: Vec<Segment<'a>>,
}

/// A part of a bar.
#[derive(Debug)]
pub struct Segment<'a> {
    /// Its tint: 1 to 3 for a region, 4 for the rest of the regions, 5 for what is outside.
    pub tint: u8,
    /// In percent of the bar.
    pub left: f64,
    /// Likewise.
    pub width: f64,
    /// What it is, with its share.
    pub words: String,
    /// What is written on it, where that fits.
    pub label: Option<Label<'a>>,
}

/// The writing on a segment.
#[derive(Debug)]
pub struct Label<'a> {
    pub name: &'a str,
    /// The share, where that fits too.
    pub percent: Option<String>,
}

/// Regions with less are shown together.
const LEAST: f64 = 0.015;
/// The height that a bar takes with its words.
const HEIGHT: u32 = 44;
/// Width of the bar on the narrowest phone, in pixels: labels are made to fit it.
const NARROWEST: f64 = 328.0;
/// Average width of a letter in it, and the space around a label.
const LETTER: f64 = 6.6;
const PADDING: f64 = 8.0;

/// The picture of a table.
pub fn profile<'a>(regions: &'a Regions, table: &RegionTable) -> Profile<'a> {
    let ways = [('i', "inputs"), ('o', regions::outputs(table.unit))];
    let mut profile = Profile { words: String::new(), bars: Vec::new() };
    for (way, (class, words)) in ways.into_iter().enumerate() {
        if table.total[way] == 0 {
            continue;
        }
        let segments = segments(regions, table, way);
        let told: Vec<&str> = segments.iter().map(|segment| segment.words.as_str()).collect();
        let words = format!("{} {words}", number(table.total[way]));
        let _ = write!(profile.words, "{words}: {}. ", told.join(", "));
        let top = HEIGHT * profile.bars.len() as u32;
        profile.bars.push(Bar { class, words, top, segments });
    }
    profile
}

fn segments<'a>(regions: &'a Regions, table: &RegionTable, way: usize) -> Vec<Segment<'a>> {
    let total = table.total[way];
    let primary = table.lines.iter().filter(|line| line.depth == 0);
    let mut named: Vec<(&str, u64)> = primary
        .map(|line| (regions.all[usize::from(line.region)].name.as_str(), line.whole[way]))
        .filter(|(_, count)| *count > 0)
        .collect();
    named.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let few = named.iter().take_while(|(_, count)| share(*count, total) >= LEAST).count();
    let rest = named.split_off(few);
    let mut segments = Segments { left: 0.0, total, all: Vec::new() };
    for (at, (name, count)) in named.into_iter().enumerate() {
        let tint = at.min(2) as u8 + 1;
        segments.push(tint, isolated_plain(name), count, Some(name));
    }
    let others = rest.iter().map(|(_, count)| count).sum();
    segments.push(4, shared::format::count(rest.len() as u64, "more region"), others, None);
    segments.push(5, "outside".to_owned(), table.outside[way], Some("outside"));
    segments.all
}

struct Segments<'a> {
    left: f64,
    total: u64,
    all: Vec<Segment<'a>>,
}

impl<'a> Segments<'a> {
    fn push(&mut self, tint: u8, what: String, count: u64, name: Option<&'a str>) {
        if count == 0 {
            return;
        }
        let share = share(count, self.total);
        let width = hundredths(100.0 * share);
        let percent = percent(share);
        let words = format!("{what} {percent} %");
        let label = name.and_then(|name| label_that_fits(name, &percent, share));
        self.all.push(Segment { tint, left: self.left, width, words, label });
        self.left = hundredths(self.left + 100.0 * share);
    }
}

fn hundredths(n: f64) -> f64 {
    (n * 100.0).round() / 100.0
}

/// Name and percent, the name alone, or nothing: a label cut off reads as another name.
fn label_that_fits<'a>(name: &'a str, percent: &str, share: f64) -> Option<Label<'a>> {
    let fits = |letters: usize| letters as f64 * LETTER + PADDING <= share * NARROWEST;
    let letters = name.chars().count();
    let both = letters + " ".len() + percent.len();
    let percent = fits(both).then(|| percent.to_owned());
    fits(letters).then_some(Label { name, percent })
}
