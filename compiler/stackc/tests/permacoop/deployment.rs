//! The trees that the tests look at: those of the environments, and of changes of them.

use crate::common::{Said, copy_folder, run, stack};
use crate::unit::Unit;
use formats::{env, nft, nginx};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use tempfile::TempDir;

/// A tree in a store.
#[derive(Debug)]
pub(crate) struct Deployment {
    root: PathBuf,
}

/// The cloud machine.
pub(crate) fn prod() -> &'static Deployment {
    static BUILT: OnceLock<Deployment> = OnceLock::new();
    BUILT.get_or_init(|| Deployment::build(&stack("permacoop").join("stack.ncl#prod")))
}

/// The virtual machine of a developer.
pub(crate) fn vagrant() -> &'static Deployment {
    static BUILT: OnceLock<Deployment> = OnceLock::new();
    BUILT.get_or_init(|| Deployment::build(&stack("permacoop").join("stack.ncl#vagrant")))
}

/// The cloud machine without the proxy.
pub(crate) fn direct() -> &'static Deployment {
    static BUILT: OnceLock<Deployment> = OnceLock::new();
    BUILT.get_or_init(|| Deployment::build(&stack("permacoop").join("variants.ncl#direct")))
}

/// The cloud machine with a record merged over it: `{ params.git_version = "feature" }`.
pub(crate) fn prod_with(overlay: &str) -> Deployment {
    let changed = format!("{{ environments = {{ prod = {overlay} }} }}");
    changed_stack(&changed, |file| {
        Deployment::build(&PathBuf::from(format!("{}#prod", file.display())))
    })
}

/// An environment of the base and a record, beside those there are.
pub(crate) fn new_environment(record: &str) -> Deployment {
    let added = format!("{{ environments.added = (import \"base.ncl\") & {record} }}");
    changed_stack(&added, |file| {
        Deployment::build(&PathBuf::from(format!("{}#added", file.display())))
    })
}

/// What `check` says in short about the cloud machine with a record merged over it.
pub(crate) fn findings(overlay: &str) -> String {
    let changed = format!("{{ environments = {{ prod = {overlay} }} }}");
    let said: Said = changed_stack(&changed, |file| {
        let file = format!("{}#prod", file.display());
        run(["check", "--findings", "short", &file])
    });
    assert!(matches!(said.code, Some(0 | 1)), "{}", said.stderr);
    said.stderr
}

/// What `check` says in short about a stack that stands beside the files of this one.
pub(crate) fn check_beside(text: &str) -> String {
    let folder = copy();
    let file = folder.path().join("beside.ncl");
    fs::write(&file, text).expect("the copy can be changed");
    let arguments = ["check", "--findings", "short"].map(Path::new);
    run(arguments.into_iter().chain([file.as_path()])).stderr
}

/// Does something with a copy of the stack that a record is merged over.
fn changed_stack<T>(overlay: &str, act: impl Fn(&Path) -> T) -> T {
    let folder = copy();
    let file = folder.path().join("changed.ncl");
    let text = format!("(import \"stack.ncl\") & {overlay}\n");
    fs::write(&file, text).expect("the copy can be changed");
    act(&file)
}

fn copy() -> TempDir {
    let folder = tempfile::tempdir().expect("there is a folder for temporary files");
    copy_folder(&stack("permacoop"), folder.path());
    folder
}

impl Deployment {
    /// Builds an installable. All tests share a store: its objects are named by what they hold.
    pub(crate) fn build(installable: &Path) -> Self {
        let said = run([
            Path::new("build"),
            Path::new("--no-out-link"),
            Path::new("--store"),
            Path::new(concat!(env!("CARGO_TARGET_TMPDIR"), "/permacoop")),
            installable,
        ]);
        assert_eq!(said.code, Some(0), "{}", said.stderr);
        assert_eq!(said.stderr, "", "the stack compiles without a remark");
        let root = said.stdout.strip_suffix('\n').expect("one line");
        Self { root: root.into() }
    }

