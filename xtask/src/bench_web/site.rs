//! What a first visit to a static site costs over a slow line: `create-index` writes the site,
//! `site.js` serves its files and drives the browser.

use std::process::{Command, Stdio};

use super::page::{Row, figures};
use super::report::{Figure, Statistic};
use super::{Options, node};
use crate::browser;
use crate::process::{Failure, Result, run, say};
use crate::workspace::Workspace;

/// The keys are those that `site.js` prints.
const FIGURES: &[Row] = &[
    (
        "site_usable",
        "first visit to a static site, 10 Mbit/s and 50 ms, to the first types",
        "ms",
        Some((Statistic::Median, 2_000.0)),
    ),
    ("site_whole", "  to the whole index", "ms", None),
    ("site_bytes", "  transferred until then", "MB", Some((Statistic::Most, 2.0))),
    ("site_again", "  a second visit, to the whole index", "ms", None),
    ("site_again_bytes", "  transferred by that", "MB", None),
];

const SCRIPT: &str = include_str!("site.js");

pub fn measure(workspace: &Workspace, options: &Options) -> Result<Vec<Figure>> {
    let browser = browser::set_up()?;
    let mut command = node(workspace)?;
    let site = workspace.target.join("bench-site");
    say(format_args!("writing a site of the demo ({})…", options.demo));
    let mut create = Command::new(workspace.proxy());
    create.args(["create-index", "--no-pages", "--demo", &options.demo, "--output-dir"]).arg(&site);
    run(create.stdout(Stdio::null()).stderr(Stdio::null()), "the site could not be written")?;
    say(format_args!("visiting it over a slow line, {} times…", options.runs));
    let output = command
        .args(["-e", SCRIPT, "--"])
        .arg(&browser.chrome)
        .arg(&site)
        .arg(options.runs.to_string())
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|cause| Failure::new(format!("node does not start: {cause}")))?;
    if !output.status.success() {
        return Err(Failure::new("the site could not be measured: see above"));
    }
    Ok(figures(FIGURES, &String::from_utf8_lossy(&output.stdout)))
}
