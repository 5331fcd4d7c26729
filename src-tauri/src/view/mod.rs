//! What the screens are told: plain values, every figure as final text. The TypeScript types in
//! `ui/src/types.ts` are generated from these (see the test in `types.rs`).

/// Derives what every view type needs.
macro_rules! view {
    ($($(#[$meta:meta])* $kind:ident $name:ident $body:tt)+) => {
        $(
            $(#[$meta])*
            #[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
            #[cfg_attr(test, derive(ts_rs::TS))]
            #[serde(rename_all = "camelCase")]
            pub $kind $name $body
        )+
    };
}

pub mod data;
pub mod export;
pub mod failure;
pub mod grid;
pub mod issues;
pub mod mapping;
pub mod metrics;
pub mod negotiations;
pub mod pack;
pub mod restatement;
pub mod start;
#[cfg(test)]
mod types;
