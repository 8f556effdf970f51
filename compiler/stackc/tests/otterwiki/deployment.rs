//! The trees that the tests look at: those of the stack as it stands, and of its variants.

use crate::common::{run, stack};
use crate::unit::Unit;
use formats::{Version, ini, nft, nginx, sysusers, tmpfiles};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// Where the quadlets of the account with the id 1001 are.
pub(crate) const QUADLETS: &str = "etc/containers/systemd/users/1001";

/// A tree in a store.
#[derive(Debug)]
pub(crate) struct Deployment {
    root: PathBuf,
    podman: Version,
}

/// The stack with each choice it offers, as `variants.ncl` names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variant {
    /// The stack as it stands: PostgreSQL, Let's Encrypt by webroot, Debian 13.
    Default,
    /// Let's Encrypt by a certbot that answers for itself.
    Standalone,
    /// A pair made on the host.
    SelfSigned,
    /// A pair from elsewhere.
    Provided,
    /// Metadata in a file.
    Sqlite,
    /// An older release, whose podman knows less.
    Ubuntu2404,
    /// The newest releases, whose programs know more.
    Upstream,
}

impl Variant {
    /// All of them.
    pub(crate) const ALL: [Self; 7] = [
        Self::Default,
        Self::Standalone,
        Self::SelfSigned,
        Self::Provided,
        Self::Sqlite,
        Self::Ubuntu2404,
        Self::Upstream,
    ];

