//! Names of types: those that the families list, and for the rest names made from templates.

use std::collections::HashSet;

use super::anatomy::Anatomy;
use super::draws::Draws;
use super::families::{Family, Group, Names, groups};

/// A type that has a name and a family, and nothing else yet.
#[derive(Debug)]
pub(super) struct Named {
    /// Name of the type, each once.
    pub name: String,
    /// Its family.
    pub family: &'static Family,
    /// Its family's group.
    pub group: &'static Group,
}

/// This many types. Those that are listed come first, so that a small dataset has them too.
pub(super) fn named_types(count: usize, anatomy: &Anatomy, draws: &mut Draws) -> Vec<Named> {
    let mut naming = Naming::default();
    naming.add_listed(anatomy);
    naming.named.truncate(count);
    naming.make_rest(count - naming.named.len(), draws);
    naming.named
}

fn families() -> impl Iterator<Item = (&'static Group, &'static Family)> {
    groups().flat_map(|group| group.families.iter().map(move |family| (group, family)))
}

fn glomeruli(anatomy: &Anatomy) -> impl Iterator<Item = &str> {
    let lobe = anatomy.region("AL").map(|al| &anatomy.regions[al].left);
    let parts = lobe.into_iter().flat_map(|lobe| &lobe.parts);
    parts.map(|part| anatomy.rois[*part].base.trim_start_matches("AL-"))
}

#[derive(Default)]
struct Naming {
    named: Vec<Named>,
    used: HashSet<String>,
}

impl Naming {
    fn add_listed(&mut self, anatomy: &Anatomy) {
        for (group, family) in families() {
            match family.names {
                Names::Listed(names) => names.iter().for_each(|n| self.add(group, family, n)),
                Names::Glomeruli(template) => glomeruli(anatomy)
                    .for_each(|g| self.add(group, family, &template.replace('*', g))),
                Names::Made(..) => {}
            }
        }
    }

    /// Gives each family that makes its names its share of `count` types.
    fn make_rest(&mut self, count: usize, draws: &mut Draws) {
        let share = |family: &Family| match family.names {
            Names::Made(_, share) => share as usize,
            _ => 0,
        };
        let all: usize = families().map(|(_, family)| share(family)).sum();
        let mut passed = 0;
        for (group, family) in families() {
            if let Names::Made(template, share) = family.names {
                let before = passed * count / all;
                passed += share as usize;
                let quota = passed * count / all - before;
                self.make(group, family, template, quota, draws);
            }
        }
    }

    /// Adds a type, unless there is one of this name.
    fn add(&mut self, group: &'static Group, family: &'static Family, name: &str) {
        if self.used.insert(name.to_owned()) {
            self.named.push(Named { name: name.to_owned(), family, group });
        }
    }

    /// Adds `quota` types. One name in eight is split into subtypes `_a`, `_b` …, and so is a
    /// name that comes again when a template has no others left.
    fn make(
        &mut self,
        group: &'static Group,
        family: &'static Family,
        template: &str,
        quota: usize,
        draws: &mut Draws,
    ) {
        let goal = self.named.len() + quota;
        while self.named.len() < goal {
            let name = fill(template, draws);
            let subtypes = match draws.chance(0.125) || self.used.contains(&name) {
                true => draws.between(2, 4) as usize,
                false => 0,
            };
            if subtypes == 0 {
                self.add(group, family, &name);
            }
            for letter in ('a'..='z').take(subtypes.min(goal - self.named.len())) {
                self.add(group, family, &format!("{name}_{letter}"));
            }
        }
    }
}

/// `#` is a digit, `%` one from 1, `@` a small letter up to `h`, `^` a capital up to `M`, `?` an
/// `A` or a `B`, as in hemilineages of the nerve cord.
fn fill(template: &str, draws: &mut Draws) -> String {
    let letter = |first: u8, draws: &mut Draws, count| char::from(first + draws.below(count) as u8);
    template
        .chars()
        .map(|c| match c {
            '#' => letter(b'0', draws, 10),
            '%' => letter(b'1', draws, 9),
            '?' => letter(b'A', draws, 2),
            '@' => letter(b'a', draws, 8),
            '^' => letter(b'A', draws, 13),
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::draws::Purpose;
    use super::*;

    #[test]
    fn every_type_has_a_name_of_its_own_even_when_templates_run_short() {
        let anatomy = Anatomy::new();
        for count in [10, 1_000, 30_000] {
            let types = named_types(count, &anatomy, &mut Draws::new(3, Purpose::Types));
            let names: HashSet<_> = types.iter().map(|t| &t.name).collect();
            assert_eq!((types.len(), names.len()), (count, count));
        }
    }

    #[test]
    fn every_region_that_a_family_visits_is_in_the_tree() {
        let anatomy = Anatomy::new();
        for family in groups().flat_map(|group| group.families) {
            for region in family.regions.split(' ') {
                assert!(anatomy.region(region).is_some(), "{region:?}");
            }
        }
    }
}
