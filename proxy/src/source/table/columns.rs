//! Which column of a table holds what: found by the names that the published tables use, or
//! named by an option.

use std::fmt;
use std::str::FromStr;

use shared::neuron::{Attribute, NameKind};

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Body id: the one column that must be there.
    Body,
    /// Neuron type.
    Type,
    /// Instance.
    Instance,
    /// Side.
    Side,
    /// Output sites (T-bars).
    Pre,
    /// Input synapses (PSDs).
    Post,
    /// Input connections.
    Upstream,
    /// Output connections.
    Downstream,
    /// neuPrint's `roiInfo`: counts by ROI, as JSON.
    RoiInfo,
    /// An attribute.
    Attribute(Attribute),
    /// The confidence of a transmitter attribute.
    Confidence(Attribute),
    /// Another name of the type.
    Name(NameKind),
    /// Presynaptic body id of a connection.
    PreBody,
    /// Postsynaptic body id of a connection.
    PostBody,
    /// How many synapses a connection has.
    Weight,
}

/// A role, the word an option calls it by, and the usual names of its column in the order in
/// which they are tried, as [`folded`] writes them.
pub type Usual = (Role, &'static str, &'static [&'static str]);

/// The columns of a table of neurons.
pub const NEURONS: &[Usual] = &[
    (Role::Body, "body", &["bodyid", "rootid", "ptrootid", "segid", "neuronid", "id"]),
    (Role::Type, "type", &["type", "celltype", "primarytype"]),
    (Role::Instance, "instance", &["instance", "name"]),
    (Role::Side, "side", &["somaside", "rootside", "side"]),
    (Role::Pre, "pre", &["pre"]),
    (Role::Post, "post", &["post"]),
    (Role::Upstream, "upstream", &["upstream"]),
    (Role::Downstream, "downstream", &["downstream", "precon2"]),
    (Role::RoiInfo, "roiInfo", &["roiinfo"]),
    (Role::Attribute(Attribute::ExperimentalNt), "experimentalNt", &["experimentalnt", "knownnt"]),
    (Role::Attribute(Attribute::ConsensusNt), "consensusNt", &["consensusnt"]),
    (
        Role::Attribute(Attribute::CelltypePredictedNt),
        "celltypePredictedNt",
        &["celltypepredictednt"],
    ),
    (
        Role::Confidence(Attribute::CelltypePredictedNt),
        "celltypePredictedNtConfidence",
        &["celltypepredictedntconfidence"],
    ),
    (Role::Attribute(Attribute::PredictedNt), "predictedNt", &["predictednt", "topnt", "nttype"]),
    (
        Role::Confidence(Attribute::PredictedNt),
        "predictedNtConfidence",
        &["predictedntconfidence", "predictedntprob", "topntconf", "nttypescore"],
    ),
    (Role::Attribute(Attribute::Superclass), "superclass", &["superclass"]),
    (Role::Attribute(Attribute::Class), "class", &["class", "cellclass"]),
    (Role::Attribute(Attribute::Subclass), "subclass", &["subclass", "cellsubclass"]),
    (
        Role::Attribute(Attribute::Hemilineage),
        "hemilineage",
        &["itoleehl", "itoleehemilineage", "trumanhl", "hemilineage", "hartensteinhemilineage"],
    ),
    (Role::Attribute(Attribute::Neuromere), "neuromere", &["somaneuromere", "neuromere"]),
    (Role::Attribute(Attribute::Dimorphism), "dimorphism", &["dimorphism"]),
    (Role::Attribute(Attribute::Status), "status", &["status"]),
    (Role::Attribute(Attribute::Cropped), "cropped", &["cropped"]),
    (Role::Name(NameKind::Synonym), "synonyms", &["synonyms", "synonym"]),
    (Role::Name(NameKind::FlywireType), "flywireType", &["flywiretype"]),
    (Role::Name(NameKind::HemibrainType), "hemibrainType", &["hemibraintype"]),
    (Role::Name(NameKind::MancType), "mancType", &["manctype"]),
    (Role::Name(NameKind::SystematicType), "systematicType", &["systematictype"]),
    (Role::Name(NameKind::MorphologyType), "morphologyType", &["morphologytype"]),
    (Role::Name(NameKind::Note), "notes", &["notes"]),
    (Role::Name(NameKind::OntologyTerm), "ontologyTerm", &["fbbtid"]),
];

/// The columns of a table of connections.
pub const CONNECTIONS: &[Usual] = &[
    (Role::PreBody, "preBody", &["bodyidpre", "prerootid", "preptrootid", "preid", "pre"]),
    (Role::PostBody, "postBody", &["bodyidpost", "postrootid", "postptrootid", "postid", "post"]),
    (Role::Weight, "weight", &["weight", "syncount", "synapses", "count"]),
];

/// A column named by an option, `WORD=COLUMN`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    role: Role,
    column: String,
}

impl FromStr for Named {
    type Err = String;

    fn from_str(text: &str) -> Result<Named, String> {
        let words = || NEURONS.iter().chain(CONNECTIONS).map(|(_, word, _)| *word);
        let (word, column) =
            text.split_once('=').ok_or("it must be WORD=COLUMN, such as type=cell_type")?;
        NEURONS
            .iter()
            .chain(CONNECTIONS)
            .find(|(_, known, _)| known.eq_ignore_ascii_case(word))
            .map(|(role, ..)| Named { role: *role, column: column.to_owned() })
            .ok_or_else(|| {
                format!("`{word}` is none of {}", words().collect::<Vec<_>>().join(", "))
            })
    }
}

/// Where a table's columns are.
#[derive(Debug)]
pub struct Columns {
    /// By role the positions of its columns, the one to be trusted most first.
    found: Vec<(Role, Vec<usize>)>,
    headers: Vec<String>,
}

/// A column that must be there and is not.
#[derive(Debug, PartialEq, Eq)]
pub struct NoColumn {
    word: &'static str,
    wanted: String,
    headers: Vec<String>,
}

impl fmt::Display for NoColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { word, wanted, headers } = self;
        let headers = headers.join(", ");
        write!(f, "no {wanted} among its columns ({headers}); name it with --column {word}=COLUMN")
    }
}

