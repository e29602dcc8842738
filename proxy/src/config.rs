//! The command line: every setting with its flag, variable, default and help text.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use axum::http::HeaderValue;
use clap::{Args, FromArgMatches, Parser, Subcommand, ValueEnum};

pub mod values;
pub mod source;
pub mod kept;
pub mod site;
pub mod file;
pub mod given;
pub mod settings;

pub use kept::{Cache, Refresh, Warm};
pub use site::{CreateIndex, Host, Rollback, RunOptions, Shard};
pub use source::{Clients, Limit, Limits, SourceOptions};
pub use values::{AdminListen, QuietHours};

/// An index of the neuron types of a connectome.
#[derive(Debug, Parser)]
#[command(version, about, propagate_version = true)]
pub struct Cli {
    /// A file of settings (TOML). A flag goes before a variable, a variable before the file.
    #[arg(short, long, value_name = "FILE", env = "QUICKPAGE_CONFIG", global = true)]
    pub config: Option<PathBuf>,
    /// What is logged, and how.
    #[command(flatten)]
    pub log: Log,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What the program can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the index: the page and the API behind it.
    Serve(Serve),
    /// Write the whole site as files for any static host: the app, its data, a page per type and
    /// side. A second run writes what has changed, and one that was interrupted goes on.
    CreateIndex(CreateIndex),
    /// Put back the site that the last run of create-index has replaced.
    Rollback(Rollback),
    /// Print every setting with its value and where that came from; secrets are hidden.
    Config(Config),
    /// Check the sources and this machine, and say what to do about each problem.
    Doctor(Doctor),
    /// Compare batches with one query per type, and sums with the source's own totals.
    Verify(Verify),
    /// Measure how fast the first source is read and served, beside the targets. What it measures
    /// puts load on the source.
    Bench(Bench),
    /// Look at, or clear, the ROI hierarchies kept on disk.
    Cache(CacheOptions),
    /// Make a running proxy send no more queries; it goes on serving what it has.
    Pause(Pause),
    /// Make a paused proxy send queries again.
    Resume(Pause),
}

/// Options of `config`.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// The settings.
    #[command(flatten)]
    pub settings: Serve,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `doctor`.
#[derive(Debug, Clone, Args)]
pub struct Doctor {
    /// Where the neurons come from.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How much may go on at the source at once.
    #[command(flatten)]
    pub limits: Limits,
    /// What is kept.
    #[command(flatten)]
    pub cache: Cache,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `verify`.
#[derive(Debug, Clone, Args)]
pub struct Verify {
    /// Where the neurons come from.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How much may go on at the source at once.
    #[command(flatten)]
    pub limits: Limits,
    /// How many types are also read one by one: always the same ones, of every size, those with
    /// odd names among them.
    #[arg(long, value_name = "N", default_value = "200", value_parser = values::at_least_one)]
    pub types: usize,
    /// Read all types one by one.
    #[arg(long, conflicts_with = "types")]
    pub all: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `bench`.
#[derive(Debug, Clone, Args)]
pub struct Bench {
    /// Where the neurons come from.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How much may go on at the source at once.
    #[command(flatten)]
    pub limits: Limits,
    /// How often each is measured.
    #[arg(long, value_name = "N", default_value = "5", value_parser = values::at_least_one)]
    pub runs: usize,
    /// Read all types one by one, instead of extrapolating from 300.
    #[arg(long)]
    pub full: bool,
    /// How long the warm index is asked for, and as long the static bytes beside it.
    #[arg(long, value_name = "TIME", default_value = "6s", value_parser = values::some_time)]
    pub load_time: Duration,
    /// Clients that open the index at once (at most 200).
    #[arg(long, value_name = "N", default_value = "200", value_parser = values::up_to_200)]
    pub clients: usize,
    /// Browsers in the simulated session.
    #[arg(long, value_name = "N", default_value = "20", value_parser = values::at_least_one)]
    pub browsers: usize,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Measure how long a static site takes, instead of the proxy.
    #[arg(long)]
    pub site: bool,
    /// Be a run of create-index that is measured.
    #[arg(long, hide = true)]
    pub as_site: Option<PathBuf>,
    /// Of so many types.
    #[arg(long, hide = true)]
    pub site_types: Option<usize>,
    /// Be the proxy whose memory is measured.
    #[arg(long, hide = true)]
    pub as_proxy: bool,
}

/// Options of `cache`.
#[derive(Debug, Clone, Args)]
pub struct CacheOptions {
    /// What to do with it.
    #[command(subcommand)]
    pub command: CacheCommand,
}

/// What to do with the ROI hierarchies on disk.
#[derive(Debug, Clone, Subcommand)]
pub enum CacheCommand {
    /// List them with their age and expiry.
    Info(CacheInfo),
    /// Remove them.
    Clear(CacheClear),
}

/// Options of `cache info`.
#[derive(Debug, Clone, Args)]
pub struct CacheInfo {
    /// Where they are.
    #[command(flatten)]
    pub cache: Cache,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `cache clear`.
#[derive(Debug, Clone, Args)]
pub struct CacheClear {
    /// Where they are.
    #[command(flatten)]
    pub cache: Cache,
    /// Only what is kept of this dataset, by its exact name.
    #[arg(long = "dataset", value_name = "NAME")]
    pub only: Option<String>,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
}

/// Options of `pause` and `resume`.
#[derive(Debug, Clone, Args)]
pub struct Pause {
    /// The proxy's address for its operator [default: that of --admin-listen].
    #[arg(long, value_name = "URL")]
    pub admin: Option<String>,
    /// Where it listens for its operator.
    #[command(flatten)]
    pub listen: Admin,
}

/// Options of `serve`.
#[derive(Debug, Clone, Args)]
pub struct Serve {
    /// Where it listens.
    #[command(flatten)]
    pub server: Server,
    /// Where the neurons come from.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How much may go on at the source at once.
    #[command(flatten)]
    pub limits: Limits,
    /// How many clients are served at once.
    #[command(flatten)]
    pub clients: Clients,
    /// What is kept.
    #[command(flatten)]
    pub cache: Cache,
    /// What is read anew and ahead.
    #[command(flatten)]
    pub refresh: Refresh,
    /// What is served beside the datasets, and to whom.
    #[command(flatten)]
    pub beside: Beside,
}

/// What is served beside the datasets, and to whom.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Beside")]
pub struct Beside {
    /// A folder of pages of the default dataset's types (NAME.html, NAME_L.html …): the index
    /// links to those that are there.
    #[arg(long, value_name = "DIR", env = "QUICKPAGE_PAGES")]
    pub pages: Option<PathBuf>,
    /// Where browsers find that folder [default: the proxy serves it below /pages, without
    /// scripts].
    #[arg(long, value_name = "ADDRESS", env = "QUICKPAGE_PAGES_AT")]
    pub pages_at: Option<String>,
    /// A site elsewhere, written by create-index with --proxy, whose app may ask this proxy, such
    /// as `https://lab.example.org`.
    #[arg(long, value_name = "ORIGIN", env = "QUICKPAGE_ALLOW_ORIGIN", value_delimiter = ',', value_parser = values::origin)]
    pub allow_origin: Vec<HeaderValue>,
}

/// Where the proxy listens.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub struct Server {
    /// Address to listen on.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "QUICKPAGE_LISTEN",
        default_value = "127.0.0.1:8787"
    )]
    pub listen: SocketAddr,
    /// How long requests in progress may go on after a signal to end; a second signal cuts them
    /// off at once.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_STOP_DEADLINE", default_value = "25s", value_parser = values::duration)]
    pub stop_deadline: Duration,
    /// Where it listens for its operator.
    #[command(flatten)]
    pub admin: Admin,
}

