//! The only file that talks to Neo4j.
//!
//! Rows are handed over one by one while they arrive; no more than one fetch of them is held.
//! Dropping an answer ends its query: its connection is not used again before it is clean.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, UNIX_EPOCH};

use async_trait::async_trait;
use neo4rs::{BoltMap, BoltType, ConfigBuilder, DeError, Graph};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Options;
use super::address::{Place, SetupError};
use super::errors::{Moment, error_of};
use crate::source::cypher::cells::{Cell, Cells};
use crate::source::cypher::query::{self, Parameterised, Query};
use crate::source::cypher::row::{EachRow, Row};
use crate::source::cypher::{Database, Listed, meta, unreadable};
use crate::source::{Greeting, SourceError};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(2);
/// Rows that the database sends before it waits to be asked for more.
const FETCH: usize = 500;

/// A Neo4j.
pub struct Bolt {
    graph: Graph,
    place: Place,
    address: String,
    timeout: Duration,
    has_password: bool,
    /// Whether it was there when it was last asked.
    reached: AtomicBool,
}

impl fmt::Debug for Bolt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bolt").field("place", &self.place).finish_non_exhaustive()
    }
}

/// The client alone, which takes `fetch` rows at once; nothing is sent yet.
///
/// # Errors
/// When the options cannot be used.
pub fn connect(options: &Options, fetch: usize) -> Result<Graph, SetupError> {
    let password = options.password.as_ref().map_or("", |password| password.reveal());
    let mut config = ConfigBuilder::default()
        .uri(options.uri.trim())
        .user(&options.user)
        .password(password)
        .fetch_size(fetch)
        .max_connections(options.max_connections)
        // The client waits as long for a connection as for the next row.
        .connection_timeout(options.timeout);
    if let Some(database) = &options.database {
        config = config.db(database.as_str());
    }
    if let Some(file) = &options.ca_file {
        // The client itself would take an empty file, and then trust nobody.
        CertificateDer::from_pem_file(file).map_err(|_| SetupError::Certificates)?;
        config = config.with_client_certificate(file);
    }
    let config = config.build().map_err(|_| SetupError::Address)?;
    Graph::connect(config).map_err(|_| SetupError::Address)
}

impl Bolt {
    /// Sets the connections up; nothing is sent yet.
    pub fn new(options: Options) -> Result<Bolt, SetupError> {
        let place = Place::read(&options.uri)?;
        if options.max_connections == 0 {
            return Err(SetupError::NoConnection);
        }
        if place.tls && rustls::crypto::CryptoProvider::get_default().is_none() {
            return Err(SetupError::Cryptography);
        }
        let graph = connect(&options, FETCH)?;
        let address = place.address(options.database.as_deref());
        let (timeout, has_password) = (options.timeout, options.password.is_some());
        Ok(Bolt { graph, place, address, timeout, has_password, reached: AtomicBool::new(false) })
    }

    /// Asks a query that has been written for its dataset.
    async fn run(
        &self,
        asked: Parameterised<'_>,
        query: &Query,
        each: EachRow<'_>,
    ) -> Result<(), SourceError> {
        let answer = timeout(self.timeout, async {
            self.reach().await?;
            self.read(asked, query, each).await
        });
        let answer = answer.await.unwrap_or(Err(SourceError::TimedOut));
        let lost = matches!(answer, Err(SourceError::Unreachable(_) | SourceError::Incomplete(_)));
        self.reached.store(!lost, Ordering::Relaxed);
        answer
    }

    /// Makes sure that somebody is there, where that is not known: the client itself would wait
    /// for a machine that is not there as long as for a query.
    async fn reach(&self) -> Result<(), SourceError> {
        if self.reached.load(Ordering::Relaxed) {
            return Ok(());
        }
        let Place { host, port, .. } = &self.place;
        match timeout(CONNECT_TIMEOUT, TcpStream::connect((host.as_str(), *port))).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(SourceError::Unreachable(error.into())),
            Err(_) => Err(SourceError::Unreachable("no answer to the attempt to connect".into())),
        }
    }

    /// The database ends a query that takes too long itself, and shows its operator whose it is.
    fn request(&self, asked: Parameterised<'_>) -> neo4rs::Query {
        let mut who = BoltMap::new();
        let name = concat!("quickpage/", env!("CARGO_PKG_VERSION"));
        who.put("app".into(), name.into());
        let millis = i64::try_from(self.timeout.as_millis()).unwrap_or(i64::MAX);
        let mut request = neo4rs::query(&asked.text)
            .extra("tx_timeout", millis)
            .extra("tx_metadata", BoltType::Map(who));
        if let Some(types) = asked.types {
            request = request.param("types", types);
        }
        if let Some(ids) = asked.ids {
            let ids = ids.iter().filter_map(|id| i64::try_from(*id).ok());
            request = request.param("ids", ids.collect::<Vec<i64>>());
        }
        if let Some(id) = asked.id.and_then(|id| i64::try_from(id).ok()) {
            request = request.param("id", id);
        }
        request
    }

    async fn read(
        &self,
        asked: Parameterised<'_>,
        query: &Query,
        each: EachRow<'_>,
    ) -> Result<(), SourceError> {
        let rows_are_lists = asked.rows_are_lists;
        let answer = self.graph.execute_read(self.request(asked)).await;
        let mut rows = answer.map_err(|error| error_of(error, Moment::Asking))?;
        let places: Vec<Option<usize>> = (0..query.columns().len()).map(Some).collect();
        while let Some(row) = rows.next().await.map_err(|error| error_of(error, Moment::Reading))? {
            let cells = match rows_are_lists {
                true => listed(&row, query)?,
                false => named(&row, query)?,
            };
            each(&Row::new(cells, &places));
        }
        Ok(())
    }
}

