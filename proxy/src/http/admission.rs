//! The limit on clients' requests in progress, in fair shares per client.
//!
//! A request holds its place from its first byte to the last byte of its answer. When all
//! places are taken, or a client has its share of them, the next one is refused at once. The last
//! places are for clients who have none yet: who reads slowly keeps nobody else out.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http_body::{Frame, SizeHint};
use shared::wire::Gauge;

use super::Served;
use super::problem::ApiError;

/// One place in so many is for clients without a request in progress.
const RESERVED: usize = 5;

/// Counts the requests in progress of each client.
#[derive(Debug)]
pub struct Admission {
    limit: usize,
    clients: Mutex<HashMap<IpAddr, usize>>,
}

impl Admission {
    /// At most `limit` requests in progress.
    pub fn new(limit: usize) -> Arc<Admission> {
        Arc::new(Admission { limit, clients: Mutex::default() })
    }

    /// Takes a place for a client. While others have requests in progress too, nobody gets more
    /// than an equal share, and a fifth of all is for those who have none yet.
    pub fn admit(self: &Arc<Self>, client: IpAddr) -> Result<Place, ApiError> {
        let mut clients = self.clients();
        let total: usize = clients.values().sum();
        let own = clients.get(&client).copied().unwrap_or(0);
        let active = clients.len() + usize::from(own == 0);
        let share = self.limit.div_ceil(active);
        let for_newcomers = if own == 0 { 0 } else { self.limit / RESERVED };
        if total + for_newcomers >= self.limit || own >= share {
            return Err(ApiError::Busy(self.limit));
        }
        clients.insert(client, own + 1);
        Ok(Place { admission: self.clone(), client })
    }

    /// Requests in progress.
    pub fn requests(&self) -> Gauge {
        let now: usize = self.clients().values().sum();
        Gauge { now: now as u64, limit: self.limit as u64 }
    }

    fn clients(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.clients.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request's place; given back when it is dropped.
#[derive(Debug)]
pub struct Place {
    admission: Arc<Admission>,
    client: IpAddr,
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut clients = self.admission.clients();
        match clients.get_mut(&self.client) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                clients.remove(&self.client);
            }
        }
    }
}

/// Lets a request in, or answers 503.
pub async fn admit(
    State(served): State<Arc<Served>>,
    ConnectInfo(client): ConnectInfo<SocketAddr>,
    request: Request,
    next: Next,
) -> Response {
    match served.admission.admit(client.ip()) {
        Ok(place) => next.run(request).await.map(|body| Body::new(Placed { body, _place: place })),
        Err(error) => {
            served.requests.refused.one();
            error.into_response()
        }
    }
}

/// An answer's body, with the place that its request holds.
struct Placed {
    body: Body,
    _place: Place,
}

impl http_body::Body for Placed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_may_have_all_places_but_the_last_ones_until_another_comes() {
        let admission = Admission::new(10);
        let client = |last| IpAddr::from([127, 0, 0, last]);
        let [one, other] = [client(1), client(2)];
        let mut places: Vec<Place> =
            (0..8).map(|_| admission.admit(one).expect("a place")).collect();
        assert!(admission.admit(one).is_err(), "the last ones are for others");
        let _others = admission.admit(other).expect("one of the last ones");
        assert!(admission.admit(other).is_err(), "who has none yet goes first");
        let _third = admission.admit(client(3)).expect("the very last one");
        assert!(admission.admit(client(4)).is_err(), "all places are taken");
        places.truncate(4);
        assert!(admission.admit(one).is_err(), "one has its share of three");
        let _more = admission.admit(other).expect("the other has not");
        assert_eq!(admission.requests().now, 7);
        assert!(Admission::new(1).admit(one).is_ok());
    }
}
