//! The scale of the heat map: which colour stands for which share.
//!
//! Steps instead of a gradient: a colour is then found again in the legend, and a small share is
//! still seen. Tints of one hue whose lightness goes one way only (neighbours differ by at least
//! 1.25:1), so that no colour vision deficiency changes their order. More is darker on a light
//! ground and lighter on a dark one.

use crate::view::Way;

/// How many steps there are, apart from nothing.
pub const STEPS: usize = 9;

/// From which permille of a type's synapses on each step holds; the first holds for anything
/// above nothing.
pub const FROM_PERMILLE: [u64; STEPS] = [0, 10, 20, 50, 100, 200, 350, 500, 750];

/// The step of a count, 0 for nothing, else `1..=STEPS`.
pub fn step(count: u64, total: u64) -> usize {
    if count == 0 {
        return 0;
    }
    let is_enough = |permille: &u64| count.saturating_mul(1_000) >= permille.saturating_mul(total);
    FROM_PERMILLE.partition_point(is_enough)
}

/// What the steps stand for, in percent: `<1`, `1`, `2`, …
pub fn words() -> [String; STEPS] {
    FROM_PERMILLE.map(|permille| match permille {
        0 => "<1".to_owned(),
        permille => (permille / 10).to_string(),
    })
}

/// The colours of the steps `1..=STEPS`.
pub fn colours(way: Way, dark: bool) -> &'static [&'static str; STEPS] {
    match (way, dark) {
        (Way::Input, false) => &INPUT,
        (Way::Output, false) => &OUTPUT,
        (Way::Input, true) => &INPUT_DARK,
        (Way::Output, true) => &OUTPUT_DARK,
    }
}

const INPUT: [&str; STEPS] = [
    "#deecf6", "#b4d1e8", "#8ab6d9", "#609bca", "#2f80bb", "#00669f", "#004c79", "#003455",
    "#001d33",
];
const OUTPUT: [&str; STEPS] = [
    "#fbe3d2", "#f0c1a6", "#e39f7b", "#d47d4e", "#c45913", "#a14500", "#7d3400", "#5a2400",
    "#3a1500",
];
const INPUT_DARK: [&str; STEPS] = [
    "#1d3443", "#284a60", "#32627e", "#3d7a9e", "#4894bf", "#53aee1", "#81c6f0", "#b3ddf8",
    "#e2f4ff",
];
const OUTPUT_DARK: [&str; STEPS] = [
    "#45291a", "#633a22", "#834c2a", "#a45f32", "#c77339", "#ea8741", "#f7a976", "#fcccad",
    "#ffefe2",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_step_begins_exactly_at_its_share() {
        assert_eq!(step(0, 1_000), 0);
        assert_eq!(step(0, 0), 0);
        assert_eq!(step(1, 1_000_000), 1);
        for (at, permille) in FROM_PERMILLE.iter().enumerate().skip(1) {
            assert_eq!(step(*permille, 1_000), at + 1, "{permille}");
            assert_eq!(step(*permille * 1_000 - 1, 1_000_000), at, "just below {permille}");
        }
        assert_eq!(step(7, 7), STEPS);
    }

    #[test]
    fn lightness_goes_one_way() {
        for way in [Way::Input, Way::Output] {
            for dark in [false, true] {
                let lights: Vec<f64> = colours(way, dark).iter().map(|it| luminance(it)).collect();
                for pair in lights.windows(2) {
                    let (less, more) = if dark { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
                    assert!((more + 0.05) / (less + 0.05) >= 1.25, "{way:?} {dark} {pair:?}");
                }
            }
        }
    }

    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("hexadecimal");
            let value = f64::from(byte) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }
}
