//! The trees that the tests look at: those of the stack as it stands, and of its variants.

use crate::common::stack;
pub(crate) use crate::tree::Deployment;
use formats::{ini, nft};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::OnceLock;

/// The name of the stack, and of its folder below `stacks`.
pub(crate) const STACK: &str = "otterwiki";

/// The container that serves its sites.
pub(crate) const NGINX: &str = "nginx";

/// Where the quadlets of the account with the id 1001 are.
pub(crate) const QUADLETS: &str = "etc/containers/systemd/users/1001";

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
}
