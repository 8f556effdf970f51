//! From the service domain to files.
//!
//! [`lower`] says what a checked stack means in each format: one room per format, none of which
//! writes text; their output is the syntax of `formats`, whose printers do. Text that a format
//! cannot carry is reported at the user's line.
//!
//! - `quadlet`: containers, volumes, networks and builds
//! - `systemd`: timers, jobs and the units of the host
//! - `nginx`: the sites of each nginx
//! - `nft`: the stack's table
//! - `accounts`: sysusers.d and tmpfiles.d
//! - `env_files`, `credentials`: variables and secrets of services
//! - `config`: configuration files of applications
//! - `secrets`: what the manifest says of them
//! - `scripts`: what must be done on the host: secrets made from secrets, key pairs, id ranges

mod context;
pub use context::{Asked, Lowered};

pub mod rules;
pub use rules::RULES;

mod refusal;

mod references;
mod releases;

mod writer;

mod accounts;
mod config;
mod credentials;
mod env_files;
mod nft;
mod nginx;
pub use nginx::Sites;
mod quadlet;
mod scripts;
mod secrets;
mod systemd;
mod units;
mod values;

use context::{Context, Output};
use model::CheckedStack;
use source::Report;

/// The rooms, in the order in which a host meets their files.
const ROOMS: &[fn(&Context<'_>, &mut Output<'_>)] = &[
    accounts::lower,
    secrets::lower,
    scripts::lower,
    config::lower,
    env_files::lower,
    credentials::lower,
    nginx::lower,
    quadlet::lower,
    systemd::lower,
    nft::lower,
];

/// Lowers a stack to the files of a host. What cannot be written goes to the report; the output is
/// then incomplete and must not be used.
pub fn lower(stack: &CheckedStack, report: &mut Report) -> Lowered {
    releases::check(stack, report);
    let context = Context::new(stack);
    let mut output = Output::new(report);
    for room in ROOMS {
        room(&context, &mut output);
    }
    output.finish(context.name())
}

/// Judges what the stacks of a host bring to it together: names of units, and the one nginx they share.
///
/// Of a stack alone this is a part of its own judgement. In the order of the stacks' names, in which nginx
/// reads their sites.
pub fn judge_together(stacks: &[&Lowered], report: &mut Report) {
    units::check(stacks, report);
    nginx::judge_together(stacks, report);
}
