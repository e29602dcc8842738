//! The side of the body a neuron belongs to.

use serde::{Deserialize, Serialize};

/// Left, right, middle, or not known.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub enum Side {
    /// The left side.
    #[serde(rename = "L")]
    Left,
    /// The right side.
    #[serde(rename = "R")]
    Right,
    /// On the midline.
    #[serde(rename = "M")]
    Middle,
    /// Not said, or said in a way that names no side.
    #[default]
    #[serde(rename = "?")]
    Unknown,
}

impl Side {
    /// All sides, in the order in which they are shown.
    pub const ALL: [Side; 4] = [Side::Left, Side::Right, Side::Middle, Side::Unknown];

    /// Reads a side in one of the spellings that the known datasets use (`L`, `LHS`, `left`,
    /// `Midline`, `center` …, in any case); `None` for anything else.
    pub fn from_annotation(text: &str) -> Option<Side> {
        const SPELLINGS: [(Side, &[&str]); 3] = [
            (Side::Left, &["l", "lhs", "left"]),
            (Side::Right, &["r", "rhs", "right"]),
            (Side::Middle, &["m", "midline", "middle", "c", "center", "centre"]),
        ];
        let text = text.trim();
        SPELLINGS
            .iter()
            .find(|(_, spellings)| spellings.iter().any(|s| text.eq_ignore_ascii_case(s)))
            .map(|(side, _)| *side)
    }

    /// Reads the side off the end of an instance name: `_L`, `_R` or `_M` at the very end, and
    /// nothing else. `KCg-m_R` is right; `PFNd(PB04)_R3_C7` names a glomerulus, not a side.
    pub fn from_instance(instance: &str) -> Option<Side> {
        match instance.as_bytes() {
            [.., b'_', b'L'] => Some(Side::Left),
            [.., b'_', b'R'] => Some(Side::Right),
            [.., b'_', b'M'] => Some(Side::Middle),
            _ => None,
        }
    }

    /// The side of a neuron: what the dataset's side property says; where it is empty, the end
    /// of the instance; else unknown. Something written that names no side is unknown.
    pub fn of(annotation: Option<&str>, instance: Option<&str>) -> Side {
        match annotation.map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Side::from_annotation(text),
            None => instance.and_then(Side::from_instance),
        }
        .unwrap_or_default()
    }

    /// One letter: `L`, `R`, `M` or `?`.
    pub fn letter(self) -> &'static str {
        match self {
            Side::Left => "L",
            Side::Right => "R",
            Side::Middle => "M",
            Side::Unknown => "?",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_annotation_goes_before_the_instance_and_unknown_spellings_stay_unknown() {
        let cases = [
            (Some("right"), Some("KCg-m_L"), Side::Right),
            (Some("LHS"), None, Side::Left),
            (Some("Midline"), None, Side::Middle),
            (Some("CENTER"), Some("x_R"), Side::Middle),
            (Some("none"), Some("x_R"), Side::Unknown),
            (Some("BIL"), None, Side::Unknown),
            (Some(" "), Some("KCg-m_R"), Side::Right),
            (None, Some("PFNd(PB04)_R3_C7"), Side::Unknown),
            (None, Some("KCg-m"), Side::Unknown),
            (None, Some("Delta7(PB15)_L4R5_R"), Side::Right),
            (None, None, Side::Unknown),
        ];
        for (annotation, instance, side) in cases {
            assert_eq!(Side::of(annotation, instance), side, "{annotation:?} {instance:?}");
        }
    }
}
