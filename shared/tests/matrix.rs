//! The heat map: what its cells, orders and files say.
#![allow(clippy::unwrap_used)]

mod made;

use std::collections::BTreeSet;

use made::{hierarchy, index_over, node, spread};
use proptest::collection::vec;
use proptest::prelude::*;
use shared::export::Head;
use shared::index::{Index, TypeId};
use shared::matrix::{CLUSTERED_AT_MOST, Column, Matrix, Picture, Unit, Values};
use shared::matrix::{cluster_columns, cluster_rows, csv, svg};
use shared::roi::Regions;
use shared::view::Way;
use shared::wire::{Dataset, Summary};

const ROIS: [&str; 6] = ["EB", "PB", "NO", "LAL", "SMP", "FB"];

/// Types with these inputs in six regions, and 7 outside.
fn index(inputs: &[[u64; 6]]) -> Index {
    let summaries: Vec<Summary> = inputs
        .iter()
        .enumerate()
        .map(|(at, counts)| {
            let rois: Vec<(&str, [u64; 2])> =
                ROIS.iter().zip(counts).map(|(roi, count)| (*roi, [*count, 1])).collect();
            let total = counts.iter().sum::<u64>() + 7;
            Summary { name: format!("T{at}"), ..spread([total, 8], &rois) }
        })
        .collect();
    index_over(regions(), &summaries)
}

fn regions() -> Regions {
    let leaf = |name| node(name, vec![]);
    let cx = node("CX", vec![leaf("EB"), leaf("PB"), leaf("NO")]);
    let tree = node("brain", vec![cx, leaf("LAL"), leaf("SMP"), leaf("FB")]);
    Regions::new(&hierarchy(tree, &ROIS))
}

fn all(index: &Index) -> Vec<TypeId> {
    (0..index.len() as TypeId).collect()
}

fn matrix(index: &Index) -> Matrix {
    Matrix::new(index, &all(index), Way::Input)
}

fn names(index: &Index, matrix: &Matrix) -> Vec<String> {
    matrix.columns.iter().map(|column| column.name(&index.regions).to_owned()).collect()
}

#[test]
fn columns_are_the_primary_regions_reached_in_tree_order_and_outside() {
    let index = index(&[[5, 0, 0, 1, 0, 0], [0, 0, 2, 0, 0, 0]]);
    let matrix = matrix(&index);
    assert_eq!(names(&index, &matrix), ["EB", "NO", "LAL", "outside"]);
    assert_eq!((matrix.unreached, matrix.unit), (3, Unit::Inputs));
    let output = Matrix::new(&index, &all(&index), Way::Output);
    assert_eq!(output.unit, Unit::Tbars, "what has no connections is called T-bars");
    assert_eq!(output.columns.len(), 7);
}

#[test]
fn an_ancestor_and_what_lies_within_it_are_never_both_columns() {
    let index = index(&[[1, 1, 1, 1, 1, 1]]);
    assert!(!names(&index, &matrix(&index)).contains(&"CX".to_owned()));
}

#[test]
fn without_types_or_regions_there_is_nothing() {
    let empty = Matrix::new(&Index::default(), &[0, 4], Way::Input);
    assert!(empty.rows.is_empty() && empty.columns.is_empty());
    assert_eq!(cluster_columns(&empty, &Index::default()), [0; 0]);
    let index = index_over(Regions::default(), &[spread([9, 9], &[("EB", [4, 4])])]);
    let matrix = Matrix::new(&index, &all(&index), Way::Input);
    assert_eq!(matrix.columns, [Column::Outside]);
}

fn order_of_rows(matrix: &Matrix, index: &Index) -> (Vec<usize>, usize) {
    let mut clustering = cluster_rows(matrix, index);
    let mut before = 0;
    while clustering.step() {
        assert!(clustering.percent() >= before && clustering.percent() <= 100);
        before = clustering.percent();
    }
    let clustered = clustering.clustered();
    (clustering.order(), clustered)
}

#[test]
fn like_stands_beside_like() {
    let kinds = [[90, 1, 0, 0, 0, 0], [0, 0, 80, 3, 0, 0], [0, 0, 0, 0, 10, 70]];
    let inputs: Vec<[u64; 6]> = (0..30).map(|at| kinds[at % 3].map(|n| n * 1_000)).collect();
    let index = index(&inputs);
    let (order, clustered) = order_of_rows(&matrix(&index), &index);
    assert_eq!(clustered, 30);
    let kinds: Vec<usize> = order.iter().map(|at| at % 3).collect();
    let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
    assert_eq!(changes, 2, "{kinds:?}");
}

