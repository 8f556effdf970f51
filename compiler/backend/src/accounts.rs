//! The account that runs the containers: sysusers.d and tmpfiles.d.

use crate::context::{Context, Output};

pub(crate) fn lower(_context: &Context<'_>, _output: &mut Output<'_>) {}
