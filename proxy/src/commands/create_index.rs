//! `quickpage create-index`: the whole site as files, and `quickpage rollback`.
//!
//! In reading order: what is to be written (`plan`), a type's files (`making`), and what is told
//! (`report`). The parts of a site are in [`crate::site`].

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;
use std::pin::pin;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use futures_util::StreamExt;
use shared::format::number;
use shared::site::BodyEntry;

use super::progress::Progress;
use super::{Ended, print, print_json};
use crate::config::given::AtSource;
use crate::config::{CreateIndex, Host, Rollback, RunOptions, Shard};
use crate::log::describe;
use crate::site::files::{FileEntry, Folder, Standing};
use crate::site::manifest::{self, Failed, Manifest};
use crate::site::part::{self, Journal, Part, Record};
use crate::site::reading::Reader;
use crate::site::whole::Whole;
use crate::site::workshop::Workshop;
use making::Making;
use plan::Plan;
use report::{Report, tell_check};

pub mod plan;
pub mod making;
pub mod report;

/// Writes a site, or a part of one, or checks one.
///
/// # Errors
/// When the source cannot be read or the files cannot be written; then the site is as it was.
pub async fn run(options: &CreateIndex, sources: &[AtSource]) -> anyhow::Result<Ended> {
    let site = &options.site.output_dir;
    if options.run.check {
        return check(site, options.run.json);
    }
    let [at] = sources else {
        anyhow::bail!("a site has one source: name it, or leave one [[source]] in the file");
    };
    let workshop = Workshop::open(site, options.run.shard.is_some())?;
    let mut restarts = 0;
    loop {
        let written = write(options, at, &workshop).await;
        // Parts of the version before are no use.
        let may_restart = restarts < RESTARTS && !options.run.merge;
        match written {
            Err(error) if may_restart && error.is::<Overtaken>() => {
                eprintln!("the dataset has changed while it was read: it is read anew");
                restarts += 1;
            }
            written => return written,
        }
    }
}

/// How often a site is begun anew because its dataset has changed.
const RESTARTS: usize = 2;

/// The dataset has another version now than when it was begun to be read.
#[derive(Debug, thiserror::Error)]
#[error("the dataset has changed while it was read: run the command again (the site is as it was)")]
struct Overtaken;

async fn write(options: &CreateIndex, at: &AtSource, workshop: &Workshop) -> anyhow::Result<Ended> {
    let began = Instant::now();
    let before = before(workshop.site(), &options.run)?;
    let plan = Plan::make(options, at, workshop, before).await?;
    same_dataset(&plan, options)?;
    if let Some(report) = unchanged(&plan, workshop, options) {
        return tell(&report.after(began, &plan), options.run.json, Ended::Done);
    }
    if options.run.merge {
        let written = parts(&plan, workshop)?;
        let folder = plan.folder(&workshop.building());
        return finish(&plan, workshop, options, folder, written, began).await;
    }
    let shard = options.run.shard.unwrap_or(Shard { which: 1, of: 1 });
    let place = match options.run.shard {
        Some(shard) => workshop.part((shard.which, shard.of)),
        None => workshop.building(),
    };
    let lock = |shard: Shard| workshop.lock_part((shard.which, shard.of));
    let _lock = options.run.shard.map(lock).transpose()?;
    let written = write_types(&plan, workshop, options, plan.folder(&place), shard).await?;
    if options.run.shard.is_some() {
        let Shard { which, of } = shard;
        tokio::task::block_in_place(|| workshop.settle_part((which, of)))?;
        let types = number(written.records.len() as u64);
        print(&format!(
            "part {which} of {of}: {types} types are written; when all parts are, run the same \
             command with --merge in place of --shard\n"
        ))?;
        return Ok(written.tell_left_out());
    }
    finish(&plan, workshop, options, plan.folder(&place), written, began).await
}

/// Puts the previous site back.
///
/// # Errors
/// When there is none, or it cannot be moved.
pub fn roll_back(options: &Rollback) -> anyhow::Result<Ended> {
    let workshop = Workshop::existing(&options.output_dir)?;
    workshop.roll_back()?;
    let about = match Manifest::read(workshop.site()) {
        Ok(Some(it)) => format!("{} ({})", it.dataset, it.version),
        Ok(None) => "what was there before the first run".to_owned(),
        Err(error) => format!("a site whose {} is of no use ({error})", manifest::PATH),
    };
    print(&format!(
        "{} is {about} again; the same command takes this back\n",
        options.output_dir.display()
    ))?;
    Ok(Ended::Done)
}

