//! Numbers, shares, ages and plurals as the page writes them: one format everywhere.

use shared::view::Threshold;

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

/// A number with one decimal: `17.2`.
pub fn tenths(n: f64) -> String {
    let tenths = (n * 10.0).round() as u64;
    format!("{}.{}", tenths / 10, tenths % 10)
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

/// A threshold in percent, without needless decimals: `5`, `0.5`.
pub fn threshold(percent: f64) -> String {
    format!("{}", (percent * 100.0).round() / 100.0)
}

/// A threshold of a region in words: `5 %`, `50 connections`.
pub fn region_threshold(least: Threshold) -> String {
    match least {
        Threshold::Share(percent) => format!("{} %", threshold(percent)),
        Threshold::Connections(least) => count(least, "connection"),
    }
}

/// A length of time for reading at a glance: `under 1 min`, `5 min`, `3 h`, `2 days`.
pub fn duration(milliseconds: f64) -> String {
    let minutes = (milliseconds.max(0.0) / 60_000.0).floor() as u64;
    match minutes {
        0 => "under 1 min".to_owned(),
        1..60 => format!("{minutes} min"),
        60..2880 => format!("{} h", minutes / 60),
        _ => count(minutes / 1440, "day"),
    }
}

/// How old something is: `just now`, `5 min old`.
pub fn age(milliseconds: f64) -> String {
    if milliseconds < 60_000.0 {
        "just now".to_owned()
    } else {
        format!("{} old", duration(milliseconds))
    }
}

/// How long ago something was: `12 s ago`, `5 min ago`.
pub fn ago(seconds: u64) -> String {
    match seconds {
        0..100 => format!("{seconds} s ago"),
        _ => format!("{} ago", duration(seconds as f64 * 1_000.0)),
    }
}

/// An amount of memory: `870 kB`, `23.1 MB`.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", number(bytes.div_ceil(1_000))),
        _ => format!("{} MB", tenths(bytes as f64 / 1e6)),
    }
}

/// How long something will still take: `1 s left`, `2 min left`.
pub fn time_left(seconds: f64) -> String {
    let seconds = seconds.max(1.0).ceil() as u64;
    if seconds < 100 {
        format!("{seconds} s left")
    } else {
        format!("{} min left", seconds.div_ceil(60))
    }
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
        assert_eq!(threshold(5.0), "5");
        assert_eq!(threshold(0.5), "0.5");
    }

    #[test]
    fn ages_are_read_at_a_glance() {
        let minute = 60_000.0;
        assert_eq!(age(-5.0), "just now");
        assert_eq!(age(59_999.0), "just now");
        assert_eq!(age(5.0 * minute), "5 min old");
        assert_eq!(age(200.0 * minute), "3 h old");
        assert_eq!(age(47.9 * 60.0 * minute), "47 h old");
        assert_eq!(age(72.0 * 60.0 * minute), "3 days old");
        assert_eq!((&*ago(0), &*ago(99), &*ago(100)), ("0 s ago", "99 s ago", "1 min ago"));
        assert_eq!(time_left(0.2), "1 s left");
        assert_eq!(time_left(99.0), "99 s left");
        assert_eq!(time_left(130.0), "3 min left");
    }

    #[test]
    fn memory_is_told_in_kilobytes_and_megabytes() {
        assert_eq!((&*bytes(0), &*bytes(1), &*bytes(870_000)), ("0 kB", "1 kB", "870 kB"));
        assert_eq!((&*bytes(1_000_000), &*bytes(23_140_000)), ("1.0 MB", "23.1 MB"));
    }

    #[test]
    fn transmitters_are_abbreviated_whatever_their_case() {
        assert_eq!(transmitter("acetylcholine"), "ACh");
        assert_eq!(transmitter("GABA"), "GABA");
        assert_eq!(transmitter("nitric oxide"), "nitric oxide");
    }
}