    /// The root of the tree.
    pub(crate) fn root(&self) -> &Path {
        &self.root
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

    /// Whether there is a file or link.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.paths().contains(path)
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

    /// A unit, by its file name; `nginx.service.d/permacoop.conf` is a drop-in.
    pub(crate) fn unit(&self, name: &str) -> Unit {
        Unit::native(name, &self.text(&format!("etc/systemd/system/{name}")))
    }

    /// The unit of a service, by its name in the stack.
    pub(crate) fn service(&self, name: &str) -> Unit {
        self.unit(&format!("permacoop-{name}.service"))
    }

    /// Every unit that is ours.
    pub(crate) fn units(&self) -> Vec<Unit> {
        let paths = self.texts().into_keys();
        let names = paths.filter_map(|path| {
            let name = path.strip_prefix("etc/systemd/system/")?.to_owned();
            (!name.contains('/')).then_some(name)
        });
        names.map(|name| self.unit(&name)).collect()
    }

    /// The plain variables of a service, from its unit and from the file of it that is in the tree.
    pub(crate) fn variables(&self, service: &str) -> BTreeMap<String, String> {
        let unit = self.service(service);
        let pairs = unit.words("Service.Environment").into_iter().map(|word| {
            let (name, value) = word.split_once('=').expect("an assignment");
            (name.to_owned(), value.to_owned())
        });
        let mut all: BTreeMap<String, String> = pairs.collect();
        for path in unit.words("Service.EnvironmentFile") {
            if let Some(path) = path.strip_prefix("/etc/") {
                all.extend(self.env_file(&format!("etc/{path}")));
            }
        }
        all
    }

    /// The variables of a file, as systemd reads them.
    pub(crate) fn env_file(&self, path: &str) -> BTreeMap<String, String> {
        let file = env::parse(&self.text(path), env::Dialect::Systemd);
        let file = file.expect("a file of variables");
        let pairs = file.assignments();
        pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .collect()
    }

    /// The secret that fills a variable of a service.
    pub(crate) fn secret_variable(&self, service: &str, variable: &str) -> Option<String> {
        let unit = format!("permacoop-{service}.service");
        let manifest = self.manifest();
        let secrets = manifest["secrets"].as_array()?.iter();
        let mut named = secrets.filter(|secret| {
            let mut deliveries = secret["deliveries"].as_array().into_iter().flatten();
            deliveries.any(|delivery| {
                let mut consumers = delivery["consumers"].as_array().into_iter().flatten();
                delivery["via"]["host_file"]["variable"] == variable
                    && consumers.any(|consumer| consumer["name"] == unit)
            })
        });
        Some(named.next()?["name"].as_str()?.to_owned())
    }

    /// The sites.
    pub(crate) fn nginx(&self) -> nginx::File {
        let text = self.text("etc/nginx/conf.d/permacoop.conf");
        nginx::File::parse(&text).expect("a file of nginx")
    }

    /// The main file of nginx.
    pub(crate) fn nginx_main(&self) -> nginx::File {
        let text = self.text("etc/nginx/nginx.conf");
        nginx::File::parse(&text).expect("a file of nginx")
    }

    /// The table of the stack.
    pub(crate) fn table(&self) -> nft::Table {
        let text = self.text("etc/stackc/permacoop/nftables.nft");
        let file = nft::File::parse(&text).expect("a file of nft");
        let [table] = <[nft::Table; 1]>::try_from(file.tables).expect("one table");
        table
    }

    /// The manifest.
    pub(crate) fn manifest(&self) -> serde_json::Value {
        let text = self.text("etc/stackc/permacoop/manifest.json");
        serde_json::from_str(&text).expect("the manifest is JSON")
    }

    /// What the manifest says about a file.
    pub(crate) fn file(&self, path: &str) -> serde_json::Value {
        let manifest = self.manifest();
        let mut files = manifest["files"].as_array().expect("a list").iter();
        let found = files.find(|file| file["path"] == path);
        found.unwrap_or_else(|| panic!("no `{path}`")).clone()
    }
}
