//! Units that are no quadlets: timers, the job that brings secrets, and what the host itself runs.
//!
//! Units of a user's manager stand in `/etc/systemd/user`, which every user reads; a condition
//! leaves them to the one account. Units are enabled by the links that `systemctl enable` would make.

mod group;
pub(crate) mod hardening;
mod host;
mod secrets;
mod service;
mod timer;
pub(crate) use timer::unit as timer_unit;

pub(crate) use service::files as secret_files;

use crate::context::{Context, Output};
use crate::writer::Writer;
use formats::Printed;
use formats::systemd::Section;
use model::Account;
use source::Origin;
use tree::{Artifact, OnChange, Reader, Scope, SymlinkTarget, UnitRef};

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    for (name, part) in &context.stack.services {
        service::lower(context, name, part, output);
    }
    group::lower(context, output);
    for timer in &context.stack.timers {
        timer::lower(context, timer, output);
    }
    if context.has_secrets() {
        secrets::lower(context, output);
    }
    host::lower(context, output);
}

/// Leaves a unit in `/etc/systemd/user` to the account of the stack.
pub(crate) fn only_for_account(context: &Context<'_>, writer: &mut Writer<'_>) {
    if let Account::Rootless(rootless) = &context.stack.stack.account.value {
        let user = &rootless.user;
        writer.set(Section::Unit, "ConditionUser", user.as_str(), &user.origin);
    }
}

/// A unit, and the target that starts it when it is enabled.
struct Finished<'a> {
    scope: Scope,
    name: String,
    wanted_by: Option<&'a str>,
    on_change: OnChange,
}

/// Adds a finished unit, with the link that enables it.
fn add(finished: Finished<'_>, printed: Printed, origin: &Origin, output: &mut Output<'_>) {
    let Finished {
        scope,
        name,
        wanted_by,
        on_change,
    } = finished;
    let folder = match scope {
        Scope::System => "etc/systemd/system",
        Scope::User(_) => "etc/systemd/user",
    };
    let unit = UnitRef::new(scope, &name);
    let readers = [Reader::Manager(scope), Reader::Unit(unit.clone())];
    output.add_file(&format!("{folder}/{name}"), printed, readers, origin);
    if let Some(target) = wanted_by {
        let link = format!("{folder}/{target}.wants/{name}");
        let to = SymlinkTarget::parse(&format!("../{name}"))
            .expect("a unit name is a good target of a link");
        if let Some(path) = output.path(&link, origin) {
            let link = Artifact::symlink(path, to)
                .read_by(Reader::Manager(scope))
                .because_of(origin);
            output.add(link);
        }
    }
    output.add_unit(unit, &name, on_change, wanted_by.is_some(), origin);
}

/// Adds a unit of the manager of the containers that others start.
pub(crate) fn add_unit_file(
    context: &Context<'_>,
    name: &str,
    printed: Printed,
    origin: &Origin,
    output: &mut Output<'_>,
) {
    let finished = Finished {
        scope: context.scope(),
        name: name.to_owned(),
        wanted_by: None,
        on_change: OnChange::Restart,
    };
    add(finished, printed, origin, output);
}

/// Adds a unit of the host that others start.
pub(crate) fn add_job(name: String, printed: Printed, origin: &Origin, output: &mut Output<'_>) {
    let finished = Finished {
        scope: Scope::System,
        name,
        wanted_by: None,
        on_change: OnChange::Restart,
    };
    add(finished, printed, origin, output);
}
