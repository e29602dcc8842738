//! Work that many want is done once, and goes on when those who wanted it have gone. It can tell
//! that they have, for what is not worth beginning any more.

use std::collections::HashMap;
use std::future::Future;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use tokio::sync::watch;
use tracing::Instrument;

use crate::upstream::AskError;

/// What became of the work.
pub type Landed<T> = Result<T, Arc<AskError>>;

type Flight<T> = Shared<BoxFuture<'static, Landed<T>>>;
type UnderWay<K, T> = Arc<Mutex<HashMap<K, (Flight<T>, Wanted)>>>;

/// Whether anybody waits for a piece of work.
#[derive(Clone)]
pub struct Wanted(Arc<watch::Sender<()>>);

/// Somebody waits for it, for as long as this is held.
pub type Interest = watch::Receiver<()>;

impl Wanted {
    /// Wanted by whoever holds the interest.
    pub fn new() -> (Wanted, Interest) {
        let (sender, interest) = watch::channel(());
        (Wanted(Arc::new(sender)), interest)
    }

    /// Waits until nobody waits any more.
    pub async fn is_over(&self) {
        self.0.closed().await;
    }
}

/// The work under way, by what it is for.
pub struct Flights<K, T> {
    under_way: UnderWay<K, T>,
}

impl<K, T> Default for Flights<K, T> {
    fn default() -> Flights<K, T> {
        Flights { under_way: Arc::default() }
    }
}

impl<K: Eq + Hash + Clone + Send + 'static, T: Clone + Send + Sync + 'static> Flights<K, T> {
    /// Waits for the work under way for this key, or begins it. Work that leaves something behind
    /// may have ended since whoever comes here looked for that: where `known` has it by now, that
    /// is the answer. Work may end as [`AskError::Unwanted`] when nobody waits for it any more.
    ///
    /// # Errors
    /// That of the work; a panic in it is one, too.
    pub async fn join<F>(
        &self,
        key: K,
        known: impl Fn() -> Option<T>,
        work: impl Fn(Wanted) -> F,
    ) -> Landed<T>
    where
        F: Future<Output = Result<T, AskError>> + Send + 'static,
    {
        loop {
            let (flight, _interest) = {
                let mut under_way = lock(&self.under_way);
                match under_way.get(&key) {
                    Some((flight, wanted)) => (flight.clone(), wanted.0.subscribe()),
                    None => {
                        if let Some(known) = known() {
                            return Ok(known);
                        }
                        let (wanted, interest) = Wanted::new();
                        let flight = self.begin(key.clone(), work(wanted.clone()));
                        under_way.insert(key.clone(), (flight.clone(), wanted));
                        (flight, interest)
                    }
                }
            };
            match flight.await {
                // It was being given up when this caller came.
                Err(error) if matches!(*error, AskError::Unwanted) => {}
                landed => return landed,
            }
        }
    }

    /// Whether there is work under way for this key.
    pub fn has(&self, key: &K) -> bool {
        lock(&self.under_way).contains_key(key)
    }

    fn begin<F>(&self, key: K, work: F) -> Flight<T>
    where
        F: Future<Output = Result<T, AskError>> + Send + 'static,
    {
        let under_way = self.under_way.clone();
        let task = tokio::spawn(
            async move {
                // Held, so that a panic ends the flight as well.
                let _ended = Ended { under_way, key };
                work.await
            }
            .in_current_span(),
        );
        let landed = task.map(|ended| match ended {
            Ok(answer) => answer.map_err(Arc::new),
            Err(_panic) => Err(Arc::new(AskError::Panicked)),
        });
        landed.boxed().shared()
    }
}

struct Ended<K: Eq + Hash, T: Clone> {
    under_way: UnderWay<K, T>,
    key: K,
}

