//! The short hash by which two packs compare their basis (section 6).

use crate::basis::Basis;
use sha2::{Digest, Sha256};

/// The first 8 hex digits of the SHA-256 of the basis, the same however its figures were written.
pub fn basis_hash(basis: &Basis) -> String {
    let digest = Sha256::digest(canonical(basis));
    let first: u32 = digest
        .iter()
        .take(4)
        .fold(0, |sum, b| sum << 8 | u32::from(*b));
    format!("{first:08x}")
}

/// The basis as JSON with every decimal in its shortest form.
fn canonical(basis: &Basis) -> Vec<u8> {
    let mut basis = basis.clone();
    for band in &mut basis.size_bands {
        *band = band.normalize();
    }
    let t = &mut basis.thresholds;
    for setting in [
        &mut t.good_downsell_rate,
        &mut t.good_nrr,
        &mut t.bad_downsell_rate,
        &mut t.bad_downsell_to_expansion,
        &mut t.concentration_ratio,
        &mut t.concentration_share,
        &mut t.dominance_share,
        &mut basis.guardrail,
    ] {
        *setting = setting.normalize();
    }
    serde_json::to_vec(&basis).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use holdfast_ledger::Decimal;

    #[test]
    fn a_hash_depends_on_values_not_on_how_they_are_written() {
        let basis = Basis::default();
        let written = Basis {
            guardrail: Decimal::new(2_000, 4),
            ..Basis::default()
        };
        assert_eq!(basis_hash(&basis), basis_hash(&written));
        assert_eq!(basis_hash(&basis).len(), 8);
        let other = Basis {
            min_n: 4,
            ..Basis::default()
        };
        assert_ne!(basis_hash(&basis), basis_hash(&other));
    }
}
