//! What is to be written: found out before the first type is read.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Context;
use reqwest::Url;
use shared::neuron::Neuron;
use shared::roi::Regions;
use shared::site::{BodyEntry, Pages};
use shared::wire::{Dataset, RoiHierarchy, TypeEntry};

use crate::commands::memory::peak_bytes;
use crate::config::given::AtSource;
use crate::config::{CreateIndex, Host, Limits, SourceOptions};
use crate::disk::RoiCache;
use crate::known;
use crate::opening::open;
use crate::site::app::App;
use crate::site::files::{Folder, digest};
use crate::site::manifest::{Failed, Manifest};
use crate::site::page::Press;
use crate::site::part::Header;
use crate::site::reading::Way;
use crate::site::recipe::{PROGRAM, Recipe};
use crate::site::workshop::Workshop;
use crate::site::{scan, stems};
use crate::source::{Source, UNTYPED_AT_ONCE};
use crate::upstream::{AskError, Upstream, Urgency};

/// What is to be written, and the way to what it is made of.
pub struct Plan {
    /// The way to the source.
    pub way: Way,
    /// How hard it may be worked.
    pub limits: Limits,
    /// The dataset.
    pub dataset: Dataset,
    /// Its ROIs.
    pub hierarchy: RoiHierarchy,
    /// The types, sorted by name.
    pub types: Vec<TypeEntry>,
    /// Which pages there are.
    pub pages: Pages,
    /// Whether pages are written.
    pub writes_pages: bool,
    /// Hash of all that a type's files depend on besides the type.
    pub recipe: String,
    /// Hash of what else the site depends on.
    pub surroundings: String,
    /// The app.
    pub app: Option<App>,
    /// A proxy that may know a newer version.
    pub proxy: Option<String>,
    /// The absolute address of the site.
    pub url: Option<String>,
    /// When this is.
    pub written: Now,
    /// The site that is there.
    pub before: Option<Arc<Manifest>>,
    /// Memory when the source was open, in bytes, where the system says so.
    pub source_bytes: Option<u64>,
    force: bool,
    compressed: bool,
    rois: RoiCache,
    /// Whether the ROI hierarchy was in the cache.
    hierarchy_was_kept: bool,
}

/// Where the ROI hierarchy is kept in a site.
const ROI_HIERARCHY: &str = ".cache/roi_hierarchy.json";

/// A time.
#[derive(Debug, Clone)]
pub struct Now {
    /// Seconds since 1970.
    pub seconds: u64,
    /// The day, such as `2026-11-27`.
    pub day: String,
}

