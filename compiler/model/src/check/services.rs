//! Services of the host: their settings fit together, and fit those who run beside them.

use super::containers::restarted_oneshot;
use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{AbsolutePath, Name};
use crate::{Account, Enabled, EnvFile, Kind, Readiness, Runs, Service, rules};
use source::{Diagnostic, Origin, Report};
use std::collections::BTreeMap;
use std::sync::Arc;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    for (name, service) in &expanded.stack.services {
        match &service.runs.value {
            Runs::Command(_) => commands(name, service, report),
            Runs::Provided(_) => provided(name, service, report),
        }
        starting(name, service, report);
        private_folders(name, service, report);
    }
    shared_files(expanded, report);
    one_manager(expanded, report);
}

fn trouble(message: String, at: &Origin, label: &str) -> Diagnostic {
    Diagnostic::error(&rules::SERVICE, message).at(at, label)
}

/// systemd runs absolute programs and no others.
fn commands(name: &Name, service: &Entry<Arc<Service>>, report: &mut Report) {
    let Runs::Command(command) = &service.runs.value else {
        return;
    };
    let mut all = vec![("command", command, &service.runs.origin)];
    all.extend(
        service
            .setup
            .iter()
            .map(|words| ("setup command", &words.value, &words.origin)),
    );
    let reload = service.reload.iter();
    all.extend(reload.map(|words| ("reload command", words, &service.runs.origin)));
    for (what, words, origin) in all {
        let Some(program) = words.first() else {
            report.add(trouble(
                format!("the {what} of `{name}` is empty"),
                origin,
                "no program",
            ));
            continue;
        };
        if !program.value.starts_with('/') {
            report.add(
                trouble(
                    format!("the {what} of `{name}` is no absolute program"),
                    &program.origin,
                    "must begin with `/`",
                )
                .hint("write where it is, such as `/usr/bin/node`"),
            );
        }
    }
}

/// A unit of a package has a program, a user and an environment of its own.
fn provided(name: &Name, service: &Entry<Arc<Service>>, report: &mut Report) {
    let Service {
        setup,
        user,
        group,
        groups,
        folder,
        env,
        env_file,
        reload,
        timer,
        stop_signal,
        restart_limit,
        secret_files,
        ..
    } = &*service.value;
    let set: [(&str, Option<&Origin>); 12] = [
        ("setup", setup.first().map(|at| &at.origin)),
        ("user", user.as_ref().map(|at| &at.origin)),
        ("group", group.as_ref().map(|at| &at.origin)),
        ("groups", groups.first().map(|at| &at.origin)),
        ("folder", folder.as_ref().map(|at| &at.origin)),
        ("env", env.values().next().map(|at| &at.origin)),
        ("env_file", env_file.as_ref().map(|at| &at.origin)),
        (
            "reload",
            reload.iter().flatten().next().map(|at| &at.origin),
        ),
        ("timer", timer.as_ref().map(|at| &at.origin)),
        ("stop_signal", stop_signal.as_ref().map(|at| &at.origin)),
        ("restart_limit", restart_limit.as_ref().map(|at| &at.origin)),
        ("secret_files", secret_files.first().map(|at| &at.origin)),
    ];
    for (field, origin) in set {
        let Some(origin) = origin else { continue };
        report.add(
            trouble(
                format!("`{name}` is a unit of a package, and `{field}` would change what it runs"),
                origin,
                "set here",
            )
            .and(&service.runs.origin, "brought by a package")
            .hint(
                "remove it, or set the key under `extra.Service` if you mean to change that unit",
            ),
        );
    }
}

