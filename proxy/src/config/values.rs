//! Values as a person writes them: times, sizes, hours.

use std::fmt;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A time such as `500ms`, `90s`, `5m` or `24h`.
///
/// # Errors
/// With a line that says what is expected.
pub fn duration(text: &str) -> Result<Duration, String> {
    const UNITS: [(&str, f64); 4] = [("ms", 0.001), ("s", 1.0), ("m", 60.0), ("h", 3_600.0)];
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = UNITS.iter().find(|(name, _)| *name == unit).map(|(_, seconds)| seconds);
    let time = number.parse::<f64>().ok().zip(unit).map(|(number, unit)| number * unit);
    time.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .ok_or_else(|| "write a time such as 90s, 5m or 24h".to_owned())
}

/// A number of bytes such as `64M` or `1G` (powers of 1,024).
///
/// # Errors
/// With a line that says what is expected.
pub fn bytes(text: &str) -> Result<u64, String> {
    let (number, shift) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (&text[..text.len() - 1], 10),
        Some(b'M' | b'm') => (&text[..text.len() - 1], 20),
        Some(b'G' | b'g') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let bytes = number.parse::<u64>().ok().and_then(|number| number.checked_mul(1 << shift));
    bytes.ok_or_else(|| "write a number of bytes such as 64M or 1G".to_owned())
}

/// Hours of the day (UTC), such as `08:00-18:30`; they may span midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes since midnight.
    from: u32,
    /// Minutes since midnight, no longer within.
    until: u32,
}

impl QuietHours {
    /// Whether it is one of these hours now.
    pub fn contains_now(&self) -> bool {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        self.contains((since.as_secs() / 60 % (24 * 60)) as u32)
    }

    fn contains(&self, minute: u32) -> bool {
        match self.from <= self.until {
            true => (self.from..self.until).contains(&minute),
            false => minute >= self.from || minute < self.until,
        }
    }
}

impl FromStr for QuietHours {
    type Err = String;

    fn from_str(text: &str) -> Result<QuietHours, String> {
        let minutes = |time: &str| {
            let (hours, minutes) = time.trim().split_once(':')?;
            let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
            (hours < 24 && minutes < 60).then_some(hours * 60 + minutes)
        };
        let span = text.split_once('-');
        let span = span.and_then(|(from, until)| Some((minutes(from)?, minutes(until)?)));
        span.map(|(from, until)| QuietHours { from, until })
            .ok_or_else(|| "write hours (UTC) such as 08:00-18:30".to_owned())
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, until) = (self.from, self.until);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, until / 60, until % 60)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(duration(text).ok(), expected.map(Duration::from_millis), "{text}");
        };
        check("500ms", Some(500));
        check("1.5s", Some(1_500));
        check("5m", Some(300_000));
        check("24h", Some(86_400_000));
        for text in ["", "5", "s", "-1s", "5 s", "5d", "1e9s", "99999999999999999999h"] {
            check(text, None);
        }
    }

    #[test]
    fn sizes_are_powers_of_1024() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(bytes(text).ok(), expected, "{text}");
        };
        check("1000", Some(1_000));
        check("2k", Some(2_048));
        check("64M", Some(64 << 20));
        check("1G", Some(1 << 30));
        for text in ["", "M", "-1", "1.5G", "1T", "99999999999G"] {
            check(text, None);
        }
    }

    #[test]
    fn hours_may_span_midnight() {
        let check = |text: &str, hour: u32, within: bool| {
            let hours: QuietHours = text.parse().expect("hours");
            assert_eq!(hours.contains(hour * 60), within, "{text} {hour}");
            assert_eq!(hours.to_string(), text);
        };
        check("08:00-18:00", 8, true);
        check("08:00-18:00", 18, false);
        check("22:00-06:30", 23, true);
        check("22:00-06:30", 6, true);
        check("22:00-06:30", 7, false);
        for text in ["", "8-18", "24:00-01:00", "08:60-09:00", "08:00"] {
            assert!(text.parse::<QuietHours>().is_err(), "{text}");
        }
    }
}
