//! `systemd-analyze(1)` *verify*: generated and native units, of the system and of users.

use crate::Verdict;
use crate::case::Case;
use crate::quadlet::Manager;
use crate::words::shell_quoted;
use std::collections::BTreeSet;

pub(crate) const SYSTEM: &str = "etc/systemd/system/";
const USER: &str = "etc/systemd/user/";

/// Unit types of `systemd.unit(5)`.
const TYPES: &[&str] = &[
    "service",
    "socket",
    "device",
    "mount",
    "automount",
    "swap",
    "target",
    "path",
    "timer",
    "slice",
    "scope",
];

/// Without `--recursive-errors` the exit status is 0 for unknown keys, sections and values; `one` also looks at
/// the units that a unit needs. The program says nothing about good units.
const VERIFY: &str = "verify --recursive-errors=one --man=no";

/// Any word of the verifier is an objection. Generated units are judged for the manager that runs them;
/// native units of users beside the generated units of all users, as one folder holds them for all.
pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let managers = || case.generations.keys();
    let system = [Manager::System];
    let users: Vec<_> = managers()
        .filter(|of| **of != Manager::System)
        .cloned()
        .collect();
    let mut units = generated(case, &Manager::System);
    units.extend(native(case, SYSTEM));
    let generators = if managers().any(|of| *of == Manager::System) {
        system.as_slice()
    } else {
        &[]
    };
    let mut verdicts = Vec::new();
    verdicts.extend(verify(case, "system", "", generators, &units));
    for user in &users {
        let units = generated(case, user);
        let one = std::slice::from_ref(user);
        verdicts.extend(verify(case, &user.subject(), "--user ", one, &units));
    }
    let units = native(case, USER);
    verdicts.extend(verify(case, "units of users", "--user ", &users, &units));
    verdicts.extend(links(case));
    verdicts
}

fn generated(case: &Case<'_>, manager: &Manager) -> BTreeSet<String> {
    let services = case.generated(manager).iter();
    services
        .map(|service| format!("{}.service", service.name))
        .collect()
}

/// Verifies units where those that quadlet generates for some managers exist as well.
fn verify(
    case: &Case<'_>,
    subject: &str,
    user: &str,
    generators: &[Manager],
    units: &BTreeSet<String>,
) -> Option<Verdict> {
    if units.is_empty() {
        return None;
    }
    let mut script = String::new();
    let mut path = String::new();
    for (n, manager) in generators.iter().enumerate() {
        let folder = format!("/run/generated/{n}");
        let generate = manager.generate(&folder);
        // What the generator says is the business of another judge.
        script.push_str(&format!("{{ {generate} }} 2> /dev/null || true\n"));
        path.push_str(&format!("{folder}:"));
    }
    if !user.is_empty() {
        script.push_str(
            "mkdir -p /run/user/0\nexport HOME=/run/user/0 XDG_RUNTIME_DIR=/run/user/0\n",
        );
    }
    if !path.is_empty() {
        // The empty element at the end stands for the usual path.
        script.push_str(&format!("export SYSTEMD_UNIT_PATH={path}\n"));
    }
    let units: Vec<_> = units.iter().map(|unit| shell_quoted(unit)).collect();
    script.push_str(&format!(
        "systemd-analyze {user}{VERIFY} -- {}",
        units.join(" ")
    ));
    Some(Verdict::silent(
        "systemd",
        subject,
        &case.view().script(&script, &[]),
    ))
}

/// Names of the units in a folder, and of those that get drop-ins there.
pub(crate) fn native(case: &Case<'_>, folder: &str) -> BTreeSet<String> {
    let units = case.below(folder).filter_map(|path| {
        let name = match path.split_once('/') {
            None => path,
            Some((name, _)) => name.strip_suffix(".d")?,
        };
        let (_, kind) = name.rsplit_once('.')?;
        TYPES.contains(&kind).then(|| name.to_owned())
    });
    let masked = |unit: &String| {
        let link = std::fs::read_link(case.folder.join(folder).join(unit));
        link.is_ok_and(|target| target.as_os_str() == "/dev/null")
    };
    units.filter(|unit| !masked(unit)).collect()
}

/// Links that enable a unit must lead to one; systemd passes over the others in silence.
fn links(case: &Case<'_>) -> Option<Verdict> {
    let folders = [SYSTEM, USER];
    let links = case.files.iter().filter(|path| {
        let of_units = folders.iter().any(|folder| path.starts_with(folder));
        of_units && case.folder.join(path).is_symlink()
    });
    let links: Vec<_> = links
        .map(|path| shell_quoted(&format!("/{path}")))
        .collect();
    if links.is_empty() {
        return None;
    }
    let script = format!(
        "for link in {}; do [ -e \"$link\" ] || echo \"$link leads to nothing\" >&2; done",
        links.join(" ")
    );
    Some(Verdict::silent(
        "systemd",
        "links of units",
        &case.view().script(&script, &[]),
    ))
}
