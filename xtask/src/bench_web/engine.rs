//! The search engine beside other libraries, in headless Chromium: the same names, the same queries,
//! one run. The libraries come from npm into `.tools/`, and are no dependency of anything.

use std::fs;
use std::path::{Path, PathBuf};

use super::report::{Figure, Statistic};
use super::{driven, install, samples_of};
use crate::process::{Failure, Result, run, say};
use crate::tests::DATA_VARIABLE;
use crate::tools::Tools;
use crate::wasm_target::{TRIPLE, WasmTarget};
use crate::workspace::Workspace;

const PEERS: &[(&str, &str)] = &[
    ("@leeoniya/ufuzzy", "1.0.19"),
    ("minisearch", "7.2.0"),
    ("flexsearch", "0.8.212"),
    ("fuse.js", "7.5.0"),
];
/// As `engine.js` calls them.
const LIBRARIES: [&str; 5] = ["quickpage", "uFuzzy", "MiniSearch", "FlexSearch", "Fuse.js"];
const KINDS: [&str; 4] = ["exact", "prefix", "substring", "typo"];
const SIZES: [(&str, &str); 2] = [("12000", "12,000 types"), ("1000000", "1,000,000 types")];

const SCRIPT: &str = include_str!("engine.js");

pub fn measure(workspace: &Workspace, wasm: &WasmTarget, tools: &Tools) -> Result<Vec<Figure>> {
    let engine = build(workspace, wasm, tools)?;
    let mut peers = Vec::new();
    for (package, version) in PEERS {
        let root = install(workspace, package, version)?;
        peers.push(root.join("node_modules").join(package).display().to_string());
    }
    let mut arguments = vec![
        engine.into_os_string(),
        peers.join(":").into(),
        workspace.root.join("xtask/src/bench_web/libraries.js").into_os_string(),
        workspace.root.join("shared/tests/search_quality").into_os_string(),
    ];
    arguments.extend(hemibrain().map(PathBuf::into_os_string));
    say("measuring the search beside other libraries in headless Chromium, some 3 min…");
    Ok(figures(&driven(workspace, SCRIPT, arguments)?))
}

/// The real names, over which the table of queries is judged.
fn hemibrain() -> Option<PathBuf> {
    let file = std::env::var_os(DATA_VARIABLE)
        .map(|folder| Path::new(&folder).join("hemibrain-v1.2.1-neurons.csv"))
        .filter(|file| file.is_file());
    if file.is_none() {
        say(format_args!("{DATA_VARIABLE} names no real table: first hits are not judged"));
    }
    file
}

/// The engine as WebAssembly, compiled as it is for the app; its folder.
fn build(workspace: &Workspace, wasm: &WasmTarget, tools: &Tools) -> Result<PathBuf> {
    say("building the search engine for the browser (about 1 min, once)…");
    let folder = workspace.target.join("bench-web");
    let mut cargo = workspace.cargo();
    cargo.args(["build", "--quiet", "--profile", "wasm-release", "--target", TRIPLE]);
    cargo.args(["--package", "quickpage-bench", "--lib"]);
    run(wasm.apply(&mut cargo), "the engine does not build: see above")?;
    let module = workspace.target.join(TRIPLE).join("wasm-release").join("bench.wasm");
    fs::create_dir_all(&folder).map_err(|cause| Failure::writing(&folder, cause))?;
    let mut bindgen = workspace.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&folder).arg(&module);
    bindgen.env("PATH", &tools.path);
    run(&mut bindgen, "wasm-bindgen fails: see above")?;
    Ok(folder)
}

/// The figures of all libraries, as `engine.js` printed their samples.
fn figures(lines: &str) -> Vec<Figure> {
    let figure = |key: String, label: String, unit, target| Figure {
        samples: samples_of(&key, lines),
        key: format!("search_{key}"),
        label,
        unit,
        target,
    };
    let mut figures = Vec::new();
    for library in LIBRARIES {
        let label = format!("expected first hit, table of queries: {library}");
        figures.push(figure(format!("table_{library}"), label, "%", None));
    }
    for (size, types) in SIZES {
        for library in LIBRARIES {
            let label = format!("{types}, a misspelt name comes first: {library}");
            figures.push(figure(format!("{size}_typo_right_{library}"), label, "%", None));
        }
        for kind in KINDS {
            for library in LIBRARIES {
                let label = format!("{types}, {kind}: {library}");
                let target = target(size, kind).filter(|_| library == "quickpage");
                figures.push(figure(format!("{size}_{kind}_{library}"), label, "ms", target));
            }
        }
    }
    figures
}

fn target(size: &str, kind: &str) -> Option<(Statistic, f64)> {
    match (size, kind) {
        ("12000", _) => Some((Statistic::P95, 1.0)),
        (_, "typo") => None,
        _ => Some((Statistic::P95, 25.0)),
    }
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn each_library_has_its_samples_and_ours_a_target() {
        let figures = figures("12000_exact_quickpage\t0.01 0.02\n12000_exact_uFuzzy\t3\n");
        let of = |key: &str| figures.iter().find(|figure| figure.key == key).expect("a figure");
        assert_eq!(of("search_12000_exact_quickpage").samples, [0.01, 0.02]);
        assert_eq!(of("search_12000_exact_quickpage").target, Some((Statistic::P95, 1.0)));
        assert_eq!(of("search_12000_exact_uFuzzy").target, None);
        assert_eq!(of("search_1000000_typo_Fuse.js").samples, [] as [f64; 0]);
    }
}
