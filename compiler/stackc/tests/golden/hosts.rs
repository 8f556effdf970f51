//! What the hosts of the golden trees have besides them.

use judge::{Options, Provided, Stub};

/// What a host has besides the tree of a stack or of one of its environments.
pub(crate) fn host(tree: &str) -> Options {
    match tree.split('-').next() {
        Some("otterwiki") => host_of_otterwiki(),
        Some("dcor") => host_of_dcor(),
        Some("inloop") => host_of_inloop(),
        Some("pgaw") => host_of_pgaw(),
        Some("permacoop") => host_of_permacoop(),
        _ => panic!("what has the host of `{tree}`?"),
    }
}

/// What the host has that carries three of the stacks.
pub(crate) fn campus() -> Options {
    let hosts = [host_of_dcor(), host_of_inloop(), host_of_permacoop()];
    let provided = hosts.into_iter().map(|options| options.host);
    Options {
        host: provided.fold(Provided::default(), Provided::and),
        ..Options::default()
    }
}

/// The container of an nginx, with the pairs of a name wherever stackc puts them.
fn nginx_with_pair(container: &str, domain: &str) -> Options {
    let mut nginx = Provided::default();
    for folder in ["/etc/letsencrypt/stackc", "/etc/ssl/stackc"] {
        let folder = format!("{folder}/{domain}");
        nginx = nginx
            .with(&format!("{folder}/fullchain.pem"), Stub::Certificate)
            .with(&format!("{folder}/privkey.pem"), Stub::CertificateKey);
    }
    let mut options = Options::default();
    options.containers.insert(container.to_owned(), nginx);
    options
}

/// Certificates, and the checkout of the wiki.
fn host_of_otterwiki() -> Options {
    let mut options = nginx_with_pair("otterwiki-nginx", "wiki.mydomain.com");
    options.host = Provided::default()
        .with("/home/otterwiki/otterwiki", Stub::Folder)
        .with("/etc/ssl/otterwiki/fullchain.pem", Stub::Certificate)
        .with("/etc/ssl/otterwiki/privkey.pem", Stub::CertificateKey);
    options
}

/// Certificates, the checkout of the lessons' database, and a dump.
fn host_of_pgaw() -> Options {
    let mut options = nginx_with_pair("pgaw-proxy", "postgres.crwpitcher.com");
    options.host = Provided::default()
        .with("/opt/pgaw/aw-db", Stub::Folder)
        .with("/srv/pgaw/pgadmin.sql", Stub::Text(String::new()));
    options
}

/// Packages, checkouts and certificates.
fn host_of_dcor() -> Options {
    const DOMAIN: &str = "dcor.mpl.mpg.de";
    let mut host = Provided::default()
        .with("/etc/nginx/sites-enabled/default", Stub::Absent)
        .with("/usr/lib/systemd/system/postgresql.service", Stub::Service)
        .with(
            "/usr/lib/systemd/system/redis-server.service",
            Stub::Service,
        );
    // What the tree's own tmpfiles.d makes, for nginx to make its folders in.
    for folder in ["/cache", "/data", "/var/cache/nginx"] {
        host = host.with(folder, Stub::Folder);
    }
    for program in [
        "/usr/bin/certbot",
        "/usr/bin/psql",
        "/usr/lib/ckan/default/bin/ckan",
        "/usr/lib/ckan/default/bin/dcor",
        "/usr/lib/ckan/default/bin/uwsgi",
        "/opt/solr/bin/solr",
    ] {
        host = host.with(program, Stub::Program);
    }
    for (certificate, key) in [
        (
            format!("/etc/letsencrypt/stackc/{DOMAIN}/fullchain.pem"),
            format!("/etc/letsencrypt/stackc/{DOMAIN}/privkey.pem"),
        ),
        (
            format!("/etc/ssl/stackc/{DOMAIN}/fullchain.pem"),
            format!("/etc/ssl/stackc/{DOMAIN}/privkey.pem"),
        ),
        (
            format!("/etc/ssl/certs/{DOMAIN}.cert"),
            format!("/etc/ssl/private/{DOMAIN}.key"),
        ),
    ] {
        host = host
            .with(&certificate, Stub::Certificate)
            .with(&key, Stub::CertificateKey);
    }
    Options {
        host,
        ..Options::default()
    }
}

/// Packages, the checkout of the application with its programs, and certificates.
fn host_of_inloop() -> Options {
    let mut host = Provided::default().with("/etc/nginx/sites-enabled/default", Stub::Absent);
    for service in ["docker", "postgresql", "redis-server"] {
        let unit = format!("/usr/lib/systemd/system/{service}.service");
        host = host.with(&unit, Stub::Service);
    }
    for program in [
        "/home/inloop/virtualenv/bin/django-admin",
        "/home/inloop/virtualenv/bin/gunicorn",
        "/usr/bin/certbot",
        "/usr/bin/psql",
        "/usr/bin/setfacl",
    ] {
        host = host.with(program, Stub::Program);
    }
    for (certificate, key) in [
        ("/etc/ssl/inloop/cert.pem", "/etc/ssl/inloop/key.pem"),
        (
            "/etc/ssl/stackc/inloop.example.org/fullchain.pem",
            "/etc/ssl/stackc/inloop.example.org/privkey.pem",
        ),
        (
            "/etc/letsencrypt/stackc/inloop.example.org/fullchain.pem",
            "/etc/letsencrypt/stackc/inloop.example.org/privkey.pem",
        ),
    ] {
        host = host
            .with(certificate, Stub::Certificate)
            .with(key, Stub::CertificateKey);
    }
    Options {
        host,
        ..Options::default()
    }
}

/// Programs of packages, and a certificate.
fn host_of_permacoop() -> Options {
    let folder = "/etc/letsencrypt/stackc/permacoop.fairness.coop";
    let host = Provided::default()
        .with("/etc/nginx/sites-enabled/default", Stub::Absent)
        .with(&format!("{folder}/fullchain.pem"), Stub::Certificate)
        .with(&format!("{folder}/privkey.pem"), Stub::CertificateKey);
    let programs = ["certbot", "git", "node", "npm"].into_iter();
    let host = programs.fold(host, |host, program| {
        host.with(&format!("/usr/bin/{program}"), Stub::Program)
    });
    Options {
        host,
        ..Options::default()
    }
}
