//! Answers from the files of a static site, which lie beside the page (`shared::site` has their
//! formats). A page that has such files names what they are in its head.
//!
//! What must stay true: a file that is missing, cut off or answered with a page of the host is
//! [`Error::Missing`] and names the file; what a site says of itself is read once per opening.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::vec;

use futures_util::future::join;
use gloo_net::http::{Request, Response};
use shared::site::{BodyEntry, FORMAT, META, Pages, Site, TypeFile};
use shared::wire::{Body, Dataset, Line, NeuronRow};
use web_sys::RequestCache;

use super::answer::{Answer, Asking, Once, Parsed, Recent, once};
use super::stream::{BodyLines, FileLines, SummaryStream};
use super::{Error, segment};
use crate::listed::Listed;

/// The header by which the service worker says that an answer is one of before.
const KEPT: &str = "x-quickpage-kept";

/// What is known of the site that the page belongs to.
struct Opened {
    /// Where it says what it is.
    address: String,
    about: Once,
    /// What it said last that was good.
    last: Option<Answer>,
    site: Parsed<Site>,
    pages: Parsed<Pages>,
    of_type: Parsed<TypeFile<'static>>,
    /// Its small files.
    files: Recent,
}

thread_local! {
    static OPENED: RefCell<Option<Opened>> = RefCell::new(meta().map(Opened::new));
}

impl Opened {
    fn new(address: String) -> Opened {
        Opened {
            about: once(fetch(address.clone())),
            address,
            last: None,
            site: Parsed::default(),
            pages: Parsed::default(),
            of_type: Parsed::default(),
            files: Recent::default(),
        }
    }
}

/// The address that the page's head names.
fn meta() -> Option<String> {
    let document = web_sys::window()?.document()?;
    let meta = document.query_selector(&format!("meta[name={META}]")).ok()??;
    meta.get_attribute("content").filter(|address| !address.is_empty())
}

/// Whether the page belongs to a site.
pub fn is_site() -> bool {
    OPENED.with_borrow(Option::is_some)
}

/// Another opening begins.
pub fn begin() {
    OPENED.with_borrow_mut(|opened| {
        let Some(opened) = opened else { return };
        opened.about = once(fetch(opened.address.clone()));
        opened.files = Recent::default();
    });
}

/// Reads something of what is known; without a site there is nobody to answer.
fn with<T>(read: impl FnOnce(&mut Opened) -> T) -> Result<T, Error> {
    OPENED.with_borrow_mut(|opened| opened.as_mut().map(read)).ok_or(Error::Unreachable)
}

/// What the site says of itself; where it cannot be asked now, what it said last.
pub fn about() -> Pin<Box<dyn Future<Output = Result<Rc<Site>, Error>>>> {
    Box::pin(async {
        let answer = with(|opened| opened.about.clone())?.await;
        with(|opened| {
            let read = answer.and_then(|answer| Ok((checked(opened.site.of(&answer)?)?, answer)));
            match (read, &opened.last) {
                (Ok((site, answer)), _) => {
                    opened.last = Some(answer);
                    Ok(site)
                }
                (Err(_), Some(last)) => opened.site.of(last),
                (Err(error), None) => Err(error),
            }
        })?
    })
}

fn checked(site: Rc<Site>) -> Result<Rc<Site>, Error> {
    if site.format == FORMAT { Ok(site) } else { Err(Error::OtherFormat) }
}

/// When the site was written, in milliseconds since 1970, once that is known.
pub fn written() -> Option<f64> {
    let site = with(|opened| opened.last.as_ref().map(|last| opened.site.of(last)));
    site.ok().flatten()?.ok().map(|site| site.written as f64 * 1_000.0)
}

/// Whether the site says something else of itself now.
pub async fn has_changed() -> Result<bool, Error> {
    let before = with(|opened| opened.about.clone())?.await?;
    let now = fetch(with(|opened| opened.address.clone())?).await?;
    Ok(!now.is_of_before && now.text != before.text)
}

/// The dataset, as the only one; an error where the site cannot be asked now.
pub async fn datasets() -> Result<Vec<Dataset>, Error> {
    let now = with(|opened| opened.about.clone())?.await?;
    let site = with(|opened| opened.site.of(&now))?.and_then(checked)?;
    // Noted as what it said last.
    about().await?;
    match now.is_of_before {
        true => Err(Error::Unreachable),
        false => Ok(vec![Dataset { default: true, ..site.dataset.clone() }]),
    }
}

/// How many types there are.
pub async fn counted() -> Result<Listed, Error> {
    let site = about().await?;
    let Site { dataset, types, untyped, .. } = &*site;
    let version = dataset.version.clone();
    Ok(Listed { version, untyped: *untyped, types: *types as usize, entries: None })
}

/// A file of the site that there is one of.
pub enum File {
    /// The list of types.
    Types,
    /// The ROI hierarchy.
    Hierarchy,
    /// The pages of types.
    Pages,
}

