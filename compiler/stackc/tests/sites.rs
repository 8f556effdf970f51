//! What sites become: a folder for each below `sites`, with a small stack and the text for nginx that is
//! expected, which the real nginx accepts. `BLESS=1` rewrites the texts: read the difference.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{compare, run, workspace};
use formats::Version;
use formats::nginx::{Context, File, check};
use judge::{Options, Provided, Stub};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder of `sites`: its stack, and the nginx that serves its sites.
struct Site {
    name: &'static str,
    stack: &'static str,
    server: &'static str,
}

const SITES: [Site; 3] = [
    Site {
        name: "balanced",
        stack: "pgaw",
        server: "proxy",
    },
    Site {
        name: "headers",
        stack: "inloop",
        server: "nginx",
    },
    Site {
        name: "cached",
        stack: "dcor",
        server: "nginx",
    },
];

impl Site {
    fn folder(&self) -> PathBuf {
        workspace()
            .join("compiler/stackc/tests/sites")
            .join(self.name)
    }

    /// Builds its stack; gives the folder of the tree.
    fn built(&self, store: &Path) -> PathBuf {
        let stack = self.folder().join("stack.ncl");
        let arguments = ["build", "--no-out-link", "--store"].map(Into::into);
        let arguments = arguments
            .into_iter()
            .chain([store.into(), stack.into_os_string()]);
        let said = run(arguments);
        assert_eq!(
            (said.code, said.stderr.as_str()),
            (Some(0), ""),
            "{}",
            self.name
        );
        PathBuf::from(said.stdout.trim_end())
    }

    /// The file that nginx reads, below the tree.
    fn file(&self) -> String {
        format!("etc/stackc/{0}/{1}/{0}.conf", self.stack, self.server)
    }
}

#[test]
fn every_site_becomes_the_text_that_is_expected() {
    let store = tempfile::tempdir().unwrap();
    let wrong: Vec<String> = SITES
        .iter()
        .filter_map(|site| {
            let text = fs::read_to_string(site.built(store.path()).join(site.file())).unwrap();
            compare(&site.folder().join("expected.conf"), &text).err()
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_directive_but_http2_is_the_same_in_all_releases() {
    for site in &SITES {
        let text = fs::read_to_string(site.folder().join("expected.conf")).unwrap();
        let items = File::parse(&text).unwrap().items;
        for minor in [22, 24, 26, 29] {
            let findings = check(&items, Context::Http, Version::new(1, minor, 0));
            let others = findings.iter().filter(|found| found.directive != "http2");
            let others: Vec<String> = others.map(ToString::to_string).collect();
            assert_eq!(others, [""; 0], "{} for 1.{minor}", site.name);
        }
    }
}

#[test]
fn the_real_nginx_accepts_every_site() {
    let store = tempfile::tempdir().unwrap();
    for site in &SITES {
        let mut options = Options::default();
        let folder = "/etc/ssl/stackc/postgres.example.org";
        let provided = ["/var/cache/nginx", "/data"]
            .iter()
            .fold(Provided::default(), |all, folder| {
                all.with(folder, Stub::Folder)
            })
            .with(&format!("{folder}/fullchain.pem"), Stub::Certificate)
            .with(&format!("{folder}/privkey.pem"), Stub::CertificateKey);
        let service = format!("{}-{}", site.stack, site.server);
        options.containers.insert(service, provided);
        let verdicts = judge::tree_by("nginx", &site.built(store.path()), &options);
        assert!(!verdicts.is_empty(), "{}: nginx did not judge", site.name);
        assert_eq!(judge::objections(&verdicts), "", "{}", site.name);
    }
}
