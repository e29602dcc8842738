//! Options about what is kept, and when it is read anew.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::values::{QuietHours, bytes, duration, some_time};

/// Options of the caches.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Cache")]
pub struct Cache {
    /// The folder for ROI hierarchies [default: quickpage in the user's cache folder].
    #[arg(long, value_name = "DIR", env = "QUICKPAGE_CACHE_DIR")]
    pub cache_dir: Option<PathBuf>,
    /// How long a ROI hierarchy is taken to be true.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_ROI_TTL", default_value = "24h", value_parser = duration)]
    pub roi_ttl: Duration,
    /// How much memory summaries, partners and neurons may take; a single dataset's summaries are
    /// kept whatever they take.
    #[arg(long, value_name = "BYTES", env = "QUICKPAGE_CACHE_BYTES", default_value = "256M", value_parser = bytes)]
    pub cache_bytes: u64,
}

impl Cache {
    /// The folder: the given one, else `quickpage` in the user's cache folder as the XDG base
    /// directories are laid out, else none.
    pub fn folder(&self) -> Option<PathBuf> {
        let set = |variable| std::env::var_os(variable).filter(|value| !value.is_empty());
        let xdg = || set("XDG_CACHE_HOME").map(PathBuf::from).filter(|path| path.is_absolute());
        let home = || set("HOME").map(|home| PathBuf::from(home).join(".cache"));
        let user = || xdg().or_else(home).map(|cache| cache.join("quickpage"));
        self.cache_dir.clone().or_else(user)
    }
}

/// Options about reading anew and ahead.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Refresh")]
pub struct Refresh {
    /// How often the datasets' versions are looked at; at most 2m.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_CHECK_INTERVAL", default_value = "60s", value_parser = up_to_two_minutes)]
    pub check_interval: Duration,
    /// A dataset that changed is read anew in the background at most once in this time.
    #[arg(long, value_name = "TIME", env = "QUICKPAGE_MIN_REFETCH_INTERVAL", default_value = "5m", value_parser = duration)]
    pub min_refetch_interval: Duration,
    /// No reading in the background at this time of the day (UTC; it may go over midnight). Lists and
    /// versions are still looked at.
    #[arg(long, value_name = "HH:MM-HH:MM", env = "QUICKPAGE_QUIET_HOURS")]
    pub quiet_hours: Option<QuietHours>,
    /// Which datasets are read at the start and when they change, before anybody asks.
    #[arg(
        long,
        value_name = "WHICH",
        env = "QUICKPAGE_WARM",
        value_enum,
        default_value = "default"
    )]
    pub warm: Warm,
    /// For how many of the types asked for most partners and neurons are read ahead; 0 for none.
    #[arg(long, value_name = "N", env = "QUICKPAGE_PREFETCH", default_value = "32")]
    pub prefetch: usize,
}

/// Which datasets are read before anybody asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Warm {
    /// None
    None,
    /// The first one
    Default,
    /// All of them
    All,
}

/// A dataset that is withdrawn is dropped within five minutes, also when a look or two fail.
fn up_to_two_minutes(text: &str) -> Result<Duration, String> {
    let time = some_time(text)?;
    let most = Duration::from_secs(120);
    if time <= most { Ok(time) } else { Err("it must be 2m or less".to_owned()) }
}
