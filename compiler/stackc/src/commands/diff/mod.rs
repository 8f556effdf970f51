//! `stackc diff`

mod json;
mod shape;
mod sides;

use super::show_json;
use crate::cli::Global;
use crate::installable::Installable;
use crate::show::{self, Paging, Texts, Trouble, Verdict};
use host::render::{self, Direction, Which};
use host::{Live, Plan, ThisHost, compare};
use sides::{Compared, Outcome, compared};
use std::ffi::OsString;
use std::path::PathBuf;

/// Compare a stack with a host
///
/// Reads the host, changes nothing. First come two columns for each path: what changed on the host
/// since the last generation, and what would change on the host now, by section and key where the format
/// is known; then what must be done about it; then the lines of texts whose format is not known. All stacks of a host are compared one after the other. Two stacks, two
/// environments or two objects of a store are compared with each other: the plan is what follows on a
/// host that has the first. Exits as diff(1): 0 when there is no difference, 1 when there is one, 2 in
/// trouble.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Directory of the host that stands for /etc [default: /etc], or two stacks to compare with each other
    #[arg(value_name = "DIR | OLD NEW", num_args = 0..=2)]
    places: Vec<OsString>,
    /// The stack: a folder or file with `#NAME` for one of its environments, hosts, or stacks of a host (`#HOST.STACK`), or an object of a store
    #[arg(short, long, default_value = ".", value_name = "PATH[#NAME]")]
    stack: Installable,
    /// Look at the host through a tar archive of it, `-` for standard input: `ssh host tar c /etc | stackc diff --tar -`
    #[arg(long, value_name = "FILE", conflicts_with = "places")]
    tar: Option<PathBuf>,
    /// Look at the host whose root is this directory: its `etc`, and files that belong to others
    #[arg(long, value_name = "DIR", conflicts_with_all = ["places", "tar"])]
    root: Option<PathBuf>,
    /// Ask systemd, podman and nft of this host as well: what runs with older files, has failed or is missing
    #[arg(long, conflicts_with_all = ["places", "tar", "root"])]
    live: bool,
    /// Show the texts of all files as unified diffs, not only of those whose format is not known
    #[arg(short, long, conflicts_with_all = ["stat", "name_only", "json"])]
    unified: bool,
    /// Print only the unified diffs, as `patch -p1` takes them
    #[arg(short, long, conflicts_with_all = ["stat", "name_only", "json"])]
    patch: bool,
    /// Print how many lines change in each file
    #[arg(long, conflicts_with_all = ["name_only", "json"])]
    stat: bool,
    /// Print only the paths
    #[arg(long, conflicts_with = "json")]
    name_only: bool,
    /// Show in the texts what the host has instead of the stack
    #[arg(short = 'R', long, conflicts_with_all = ["stat", "name_only", "json"])]
    reverse: bool,
    /// Print a JSON object for scripts, of the form that `--schema` describes
    #[arg(long)]
    json: bool,
    /// Print the JSON Schema of the object that `--json` prints, and compare nothing
    #[arg(long, conflicts_with_all = ["places", "tar", "root", "json", "patch", "stat", "name_only", "reverse", "unified"])]
    schema: bool,
    /// Print straight to the terminal, not through `$STACKC_PAGER`, `$PAGER` or less
    #[arg(long)]
    no_pager: bool,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    if arguments.schema {
        return json::schema().map(|()| Verdict::Fine);
    }
    let Compared {
        pairs,
        host,
        diagnostics,
    } = match compared(global, arguments)? {
        Outcome::Compared(compared) => compared,
        Outcome::Errors(diagnostics) => {
            if arguments.json {
                show_json(&json::none(diagnostics))?;
            }
            return Err(Trouble::new("the stack has errors: nothing was compared"));
        }
    };
    let plan = |(host, new)| {
        let mut plan = compare(new, host);
        plan.live = arguments.live.then(|| Live::of(&plan, &ThisHost));
        plan
    };
    let plans: Vec<Plan<'_>> = pairs.iter().map(|(host, new)| plan((host, new))).collect();
    if arguments.json {
        match (plans.as_slice(), host) {
            ([plan], None) => show_json(&json::alone(plan, diagnostics))?,
            (plans, host) => show_json(&json::of_host(plans, host, diagnostics))?,
        }
    } else {
        let paging = match arguments.no_pager {
            true => Paging::Never,
            false => Paging::Auto,
        };
        let texts = match arguments.patch {
            true => Texts::Exact,
            false => Texts::Tame,
        };
        show::diff(
            global,
            paging,
            texts,
            &all(arguments, &plans, host.is_some()),
        )?;
    }
    if plans.iter().any(Plan::is_partial) {
        let message = "some of it could not be seen, so the comparison is not whole";
        return Err(Trouble::new(message));
    }
    Ok(if plans.iter().all(Plan::is_same) {
        Verdict::Fine
    } else {
        Verdict::Different
    })
}

/// All plans; those of a host with the name of the stack above each.
fn all(arguments: &Arguments, plans: &[Plan<'_>], is_host: bool) -> String {
    let section = |plan| {
        let text = text(arguments, plan);
        let is_headed = is_host && !arguments.name_only && !arguments.patch;
        match is_headed && !text.is_empty() {
            true => format!("{}:\n{text}", plan.generation.manifest().stack),
            false => text,
        }
    };
    let between = match arguments.name_only || arguments.patch {
        true => "",
        false => "\n",
    };
    let sections = plans.iter().map(section);
    let sections: Vec<String> = sections.filter(|text| !text.is_empty()).collect();
    sections.join(between)
}

fn text(arguments: &Arguments, plan: &Plan<'_>) -> String {
    if arguments.name_only {
        return render::names(plan);
    }
    if arguments.stat {
        return render::stat(plan, show::width());
    }
    let direction = if arguments.reverse {
        Direction::StackToHost
    } else {
        Direction::HostToStack
    };
    let which = match arguments.patch || arguments.unified || arguments.reverse {
        true => Which::All,
        false => Which::ByLines,
    };
    let diffs = render::unified(plan, which, direction);
    if arguments.patch {
        return diffs;
    }
    let status = render::status(plan);
    if status.is_empty() || diffs.is_empty() {
        return status + &diffs;
    }
    format!("{status}\n{diffs}")
}
