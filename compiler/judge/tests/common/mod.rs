//! The sample trees, and the facts about their hosts.

use judge::{Options, Provided, Stub};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};

/// A sample tree: `wiki` is one user's rootless stack, `shop` a rootful one with native services.
pub(crate) fn folder(sample: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/samples")
        .join(sample)
}

/// What the host of a sample has besides its tree.
pub(crate) fn options(sample: &str) -> Options {
    let mut options = Options::default();
    match sample {
        "wiki" => {
            options.host = Provided::default()
                .with("/etc/ssl/wiki/fullchain.pem", Stub::Certificate)
                .with("/etc/ssl/wiki/privkey.pem", Stub::CertificateKey);
            let nginx = Provided::default().with("/etc/wiki-tls/dhparam.pem", Stub::DhParameters);
            options.containers.insert("wiki-nginx".to_owned(), nginx);
        }
        "shop" => {
            options.host = Provided::default()
                .with("/etc/nginx/sites-enabled/default", Stub::Absent)
                .with("/etc/ssl/shop/fullchain.pem", Stub::Certificate)
                .with("/etc/ssl/shop/privkey.pem", Stub::CertificateKey)
                .with("/etc/ssl/shop/dhparam.pem", Stub::DhParameters)
                .with("/usr/lib/systemd/system/postgresql.service", Stub::Service)
                .with("/srv/shop/venv/bin/gunicorn", Stub::Program);
            options.names = vec!["cache.internal".to_owned()];
            options.addresses = vec![Ipv4Addr::new(192, 0, 2, 7).into()];
        }
        other => panic!("no sample `{other}`"),
    }
    options
}
