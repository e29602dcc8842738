//! Numbers, shares and plurals as people read them: one format in the app and on generated pages.

use crate::side::Side;
use crate::wire::SideCounts;

/// A whole number with its thousands separated: `22,704`.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number of things, in the singular where it is one: `1 type`, `2 types`.
pub fn count(n: u64, one: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {one}{plural}", number(n))
}

/// A share of 0..=1 in whole percent, without the sign: `86`; what is there but would read as
/// nothing is `<1`.
pub fn percent(share: f64) -> String {
    match (share * 100.0).round() as u64 {
        0 if share > 0.0 => "<1".to_owned(),
        percent => percent.to_string(),
    }
}

/// A share of 0..=1 in percent with one decimal, without the sign: `17.2`, `<0.1`.
pub fn percent_fine(share: f64) -> String {
    match (share * 1000.0).round() as u64 {
        0 if share > 0.0 => "<0.1".to_owned(),
        0 => "0".to_owned(),
        1000.. => "100".to_owned(),
        _ => tenths(share * 100.0),
    }
}

/// A number with one decimal: `17.2`, `1,203.5`.
pub fn tenths(n: f64) -> String {
    let tenths = (n * 10.0).round() as u64;
    format!("{}.{}", number(tenths / 10), tenths % 10)
}

/// A number with two decimals: `0.93`.
pub fn hundredths(n: f64) -> String {
    let hundredths = (n * 100.0).round() as u64;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// A part of a whole as a share of 0..=1; 0 of nothing.
pub fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// What is said of neurons whose counts by ROI could not be read; nothing where there are none.
pub fn unplaced_in_words(neurons: u64) -> Option<String> {
    let whose = if neurons == 1 { "its" } else { "their" };
    let neurons = (neurons > 0).then(|| count(neurons, "neuron"))?;
    Some(format!("The regions of {neurons} could not be read: {whose} synapses count as outside."))
}

/// Neurons by side, sides without neurons left out: `L 23  R 23`.
pub fn sides_in_words(neurons: &SideCounts) -> String {
    let sides = Side::ALL.into_iter().filter(|side| neurons.of(*side) > 0);
    let words = sides.map(|side| format!("{} {}", side.letter(), number(neurons.of(side))));
    words.collect::<Vec<_>>().join("  ")
}

/// A transmitter's abbreviation, or the name as it is where the field has none.
pub fn transmitter(name: &str) -> String {
    match name.to_ascii_lowercase().as_str() {
        "acetylcholine" => "ACh",
        "dopamine" => "DA",
        "serotonin" => "5-HT",
        "octopamine" => "OA",
        "gaba" => "GABA",
        "glutamate" => "Glu",
        "histamine" => "HA",
        "tyramine" => "TA",
        "unclear" => "unc",
        "unknown" => "Unk",
        _ => name,
    }
    .to_owned()
}

/// The class that gives a transmitter's dot its colour.
pub fn transmitter_class(name: &str) -> &'static str {
    match name.to_ascii_lowercase().as_str() {
        "acetylcholine" => "dot ach",
        "dopamine" => "dot da",
        "serotonin" => "dot ser",
        "octopamine" => "dot oa",
        "gaba" => "dot gaba",
        "glutamate" => "dot glu",
        "histamine" => "dot ha",
        "tyramine" => "dot ta",
        _ => "dot unk",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_separated_and_one_is_singular() {
        assert_eq!(number(0), "0");
        assert_eq!(number(999), "999");
        assert_eq!(number(22_704), "22,704");
        assert_eq!(number(1_000_000), "1,000,000");
        assert_eq!(tenths(1_203.46), "1,203.5");
        assert_eq!(count(1, "type"), "1 type");
        assert_eq!(count(0, "type"), "0 types");
        assert_eq!(count(5_620, "type"), "5,620 types");
    }

    #[test]
    fn a_small_share_never_reads_as_nothing() {
        for (share, whole, fine) in
            [(0.0, "0", "0"), (0.0004, "<1", "<0.1"), (0.004, "<1", "0.4"), (0.861, "86", "86.1")]
        {
            assert_eq!(percent(share), whole, "{share}");
            assert_eq!(percent_fine(share), fine, "{share}");
        }
        assert_eq!(percent_fine(1.0), "100");
        assert_eq!(share(1, 0), 0.0);
    }

    #[test]
    fn transmitters_are_abbreviated_whatever_their_case() {
        assert_eq!(transmitter("acetylcholine"), "ACh");
        assert_eq!(transmitter("GABA"), "GABA");
        assert_eq!(transmitter("nitric oxide"), "nitric oxide");
    }

    #[test]
    fn sides_without_neurons_are_left_out() {
        let check = |[left, right, middle, unknown]: [u64; 4], expected: &str| {
            let total = left + right + middle + unknown;
            let neurons = SideCounts { total, left, right, middle, unknown };
            assert_eq!(sides_in_words(&neurons), expected);
        };
        check([1_000, 0, 0, 3], "L 1,000  ? 3");
        check([2, 0, 1, 0], "L 2  M 1");
        check([0, 2, 1, 0], "R 2  M 1");
        check([0, 0, 0, 0], "");
    }
}
