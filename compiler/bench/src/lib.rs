//! Measuring support: stacks of any size, as somebody would write them.
//!
//! Nothing here is part of the compiler. A stack of `n` applications is a text, the same for the same `n`: each
//! application has a container, a volume, a file of variables, a site behind the nginx of the host, a port for the
//! office and a rule of the firewall that opens it, so that every phase of the compiler and every rule has work that
//! grows with `n`.

mod application;
mod stack;

pub use stack::{MOST, hosts, stack};
