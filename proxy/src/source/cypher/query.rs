//! The only file that turns names into query text.
//!
//! A [`Query`] is made of pieces that stand in the program, of labels, of numbers, and of names.
//! It has two forms: one in which names are literals, for neuPrintHTTP, which knows no parameters
//! and puts the dataset's labels in itself; and one in which names are the parameter `$types` and
//! the dataset's labels are written out, for Neo4j; there the values of a row come as one list,
//! since the Bolt client makes a table of names of every row that has several. What must stay true:
//!
//! - A name gets into the text through the one literal writer (`shared::literals`) or not at all.
//! - Every backslash of a name is doubled. Neo4j replaces `\u0027` by a quote *before* it looks
//!   for the ends of literals, and neuPrintHTTP commits whatever it is given to run.
//! - A colon is written as `\u003a`, since neuPrintHTTP puts the dataset's label in the place
//!   of `:Neuron`, `:Cell` … wherever it meets them, within literals too.
//! - The label is spelt `:Neuron` and `:Meta`: with a space before or after the colon it would
//!   not be replaced, and the query would leave the dataset and its index.
//! - Nothing is replaced in a query once it is written, and no name stands in a comment, in
//!   backticks or in a regular expression. The one thing in backticks is the dataset's own label,
//!   from the database's list.

use shared::literals;

/// A query and the columns of its answer.
#[derive(Debug)]
pub struct Query {
    parts: Vec<Part>,
    columns: Vec<&'static str>,
    required: usize,
}

#[derive(Debug)]
enum Part {
    /// Text that stands in the program.
    Piece(&'static str),
    /// A label of the dataset, without its colon.
    Label(&'static str),
    /// A body id; a query has at most one.
    Number(u64),
    /// A list of names; a query has at most one.
    Names(Vec<String>),
    /// A list of body ids; a query has at most one.
    Numbers(Vec<u64>),
    /// What a row holds, at the end of the query.
    Values(Vec<Value>),
}

/// A property that is returned under its own name.
#[derive(Debug, Clone, Copy)]
struct Value {
    variable: &'static str,
    property: &'static str,
}

/// A query for Neo4j itself.
#[derive(Debug, PartialEq, Eq)]
pub struct Parameterised<'q> {
    /// The text.
    pub text: String,
    /// The parameter `$types`, where the query has one.
    pub types: Option<&'q [String]>,
    /// The parameter `$id`, where the query has one.
    pub id: Option<u64>,
    /// The parameter `$ids`, where the query has one.
    pub ids: Option<&'q [u64]>,
    /// Whether a row is one column, [`ROW`], with a list of the values; else it has the columns.
    pub rows_are_lists: bool,
}

/// The column of rows that are lists.
pub const ROW: &str = "row";

/// What every dataset says of its neurons: the first columns of [`neurons`] and [`body`].
pub const CORE: [&str; 8] =
    ["bodyId", "type", "instance", "pre", "post", "upstream", "downstream", "roiInfo"];

/// The types and how many neurons each has; `null` stands for the neurons without a type.
pub fn type_counts() -> Query {
    Query::matching("n", "Neuron")
        .piece(" RETURN n.type AS type, count(n) AS neurons")
        .answering(&["type", "neurons"])
}

/// How neurons are found by their type or body id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lookup {
    /// One after the other in its index.
    Index,
    /// Where there is none: by a look at every neuron, once for all that are wanted.
    Scan,
}

/// The neurons of these types: [`CORE`], then these further properties.
pub fn neurons<'a>(
    types: impl IntoIterator<Item = &'a str>,
    lookup: Lookup,
    properties: &[&'static str],
) -> Query {
    Query::of_types(types, lookup).returning("n", &CORE, properties)
}

