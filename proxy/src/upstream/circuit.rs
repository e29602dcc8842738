//! Leaves a source alone that keeps failing, and probes whether it is back.
//!
//! After some failures in a row no query is sent for a while. Then one is let through as a
//! probe: when it is answered all is as before, when it fails the rest is twice as long.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Failures in a row that open the circuit.
const FAILURES: u32 = 5;
/// The same of failures that one type may be to blame for: more than finding it takes.
const FAULTS: u32 = 30;
const SHORTEST_REST: Duration = Duration::from_secs(1);
const LONGEST_REST: Duration = Duration::from_secs(8);
/// A probe that has not been heard of for so long is taken for lost.
const PROBE_LOST: Duration = Duration::from_secs(10);

/// Whether queries are sent.
#[derive(Debug, Default)]
pub struct Circuit {
    state: Mutex<State>,
    /// Failures in a row that one type may be to blame for.
    faults: AtomicU32,
}

#[derive(Debug, Clone, Copy)]
enum State {
    /// Queries are sent; so many have failed in a row.
    Closed { failures: u32 },
    /// None are sent until then. `rests` counts the rests in a row.
    Open { until: Instant, rests: u32 },
    /// The source answers nothing at all: none are sent until it gives a sign of life.
    Silent,
    /// One was sent then.
    Probing { since: Instant, rests: u32 },
}

impl Default for State {
    fn default() -> State {
        State::Closed { failures: 0 }
    }
}

impl Circuit {
    /// Whether a query may be sent; the caller that is let through after a rest is the probe.
    ///
    /// # Errors
    /// With the time after which to ask again.
    pub fn pass(&self) -> Result<(), Duration> {
        let mut state = self.state();
        let now = Instant::now();
        match *state {
            State::Closed { .. } => Ok(()),
            State::Open { until, .. } if until > now => Err(until - now),
            State::Silent => Err(SHORTEST_REST),
            State::Probing { since, .. } if now - since < PROBE_LOST => Err(SHORTEST_REST),
            State::Open { rests, .. } | State::Probing { rests, .. } => {
                *state = State::Probing { since: now, rests };
                Ok(())
            }
        }
    }

    /// How long queries are held back; `None` where one may be tried.
    pub fn rest(&self) -> Option<Duration> {
        match *self.state() {
            State::Open { until, .. } => until.checked_duration_since(Instant::now()),
            State::Silent => Some(SHORTEST_REST),
            State::Probing { since, .. } if since.elapsed() < PROBE_LOST => Some(SHORTEST_REST),
            State::Closed { .. } | State::Probing { .. } => None,
        }
    }

    /// Whether queries are held back at the moment.
    pub fn is_open(&self) -> bool {
        !matches!(*self.state(), State::Closed { .. })
    }

    /// Whether a probe is under way.
    pub fn is_probing(&self) -> bool {
        matches!(*self.state(), State::Probing { since, .. } if since.elapsed() < PROBE_LOST)
    }

    /// The caller that was let through has nothing to send after all: another may be the probe.
    pub fn not_sent(&self) {
        let mut state = self.state();
        if let State::Probing { rests, .. } = *state {
            *state = State::Open { until: Instant::now(), rests };
        }
    }

    /// The source answers nothing. Tells whether this is new.
    pub fn silent(&self) -> bool {
        let mut state = self.state();
        let is_new = !matches!(*state, State::Silent);
        *state = State::Silent;
        is_new
    }

    /// Whether the source answers nothing.
    pub fn is_silent(&self) -> bool {
        matches!(*self.state(), State::Silent)
    }

    /// The source is heard of again, if only by an error: the next query is a probe.
    pub fn is_heard(&self) {
        let mut state = self.state();
        if matches!(*state, State::Silent) {
            *state = State::Open { until: Instant::now(), rests: 0 };
        }
    }

    /// A query was answered.
    pub fn answered(&self) {
        self.faults.store(0, Ordering::Relaxed);
        *self.state() = State::default();
    }

