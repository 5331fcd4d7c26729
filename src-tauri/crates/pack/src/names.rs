//! How customers and segments are called on a page (pack 1.1 and 3.2).

use crate::context::Context;
use crate::template::Naming;
use holdfast_ledger::Ledger;

/// Characters of a name on one line.
pub(crate) const NAME_LIMIT: usize = 24;

/// A customer's name or, where the template wants codes, its code.
pub(crate) fn customer(c: &Context, index: u32) -> String {
    customer_called(c.inputs.ledger, c.inputs.options.naming(), index)
}

/// A customer by name or code; codes are numbers in the order of ids.
pub fn customer_called(ledger: &Ledger, naming: Naming, index: u32) -> String {
    let width = ledger.customers().len().to_string().len().max(3);
    match (naming, ledger.customers().get(index as usize)) {
        (Naming::Names, Some(customer)) => customer.name.clone(),
        _ => format!("C{:0width$}", index + 1),
    }
}

/// A customer's name cut at the end, at most two lines of it.
pub(crate) fn end_cut(name: &str, limit: usize) -> String {
    if name.chars().count() <= limit {
        return name.to_owned();
    }
    let head: String = name.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

/// A segment's name cut in the middle: its end often tells it from others.
pub(crate) fn middle_cut(name: &str, limit: usize) -> String {
    let length = name.chars().count();
    if length <= limit {
        return name.to_owned();
    }
    let tail_length = (limit - 1) / 2;
    let head: String = name.chars().take(limit - 1 - tail_length).collect();
    let tail: String = name.chars().skip(length - tail_length).collect();
    format!("{}…{}", head.trim_end(), tail.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_both_ends_or_the_beginning() {
        let long = "Public sector and education, Northern Europe";
        assert_eq!(middle_cut(long, 24), "Public secto…hern Europe");
        assert_eq!(end_cut(long, 24), "Public sector and educa…");
        assert_eq!(middle_cut("Mid-market", 24), "Mid-market");
    }
}
