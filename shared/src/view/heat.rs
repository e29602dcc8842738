//! How the heat map is arranged, and its part of the URL: `heat=out.types.regions`.

use super::Way;

/// How the heat map is arranged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heat {
    /// Inputs or outputs.
    pub way: Way,
    /// Whether like types stand side by side, else they stand in the order of the list.
    pub clusters_types: bool,
    /// Whether like regions stand side by side, else they stand in the order of the tree.
    pub clusters_regions: bool,
}

impl Default for Heat {
    fn default() -> Self {
        Heat { way: Way::Input, clusters_types: false, clusters_regions: false }
    }
}

const TYPES: &str = "types";
const REGIONS: &str = "regions";

impl Heat {
    /// As the URL has it; `None` for the arrangement that it opens with.
    pub(super) fn written(self) -> Option<String> {
        let words = [
            (self.way == Way::Output, Way::Output.key()),
            (self.clusters_types, TYPES),
            (self.clusters_regions, REGIONS),
        ];
        let words: Vec<&str> = words.iter().filter(|(holds, _)| *holds).map(|it| it.1).collect();
        (!words.is_empty()).then(|| words.join("."))
    }

    /// Reads it; words that mean nothing are left out.
    pub(super) fn read(text: &str) -> Heat {
        let has = |word: &str| text.split('.').any(|it| it == word);
        let way = if has(Way::Output.key()) { Way::Output } else { Way::Input };
        Heat { way, clusters_types: has(TYPES), clusters_regions: has(REGIONS) }
    }
}
