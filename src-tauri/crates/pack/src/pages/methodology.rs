use super::Built;
use crate::context::Context;

pub(super) fn pages(_c: &Context) -> Vec<Built> {
    Vec::new()
}