impl Plan {
    /// Asks the source what there is.
    ///
    /// # Errors
    /// When it does not answer, or what was asked for is not there.
    pub async fn make(
        options: &CreateIndex,
        at: &AtSource,
        workshop: &Workshop,
        before: Option<Manifest>,
    ) -> anyhow::Result<Plan> {
        let began = Instant::now();
        let source: Arc<dyn Source> = open(at).await?.into();
        let way = Way::new(source, &at.limits);
        let mut dataset = dataset(&way.upstream, &at.options).await?;
        eprintln!("connected to {} in {} ms", dataset.origin, began.elapsed().as_millis());
        let source_bytes = peak_bytes(None);
        let began = Instant::now();
        let name = dataset.name.clone();
        let ask = || async { way.upstream.permit(Urgency::Index).await?.types(&name).await };
        let mut list = way.upstream.retrying(ask).await.context("its types cannot be listed")?;
        list.types.sort_by(|a, b| a.name.cmp(&b.name));
        dataset.version.clone_from(&list.version);
        eprintln!("list of {} types: {:.2} s", list.types.len(), began.elapsed().as_secs_f64());

        let rois = workshop.site().join(ROI_HIERARCHY);
        let rois = RoiCache::in_file(rois, options.run.roi_ttl);
        let (hierarchy, hierarchy_was_kept) =
            hierarchy(&way.upstream, &dataset, &rois, options.run.refresh).await?;
        let site = &options.site;
        let stems = stems::stems(list.types.iter().map(|entry| entry.name.as_str()));
        let mut types = only(list.types, &site.types, &dataset.name)?;
        types.truncate(options.run.first.unwrap_or(usize::MAX));
        let pages = pages(options, workshop.site(), &types, &stems, before.as_ref())?;
        let names = || types.iter().map(|entry| entry.name.as_str()).collect();
        let app = App::embedded();
        if app.is_none() {
            eprintln!(
                "this quickpage was built without its app: the site has data and pages only (run \
                 `cargo xtask build` to have it)"
            );
        }
        let text = |url: &Url| url.to_string();
        let (url, proxy) = (site.url.as_ref().map(text), site.proxy.as_ref().map(text));
        let writes_pages = !site.no_pages && site.pages.is_none();
        let compressed = site.host == Host::Any;
        let recipe = Recipe {
            program: PROGRAM,
            dataset: Dataset { version: String::new(), ..dataset.clone() },
            hierarchy: &hierarchy,
            stems: &stems,
            only: (!site.types.is_empty()).then(names),
            url: url.as_deref(),
            pages: writes_pages,
            compressed,
        };
        let surroundings = (&pages, &proxy, app.as_ref().map(App::hash), compressed);
        Ok(Plan {
            recipe: recipe.hash(),
            surroundings: digest(&serde_json::to_vec(&surroundings)?),
            way,
            limits: at.limits.clone(),
            dataset,
            hierarchy,
            types,
            pages,
            writes_pages,
            app,
            proxy,
            url,
            written: Now::read(),
            before: before.map(Arc::new),
            source_bytes,
            force: options.run.force,
            compressed,
            rois,
            hierarchy_was_kept,
        })
    }

    /// A folder that a site, or a part of it, is written into.
    pub fn folder(&self, root: &Path) -> Folder {
        Folder::new(root, self.compressed)
    }

    /// What heads the journal of a part.
    pub fn header(&self, shard: (usize, usize)) -> Header {
        let (version, recipe) = (self.dataset.version.clone(), self.recipe.clone());
        Header { version, recipe, shard }
    }

    /// The manifest, its files still missing.
    pub fn manifest(&self, failed: Vec<Failed>, demand_update: bool) -> Manifest {
        let demanded = self.before.as_ref().map_or(0, |before| before.demand);
        // The time, so that it is more than what browsers have met of a site of which this folder
        // knows nothing.
        let demand = if demand_update { self.written.seconds.max(demanded + 1) } else { demanded };
        Manifest {
            dataset: self.dataset.name.clone(),
            version: self.dataset.version.clone(),
            recipe: self.recipe.clone(),
            surroundings: self.surroundings.clone(),
            demand,
            failed,
            ..Manifest::new()
        }
    }

    /// What prints the pages, where they are written.
    pub fn press(&self) -> Option<Press> {
        self.writes_pages.then(|| Press {
            dataset: self.dataset.clone(),
            regions: Regions::new(&self.hierarchy),
            pages: self.pages.clone(),
            base_url: self.url.clone(),
            written: self.written.day.clone(),
        })
    }

    /// The site that is there, if its files may be taken over where they would be the same.
    pub fn reusable(&self) -> Option<Arc<Manifest>> {
        self.before.clone().filter(|_| !self.force)
    }

    /// The types of the site that is there.
    pub fn names_before(&self) -> BTreeSet<String> {
        let before = self.before.iter().flat_map(|before| &before.types);
        before.map(|of_type| of_type.name.clone()).collect()
    }

