//! `certbot-NAME.sh`: what the host does after certbot has run without a failure (R18).
//!
//! Only certbot knows whether there is a new certificate, and it runs in a container; what reads the
//! certificate is told by the host. So the deploy hook leaves a file in a folder that both see and that
//! systemd makes for each run (`RuntimeDirectory=`, `systemd.exec(5)`), and the host looks for it.

use super::{PAIR_SCRIPT, add};
use crate::context::{Context, Output};
use crate::systemd;
use formats::Refused;
use formats::shell::{Command, Condition, Piece, Script, Statement, VariableName, Word};
use model::check::Role;
use model::leaf::Name;
use source::Origin;
use tree::{Reader, Scope};

/// Where certbot's container finds the folder of its run.
pub(crate) const RUN_FOLDER: &str = "/stackc/run";

/// The file that the deploy hook leaves there.
const RENEWED: &str = "renewed";

/// Where the script of a certificate stands in the tree.
pub(crate) fn path(context: &Context<'_>, certificate: &Name) -> String {
    format!("{}/certbot-{certificate}.sh", context.own_folder())
}

/// The command that certbot hands to a shell of its container when there is a new certificate.
pub(crate) fn deploy_hook() -> String {
    format!("{PAIR_SCRIPT} && touch {RUN_FOLDER}/{RENEWED}")
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    for (job, part) in &context.stack.parts {
        let Role::Certbot(certificate) = &part.role else {
            continue;
        };
        let reader = Reader::Unit(context.unit(context.service(job)));
        let path = path(context, certificate);
        let script = script(context, job, certificate, &part.origin);
        add(context, &path, script, [reader], &part.origin, output);
    }
}

fn script(
    context: &Context<'_>,
    job: &Name,
    certificate: &Name,
    origin: &Origin,
) -> Result<Script, Refused> {
    let mut lines = Vec::new();
    let readers: Vec<String> = context
        .stack
        .consumers_of(certificate.as_str())
        .map(|reader| context.service(reader))
        .collect();
    if !readers.is_empty() {
        // A reader that does not run is left alone: it reads the files when it starts.
        let tell = systemctl(context, "try-reload-or-restart", &readers)?;
        let folder = Piece::Variable(VariableName::parse("RUNTIME_DIRECTORY")?);
        let renewed = Word::of([folder, Piece::literal(&format!("/{RENEWED}"))?]);
        lines.push(Statement::If {
            condition: Condition::Exists(renewed),
            then: vec![tell.into()],
            otherwise: Vec::new(),
        });
    }
    if let Some(timer) = context.stack.first_timer_of(job) {
        // It has done what it is for until the next start.
        let timer = systemd::timer_unit(context, timer);
        lines.push(systemctl(context, "stop", &[timer])?);
    }
    let lines = lines.into_iter().map(|line| line.caused_by(origin));
    Ok(Script::new(lines))
}

/// `systemctl VERB UNIT…`, to the manager of the containers.
fn systemctl(
    context: &Context<'_>,
    verb: &'static str,
    units: &[String],
) -> Result<Statement, Refused> {
    let mut command = Command::new("systemctl");
    if let Scope::User(_) = context.scope() {
        command = command.arguments(["--user"]);
    }
    command = command.arguments([verb]);
    for unit in units {
        command = command.argument(Word::literal(unit)?);
    }
    Ok(command.into())
}
