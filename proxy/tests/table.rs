//! Reading tables: what is legal, what is refused, and how the refusal reads.

mod support;

use std::io::Write;
use std::path::PathBuf;

use quickpage::source::table::Table;
use quickpage::source::table::read::{Files, TableError};
use support::Proxy;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Folder {
        Folder(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        path
    }

    fn read(&self, name: &str, text: &str) -> Result<Table, TableError> {
        Files { neurons: self.write(name, text.as_bytes()), ..Files::default() }.read()
    }
}

#[test]
fn a_table_may_be_comma_or_tab_or_semicolon_separated_gzipped_or_marked() {
    let folder = Folder::new();
    let check = |name: &str, bytes: &[u8]| {
        let neurons = folder.write(name, bytes);
        let table = Files { neurons, ..Files::default() }.read().expect(name);
        assert_eq!((table.neuron_count(), table.type_count()), (2, 1), "{name}");
        assert_eq!(table.dataset().name, "brain.v1", "{name}");
    };
    check("brain.v1.csv", b"bodyId,type\r\n1,EPG\r\n2,EPG\r\n");
    check("brain.v1.tsv", b"root_id\tcell_type\n1\tEPG\n2\tEPG\n");
    check("brain.v1.txt", b"bodyId;type\n1;EPG\n2;EPG");
    check("brain.v1.csv", "\u{feff}bodyId,type\n1,EPG\n2,EPG\n".as_bytes());
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(b"bodyId,type\n1,EPG\n2,EPG\n").expect("gzip");
    check("brain.v1.csv.gz", &gzip.finish().expect("gzip"));
}

#[test]
fn what_is_wrong_is_told_with_file_line_and_column() {
    let folder = Folder::new();
    let check = |text: &str, expected: &str| {
        let error = folder.read("neurons.csv", text).expect_err(text).to_string();
        let (_, error) = error.split_once("neurons.csv").expect("the file's name");
        assert_eq!(error, expected);
    };
    check(
        "bodyId,type,pre\n1,EPG,395.0\n2,EPG,3x5\n",
        ", line 3, column pre: `3x5` is not a whole number from 0 up",
    );
    check("bodyId,pre\n1,-4\n", ", line 2, column pre: `-4` is not a whole number from 0 up");
    check("bodyId,pre\n1,0.5\n", ", line 2, column pre: `0.5` is not a whole number from 0 up");
    check("bodyId,pre\n1,inf\n", ", line 2, column pre: `inf` is not a whole number from 0 up");
    check(
        "bodyId,type\n1,EPG\n\n2,EPG\n1,PEG\n",
        ", line 5, column bodyId: body id 1 stands twice",
    );
    check("bodyId,type\n,EPG\n", ", line 2, column bodyId: the body id is missing");
    check(
        "bodyId,type\n7.2e17,EPG\n",
        ", line 2, column bodyId: `7.2e17` is not a body id (digits only; a number rounded by a spreadsheet cannot be restored)",
    );
    check("bodyId,type\n1,EPG,x\n", ", line 2: it has 3 fields, the header has 2");
    check(
        "name,type\n1,EPG\n",
        ": no body column (usually bodyid, rootid, ptrootid, segid, neuronid, id) among its columns (name, type); name it with --column body=COLUMN",
    );
    check(
        "bodyId,roiInfo\n1,{}\n2,EB\n",
        ", line 3, column roiInfo: it is not a roiInfo object: expected value at line 1 column 1",
    );
}

#[test]
fn a_file_that_is_not_there_or_not_text_is_an_error() {
    let folder = Folder::new();
    let missing = Files { neurons: folder.0.path().join("no.csv"), ..Files::default() };
    assert!(missing.read().expect_err("no file").to_string().ends_with("no.csv: cannot be read"));
    let neurons = folder.write("latin.csv", b"bodyId,type\n1,caf\xe9\n");
    let error = Files { neurons, ..Files::default() }.read().expect_err("not UTF-8").to_string();
    assert!(error.ends_with("latin.csv, line 2: it is not UTF-8"), "{error}");
    let neurons = folder.write("ok.csv", b"bodyId,type\n1,EPG\n");
    let roi_hierarchy = Some(folder.write("tree.json", b"[]"));
    let error = Files { neurons, roi_hierarchy, ..Files::default() }.read().expect_err("no tree");
    assert!(error.to_string().contains("tree.json: it is not an ROI hierarchy"), "{error}");
}

#[test]
fn the_version_is_that_of_the_content() {
    let folder = Folder::new();
    let version = |name: &str, text: &str| {
        folder.read(name, text).expect("a table").dataset().version.clone()
    };
    let first = version("a.csv", "bodyId,type\n1,EPG\n");
    assert_eq!(first, version("b.csv", "bodyId,type\n1,EPG\n"));
    assert_ne!(first, version("a.csv", "bodyId,type\n1,PEG\n"));
}

#[tokio::test]
async fn cells_that_say_nothing_are_no_value_and_sides_stay_as_they_were_written() {
    let folder = Folder::new();
    let text = "bodyId,type,side,pre,cell_class,predictedNt,cropped
1,EPG,none,NA,na,none,True
2,EPG,BIL,12.0,CX,ACH,False
3,none,left,1,CX,,
";
    let table = folder.read("test.csv", text).expect("a table");
    assert_eq!((table.type_count(), table.untyped_count()), (1, 1));
    let proxy = Proxy::start(table).await;
    let summary = proxy.summaries("test").await.summaries.remove("EPG").expect("EPG");
    assert_eq!((summary.neurons.total, summary.neurons.unknown, summary.pre), (2, 2, 12));
    let attributes = serde_json::to_value(&summary.attributes).expect("json");
    let expected = serde_json::json!({
        "class": {"CX": {"neurons": 1}},
        "predictedNt": {"acetylcholine": {"neurons": 1}},
        "cropped": {"true": {"neurons": 1}, "false": {"neurons": 1}},
        "sideAsWritten": {"none": {"neurons": 1}, "BIL": {"neurons": 1}},
    });
    assert_eq!(attributes, expected);
}

#[tokio::test]
async fn flywires_connections_by_neuropil_are_added_up() {
    let folder = Folder::new();
    let neurons = folder.write(
        "fly.tsv",
        b"root_id\tcell_type\tside\n720575940600000001\tA\tleft\n720575940600000002\tB\tright\n",
    );
    let connections = folder.write(
        "connections.csv",
        b"pre_root_id,post_root_id,neuropil,syn_count,nt_type\n720575940600000001,720575940600000002,AVLP_R,5,ACH\n720575940600000001,720575940600000002,WED_R,6,ACH\n",
    );
    let files = Files { neurons, connections: Some(connections), ..Files::default() };
    let proxy = Proxy::start(files.read().expect("a table")).await;
    let partners: shared::wire::Partners = proxy.json("datasets/fly/types/A/partners").await;
    assert_eq!((partners.outputs.len(), partners.outputs[0].connections), (1, 11));
    assert_eq!(partners.outputs[0].sides.right, 11);
}
