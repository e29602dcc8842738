//! Options that say where the neurons come from, and how hard that place may be worked.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::values::{at_least_one, duration, some_time, up_to_200};
use crate::source::demo;
use crate::source::table::columns::Named;

/// Options that name a source; without any, the demo.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Source")]
pub struct SourceOptions {
    /// A table of neurons: CSV or TSV, also gzipped.
    #[arg(long, value_name = "FILE", env = "QUICKPAGE_TABLE")]
    pub table: Option<PathBuf>,
    /// Connections between the table's neurons: presynaptic id, postsynaptic id, weight.
    #[arg(long, value_name = "FILE", env = "QUICKPAGE_CONNECTIONS")]
    pub connections: Option<PathBuf>,
    /// ROI hierarchy of the table, as JSON ({"name", "children"}; primary ROIs marked with `*`,
    /// or in "primary" beside "hierarchy").
    #[arg(long, value_name = "FILE", env = "QUICKPAGE_ROI_HIERARCHY")]
    pub roi_hierarchy: Option<PathBuf>,
    /// Name a column of the table or of its connections, such as `type=cell_type`.
    #[arg(long = "column", value_name = "WORD=COLUMN", env = "QUICKPAGE_COLUMN")]
    pub columns: Vec<Named>,
    /// Synthetic data of the size of `hemibrain` or `male-cns` [default: hemibrain].
    #[arg(long, value_name = "SIZE", env = "QUICKPAGE_DEMO", num_args = 0..=1, default_missing_value = "hemibrain")]
    pub demo: Option<demo::Size>,
    /// Seed of the synthetic data.
    #[arg(long, value_name = "N", env = "QUICKPAGE_SEED", default_value_t = demo::DEFAULT_SEED)]
    pub seed: u64,
    /// A neuPrint server by its https address (plain http only on this machine).
    #[arg(long, value_name = "URL", env = "QUICKPAGE_SERVER")]
    pub server: Option<String>,
    /// A Neo4j database in neuPrint's data model by its Bolt address, such as
    /// `bolt://127.0.0.1:7687`.
    #[arg(long, value_name = "URI", env = "QUICKPAGE_NEO4J")]
    pub neo4j: Option<String>,
    /// The database within the server, where it is not the account's own.
    #[arg(long, value_name = "NAME", env = "QUICKPAGE_NEO4J_DATABASE")]
    pub neo4j_database: Option<String>,
    /// The account at Neo4j; one that can only read.
    #[arg(long, value_name = "NAME", env = "QUICKPAGE_NEO4J_USER")]
    pub neo4j_user: Option<String>,
    /// The file that holds the account's password; without it, QUICKPAGE_NEO4J_PASSWORD does.
    #[arg(long, value_name = "FILE", env = "QUICKPAGE_NEO4J_PASSWORD_FILE")]
    pub neo4j_password_file: Option<PathBuf>,
    /// The file that holds neuPrint's token; without it, NEUPRINT_APPLICATION_CREDENTIALS does.
    /// Public datasets need none.
    #[arg(long, value_name = "FILE", env = "QUICKPAGE_TOKEN_FILE")]
    pub token_file: Option<PathBuf>,
    /// A file of certificates (PEM) that are trusted in place of the system's.
    #[arg(long, value_name = "FILE", env = "QUICKPAGE_CA_FILE")]
    pub ca_file: Option<PathBuf>,
    /// A dataset to serve, by its exact name; the first one is the default. For a table, what to
    /// call it.
    #[arg(long = "dataset", value_name = "NAME", env = "QUICKPAGE_DATASET", value_delimiter = ',')]
    pub datasets: Vec<String>,
    /// How the operator can be reached; sent to neuPrint with every query.
    #[arg(long, value_name = "ADDRESS", env = "QUICKPAGE_CONTACT")]
    pub contact: Option<String>,
}

impl SourceOptions {
    /// Forgets the sources of any other kind than this setting's.
    pub(super) fn keep_only(&mut self, kind: Option<&str>) {
        self.table = self.table.take().filter(|_| kind == Some("table"));
        self.demo = self.demo.take().filter(|_| kind == Some("demo"));
        self.server = self.server.take().filter(|_| kind == Some("server"));
        self.neo4j = self.neo4j.take().filter(|_| kind == Some("neo4j"));
    }
}

/// Options that limit how much goes on at a source at once; each source has its own.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Queries at the source in progress (at most 200). More than 4 make neuPrint slower.
    #[arg(long, visible_alias = "concurrency", value_name = "N", env = "QUICKPAGE_MAX_QUERIES", default_value = "4", value_parser = up_to_200)]
    pub max_queries: usize,
    /// Whether fewer queries are sent while the source is slow or fails.
    #[arg(
        long,
        value_name = "HOW",
        env = "QUICKPAGE_LIMIT",
        value_enum,
        default_value = "adaptive"
    )]
    pub limit: Limit,
    /// How long a query may take, all of it.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_QUERY_TIMEOUT", default_value = "75s", value_parser = some_time)]
    pub query_timeout: Duration,
    /// How long a query that was given up still counts as one in progress: neuPrint goes on
    /// running it.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_HOLD_AFTER_TIMEOUT", default_value = "60s", value_parser = duration)]
    pub hold_after_timeout: Duration,
    /// How long the source is left alone after it has refused the proxy's own identity: a token
    /// does not become valid by asking again.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_REST_AFTER_REFUSAL", default_value = "60s", value_parser = some_time)]
    pub rest_after_refusal: Duration,
    /// How long a source may leave all queries unanswered until it is asked for a sign of life, one
    /// small query more. Without one in half of that time nothing else is sent until it gives one.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_SILENT_AFTER", default_value = "10s", value_parser = some_time)]
    pub silent_after: Duration,
    /// How long a want may wait for its query to be sent.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_QUEUE_DEADLINE", default_value = "60s", value_parser = some_time)]
    pub queue_deadline: Duration,
    /// Neurons in one batch at most, for all sources; smaller batches are taken when the source is slow.
    #[arg(long, visible_alias = "batch-size", value_name = "N", env = "QUICKPAGE_BATCH_NEURONS", default_value = "20000", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Batches")]
    pub batch_neurons: u64,
}

/// How the number of queries in progress is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Limit {
    /// As many as the source answers well, up to the largest number
    Adaptive,
    /// Always up to the largest number
    Fixed,
}

/// How many clients' requests may be in progress, and who is a client.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Clients")]
pub struct Clients {
    /// Clients' requests in progress, in fair shares per client; a fifth is for clients who have none
    /// in progress yet.
    #[arg(long, value_name = "N", env = "QUICKPAGE_MAX_REQUESTS", default_value = "250", value_parser = at_least_one)]
    pub max_requests: usize,
    /// The header in which a reverse proxy names its client, such as X-Forwarded-For. Only set
    /// this where nobody reaches quickpage but through that proxy.
    #[arg(long, value_name = "NAME", env = "QUICKPAGE_FORWARDED_HEADER", value_parser = header_name)]
    pub forwarded_header: Option<axum::http::HeaderName>,
}

fn header_name(text: &str) -> Result<axum::http::HeaderName, String> {
    text.trim().parse().map_err(|_| "it must be the name of a header".to_owned())
}
