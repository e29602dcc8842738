//! A neuron's `roiInfo`: JSON text within JSON, ROI → any subset of `pre`, `post`, `upstream`,
//! `downstream` and more. Nine in ten of an optic-lobe neuron's ROIs are single columns (1,400 in
//! 38 kB have been seen); they are passed over where they stand.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use shared::neuron::Counts;
use shared::roi::is_column;

use super::cells::Cell;

/// Counts by ROI, borrowed from the text, in its order.
pub type Rois<'a> = Vec<(Cow<'a, str>, Counts)>;

/// Adds the counts of all ROIs but single columns.
///
/// # Errors
/// When the text is not JSON, or not an object of objects; some may have been added then.
pub fn read<'a>(text: &'a str, rois: &mut Rois<'a>) -> Result<(), serde_json::Error> {
    let mut json = serde_json::Deserializer::from_str(text);
    json.deserialize_map(Entries(rois))?;
    json.end()
}

/// The same list, empty, for names from elsewhere: neurons are many, and so its memory is used
/// again.
pub fn emptied<'b>(mut rois: Rois<'_>) -> Rois<'b> {
    rois.clear();
    rois.into_iter().map(|(_, counts)| (Cow::Borrowed(""), counts)).collect()
}

struct Entries<'l, 'a>(&'l mut Rois<'a>);

impl<'de> Visitor<'de> for Entries<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of ROIs")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(RoiName(roi)) = map.next_key()? {
            match roi {
                Some(roi) => {
                    let RoiCounts(counts) = map.next_value()?;
                    self.0.push((roi, counts));
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
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
        let mut rois = Rois::new();
        read(text, &mut rois).expect("roiInfo");
        let counts = |c: &Counts| [c.pre, c.post, c.upstream, c.downstream];
        let found: Vec<_> = rois.iter().map(|(roi, c)| (&**roi, counts(c))).collect();
        let expected = [
            ("EB", [Some(1), Some(2), Some(4), Some(3)]),
            ("a'L(R)", [None, Some(5), None, None]),
            ("AL", [None; 4]),
            ("x", [None; 4]),
        ];
        assert_eq!(found, expected);
        assert!(matches!(rois[1].0, Cow::Borrowed(_)));
    }

    #[test]
    fn single_columns_are_left_out_however_they_are_written() {
        let text = r#"{"ME_R_col_01_02":{"pre":1},"EB":{"pre":2},"ME_R\u005fcol_01_03":{}}"#;
        let mut rois = Rois::new();
        read(text, &mut rois).expect("roiInfo");
        let names: Vec<&str> = rois.iter().map(|(roi, _)| &**roi).collect();
        assert_eq!(names, ["EB"]);
    }

    #[test]
    fn a_list_is_used_again_for_another_neuron() {
        let mut rois = Rois::with_capacity(8);
        let place = rois.as_ptr() as usize;
        for text in [r#"{"EB":{"pre":1}}"#.to_owned(), r#"{"PB":{},"FB":1}"#.to_owned()] {
            let mut of_neuron = emptied(rois);
            assert!(of_neuron.is_empty());
            let _ = read(&text, &mut of_neuron);
            rois = emptied(of_neuron);
        }
        assert_eq!((rois.as_ptr() as usize, rois.capacity()), (place, 8));
    }

    #[test]
    fn what_is_no_object_of_objects_is_an_error() {
        let texts =
            ["", "null", "[]", "{", r#"{"EB":1}"#, r#"{"EB":null}"#, "EB", r#"{"EB":{}} x"#];
        for text in texts {
            assert!(read(text, &mut Rois::new()).is_err(), "{text}");
        }
    }

    #[test]
    fn nesting_beyond_reason_overflows_nothing() {
        let deep = |text: &str| text.replace('…', &"[".repeat(100_000));
        assert!(read(&deep("{\"EB\":…"), &mut Rois::new()).is_err());
        assert!(read(&deep("{\"EB\":{\"pre\":…"), &mut Rois::new()).is_err());
        assert!(read(&deep("…"), &mut Rois::new()).is_err());
    }
}