    /// A query failed for a reason that may lie in what it asked for. Tells whether this opened
    /// the circuit.
    pub fn faulted(&self) -> bool {
        if self.faults.fetch_add(1, Ordering::Relaxed) + 1 < FAULTS {
            // It answers, if not with what it was asked for.
            *self.state() = State::default();
            return false;
        }
        let is_closed = matches!(*self.state(), State::Closed { .. });
        self.failed(is_closed.then_some(SHORTEST_REST))
    }

    /// A query failed for a reason that another one would fail for as well. `rest` is how long
    /// the source wants to be left alone, where it says so: then no more failures are waited for.
    /// Tells whether this opened the circuit.
    pub fn failed(&self, rest: Option<Duration>) -> bool {
        let mut state = self.state();
        let rests = match *state {
            State::Closed { failures } if failures + 1 < FAILURES && rest.is_none() => {
                *state = State::Closed { failures: failures + 1 };
                return false;
            }
            State::Closed { .. } => 0,
            // The others that were under way say nothing new.
            State::Open { .. } | State::Silent => return false,
            State::Probing { rests, .. } => rests + 1,
        };
        let rest = rest.unwrap_or_else(|| longer(rests));
        *state = State::Open { until: Instant::now() + rest, rests };
        true
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Twice as long each time, up to a limit, and up to a quarter longer by chance, so that several
/// proxies do not come back together.
fn longer(rests: u32) -> Duration {
    let rest = (SHORTEST_REST * 2_u32.pow(rests.min(5))).min(LONGEST_REST);
    rest.mul_f64(1.0 + fastrand::f64() / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Option<Duration> = Some(Duration::from_millis(30));

    #[test]
    fn it_opens_after_failures_in_a_row_only() {
        let circuit = Circuit::default();
        for _ in 0..3 {
            (1..FAILURES).for_each(|_| assert!(!circuit.failed(None)));
            circuit.answered();
        }
        assert_eq!(circuit.pass(), Ok(()));
        (1..FAILURES).for_each(|_| assert!(!circuit.failed(None)));
        assert!(circuit.failed(None));
        let rest = circuit.pass().expect_err("it is open");
        assert!(rest <= SHORTEST_REST.mul_f64(1.25) && rest > SHORTEST_REST / 2, "{rest:?}");
    }

    #[test]
    fn a_silent_source_is_asked_nothing_until_it_is_heard() {
        let circuit = Circuit::default();
        assert!(circuit.silent() && !circuit.silent());
        assert!(circuit.pass().is_err() && circuit.rest().is_some() && circuit.is_open());
        assert!(!circuit.failed(None), "what was under way says nothing new");
        circuit.is_heard();
        assert_eq!(circuit.pass(), Ok(()), "the probe");
        assert!(circuit.silent());
        circuit.answered();
        assert!(!circuit.is_open());
        circuit.is_heard();
        assert!(!circuit.is_open());
    }

    #[test]
    fn many_faults_in_a_row_are_no_longer_those_of_single_types() {
        let circuit = Circuit::default();
        for _ in 0..3 {
            (1..FAULTS).for_each(|_| assert!(!circuit.faulted()));
            circuit.answered();
        }
        (1..FAULTS).for_each(|_| assert!(!circuit.faulted()));
        assert!(circuit.faulted() && circuit.pass().is_err());
        std::thread::sleep(SHORTEST_REST.mul_f64(1.3));
        assert_eq!(circuit.pass(), Ok(()), "the probe");
        assert!(circuit.faulted() && circuit.is_open(), "it is no better");
    }

    #[test]
    fn after_the_rest_one_probe_goes_and_decides() {
        let circuit = Circuit::default();
        assert!(circuit.failed(SHORT), "the source itself asked for a rest");
        assert!(circuit.pass().is_err());
        std::thread::sleep(Duration::from_millis(40));
        assert_eq!(circuit.pass(), Ok(()), "the probe");
        assert!(circuit.pass().is_err() && circuit.is_probing(), "the others wait for it");
        circuit.not_sent();
        assert!(!circuit.is_probing());
        assert_eq!(circuit.pass(), Ok(()), "another is the probe");
        assert!(circuit.failed(None));
        let rest = circuit.pass().expect_err("open again");
        assert!(rest > SHORTEST_REST, "and for longer: {rest:?}");
        circuit.answered();
        assert!(!circuit.is_open());
    }
}
