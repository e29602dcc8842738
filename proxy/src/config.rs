//! The command line: every option with its variable, default and help text.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

use crate::source::table::columns::Named;

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
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub struct Limits {
    /// Clients' requests in progress, in fair shares per client.
    #[arg(long, value_name = "N", env = "QUICKPAGE_MAX_REQUESTS", default_value_t = 200, value_parser = at_least_one)]
    pub max_requests: usize,
    /// Queries at the source in progress (at most 200). More than 4 make neuPrint slower.
    #[arg(long, value_name = "N", env = "QUICKPAGE_MAX_QUERIES", default_value_t = 4, value_parser = up_to_200)]
    pub max_queries: usize,
    /// Neurons in one batch at most; smaller batches are taken when the source is slow.
    #[arg(long, value_name = "N", env = "QUICKPAGE_BATCH_NEURONS", default_value_t = 20_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub batch_neurons: u64,
}

fn at_least_one(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|n| *n >= 1).ok_or_else(|| "it must be 1 or more".to_owned())
}

fn up_to_200(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|n| (1..=200).contains(n));
    number.ok_or_else(|| "it must be from 1 to 200".to_owned())
}
