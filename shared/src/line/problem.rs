//! Why a line cannot be read, for the person who wrote it.

use std::fmt;
use std::ops::Range;

/// A mistake, where it is, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The bytes of the line that are wrong.
    pub range: Range<usize>,
    /// What to write instead of them, where that is known.
    pub instead: Option<String>,
    pub(super) mistake: Mistake,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Mistake {
    /// No filter has this name.
    NoFilter(String),
    /// The dataset has no values for this filter.
    NotHere(String),
    /// The filter (in words) has no value like this.
    NoValue(String, String),
    /// The filter (in words) has several values that are meant as well as each other by this;
    /// they stand here as a line writes them.
    Several(String, String, Vec<String>),
    /// Nothing stands after the key.
    NoValueYet(String),
    /// A number should stand here.
    NoNumber(String),
    /// This comparison is not among those that go here.
    NoComparison(String),
    /// Something should stand before or after this.
    Nothing(String),
    /// Closes what was never opened.
    Unopened,
    /// More brackets or nots within each other than anybody means.
    TooDeep,
}

impl Problem {
    pub(super) fn new(range: Range<usize>, mistake: Mistake) -> Problem {
        Problem { range, instead: None, mistake }
    }

    pub(super) fn or_instead(self, instead: Option<String>) -> Problem {
        Problem { instead, ..self }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.mistake {
            Mistake::NoFilter(key) => write!(f, "There is no filter “{key}”")?,
            Mistake::NotHere(about) => write!(f, "This dataset has no {about}")?,
            Mistake::NoValue(about, value) => write!(f, "There is no {about} “{value}”")?,
            Mistake::Several(about, value, values) => {
                let values = values.join(", ");
                write!(f, "More than one {about} fits “{value}”: {values}")?;
                write!(f, "; write one of them as it stands")?;
            }
            Mistake::NoValueYet(about) => write!(f, "Which {about}?")?,
            Mistake::NoNumber(text) if text.is_empty() => write!(f, "How many?")?,
            Mistake::NoNumber(text) => {
                write!(f, "“{text}” is no number: 10, 4..100 or, of synapses, 5%")?;
            }
            Mistake::NoComparison(text) => write!(f, "“{text}” does not go here: try >=")?,
            Mistake::Nothing(text) => write!(f, "Something is missing at “{text}”")?,
            Mistake::Unopened => write!(f, "This bracket closes nothing")?,
            Mistake::TooDeep => write!(f, "Too many brackets within each other")?,
        }
        match (&self.instead, &self.mistake) {
            (Some(instead), _) => write!(f, "; did you mean “{instead}”?"),
            (None, Mistake::NoFilter(_)) => write!(f, ". In quotes it is searched for as text."),
            (None, Mistake::NoValueYet(_)) => Ok(()),
            (None, Mistake::NoNumber(text)) if text.is_empty() => Ok(()),
            (None, _) => write!(f, "."),
        }
    }
}
