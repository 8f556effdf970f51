//! nginx itself. Mirrors `lib/nginx.ncl`.

use crate::Stack;
use crate::decode::{Table, record};
use crate::leaf::{AbsolutePath, FolderLevels, LoginName, Name, Size, Version};
use source::Located;

record! {
    /// An nginx that serves sites.
    pub struct NginxServer {
        /// Its release, by which directives are chosen.
        pub version: Option<Located<Version>>,
        /// Whether answers and error pages name the release.
        pub version_shown: Located<bool>,
        /// The user of its workers.
        pub user: Option<Located<LoginName>>,
        /// Whether names that no site has are refused.
        pub refuses_unknown: Located<bool>,
        /// Where answers are kept.
        pub caches: Table<Name, Cache>,
        /// The whole main file.
        pub main: Option<Located<String>>,
        /// Further directives beside all servers, checked.
        pub extra: Option<Located<String>>,
        /// Further directives, not checked.
        pub unchecked: Option<Located<String>>,
    }
}

record! {
    /// A place where answers are kept.
    pub struct Cache {
        /// The folder.
        pub folder: Located<AbsolutePath>,
        /// Memory for the keys.
        pub zone_size: Located<Size>,
        /// Largest size of all answers.
        pub max_size: Option<Located<Size>>,
        /// Folders below the folder.
        pub levels: Located<FolderLevels>,
    }
}

record! {
    /// A folder for what does not fit into memory.
    pub struct Spool {
        /// The folder.
        pub folder: Located<AbsolutePath>,
        /// Folders below it.
        pub levels: Located<FolderLevels>,
    }
}

impl Stack {
    /// The folders that the workers of an nginx write to: its caches, and the spools of its sites.
    ///
    /// The paths are those that nginx sees, in a container those of the container.
    pub fn folders_written_by_nginx<'a>(
        &'a self,
        server: &'a Name,
        nginx: &'a NginxServer,
    ) -> impl Iterator<Item = &'a Located<AbsolutePath>> {
        let caches = nginx.caches.values().map(|cache| &cache.value.folder);
        let served = |site: &&crate::Site| site.served_by.value == *server;
        let sites = self.sites.values().map(|site| &site.value).filter(served);
        let spools = sites.flat_map(|site| site.spools().map(|spool| &spool.folder));
        caches.chain(spools)
    }
}
