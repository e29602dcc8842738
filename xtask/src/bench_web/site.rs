//! What a first visit to a static site costs over a slow line: `create-index` writes the site,
//! `site.js` serves its files and drives the browser.

use std::process::{Command, Stdio};

use super::page::{Row, figures};
use super::report::{Figure, Statistic};
use super::{Options, driven};
use crate::process::{Result, run, say};
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
    let site = workspace.target.join("bench-site");
    say(format_args!("writing a site of the demo ({})…", options.demo));
    let mut create = Command::new(workspace.proxy());
    create.args(["create-index", "--no-pages", "--demo", &options.demo, "--output-dir"]).arg(&site);
    run(create.stdout(Stdio::null()).stderr(Stdio::null()), "the site could not be written")?;
    say(format_args!("visiting it over a slow line, {} times…", options.runs));
    let arguments = [site.into_os_string(), options.runs.to_string().into()];
    Ok(figures(FIGURES, &driven(workspace, SCRIPT, arguments)?))
}