impl Columns {
    /// Finds the columns of a table among its headers.
    ///
    /// # Errors
    /// When one of `required` is not there, or one that was named.
    pub fn find(
        headers: &[String],
        usual: &[Usual],
        named: &[Named],
        required: &[Role],
    ) -> Result<Columns, NoColumn> {
        let mut found = Vec::new();
        for (role, word, names) in usual {
            let chosen = named.iter().find(|named| named.role == *role);
            let columns: Vec<usize> = match chosen {
                Some(named) => {
                    headers.iter().position(|h| *h == named.column).into_iter().collect()
                }
                None => names
                    .iter()
                    .filter_map(|name| headers.iter().position(|h| folded(h) == *name))
                    .collect(),
            };
            if columns.is_empty() && (chosen.is_some() || required.contains(role)) {
                let wanted = chosen.map_or_else(
                    || format!("{word} column (usually {})", names.join(", ")),
                    |named| format!("`{}`", named.column),
                );
                return Err(NoColumn { word, wanted, headers: headers.to_vec() });
            }
            if !columns.is_empty() {
                found.push((*role, columns));
            }
        }
        Ok(Columns { found, headers: headers.to_vec() })
    }

    /// Positions of a role's columns, the one to be trusted most first.
    pub fn of(&self, role: Role) -> &[usize] {
        self.found.iter().find(|(known, _)| *known == role).map_or(&[], |(_, columns)| columns)
    }

    /// All roles that the table has.
    pub fn roles(&self) -> impl Iterator<Item = Role> + '_ {
        self.found.iter().map(|(role, _)| *role)
    }

    /// The name of a column, as the table writes it.
    pub fn header(&self, column: usize) -> &str {
        &self.headers[column]
    }
}

/// A header with case and punctuation left out: `cell_type`, `cellType` and `Cell Type` are one;
/// neuPrint's bulk files add their type behind a colon (`bodyId:long`).
fn folded(header: &str) -> String {
    let header = header.split(':').next().unwrap_or(header);
    header.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(headers: &str, named: &[&str]) -> Result<Columns, NoColumn> {
        let headers: Vec<String> = headers.split(',').map(str::to_owned).collect();
        let named: Vec<Named> = named.iter().map(|n| n.parse().expect("a good option")).collect();
        Columns::find(&headers, NEURONS, &named, &[Role::Body])
    }

    #[test]
    fn the_published_tables_work_as_they_are() {
        let hemibrain = columns("bodyId,instance,type,morphology_type,cell_class,ito_lee_hemilineage,side,pre,post,pre_con2,cropped,notes", &[]).expect("columns");
        assert_eq!(hemibrain.of(Role::Downstream), [9]);
        assert_eq!(hemibrain.of(Role::Attribute(Attribute::Hemilineage)), [5]);
        let flywire = columns("supervoxel_id,root_id,pos_x,flow,super_class,cell_class,cell_sub_class,cell_type,hemibrain_type,ito_lee_hemilineage,top_nt,top_nt_conf,side,status", &[]).expect("columns");
        assert_eq!(flywire.of(Role::Body), [1]);
        assert_eq!(flywire.of(Role::Type), [7]);
        assert_eq!(flywire.of(Role::Confidence(Attribute::PredictedNt)), [11]);
    }

    #[test]
    fn an_option_names_a_column_and_must_find_it() {
        assert_eq!(
            columns("bodyId,type,mine", &["type=mine"]).expect("columns").of(Role::Type),
            [2]
        );
        let missing = columns("bodyId,type", &["type=mine"]).expect_err("no such column");
        assert!(missing.to_string().contains("`mine`"), "{missing}");
        assert!("colour=mine".parse::<Named>().is_err());
    }

    #[test]
    fn a_table_without_body_ids_is_refused_and_says_how_to_name_the_column() {
        let error = columns("neuron,type", &[]).expect_err("no body id").to_string();
        assert!(
            error.contains("--column body=COLUMN") && error.contains("neuron, type"),
            "{error}"
        );
    }
}
