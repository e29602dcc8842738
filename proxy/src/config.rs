//! The command line: every option with its variable, default and help text.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::source::table::columns::Named;

pub mod values;

/// An index of the neuron types of a connectome.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the index: the page and the API behind it.
    Serve(Serve),
}

/// Options of `serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on.
    #[arg(long, env = "QUICKPAGE_LISTEN", default_value = "127.0.0.1:8787")]
    pub listen: SocketAddr,
    /// Where the neurons come from.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How much may go on at once.
    #[command(flatten)]
    pub limits: Limits,
    /// What is kept.
    #[command(flatten)]
    pub cache: Cache,
    /// What happens without being asked.
    #[command(flatten)]
    pub refresh: Refresh,
}

/// Options that name a source; without any, the demo.
#[derive(Debug, Args)]
#[command(next_help_heading = "Source")]
pub struct SourceOptions {
    /// A table of neurons: CSV or TSV, also gzipped.
    #[arg(long, value_name = "FILE", group = "from", env = "QUICKPAGE_TABLE")]
    pub table: Option<PathBuf>,
    /// Connections between the table's neurons: presynaptic id, postsynaptic id, weight.
    #[arg(long, value_name = "FILE", requires = "table")]
    pub connections: Option<PathBuf>,
    /// ROI hierarchy of the table, as JSON ({"name", "children"}; primary ROIs marked with `*`,
    /// or in "primary" beside "hierarchy").
    #[arg(long, value_name = "FILE", requires = "table")]
    pub roi_hierarchy: Option<PathBuf>,
    /// Name a column of the table or of its connections, such as `type=cell_type`.
    #[arg(long = "column", value_name = "WORD=COLUMN", requires = "table")]
    pub columns: Vec<Named>,
    /// Synthetic data of the size of `hemibrain` or `male-cns` [default: hemibrain].
    #[arg(long, value_name = "SIZE", group = "from", num_args = 0..=1, default_missing_value = "hemibrain")]
    pub demo: Option<crate::source::demo::Size>,
    /// Seed of the synthetic data.
    #[arg(long, value_name = "N", default_value_t = crate::source::demo::DEFAULT_SEED)]
    pub seed: u64,
    /// A neuPrint server by its https address (plain http only on this machine). Its token,
    /// where it wants one, is read from NEUPRINT_APPLICATION_CREDENTIALS.
    #[arg(long, value_name = "URL", group = "from", env = "QUICKPAGE_SERVER")]
    pub server: Option<String>,
    /// The dataset to serve, by its exact name; for a table, what to call it.
    #[arg(long, value_name = "NAME", env = "QUICKPAGE_DATASET")]
    pub dataset: Option<String>,
    /// How the operator can be reached; sent to neuPrint with every query.
    #[arg(long, value_name = "ADDRESS", env = "QUICKPAGE_CONTACT")]
    pub contact: Option<String>,
}

/// Options that limit how much goes on at once.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Clients' requests in progress, in fair shares per client.
    #[arg(long, value_name = "N", env = "QUICKPAGE_MAX_REQUESTS", default_value_t = 200, value_parser = at_least_one)]
    pub max_requests: usize,
    /// Queries at the source in progress (at most 200). More than 4 make neuPrint slower.
    #[arg(long, value_name = "N", env = "QUICKPAGE_MAX_QUERIES", default_value_t = 4, value_parser = up_to_200)]
    pub max_queries: usize,
    /// Whether that number adapts to how the source does, from 2 on, or is fixed.
    #[arg(long, value_name = "MODE", env = "QUICKPAGE_LIMIT", value_enum, default_value_t = LimitMode::Adaptive)]
    pub limit: LimitMode,
    /// How long a query may wait for its turn.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_QUEUE_DEADLINE", default_value = "60s", value_parser = values::duration)]
    pub queue_deadline: Duration,
    /// How long a query may take at the source. neuPrint itself gives up after 60 s.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_QUERY_TIMEOUT", default_value = "75s", value_parser = values::duration)]
    pub query_timeout: Duration,
    /// How long a query that was given up still counts: neuPrint goes on running it.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_HOLD_AFTER_TIMEOUT", default_value = "60s", value_parser = values::duration)]
    pub hold_after_timeout: Duration,
    /// Neurons in one batch at most; smaller batches are taken when the source is slow.
    #[arg(long, value_name = "N", env = "QUICKPAGE_BATCH_NEURONS", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub batch_neurons: u64,
}

