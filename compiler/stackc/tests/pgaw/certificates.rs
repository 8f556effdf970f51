//! T: certificates, from the placeholder to the renewal.

use crate::deployment::{Variant, default};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;

const DOMAIN: &str = "postgres.crwpitcher.com";

/// What stands before a script that is run: the folders that its containers have.
const PREPARE: &str = "mkdir -p /stackc/copies/aw-db
    ln -s /etc/stackc/pgaw/certificate-pgaw.sh /stackc/certificate.sh
    ";

#[test]
fn pg_t1_the_one_proxy_starts_with_a_placeholder_and_certbot_follows() {
    let job = default().container("certificate-pgaw");
    job.assert("Service.Type", &["oneshot"]);
    for consumer in ["proxy", "aw-db"] {
        let unit = default().container(consumer);
        for setting in ["Unit.Requires", "Unit.After"] {
            let words = unit.words(setting);
            let service = "pgaw-certificate-pgaw.service".to_owned();
            assert!(words.contains(&service), "{consumer}: {words:?}");
        }
    }
    let certbot = default().container("certbot");
    certbot.assert("Unit.After", &["pgaw-proxy.service"]);
    let words = certbot.words("Container.Exec");
    assert_eq!(words[0], "certonly");
    for flag in ["--non-interactive", "--agree-tos", "--webroot"] {
        assert!(words.iter().any(|word| word == flag), "{flag} in {words:?}");
    }
    for (option, value) in [("--webroot-path", "/var/www/certbot"), ("-d", DOMAIN)] {
        let has = words.windows(2).any(|pair| pair == [option, value]);
        assert!(has, "{option} {value} in {words:?}");
    }
    // No second server for the first certificate.
    let published = |name: &String| default().quadlet(name).has("Container.PublishPort");
    let mut publishing = default().quadlets("container");
    publishing.retain(published);
    assert_eq!(publishing, ["pgaw-aw-db.container", "pgaw-proxy.container"]);
    let first = default().system_unit("pgaw-certbot-first.timer");
    first.assert("Timer.Unit", &["pgaw-certbot.service"]);

    // The script, where there is nothing yet.
    let script = format!(
        "{PREPARE} sh /stackc/certificate.sh > /dev/null 2>&1
        readlink /etc/letsencrypt/stackc/{DOMAIN}
        openssl x509 -noout -checkhost {DOMAIN} -in /stackc/copies/aw-db/fullchain.pem"
    );
    let said = default().view().script(&script, &[]);
    assert!(said.is_silent(), "{}", said.transcript());
    let expected = format!("../placeholder/{DOMAIN}\nHostname {DOMAIN} does match certificate\n");
    assert_eq!(said.stdout, expected);
}

#[test]
fn pg_t2_renewal_runs_twice_a_day_through_the_proxy_that_runs() {
    let timer = default().system_unit("pgaw-certbot.timer");
    timer.assert("Timer.OnCalendar", &["*-*-* 00,12:00:00"]);
    timer.assert("Timer.RandomizedDelaySec", &["3600"]);
    timer.assert("Timer.Persistent", &["true"]);
    timer.assert("Timer.Unit", &["pgaw-certbot.service"]);
    let link = "etc/systemd/system/timers.target.wants/pgaw-certbot.timer";
    assert!(default().paths().contains(link));
    let certbot = default().container("certbot");
    assert!(!certbot.has("Container.PublishPort"), "80 is the proxy's");
    assert!(!certbot.has("Install.WantedBy") && !certbot.has("Service.RemainAfterExit"));
}

