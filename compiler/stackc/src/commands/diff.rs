//! `stackc diff`
use crate::cli::Global;
use crate::show::{Trouble, Verdict};
/// stub
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {}
pub(super) fn run(_: &Global, _: &Arguments) -> Result<Verdict, Trouble> { Ok(Verdict::Fine) }
