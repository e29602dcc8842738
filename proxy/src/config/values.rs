//! How durations, sizes and times of the day are written in a setting.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::HeaderValue;
use reqwest::Url;

/// Longer ones would be no instant of any clock.
const LONGEST: Duration = Duration::from_secs(10 * 366 * 86_400);

/// A duration: a number and its unit, several of them one after another: `90s`, `5m`, `1h30m`.
///
/// # Errors
/// When it is written otherwise, with the form that it should have.
pub fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "write it as 500ms, 90s, 5m, 24h or 7d".to_owned();
    let mut rest = text.trim();
    let mut total = Duration::ZERO;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).ok_or_else(wrong)?;
        let (number, after) = rest.split_at(digits);
        let unit = after.find(|c: char| c.is_ascii_digit()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let number: u64 = number.parse().map_err(|_| wrong())?;
        let part = match unit.trim() {
            "ms" => Some(Duration::from_millis(number)),
            "s" => Some(Duration::from_secs(number)),
            "m" => number.checked_mul(60).map(Duration::from_secs),
            "h" => number.checked_mul(3_600).map(Duration::from_secs),
            "d" => number.checked_mul(86_400).map(Duration::from_secs),
            _ => None,
        };
        total = part.and_then(|part| total.checked_add(part)).ok_or_else(wrong)?;
        rest = after;
    }
    if total > LONGEST {
        return Err("it must be ten years or less".to_owned());
    }
    if text.trim().is_empty() { Err(wrong()) } else { Ok(total) }
}

/// A duration of at least a millisecond.
///
/// # Errors
/// As [`duration`], and for none at all.
pub fn some_time(text: &str) -> Result<Duration, String> {
    match duration(text)? {
        Duration::ZERO => Err("it must be longer than nothing".to_owned()),
        duration => Ok(duration),
    }
}

/// Bytes: a number, with K, M or G for units of 1,024 and its powers: `64M`, `1G`, `256MiB`.
///
/// # Errors
/// When it is written otherwise, with the form that it should have.
pub fn bytes(text: &str) -> Result<u64, String> {
    let wrong = || "write it as 500000, 64M or 1G".to_owned();
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let factor = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "k" | "kb" | "kib" => 1 << 10,
        "m" | "mb" | "mib" => 1 << 20,
        "g" | "gb" | "gib" => 1u64 << 30,
        _ => return Err(wrong()),
    };
    let number: u64 = number.parse().map_err(|_| wrong())?;
    number.checked_mul(factor).ok_or_else(wrong)
}

/// A number from 1 upwards.
///
/// # Errors
/// For anything else.
pub fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n >= 1).ok_or_else(|| "it must be 1 or more".to_owned())
}

/// A number that is no burden to a database.
///
/// # Errors
/// For anything but 1 to 200.
pub fn up_to_200(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|n| (1..=200).contains(n));
    number.ok_or_else(|| "it must be from 1 to 200".to_owned())
}

/// Scheme, host and port, as browsers name where a page comes from.
///
/// # Errors
/// When it is something else.
pub fn origin(text: &str) -> Result<HeaderValue, String> {
    let wanted = || "it must be an origin such as https://lab.example.org".to_owned();
    let url: Url = text.parse().map_err(|_| wanted())?;
    let origin = url.origin().ascii_serialization();
    let is_one = matches!(url.scheme(), "https" | "http") && text.trim_end_matches('/') == origin;
    if !is_one {
        return Err(wanted());
    }
    origin.parse().map_err(|_| wanted())
}

/// A time of each day in UTC, such as `22:00-06:00`; it may go over midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes after midnight.
    from: u32,
    /// Minutes after midnight; this one is quiet no more.
    to: u32,
}

impl QuietHours {
    /// Whether a time lies in it.
    pub fn contains(&self, time: SystemTime) -> bool {
        let seconds = time.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let minute = u32::try_from(seconds % 86_400 / 60).unwrap_or_default();
        match self.from <= self.to {
            true => (self.from..self.to).contains(&minute),
            false => minute >= self.from || minute < self.to,
        }
    }
}

