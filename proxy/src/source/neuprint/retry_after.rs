//! How long an overloaded server asks to be left alone: `Retry-After`, in seconds or as a date.

use std::time::{Duration, SystemTime};

use reqwest::header::{HeaderMap, RETRY_AFTER};

/// A server is asked again after a minute at the latest: nobody knows who wrote the header.
const LONGEST: u64 = 60;

/// What the header says, 1 to 60 s; `None` where it says nothing that can be understood.
pub fn read(headers: &HeaderMap, now: SystemTime) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    let seconds = match text.bytes().all(|byte| byte.is_ascii_digit()) {
        true if text.is_empty() => return None,
        // More digits than fit are many seconds.
        true => text.parse().unwrap_or(u64::MAX),
        false => {
            let date = httpdate::parse_http_date(text).ok()?;
            let left = date.duration_since(now).unwrap_or_default();
            left.as_millis().div_ceil(1_000) as u64
        }
    };
    Some(Duration::from_secs(seconds.clamp(1, LONGEST)))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    #[test]
    fn seconds_and_dates_are_kept_within_a_minute_and_garbage_is_ignored() {
        let now = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").expect("a date");
        let check = |text: &str, expected: Option<u64>| {
            let value = HeaderValue::from_str(text).expect("a header");
            let headers = HeaderMap::from_iter([(RETRY_AFTER, value)]);
            assert_eq!(read(&headers, now), expected.map(Duration::from_secs), "{text}");
        };
        check("5", Some(5));
        check(" 5 ", Some(5));
        check("0", Some(1));
        check("1000000000", Some(60));
        check("99999999999999999999999999", Some(60));
        check("Sun, 06 Nov 1994 08:49:57 GMT", Some(20));
        check("Sun, 06 Nov 1994 09:49:37 GMT", Some(60));
        check("Sun, 06 Nov 1994 08:00:00 GMT", Some(1));
        for garbage in ["-1", "1e9", "1.5", "", "soon", "5 s"] {
            check(garbage, None);
        }
        assert_eq!(read(&HeaderMap::new(), now), None);
    }
}