#[test]
fn columns_that_go_together_stand_together() {
    let inputs = [[50, 0, 48, 0, 2, 0], [40, 0, 41, 0, 0, 0], [0, 60, 0, 70, 0, 3]];
    let index = index(&inputs.map(|row| row.map(|n| n * 1_000)));
    let matrix = matrix(&index);
    let order = cluster_columns(&matrix, &index);
    let names = names(&index, &matrix.with_columns(&order));
    let place = |name: &str| names.iter().position(|it| it == name).unwrap();
    assert_eq!(place("EB").abs_diff(place("NO")), 1, "{names:?}");
    assert_eq!(place("PB").abs_diff(place("LAL")), 1, "{names:?}");
}

#[test]
fn rows_stand_by_their_share_in_one_column_and_equal_ones_as_before() {
    // Of T1's 107 inputs more are in EB than of T0's, but a smaller share.
    let inputs = [
        [20, 0, 0, 0, 0, 0],
        [50, 50, 0, 0, 0, 0],
        [0, 5, 0, 0, 0, 0],
        [93, 0, 0, 0, 0, 0],
        [0, 9, 0, 0, 0, 0],
    ];
    let index = index(&inputs);
    let by = |name: &str| matrix(&index).by(name, &index).rows;
    assert_eq!(by("EB"), [3, 0, 1, 2, 4]);
    assert_eq!(by("outside"), [2, 4, 0, 3, 1]);
    assert_eq!(by("FB"), [0, 1, 2, 3, 4], "no type reaches it");
}

#[test]
fn of_a_long_list_some_are_clustered_and_each_other_stands_by_the_most_alike() {
    let kind = |at: usize| [(at * 7 + 3) % 101, (at * 13) % 89, at % 97, 0, (at * 31) % 53, 1];
    let inputs: Vec<[u64; 6]> = (0..4_000).map(|at| kind(at % 2_000).map(|n| n as u64)).collect();
    let index = index(&inputs);
    let (order, clustered) = order_of_rows(&matrix(&index), &index);
    assert_eq!(clustered, CLUSTERED_AT_MOST);
    assert_eq!(BTreeSet::from_iter(&order).len(), 4_000);
    let place = |at: usize| order.iter().position(|it| *it == at).unwrap();
    // Twins: all the same inputs. Where one of them leads, the other is behind it.
    let apart = (0..2_000).filter(|at| place(*at).abs_diff(place(at + 2_000)) > 60).count();
    assert!(apart < 20, "{apart} twins are apart");
}