    /// The version that the dataset has now.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn version_now(&self) -> anyhow::Result<String> {
        let upstream = &self.way.upstream;
        let name = &self.dataset.name;
        let ask = || async { upstream.permit(Urgency::Index).await?.version(name).await };
        upstream.retrying(ask).await.context("its version cannot be read")
    }

    /// The neurons without a type.
    ///
    /// # Errors
    /// When the source does not answer.
    pub async fn untyped(&self) -> Result<Vec<(u64, BodyEntry)>, AskError> {
        let upstream = &self.way.upstream;
        let mut untyped: Vec<(u64, BodyEntry)> = Vec::new();
        let mut from = 0;
        loop {
            let ask = || async {
                let mut some = Vec::new();
                let mut each = |neuron: &Neuron<'_>| {
                    let instance = neuron.instance.map(str::to_owned);
                    let entry = BodyEntry { type_name: None, instance, side: neuron.side };
                    some.push((neuron.body_id, entry));
                };
                let permit = upstream.permit(Urgency::Index).await?;
                permit.untyped(&self.dataset.name, from, &mut each).await?;
                Ok(some)
            };
            let some = upstream.retrying(ask).await?;
            let is_last = some.len() < UNTYPED_AT_ONCE;
            let next = some.last().and_then(|(id, _)| id.checked_add(1));
            untyped.extend(some);
            match next {
                Some(next) if !is_last => from = next,
                _ => return Ok(untyped),
            }
        }
    }

    /// Keeps the ROI hierarchy in this folder for the next run. One that was kept in the site
    /// gets no younger by that.
    pub fn keep_hierarchy(&self, folder: &Folder, site: &Path) {
        if self.hierarchy_was_kept {
            if folder.root() != site {
                // Where that fails, the next run asks for it.
                let _ = folder.take_over(site, [ROI_HIERARCHY]);
            }
            return;
        }
        let kept = RoiCache::in_file(folder.root().join(ROI_HIERARCHY), self.rois.ttl());
        let Dataset { name, version, .. } = &self.dataset;
        let source = self.way.upstream.source().address();
        kept.store(&source, name, version, &self.hierarchy);
    }
}

/// The one dataset of a site.
async fn dataset(upstream: &Upstream, options: &SourceOptions) -> anyhow::Result<Dataset> {
    let ask = || async { upstream.permit(Urgency::Index).await?.datasets().await };
    let mut datasets = upstream.retrying(ask).await.context("its datasets cannot be listed")?;
    let names: Vec<&str> = datasets.iter().map(|dataset| dataset.name.as_str()).collect();
    anyhow::ensure!(
        datasets.len() <= 1,
        "a site has one dataset: name it with --dataset, one of {}",
        names.join(", ")
    );
    let Some(mut dataset) = datasets.pop() else {
        let named = options.datasets.join(", ");
        anyhow::bail!("the source lists no public dataset {named}");
    };
    known::complete(&mut dataset);
    let name = dataset.name.clone();
    let ask = || async { upstream.permit(Urgency::Index).await?.has_partners(&name).await };
    dataset.partners = match upstream.retrying(ask).await {
        Err(AskError::Source(error)) if !error.may_pass() => {
            eprintln!("the site has no partners: the source does not tell of any ({error})");
            false
        }
        partners => partners.context("it cannot be asked for partners")?,
    };
    dataset.default = true;
    Ok(dataset)
}

/// The ROI hierarchy, and whether it was in the cache.
async fn hierarchy(
    upstream: &Upstream,
    dataset: &Dataset,
    rois: &RoiCache,
    refresh: bool,
) -> anyhow::Result<(RoiHierarchy, bool)> {
    let began = Instant::now();
    let Dataset { name, version, .. } = dataset;
    let address = upstream.source().address();
    let kept = if refresh { None } else { rois.load(&address, name, version) };
    let was_kept = kept.is_some();
    let from = if was_kept { "from the cache" } else { "from the source" };
    let mut hierarchy = match kept {
        Some(hierarchy) => hierarchy,
        None => {
            let ask = || async { upstream.permit(Urgency::Index).await?.roi_hierarchy(name).await };
            upstream.retrying(ask).await.context("its ROI hierarchy cannot be read")?
        }
    };
    known::name_regions(&mut hierarchy);
    eprintln!("ROI hierarchy {from}: {:.2} s", began.elapsed().as_secs_f64());
    Ok((hierarchy, was_kept))
}

