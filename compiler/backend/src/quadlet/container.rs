//! `.container` files.

use super::{Finished, add, boot_target, build, mounts};
use crate::context::{Context, Output, gets_secrets};
use crate::writer::Writer;
use crate::{scripts, values};
use formats::Version;
use formats::quadlet::UnitKind;
use formats::systemd::Section::{Install, Service, Unit};
use formats::unit::{Argument, Command};
use model::check::{Part, Role, Strength};
use model::leaf::Name;
use model::{Container, Health, Image, Kind, Limits, Ready};
use source::{Located, Origin};
use tree::OnChange;

/// The first podman with `Notify=healthy`, `Entrypoint=` and `StopTimeout=`.
const PODMAN_5_0: Version = Version::new(5, 0, 0);
/// The first podman with `ReloadCmd=` and `Memory=`.
const PODMAN_5_5: Version = Version::new(5, 5, 0);

/// The program that containers are made with, for commands beside the generated ones.
const PODMAN: &str = "/usr/bin/podman";

pub(super) fn lower(context: &Context<'_>, name: &Name, part: &Part, output: &mut Output<'_>) {
    let container = &part.container;
    let stem = context.stem(name);
    let is_timed = context.stack.is_timed(name);
    let mut writer = Writer::quadlet(UnitKind::Container, context, output);
    unit_section(context, part, &mut writer);
    container_section(context, &stem, part, &mut writer);
    service_section(context, &stem, part, is_timed, &mut writer);
    if !is_timed {
        let target = boot_target(context);
        writer.set(Install, "WantedBy", [target], &part.origin);
    }
    writer.extra(&container.extra);
    writer.unchecked(&container.unchecked);
    let printed = writer.print();
    let on_change = match (&container.kind.value, &container.reload) {
        (Kind::Oneshot, _) if is_timed => OnChange::Nothing,
        (Kind::Service, Some(_)) => OnChange::Reload,
        (Kind::Service | Kind::Oneshot, _) => OnChange::Restart,
    };
    let finished = Finished {
        file: format!("{stem}.container"),
        unit: format!("{stem}.service"),
        on_change,
        is_enabled: !is_timed,
    };
    add(context, finished, printed, &part.origin, output);
}

/// Requirement and order always come together (R5). What a volume, network or build asks for is
/// added by the generator.
fn unit_section(context: &Context<'_>, part: &Part, writer: &mut Writer<'_>) {
    let container = &part.container;
    let stack = &context.stack.stack;
    let (description, at) = match &container.description {
        Some(description) => (description.value.clone(), &description.origin),
        None => (format!("{} of {}", part.of, stack.name), &part.origin),
    };
    writer.set(Unit, "Description", description, at);
    for need in &part.needs {
        let service = context.service(&need.part);
        writer.wait_for(&service, need.strength, &need.origin);
    }
    if let Role::Certbot(_) = part.role {
        // They share certbot's folder, which it locks: one after the other. The next try is for those
        // that meet all the same.
        let before = context.stack.parts.range::<Name, _>(..&part.of);
        for (other, _) in before.filter(|(_, other)| matches!(other.role, Role::Certbot(_))) {
            writer.set(
                Unit,
                "After",
                [context.service(other).as_str()],
                &part.origin,
            );
        }
    }
    if gets_secrets(container) {
        let service = context.secrets_unit();
        writer.wait_for(&service, Strength::Required, &part.origin);
    }
    if let Image::Build(name) = &container.image.value
        && !build::is_quadlet(context)
    {
        let service = build::unit(context, &name.value);
        writer.wait_for(&service, Strength::Required, &name.origin);
    }
}

