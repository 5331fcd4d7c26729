//! A scripted year (issue 7, shows line 1): four quarterly imports into one workspace, each with planted
//! restatements. Each is found with its cause and amount, the restatement bridge foots to the cent, packs wait
//! for the choices, and the packs of earlier quarters still export the same bytes.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

mod export;
mod found;
mod kept;
mod planted;
mod year;