impl FromStr for QuietHours {
    type Err = String;

    fn from_str(text: &str) -> Result<QuietHours, String> {
        let minutes = |time: &str| -> Option<u32> {
            let (hour, minute) = time.trim().split_once(':')?;
            let is_number =
                |part: &str| part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            let (hour, minute) = match is_number(hour) && is_number(minute) {
                true => (hour.parse::<u32>().ok()?, minute.parse::<u32>().ok()?),
                false => return None,
            };
            (hour < 24 && minute < 60).then_some(hour * 60 + minute)
        };
        let (from, to) = text.split_once('-').unwrap_or_default();
        match (minutes(from), minutes(to)) {
            (Some(from), Some(to)) if from != to => Ok(QuietHours { from, to }),
            _ => Err("write it as HH:MM-HH:MM in UTC, such as 22:00-06:00".to_owned()),
        }
    }
}

impl fmt::Display for QuietHours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (from, to) = (self.from, self.to);
        write!(f, "{:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60)
    }
}

/// Where the operator's own routes are, if anywhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminListen {
    /// Nowhere.
    Off,
    /// At this address.
    At(SocketAddr),
}

impl FromStr for AdminListen {
    type Err = String;

    fn from_str(text: &str) -> Result<AdminListen, String> {
        match text.trim() {
            "none" => Ok(AdminListen::Off),
            address => {
                let wrong = |_| "it must be ADDRESS:PORT or none".to_owned();
                address.parse().map(AdminListen::At).map_err(wrong)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_numbers_with_units() {
        let check = |text: &str, milliseconds: Option<u64>| {
            assert_eq!(duration(text).ok(), milliseconds.map(Duration::from_millis), "{text:?}");
        };
        check("90s", Some(90_000));
        check("500ms", Some(500));
        check("5m", Some(300_000));
        check("1h30m", Some(5_400_000));
        check(" 2 d ", Some(172_800_000));
        check("0s", Some(0));
        for wrong in ["", "90", "s", "5 years", "-1s", "1.5h", "5m3", "99999999999999999999s"] {
            check(wrong, None);
        }
        check(&format!("{}d", u64::MAX), None);
        assert!(some_time("0s").is_err());
    }

    #[test]
    fn sizes_may_have_a_unit() {
        let check = |text: &str, expected: Option<u64>| {
            assert_eq!(bytes(text).ok(), expected, "{text:?}");
        };
        check("500000", Some(500_000));
        check("64M", Some(64 << 20));
        check("256MiB", Some(256 << 20));
        check("1g", Some(1 << 30));
        check("0", Some(0));
        for wrong in ["", "M", "1T", "-1", "1.5G", "99999999999G"] {
            check(wrong, None);
        }
    }

    #[test]
    fn quiet_hours_may_go_over_midnight() {
        let at = |hour: u64, minute: u64| {
            UNIX_EPOCH + Duration::from_secs(86_400 * 20_000 + hour * 3_600 + minute * 60)
        };
        let night: QuietHours = "22:00-06:30".parse().expect("hours");
        assert!(night.contains(at(22, 0)) && night.contains(at(3, 0)) && night.contains(at(6, 29)));
        assert!(!night.contains(at(6, 30)) && !night.contains(at(21, 59)));
        let noon: QuietHours = "11:00-13:00".parse().expect("hours");
        assert!(noon.contains(at(12, 0)) && !noon.contains(at(13, 0)) && !noon.contains(at(3, 0)));
        assert_eq!(night.to_string(), "22:00-06:30");
        for wrong in
            ["", "22:00", "22-06", "24:00-01:00", "1:00-2:00", "08:00-08:00", "+1:00-02:00"]
        {
            assert!(wrong.parse::<QuietHours>().is_err(), "{wrong:?}");
        }
    }
}