fn container_section(context: &Context<'_>, stem: &str, part: &Part, writer: &mut Writer<'_>) {
    let container = &part.container;
    let mut set = |key: &str, argument: Argument, origin: &Origin| {
        writer.own(key, argument, origin);
    };
    set("ContainerName", stem.into(), &part.origin);
    match &container.image.value {
        Image::Pull(reference) => set("Image", reference.as_str().into(), &reference.origin),
        Image::Build(name) if build::is_quadlet(context) => {
            let file = format!("{}.build", context.stem(&name.value));
            set("Image", file.into(), &name.origin);
        }
        Image::Build(name) => {
            if let Some(tag) = context.stack.image_of(container) {
                set("Image", tag.into(), &name.origin);
            }
        }
    }
    program(context, part, writer);
    let mut set = |key: &str, argument: Argument, origin: &Origin| {
        writer.own(key, argument, origin);
    };
    if let Some(user) = &container.user {
        set("User", user.user.as_str().into(), &user.origin);
        if let Some(group) = &user.group {
            set("Group", group.as_str().into(), &user.origin);
        }
    }
    environment(context, part, writer);
    let mut set = |key: &str, argument: Argument, origin: &Origin| {
        writer.own(key, argument, origin);
    };
    for (name, network) in &container.networks {
        let mut value = format!("{}.network", context.stem(name));
        for (index, alias) in network.aliases.iter().enumerate() {
            value.push_str(if index == 0 { ":" } else { "," });
            value.push_str(&format!("alias={alias}"));
        }
        set("Network", value.into(), &network.key);
    }
    for (listener, publish) in &container.publish {
        let Some(port) = container.listens.get(listener) else {
            continue;
        };
        let address = match &publish.address {
            Some(address) if address.ip().is_ipv6() => format!("[{address}]:"),
            Some(address) => format!("{address}:"),
            None => String::new(),
        };
        let value = format!("{address}{}:{}", publish.host, port.value);
        set("PublishPort", value.into(), &publish.host.origin);
    }
    mounts::lower(context, stem, part, writer);
    limits(context, container, writer);
    if let Some(health) = &container.health {
        health_keys(health, writer);
    }
    if container.ready.value == Ready::Healthy && context.podman >= PODMAN_5_0 {
        let (key, at) = ("Notify", &container.ready.origin);
        writer.own(key, "healthy", at);
    }
    stop_timeout(context, container, writer);
}

/// What runs: the program of the image, another one, or the job of a certificate.
fn program(context: &Context<'_>, part: &Part, writer: &mut Writer<'_>) {
    let container = &part.container;
    let words = |words: &Option<Vec<Located<String>>>| -> Vec<Located<String>> {
        words.iter().flatten().cloned().collect()
    };
    let own = |text: &str| Located::new(text.to_owned(), part.origin.clone());
    let mut entrypoint = words(&container.entrypoint);
    let mut command = words(&container.command);
    match part.role {
        Role::Own => {}
        Role::CertificatePair(_) => {
            entrypoint = vec![own("/bin/sh")];
            command = vec![own(scripts::PAIR_SCRIPT)];
        }
        // Runs only when there is a new certificate.
        Role::Certbot(_) => {
            let hook = scripts::deploy_hook();
            command.extend(["--deploy-hook", &hook].map(own));
        }
    }
    if context.podman >= PODMAN_5_0 && !entrypoint.is_empty() {
        writer.own_words("Entrypoint", &entrypoint, Argument::json, &part.origin);
    } else if !entrypoint.is_empty() {
        // The option takes one program; its arguments come before those of the command.
        let program = entrypoint.remove(0);
        let option = format!("--entrypoint={}", program.value);
        let words = Argument::words([option]);
        writer.own("PodmanArgs", words, &program.origin);
        command.splice(0..0, entrypoint);
    }
    if !command.is_empty() {
        writer.own_words("Exec", &command, Argument::words, &part.origin);
    }
}

/// Variables, and secrets as variables or files.
fn environment(context: &Context<'_>, part: &Part, writer: &mut Writer<'_>) {
    for (name, entry) in &part.container.env {
        match values::of(context, part, name, entry) {
            values::Delivered::Text(text) => {
                let pair = Argument::pair(name.as_str(), text);
                writer.own("Environment", pair, &entry.origin);
            }
            values::Delivered::Secret(secret) => {
                let option = format!("{secret},type=env,target={name}");
                let words = Argument::words([option]);
                writer.own("Secret", words, &entry.origin);
            }
        }
    }
    for (name, file) in &part.container.secret_files {
        let path = values::secret_file_path(name, file);
        let option = format!(
            "{},type=mount,target={path},uid={},gid={},mode={}",
            context.secret(name),
            file.uid,
            file.gid,
            file.mode
        );
        let words = Argument::words([option]);
        writer.own("Secret", words, &file.key);
    }
}