    /// Its environment in `variants.ncl`; the stack as it stands is in none.
    pub(crate) fn environment(self) -> Option<&'static str> {
        match self {
            Self::Default => None,
            Self::Standalone => Some("standalone"),
            Self::SelfSigned => Some("self_signed"),
            Self::Provided => Some("provided"),
            Self::Sqlite => Some("sqlite"),
            Self::Ubuntu2404 => Some("ubuntu2404"),
            Self::Upstream => Some("upstream"),
        }
    }

    fn installable(self) -> PathBuf {
        let folder = stack("otterwiki");
        match self.environment() {
            None => folder,
            Some(environment) => folder.join(format!("variants.ncl#{environment}")),
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
    /// Builds an installable.
    ///
    /// All tests share a store in the target folder: its objects are named by what they hold.
    pub(crate) fn build(installable: &Path) -> Self {
        let said = run([
            Path::new("build"),
            Path::new("--no-out-link"),
            Path::new("--store"),
            Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/otterwiki")),
            installable,
        ]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        assert_eq!(said.stderr, "", "the stack compiles without a remark");
        let mut built = Self {
            root: PathBuf::from(said.stdout.strip_suffix('\n').expect("one line")),
            podman: Version::new(0, 0, 0),
        };
        let versions = &built.manifest()["target"]["versions"];
        let podman = versions["podman"].as_str().expect("a version of podman");
        built.podman = podman.parse().expect("a version");
        built
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A host with the tree, in which its scripts may really act.
    pub(crate) fn view(&self) -> judge::View {
        judge::Root::find().view().layer(&self.root)
    }

    /// Every file and link, relative to the root.
    pub(crate) fn paths(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("the tree can be read") {
                let path = entry.expect("the tree can be read").path();
                if path.is_dir() && !path.is_symlink() {
                    folders.push(path);
                } else {
                    let path = path.strip_prefix(&self.root).expect("below the root");
                    found.insert(path.to_str().expect("paths are ASCII").to_owned());
                }
            }
        }
        found
    }

    /// The text of a file.
    pub(crate) fn text(&self, path: &str) -> String {
        let text = fs::read_to_string(self.root.join(path));
        text.unwrap_or_else(|error| panic!("{path}: {error}; there are {:#?}", self.paths()))
    }

    /// Every text of the tree, by path.
    pub(crate) fn texts(&self) -> BTreeMap<String, String> {
        let is_file = |path: &String| !self.root.join(path).is_symlink();
        let paths = self.paths().into_iter().filter(is_file);
        paths.map(|path| (path.clone(), self.text(&path))).collect()
    }

    /// The files that hold a text.
    pub(crate) fn files_with(&self, text: &str) -> Vec<String> {
        let texts = self.texts().into_iter();
        texts
            .filter(|(_, content)| content.contains(text))
            .map(|(path, _)| path)
            .collect()
    }

    /// Where a link of the tree leads to.
    pub(crate) fn link(&self, path: &str) -> PathBuf {
        fs::read_link(self.root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// A quadlet, by its file name.
    pub(crate) fn quadlet(&self, name: &str) -> Unit {
        let path = format!("{QUADLETS}/{name}");
        Unit::quadlet(name, &self.text(&path), self.podman)
    }

    /// The quadlet of a container, by its name in the stack.
    pub(crate) fn container(&self, name: &str) -> Unit {
        self.quadlet(&format!("otterwiki-{name}.container"))
    }

    /// The names of all quadlets with this extension.
    pub(crate) fn quadlets(&self, extension: &str) -> Vec<String> {
        let names = self.paths().into_iter().filter_map(|path| {
            let name = path.strip_prefix(QUADLETS)?.strip_prefix('/')?.to_owned();
            name.ends_with(&format!(".{extension}")).then_some(name)
        });
        names.collect()
    }

    /// A unit of the account's manager.
    pub(crate) fn user_unit(&self, name: &str) -> Unit {
        Unit::native(name, &self.text(&format!("etc/systemd/user/{name}")))
    }

    /// A unit of the system manager.
    pub(crate) fn system_unit(&self, name: &str) -> Unit {
        Unit::native(name, &self.text(&format!("etc/systemd/system/{name}")))
    }

    /// Every unit and quadlet of the tree.
    pub(crate) fn units(&self) -> Vec<Unit> {
        let mut units = Vec::new();
        for (path, text) in self.texts() {
            let name = path.rsplit('/').next().unwrap_or(&path);
            if path.starts_with("etc/containers/") {
                units.push(Unit::quadlet(name, &text, self.podman));
            } else if path.starts_with("etc/systemd/") {
                units.push(Unit::native(name, &text));
            }
        }
        units
    }

    /// The configuration of nginx.
    pub(crate) fn nginx(&self) -> nginx::File {
        let text = self.text("etc/stackc/otterwiki/nginx/otterwiki.conf");
        nginx::File::parse(&text).expect("a file of nginx")
    }

    /// The table of the stack.
    pub(crate) fn table(&self) -> nft::Table {
        let text = self.text("etc/stackc/otterwiki/nftables.nft");
        let file = nft::File::parse(&text).expect("a file of nft");
        let [table] = <[nft::Table; 1]>::try_from(file.tables).expect("one table");
        table
    }

    /// The keys of the uwsgi file, which stand once each.
    pub(crate) fn uwsgi(&self) -> BTreeMap<String, String> {
        let text = self.text("etc/stackc/otterwiki/uwsgi.ini");
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

    /// The lines of the stack's tmpfiles.d file.
    pub(crate) fn tmpfiles(&self) -> tmpfiles::File {
        tmpfiles::parse(&self.text("etc/tmpfiles.d/otterwiki.conf")).expect("lines of tmpfiles.d")
    }

    /// The lines of the stack's sysusers.d file.
    pub(crate) fn sysusers(&self) -> sysusers::File {
        sysusers::parse(&self.text("etc/sysusers.d/otterwiki.conf")).expect("lines of sysusers.d")
    }

    /// The manifest.
    pub(crate) fn manifest(&self) -> serde_json::Value {
        let text = self.text("etc/stackc/otterwiki/manifest.json");
        serde_json::from_str(&text).expect("the manifest is JSON")
    }

    /// What the manifest says about a secret.
    pub(crate) fn secret(&self, name: &str) -> serde_json::Value {
        let manifest = self.manifest();
        let secrets = manifest["secrets"].as_array().expect("a list of secrets");
        let found = secrets.iter().find(|secret| secret["name"] == name);
        found
            .unwrap_or_else(|| panic!("no secret `{name}` in {secrets:#?}"))
            .clone()
    }
}