#[test]
fn pg_t3_a_new_certificate_is_copied_for_postgresql_and_both_are_told() {
    let layer = tempfile::tempdir().unwrap();
    let systemctl = layer.path().join("usr/local/bin/systemctl");
    fs::create_dir_all(systemctl.parent().unwrap()).unwrap();
    fs::write(&systemctl, "#!/bin/sh\necho \"$*\"\n").unwrap();
    fs::set_permissions(&systemctl, fs::Permissions::from_mode(0o755)).unwrap();
    // Only user 0 exists in the view of somebody who is not root.
    let install = layer.path().join("usr/local/bin/install");
    fs::write(&install, "#!/bin/sh\necho \"$1 $2 $3 $4 $5 $6 ${8##*/}\"\nexec /usr/bin/install -m \"$6\" \"$7\" \"$8\"\n").unwrap();
    fs::set_permissions(&install, fs::Permissions::from_mode(0o755)).unwrap();

    let words = default().container("certbot").words("Container.Exec");
    let hook = words
        .iter()
        .position(|word| word == "--deploy-hook")
        .unwrap();
    let script = format!(
        "{PREPARE} mkdir -p /stackc/run /etc/letsencrypt/live/{DOMAIN}
        echo chain > /etc/letsencrypt/live/{DOMAIN}/fullchain.pem
        echo key > /etc/letsencrypt/live/{DOMAIN}/privkey.pem
        export RUNTIME_DIRECTORY=/stackc/run
        sh -c \"$1\"
        sh /etc/stackc/pgaw/certbot-pgaw.sh
        cat /stackc/copies/aw-db/fullchain.pem /stackc/copies/aw-db/privkey.pem
        stat -c %a /stackc/copies/aw-db/privkey.pem"
    );
    let view = default().view().layer(layer.path());
    let said = view.script(&script, &[&words[hook + 1]]);
    assert!(said.is_silent(), "{}", said.transcript());
    assert_eq!(
        said.stdout.lines().collect::<Vec<_>>(),
        [
            "-o 999 -g 999 -m 0444 fullchain.pem",
            "-o 999 -g 999 -m 0400 privkey.pem",
            "try-reload-or-restart pgaw-proxy.service pgaw-aw-db.service",
            "stop pgaw-certbot-first.timer",
            "chain",
            "key",
            "400",
        ],
    );
    // To reload is to read the pair again, without a stop.
    let reload = |name: &str| default().container(name).words("Service.ExecReload");
    let sql = "SELECT pg_reload_conf()".to_owned();
    assert_eq!(reload("aw-db").last(), Some(&sql));
    assert_eq!(
        reload("proxy")[2..],
        ["pgaw-proxy", "nginx", "-s", "reload"]
    );
    // Both mount what the hook writes.
    let copies = default()
        .container("certbot")
        .mount_at("/stackc/copies/aw-db")
        .unwrap();
    assert!(copies.is(&["rw", "z"]), "{copies:?}");
    let at_db = default()
        .container("aw-db")
        .mount_at("/etc/ssl/postgresql")
        .unwrap();
    assert_eq!(at_db.source, copies.source);
}

#[test]
fn pg_t4_certbot_is_pinned_and_writes_to_webroot_and_certificates() {
    let certbot = default().container("certbot");
    certbot.assert("Container.Image", &["docker.io/certbot/certbot:v2.10.0"]);
    for (target, source) in [
        ("/var/www/certbot", "pgaw-certbot-www.volume"),
        ("/etc/letsencrypt", "pgaw-letsencrypt.volume"),
    ] {
        let mount = certbot.mount_at(target).unwrap();
        assert_eq!(mount.source, source);
        assert!(mount.is(&["rw", "z"]), "{mount:?}");
    }
}

#[test]
fn pg_t5_a_self_signed_pair_comes_from_a_job() {
    let built = Variant::SelfSigned.built();
    let job = built.container("certificate-pgaw");
    job.assert("Service.Type", &["oneshot"]);
    // The image of nginx on Alpine has no openssl.
    job.assert("Container.Image", &["docker.io/certbot/certbot:v2.10.0"]);
    let timers = built
        .paths()
        .into_iter()
        .filter(|path| path.ends_with(".timer"));
    assert_eq!(timers.count(), 0);
    let script = format!(
        "{PREPARE} sh /stackc/certificate.sh > /dev/null 2>&1
        cd /etc/ssl/stackc/{DOMAIN}
        openssl x509 -noout -ext subjectAltName -in fullchain.pem
        openssl verify -CAfile fullchain.pem fullchain.pem
        cmp privkey.pem /stackc/copies/aw-db/privkey.pem"
    );
    let said = built.view().script(&script, &[]);
    assert!(said.is_silent(), "{}", said.transcript());
    assert!(
        said.stdout.contains(&format!("DNS:{DOMAIN}\n")),
        "{}",
        said.stdout
    );
    assert!(
        said.stdout.ends_with("fullchain.pem: OK\n"),
        "{}",
        said.stdout
    );
}
