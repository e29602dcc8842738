//! What a browser downloads: each file of the built app as it is, by gzip and by brotli.

use std::fs;
use std::path::{Path, PathBuf};

use super::report::{Figure, Statistic};
use crate::process::{Failure, Result, find_on_path, output, say};
use crate::workspace::Workspace;

/// What all files of the app together are meant to stay below, by brotli, in kB of 1,000 bytes.
const TARGET: f64 = 300.0;

/// Compresses as the proxy does: brotli's quality 11, gzip's level 9.
const COMPRESS: &str = "
const zlib = require('zlib'), fs = require('fs');
for (const path of process.argv.slice(1)) {
    const bytes = fs.readFileSync(path), { constants: c } = zlib;
    const params = { [c.BROTLI_PARAM_QUALITY]: 11, [c.BROTLI_PARAM_LGWIN]: 24, [c.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    console.log(zlib.gzipSync(bytes, { level: 9 }).length, zlib.brotliCompressSync(bytes, { params }).length);
}";

/// Bytes of one file.
struct Weight {
    name: String,
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// Prints a line per file and the sum beside its target; without Node nothing can compress, and
/// nothing is printed.
pub fn tell(workspace: &Workspace) -> Result<()> {
    let Some(weights) = weigh(workspace)? else { return Ok(()) };
    let kilobytes = |bytes: u64| bytes as f64 / 1000.0;
    let line = |name: &str, raw, gzip, brotli| {
        let [raw, gzip, brotli] = [raw, gzip, brotli].map(kilobytes);
        say(format_args!("{name:<44} {raw:>8.1} kB, gzip {gzip:>6.1}, brotli {brotli:>6.1}"));
    };
    for Weight { name, raw, gzip, brotli } in &weights {
        line(name, *raw, *gzip, *brotli);
    }
    let sum = |of: fn(&Weight) -> u64| weights.iter().map(of).sum();
    let brotli = sum(|weight| weight.brotli);
    line("the app", sum(|weight| weight.raw), sum(|weight| weight.gzip), brotli);
    let verdict = match kilobytes(brotli) < TARGET {
        true => "within",
        false => "ABOVE",
    };
    say(format_args!("{verdict} the {TARGET} kB that it is meant to be by brotli"));
    Ok(())
}

/// The sum, as a figure.
pub fn figures(workspace: &Workspace) -> Result<Vec<Figure>> {
    let Some(weights) = weigh(workspace)? else { return Ok(Vec::new()) };
    let sum: u64 = weights.iter().map(|weight| weight.brotli).sum();
    Ok(vec![Figure {
        key: "app_brotli".to_owned(),
        label: "the app by brotli, all files".to_owned(),
        unit: "kB",
        target: Some((Statistic::Most, TARGET)),
        samples: vec![sum as f64 / 1000.0],
    }])
}

/// None without Node.
fn weigh(workspace: &Workspace) -> Result<Option<Vec<Weight>>> {
    if find_on_path("node").is_none() {
        return Ok(None);
    }
    let dist = workspace.dist();
    let entries = fs::read_dir(&dist).map_err(|cause| Failure::reading(&dist, cause))?;
    let is_compressed =
        |path: &Path| path.extension().is_some_and(|ending| ending == "br" || ending == "gz");
    let paths = entries.flatten().map(|entry| entry.path());
    let mut paths: Vec<PathBuf> = paths.filter(|path| !is_compressed(path)).collect();
    paths.sort();
    let compressed = output(workspace.command("node").args(["-e", COMPRESS, "--"]).args(&paths))
        .ok_or_else(|| Failure::new("node cannot compress the files of dist/"))?;
    let weigh = |(path, line): (&PathBuf, &str)| {
        let (gzip, brotli) = line.split_once(' ')?;
        Some(Weight {
            name: path.file_name()?.to_string_lossy().into_owned(),
            raw: fs::metadata(path).ok()?.len(),
            gzip: gzip.parse().ok()?,
            brotli: brotli.parse().ok()?,
        })
    };
    Ok(Some(paths.iter().zip(compressed.lines()).filter_map(weigh).collect()))
}