/// Where the proxy listens for its operator.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Server")]
pub struct Admin {
    /// Address for the operator: metrics, readiness, pause and resume; `none` for nowhere. Whoever
    /// reaches it may use it.
    #[arg(
        long,
        value_name = "ADDRESS",
        env = "QUICKPAGE_ADMIN_LISTEN",
        default_value = "127.0.0.1:8788"
    )]
    pub admin_listen: AdminListen,
}

/// What is logged, and how.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Log")]
pub struct Log {
    /// What is logged: error, warn, info, debug or trace, also by module; `bench` logs warnings
    /// unless this is set.
    #[arg(
        long,
        value_name = "FILTER",
        env = "QUICKPAGE_LOG",
        default_value = "info",
        global = true
    )]
    pub log: String,
    /// How it is written.
    #[arg(
        long,
        value_name = "FORMAT",
        env = "QUICKPAGE_LOG_FORMAT",
        value_enum,
        default_value = "text",
        global = true
    )]
    pub log_format: LogFormat,
}

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// Lines for people
    Text,
    /// A JSON object per line
    Json,
}

/// The values that hold where nothing has been set, whatever the variables of this process say.
fn unset<T: Args + FromArgMatches>() -> T {
    let command = T::augment_args(clap::Command::new("quickpage"));
    let command = command.mut_args(|arg| arg.env(None::<&'static str>));
    let parsed = command.try_get_matches_from(["quickpage"]);
    match parsed.and_then(|matches| T::from_arg_matches(&matches)) {
        Ok(values) => values,
        Err(error) => unreachable!("every setting has a default or may be missing: {error}"),
    }
}

macro_rules! default_is_unset {
    ($($options:ty),*) => {$(
        impl Default for $options {
            fn default() -> Self {
                unset()
            }
        }
    )*};
}

default_is_unset!(RunOptions, SourceOptions, Limits, Clients, Cache, Refresh, Server, Admin, Log);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_set_has_the_documented_default() {
        let (limits, cache, refresh) = (Limits::default(), Cache::default(), Refresh::default());
        assert_eq!((limits.max_queries, limits.limit), (4, Limit::Adaptive));
        assert_eq!((limits.query_timeout, limits.batch_neurons), (Duration::from_secs(75), 20_000));
        assert_eq!((cache.roi_ttl, cache.cache_bytes), (Duration::from_secs(86_400), 256 << 20));
        assert_eq!((refresh.warm, refresh.prefetch), (Warm::Default, 32));
        assert_eq!(Clients::default().max_requests, 250);
        assert_eq!(SourceOptions::default().seed, crate::source::demo::DEFAULT_SEED);
        assert_eq!(Server::default().listen.port(), 8787);
    }
}
