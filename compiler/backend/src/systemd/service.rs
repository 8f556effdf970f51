//! Services of the host: units of our own, and drop-ins for units that a package brings
//! (`systemd.service(5)`, `systemd.exec(5)`).

use super::{Finished, add, group, hardening};
use crate::context::{Context, Output};
use crate::writer::Writer;
use crate::{credentials, env_files, scripts, values};
use formats::systemd::Section::{Install, Service as Main, Unit};
use formats::unit::{Command, Text, UnitName, UnitType};
use model::check::{Role, ServicePart, Strength};
use model::leaf::Name;
use model::{Enabled, EnvValue, Kind, Readiness, Runs, Service};
use source::{Located, Origin};
use tree::{OnChange, Reader, Scope};

pub(super) fn lower(
    context: &Context<'_>,
    name: &Name,
    part: &ServicePart,
    output: &mut Output<'_>,
) {
    match part.service.provided() {
        Some(_) => drop_in(context, name, part, output),
        None => unit(context, name, part, output),
    }
}

/// A unit that is ours.
fn unit(context: &Context<'_>, name: &Name, part: &ServicePart, output: &mut Output<'_>) {
    let service = &part.service;
    let is_timed = context.stack.is_timed(name);
    let wanted_by = wanted_by(context, part, is_timed);
    let mut writer = Writer::unit(context, output).of(UnitType::Service, Scope::System);
    let (description, at) = match &service.description {
        Some(description) => (description.value.clone(), &description.origin),
        None => (format!("{name} of {}", context.name()), &part.origin),
    };
    writer.set(Unit, "Description", description, at);
    relations(context, name, part, &mut writer);
    limits(service, &mut writer);
    account(service, &mut writer);
    environment(context, name, part, &mut writer);
    commands(context, name, part, &mut writer);
    lifetime(part, is_timed, &mut writer);
    if let Some(job) = hardening::of(&part.role) {
        job.write(&mut writer, Some(&service.extra), &part.origin);
    }
    if let Some((target, origin)) = &wanted_by {
        writer.set(Install, "WantedBy", [target.as_str()], origin);
    }
    writer.extra(&service.extra);
    writer.unchecked(&service.unchecked);
    let printed = writer.print();
    let is_job = service.kind.value == Kind::Oneshot;
    // Nobody but people start it, and a change of its file is no reason to run it.
    let is_by_hand =
        is_job && service.enabled.value == Enabled::Others && !context.stack.is_needed(name);
    let on_change = match service.reload {
        Some(_) => OnChange::Reload,
        None if is_timed || is_by_hand => OnChange::Nothing,
        None => OnChange::Restart,
    };
    let finished = Finished {
        scope: Scope::System,
        name: context.service(name),
        wanted_by: wanted_by.as_ref().map(|(target, _)| target.as_str()),
        on_change,
    };
    add(finished, printed, &part.origin, output);
}

/// What a unit of a package needs beside what it says itself.
fn drop_in(context: &Context<'_>, name: &Name, part: &ServicePart, output: &mut Output<'_>) {
    let service = &part.service;
    let unit = context.part_unit(name);
    // It may be a socket or another unit that stands for the service.
    let named = unit.name.parse::<UnitName>();
    let unit_type = named.map_or(UnitType::Service, |name| name.unit_type());
    let mut writer = Writer::unit(context, output).of(unit_type, Scope::System);
    relations(context, name, part, &mut writer);
    writer.extra(&service.extra);
    writer.unchecked(&service.unchecked);
    let path = format!("etc/systemd/system/{}.d/{}.conf", unit.name, context.name());
    if !writer.is_empty() {
        let printed = writer.print();
        output.add_file(
            &path,
            printed,
            [Reader::Manager(Scope::System)],
            &part.origin,
        );
    }
    let on_change = match service.nginx {
        Some(_) => OnChange::Reload,
        None => OnChange::Restart,
    };
    output.add_provided(unit, &path, on_change, &part.origin);
}

