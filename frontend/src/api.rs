//! The only files that talk to the network. What the page asks is answered by a proxy ([`live`]),
//! or from the files that lie beside it ([`site`]) where its head says that there are some. A site
//! may name a proxy, which answers where it has another version than the files.
//!
//! Who answers is chosen here, once per opening; nothing else needs to know. All other addresses
//! are relative to the page, so the app works below any path.

mod answer;
mod live;
mod site;
mod stream;

use std::cell::RefCell;

use shared::site::Pages;
use shared::wire::{Body, Dataset, NeuronList, Partners, RoiHierarchy, Status, Summary, TypeList};

use crate::listed::Listed;
use crate::pause;
use answer::Asking;
use site::File;
pub use site::{about, has_changed, is_site, written};
pub use stream::SummaryStream;

/// One variant per thing that the page can do about it.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Error {
    /// Show what is kept, and offer to try again.
    #[error("the {} does not answer", whom())]
    Unreachable,
    /// Wait, then ask again.
    #[error("{}", .0.why())]
    Busy(Wait),
    /// Say that it is not there.
    #[error("{0}")]
    NotFound(String),
    /// Tell the person; the proxy's own words.
    #[error("{0}")]
    Refused(String),
    /// Tell whoever runs the proxy.
    #[error("the {whom}'s answer cannot be read: {0}", whom = whom())]
    Unreadable(String),
    /// Tell whoever put the site where it is; what is kept stays good.
    #[error("the site's file {0} is missing or cut off")]
    Missing(String),
    /// Offer the page that belongs to the site's files.
    #[error("the site's files are of another quickpage than this page: reload the page")]
    OtherFormat,
    /// Look at the site again: another one lies there than the index was read from.
    #[error("the site has changed since the index was read")]
    Overtaken,
}

impl Error {
    /// In a sentence.
    pub fn sentence(&self) -> String {
        let words = self.to_string();
        match self {
            Error::Busy(_) | Error::NotFound(_) | Error::Refused(_) => {
                format!("The {} could not answer: {words}.", whom())
            }
            _ => format!("T{}.", words.strip_prefix('t').unwrap_or(&words)),
        }
    }
}

/// How long to wait before the proxy is asked again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Seconds, as the proxy says.
    pub seconds: u32,
    /// Whether its operator has paused it; else it has too much to do.
    pub paused: bool,
}

impl Wait {
    /// Why, in words.
    pub fn why(self) -> &'static str {
        match self.paused {
            true => "the operator has paused the proxy",
            false => "the proxy is busy",
        }
    }

    /// That, and how often it is asked again.
    pub fn in_words(self) -> String {
        format!("{}; it is asked again every {} s", self.why(), self.seconds)
    }
}

/// More types than this are read one by one from no site: all of them come cheaper.
const MOST_SINGLE_FILES: usize = 50;

/// How long a site waits for the proxy that it names, in milliseconds.
const PROXY_PATIENCE: u32 = 3_000;

thread_local! {
    /// The proxy that answers in place of the site's files, by the address of its folder.
    static NEWER: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What has been chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Choice {
    /// Those who would have answered anyhow.
    Own,
    /// A proxy, which has another version than the site's files.
    Newer,
    /// The site's files, since the proxy that it names does not answer.
    Silent,
}

/// Chooses who answers until the next opening begins.
pub async fn choose() -> Choice {
    let Ok(site) = about().await else { return Choice::Own };
    let Some(proxy) = site.proxy.as_deref() else { return Choice::Own };
    let folder = format!("{}/", proxy.trim_end_matches('/'));
    match pause::within(PROXY_PATIENCE, live::datasets_of(&folder)).await {
        Some(Ok(datasets)) => {
            let Dataset { name, version, .. } = &site.dataset;
            if !datasets.iter().any(|it| it.name == *name && it.version != *version) {
                return Choice::Own;
            }
            NEWER.set(Some(folder));
            Choice::Newer
        }
        _ => Choice::Silent,
    }
}

/// Whether the site's files answer.
pub fn is_of_files() -> bool {
    is_site() && NEWER.with_borrow(Option::is_none)
}

/// The folder that the API is in: that of the page, or that of the proxy that a site names.
fn folder() -> String {
    NEWER.with_borrow(|newer| newer.clone().unwrap_or_default())
}

/// Who answers, in a word.
pub fn whom() -> &'static str {
    if is_of_files() { "site" } else { "proxy" }
}

