//! The trees that the tests look at: those of the stack as it stands, and of its variants.

use crate::common::stack;
pub(crate) use crate::tree::Deployment;
use formats::ini;
use formats::ini::python::{self, Reader};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The name of the stack, and of its folder below `stacks`.
pub(crate) const STACK: &str = "dcor";

/// The service that serves its sites.
pub(crate) const NGINX: &str = "nginx";

/// Where quadlets would be; the stack has none.
pub(crate) const QUADLETS: &str = "etc/containers/systemd";

/// Where the instance is reached.
pub(crate) const DOMAIN: &str = "dcor.mpl.mpg.de";

/// The services of CKAN that run for ever: uWSGI and the four workers.
pub(crate) const LASTING: [&str; 5] = [
    "ckan-uwsgi",
    "ckan-worker",
    "ckan-worker-dcor-short",
    "ckan-worker-dcor-normal",
    "ckan-worker-dcor-long",
];

/// The stack with each choice it offers, as `variants.ncl` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The stack as it stands: Let's Encrypt, buffered downloads, Ubuntu 24.04.
    Default,
    /// A pair made on the host.
    Intranet,
    /// A pair from an authority of one's own.
    Provided,
    /// Downloads that a worker waits for, from a share.
    Streamed,
    /// The operations profile.
    Ops,
    /// An instance to try things on.
    Development,
    /// Only the paths that CKAN has.
    Guarded,
    /// A page that says that nobody is let in.
    Maintenance,
    /// A newer release.
    Debian13,
}

impl Variant {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::Default,
        Self::Intranet,
        Self::Provided,
        Self::Streamed,
        Self::Ops,
        Self::Development,
        Self::Guarded,
        Self::Maintenance,
        Self::Debian13,
    ];

    /// Its environment in `variants.ncl`; the stack as it stands is in none.
    pub(crate) fn environment(self) -> Option<&'static str> {
        match self {
            Self::Default => None,
            Self::Intranet => Some("intranet"),
            Self::Provided => Some("provided"),
            Self::Streamed => Some("streamed"),
            Self::Ops => Some("ops"),
            Self::Development => Some("development"),
            Self::Guarded => Some("guarded"),
            Self::Maintenance => Some("maintenance"),
            Self::Debian13 => Some("debian13"),
        }
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
    /// A service, by the name of its unit without suffix.
    pub(crate) fn service(&self, name: &str) -> crate::unit::Unit {
        self.system_unit(&format!("{name}.service"))
    }

    /// The options of uWSGI, which stand once each.
    pub(crate) fn uwsgi(&self) -> BTreeMap<String, String> {
        let text = self.text("etc/ckan/default/ckan-uwsgi.ini");
        let file = ini::File::parse(ini::Dialect::Uwsgi, &text).expect("a file of uwsgi");
        let [section] = <[ini::Section; 1]>::try_from(file.sections).expect("one section");
        assert_eq!(section.name.as_str(), "uwsgi");
        let mut keys = BTreeMap::new();
        for entry in section.entries() {
            let value = entry.value.as_text().expect("a plain text").to_owned();
            let before = keys.insert(entry.key.as_str().to_owned(), value);
            assert_eq!(before, None, "`{}` stands twice", entry.key.as_str());
        }
        keys
    }

    /// The keys of `ckan.ini` that are ours, by section.
    pub(crate) fn ckan_ini(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        let text = self.text("etc/stackc/dcor/partial/etc/ckan/default/ckan.ini");
        let file = python::parse(&text, Reader::Ckan).expect("a file of CKAN");
        let mut sections = BTreeMap::new();
        for section in &file.sections {
            let entries = section.entries().map(|entry| {
                let value = entry.value.as_text().expect("a plain text");
                (entry.key.as_str().to_owned(), value.to_owned())
            });
            sections.insert(section.name.as_str().to_owned(), entries.collect());
        }
        sections
    }

    /// The keys of `[app:main]` that are ours.
    pub(crate) fn app(&self) -> BTreeMap<String, String> {
        self.ckan_ini().remove("app:main").expect("the section")
    }

    /// Mode, owner and group of each directory that tmpfiles.d makes, by path.
    pub(crate) fn directories(&self) -> BTreeMap<String, [String; 3]> {
        let text = self.text("etc/tmpfiles.d/dcor.conf");
        let mut found = BTreeMap::new();
        for line in text.lines() {
            let words: Vec<&str> = line.split_whitespace().collect();
            if let ["d", path, mode, owner, group, ..] = words.as_slice() {
                let rest = [mode, owner, group].map(|word| (*word).to_owned());
                found.insert((*path).to_owned(), rest);
            }
        }
        found
    }

    /// Asserts mode, owner and group of a directory.
    #[track_caller]
    pub(crate) fn assert_directory(&self, path: &str, expected: [&str; 3]) {
        let found = self.directories();
        let own = found
            .get(path)
            .unwrap_or_else(|| panic!("{path} in {found:#?}"));
        assert_eq!(own.each_ref().map(String::as_str), expected, "{path}");
    }

    /// What the manifest says about a file.
    pub(crate) fn listed(&self, path: &str) -> serde_json::Value {
        let manifest = self.manifest();
        let mut files = manifest["files"].as_array().expect("a list").iter();
        files
            .find(|file| file["path"] == path)
            .unwrap_or_else(|| panic!("{path} in the manifest"))
            .clone()
    }

    /// Asserts mode, owner and group of a file.
    #[track_caller]
    pub(crate) fn assert_file(&self, path: &str, [mode, owner, group]: [&str; 3]) {
        let listed = self.listed(path);
        assert_eq!(
            [&listed["mode"], &listed["user"], &listed["group"]],
            [mode, owner, group],
            "{path}"
        );
    }
}
