//! The library, embedded: what `import "stackc/…"` finds.

use eval::Library;

macro_rules! library {
    ($($file:literal),* $(,)?) => {
        /// All files of `lib/`, by the path they are imported by.
        pub(crate) static LIBRARY: Library = Library {
            files: &[$((
                concat!("stackc/", $file),
                include_str!(concat!("../../../lib/", $file)),
            )),*],
        };
    };
}

library![
    "main.ncl",
    "leaf.ncl",
    "target.ncl",
    "account.ncl",
    "secret.ncl",
    "env.ncl",
    "network.ncl",
    "volume.ncl",
    "build.ncl",
    "file.ncl",
    "container.ncl",
    "certificate.ncl",
    "site.ncl",
    "firewall.ncl",
    "stack.ncl",
    "recipes/nginx.ncl",
    "recipes/postgres.ncl",
    "recipes/refreshed_volume.ncl",
];
