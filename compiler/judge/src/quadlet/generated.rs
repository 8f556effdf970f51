//! The services that podman's generator makes.

use super::User;
use crate::words::words;

/// A service made by the generator.
#[derive(Debug)]
pub(crate) struct Generated {
    /// Its name without `.service`.
    pub(crate) name: String,
    pub(super) text: String,
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

    /// The folders that the manager makes for each run (`systemd.exec(5)`, `RuntimeDirectory=`).
    pub(crate) fn runtime_folders(&self, user: &User) -> Vec<String> {
        let names = self.values("RuntimeDirectory");
        names
            .flat_map(|line| words(line, |letter| self.specifier(letter, user)))
            .map(|name| format!("{}/{name}", user.runtime))
            .collect()
    }

    /// Where the manager puts its credentials.
    pub(crate) fn credentials(&self, user: &User) -> String {
        format!("{}/credentials/{}.service", user.runtime, self.name)
    }
}
