//! The values in a row of an answer, read leniently: what is not there and what cannot
//! be read are told apart, and neither ends the reading of the row.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Whole numbers up to here are exact in a floating-point number.
const EXACT_IN_F64: f64 = 9_007_199_254_740_992.0;

/// One value. Texts are borrowed from the row where they hold no escape.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// `null`.
    Nothing,
    /// `true` or `false`.
    Truth(bool),
    /// A number that is whole, and not negative.
    Whole(u64),
    /// Any other number.
    Number(f64),
    /// A text.
    Text(Cow<'a, str>),
    /// A list.
    List(Vec<Cell<'a>>),
    /// A point or the like.
    Object,
}

/// A value that is not of the kind that belongs there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrongKind;

impl Cell<'_> {
    /// The value as a count or an id: whole numbers, also where they were written with a
    /// fraction of zero.
    pub fn whole(&self) -> Result<Option<u64>, WrongKind> {
        match self {
            Cell::Nothing => Ok(None),
            Cell::Whole(number) => Ok(Some(*number)),
            Cell::Number(number)
                if number.fract() == 0.0 && (0.0..=EXACT_IN_F64).contains(number) =>
            {
                Ok(Some(*number as u64))
            }
            _ => Err(WrongKind),
        }
    }

    /// The value as a number of neurons, synapses or connections. A larger number than any brain
    /// has is none, so that sums of counts do not overflow.
    pub fn count(&self) -> Result<Option<u64>, WrongKind> {
        match self.whole()? {
            Some(count) if count > u64::from(u32::MAX) => Err(WrongKind),
            count => Ok(count),
        }
    }

    /// The value as a number in 0..=1.
    pub fn confidence(&self) -> Option<f32> {
        let number = match self {
            Cell::Whole(number) => *number as f32,
            Cell::Number(number) => *number as f32,
            _ => return None,
        };
        (0.0..=1.0).contains(&number).then_some(number)
    }

    /// The value as it was written, where it is a text.
    pub fn text(&self) -> Option<&str> {
        match self {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value in words, without the space around it; `None` where it says nothing, in one of
    /// the ways in which datasets write that.
    pub fn word(&self) -> Option<&str> {
        const NOTHING: [&str; 4] = ["na", "none", "nan", "null"];
        let word = match self {
            Cell::Text(text) => trimmed(text),
            Cell::Truth(true) => "true",
            Cell::Truth(false) => "false",
            _ => return None,
        };
        let says_nothing = word.is_empty()
            || word.len() <= 4 && NOTHING.iter().any(|no| word.eq_ignore_ascii_case(no));
        (!says_nothing).then_some(word)
    }

    /// The words of a list, or the one word.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        match self {
            Cell::List(cells) => cells.as_slice(),
            one => std::slice::from_ref(one),
        }
        .iter()
        .filter_map(Cell::word)
    }
}

/// The text without the space around it. Most texts have none, which is seen by their ends.
fn trimmed(text: &str) -> &str {
    match text.as_bytes() {
        [first, .., last] if first.is_ascii_graphic() && last.is_ascii_graphic() => text,
        _ => text.trim(),
    }
}

impl<'de> Deserialize<'de> for Cell<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cell<'de>, D::Error> {
        deserializer.deserialize_any(CellVisitor)
    }
}

/// A list of values, each of them read whatever the others are.
#[derive(Debug, PartialEq)]
pub struct Cells<'a>(pub Vec<Cell<'a>>);

impl<'de> Deserialize<'de> for Cells<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Cells<'de>, D::Error> {
        deserializer.deserialize_seq(CellsVisitor)
    }
}

struct CellsVisitor;

impl<'de> Visitor<'de> for CellsVisitor {
    type Value = Cells<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of values")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cells<'de>, A::Error> {
        let mut cells = Vec::with_capacity(list.size_hint().unwrap_or_default());
        // A value that cannot be read is stepped over, as far as the list says how many there are.
        while list.size_hint() != Some(0) {
            match list.next_element() {
                Ok(Some(cell)) => cells.push(cell),
                Ok(None) => break,
                Err(error) if list.size_hint().is_none() => return Err(error),
                Err(_) => cells.push(Cell::Object),
            }
        }
        Ok(Cells(cells))
    }
}

struct CellVisitor;

impl<'de> Visitor<'de> for CellVisitor {
    type Value = Cell<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Cell<'de>, E> {
        Ok(Cell::Nothing)
    }

    fn visit_bool<E>(self, truth: bool) -> Result<Cell<'de>, E> {
        Ok(Cell::Truth(truth))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell<'de>, E> {
        Ok(Cell::Whole(number))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell<'de>, E> {
        Ok(u64::try_from(number).map_or(Cell::Number(number as f64), Cell::Whole))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell<'de>, E> {
        Ok(Cell::Number(number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell<'de>, E> {
        Ok(Cell::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Cell<'de>, A::Error> {
        // Pairs where the answer does not say how many there are: most lists are those.
        let mut cells = Vec::with_capacity(list.size_hint().unwrap_or(2));
        while let Some(cell) = list.next_element()? {
            cells.push(cell);
        }
        Ok(Cell::List(cells))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Cell<'de>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Cell::Object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_what_they_stand_for() {
        let check = |json: &str, whole: Result<Option<u64>, WrongKind>, word: Option<&str>| {
            let cell: Cell<'_> = serde_json::from_str(json).expect("JSON");
            assert_eq!((cell.whole(), cell.word()), (whole, word), "{json}");
        };
        check("null", Ok(None), None);
        check("7", Ok(Some(7)), None);
        check("7.0", Ok(Some(7)), None);
        check("18446744073709551615", Ok(Some(u64::MAX)), None);
        check("9007199254740993", Ok(Some((1 << 53) + 1)), None);
        check("18446744073709551616", Err(WrongKind), None);
        check("-1", Err(WrongKind), None);
        check("1.5", Err(WrongKind), None);
        check("true", Err(WrongKind), Some("true"));
        check(r#"" GABA ""#, Err(WrongKind), Some("GABA"));
        check(r#""7""#, Err(WrongKind), Some("7"));
        check(r#""NA""#, Err(WrongKind), None);
        check(r#""none""#, Err(WrongKind), None);
        check(r#""""#, Err(WrongKind), None);
        check("[1]", Err(WrongKind), None);
        check(r#"{"coordinates":[1,2]}"#, Err(WrongKind), None);
    }

    #[test]
    fn a_count_is_no_larger_than_a_brain() {
        let count = |json: &str| serde_json::from_str::<Cell<'_>>(json).expect("JSON").count();
        assert_eq!(count("4294967295"), Ok(Some(4_294_967_295)));
        assert_eq!(count("4294967296"), Err(WrongKind));
        assert_eq!(count("null"), Ok(None));
    }

    #[test]
    fn a_list_gives_all_its_words() {
        let cell: Cell<'_> = serde_json::from_str(r#"["a",null,"","b\n"]"#).expect("JSON");
        assert_eq!(cell.words().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(Cell::Text("a".into()).words().collect::<Vec<_>>(), ["a"]);
    }

    #[test]
    fn a_confidence_lies_between_nothing_and_one() {
        let check = |json: &str, confidence: Option<f32>| {
            let cell: Cell<'_> = serde_json::from_str(json).expect("JSON");
            assert_eq!(cell.confidence(), confidence, "{json}");
        };
        check("0.25", Some(0.25));
        check("1", Some(1.0));
        check("1.01", None);
        check("-0.1", None);
        check("null", None);
    }
}
