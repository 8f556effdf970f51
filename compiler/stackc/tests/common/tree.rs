//! A tree of a stack, read by what its files mean. `crate::deployment` says which stack it is.

#![allow(dead_code, reason = "each test program uses its part")]

use crate::common::run;
use crate::deployment::{NGINX, QUADLETS, STACK};
use crate::unit::Unit;
use formats::{Version, nginx, sysusers, tmpfiles};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A tree in a store.
#[derive(Debug)]
pub(crate) struct Deployment {
    root: PathBuf,
    podman: Version,
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
            &Path::new(env!("CARGO_TARGET_TMPDIR")).join(STACK),
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
        self.quadlet(&format!("{STACK}-{name}.container"))
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
            } else if path.starts_with("etc/systemd/system/")
                || path.starts_with("etc/systemd/user/")
            {
                units.push(Unit::native(name, &text));
            }
        }
        units
    }

    /// The configuration of nginx: the host's own, or that of a container.
    pub(crate) fn nginx(&self) -> nginx::File {
        let host = format!("etc/nginx/conf.d/{STACK}.conf");
        let container = format!("etc/stackc/{STACK}/{NGINX}/{STACK}.conf");
        let is_host = self.root.join(&host).exists();
        let text = self.text(if is_host { &host } else { &container });
        nginx::File::parse(&text).expect("a file of nginx")
    }

    /// The lines of the stack's tmpfiles.d file.
    pub(crate) fn tmpfiles(&self) -> tmpfiles::File {
        tmpfiles::parse(&self.text(&format!("etc/tmpfiles.d/{STACK}.conf")))
            .expect("lines of tmpfiles.d")
    }

    /// The lines of the stack's sysusers.d file.
    pub(crate) fn sysusers(&self) -> sysusers::File {
        sysusers::parse(&self.text(&format!("etc/sysusers.d/{STACK}.conf")))
            .expect("lines of sysusers.d")
    }

    /// The manifest.
    pub(crate) fn manifest(&self) -> serde_json::Value {
        let text = self.text(&format!("etc/stackc/{STACK}/manifest.json"));
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
