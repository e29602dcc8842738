//! Numbers, shares, ages and plurals as the page writes them: one format everywhere. What
//! generated pages write too is in [`shared::format`].

use shared::view::Threshold;

pub use shared::format::*;

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

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_threshold_has_no_needless_decimals() {
        assert_eq!(threshold(5.0), "5");
        assert_eq!(threshold(0.5), "0.5");
    }
}
