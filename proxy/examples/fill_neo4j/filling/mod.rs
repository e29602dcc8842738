//! Fills a Neo4j from a table, in neuPrint's data model.
//!
//! What must stay true: whatever a table says of a neuron stands in a property that the Cypher
//! sources read, so that they give the same summaries; and names are only ever parameters. Of the
//! queries' text, no more than the dataset's root is not fixed, and that is a plain word.

mod properties;
mod connections;
mod meta;

use anyhow::{Result, ensure};
use neo4rs::{BoltType, ConfigBuilder, Graph, query};
use quickpage::source::Source;
use quickpage::source::table::Table;

use meta::Meta;
use properties::Properties;

/// Neurons in one query.
const BATCH: usize = 2_000;

/// What has been done about a dataset.
#[derive(Debug, PartialEq, Eq)]
pub enum Filled {
    /// It was there, in this version.
    Already,
    /// It is there now.
    Now {
        /// How many nodes it has besides the Meta node.
        neurons: usize,
        /// How many relationships.
        connections: usize,
    },
}

/// A database that wants no password.
///
/// # Errors
/// When the address is none of a Neo4j.
pub fn connect(uri: &str) -> Result<Graph> {
    let config = ConfigBuilder::default().uri(uri).user("neo4j").password("none");
    Ok(Graph::connect(config.build()?)?)
}

/// Fills a dataset in, in place of any other of the same root (what its name has before the
/// first `:`) that was filled in here. The Meta node comes last: what is cut short is filled anew.
///
/// # Errors
/// When the name's root is no plain word, the database has neurons of that root from elsewhere or
/// refuses, or the table says something that neuPrint has no property for.
pub async fn fill(graph: &Graph, name: &str, table: &Table) -> Result<Filled> {
    let root = root(name)?;
    let version = &table.dataset().version;
    if is_there(graph, root, name, version).await? {
        return Ok(Filled::Already);
    }
    ensure!(
        is_ours(graph, root).await?,
        "{root} is in the database from elsewhere: it is left as it is"
    );
    clear(graph, root).await?;
    create_indexes(graph, root).await?;
    let mut meta = Meta::new(name, version, table.roi_hierarchy(name).await?);
    create_neurons(graph, root, table, &mut meta).await?;
    let connections = connections::create(graph, root, table).await?;
    graph
        .run(
            query(&format!("CREATE (m:Meta:`{root}_Meta`) SET m = $meta"))
                .param("meta", BoltType::Map(meta.finish())),
        )
        .await?;
    Ok(Filled::Now { neurons: table.neuron_count(), connections })
}

fn root(name: &str) -> Result<&str> {
    let root = name.split(':').next().unwrap_or_default();
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    ensure!(!root.is_empty() && root.chars().all(is_plain), "`{root}` cannot be a label's root");
    Ok(root)
}

async fn is_there(graph: &Graph, root: &str, name: &str, version: &str) -> Result<bool> {
    let text = format!(
        "MATCH (m:`{root}_Meta` {{dataset: $dataset, tag: $tag, uuid: $uuid}}) RETURN m.uuid"
    );
    let (dataset, tag) = meta::dataset_and_tag(name);
    let question = query(&text).param("dataset", dataset).param("tag", tag).param("uuid", version);
    Ok(graph.execute(question).await?.next().await?.is_some())
}

/// Marks a root as filled in here; false where it has neurons and no such mark.
async fn is_ours(graph: &Graph, root: &str) -> Result<bool> {
    let text = format!("MATCH (n:`{root}_Neuron`) WITH n LIMIT 1 RETURN n.bodyId");
    let has_neurons = graph.execute(text).await?.next().await?.is_some();
    let mark = |verb: &str| {
        query(&format!("{verb} (mark:FilledByQuickpage {{root: $root}}) RETURN mark.root"))
            .param("root", root)
    };
    let verb = if has_neurons { "MATCH" } else { "MERGE" };
    Ok(graph.execute(mark(verb)).await?.next().await?.is_some())
}

async fn clear(graph: &Graph, root: &str) -> Result<()> {
    for label in ["Meta", "Neuron"] {
        let text = format!(
            "MATCH (n:`{root}_{label}`) \
             CALL (n) {{ DETACH DELETE n }} IN TRANSACTIONS OF {BATCH} ROWS"
        );
        graph.run(query(&text)).await?;
    }
    Ok(())
}

/// Ready before the first neuron comes: connections find their ends through them.
async fn create_indexes(graph: &Graph, root: &str) -> Result<()> {
    for property in ["bodyId", "type", "instance", "status"] {
        let text =
            format!("CREATE INDEX IF NOT EXISTS FOR (n:`{root}_Neuron`) ON (n.`{property}`)");
        graph.run(query(&text)).await?;
    }
    Ok(graph.run(query("CALL db.awaitIndexes(60)")).await?)
}

async fn create_neurons(graph: &Graph, root: &str, table: &Table, meta: &mut Meta) -> Result<()> {
    let text = format!(
        "UNWIND $neurons AS properties \
         CREATE (n:Segment:Neuron:`{root}_Segment`:`{root}_Neuron`) SET n = properties"
    );
    let mut batch: Vec<BoltType> = Vec::with_capacity(BATCH);
    let mut left = table.neuron_count();
    for neuron in table.every_neuron() {
        let properties = Properties::of(root, &neuron)?;
        meta.count(&neuron, &properties);
        batch.push(BoltType::Map(properties.finish(&neuron)));
        left -= 1;
        if batch.len() == BATCH || left == 0 {
            graph.run(query(&text).param("neurons", std::mem::take(&mut batch))).await?;
        }
    }
    Ok(())
}
