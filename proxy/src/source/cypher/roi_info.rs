//! A neuron's `roiInfo`: JSON text within JSON, ROI → any subset of `pre`, `post`, `upstream`,
//! `downstream` and more. Nine in ten of an optic-lobe neuron's ROIs are single columns (1,400 in
//! 38 kB have been seen); they are passed over where they stand.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use shared::neuron::Counts;
use shared::roi::is_column;

use super::cells::Cell;

/// The counts by ROI without single columns, borrowed from the text.
#[derive(Debug, Default)]
pub struct RoiInfo<'a> {
    /// In the text's order.
    pub rois: Vec<(Cow<'a, str>, Counts)>,
}

/// As many ROIs as most neurons have at most.
const OFTEN: usize = 32;

impl<'a> RoiInfo<'a> {
    /// Reads the text.
    ///
    /// # Errors
    /// When it is not JSON, or not an object of objects.
    pub fn parse(text: &'a str) -> Result<RoiInfo<'a>, serde_json::Error> {
        serde_json::from_str(text)
    }
}

impl<'de> Deserialize<'de> for RoiInfo<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Rois;
        impl<'de> Visitor<'de> for Rois {
            type Value = RoiInfo<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of ROIs")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut info = RoiInfo { rois: Vec::with_capacity(OFTEN) };
                while let Some(RoiName(roi)) = map.next_key()? {
                    match roi {
                        Some(roi) => {
                            let RoiCounts(counts) = map.next_value()?;
                            info.rois.push((roi, counts));
                        }
                        None => {
                            map.next_value::<IgnoredAny>()?;
                        }
                    }
                }
                Ok(info)
            }
        }
        deserializer.deserialize_map(Rois)
    }
}

/// The name of an ROI, borrowed where it holds no escape; `None` for a single column, of which
/// nothing is kept.
struct RoiName<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for RoiName<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl<'de> Visitor<'de> for Name {
            type Value = RoiName<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name")
            }

            fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Self::Value, E> {
                Ok(RoiName((!is_column(name)).then_some(Cow::Borrowed(name))))
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(RoiName((!is_column(name)).then(|| Cow::Owned(name.to_owned()))))
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// A count by its key.
#[derive(Clone, Copy)]
enum Key {
    Pre,
    Post,
    Upstream,
    Downstream,
    Other,
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a count")
            }

            fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
                Ok(match name {
                    "pre" => Key::Pre,
                    "post" => Key::Post,
                    "upstream" => Key::Upstream,
                    "downstream" => Key::Downstream,
                    _ => Key::Other,
                })
            }
        }
        deserializer.deserialize_str(Name)
    }
}

/// The counts of one ROI; a count that is no count is not known.
struct RoiCounts(Counts);

impl<'de> Deserialize<'de> for RoiCounts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries;
        impl<'de> Visitor<'de> for Entries {
            type Value = RoiCounts;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the counts of an ROI")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut counts = Counts::default();
                while let Some(key) = map.next_key()? {
                    let count = match key {
                        Key::Pre => &mut counts.pre,
                        Key::Post => &mut counts.post,
                        Key::Upstream => &mut counts.upstream,
                        Key::Downstream => &mut counts.downstream,
                        Key::Other => {
                            map.next_value::<IgnoredAny>()?;
                            continue;
                        }
                    };
                    *count = map.next_value::<Cell<'_>>()?.count().unwrap_or_default();
                }
                Ok(RoiCounts(counts))
            }
        }
        deserializer.deserialize_map(Entries)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_roi_may_lack_any_of_its_keys() {
        let text = r#"{"EB":{"pre":1,"post":2,"downstream":3,"upstream":4,"synweight":7},
            "a'L(R)":{"post":5.0},"\u0041L":{},"x":{"pre":-1,"mito":{"a":[1]}}}"#;
        let info = RoiInfo::parse(text).expect("roiInfo");
        let found: Vec<(&str, [Option<u64>; 4])> = info
            .rois
            .iter()
            .map(|(roi, c)| (&**roi, [c.pre, c.post, c.upstream, c.downstream]))
            .collect();
        let expected = [
            ("EB", [Some(1), Some(2), Some(4), Some(3)]),
            ("a'L(R)", [None, Some(5), None, None]),
            ("AL", [None; 4]),
            ("x", [None; 4]),
        ];
        assert_eq!(found, expected);
        assert!(matches!(info.rois[1].0, Cow::Borrowed(_)));
    }

    #[test]
    fn single_columns_are_left_out_however_they_are_written() {
        let text = r#"{"ME_R_col_01_02":{"pre":1},"EB":{"pre":2},"ME_R\u005fcol_01_03":{}}"#;
        let info = RoiInfo::parse(text).expect("roiInfo");
        let names: Vec<&str> = info.rois.iter().map(|(roi, _)| &**roi).collect();
        assert_eq!(names, ["EB"]);
    }

    #[test]
    fn what_is_no_object_of_objects_is_an_error() {
        let texts =
            ["", "null", "[]", "{", r#"{"EB":1}"#, r#"{"EB":null}"#, "EB", r#"{"EB":{}} x"#];
        for text in texts {
            assert!(RoiInfo::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_beyond_reason_overflows_nothing() {
        let deep = |text: &str| text.replace('…', &"[".repeat(100_000));
        assert!(RoiInfo::parse(&deep("{\"EB\":…")).is_err());
        assert!(RoiInfo::parse(&deep("{\"EB\":{\"pre\":…")).is_err());
        assert!(RoiInfo::parse(&deep("…")).is_err());
    }
}