fn check(site: &Path, json: bool) -> anyhow::Result<Ended> {
    let mends = "create-index with --force writes a site anew";
    let manifest = Manifest::read(site)
        .with_context(|| {
            format!("the {} of {} cannot be read ({mends})", manifest::PATH, site.display())
        })?
        .with_context(|| format!("{} has no {}: is it a site?", site.display(), manifest::PATH))?;
    let checked = manifest.check(site)?;
    match json {
        true => print_json(&checked)?,
        false => tell_check(&checked)?,
    }
    Ok(if checked.is_whole() { Ended::Done } else { Ended::Problem })
}

/// The manifest of the site that is there.
fn before(site: &Path, run: &RunOptions) -> anyhow::Result<Option<Manifest>> {
    let read = Manifest::read(site);
    let damage = match &read {
        Ok(Some(_)) => return Ok(read?),
        Ok(None) => "is missing".to_owned(),
        Err(error) if error.kind() == ErrorKind::InvalidData => format!("is of no use: {error}"),
        Err(_) => return read.context(format!("the manifest of {}", site.display())),
    };
    if let Some(salvaged) = Manifest::salvaged(site) {
        anyhow::ensure!(
            run.force,
            "{} has a site whose {} {damage}. --force writes the site anew; files that it does \
             not write itself stay",
            site.display(),
            manifest::PATH
        );
        return Ok(Some(salvaged));
    }
    let is_empty = || anyhow::Ok(std::fs::read_dir(site)?.next().is_none());
    anyhow::ensure!(
        run.adopt || !site.exists() || is_empty()?,
        "{} holds files that quickpage did not write: name an empty or a new folder, or say \
         --adopt to have the site written into it (what is there stays)",
        site.display()
    );
    anyhow::ensure!(read.is_ok(), in_the_way(&site.join(manifest::PATH)));
    Ok(None)
}

/// What is said of somebody else's file.
fn in_the_way(file: &Path) -> String {
    let file = file.display();
    format!("{file} is not of quickpage, and a file of that name has to be written: move it away")
}

/// A site of one dataset is not replaced by that of another in passing.
fn same_dataset(plan: &Plan, options: &CreateIndex) -> anyhow::Result<()> {
    let Some(before) = &plan.before else { return Ok(()) };
    let (old, new) = (&before.dataset, &plan.dataset.name);
    anyhow::ensure!(
        without_version(old) == without_version(new) || options.run.force,
        "{} has a site of {old}, and this one would be of {new}: name another folder (--force \
         replaces the site)",
        options.site.output_dir.display()
    );
    Ok(())
}

/// The name of a dataset in all its versions: that before the colon.
fn without_version(dataset: &str) -> &str {
    dataset.split(':').next().unwrap_or_default()
}

/// The report on a site that is as it would be written anew, if it is: then nothing is read.
fn unchanged(plan: &Plan, workshop: &Workshop, options: &CreateIndex) -> Option<Report> {
    let run = &options.run;
    let before = plan.before.as_deref()?;
    let is_same = before.version == plan.dataset.version
        && before.recipe == plan.recipe
        && before.surroundings == plan.surroundings
        && before.failed.is_empty();
    let site = Standing::at(workshop.site());
    let may_stay = is_same && !run.force && !run.demand_update && run.shard.is_none();
    if !may_stay || !before.every_file().all(|entry| site.has(entry)) {
        return None;
    }
    plan.keep_hierarchy(&plan.folder(site.root()), site.root());
    Some(Report::of(before, &BTreeSet::new(), &plan.dataset.name))
}

/// What came of the types.
struct Written {
    records: Vec<Record>,
    failed: Vec<Failed>,
}

impl Written {
    /// Tells which types were left out, and how a run ends by that.
    fn tell_left_out(&self) -> Ended {
        for Failed { name, error } in &self.failed {
            eprintln!("left out: {name}: {error}");
        }
        if self.failed.is_empty() { Ended::Done } else { Ended::Problem }
    }
}

