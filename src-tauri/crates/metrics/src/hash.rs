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
