//! The distinct texts of a file, numbered in the order in which they are first met.

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// All texts one after the other, found again by their hash.
#[derive(Default)]
pub(crate) struct Texts {
    all: String,
    ends: Vec<usize>,
    ids: HashTable<u32>,
    hasher: RandomState,
}

fn slice<'a>(all: &'a str, ends: &[usize], id: u32) -> &'a str {
    let id = id as usize;
    let start = id.checked_sub(1).map_or(0, |before| ends[before]);
    &all[start..ends[id]]
}

impl Texts {
    /// The number of a text, and whether it is new.
    pub fn number(&mut self, text: &str) -> (u32, bool) {
        let Texts {
            all,
            ends,
            ids,
            hasher,
        } = self;
        let hash = hasher.hash_one(text);
        if let Some(&id) = ids.find(hash, |&id| slice(all, ends, id) == text) {
            return (id, false);
        }
        let id = ends.len() as u32;
        all.push_str(text);
        ends.push(all.len());
        ids.insert_unique(hash, id, |&id| hasher.hash_one(slice(all, ends, id)));
        (id, true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_numbered_once() {
        let mut texts = Texts::default();
        assert_eq!(texts.number("Alder"), (0, true));
        assert_eq!(texts.number("Birch"), (1, true));
        assert_eq!(texts.number("Alder"), (0, false));
        assert_eq!(texts.number(""), (2, true));
        assert_eq!(texts.number(""), (2, false));
        let many: Vec<u32> = (0..5000).map(|i| texts.number(&i.to_string()).0).collect();
        assert!((0..5000).all(|i: u32| texts.number(&i.to_string()) == (many[i as usize], false)));
    }
}
