//! Every format, written and read back; and what is refused.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

mod damaged;
mod facts;
mod generated;
mod packages;
mod roundtrip;
mod samples;