/// The types of these names, or all. A text is the name of one type, or else names of several, with
/// commas between.
fn only(types: Vec<TypeEntry>, texts: &[String], dataset: &str) -> anyhow::Result<Vec<TypeEntry>> {
    if texts.is_empty() {
        return Ok(types);
    }
    let is_known =
        |name: &str| types.binary_search_by(|entry| entry.name.as_str().cmp(name)).is_ok();
    let mut wanted = BTreeSet::new();
    for text in texts {
        match is_known(text) {
            true => drop(wanted.insert(text.as_str())),
            false => wanted.extend(text.split(',')),
        }
    }
    let unknown: Vec<&str> = wanted.iter().copied().filter(|name| !is_known(name)).collect();
    anyhow::ensure!(
        unknown.is_empty(),
        "{dataset} has no type {}: --types wants exact names, and one that has a comma in a --types \
         of its own",
        unknown.join(", ")
    );
    Ok(types.into_iter().filter(|entry| wanted.contains(entry.name.as_str())).collect())
}

fn pages(
    options: &CreateIndex,
    site: &Path,
    types: &[TypeEntry],
    stems: &BTreeMap<String, String>,
    before: Option<&Manifest>,
) -> anyhow::Result<Pages> {
    if let Some(folder) = &options.site.pages {
        let began = Instant::now();
        let base = match &options.site.pages_at {
            Some(address) if address.is_empty() || address.ends_with('/') => address.clone(),
            Some(address) => format!("{address}/"),
            None => way_from(site, folder)?,
        };
        let names = types.iter().map(|entry| entry.name.as_str());
        let pages = scan::scan(folder, base, names, stems)
            .with_context(|| format!("--pages: {} cannot be read", folder.display()))?;
        not_our_own(site, folder, &pages, before)?;
        let (found, took) = (pages.of.len(), began.elapsed().as_secs_f64());
        eprintln!("scan of {}: {took:.3} s, {found} types have pages", folder.display());
        return Ok(pages);
    }
    let all = !options.site.no_pages;
    let is_some = !options.site.types.is_empty();
    let only = is_some.then(|| types.iter().map(|entry| entry.name.clone()).collect());
    let base = "types/".to_owned();
    Ok(Pages { base, all, only, stems: stems.clone(), ..Pages::default() })
}

/// Pages that quickpage itself has written are gone with the site that they are of.
fn not_our_own(
    site: &Path,
    folder: &Path,
    pages: &Pages,
    before: Option<&Manifest>,
) -> anyhow::Result<()> {
    let at = folder.canonicalize()?;
    let Ok(below) = at.strip_prefix(site) else { return Ok(()) };
    let listed = before.iter().flat_map(|before| before.every_file());
    let listed = listed.map(|entry| Path::new(&entry.path));
    let listed = listed.filter(|path| path.parent() == Some(below)).filter_map(Path::file_name);
    let ours: HashSet<String> =
        listed.map(|name| shared::links::encoded(&name.to_string_lossy())).collect();
    anyhow::ensure!(
        !pages.of.values().any(|pages| pages.all().any(|page| ours.contains(page))),
        "--pages: {} has pages of the site itself, which this run would take away: name the folder \
         of another tool's pages",
        folder.display()
    );
    Ok(())
}

/// The relative address of a folder, from a site's.
fn way_from(site: &Path, folder: &Path) -> anyhow::Result<String> {
    let folder = folder
        .canonicalize()
        .with_context(|| format!("--pages: {} is not there", folder.display()))?;
    let common: PathBuf =
        site.iter().zip(folder.iter()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    let up = site.strip_prefix(&common)?.iter().map(|_| "../".to_owned());
    let down = folder.strip_prefix(&common)?.iter();
    let down = down.map(|name| shared::links::encoded(&name.to_string_lossy()) + "/");
    Ok(up.chain(down).collect())
}

impl Now {
    fn read() -> Now {
        let now = SystemTime::now();
        let seconds = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        // Such as `Fri, 27 Nov 2026 02:25:19 GMT`.
        let text = httpdate::fmt_http_date(now);
        let mut words = text.split(' ').skip(1);
        let mut next = || words.next().unwrap_or_default();
        let (day, month, year) = (next(), next(), next());
        const MONTHS: [&str; 12] =
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let month = MONTHS.iter().position(|name| *name == month).unwrap_or_default() + 1;
        Now { seconds, day: format!("{year}-{month:02}-{day}") }
    }
}
