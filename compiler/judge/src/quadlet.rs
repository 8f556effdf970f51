//! Podman's generator, `podman-systemd.unit(5)`: the judge, and the units it makes for other judges.

use crate::case::Case;
use crate::words::words;
use crate::{Outcome, Verdict};
use std::collections::BTreeSet;

/// Where quadlets are, in a tree.
const QUADLETS: &str = "etc/containers/systemd/";

/// Endings of the files that become a service each.
const KINDS: &[&str] = &[
    "container",
    "volume",
    "network",
    "build",
    "image",
    "pod",
    "kube",
];

/// A service manager that runs quadlets of the tree.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Manager {
    System,
    /// Of the user with this uid; its quadlets are in `users/UID/`.
    User(String),
    /// Of every user; its quadlets are in `users/` itself.
    EveryUser,
}

impl Manager {
    /// The manager that reads the quadlet at a path below [`QUADLETS`].
    fn of(path: &str) -> Self {
        match path.strip_prefix("users/").map(|path| path.split_once('/')) {
            None => Self::System,
            Some(Some((uid, _))) if uid.parse::<u32>().is_ok() => Self::User(uid.to_owned()),
            Some(_) => Self::EveryUser,
        }
    }

    /// What a verdict calls it.
    pub(crate) fn subject(&self) -> String {
        match self {
            Self::System => "system".to_owned(),
            Self::User(uid) => format!("users/{uid}"),
            Self::EveryUser => "users".to_owned(),
        }
    }

    /// A command that writes this manager's units to a folder. Without the variable the generator
    /// looks where it does on a host, but for a user only as that user.
    fn generator(&self, folder: &str) -> String {
        let users = format!("/{QUADLETS}users");
        let quadlet = "/usr/libexec/podman/quadlet";
        match self {
            Self::System => format!("{quadlet} -no-kmsg-log {folder}"),
            Self::User(uid) => {
                format!("QUADLET_UNIT_DIRS={users}/{uid} {quadlet} -user -no-kmsg-log {folder}")
            }
            Self::EveryUser => {
                format!("QUADLET_UNIT_DIRS={users} {quadlet} -user -no-kmsg-log {folder}")
            }
        }
    }

    /// A script that makes `folder` and fills it with this manager's units.
    pub(crate) fn generate(&self, folder: &str) -> String {
        format!("mkdir -p {folder}\n{}\n", self.generator(folder))
    }
}

/// The managers that have quadlets in the tree.
pub(crate) fn managers(case: &Case<'_>) -> BTreeSet<Manager> {
    sources(case).map(|(manager, _)| manager).collect()
}

fn sources<'a>(case: &'a Case<'_>) -> impl Iterator<Item = (Manager, &'a str)> {
    let quadlets = case.below(QUADLETS).filter(|path| {
        let kind = path.rsplit_once('.').map(|(_, kind)| kind);
        kind.is_some_and(|kind| KINDS.contains(&kind))
    });
    quadlets.map(|path| (Manager::of(path), path))
}

/// Any word of the generator is an objection, and so is a file that became no unit.
pub(crate) fn judge(case: &Case<'_>) -> Vec<Verdict> {
    let managers = managers(case);
    managers.iter().map(|manager| one(case, manager)).collect()
}

fn one(case: &Case<'_>, manager: &Manager) -> Verdict {
    let outcome = run(case, manager);
    let subject = manager.subject();
    let n_units = units(&outcome).len();
    let n_sources = sources(case).filter(|(of, _)| of == manager).count();
    if outcome.is_silent() && n_units != n_sources {
        let output = format!("{n_sources} quadlets became {n_units} services");
        return Verdict::new("quadlet", &subject, false, &output);
    }
    let complaints = Outcome {
        stdout: String::new(),
        ..outcome
    };
    Verdict::silent("quadlet", &subject, &complaints)
}

/// A service made by the generator.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Its name without `.service`.
    pub(crate) name: String,
    text: String,
}

/// The services of one manager; empty when the generator made none.
pub(crate) fn generated(case: &Case<'_>, manager: &Manager) -> Vec<Generated> {
    units(&run(case, manager))
}

/// Runs the generator and prints its units behind headers of their names.
fn run(case: &Case<'_>, manager: &Manager) -> Outcome {
    let generate = manager.generate("/run/generated");
    let script = format!(
        "status=0\n{{ {generate} }} || status=$?\n\
         for unit in /run/generated/*.service; do\n\
           [ -f \"$unit\" ] && printf '\\036%s\\n' \"${{unit##*/}}\" && cat \"$unit\"\n\
         done\nexit $status"
    );
    case.view().script(&script, &[])
}

fn units(outcome: &Outcome) -> Vec<Generated> {
    let parts = outcome.stdout.split('\u{1e}').skip(1);
    let units = parts.filter_map(|part| {
        let (name, text) = part.split_once('\n')?;
        let name = name.strip_suffix(".service")?.to_owned();
        let text = text.to_owned();
        Some(Generated { name, text })
    });
    units.collect()
}

impl Generated {
    /// Values of a key, in whatever section.
    pub(crate) fn values<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        let lines = self.text.lines();
        lines.filter_map(move |line| line.strip_prefix(key)?.strip_prefix('='))
    }

    /// The words of its `ExecStart=` lines, as systemd would start them for `user`.
    pub(crate) fn commands(&self, user: &User) -> Vec<Vec<String>> {
        let lines = self.values("ExecStart");
        lines
            .map(|line| words(line, |letter| self.specifier(letter, user)))
            .collect()
    }

    /// The specifiers of `systemd.unit(5)` that a path or name may hold.
    fn specifier(&self, letter: char, user: &User) -> Option<String> {
        let User { runtime, home, .. } = user;
        let (prefix, instance) = self.name.split_once('@').unwrap_or((&self.name, ""));
        Some(match letter {
            'N' => self.name.clone(),
            'n' => format!("{}.service", self.name),
            'p' => prefix.to_owned(),
            'i' | 'I' => instance.to_owned(),
            't' => runtime.clone(),
            'h' => home.clone(),
            'd' => self.credentials(user),
            'U' => user.uid.clone(),
            _ => return None,
        })
    }

    /// Where the manager puts its credentials.
    pub(crate) fn credentials(&self, user: &User) -> String {
        format!("{}/credentials/{}.service", user.runtime, self.name)
    }
}

/// Whoever a manager runs services for.
#[derive(Debug)]
pub(crate) struct User {
    pub(crate) uid: String,
    pub(crate) home: String,
    pub(crate) runtime: String,
}

impl User {
    /// Root, or the user with a home that only stands for the real one.
    pub(crate) fn of(manager: &Manager) -> Self {
        let (uid, home, runtime) = match manager {
            Manager::System => ("0", "/root", "/run".to_owned()),
            Manager::User(uid) => (uid.as_str(), "/run/home", format!("/run/user/{uid}")),
            Manager::EveryUser => ("1000", "/run/home", "/run/user/1000".to_owned()),
        };
        Self {
            uid: uid.to_owned(),
            home: home.to_owned(),
            runtime,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_says_which_manager_reads_a_quadlet() {
        let cases = [
            ("web.container", Manager::System),
            ("web/web.container", Manager::System),
            ("users/1001/web.container", Manager::User("1001".to_owned())),
            ("users/1001/a/b.volume", Manager::User("1001".to_owned())),
            ("users/web.container", Manager::EveryUser),
            ("users/all/web.container", Manager::EveryUser),
        ];
        for (path, expected) in cases {
            assert_eq!(Manager::of(path), expected, "{path}");
        }
    }
}
