//! What a check has found.

use std::fmt;

use serde::Serialize;

/// The outcome of one check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which source, from 1, where there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<usize>,
    /// What was checked.
    pub about: &'static str,
    /// How it is.
    pub outcome: Outcome,
    /// What was found.
    pub found: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<String>,
}

/// How something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// Well.
    Ok,
    /// It works, and might be better.
    Warning,
    /// It does not work.
    Problem,
}

impl Finding {
    /// All is well.
    pub fn ok(about: &'static str, found: impl Into<String>) -> Finding {
        Finding { source: None, about, outcome: Outcome::Ok, found: found.into(), advice: None }
    }

    /// It works, and this would make it better.
    pub fn warning(
        about: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Finding {
        let advice = Some(advice.into());
        Finding { outcome: Outcome::Warning, advice, ..Finding::ok(about, found) }
    }

    /// It does not work; this may put it right.
    pub fn problem(
        about: &'static str,
        found: impl Into<String>,
        advice: impl Into<String>,
    ) -> Finding {
        Finding { outcome: Outcome::Problem, ..Finding::warning(about, found, advice) }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Outcome::Ok => "ok",
            Outcome::Warning => "warning",
            Outcome::Problem => "problem",
        })
    }
}
