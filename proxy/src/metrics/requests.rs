//! What is counted of clients' requests.

use axum::http::StatusCode;
use prometheus_client::metrics::histogram::Histogram;

use super::queries::SECONDS;
use super::words::{Count, PerWord, Word, words};

words! {
    /// A route, by its template.
    Route {
        /// The list of datasets.
        Datasets = "/api/v1/datasets",
        /// The list of types.
        Types = "/api/v1/datasets/{dataset}/types",
        /// One summary.
        Type = "/api/v1/datasets/{dataset}/types/{type}",
        /// Neurons of a type.
        Neurons = "/api/v1/datasets/{dataset}/types/{type}/neurons",
        /// Partners of a type.
        Partners = "/api/v1/datasets/{dataset}/types/{type}/partners",
        /// Summaries.
        Summaries = "/api/v1/datasets/{dataset}/summaries",
        /// A body.
        Body = "/api/v1/datasets/{dataset}/bodies/{id}",
        /// The ROI hierarchy.
        RoiHierarchy = "/api/v1/datasets/{dataset}/roi-hierarchy",
        /// Which generated pages there are.
        Pages = "/api/v1/datasets/{dataset}/pages",
        /// The live figures.
        ApiStatus = "/api/v1/status",
        /// The live figures, and the way to their page.
        Status = "/status",
        /// Whether the proxy runs.
        Health = "/healthz",
        /// The app's files, and what does not exist.
        Other = "other",
    }
}

impl Route {
    /// The route of this template.
    pub fn of(template: Option<&str>) -> Route {
        let known = |template| Route::ALL.iter().copied().find(|route| route.word() == template);
        template.and_then(known).unwrap_or(Route::Other)
    }
}

words! {
    /// How a request ended.
    Class {
        /// It was answered.
        Success = "2xx",
        /// The client has the answer, or is sent elsewhere.
        Redirection = "3xx",
        /// The request was wrong.
        ClientError = "4xx",
        /// There was no answer.
        ServerError = "5xx",
        /// The client did not wait for the answer.
        Gone = "gone",
    }
}

impl Class {
    /// The class of a status; none where the client has gone before there was one.
    pub fn of(status: Option<StatusCode>) -> Class {
        match status.map(|status| status.as_u16()) {
            None => Class::Gone,
            Some(..=299) => Class::Success,
            Some(300..=399) => Class::Redirection,
            Some(400..=499) => Class::ClientError,
            Some(_) => Class::ServerError,
        }
    }
}

/// The counters of requests.
#[derive(Debug)]
pub struct Requests {
    /// Requests that have ended.
    pub ended: PerWord<Route, PerWord<Class, Count>>,
    /// How long they took, to the last byte of the answer.
    pub seconds: PerWord<Route, Histogram>,
    /// Requests refused since too many were in progress.
    pub refused: Count,
    /// Answers that the source had not confirmed for some time.
    pub stale: Count,
}

impl Default for Requests {
    fn default() -> Requests {
        Requests {
            ended: PerWord::default(),
            seconds: PerWord::new(|| Histogram::new(SECONDS)),
            refused: Count::default(),
            stale: Count::default(),
        }
    }
}