/// Requirement and order always come together (R5), but for services that run beside each other.
fn relations(context: &Context<'_>, name: &Name, part: &ServicePart, writer: &mut Writer<'_>) {
    let service = &part.service;
    for need in &part.needs {
        let unit = context.service(&need.part);
        writer.wait_for(&unit, need.strength, &need.origin);
    }
    for beside in &service.starts {
        let unit = context.service(&beside.value);
        writer.set(Unit, "Requires", [unit.as_str()], &beside.origin);
    }
    for whole in &service.part_of {
        let unit = context.service(&whole.value);
        writer.set(Unit, "PartOf", [unit.as_str()], &whole.origin);
    }
    if group::has(context, part) {
        let target = group::name(context);
        let origin = &context.stack.stack.grouped.origin;
        writer.set(Unit, "PartOf", [target.as_str()], origin);
    }
    if let Enabled::By(starter) = &service.enabled.value {
        let unit = context.service(&starter.value);
        writer.set(Unit, "After", [unit.as_str()], &starter.origin);
    }
    if credentials::are_made_for(context, name) {
        let unit = credentials::unit(context);
        writer.wait_for(&unit, Strength::Required, &part.origin);
    }
    for path in service.reads.iter().chain(&service.writes) {
        writer.set(Unit, "RequiresMountsFor", [path.as_str()], &path.origin);
    }
    if let Some(nginx) = &service.nginx {
        for folder in context.stack.stack.folders_written_by_nginx(name, nginx) {
            let at = &folder.origin;
            writer.set(Unit, "RequiresMountsFor", [folder.as_str()], at);
        }
    }
}

/// Who starts it: a target, another service, or whoever needs it.
fn wanted_by(
    context: &Context<'_>,
    part: &ServicePart,
    is_timed: bool,
) -> Option<(String, Origin)> {
    let enabled = &part.service.enabled;
    match &enabled.value {
        Enabled::AtBoot if is_timed => None,
        Enabled::AtBoot if group::has(context, part) => {
            Some((group::name(context), enabled.origin.clone()))
        }
        Enabled::AtBoot => Some(("multi-user.target".to_owned(), enabled.origin.clone())),
        Enabled::By(service) => Some((context.service(&service.value), service.origin.clone())),
        Enabled::Others => None,
    }
}

fn limits(service: &Service, writer: &mut Writer<'_>) {
    if let Some(limit) = &service.restart_limit {
        let at = &limit.within.origin;
        writer.set(Unit, "StartLimitIntervalSec", limit.within.as_str(), at);
        let at = &limit.starts.origin;
        writer.set(Unit, "StartLimitBurst", limit.starts.value, at);
    }
}

/// As whom, and where, it runs.
fn account(service: &Service, writer: &mut Writer<'_>) {
    if let Some(user) = &service.user {
        writer.set(Main, "User", user.as_str(), &user.origin);
    }
    // Without a group systemd takes the user's own.
    let group = service.group.as_ref().or(service.user.as_ref());
    if let Some(group) = group {
        writer.set(Main, "Group", group.as_str(), &group.origin);
    }
    for group in &service.groups {
        let at = &group.origin;
        writer.set(Main, "SupplementaryGroups", [group.as_str()], at);
    }
    if let Some(folder) = &service.folder {
        writer.set(Main, "WorkingDirectory", folder.as_str(), &folder.origin);
    }
}

fn environment(context: &Context<'_>, name: &Name, part: &ServicePart, writer: &mut Writer<'_>) {
    let service = &part.service;
    match &service.env_file {
        Some(file) => {
            let at = &file.path.origin;
            writer.set(Main, "EnvironmentFile", file.path.as_str(), at);
        }
        None => {
            for (variable, text, origin) in env_files::plain(context, name, service) {
                let pair = formats::unit::Argument::pair(variable, text);
                writer.set(Main, "Environment", pair, &origin);
            }
        }
    }
    if credentials::are_made_for(context, name) {
        let file = credentials::env_file(context, name);
        writer.set(Main, "EnvironmentFile", file, &part.origin);
    }
    for (secret, origin) in files(service) {
        let path = credentials::path(context, &secret);
        let value = format!("{secret}:{path}");
        writer.set(Main, "LoadCredential", value, &origin);
    }
}

/// The secrets that a service reads as files: listed, or named by a variable.
pub(crate) fn files(service: &Service) -> Vec<(Name, Origin)> {
    let listed = service.secret_files.iter();
    let named = service.env.values().filter_map(|value| match &value.value {
        EnvValue::SecretFile(name) => Some(name),
        _ => None,
    });
    let mut all: Vec<(Name, Origin)> = Vec::new();
    for name in listed.chain(named) {
        if !all.iter().any(|(known, _)| *known == name.value) {
            all.push((name.value.clone(), name.origin.clone()));
        }
    }
    all
}

