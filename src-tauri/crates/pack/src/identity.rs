//! The pack ID: a short content hash by which a pack is cited. The same inputs give the same ID.

use crate::PackInputs;
use sha2::{Digest, Sha256};

/// Twelve hex digits over the sources' hashes, the basis, the decisions, the figures and the texts.
/// Paper is looks, not content.
pub fn pack_id(inputs: &PackInputs) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    };
    for source in &inputs.evidence.sources {
        add(&source.sha256);
        add(&source.range);
    }
    add(&inputs.report.basis_hash);
    add(&format!("{:?}", inputs.evidence.decisions));
    for close in &inputs.report.closes {
        add(&format!(
            "{} {}",
            close.close,
            holdfast_ledger::money_text(close.amount)
        ));
    }
    for period in &inputs.report.periods {
        add(&format!("{:?}", period.total.bridge));
    }
    let o = inputs.options;
    add(&format!(
        "{:?}",
        (
            o.template,
            o.draft,
            o.sample,
            &o.messages,
            &o.notes,
            &o.asks,
            &o.outlook,
            &o.benchmarks,
            &o.left_out
        )
    ));
    if (o.mode, o.naming, o.order.as_slice()) != (None, None, &[]) {
        add(&format!("{:?}", (o.mode, o.naming, &o.order)));
    }
    if let Some(unit) = o.unit {
        add(&format!("{unit:?}"));
    }
    if !o.references.is_empty() {
        add(&format!("{:?}", o.references));
    }
    add(&format!("{:?}", inputs.restated));
    add(&format!("{:?}", (inputs.plan, inputs.requests)));
    let negotiated = inputs.negotiations.map(|n| (&n.playbook, &n.total));
    add(&format!("{negotiated:?}"));
    let digest = hash.finalize();
    let number = digest
        .iter()
        .take(6)
        .fold(0_u64, |n, b| n << 8 | u64::from(*b));
    format!("{number:012x}")
}