/// The sets that average linkage merges, by trying all pairs again and again.
fn merged_sets(rows: &[Vec<f64>]) -> Vec<BTreeSet<usize>> {
    let length = |row: &[f64]| row.iter().map(|v| v * v).sum::<f64>().sqrt();
    let distance = |a: usize, b: usize| {
        let product: f64 = rows[a].iter().zip(&rows[b]).map(|(a, b)| a * b).sum();
        1.0 - product / (length(&rows[a]) * length(&rows[b]))
    };
    let mut sets: Vec<BTreeSet<usize>> = (0..rows.len()).map(|at| BTreeSet::from([at])).collect();
    let mut merged = Vec::new();
    while sets.len() > 1 {
        let mean = |a: &BTreeSet<usize>, b: &BTreeSet<usize>| {
            let pairs = a.iter().flat_map(|a| b.iter().map(|b| distance(*a, *b)));
            pairs.sum::<f64>() / (a.len() * b.len()) as f64
        };
        let pairs = (0..sets.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let (a, b) = pairs
            .min_by(|x, y| mean(&sets[x.0], &sets[x.1]).total_cmp(&mean(&sets[y.0], &sets[y.1])))
            .unwrap();
        let more = sets.remove(a);
        sets[b].extend(more);
        merged.push(sets[b].clone());
    }
    merged
}

proptest! {
    #[test]
    fn a_row_makes_all_of_a_types_synapses(inputs in vec(proptest::array::uniform6(0u64..50), 1..9)) {
        let index = index(&inputs);
        let matrix = matrix(&index);
        let mut reader = matrix.reader(index.regions.all.len());
        for entry in &index.entries {
            let (counts, total) = reader.read(entry);
            prop_assert_eq!(counts.iter().sum::<u64>(), total);
        }
    }

    #[test]
    fn an_order_has_each_row_and_column_once(inputs in vec(proptest::array::uniform6(0u64..4), 0..40)) {
        let index = index(&inputs);
        let matrix = matrix(&index);
        let mut rows = order_of_rows(&matrix, &index).0;
        let mut columns = cluster_columns(&matrix, &index);
        rows.sort_unstable();
        columns.sort_unstable();
        prop_assert_eq!(rows, (0..inputs.len()).collect::<Vec<_>>());
        prop_assert_eq!(columns, (0..matrix.columns.len()).collect::<Vec<_>>());
    }

    /// Large random counts: no two distances are the same, so there is one right tree.
    #[test]
    fn what_average_linkage_merges_stands_together(
        inputs in vec(proptest::array::uniform6(1u64..1_000_000), 2..12)
    ) {
        let index = index(&inputs);
        let order = order_of_rows(&matrix(&index), &index).0;
        let rows: Vec<Vec<f64>> = inputs
            .iter()
            .map(|row| row.iter().chain([&7]).map(|n| *n as f64).collect())
            .collect();
        for set in merged_sets(&rows) {
            let places = set.iter().map(|at| order.iter().position(|it| it == at).unwrap());
            let (least, most) = places.fold((usize::MAX, 0), |(l, m), p| (l.min(p), m.max(p)));
            prop_assert_eq!(most - least + 1, set.len(), "{:?} in {:?}", set, &order);
        }
    }
}

#[test]
fn files_hold_names_as_they_are_and_nothing_that_runs() {
    let hard = "<b>=\"x\", & 'y'\u{1}</b>";
    let formula = "=HYPERLINK(\"x\")";
    let summaries = [hard, formula]
        .map(|name| Summary { name: name.to_owned(), ..spread([10, 0], &[("EB", [5, 0])]) });
    let index = index_over(regions(), &summaries);
    let matrix = matrix(&index);
    let dataset = Dataset { name: "a<b".to_owned(), version: "2".to_owned(), ..Dataset::default() };
    let head = Head { dataset: &dataset, content: "2 types", address: "?", date: "today" };
    let table = csv(&matrix, &index, Values::Shares, &head);
    let expected = "type,neurons,inputs,EB %,outside %\r\n\
        \"<b>=\"\"x\"\", & 'y'\u{1}</b>\",1,10,50.00,50.00\r\n\
        \"'=HYPERLINK(\"\"x\"\")\",1,10,50.00,50.00\r\n";
    assert!(table.starts_with("# content: 2 types\r\n# dataset: a<b\r\n# version: 2\r\n"));
    assert!(table.ends_with(expected), "{table}");
    let counts = csv(&matrix, &index, Values::Counts, &head);
    assert!(counts.ends_with(",1,10,5,5\r\n"), "{counts}");

    let picture = Picture { rows: 0..2, full_names: false, title: hard, head: &head };
    let picture = svg(&matrix, &index, &picture);
    assert!(picture.contains("&lt;b&gt;=&quot;x&quot;, &amp; &apos;y&apos;\u{fffd}&lt;/b&gt;"));
    assert!(picture.contains("dataset: a&lt;b"));
    assert!(
        !picture.contains("style=") && !picture.contains("<script") && !picture.contains("<b>")
    );
    assert!(picture.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
}

/// `cargo test --release -p quickpage-shared --test matrix -- --ignored --nocapture`
#[test]
#[ignore = "a measurement, not a claim"]
fn how_long_clustering_takes() {
    let leaf = |at: usize| node(&format!("R{at}"), vec![]);
    let names: Vec<String> = (0..150).map(|at| format!("R{at}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let tree = node("brain", (0..150).map(leaf).collect());
    let mut state = 1u64;
    let mut draw = move |n: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let summaries: Vec<Summary> = (0..11_700)
        .map(|at| {
            let rois: Vec<(&str, [u64; 2])> =
                (0..30).map(|_| (names[draw(150) as usize], [draw(1_000), draw(1_000)])).collect();
            Summary { name: format!("T{at}"), ..spread([40_000, 40_000], &rois) }
        })
        .collect();
    let index = index_over(Regions::new(&hierarchy(tree, &names)), &summaries);
    for rows in [1_500, 11_700] {
        let started = std::time::Instant::now();
        let types: Vec<TypeId> = (0..rows).collect();
        let matrix = Matrix::new(&index, &types, Way::Input);
        println!("{rows} rows: matrix {:?}", started.elapsed());
        let started = std::time::Instant::now();
        let columns = cluster_columns(&matrix, &index);
        println!("  {} columns: {:?}", columns.len(), started.elapsed());
        let mut clustering = cluster_rows(&matrix, &index);
        println!("  vectors: {:?}", started.elapsed());
        let mut longest = std::time::Duration::ZERO;
        loop {
            let step = std::time::Instant::now();
            let goes_on = clustering.step();
            longest = longest.max(step.elapsed());
            if !goes_on {
                break;
            }
        }
        println!("  rows: {:?}, longest step {longest:?}", started.elapsed());
    }
}