fn commands(context: &Context<'_>, name: &Name, part: &ServicePart, writer: &mut Writer<'_>) {
    let service = &part.service;
    let (key, kind) = match service.kind.value {
        Kind::Oneshot => ("oneshot", &service.kind.origin),
        Kind::Service => ("exec", &service.kind.origin),
    };
    writer.set(Main, "Type", key, kind);
    for words in &service.setup {
        set_command("ExecStartPre", &words.value, &words.origin, writer);
    }
    if let Runs::Command(words) = &service.runs.value {
        let words = program(context, words, part);
        set_command("ExecStart", &words, &service.runs.origin, writer);
    }
    if let Some(words) = &service.reload {
        let origin = words.first().map_or(&part.origin, |word| &word.origin);
        set_command("ExecReload", words, origin, writer);
    }
    if service.ready.value == Readiness::Listening {
        let wait = Command::new(
            "/bin/sh",
            [format!("/{}", scripts::ready_path(context, name))],
        );
        writer.set(Main, "ExecStartPost", wait, &service.ready.origin);
    }
    if let (Role::Certbot(_), Some(timer)) = (&part.role, context.stack.first_timer_of(name)) {
        // It has done what it is for until the next start.
        let stop = ["stop".to_owned(), super::timer_unit(context, timer)];
        let stop = Command::new("/usr/bin/systemctl", stop);
        writer.set(Main, "ExecStartPost", stop, &part.origin);
    }
}

/// The command of a service, or of the job of a certificate.
fn program(
    context: &Context<'_>,
    words: &[Located<String>],
    part: &ServicePart,
) -> Vec<Located<String>> {
    let ours = |word: &str| Located::new(word.to_owned(), part.origin.clone());
    let script = |certificate| format!("/{}", scripts::pair_path(context, certificate));
    match &part.role {
        Role::Own => words.to_vec(),
        Role::CertificatePair(certificate) => vec![ours("/bin/sh"), ours(&script(certificate))],
        Role::Certbot(certificate) => {
            // Run only when there is a new certificate.
            let readers = context.stack.service_readers_of(certificate.as_str());
            let readers: Vec<String> = readers.map(|reader| context.service(reader)).collect();
            let hook = format!(
                "{} && systemctl try-reload-or-restart {}",
                script(certificate),
                readers.join(" ")
            );
            let hook = [ours("--deploy-hook"), ours(&hook)];
            words.iter().cloned().chain(hook).collect()
        }
    }
}

/// Sets a command. `$MAINPID` as a word of its own is the process, as in every unit; all other text
/// arrives as it is.
fn set_command(key: &str, words: &[Located<String>], origin: &Origin, writer: &mut Writer<'_>) {
    let Some((program, arguments)) = words.split_first() else {
        return;
    };
    let arguments = arguments.iter().map(|word| match word.as_str() {
        "$MAINPID" => Text::splice("MAINPID"),
        text => Text::from(text),
    });
    let command = Command::new(program.as_str(), arguments);
    writer.set(Main, key, command, origin);
}

fn lifetime(part: &ServicePart, is_timed: bool, writer: &mut Writer<'_>) {
    let service = &part.service;
    let runs_again = is_timed || matches!(service.enabled.value, Enabled::By(_));
    let is_job = !matches!(part.role, Role::Certbot(_));
    if service.kind.value == Kind::Oneshot && !runs_again && is_job {
        writer.set(Main, "RemainAfterExit", true, &service.kind.origin);
    }
    if let Some(restart) = values::restart(&service.restart.value) {
        writer.set(Main, "Restart", restart, &service.restart.origin);
    }
    for (key, timeout) in [
        ("TimeoutStartSec", &service.start_timeout),
        ("TimeoutStopSec", &service.stop_timeout),
    ] {
        if let Some(timeout) = timeout {
            writer.set(Main, key, timeout.as_str(), &timeout.origin);
        }
    }
    if let Some(signal) = &service.stop_signal {
        writer.set(Main, "KillSignal", signal.as_str(), &signal.origin);
    }
}
