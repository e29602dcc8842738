//! What a person waits for, in headless Chromium over a served index. `page.js` drives the browser
//! and prints samples; here they get their names and what they are meant to be.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use super::report::{Figure, Statistic};
use super::{Options, driven, samples_of};
use crate::process::{Failure, Result, say};
use crate::workspace::Workspace;

/// Key, label, unit, target.
pub type Row = (&'static str, &'static str, &'static str, Option<(Statistic, f64)>);

/// The keys are those that `page.js` prints.
const FIGURES: &[Row] = &[
    ("cold", "first visit, navigation to whole index", "ms", None),
    (
        "cold_task",
        "  longest task while it builds (0: none over 50)",
        "ms",
        Some((Statistic::Most, 50.0)),
    ),
    ("warm", "warm visit, navigation to usable index", "ms", Some((Statistic::Median, 500.0))),
    (
        "warm_task",
        "  longest task while it builds (0: none over 50)",
        "ms",
        Some((Statistic::Most, 50.0)),
    ),
    ("heap", "JavaScript heap", "MB", None),
    ("wasm", "WebAssembly memory", "MB", None),
    ("memory", "both", "MB", Some((Statistic::Median, 60.0))),
    ("key", "a keystroke, event to end of layout", "ms", Some((Statistic::P95, 16.0))),
    ("key_wait", "  until it is handled", "ms", None),
    ("key_script", "  handlers and reactions", "ms", None),
    ("key_layout", "  style and layout", "ms", None),
    ("key_frame", "  event to the second frame after, all counts laid out", "ms", None),
    ("click", "a filter click, event to end of layout", "ms", Some((Statistic::P95, 16.0))),
    ("click_wait", "  until it is handled", "ms", None),
    ("click_script", "  handlers and reactions", "ms", None),
    ("click_layout", "  style and layout", "ms", None),
    ("click_frame", "  event to the second frame after, all counts laid out", "ms", None),
];

const SCRIPT: &str = include_str!("page.js");

pub fn measure(workspace: &Workspace, options: &Options) -> Result<Vec<Figure>> {
    let (_served, url) = match &options.url {
        Some(url) => (None, url.clone()),
        None => {
            let (served, url) = Served::start(workspace, &options.demo)?;
            (Some(served), url)
        }
    };
    say(format_args!("measuring {url} in headless Chromium, {} visits…", options.runs));
    Ok(figures(FIGURES, &driven(workspace, SCRIPT, [&url, &options.runs.to_string()])?))
}

/// The figures of these rows, as a script printed their samples.
pub fn figures(rows: &[Row], lines: &str) -> Vec<Figure> {
    let figure = |(key, label, unit, target): &Row| Figure {
        key: (*key).to_owned(),
        label: (*label).to_owned(),
        unit,
        target: *target,
        samples: samples_of(key, lines),
    };
    rows.iter().map(figure).collect()
}

/// `quickpage serve` on ports of its own; ends with this value.
struct Served(Child);

impl Served {
    fn start(workspace: &Workspace, demo: &str) -> Result<(Self, String)> {
        let program = workspace.proxy();
        let mut command = Command::new(&program);
        command.args(["serve", "--demo", demo]);
        command.args(["--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0"]);
        // Its log is not wanted between the figures.
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let child = command.spawn().map_err(|cause| {
            Failure::new(format!("{} does not start: {cause}", program.display()))
        })?;
        let mut served = Self(child);
        let lines = served.0.stdout.take().map(|stdout| BufReader::new(stdout).lines());
        let address =
            lines.into_iter().flatten().map_while(std::result::Result::ok).find_map(|line| {
                Some(line.strip_prefix("quickpage is at ")?.trim().trim_end_matches('.').to_owned())
            });
        let url = address.ok_or_else(|| Failure::new("the proxy ended before it listened"))?;
        Ok((served, url))
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn a_line_of_samples_belongs_to_its_key_alone() {
        let figures = figures(FIGURES, "key\t1 2.5\nkey_frame\t9\nunknown\t7\n");
        let of = |key: &str| {
            let found = figures.iter().find(|figure| figure.key == key).expect("a figure");
            found.samples.clone()
        };
        assert_eq!(of("key"), [1.0, 2.5]);
        assert_eq!(of("key_frame"), [9.0]);
        assert_eq!(of("warm"), [] as [f64; 0]);
    }
}
