//! `stackc expose`

mod json;
mod table;

use super::{JSON_FORMAT, compile_and_report, show_json};
use crate::cli::Global;
use crate::installable::Installable;
use crate::show::{self, Trouble, Verdict};
use json::JsonExpose;

/// Show who can reach what listens on a host, and why
///
/// For every listener: who reaches it (the internet, a network of the host, the host only, containers of
/// the stack only, nobody), then the lines of the stack that make it so. The answer comes from the
/// nftables tables that are built, and from what the stack says of the host: `host.listens`,
/// `host.networks`, `host.foreign_rules`. Exits with 0 when there are no errors, 1 when there are, 2 when
/// the sources cannot be read.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file, with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`)
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installable: Installable,
    /// Print a JSON object for scripts: `hosts`, `diagnostics`
    #[arg(long)]
    json: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let reported = compile_and_report(global, &arguments.installable)?;
    if arguments.json {
        show_json(&JsonExpose {
            format: JSON_FORMAT,
            hosts: json::hosts(&reported),
            diagnostics: &reported.diagnostics(),
        })?;
        return Ok(reported.verdict);
    }
    let text = table::hosts(&reported, show::width());
    show::result(&text)?;
    Ok(reported.verdict)
}
