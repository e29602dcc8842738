//! From settings to sources. The only file that reads secrets.

use std::path::Path;

use anyhow::Context;

use crate::config::SourceOptions;
use crate::config::given::AtSource;
use crate::source::table::read::Files;
use crate::source::{Source, demo, neo4j, neuprint};

/// Opens a source. For a server this sends nothing: it need not be there yet.
///
/// # Errors
/// When a file cannot be read, or what was said of a server cannot be used.
pub async fn open(at: &AtSource) -> anyhow::Result<Box<dyn Source>> {
    let options = &at.options;
    if let Some(server) = &options.server {
        return Ok(Box::new(neuprint::Neuprint::new(neuprint_options(server, at)?)?));
    }
    if let Some(uri) = &options.neo4j {
        return Ok(Box::new(neo4j::Neo4j::new(neo4j_options(uri, at)?)?));
    }
    let options = options.clone();
    let table = match options.table {
        Some(neurons) => {
            anyhow::ensure!(options.datasets.len() <= 1, "a table is one dataset: name one");
            let files = Files {
                neurons,
                connections: options.connections,
                roi_hierarchy: options.roi_hierarchy,
                columns: options.columns,
                dataset: options.datasets.into_iter().next(),
            };
            eprintln!("reading {} …", files.neurons.display());
            tokio::task::spawn_blocking(move || files.read()).await??
        }
        None => {
            let (size, seed) = (options.demo.unwrap_or_default(), options.seed);
            eprintln!("making up the demo data ({size}, seed {seed}) …");
            tokio::task::spawn_blocking(move || demo::generate(size, seed)).await?
        }
    };
    eprintln!(
        "{}: neurons: {}, types: {}, neurons without a type: {}",
        table.dataset().name,
        table.neuron_count(),
        table.type_count(),
        table.untyped_count()
    );
    Ok(Box::new(table))
}

/// What a neuPrint source is set up with.
///
/// # Errors
/// When its secret cannot be read.
pub fn neuprint_options(server: &str, at: &AtSource) -> anyhow::Result<neuprint::Options> {
    let options = &at.options;
    Ok(neuprint::Options {
        datasets: chosen(options),
        token: token(at)?,
        contact: options.contact.clone(),
        ca_file: options.ca_file.clone(),
        timeout: at.limits.query_timeout,
        ..neuprint::Options::new(server)
    })
}

/// What a Neo4j source is set up with.
///
/// # Errors
/// When its secret cannot be read.
pub fn neo4j_options(uri: &str, at: &AtSource) -> anyhow::Result<neo4j::Options> {
    let AtSource { options, limits, .. } = at;
    let standard = neo4j::Options::new(uri);
    Ok(neo4j::Options {
        user: options.neo4j_user.clone().unwrap_or_else(|| standard.user.clone()),
        password: password(at)?,
        database: options.neo4j_database.clone(),
        datasets: chosen(options),
        // One more for a sign of life while all others are taken.
        max_connections: limits.max_queries + 1,
        timeout: limits.query_timeout,
        ca_file: options.ca_file.clone(),
        ..standard
    })
}

/// neuPrint's token: that of the file, else that of the environment where it is meant for this
/// source.
///
/// # Errors
/// When the file cannot be read or is empty.
pub fn token(at: &AtSource) -> anyhow::Result<Option<neuprint::Token>> {
    match &at.options.token_file {
        Some(path) => Ok(Some(neuprint::Token::new(secret_of(path, "--token-file")?))),
        None if at.takes_secret_of_environment => Ok(neuprint::Token::from_environment()),
        None => Ok(None),
    }
}

/// Neo4j's password, likewise.
///
/// # Errors
/// When the file cannot be read or is empty.
pub fn password(at: &AtSource) -> anyhow::Result<Option<neo4j::Password>> {
    match &at.options.neo4j_password_file {
        Some(path) => {
            let secret = secret_of(path, "--neo4j-password-file")?;
            let line = secret.lines().next().unwrap_or_default();
            Ok(Some(neo4j::Password::new(line)))
        }
        None if at.takes_secret_of_environment => Ok(neo4j::Password::from_environment()),
        None => Ok(None),
    }
}

fn secret_of(path: &Path, flag: &str) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{flag}: {} cannot be read", path.display()))?;
    anyhow::ensure!(!text.trim().is_empty(), "{flag}: {} is empty", path.display());
    Ok(text)
}

fn chosen(options: &SourceOptions) -> Option<Vec<String>> {
    Some(options.datasets.clone()).filter(|names| !names.is_empty())
}
