//! Fills a Neo4j with quickpage's own tables in neuPrint's data model, for development and tests:
//! what a Cypher source then reads of a dataset is what the table says.
//!
//! ```console
//! $ cargo run --release --example fill_neo4j -- --neo4j bolt://127.0.0.1:7687 \
//!     --demo demo:v1=hemibrain --table hemibrain:v1.2.1=neurons.csv
//! ```

mod filling;

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Instant;

use anyhow::{Context, Result};
use clap::{Parser, ValueEnum};
use quickpage::source::demo::{DEFAULT_SEED, Size, generate};
use quickpage::source::table::Table;
use quickpage::source::table::read::Files;

use filling::{Filled, connect, fill};

/// Fill a Neo4j in neuPrint's data model.
#[derive(Debug, Parser)]
struct Arguments {
    /// Where the database listens for Bolt; it must want no password.
    #[arg(long, value_name = "URI")]
    neo4j: String,
    /// A demo dataset of the size of `hemibrain` or `male-cns`, under this name.
    #[arg(long, value_name = "NAME=SIZE")]
    demo: Vec<Called<DemoSize>>,
    /// A table of neurons, under this name.
    #[arg(long, value_name = "NAME=FILE")]
    table: Vec<Called<PathBuf>>,
    /// The ROI hierarchy of every table.
    #[arg(long, value_name = "FILE")]
    roi_hierarchy: Option<PathBuf>,
}

/// What is to be filled in, and what the dataset is to be called.
#[derive(Debug, Clone)]
struct Called<T> {
    name: String,
    what: T,
}

impl<T: FromStr<Err: ToString>> FromStr for Called<T> {
    type Err = String;

    fn from_str(text: &str) -> Result<Called<T>, String> {
        let (name, what) = text.split_once('=').ok_or("put the dataset's name and `=` before")?;
        let what = what.parse().map_err(|error: T::Err| error.to_string())?;
        Ok(Called { name: name.to_owned(), what })
    }
}

#[derive(Debug, Clone)]
struct DemoSize(Size);

impl FromStr for DemoSize {
    type Err = String;

    fn from_str(text: &str) -> Result<DemoSize, String> {
        Size::from_str(text, false).map(DemoSize)
    }
}

#[tokio::main]
async fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let graph = connect(&arguments.neo4j)?;
    let tell = async |name: &str, table: Table| {
        let started = Instant::now();
        let filled = fill(&graph, name, &table).await.with_context(|| name.to_owned())?;
        match filled {
            Filled::Already => eprintln!("{name}: is there"),
            Filled::Now { neurons, connections } => eprintln!(
                "{name}: {neurons} neurons and {connections} connections in {:.1} s",
                started.elapsed().as_secs_f64()
            ),
        }
        anyhow::Ok(())
    };
    for demo in &arguments.demo {
        tell(&demo.name, generate(demo.what.0, DEFAULT_SEED)).await?;
    }
    for table in &arguments.table {
        let files = Files {
            neurons: table.what.clone(),
            roi_hierarchy: arguments.roi_hierarchy.clone(),
            ..Files::default()
        };
        tell(&table.name, files.read()?).await?;
    }
    Ok(())
}
