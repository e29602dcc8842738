//! Options of the commands that write a site.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use clap::{Args, ValueEnum};
use reqwest::Url;

use super::values::duration;
use super::{Limits, SourceOptions};

/// Options of `create-index`.
#[derive(Debug, Clone, Args)]
pub struct CreateIndex {
    /// Where the neurons come from.
    #[command(flatten)]
    pub source: SourceOptions,
    /// How much may go on at the source at once.
    #[command(flatten)]
    pub limits: Limits,
    /// What is written, and where.
    #[command(flatten)]
    pub site: SiteOptions,
    /// How it is written.
    #[command(flatten)]
    pub run: RunOptions,
}

/// What is written, and where.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Site")]
pub struct SiteOptions {
    /// The site's folder. A folder beside it, `.NAME.quickpage`, has the previous site.
    #[arg(long, value_name = "DIR")]
    pub output_dir: PathBuf,
    /// No page per type and side: only the app and its data.
    #[arg(long)]
    pub no_pages: bool,
    /// A folder of pages that another tool has made (NAME.html, NAME_L.html …): the index links
    /// to those that are there, and none are written.
    #[arg(long, value_name = "DIR", conflicts_with = "no_pages")]
    pub pages: Option<PathBuf>,
    /// Where the app finds that folder, relative to the site or absolute [default: the way from
    /// the site's folder to it].
    #[arg(long, value_name = "ADDRESS", requires = "pages")]
    pub pages_at: Option<String>,
    /// Only these types, by their exact names: several of them with commas between, or one that has
    /// commas itself. May be given several times.
    #[arg(long, value_name = "NAMES")]
    pub types: Vec<String>,
    /// The kind of host that it is for.
    #[arg(long, value_name = "KIND", value_enum, default_value = "any")]
    pub host: Host,
    /// The absolute address at which the site will be, for the links that search engines want.
    #[arg(long, value_name = "URL", value_parser = address)]
    pub url: Option<Url>,
    /// A quickpage proxy that the app may ask for what is newer.
    #[arg(long, value_name = "URL", value_parser = address_in_policy)]
    pub proxy: Option<Url>,
}

/// How a site is written.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Run")]
pub struct RunOptions {
    /// Write every file anew, even where nothing has changed, and where the site would else be left
    /// as it is: its manifest is damaged, it is of another dataset, or most types cannot be read.
    #[arg(long)]
    pub force: bool,
    /// Ask for the ROI hierarchy, even where it is kept in DIR/.cache.
    #[arg(long)]
    pub refresh: bool,
    /// How long the ROI hierarchy in DIR/.cache is taken to be true.
    #[arg(long, value_name = "TIME", default_value = "24h", value_parser = duration)]
    pub roi_ttl: Duration,
    /// Go on when a type cannot be read: it is left out, named in the app, and tried again by the
    /// next run. The exit code is 1 then.
    #[arg(long)]
    pub keep_going: bool,
    /// Make every browser forget what it keeps of this site, and read it anew: for when something
    /// in it was wrong.
    #[arg(long)]
    pub demand_update: bool,
    /// Take over a folder that holds something else: what is in it stays.
    #[arg(long)]
    pub adopt: bool,
    /// Write only the I-th of N parts, such as `3/8`; each may be on another machine that has the
    /// folder. Then --merge.
    #[arg(long, value_name = "I/N", conflicts_with_all = ["merge", "check"])]
    pub shard: Option<Shard>,
    /// Put the parts together that runs with --shard have written.
    #[arg(long, conflicts_with = "check")]
    pub merge: bool,
    /// Write nothing: hold every file of the site against its manifest.
    #[arg(long)]
    pub check: bool,
    /// Print JSON.
    #[arg(long)]
    pub json: bool,
    /// Only so many types, the first ones by name.
    #[arg(long, hide = true)]
    pub first: Option<usize>,
}

/// Options of `rollback`.
#[derive(Debug, Clone, Args)]
pub struct Rollback {
    /// The site's folder.
    #[arg(long, value_name = "DIR")]
    pub output_dir: PathBuf,
}

/// What kind of host a site is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Host {
    /// Any server of files; what is compressed lies beside the data, for those that look for it
    Any,
    /// A pages host, which compresses by itself and limits the size: no compressed forms, a
    /// `.nojekyll`, and a report of the size
    Pages,
}

/// A part of the types, from 1 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which.
    pub which: usize,
    /// Of how many.
    pub of: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Shard, String> {
        let parts = text.split_once('/').and_then(|(which, of)| {
            Some(Shard { which: which.trim().parse().ok()?, of: of.trim().parse().ok()? })
        });
        let is_one = |shard: &Shard| (1..=shard.of).contains(&shard.which) && shard.of <= 10_000;
        parts.filter(is_one).ok_or_else(|| "it must be I/N with 1 ≤ I ≤ N, such as 3/8".to_owned())
    }
}

fn address(text: &str) -> Result<Url, String> {
    let mut url: Url = text.parse().map_err(|error| format!("{error}"))?;
    if !matches!(url.scheme(), "https" | "http") || url.query().or(url.fragment()).is_some() {
        return Err("it must be an address that begins with https://".to_owned());
    }
    // So that what is below it can be appended.
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

/// An address that can stand in a Content-Security-Policy, where `;`, `,` and quotes end what is
/// allowed.
fn address_in_policy(text: &str) -> Result<Url, String> {
    let url = address(text)?;
    let fits = |c: char| c.is_ascii_alphanumeric() || "-._~:/%".contains(c);
    match url.as_str().chars().find(|c| !fits(*c)) {
        None => Ok(url),
        Some(c) => Err(format!("{c:?} cannot stand in the page's Content-Security-Policy")),
    }
}
