//! What is counted of what is known.

use super::words::{Count, PerWord, words};

words! {
    /// What lies behind a type.
    DetailKind {
        /// Its neurons.
        Neurons = "neurons",
        /// Its partners.
        Partners = "partners",
    }
}

words! {
    /// Whether an answer was known when somebody asked for it.
    Found {
        /// It was.
        Hit = "hit",
        /// The source was asked, or was being asked already.
        Miss = "miss",
    }
}

words! {
    /// Where a ROI hierarchy was taken from.
    From {
        /// Memory.
        Memory = "memory",
        /// The cache directory.
        Disk = "disk",
        /// The source.
        Source = "source",
    }
}

impl Found {
    /// A hit where it was known.
    pub fn known(known: bool) -> Found {
        if known { Found::Hit } else { Found::Miss }
    }
}

/// The counters of what is known of all datasets.
#[derive(Debug, Default)]
pub struct Caches {
    /// Details that people asked for; those that are fetched ahead are not in it.
    pub details: PerWord<DetailKind, PerWord<Found, Count>>,
    /// Where ROI hierarchies were taken from.
    pub hierarchies: PerWord<From, Count>,
}