/// The values of a row that is a list, in the order of the query's columns, borrowed from it.
fn listed<'r>(row: &'r neo4rs::Row, query: &Query) -> Result<Vec<Cell<'r>>, SourceError> {
    let Ok(Cells(cells)) = row.get::<Cells<'r>>(query::ROW) else {
        return Err(unreadable("a row is no list"));
    };
    let (asked, found) = (query.columns().len(), cells.len());
    match asked == found {
        true => Ok(cells),
        false => Err(unreadable(format!("a row has {found} values of {asked}"))),
    }
}

/// The values of a row that has names, likewise.
fn named<'r>(row: &'r neo4rs::Row, query: &Query) -> Result<Vec<Cell<'r>>, SourceError> {
    let required = query.required().len();
    let mut cells = Vec::with_capacity(query.columns().len());
    for (at, column) in query.columns().iter().enumerate() {
        cells.push(match row.get::<Cell<'r>>(column) {
            Ok(cell) => cell,
            Err(DeError::NoSuchProperty) if at < required => {
                return Err(unreadable(format!("it has no column {column}")));
            }
            Err(DeError::NoSuchProperty) => Cell::Nothing,
            Err(_) => Cell::Object,
        });
    }
    Ok(cells)
}

#[async_trait]
impl Database for Bolt {
    fn place(&self) -> String {
        format!("Neo4j at {}", self.place.host)
    }

    fn address(&self) -> String {
        self.address.clone()
    }

    fn has_identity(&self) -> bool {
        self.has_password
    }

    async fn greeting(&self) -> Result<Greeting, SourceError> {
        let query = query::greeting();
        let mut greeting = Greeting { software: "Neo4j".to_owned(), time: None };
        self.run(query.with_parameters(""), &query, &mut |row| {
            let version = row.cell(0).word().unwrap_or("of unknown version").to_owned();
            greeting.software = format!("Neo4j {version}");
            greeting.time =
                row.cell(1).whole().ok().flatten().map(|ms| UNIX_EPOCH + Duration::from_millis(ms));
        })
        .await?;
        Ok(greeting)
    }

    async fn list(&self) -> Result<Vec<Listed>, SourceError> {
        let query = query::meta_nodes();
        let mut nodes = Vec::new();
        self.run(query.with_parameters(""), &query, &mut |row| nodes.extend(meta::listed(row)))
            .await?;
        Ok(distinct(nodes))
    }

    async fn ask(
        &self,
        dataset: &str,
        query: &Query,
        each: EachRow<'_>,
    ) -> Result<(), SourceError> {
        self.run(query.with_parameters(dataset), query, each).await
    }
}

/// The datasets that can be told apart by their labels, sorted by name.
fn distinct(nodes: Vec<Listed>) -> Vec<Listed> {
    let mut by_root: BTreeMap<String, Vec<Listed>> = BTreeMap::new();
    for listed in nodes {
        by_root.entry(query::root(&listed.name).to_owned()).or_default().push(listed);
    }
    let mut datasets = Vec::new();
    for (root, mut same) in by_root {
        match same.pop() {
            Some(listed) if same.is_empty() && query::can_label(&listed.name) => {
                datasets.push(listed);
            }
            _ => tracing::warn!(root, "left out: its labels are not those of one dataset"),
        }
    }
    datasets.sort_by(|a, b| a.name.cmp(&b.name));
    datasets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_an_error_at_the_start() {
        let empty = tempfile::NamedTempFile::new().expect("a file");
        let ca_file = Some(empty.path().to_owned());
        let options = Options { ca_file, ..Options::new("bolt+s://127.0.0.1:7687") };
        assert!(matches!(connect(&options, FETCH), Err(SetupError::Certificates)));
    }

    #[test]
    fn datasets_that_share_their_labels_are_left_out() {
        let listed =
            |name: &str| Listed { name: name.to_owned(), version: "1".to_owned(), hidden: false };
        let nodes = ["manc:v1", "hemibrain:v1.1", "hemibrain:v1.2.1", r"a\u0060:v1", "fafb"];
        let kept = distinct(nodes.map(listed).into());
        let names: Vec<_> = kept.iter().map(|listed| &*listed.name).collect();
        assert_eq!(names, ["fafb", "manc:v1"]);
    }
}
