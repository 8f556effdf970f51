//! Which settings a stack has fields for.
//!
//! A field is checked against the rest of the stack: ports against all other ports, networks and volumes
//! against those there are, variables against what the application reads. The same thing as a further
//! setting would pass by all of that.

use formats::quadlet::UnitKind;

/// The field that says the same as a setting of a quadlet.
pub(crate) fn of_setting(kind: UnitKind, section: &str, key: &str) -> Option<&'static str> {
    match (kind, section) {
        (UnitKind::Container, "Container") => of_container(key),
        (UnitKind::Container, "Service") => of_service(key),
        (UnitKind::Volume, "Volume") => match key {
            "User" | "Group" | "UID" | "GID" => Some("owner"),
            _ => None,
        },
        (UnitKind::Network, "Network") => match key {
            "Driver" => Some("driver"),
            "Internal" => Some("internal"),
            _ => None,
        },
        (UnitKind::Build, "Build") => match key {
            "ImageTag" => Some("tag"),
            "File" => Some("file"),
            "SetWorkingDirectory" => Some("context"),
            _ => None,
        },
        (UnitKind::Container | UnitKind::Volume | UnitKind::Network, "Unit") => match key {
            "Description" => Some("description"),
            _ => None,
        },
        _ => None,
    }
}

fn of_container(key: &str) -> Option<&'static str> {
    match key {
        "Image" | "Rootfs" => Some("image"),
        "Entrypoint" => Some("entrypoint"),
        "Exec" => Some("command"),
        "User" | "Group" => Some("user"),
        "Environment" | "EnvironmentFile" | "EnvironmentHost" => Some("env"),
        "Secret" => Some("secret_files"),
        "PublishPort" => Some("publish"),
        "Network" | "NetworkAlias" => Some("networks"),
        "Volume" | "Mount" | "Tmpfs" => Some("volumes"),
        "HealthCmd" | "HealthInterval" | "HealthTimeout" | "HealthRetries"
        | "HealthStartPeriod" => Some("health"),
        "Memory" | "ShmSize" => Some("limits"),
        "Notify" => Some("ready"),
        "StopTimeout" => Some("stop_timeout"),
        "ReloadCmd" | "ReloadSignal" => Some("reload"),
        _ => None,
    }
}

fn of_service(key: &str) -> Option<&'static str> {
    match key {
        "Type" | "RemainAfterExit" => Some("kind"),
        "Restart" => Some("restart"),
        "TimeoutStartSec" => Some("start_timeout"),
        "TimeoutStopSec" => Some("stop_timeout"),
        "ExecReload" => Some("reload"),
        _ => None,
    }
}

/// Why a setting cannot work in a stack, and what to do, when there is no field for it.
pub(crate) fn refusal(section: &str, key: &str) -> Option<(&'static str, &'static str)> {
    match (section, key) {
        ("Container" | "Network" | "Volume" | "Build", "ServiceName") => Some((
            "gives the unit another name than the one that other units refer to",
            "rename the part of the stack",
        )),
        ("Container", "Pod") => Some((
            "names a pod, and a stack makes none",
            "put the containers on one network",
        )),
        _ => None,
    }
}

/// The setting that says the same as an option of `podman run` or `podman build`.
pub(crate) fn setting_of_option(kind: UnitKind, word: &str) -> Option<&'static str> {
    let option = word.split_once('=').map_or(word, |(option, _)| option);
    match (kind, option) {
        (UnitKind::Container, "--publish" | "-p" | "--publish-all" | "-P") => Some("PublishPort"),
        (UnitKind::Container, "--volume" | "-v" | "--mount" | "--tmpfs") => Some("Volume"),
        (UnitKind::Container, "--env" | "-e" | "--env-file" | "--env-host") => Some("Environment"),
        (UnitKind::Container, "--secret") => Some("Secret"),
        (UnitKind::Container, "--network" | "--net" | "--network-alias") => Some("Network"),
        (UnitKind::Container, "--user" | "-u") => Some("User"),
        (UnitKind::Container, "--entrypoint") => Some("Entrypoint"),
        (UnitKind::Container, "--stop-timeout") => Some("StopTimeout"),
        (
            UnitKind::Container,
            "--health-cmd"
            | "--health-interval"
            | "--health-timeout"
            | "--health-retries"
            | "--health-start-period",
        ) => Some("HealthCmd"),
        (UnitKind::Container, "--memory" | "-m" | "--cpus" | "--shm-size") => Some("Memory"),
        (UnitKind::Container, "--pod") => Some("Pod"),
        (UnitKind::Container, "--name") => Some("ContainerName"),
        (UnitKind::Build, "--tag" | "-t") => Some("ImageTag"),
        (UnitKind::Build, "--file" | "-f") => Some("File"),
        _ => None,
    }
}
