//! Podman itself, without starting anything.
//!
//! Quadlet passes most values on unread. So every `podman run` it generates is given to podman as `podman create`
//! with the same flags, and the commands that make networks and volumes run as they are, builds with a stub: by
//! the user whose manager would run them, rootless podman included, in a throw-away view with stub images
//! and secrets, where the accounts and paths of the tree exist. A path that a container mounts must exist
//! there too.

use crate::case::Case;
use crate::container::{Run, values};
use crate::provided::world_readable_folder;
use crate::quadlet::{Generated, Manager, User};
use crate::root::is_root;
use crate::sections::{SECTION, Section, sections};
use crate::words::shell_quoted;
use crate::{Outcome, Verdict};
use std::collections::BTreeSet;
use std::io;

const SCRIPT: &str = include_str!("podman.sh");

/// Makes `podman` one with storage of its own, `judge UNIT COMMAND…`, an archive for images, and what
/// stub builds are made of: the sandbox has no registry.
const PRELUDE: &str = r#"
podman() {
  PODMAN_IGNORE_CGROUPSV1_WARNING=1 command podman --root "$STORAGE" --runroot "$XDG_RUNTIME_DIR/judge" \
    --storage-driver overlay --cgroup-manager cgroupfs "$@"
}
judge() {
  unit=$1; shift; status=0
  "$@" > /dev/null 2> "$SAID" || status=$?
  section "$unit" $status
  cat "$SAID"
}
tar --owner=0 --group=0 -C / -cf "$SAID.tar" etc/os-release
"#;

/// Where the commands are in the view.
const COMMANDS: &str = "/run/judge/commands";

/// The folder of stub builds, one file per unit.
const BUILDS: &str = "/run/judge/builds";

pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let judge = |manager: &Manager| match one(case, manager) {
        Ok(verdicts) => verdicts,
        Err(error) => {
            let output = error.to_string();
            vec![Verdict::new("podman", &manager.subject(), false, &output)]
        }
    };
    case.generations.keys().flat_map(judge).collect()
}

fn one(case: &Case<'_>, manager: &Manager) -> io::Result<Vec<Verdict>> {
    let user = User::of(manager);
    let units = case.generated(manager);
    let layer = world_readable_folder()?;
    let folder = layer.path().join("run/judge");
    std::fs::create_dir_all(folder.join("builds"))?;
    let mut commands = format!("{SECTION}{PRELUDE}");
    for step in steps(units, &user) {
        match step {
            Step::Shell(line) => commands.push_str(&format!("{line}\n")),
            Step::Stub { unit, text } => std::fs::write(folder.join("builds").join(unit), text)?,
        }
    }
    std::fs::write(folder.join("commands"), commands)?;
    let ids = if is_root() { "yes" } else { "no" };
    let tmpfiles: Vec<_> = case
        .below("etc/tmpfiles.d/")
        .map(|name| format!("/etc/tmpfiles.d/{name}"))
        .collect();
    let mut words = vec![user.uid.as_str(), COMMANDS];
    words.extend(tmpfiles.iter().map(String::as_str));
    let view = case.view().layer(layer.path());
    let outcome = view.script(&format!("ids={ids}\n{SCRIPT}"), &words);
    let subject = manager.subject();
    let mut verdicts: Vec<_> = sections(&outcome.stdout)
        .iter()
        .map(|it| verdict(&subject, it))
        .collect();
    if !outcome.is_silent() {
        let said = Outcome {
            stdout: String::new(),
            ..outcome
        };
        verdicts.push(Verdict::silent("podman", &subject, &said));
    }
    Ok(verdicts)
}

fn verdict(subject: &str, section: &Section<'_>) -> Verdict {
    let outcome = Outcome {
        status: section.status,
        stdout: String::new(),
        stderr: section.body.to_owned(),
    };
    Verdict::silent(
        "podman",
        &format!("{subject}/{}.service", section.name),
        &outcome,
    )
}

/// What is done before podman can judge, and each time that it does.
#[derive(Debug, PartialEq)]
enum Step {
    /// A line of the script.
    Shell(String),
    /// What a build is made of instead.
    Stub { unit: String, text: String },
}

