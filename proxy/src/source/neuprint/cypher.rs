//! The only file that turns names into query text.
//!
//! A [`Query`] grows by pieces that stand in the program, by numbers, and by names that went
//! through the one literal writer; no other text can enter it. What must stay true:
//!
//! - Every backslash of a name is doubled. Neo4j replaces `\u0027` by a quote *before* it looks
//!   for the ends of literals, and neuPrintHTTP commits whatever it is given to run.
//! - A colon is written as `\u003a`, since neuPrintHTTP puts the dataset's label in the place
//!   of `:Neuron`, `:Cell` … wherever it meets them, within literals too.
//! - The label is spelt `:Neuron` and `:Meta`: with a space before or after the colon it would
//!   not be replaced, and the query would leave the dataset and its index.
//! - Nothing is replaced in a query once it is written, and no name stands in a comment, in
//!   backticks or in a regular expression.

/// A query and the columns of its answer.
#[derive(Debug)]
pub struct Query {
    text: String,
    columns: Vec<&'static str>,
    required: usize,
}

/// What every dataset says of its neurons: the first columns of [`neurons`] and [`body`].
pub const CORE: [&str; 8] =
    ["bodyId", "type", "instance", "pre", "post", "upstream", "downstream", "roiInfo"];

/// The types and how many neurons each has; `null` stands for the neurons without a type.
pub fn type_counts() -> Query {
    Query {
        text: "MATCH (n:Neuron) RETURN n.type AS type, count(n) AS neurons".to_owned(),
        columns: vec!["type", "neurons"],
        required: 2,
    }
}

/// The neurons of these types: [`CORE`], then these further properties.
pub fn neurons<'a>(types: impl IntoIterator<Item = &'a str>, properties: &[&'static str]) -> Query {
    Query::begin("UNWIND ")
        .names(types)
        .piece(" AS target_type MATCH (n:Neuron) WHERE n.type = target_type")
        .returning("n", &CORE, properties)
}

/// One neuron, the same columns.
pub fn body(id: u64, properties: &[&'static str]) -> Query {
    Query::begin("MATCH (n:Neuron) WHERE n.bodyId = ").number(id).returning("n", &CORE, properties)
}

/// Which properties the dataset's neurons have.
pub fn neuron_properties() -> Query {
    Query::begin("MATCH (m:Meta)").returning("m", &["neuronProperties"], &[])
}

/// The dataset's ROIs.
pub fn rois() -> Query {
    const ROIS: [&str; 4] = ["roiHierarchy", "primaryRois", "roiInfo", "superLevelRois"];
    Query::begin("MATCH (m:Meta)").returning("m", &ROIS, &[])
}

impl Query {
    /// The query's text, for the one place that sends it.
    pub fn text(&self) -> &str {
        &self.text
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
        Query { text: piece.to_owned(), columns: Vec::new(), required: 0 }
    }

    fn piece(mut self, piece: &'static str) -> Query {
        self.text.push_str(piece);
        self
    }

    fn number(mut self, number: u64) -> Query {
        self.text.push_str(&number.to_string());
        self
    }

    fn names<'a>(mut self, names: impl IntoIterator<Item = &'a str>) -> Query {
        self.text.push('[');
        for (at, name) in names.into_iter().enumerate() {
            if at > 0 {
                self.text.push_str(", ");
            }
            push_literal(&mut self.text, name);
        }
        self.text.push(']');
        self
    }

    /// Ends the query with these properties of a variable, each under its own name.
    fn returning(
        mut self,
        variable: &'static str,
        required: &[&'static str],
        optional: &[&'static str],
    ) -> Query {
        self.columns = [required, optional].concat();
        self.required = required.len();
        for (at, property) in self.columns.iter().enumerate() {
            let before = if at == 0 { " RETURN " } else { ", " };
            for piece in [before, variable, ".", property, " AS ", property] {
                self.text.push_str(piece);
            }
        }
        self
    }
}

/// The one literal writer: a Cypher string literal that means exactly this name, on every
/// version of Neo4j that decodes `\uXXXX` (4.2 and later), before and after neuPrintHTTP's
/// rewriting.
fn push_literal(query: &mut String, name: &str) {
    query.push('\'');
    for c in name.chars() {
        match c {
            '\\' => query.push_str(r"\\"),
            '\'' => query.push_str(r"\'"),
            '\n' => query.push_str(r"\n"),
            '\r' => query.push_str(r"\r"),
            '\t' => query.push_str(r"\t"),
            '\u{8}' => query.push_str(r"\b"),
            '\u{c}' => query.push_str(r"\f"),
            ':' | '\0'..'\u{20}' | '\u{7f}' | '\u{85}' | '\u{2028}' | '\u{2029}' => {
                query.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            _ => query.push(c),
        }
    }
    query.push('\'');
}

#[cfg(test)]
mod tests;
