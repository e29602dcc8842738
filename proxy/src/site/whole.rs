//! What a site has of all types together: the data of the app, and the list of all files.

use std::collections::BTreeMap;
use std::io;

use shared::side::Side;
use shared::site::{self, Bodies, BodyEntry, Pages, Site, SiteFiles, file_name};
use shared::wire::{Dataset, End, Line, RoiHierarchy, TypeEntry, TypeList};

use super::app::App;
use super::files::{Effort, FileEntry, Folder, digest};
use super::manifest::{Failed, Manifest, PATH, TypeFiles};
use super::page::{self, Press};
use super::part::Record;

/// Neurons in one shard of the look-up of body ids, about.
const NEURONS_IN_SHARD: usize = 500;

/// What is put together.
pub struct Whole<'a> {
    /// The dataset.
    pub dataset: &'a Dataset,
    /// Its ROIs.
    pub hierarchy: &'a RoiHierarchy,
    /// Which pages there are.
    pub pages: &'a Pages,
    /// What prints pages, where they are written.
    pub press: Option<&'a Press>,
    /// The app, if there is one.
    pub app: Option<&'a App>,
    /// A proxy that may know a newer version.
    pub proxy: Option<&'a str>,
    /// Whether the host is one that would hide some files.
    pub for_pages_host: bool,
    /// When it is written, in seconds since 1970.
    pub written: u64,
    /// The rest of the manifest.
    pub manifest: Manifest,
}

impl Whole<'_> {
    /// Writes all but the types' own files, and the manifest of everything last.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write(
        mut self,
        folder: &Folder,
        mut records: Vec<Record>,
        untyped: Vec<(u64, BodyEntry)>,
    ) -> io::Result<Manifest> {
        folder.make(&["data/bodies", "types"])?;
        records.sort_by(|a, b| a.name.cmp(&b.name));
        let mut files = Vec::new();
        let body_shards = shards(&records, untyped.len());
        let list = TypeList {
            version: self.dataset.version.clone(),
            untyped: untyped.len() as u64,
            types: records.iter().map(entry).collect(),
        };
        let data = SiteFiles {
            types: keep(&mut files, folder, "types", "json", &serde_json::to_vec(&list)?)?,
            summaries: keep(&mut files, folder, "summaries", "ndjson", &lines(&records))?,
            hierarchy: keep(
                &mut files,
                folder,
                "roi-hierarchy",
                "json",
                &serde_json::to_vec(self.hierarchy)?,
            )?,
            pages: keep(&mut files, folder, "pages", "json", &serde_json::to_vec(self.pages)?)?,
            of_types: "data/types".to_owned(),
            bodies: "data/bodies".to_owned(),
            body_shards,
        };
        let mut types = Vec::new();
        let mut bodies: Vec<Bodies> = vec![BTreeMap::new(); body_shards as usize];
        let mut place = |id: u64, entry: BodyEntry| {
            bodies[(id % body_shards) as usize].insert(id.to_string(), entry);
        };
        for Record { name, inputs, files, bodies, .. } in records {
            for (id, instance, side) in bodies {
                let (type_name, instance) = (Some(name.clone()), instance.map(String::from));
                place(id, BodyEntry { type_name, instance, side });
            }
            types.push(TypeFiles { name, inputs, files });
        }
        untyped.into_iter().for_each(|(id, entry)| place(id, entry));
        for (shard, bodies) in bodies.iter().enumerate() {
            let json = serde_json::to_vec(bodies)?;
            files.extend(folder.write(
                &format!("data/bodies/{shard}.json"),
                &json,
                Effort::Little,
            )?);
        }
        let style = format!("types/{}", page::style_file_name());
        files.extend(folder.write(&style, page::STYLE.as_bytes(), Effort::Much)?);
        if let Some(press) = self.press {
            for Failed { name, error } in &self.manifest.failed {
                let page = press.unread(name, error).map_err(io::Error::other)?;
                let path = format!("types/{}", file_name(self.pages.stem(name), Side::Unknown));
                files.push(folder.write_plain(&path, page.as_bytes())?);
            }
        }
        if let Some(app) = self.app {
            files.extend(app.write(folder, self.proxy)?);
        }
        if self.for_pages_host {
            files.push(folder.write_plain(".nojekyll", b"")?);
        }
        let about = self.site(data, types.len() as u64, list.untyped);
        files.push(folder.write_plain(site::ADDRESS, &serde_json::to_vec_pretty(&about)?)?);
        files.sort();
        self.manifest.types = types;
        self.manifest.files = files;
        folder.write_plain(PATH, &self.manifest.to_json()?)?;
        Ok(self.manifest)
    }

    fn site(&self, files: SiteFiles, types: u64, untyped: u64) -> Site {
        Site {
            format: site::FORMAT,
            quickpage: self.manifest.quickpage.clone(),
            app: self.app.map(App::script).unwrap_or_default().to_owned(),
            demand: self.manifest.demand,
            written: self.written,
            dataset: self.dataset.clone(),
            types,
            untyped,
            failed: self.manifest.failed.iter().map(|Failed { name, .. }| name.clone()).collect(),
            files,
            proxy: self.proxy.map(str::to_owned),
        }
    }
}

/// Writes a file of the app's data, whose name carries its hash, and tells where it is.
fn keep(
    files: &mut Vec<FileEntry>,
    folder: &Folder,
    name: &str,
    ending: &str,
    content: &[u8],
) -> io::Result<String> {
    let path = format!("data/{name}-{}.{ending}", &digest(content)[..16]);
    files.extend(folder.write(&path, content, Effort::Much)?);
    Ok(path)
}

fn entry(record: &Record) -> TypeEntry {
    TypeEntry {
        name: record.name.clone(),
        neurons: record.neurons,
        hash: Some(record.hash.clone()),
    }
}

/// All brief summaries as a stream that is whole.
fn lines(records: &[Record]) -> Vec<u8> {
    let mut lines = Vec::new();
    for record in records {
        lines.extend_from_slice(record.line.as_bytes());
        lines.push(b'\n');
    }
    let end = End { types: records.len() as u64, ..End::default() };
    lines.extend(Line::End { end }.to_bytes());
    lines
}

fn shards(records: &[Record], untyped: usize) -> u64 {
    let neurons = records.iter().map(|record| record.bodies.len()).sum::<usize>() + untyped;
    (neurons / NEURONS_IN_SHARD).max(1).next_power_of_two() as u64
}
