//! Layouts which no documentation has: as finance teams build them, and exports of tools with sensible
//! headers. Each is exact, or asks a question whose right answer makes it exact; none is silently wrong.

mod billing;
mod blocks;
mod charges;
mod crm;
mod labels;
mod lists;
mod locales;
mod logs;
mod movements;
mod periods;
mod reports;
mod second;
mod sheets;
mod tools;
