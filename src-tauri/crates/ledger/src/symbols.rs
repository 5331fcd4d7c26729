//! Interned names, so that a million rows hold each product, plan and segment once.

use std::collections::HashMap;

/// A name by its number. [`Symbol::NONE`] is the empty name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Symbol(u32);

impl Symbol {
    /// The empty name: not given.
    pub const NONE: Symbol = Symbol(0);

    /// Whether a name was given.
    pub fn is_some(self) -> bool {
        self.0 != 0
    }

    /// Its number, for use as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The table of names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbols {
    names: Vec<String>,
    by_name: HashMap<String, Symbol>,
}

impl Default for Symbols {
    fn default() -> Self {
        Symbols {
            names: vec![String::new()],
            by_name: HashMap::from([(String::new(), Symbol::NONE)]),
        }
    }
}

impl Symbols {
    /// The symbol of a name, new where it was not seen before.
    pub fn intern(&mut self, name: &str) -> Symbol {
        if let Some(&symbol) = self.by_name.get(name) {
            return symbol;
        }
        let symbol = Symbol(self.names.len() as u32);
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), symbol);
        symbol
    }

    /// The symbol of a name already seen.
    pub fn find(&self, name: &str) -> Option<Symbol> {
        self.by_name.get(name).copied()
    }

    /// The name of a symbol.
    pub fn name(&self, symbol: Symbol) -> &str {
        self.names.get(symbol.index()).map_or("", String::as_str)
    }

    /// All names with their symbols, in the order they were first seen.
    pub fn iter(&self) -> impl Iterator<Item = (Symbol, &str)> {
        self.names
            .iter()
            .enumerate()
            .map(|(i, name)| (Symbol(i as u32), name.as_str()))
    }

    /// How many names there are, the empty one included.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether only the empty name is known.
    pub fn is_empty(&self) -> bool {
        self.names.len() == 1
    }
}