/// The content of a file.
pub fn file(which: File) -> Asking {
    Box::pin(async move {
        let site = about().await?;
        let files = &site.files;
        let address = match which {
            File::Types => &files.types,
            File::Hierarchy => &files.hierarchy,
            File::Pages => &files.pages,
        };
        small(address.clone()).await
    })
}

/// A file that is fetched once for all that want it.
async fn small(address: String) -> Result<Answer, Error> {
    with(|opened| opened.files.of(address, fetch))?.await
}

/// The file of a type, which its summary, neurons and partners are read from. One of another state
/// of the dataset does not go with a summary of this hash.
pub async fn of_type(name: &str, hash: &str) -> Result<Rc<TypeFile<'static>>, Error> {
    let answer = small(address_of_type(name.to_owned()).await?).await?;
    let file = with(|opened| opened.of_type.of(&answer))??;
    if file.summary.hash == hash { Ok(file) } else { Err(Error::Overtaken) }
}

fn address_of_type(name: String) -> Pin<Box<dyn Future<Output = Result<String, Error>>>> {
    Box::pin(async move {
        let (site, pages) = (about().await?, file(File::Pages).await?);
        let pages = with(|opened| opened.pages.of(&pages))??;
        Ok(within(&site.files.of_types, pages.stem(&name)))
    })
}

/// The address of a file of this stem in a folder.
fn within(folder: &str, stem: &str) -> String {
    format!("{}/{}.json", folder.trim_end_matches('/'), segment(stem))
}

/// The neuron with this body id. Its row is in the file of its type; that file is not fetched
/// for it.
pub async fn body(id: &str) -> Result<Body, Error> {
    let none = || Error::NotFound(format!("there is no neuron {id} on this site"));
    let number: u64 = id.parse().map_err(|_| none())?;
    let site = about().await?;
    let shard = number.checked_rem(site.files.body_shards).ok_or_else(none)?;
    let bodies = small(within(&site.files.bodies, &shard.to_string())).await?;
    let id = number.to_string();
    let BodyEntry { type_name, instance, side } = bodies.read_one(&id)?.ok_or_else(none)?;
    let neuron = NeuronRow { body_id: id, instance, side, ..NeuronRow::default() };
    Ok(Body { type_name, neuron })
}

/// The summaries of all types, each brief.
pub async fn all_summaries() -> Result<SummaryStream, Error> {
    let address = about().await?.files.summaries.clone();
    let body = BodyLines::of(&respond(&address).await?)?;
    Ok(SummaryStream::File(FileLines { body, address, is_whole: false }))
}

/// The summaries of some types, from the files of these.
pub fn summaries_of(types: Vec<String>) -> SummaryStream {
    SummaryStream::Files(Singly(types.into_iter()))
}

/// Types whose files are read, four at once.
pub struct Singly(vec::IntoIter<String>);

impl Singly {
    /// The lines of the next few types.
    pub async fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        let mut line = || line(self.0.next());
        let [a, b, c, d] = [line(), line(), line(), line()];
        let ((a, b), (c, d)) = join(join(a, b), join(c, d)).await;
        let lines: Vec<String> = [a?, b?, c?, d?].into_iter().flatten().collect();
        Ok(Some(lines).filter(|lines| !lines.is_empty()))
    }
}

fn line(name: Option<String>) -> Pin<Box<dyn Future<Output = Result<Option<String>, Error>>>> {
    Box::pin(async {
        let Some(name) = name else { return Ok(None) };
        let file = fetch(address_of_type(name.clone()).await?).await;
        let line = match file.and_then(|answer| answer.read::<TypeFile>()) {
            Ok(file) => Line::Summary(Box::new(file.summary.into_owned())),
            Err(Error::Missing(error)) => Line::Failed { name, error },
            Err(error) => return Err(error),
        };
        serde_json::to_string(&line).map(Some).map_err(super::unreadable)
    })
}

/// The content of the file at this address.
fn fetch(address: String) -> Asking {
    Box::pin(async move {
        let response = respond(&address).await?;
        let is_of_before = response.headers().has(KEPT);
        match response.text().await {
            Ok(text) => Ok(Answer { text: text.into(), file: Some(address.into()), is_of_before }),
            Err(_) => Err(Error::Missing(address)),
        }
    })
}

/// The host's answer. A copy of the browser's own is asked about: a host may let it live on beside
/// newer files.
async fn respond(address: &str) -> Result<Response, Error> {
    let request = Request::get(address).cache(RequestCache::NoCache);
    let response = request.send().await.map_err(|_| Error::Unreachable)?;
    match response.status() {
        200..=299 => Ok(response),
        403 | 404 | 410 => Err(Error::Missing(address.to_owned())),
        status => Err(Error::Refused(format!("the host answered with status {status}"))),
    }
}