/// Reads all types of a shard that are not there yet, and writes their files.
async fn write_types(
    plan: &Plan,
    workshop: &Workshop,
    options: &CreateIndex,
    folder: Folder,
    shard: Shard,
) -> anyhow::Result<Written> {
    let header = plan.header((shard.which, shard.of));
    let (mut part, done) = Part::open(folder, &header).context("the site cannot be written")?;
    part.folder().make(&["types", "data/types"]).context("the site cannot be written")?;
    if !done.is_empty() {
        eprintln!("going on with a run that ended early: {} types are there", done.len());
    }
    let of_shard = |ix: &usize| ix % shard.of == shard.which - 1;
    let all: Vec<usize> = (0..plan.types.len()).filter(of_shard).collect();
    let is_missing = |ix: &usize| !done.contains(&plan.types[*ix].name);
    let missing: Vec<usize> = all.iter().copied().filter(is_missing).collect();
    let began = Instant::now();
    let making = Making::new(plan, part.folder().clone(), workshop.site());
    let taken = tokio::task::block_in_place(|| take_over(plan, &making, &mut part, &missing));
    let wanted = taken.context("the site cannot be written")?;
    let count = missing.len();
    if wanted.len() < count {
        let taken = number((count - wanted.len()) as u64);
        eprintln!("{taken} types are as they were, and are not read again");
    }
    let limits = &plan.limits;
    let reader = Reader::new(
        &plan.way,
        &plan.dataset.name,
        plan.dataset.partners,
        plan.types.clone(),
        limits.batch_neurons,
    );
    let making = Arc::new(making);
    let mut progress = Progress::new(plan.dataset.name.clone(), wanted.len()).with_rate();
    let mut failed = Vec::new();
    let mut read = pin!(reader.read(wanted, move |material| making.make(&material)));
    while let Some((ix, made)) = read.next().await {
        let name = &plan.types[ix].name;
        match made {
            Ok(record) => {
                let record = record.with_context(|| format!("{name} cannot be written"))?;
                part.note(&record).context("the site cannot be written")?;
            }
            Err(error) if options.run.keep_going => {
                failed.push(Failed { name: name.clone(), error: error.to_string() });
            }
            Err(error) => {
                let why = describe(&*error);
                anyhow::bail!(
                    "{name} cannot be read: {why}. The site is as it was; what has been written \
                     is kept, and the next run goes on from there (--keep-going leaves out what \
                     cannot be read)"
                );
            }
        }
        progress.advance(1);
    }
    part.leave_out(&failed).context("the site cannot be written")?;
    drop(progress);
    let took = began.elapsed().as_secs_f64();
    let rate = count as f64 / took.max(0.001);
    let (written, of) = (number((all.len() - failed.len()) as u64), number(all.len() as u64));
    eprintln!("batches: {took:.2} s, {rate:.0} types/s; processed {written} of {of} types");
    let journal = part::journal(part.folder().root())?;
    let records = journal.map(|journal| journal.records).unwrap_or_default();
    Ok(Written { records, failed })
}

/// Takes over from the site that is there what need not be read; tells what does.
fn take_over(
    plan: &Plan,
    making: &Making,
    part: &mut Part,
    missing: &[usize],
) -> std::io::Result<Vec<usize>> {
    let mut wanted = Vec::new();
    for ix in missing {
        match making.unread(&plan.types[*ix].name)? {
            Some(record) => part.note(&record)?,
            None => wanted.push(*ix),
        }
    }
    Ok(wanted)
}

/// The types of all parts, linked into one folder, and those that the parts have left out.
fn parts(plan: &Plan, workshop: &Workshop) -> anyhow::Result<Written> {
    let journals = division(plan, workshop)?;
    let place = workshop.building();
    part::remove_folder(&place)?;
    let (mut whole, _) = Part::open(plan.folder(&place), &plan.header((1, 1)))?;
    whole.folder().make(&["types", "data/types"])?;
    let (mut records, mut failed) = (Vec::new(), Vec::new());
    for journal in journals {
        let (which, of) = journal.header.shard;
        let from = workshop.part((which, of));
        let part = plan.folder(&from);
        for record in &journal.records {
            anyhow::ensure!(
                record.files.iter().all(|entry| part.holds(entry)),
                "part {which} of {of} has files that are not as they were written, of {}: run with \
                 --shard {which}/{of} again",
                record.name
            );
            let files = record.files.iter().map(|entry| entry.path.as_str());
            whole.folder().take_over(&from, files)?;
            whole.note(record)?;
        }
        records.extend(journal.records);
        failed.extend(journal.failed);
    }
    Ok(Written { records, failed })
}

/// The parts of the one division that has all types: what runs with another N have left is in
/// nobody's way.
fn division(plan: &Plan, workshop: &Workshop) -> anyhow::Result<Vec<Journal>> {
    let mut missing = Vec::new();
    for of in workshop.divisions()? {
        match parts_of(of, plan, workshop) {
            Ok(parts) => return Ok(parts),
            Err(error) => missing.push(error.to_string()),
        }
    }
    anyhow::ensure!(
        !missing.is_empty(),
        "there are no parts to merge: run the command with --shard 1/N, 2/N … first"
    );
    anyhow::bail!("{}", missing.join("; or "))
}

/// The parts of a division, if it has all types of this very site.
fn parts_of(of: usize, plan: &Plan, workshop: &Workshop) -> anyhow::Result<Vec<Journal>> {
    let mut journals = Vec::new();
    for which in 1..=of {
        let journal = match part::journal(&workshop.part((which, of))) {
            Ok(Some(journal)) => journal,
            _ => anyhow::bail!("part {which} of {of} is missing: run with --shard {which}/{of}"),
        };
        anyhow::ensure!(
            journal.header == plan.header((which, of)),
            "part {which} of {of} is of another version of the dataset, or was written with other \
             options: run with --shard {which}/{of} again"
        );
        journals.push(journal);
    }
    let there: BTreeSet<&str> = journals.iter().flat_map(Journal::names).collect();
    let missing = plan.types.iter().filter(|entry| !there.contains(entry.name.as_str())).count();
    anyhow::ensure!(
        missing == 0,
        "{missing} types are in no part of {of}: run the parts that failed again, with the same N"
    );
    Ok(journals)
}

