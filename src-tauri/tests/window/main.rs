//! The real window, driven as a user drives it: `WebDriver` for the page, a virtual display with a window
//! manager for dialogs. `cargo test -p holdfast-app` starts all of that itself; it needs the Debian
//! packages webkit2gtk-driver, xvfb, openbox, xdotool and dbus.
//!
//! `HOLDFAST_PICTURES=DIR` keeps a picture of every screen, light and dark.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod access;
mod annoyances;
mod app;
mod brand;
mod changes;
mod desktop;
mod driver;
mod exports;
mod files;
mod find;
mod focus;
mod guards;
mod journeys;
mod keyboard;
mod keys;
mod layouts;
mod mapping;
mod negotiations;
mod packages;
mod projects;
mod refused;
mod screens;
mod speed;
mod start;
mod states;
mod trust;