/// One neuron, the same columns.
pub fn body(id: u64, properties: &[&'static str]) -> Query {
    Query::matching("n", "Neuron")
        .piece(" WHERE n.bodyId = ")
        .number(id)
        .returning("n", &CORE, properties)
}

/// The neurons without a type from this body id on, in the order of body ids;
/// [`UNTYPED_AT_ONCE`](crate::source::UNTYPED_AT_ONCE) at most.
pub fn untyped(from: u64, properties: &[&'static str]) -> Query {
    Query::matching("n", "Neuron")
        .piece(" WHERE (n.type IS NULL OR n.type = \"\") AND n.bodyId >= ")
        .number(from)
        .returning("n", &CORE, properties)
        .piece(" ORDER BY n.bodyId LIMIT 5000")
}

/// What the dataset's version is made of, and whether it is hidden.
pub fn version() -> Query {
    const COLUMNS: [&str; 3] = ["uuid", "lastDatabaseEdit", "hideDataSet"];
    Query::matching("m", "Meta").returning("m", &COLUMNS, &[])
}

/// Sums over all neurons with a type, and over those without, made by the database itself.
pub fn totals() -> Query {
    const COLUMNS: [&str; 10] = [
        "typed",
        "types",
        "neurons",
        "pre",
        "post",
        "upstream",
        "upstreamKnown",
        "downstream",
        "downstreamKnown",
        "bodyIds",
    ];
    // The remainder keeps the sum of FlyWire's body ids within an integer. See `Totals`.
    Query::matching("n", "Neuron")
        .piece(
            " RETURN n.type IS NOT NULL AND n.type <> '' AS typed, \
             count(DISTINCT n.type) AS types, count(n) AS neurons, \
             sum(n.pre) AS pre, sum(n.post) AS post, \
             sum(n.upstream) AS upstream, count(n.upstream) AS upstreamKnown, \
             sum(n.downstream) AS downstream, count(n.downstream) AS downstreamKnown, \
             sum(n.bodyId % 1000003) AS bodyIds",
        )
        .answering(&COLUMNS)
}

/// The indexes of the database.
pub fn indexes() -> Query {
    const COLUMNS: [&str; 5] = ["entityType", "labelsOrTypes", "properties", "type", "state"];
    Query::begin(
        "SHOW INDEXES YIELD entityType, labelsOrTypes, properties, type, state \
         RETURN entityType, labelsOrTypes, properties, type, state",
    )
    .answering(&COLUMNS)
}

/// The version of the database, and its clock in milliseconds since 1970.
pub fn greeting() -> Query {
    const COLUMNS: [&str; 2] = ["version", "time"];
    Query::begin(
        "CALL dbms.components() YIELD name, versions \
         WITH name, versions WHERE name = 'Neo4j Kernel' \
         RETURN versions[0] AS version, timestamp() AS time",
    )
    .answering(&COLUMNS)
}

/// All datasets of a database, through a label that no dataset owns.
pub fn meta_nodes() -> Query {
    const COLUMNS: [&str; 5] = ["dataset", "tag", "uuid", "lastDatabaseEdit", "hideDataSet"];
    Query::begin("MATCH (m:Meta)").returning("m", &COLUMNS, &[])
}

/// The columns of [`connections`].
pub const CONNECTED: [&str; 3] = ["ownBodyId", "inputs", "outputs"];

/// The neurons of these types, each with its connections: [`CONNECTED`], where `inputs` and
/// `outputs` are lists of pairs of the partner's body id and the connection's weight.
///
/// One row per neuron costs the database and whoever reads it a quarter of one per connection. The
/// lists are pattern comprehensions, which every Neo4j knows that neuPrint ever ran on.
pub fn connections<'a>(types: impl IntoIterator<Item = &'a str>, lookup: Lookup) -> Query {
    Query::of_types(types, lookup)
        .piece(" RETURN n.bodyId AS ownBodyId, [(n)<-[c:ConnectsTo]-(p")
        .label("Neuron")
        .piece(") | [p.bodyId, c.weight]] AS inputs, [(n)-[c:ConnectsTo]->(p")
        .label("Neuron")
        .piece(") | [p.bodyId, c.weight]] AS outputs")
        .answering(&CONNECTED)
}

/// The first columns of [`partners`].
pub const PARTNER: [&str; 3] = ["bodyId", "type", "instance"];

/// These neurons as partners of others: [`PARTNER`], then these further properties.
pub fn partners(ids: Vec<u64>, lookup: Lookup, properties: &[&'static str]) -> Query {
    let query = match lookup {
        Lookup::Index => Query::begin("UNWIND ")
            .numbers(ids)
            .piece(" AS id MATCH (n")
            .label("Neuron")
            .piece(") WHERE n.bodyId = id"),
        Lookup::Scan => Query::matching("n", "Neuron").piece(" WHERE n.bodyId IN ").numbers(ids),
    };
    query.returning("n", &PARTNER, properties)
}

/// One connection, if there are any.
pub fn any_connection() -> Query {
    Query::begin("MATCH (")
        .label("Neuron")
        .piece(")-[c:ConnectsTo]->(")
        .label("Neuron")
        .piece(") RETURN c.weight AS weight LIMIT 1")
        .answering(&["weight"])
}

/// Which properties the dataset's neurons have.
pub fn neuron_properties() -> Query {
    Query::matching("m", "Meta").returning("m", &["neuronProperties"], &[])
}

/// The dataset's ROIs.
pub fn rois() -> Query {
    const ROIS: [&str; 4] = ["roiHierarchy", "primaryRois", "roiInfo", "superLevelRois"];
    Query::matching("m", "Meta").returning("m", &ROIS, &[])
}

impl Query {
    /// The text for neuPrintHTTP.
    pub fn with_literals(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Piece(piece) => text.push_str(piece),
                Part::Label(label) => text.extend([":", label]),
                Part::Number(number) => text.push_str(&number.to_string()),
                Part::Names(names) => push_literals(&mut text, names),
                Part::Numbers(numbers) => push_numbers(&mut text, numbers),
                Part::Values(values) => push_columns(&mut text, values),
            }
        }
        text
    }

    /// The text for Neo4j, with the labels of this dataset: `` :`hemibrain_Neuron` `` for
    /// `hemibrain:v1.2.1`. The dataset's name must be one that [`can_label`].
    pub fn with_parameters(&self, dataset: &str) -> Parameterised<'_> {
        let (mut text, mut types, mut id, mut ids) = (String::new(), None, None, None);
        let mut rows_are_lists = false;
        for part in &self.parts {
            match part {
                Part::Piece(piece) => text.push_str(piece),
                Part::Label(label) => text.extend([":", &quoted_label(dataset, label)]),
                Part::Number(number) => {
                    text.push_str("$id");
                    id = Some(*number);
                }
                Part::Names(names) => {
                    text.push_str("$types");
                    types = Some(names.as_slice());
                }
                Part::Numbers(numbers) => {
                    text.push_str("$ids");
                    ids = Some(numbers.as_slice());
                }
                Part::Values(values) => {
                    push_list(&mut text, values);
                    rows_are_lists = true;
                }
            }
        }
        Parameterised { text, types, id, ids, rows_are_lists }
    }

    /// The columns that the answer must have.
    pub fn required(&self) -> &[&'static str] {
        &self.columns[..self.required]
    }

    /// All columns asked for, the required ones first.
    pub fn columns(&self) -> &[&'static str] {
        &self.columns
    }

    fn begin(piece: &'static str) -> Query {
        Query { parts: vec![Part::Piece(piece)], columns: Vec::new(), required: 0 }
    }

    fn matching(variable: &'static str, label: &'static str) -> Query {
        Query::begin("MATCH (").piece(variable).label(label).piece(")")
    }

    /// Begins with the neurons `n` of these types.
    fn of_types<'a>(types: impl IntoIterator<Item = &'a str>, lookup: Lookup) -> Query {
        match lookup {
            Lookup::Index => Query::begin("UNWIND ")
                .names(types)
                .piece(" AS target_type MATCH (n")
                .label("Neuron")
                .piece(") WHERE n.type = target_type"),
            Lookup::Scan => Query::matching("n", "Neuron").piece(" WHERE n.type IN ").names(types),
        }
    }

    fn piece(mut self, piece: &'static str) -> Query {
        self.parts.push(Part::Piece(piece));
        self
    }

    fn label(mut self, label: &'static str) -> Query {
        self.parts.push(Part::Label(label));
        self
    }

    fn number(mut self, number: u64) -> Query {
        self.parts.push(Part::Number(number));
        self
    }

    fn numbers(mut self, numbers: Vec<u64>) -> Query {
        self.parts.push(Part::Numbers(numbers));
        self
    }

    fn names<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Query {
        self.parts.push(Part::Names(names.into_iter().map(str::to_owned).collect()));
        self
    }

    /// Ends a query that names its columns itself, all of them required.
    fn answering(mut self, columns: &[&'static str]) -> Query {
        self.columns = columns.to_vec();
        self.required = columns.len();
        self
    }

    /// Ends the query with these properties of a variable, each under its own name.
    fn returning(
        mut self,
        variable: &'static str,
        required: &[&'static str],
        optional: &[&'static str],
    ) -> Query {
        self.columns = required.iter().chain(optional).copied().collect();
        self.required = required.len();
        let values = self.columns.iter().map(|property| Value { variable, property }).collect();
        self.parts.push(Part::Values(values));
        self
    }
}

/// Whether a label can be made of a dataset's name: a backslash could begin a unicode escape,
/// which Neo4j replaces within backticks too.
pub fn can_label(dataset: &str) -> bool {
    let root = root(dataset);
    !root.is_empty() && !root.contains(|c: char| c == '\\' || c.is_control())
}

/// What the labels of a dataset begin with: its name up to the first colon.
pub fn root(dataset: &str) -> &str {
    dataset.split(':').next().unwrap_or_default()
}

/// A label of a dataset, as the database has it.
pub fn label(dataset: &str, label: &str) -> String {
    format!("{}_{label}", root(dataset))
}

/// A label of a dataset, in backticks.
pub fn quoted_label(dataset: &str, label: &str) -> String {
    format!("`{}`", self::label(dataset, label).replace('`', "``"))
}

fn push_columns(text: &mut String, values: &[Value]) {
    text.push_str(" RETURN ");
    for (at, Value { variable, property }) in values.iter().enumerate() {
        let before = if at == 0 { "" } else { ", " };
        text.extend([before, variable, ".", property, " AS ", property]);
    }
}

fn push_list(text: &mut String, values: &[Value]) {
    text.push_str(" RETURN [");
    for (at, Value { variable, property }) in values.iter().enumerate() {
        let before = if at == 0 { "" } else { ", " };
        text.extend([before, variable, ".", property]);
    }
    text.extend(["] AS ", ROW]);
}

fn push_numbers(text: &mut String, numbers: &[u64]) {
    text.push('[');
    for (at, number) in numbers.iter().enumerate() {
        let before = if at == 0 { "" } else { ", " };
        text.extend([before, &number.to_string()]);
    }
    text.push(']');
}

fn push_literals(text: &mut String, names: &[String]) {
    text.push('[');
    for (at, name) in names.iter().enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        literals::cypher(text, name);
    }
    text.push(']');
}

#[cfg(test)]
mod tests;