/// Writes what a site has of all types together, and puts it in its place.
async fn finish(
    plan: &Plan,
    workshop: &Workshop,
    options: &CreateIndex,
    folder: Folder,
    written: Written,
    began: Instant,
) -> anyhow::Result<Ended> {
    let untyped = plan.untyped().await.context("neurons without a type cannot be read")?;
    let version = plan.version_now().await?;
    anyhow::ensure!(version == plan.dataset.version, Overtaken);
    let ended = written.tell_left_out();
    let Written { records, failed } = written;
    if !options.run.force {
        worth_replacing(plan.before.as_deref(), records.len(), failed.len())?;
    }
    let manifest = plan.manifest(failed, options.run.demand_update);
    let press = plan.press();
    let whole = Whole {
        dataset: &plan.dataset,
        hierarchy: &plan.hierarchy,
        pages: &plan.pages,
        press: press.as_ref(),
        app: plan.app.as_ref(),
        proxy: plan.proxy.as_deref(),
        for_pages_host: options.site.host == Host::Pages,
        written: plan.written.seconds,
        manifest,
    };
    let reusable = plan.reusable();
    let files = reusable.iter().flat_map(|before| &before.files);
    let site = Standing::at(workshop.site());
    let folder = folder.taking_over(site.clone(), files);
    let (manifest, folder) = write_whole(whole, folder, records, untyped).await?;
    let others = match &plan.before {
        _ if !workshop.site().exists() => Vec::new(),
        // What is written takes the names of what may have been the site's own.
        Some(before) if before.is_salvaged => manifest.others(workshop.site())?,
        Some(before) => before.others(workshop.site())?,
        None => Manifest::new().others(workshop.site())?,
    };
    let report = Report::of(&manifest, &plan.names_before(), &plan.dataset.name);
    let report = report.since(plan.before.as_deref(), &manifest, &site);
    keep_others(&folder, workshop.site(), &others, &manifest)?;
    plan.keep_hierarchy(&folder, workshop.site());
    workshop.exchange()?;
    if options.run.merge {
        part::remove_folder(&workshop.parts())?;
    }
    tell(&report.after(began, plan), options.run.json, ended)
}

/// A site is not replaced by one that is empty, or has less than half of its types, in passing.
fn worth_replacing(before: Option<&Manifest>, types: usize, failed: usize) -> anyhow::Result<()> {
    let before = before.map_or(0, |before| before.types.len());
    anyhow::ensure!(
        types > 0 || before == 0,
        "no type could be read, or the dataset has none any more: the site is as it was (--force \
         replaces it by an empty one)"
    );
    anyhow::ensure!(
        types >= failed || types >= before,
        "{failed} of {} types could not be read: the site is as it was, with {before} types; what \
         has been written is kept, and the next run goes on from there (--force replaces the site \
         by one of {types} types)",
        types + failed
    );
    Ok(())
}

async fn write_whole(
    whole: Whole<'_>,
    folder: Folder,
    records: Vec<Record>,
    untyped: Vec<(u64, BodyEntry)>,
) -> anyhow::Result<(Manifest, Folder)> {
    let manifest = tokio::task::block_in_place(|| whole.write(&folder, records, untyped));
    Ok((manifest.context("the site cannot be written")?, folder))
}

/// Takes over what somebody else has put into the site.
fn keep_others(
    folder: &Folder,
    site: &Path,
    others: &[String],
    manifest: &Manifest,
) -> anyhow::Result<()> {
    let written: BTreeMap<&str, &FileEntry> =
        manifest.every_file().map(|entry| (entry.path.as_str(), entry)).collect();
    let theirs = Folder::new(site, false);
    let is_same = |path: &&String| written.get(path.as_str()).is_some_and(|it| theirs.holds(it));
    let others: Vec<&String> = others.iter().filter(|path| !is_same(path)).collect();
    for path in &others {
        anyhow::ensure!(!written.contains_key(path.as_str()), in_the_way(&site.join(path)));
        if let Some((parent, _)) = path.rsplit_once('/') {
            folder.make(&[parent])?;
        }
    }
    folder.take_over(site, others.iter().map(|path| path.as_str()))?;
    if !others.is_empty() {
        eprintln!("files of others that stay in the site: {}", number(others.len() as u64));
    }
    Ok(())
}

fn tell(report: &Report, json: bool, ended: Ended) -> anyhow::Result<Ended> {
    match json {
        true => print_json(report)?,
        false => print(&report.text())?,
    }
    Ok(ended)
}