/// Stub images and secrets first, then what containers refer to, then containers.
fn steps(units: &[Generated], user: &User) -> Vec<Step> {
    let runs: Vec<_> = units
        .iter()
        .filter_map(|unit| Some((unit, Run::of(unit, units, user)?)))
        .collect();
    let mut steps = prepared(&runs);
    let mut containers = Vec::new();
    for unit in units {
        let run = runs
            .iter()
            .find(|(of, _)| of.name == unit.name)
            .map(|(_, run)| run);
        for words in unit.commands(user) {
            let words: Vec<_> = words.iter().map(String::as_str).collect();
            match (words.get(1..).unwrap_or_default(), run) {
                (["run", ..], Some(run)) => containers.extend(create(unit, run, user)),
                (["build", flags @ ..], _) => steps.extend(build(unit, flags)),
                (command @ ["network" | "volume", "create", ..], _) => {
                    steps.push(judged(unit, command));
                }
                // A command nobody judges is an objection, not something to pass over.
                (command, _) => {
                    let message = format!("no judge for `podman {}`", command.join(" "));
                    let (unit, message) = (shell_quoted(&unit.name), shell_quoted(&message));
                    steps.push(Step::Shell(format!("section {unit} 1; echo {message}")));
                }
            }
        }
    }
    steps.append(&mut containers);
    steps
}

fn judged(unit: &Generated, command: &[&str]) -> Step {
    let words: Vec<_> = command.iter().map(|word| shell_quoted(word)).collect();
    Step::Shell(format!(
        "judge {} podman {}",
        shell_quoted(&unit.name),
        words.join(" ")
    ))
}

/// An image for every name, and a value for every secret, that a container asks for.
fn prepared(runs: &[(&Generated, Run)]) -> Vec<Step> {
    let images: BTreeSet<_> = runs.iter().map(|(_, run)| stub_image(run)).collect();
    let secrets = runs.iter().flat_map(|(_, run)| run.values(&["--secret"]));
    let secrets: BTreeSet<_> = secrets
        .filter_map(|secret| secret.split(',').next())
        .collect();
    let images = images.into_iter().map(|image| {
        // A name that podman refuses is an objection, and another one on the container.
        let image = shell_quoted(image);
        format!("podman import --quiet \"$SAID.tar\" {image} > /dev/null || true")
    });
    let secrets = secrets.into_iter().map(|secret| {
        let secret = shell_quoted(secret);
        format!("echo x | podman secret create {secret} - > /dev/null || true")
    });
    images.chain(secrets).map(Step::Shell).collect()
}

/// The image without its digest, which no stub can have.
fn stub_image(run: &Run) -> &str {
    let image = run.words.get(run.image_at).map_or("", String::as_str);
    image.split_once('@').map_or(image, |(name, _)| name)
}

/// The same container, created and not started. Its credentials and runtime folders exist only while the
/// unit runs.
fn create(unit: &Generated, run: &Run, user: &User) -> Vec<Step> {
    let credentials = unit.credentials(user);
    let mounts = run.mounts();
    let credentials = mounts
        .iter()
        .filter(|mount| mount.source.starts_with(&credentials));
    let mut steps: Vec<_> = credentials
        .map(|mount| {
            let source = shell_quoted(&mount.source);
            Step::Shell(format!("mkdir -p \"$(dirname {source})\"; : > {source}"))
        })
        .collect();
    let folders = unit.runtime_folders(user);
    steps.extend(folders.iter().map(|folder| {
        let folder = shell_quoted(folder);
        Step::Shell(format!("mkdir -p {folder}"))
    }));
    let mut words = vec!["create", "--pull=never"];
    let image_at = run.image_at;
    for (at, word) in run.words.iter().enumerate().skip(2) {
        match word.as_str() {
            "-d" if at < image_at => {}
            _ if at == image_at => words.push(stub_image(run)),
            word => words.push(word),
        }
    }
    steps.push(judged(unit, &words));
    steps
}

/// The same build with all its flags, of a file that needs no base image and no context.
fn build(unit: &Generated, flags: &[&str]) -> Vec<Step> {
    let mut flags = flags.to_vec();
    if let Some(file) = flags.iter().position(|flag| *flag == "--file") {
        flags.drain(file..flags.len().min(file + 2));
    }
    // Quadlet gives the context as an absolute path or a URL, at the end, or not at all.
    flags.pop_if(|last| last.starts_with('/') || last.contains("://"));
    let owned: Vec<_> = flags.iter().map(|&flag| flag.to_owned()).collect();
    let stage = values(&owned, &["--target"])
        .last()
        .copied()
        .unwrap_or("all");
    let stub = format!("{BUILDS}/{}", unit.name);
    let mut command = vec!["build"];
    command.extend(flags);
    command.extend(["--file", &stub, BUILDS]);
    let text = format!("FROM scratch AS {stage}\nCOPY {} /\n", unit.name);
    let unit_name = unit.name.clone();
    vec![
        Step::Stub {
            unit: unit_name,
            text,
        },
        judged(unit, &command),
    ]
}