/// What starts a service, and when it counts as started.
fn starting(name: &Name, service: &Entry<Arc<Service>>, report: &mut Report) {
    let is_oneshot = service.kind.value == Kind::Oneshot;
    if let Some(timer) = &service.timer
        && !is_oneshot
    {
        report.add(
            trouble(
                format!("`{name}` runs for ever and is started by a timer"),
                &timer.origin,
                "would find it running",
            )
            .and(&service.kind.origin, "runs for ever")
            .hint("set `kind = 'Oneshot`"),
        );
    }
    if let (Some(timer), Enabled::By(_)) = (&service.timer, &service.enabled.value) {
        report.add(
            trouble(
                format!("`{name}` is started by a timer and by another service"),
                &service.enabled.origin,
                "by another service",
            )
            .and(&timer.origin, "by a timer"),
        );
    }
    if service.ready.value == Readiness::Listening && service.listens.is_empty() {
        report.add(
            trouble(
                format!("`{name}` is ready when it listens, and nothing says on which port"),
                &service.ready.origin,
                "waits for its ports",
            )
            .hint("name them under `listens`"),
        );
    }
    restarted_oneshot(name, &service.kind, &service.restart, report);
}

/// R26: `/tmp` paths that are handed to others must be those that others see.
fn private_folders(name: &Name, service: &Entry<Arc<Service>>, report: &mut Report) {
    let Some(reason) = &service.shares_tmp else {
        return;
    };
    let settings = service.extra.get("Service").into_iter();
    let settings = settings.chain(service.unchecked.get("Service"));
    for key in settings.filter_map(|section| section.get("PrivateTmp")) {
        let is_off = |value: &str| ["no", "false", "off", "0", "n", "f"].contains(&value);
        let Some(value) = key.0.last().filter(|value| !is_off(value.as_str())) else {
            continue;
        };
        report.add(
            trouble(
                format!("`{name}` has a `/tmp` of its own: {reason}"),
                &value.origin,
                "hides its files from others",
            )
            .and(&reason.origin, "shares them")
            .hint("remove `PrivateTmp`"),
        );
    }
}

/// A file of variables is written once, so that services that share it must agree.
fn shared_files(expanded: &Expanded, report: &mut Report) {
    let mut files: BTreeMap<&AbsolutePath, (&Name, &Service, &EnvFile)> = BTreeMap::new();
    for (name, service) in &expanded.stack.services {
        let Some(file) = &service.env_file else {
            continue;
        };
        let path = &file.path;
        if !path.as_str().starts_with("/etc/") {
            report.add(trouble(
                format!("the variables of `{name}` would stand outside `/etc`"),
                &path.origin,
                "must begin with `/etc/`",
            ));
        }
        let Some((first, other, other_file)) = files.get(&path.value) else {
            files.insert(&path.value, (name, &service.value, &file.value));
            continue;
        };
        let same_file =
            file.group.value == other_file.group.value && file.mode.value == other_file.mode.value;
        if same_file && same_variables(service, other) {
            continue;
        }
        report.add(
            trouble(
                format!("`{first}` and `{name}` share `{path}` and differ in what it holds"),
                &path.origin,
                "shared here",
            )
            .and(&other_file.path.origin, "and here")
            .hint("give them the same `env`, group and mode, or files of their own"),
        );
    }
}

fn same_variables(one: &Service, other: &Service) -> bool {
    one.env.keys().eq(other.env.keys())
        && one
            .env
            .iter()
            .all(|(key, value)| other.env[key].value.is_same(&value.value))
}

/// A user's manager and that of the system know nothing of each other's units.
fn one_manager(expanded: &Expanded, report: &mut Report) {
    let Account::Rootless(rootless) = &expanded.stack.account.value else {
        return;
    };
    let containers = expanded
        .parts
        .iter()
        .map(|(name, part)| (name, &part.needs, true));
    let services = expanded
        .services
        .iter()
        .map(|(name, part)| (name, &part.needs, false));
    for (name, needs, is_container) in containers.chain(services) {
        for need in needs {
            if expanded.parts.contains_key(&need.part) == is_container {
                continue;
            }
            report.add(
                Diagnostic::error(
                    &rules::OTHER_MANAGER,
                    format!(
                        "`{name}` cannot wait for `{}`: another manager runs it",
                        need.part
                    ),
                )
                .at(&need.origin, "needed here")
                .and(
                    &rootless.user.origin,
                    "its manager runs the containers, that of the system the services",
                )
                .hint("set `account = 'Rootful`, or remove the need"),
            );
        }
    }
}