/// What it may use at most, in options where podman has no key yet; it has none for processors.
fn limits(context: &Context<'_>, container: &Container, writer: &mut Writer<'_>) {
    let Limits { memory, cpus, shm } = &container.limits;
    if let Some(size) = shm {
        writer.own("ShmSize", size.to_string(), &size.origin);
    }
    if let Some(size) = memory {
        // Without the controller the limit is void, as on a Raspberry Pi by default.
        let at = &size.origin;
        writer.set(Unit, "ConditionControlGroupController", "memory", at);
        if context.podman >= PODMAN_5_5 {
            writer.own("Memory", size.to_string(), at);
        } else {
            let option = format!("--memory={}", size.value);
            writer.own("PodmanArgs", Argument::words([option]), at);
        }
    }
    if let Some(cpus) = cpus {
        let option = format!("--cpus={}", cpus.value);
        writer.own("PodmanArgs", Argument::words([option]), &cpus.origin);
    }
}

fn health_keys(health: &Located<Health>, writer: &mut Writer<'_>) {
    let Health {
        command,
        interval,
        timeout,
        retries,
        start_period,
    } = &health.value;
    writer.own_words("HealthCmd", command, Argument::json, &health.origin);
    let mut set = |key: &str, argument: Argument, origin: &Origin| {
        writer.own(key, argument, origin);
    };
    let (key, at) = ("HealthInterval", &interval.origin);
    set(key, values::go_duration(interval).into(), at);
    let (key, at) = ("HealthTimeout", &timeout.origin);
    set(key, values::go_duration(timeout).into(), at);
    let count = retries.value.to_string();
    set("HealthRetries", count.into(), &retries.origin);
    if let Some(period) = start_period {
        let (key, at) = ("HealthStartPeriod", &period.origin);
        set(key, values::go_duration(period).into(), at);
    }
}

fn stop_timeout(context: &Context<'_>, container: &Container, writer: &mut Writer<'_>) {
    let Some(timeout) = &container.stop_timeout else {
        return;
    };
    let seconds = timeout.microseconds().div_ceil(1_000_000).to_string();
    let (key, argument) = if context.podman >= PODMAN_5_0 {
        ("StopTimeout", Argument::from(seconds))
    } else {
        let option = format!("--stop-timeout={seconds}");
        ("PodmanArgs", Argument::words([option]))
    };
    writer.own(key, argument, &timeout.origin);
}

fn service_section(
    context: &Context<'_>,
    stem: &str,
    part: &Part,
    is_timed: bool,
    writer: &mut Writer<'_>,
) {
    let container = &part.container;
    let mut set = |key: &str, argument: Argument, origin: &Origin| {
        writer.set(Service, key, argument, origin);
    };
    if container.kind.value == Kind::Oneshot {
        set("Type", "oneshot".into(), &container.kind.origin);
        if !is_timed {
            set("RemainAfterExit", true.into(), &container.kind.origin);
        }
    }
    // R6.
    if let Some(restart) = values::restart(&container.restart.value) {
        set("Restart", restart.into(), &container.restart.origin);
    }
    let timeout = &container.start_timeout;
    set("TimeoutStartSec", timeout.as_str().into(), &timeout.origin);
    if let Some(timeout) = &container.stop_timeout {
        // systemd must not lose patience before podman does.
        let seconds = timeout.microseconds().div_ceil(1_000_000) + 10;
        let (key, at) = ("TimeoutStopSec", &timeout.origin);
        set(key, format!("{seconds}s").into(), at);
    }
    if container.ready.value == Ready::Healthy && context.podman < PODMAN_5_0 {
        let wait = Command::new(PODMAN, ["wait", "--condition=healthy", stem]);
        set("ExecStartPost", wait.into(), &container.ready.origin);
    }
    if let Some(reload) = &container.reload
        && let Some(first) = reload.first()
    {
        if context.podman >= PODMAN_5_5 {
            writer.own_words("ReloadCmd", reload, Argument::words, &first.origin);
        } else {
            let words = reload.iter().map(|word| word.value.as_str());
            let arguments: Vec<&str> = ["exec", stem].into_iter().chain(words).collect();
            let command = Command::new(PODMAN, arguments);
            writer.set(Service, "ExecReload", command, &first.origin);
        }
    }
    if let Role::Certbot(certificate) = &part.role {
        // Made for each run and gone after it: what the deploy hook leaves there is of this run.
        writer.set(Service, "RuntimeDirectory", stem, &part.origin);
        let script = format!("/{}", scripts::certbot_path(context, certificate));
        let command = Command::new("/bin/sh", [script]);
        writer.set(Service, "ExecStartPost", command, &part.origin);
    }
}