/// How the number of queries at the source is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LimitMode {
    /// Additive increase, multiplicative decrease.
    Adaptive,
    /// Always the same.
    Fixed,
}

/// Options of what is kept.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Cache")]
pub struct Cache {
    /// Folder for ROI hierarchies [default: quickpage in the user's cache folder].
    #[arg(long, value_name = "DIR", env = "QUICKPAGE_CACHE_DIR")]
    pub cache_dir: Option<PathBuf>,
    /// How long a ROI hierarchy is kept.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_ROI_TTL", default_value = "24h", value_parser = values::duration)]
    pub roi_ttl: Duration,
    /// Memory for summaries, and as much again for neurons and partners.
    #[arg(long, value_name = "BYTES", env = "QUICKPAGE_CACHE_BYTES", default_value = "256M", value_parser = values::bytes)]
    pub cache_bytes: u64,
}

/// Options of what happens without being asked.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Reading ahead")]
pub struct Refresh {
    /// How often the version of a dataset is looked at (at most 2m).
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_CHECK_INTERVAL", default_value = "60s", value_parser = up_to_two_minutes)]
    pub check_interval: Duration,
    /// A dataset that keeps changing is read again once in this time.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_MIN_REFETCH_INTERVAL", default_value = "5m", value_parser = values::duration)]
    pub min_refetch_interval: Duration,
    /// Hours of the day (UTC) in which nothing is read without being asked.
    #[arg(long, value_name = "HH:MM-HH:MM", env = "QUICKPAGE_QUIET_HOURS")]
    pub quiet_hours: Option<values::QuietHours>,
    /// Which datasets are read at the start, before anybody asks.
    #[arg(long, value_name = "WHICH", env = "QUICKPAGE_WARM", value_enum, default_value_t = Warm::Default)]
    pub warm: Warm,
    /// Of how many types, those asked for most, neurons and partners are fetched ahead.
    #[arg(long, value_name = "N", env = "QUICKPAGE_PREFETCH", default_value_t = 32)]
    pub prefetch: usize,
}

/// Which datasets are read at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Warm {
    /// None.
    None,
    /// The first one.
    Default,
    /// All.
    All,
}

/// A group of options with the values that they have when nothing is said.
fn defaults<T: Args>() -> T {
    let command = T::augment_args(clap::Command::new("quickpage"));
    let matches = command.no_binary_name(true).get_matches_from([] as [&str; 0]);
    match T::from_arg_matches(&matches) {
        Ok(options) => options,
        Err(error) => unreachable!("all options have defaults: {error}"),
    }
}

impl Default for Limits {
    fn default() -> Limits {
        defaults()
    }
}

impl Default for Cache {
    fn default() -> Cache {
        defaults()
    }
}

impl Default for Refresh {
    fn default() -> Refresh {
        defaults()
    }
}

/// A dataset that is withdrawn must be noticed within five minutes, also when a look or two fail.
fn up_to_two_minutes(text: &str) -> Result<Duration, String> {
    let time = values::duration(text)?;
    match time <= Duration::from_secs(120) && !time.is_zero() {
        true => Ok(time),
        false => Err("it must be 2m or less".to_owned()),
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n >= 1).ok_or_else(|| "it must be 1 or more".to_owned())
}

fn up_to_200(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|n| (1..=200).contains(n));
    number.ok_or_else(|| "it must be from 1 to 200".to_owned())
}
