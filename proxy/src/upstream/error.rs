//! Why a query was not sent, or not answered.

use std::time::Duration;

use crate::source::SourceError;

/// Why there is no answer: one variant per thing to be done about it.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Wait until the operator goes on.
    #[error("the operator has paused queries to the database; what is known is still served")]
    Paused,
    /// Wait for so long.
    #[error(
        "the database failed, or asked for a rest, and is left alone for a moment; try again later"
    )]
    Resting {
        /// When a query may be sent again.
        retry_in: Duration,
    },
    /// Come back later.
    #[error("too many queries wait for the database; try again in a few seconds")]
    Crowded,
    /// Come back later: the others took too long.
    #[error("the database did not come to this query in time; try again later")]
    TooLate,
    /// Nobody waits for it any more.
    #[error("nobody waited for this query any more when it could have been sent")]
    Unwanted,
    /// Report it: the proxy itself failed.
    #[error("reading the answer failed inside the proxy")]
    Panicked,
    /// The source did not answer.
    #[error(transparent)]
    Source(#[from] SourceError),
}

impl AskError {
    /// Whether a query for fewer types might be answered.
    pub fn may_be_one_types_fault(&self) -> bool {
        use SourceError::*;
        matches!(
            self,
            AskError::Panicked
                | AskError::Source(
                    Failed(_) | Broken(_) | Rejected(_) | Unreadable(_) | TooLarge { .. }
                )
        )
    }

    /// Whether it tells that the database has too much to do.
    pub fn is_overload(&self) -> bool {
        matches!(self, AskError::Source(SourceError::Overloaded { .. } | SourceError::TimedOut))
    }

    /// Whether the source was asked.
    pub fn was_sent(&self) -> bool {
        matches!(self, AskError::Source(_) | AskError::Panicked)
    }

    /// Whether it was sent and not answered in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, AskError::Source(SourceError::TimedOut))
    }

    /// How long to wait before the same query is sent once more; `None` where that does not help,
    /// or where the query may still be running.
    pub(super) fn pause_before_retry(&self) -> Option<Duration> {
        let shortest = match self {
            AskError::Source(SourceError::Incomplete(_) | SourceError::Failed(500..)) => {
                Duration::from_millis(100)
            }
            AskError::Source(SourceError::Overloaded { retry_after: None }) => {
                Duration::from_secs(1)
            }
            _ => return None,
        };
        Some(shortest.mul_f64(1.0 + fastrand::f64() / 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_may_be_answered_the_next_time_is_tried_again_after_a_pause_that_varies() {
        use SourceError::*;
        let pause = |error: SourceError| AskError::from(error).pause_before_retry();
        let incomplete = || pause(Incomplete("cut".into()));
        let overloaded = || pause(Overloaded { retry_after: None });
        for (pause, shortest) in [(&incomplete as &dyn Fn() -> _, 100), (&overloaded, 1_000)] {
            let pauses: Vec<Duration> = (0..50).filter_map(|_| pause()).collect();
            let bounds = [2, 3].map(|halves| Duration::from_millis(shortest * halves / 2));
            assert!(pauses.iter().all(|it| (bounds[0]..=bounds[1]).contains(it)), "{pauses:?}");
            assert!(pauses.iter().any(|it| *it != pauses[0]), "{pauses:?}");
            assert_eq!(pauses.len(), 50);
        }
        let wait = Some(Duration::from_secs(5));
        for error in [TimedOut, Unauthorized, Overloaded { retry_after: wait }, Failed(400)] {
            assert_eq!(pause(error), None);
        }
    }
}
