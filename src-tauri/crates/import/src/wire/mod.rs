//! What both ends of the worker's pipe share: the frames, the reasons to stop, the families of files.

pub(crate) mod protocol;
pub(crate) mod sniff;
pub(crate) mod stop;
