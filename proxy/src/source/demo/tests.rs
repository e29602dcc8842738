//! What the demo generator promises, over the hemibrain's size unless a test says otherwise.

use super::*;

#[test]
fn the_default_size_has_the_hemibrains_numbers() {
    let table = generate(Size::Hemibrain, DEFAULT_SEED);
    let numbers = (table.neuron_count(), table.type_count(), table.untyped_count());
    assert_eq!(numbers, (25_397, 5_620, 2_693));
}