impl<K: Eq + Hash, T: Clone> Drop for Ended<K, T> {
    fn drop(&mut self) {
        lock(&self.under_way).remove(&self.key);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn many_who_want_the_same_cost_one_piece_of_work_that_survives_them() {
        let flights: Flights<&str, usize> = Flights::default();
        let begun = Arc::new(AtomicUsize::new(0));
        let work = |_| {
            let begun = begun.clone();
            async move {
                tokio::time::sleep(Duration::from_millis(30)).await;
                Ok(begun.fetch_add(1, Ordering::SeqCst) + 1)
            }
        };
        let first =
            tokio::time::timeout(Duration::from_millis(5), flights.join("a", || None, work)).await;
        assert!(first.is_err(), "the one who began it has gone");
        let (a, b, other) = tokio::join!(
            flights.join("a", || None, work),
            flights.join("a", || None, work),
            flights.join("b", || None, work)
        );
        assert_eq!((a.expect("a"), b.expect("a"), other.expect("b")), (1, 1, 2));
        assert_eq!(flights.join("a", || None, work).await.expect("again"), 3, "nothing is kept");
    }

    #[tokio::test]
    async fn work_that_ended_a_moment_ago_is_not_begun_again() {
        let flights: Flights<(), usize> = Flights::default();
        let left_behind = Arc::new(Mutex::new(None));
        let begun = AtomicUsize::new(0);
        let join = || {
            let left_behind = left_behind.clone();
            let known = {
                let left_behind = left_behind.clone();
                move || *lock(&left_behind)
            };
            let begun = begun.fetch_add(1, Ordering::SeqCst) + 1;
            flights.join((), known, move |_| {
                let left_behind = left_behind.clone();
                async move {
                    *lock(&left_behind) = Some(begun);
                    Ok(begun)
                }
            })
        };
        assert_eq!(join().await.expect("the first"), 1);
        assert_eq!(join().await.expect("the second"), 1);
    }

    #[tokio::test]
    async fn work_can_tell_that_nobody_waits_for_it_any_more() {
        let flights: Flights<(), usize> = Flights::default();
        let over = Arc::new(AtomicUsize::new(0));
        let join = || {
            let over = over.clone();
            let work = move |wanted: Wanted| {
                let over = over.clone();
                async move {
                    wanted.is_over().await;
                    Ok(over.fetch_add(1, Ordering::SeqCst))
                }
            };
            flights.join((), || None, work)
        };
        let short = |ms| tokio::time::timeout(Duration::from_millis(ms), join());
        let (early, late) = tokio::join!(short(10), short(60));
        assert!(early.is_err() && late.is_err());
        assert!(over.load(Ordering::SeqCst) <= 1, "one of the two was still there");
        tokio::time::sleep(Duration::from_millis(20)).await;
        assert_eq!(over.load(Ordering::SeqCst), 1);
        assert!(!flights.has(&()));
    }

    #[tokio::test]
    async fn who_comes_while_work_is_being_given_up_has_it_begun_anew() {
        let flights: Flights<(), usize> = Flights::default();
        let begun = AtomicUsize::new(0);
        let work = |wanted: Wanted| {
            let begun = begun.fetch_add(1, Ordering::SeqCst);
            async move {
                if begun > 0 {
                    return Ok(7);
                }
                wanted.is_over().await;
                tokio::time::sleep(Duration::from_millis(30)).await;
                Err(AskError::Unwanted)
            }
        };
        let gone = tokio::time::timeout(Duration::from_millis(5), flights.join((), || None, work));
        assert!(gone.await.is_err());
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(flights.has(&()), "it is being given up");
        assert_eq!(flights.join((), || None, work).await.expect("anew"), 7);
        assert_eq!(begun.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn a_panic_is_told_to_all_and_the_next_one_begins_anew() {
        let flights: Flights<(), usize> = Flights::default();
        let panicking = |_| async {
            tokio::task::yield_now().await;
            panic!("as asked")
        };
        let (a, b) = tokio::join!(
            flights.join((), || None, panicking),
            flights.join((), || None, panicking)
        );
        assert!(matches!(*a.expect_err("a panic"), AskError::Panicked));
        assert!(b.is_err());
        assert_eq!(flights.join((), || None, |_| async { Ok(7) }).await.expect("anew"), 7);
    }
}