/// How many types may be asked for by name in place of all.
pub fn most_by_name() -> usize {
    if is_of_files() { MOST_SINGLE_FILES } else { usize::MAX }
}

/// Another opening begins: what a site says of itself is read anew.
pub fn begin() {
    NEWER.set(None);
    site::begin();
}

/// The datasets that are answered for; of a site, its own alone.
pub async fn datasets() -> Result<Vec<Dataset>, Error> {
    if is_of_files() {
        return site::datasets().await;
    }
    let mut datasets = live::datasets_of(&folder()).await?;
    if is_site() {
        let own = about().await?;
        datasets.retain(|it| it.name == own.dataset.name);
        datasets.iter_mut().for_each(|it| it.default = true);
    }
    Ok(datasets)
}

/// The proxy's live figures.
pub async fn status() -> Result<Status, Error> {
    live::get(&["status"]).await?.read()
}

/// The list of a dataset's types.
pub async fn types(dataset: &str) -> Result<TypeList, Error> {
    of_dataset(dataset, File::Types, "types").await?.read()
}

/// What has to be known of a dataset's types when nothing of them is kept: a site's list waits
/// until it is needed.
pub async fn types_at_first(dataset: &str) -> Result<Listed, Error> {
    if is_of_files() { site::counted().await } else { types(dataset).await.map(Listed::from) }
}

/// The ROI hierarchy of a dataset.
pub async fn roi_hierarchy(dataset: &str) -> Result<RoiHierarchy, Error> {
    of_dataset(dataset, File::Hierarchy, "roi-hierarchy").await?.read()
}

/// The pages of a dataset's types; those of a site are its own whoever answers.
pub async fn pages(dataset: &str) -> Result<Pages, Error> {
    let answer = match is_site() {
        true => site::file(File::Pages),
        false => of_dataset(dataset, File::Pages, "pages"),
    };
    answer.await?.read()
}

/// All of what is known of a type, where what is kept of it is brief and has this hash.
pub async fn summary(dataset: &str, name: &str, hash: &str) -> Result<Summary, Error> {
    let summary: Summary = match is_of_files() {
        true => site::of_type(name, hash).await?.summary.clone().into_owned(),
        false => live::get(&["datasets", dataset, "types", name]).await?.read()?,
    };
    if summary.hash == hash { Ok(summary) } else { Err(Error::Overtaken) }
}

/// The neurons of a type, of which a summary with this hash is shown.
pub async fn neurons(dataset: &str, name: &str, hash: &str) -> Result<NeuronList, Error> {
    match is_of_files() {
        true => {
            let neurons = site::of_type(name, hash).await?.neurons.to_vec();
            Ok(NeuronList { name: name.to_owned(), neurons })
        }
        false => live::get(&["datasets", dataset, "types", name, "neurons"]).await?.read(),
    }
}

/// The partner types of a type, of which a summary with this hash is shown.
pub async fn partners(dataset: &str, name: &str, hash: &str) -> Result<Partners, Error> {
    let none = || Error::NotFound("the site has none of this type".to_owned());
    match is_of_files() {
        true => site::of_type(name, hash).await?.partners.as_deref().cloned().ok_or_else(none),
        false => live::get(&["datasets", dataset, "types", name, "partners"]).await?.read(),
    }
}

/// The neuron with this body id.
pub async fn body(dataset: &str, id: &str) -> Result<Body, Error> {
    match is_of_files() {
        true => site::body(id).await,
        false => live::get(&["datasets", dataset, "bodies", id]).await?.read(),
    }
}

/// What a site has in one file, and a proxy below the dataset.
fn of_dataset(dataset: &str, file: File, word: &str) -> Asking {
    match is_of_files() {
        true => site::file(file),
        false => live::get(&["datasets", dataset, word]),
    }
}

/// The summaries of all types, as a stream.
pub async fn all_summaries(dataset: &str) -> Result<SummaryStream, Error> {
    if is_of_files() { site::all_summaries().await } else { live::all_summaries(dataset).await }
}

/// The summaries of some types, as a stream; at most
/// [`MAX_TYPES_PER_POST`](shared::wire::MAX_TYPES_PER_POST), and of a site those that
/// [`most_by_name`] says.
pub async fn summaries_of(dataset: &str, types: Vec<String>) -> Result<SummaryStream, Error> {
    match is_of_files() {
        true => Ok(site::summaries_of(types)),
        false => live::summaries_of(dataset, types).await,
    }
}

fn segment(name: &str) -> String {
    js_sys::encode_uri_component(name).into()
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Unreadable(error.to_string())
}
