//! The trees that the tests look at: those of the stack as it stands, and of its variants.

use crate::common::stack;
pub(crate) use crate::tree::Deployment;
use crate::unit::Unit;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The name of the stack, and of its folder below `stacks`.
pub(crate) const STACK: &str = "inloop";

/// The service that serves its sites.
pub(crate) const NGINX: &str = "nginx";

/// Where quadlets would be; the stack has none.
pub(crate) const QUADLETS: &str = "etc/containers/systemd";

/// Where students reach it.
pub(crate) const DOMAIN: &str = "inloop.example.org";

/// The units that run code of INLOOP, and share its variables.
pub(crate) const APPLICATION: [&str; 5] = [
    "gunicorn",
    "huey",
    "inloop-migrate",
    "inloop-collectstatic",
    "inloop-first-run",
];

/// The stack with each choice it offers, as `variants.ncl` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The stack as it stands: Docker, a provided certificate, Debian 13.
    Default,
    /// A pair made on the host.
    Staging,
    /// A certificate of Let's Encrypt.
    LetsEncrypt,
    /// The queue may use the engine's socket by its access list.
    Acl,
    /// Podman instead of Docker.
    Podman,
    /// The queue runs on another host.
    Elsewhere,
    /// File systems for data and engine.
    Disks,
    /// Pages of nginx for errors and maintenance.
    ErrorPages,
    /// The release of 2017.
    Manual2017,
    /// An older release of the host.
    Ubuntu2404,
}

impl Variant {
    /// All of them.
    pub(crate) const ALL: [Self; 10] = [
        Self::Default,
        Self::Staging,
        Self::LetsEncrypt,
        Self::Acl,
        Self::Podman,
        Self::Elsewhere,
        Self::Disks,
        Self::ErrorPages,
        Self::Manual2017,
        Self::Ubuntu2404,
    ];

    /// Its environment in `variants.ncl`; the stack as it stands is in none.
    pub(crate) fn environment(self) -> Option<&'static str> {
        match self {
            Self::Default => None,
            Self::Staging => Some("staging"),
            Self::LetsEncrypt => Some("letsencrypt"),
            Self::Acl => Some("acl"),
            Self::Podman => Some("podman"),
            Self::Elsewhere => Some("elsewhere"),
            Self::Disks => Some("disks"),
            Self::ErrorPages => Some("error_pages"),
            Self::Manual2017 => Some("manual2017"),
            Self::Ubuntu2404 => Some("ubuntu2404"),
        }
    }

    /// Whether it has the queue.
    pub(crate) fn has_queue(self) -> bool {
        self != Self::Elsewhere
    }

    fn installable(self) -> PathBuf {
        match self.environment() {
            None => stack(STACK),
            Some(environment) => stack(STACK).join(format!("variants.ncl#{environment}")),
        }
    }

    /// Its tree; built once, whoever asks first.
    pub(crate) fn built(self) -> &'static Deployment {
        static BUILT: [OnceLock<Deployment>; Variant::ALL.len()] =
            [const { OnceLock::new() }; Variant::ALL.len()];
        BUILT[self as usize].get_or_init(|| Deployment::build(&self.installable()))
    }
}

/// The stack as it stands.
pub(crate) fn default() -> &'static Deployment {
    Variant::Default.built()
}

impl Deployment {
    /// A service of the host, by the name of its unit without suffix.
    pub(crate) fn service(&self, name: &str) -> Unit {
        self.system_unit(&format!("{name}.service"))
    }

    /// Whether there is a service of this name.
    pub(crate) fn has_service(&self, name: &str) -> bool {
        let path = format!("etc/systemd/system/{name}.service");
        self.paths().contains(&path)
    }

    /// Who starts a unit: the targets and units whose `.wants` hold a link to it.
    pub(crate) fn wanted_by(&self, unit: &str) -> Vec<String> {
        let wants = |path: &String| {
            let rest = path.strip_prefix("etc/systemd/system/")?;
            let (starter, wanted) = rest.split_once(".wants/")?;
            (wanted == unit).then(|| starter.to_owned())
        };
        self.paths().iter().filter_map(wants).collect()
    }

    /// The variables that everybody may know, as systemd reads their file.
    pub(crate) fn variables(&self) -> BTreeMap<String, String> {
        let text = self.text("etc/inloop/inloop.env");
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let pairs = lines.map(|line| {
            let (name, quoted) = line.split_once('=').expect("a variable");
            let value = quoted
                .strip_prefix('"')
                .and_then(|text| text.strip_suffix('"'));
            let value = value.expect("a quoted value");
            assert!(
                !value.contains(['\\', '"', '$', '`']),
                "{line} needs no escape"
            );
            (name.to_owned(), value.to_owned())
        });
        pairs.collect()
    }

    /// A variable of that file.
    pub(crate) fn variable(&self, name: &str) -> Option<String> {
        self.variables().remove(name)
    }

    /// Mode, owner and group of each directory that tmpfiles.d makes, by path.
    pub(crate) fn directories(&self) -> BTreeMap<String, [String; 3]> {
        self.lines_of("etc/tmpfiles.d/inloop.conf", "d")
            .into_iter()
            .map(|words| {
                let [path, mode, owner, group] = <[String; 4]>::try_from(words).expect("a line");
                (path, [mode, owner, group])
            })
            .collect()
    }

    /// The words behind a letter, of each line of a file of tmpfiles.d or sysusers.d that begins with it.
    pub(crate) fn lines_of(&self, path: &str, letter: &str) -> Vec<Vec<String>> {
        let text = self.text(path);
        let words = text
            .lines()
            .map(|line| line.split_whitespace().map(str::to_owned));
        words
            .map(Iterator::collect::<Vec<String>>)
            .filter(|words| words.first().is_some_and(|first| first == letter))
            .map(|words| words[1..].to_vec())
            .collect()
    }

    /// What the manifest says about a file.
    pub(crate) fn listed(&self, path: &str) -> serde_json::Value {
        let manifest = self.manifest();
        let mut files = manifest["files"].as_array().expect("a list").iter();
        let found = files.find(|file| file["path"] == path);
        found
            .unwrap_or_else(|| panic!("{path} in the manifest"))
            .clone()
    }
}
