//! U: the certificate's job, its timer, and what starts at boot.

use crate::changes::with;
use crate::deployment::{QUADLETS, Variant, default};
use formats::tmpfiles::Item;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

#[test]
fn ow_u1_certbot_is_a_job_that_asks_without_being_asked_back() {
    let certbot = default().container("certbot");
    let image = certbot.text("Container.Image").unwrap();
    let (name, tag) = image.rsplit_once(':').unwrap();
    assert_eq!(name, "docker.io/certbot/certbot");
    assert!(tag.starts_with('v') && tag != "latest", "{tag}");
    certbot.assert("Service.Type", &["oneshot"]);

    let command = certbot.words("Container.Exec");
    assert_eq!(command[0], "certonly");
    let flags = [
        "--non-interactive",
        "--agree-tos",
        "--keep-until-expiring",
        "--webroot",
    ];
    for flag in flags {
        assert!(
            command.iter().any(|word| word == flag),
            "{flag} in {command:?}"
        );
    }
    let options = [
        ("-d", "wiki.mydomain.com"),
        ("--email", "certbot@mydomain.com"),
        ("--webroot-path", "/var/www/acme"),
    ];
    for (option, value) in options {
        let has = command.windows(2).any(|pair| pair == [option, value]);
        assert!(has, "{option} {value} in {command:?}");
    }
    assert!(!certbot.has("Container.PublishPort"));
    let certificates = certbot.mount_at("/etc/letsencrypt").unwrap();
    assert!(certificates.is(&["rw", "z"]), "{certificates:?}");

    let standalone = Variant::Standalone.built().container("certbot");
    let command = standalone.words("Container.Exec");
    assert!(command.contains(&"--standalone".to_owned()), "{command:?}");
    assert!(!command.contains(&"--webroot".to_owned()), "{command:?}");
    standalone.assert("Container.PublishPort", &["8080:80"]);
    assert!(
        standalone
            .mount_at("/etc/letsencrypt")
            .unwrap()
            .is(&["rw", "z"])
    );
}

#[test]
fn ow_u2_the_timer_keeps_the_name_that_administrators_know() {
    let path = "etc/systemd/user/otterwiki-letsencrypt-daily.timer";
    assert!(default().paths().contains(path));
    let renamed = with(
        "{ certificates.wiki.source | force = 'LetsEncrypt { email = \"a@example.org\", renewal.timer = \"other\" } }",
    );
    assert!(renamed.paths().contains("etc/systemd/user/other.timer"));
    assert!(!renamed.paths().contains(path));
}

#[test]
fn ow_u3_the_timer_is_enabled_and_starts_certbot() {
    let name = "otterwiki-letsencrypt-daily.timer";
    let timer = default().user_unit(name);
    timer.assert("Timer.OnCalendar", &["daily"]);
    timer.assert("Timer.RandomizedDelaySec", &["3600"]);
    timer.assert("Timer.Persistent", &["true"]);
    timer.assert("Timer.Unit", &["otterwiki-certbot.service"]);
    timer.assert("Install.WantedBy", &["timers.target"]);
    // Every user's manager reads this folder.
    timer.assert("Unit.ConditionUser", &["otterwiki"]);
    // Upstream enables the service instead of the timer; here the link is part of the tree.
    let link = default().link(&format!("etc/systemd/user/timers.target.wants/{name}"));
    assert_eq!(link, Path::new("../otterwiki-letsencrypt-daily.timer"));
    assert!(!default().container("certbot").has("Install.WantedBy"));
}

/// A folder to lay over a host, with a shell script as a program.
fn program(path: &str, script: &str) -> TempDir {
    let layer = tempfile::tempdir().unwrap();
    let program = write(&layer, path, &format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(program, fs::Permissions::from_mode(0o755)).unwrap();
    layer
}

fn write(layer: &TempDir, path: &str, text: &str) -> PathBuf {
    let path = layer.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, text).unwrap();
    path
}

#[test]
fn ow_u4_renewal_reloads_nginx_through_its_unit_and_fails_when_certbot_does() {
    let certbot = default().container("certbot");
    certbot.assert(
        "Service.ExecStartPost",
        &["/bin/sh", "/etc/stackc/otterwiki/certbot-wiki.sh"],
    );
    // A `-` before a command, or a list of good exit codes, would hide a failure.
    let text = default().text(&format!("{QUADLETS}/otterwiki-certbot.container"));
    assert!(!text.contains("ExecStartPost=-"));
    assert!(!certbot.has("Service.SuccessExitStatus"));
    assert!(
        !certbot.has("Service.RemainAfterExit"),
        "a timer starts only what has ended"
    );
    // The folder that container and host share is made for each run.
    certbot.assert("Service.RuntimeDirectory", &["otterwiki-certbot"]);
    let shared = certbot.mount_at("/stackc/run").unwrap();
    assert_eq!(shared.source, "%t/otterwiki-certbot");
    assert!(shared.is(&["rw", "z"]), "{shared:?}");

    // Run: without a new certificate nothing is reloaded; after the deploy hook it is.
    let words = certbot.words("Container.Exec");
    let hook = words.iter().position(|word| word == "--deploy-hook");
    let hook = &words[hook.unwrap() + 1];
    let script = r#"
        mkdir -p /stackc/run && ln -s /etc/stackc/otterwiki/certificate-wiki.sh /stackc/certificate.sh
        export RUNTIME_DIRECTORY=/stackc/run
        sh /etc/stackc/otterwiki/certbot-wiki.sh
        echo "the hook"
        sh -c "$1" 2> /dev/null
        sh /etc/stackc/otterwiki/certbot-wiki.sh
        readlink /etc/letsencrypt/stackc/wiki.mydomain.com"#;
    let certbot_was_here = "mkdir -p /etc/letsencrypt/live/wiki.mydomain.com
        touch /etc/letsencrypt/live/wiki.mydomain.com/fullchain.pem";
    let layer = program("usr/local/bin/systemctl", "echo \"$*\"");
    let view = default().view().layer(layer.path());
    let said = view.script(&format!("{certbot_was_here}{script}"), &[hook]);
    assert!(said.is_silent(), "{}", said.transcript());
    assert_eq!(
        said.stdout.lines().collect::<Vec<_>>(),
        [
            "--user stop otterwiki-certbot-first.timer",
            "the hook",
            "--user try-reload-or-restart otterwiki-nginx.service",
            "--user stop otterwiki-certbot-first.timer",
            "../live/wiki.mydomain.com",
        ],
    );
}

#[test]
fn the_first_certificate_is_asked_for_every_hour_until_it_is_there() {
    let timer = default().user_unit("otterwiki-certbot-first.timer");
    timer.assert("Timer.OnActiveSec", &["30s"]);
    // Counted from the end of the last run; a run without a failure stops the timer: see OW-U4.
    timer.assert("Timer.OnUnitInactiveSec", &["3600s"]);
    timer.assert("Timer.Unit", &["otterwiki-certbot.service"]);
}

#[test]
fn two_certificates_are_asked_for_one_after_the_other() {
    let two = with(
        "{ certificates.other = {
             names = [\"other.example.org\"],
             source = 'LetsEncrypt { email = \"a@example.org\" },
           },
           sites.other = {
             served_by = \"nginx\",
             names = [\"other.example.org\"],
             certificate = \"other\",
             locations.\"/\".try_files = [\"$uri\", \"=404\"],
           } }",
    );
    // Certbot locks the folder that both keep their certificates in.
    two.container("certbot")
        .assert("Unit.After", &["otterwiki-nginx.service"]);
    let other = two.container("certbot-other");
    let after = other.words("Unit.After");
    assert!(
        after.contains(&"otterwiki-certbot.service".to_owned()),
        "{after:?}"
    );
    other.assert("Service.RuntimeDirectory", &["otterwiki-certbot-other"]);
    for timer in ["certbot-other", "certbot-other-first"] {
        two.user_unit(&format!("otterwiki-{timer}.timer"))
            .assert("Timer.Unit", &["otterwiki-certbot-other.service"]);
    }
}

#[test]
fn ow_u5_a_placeholder_lets_nginx_start_before_there_is_a_certificate() {
    let job = default().container("certificate-wiki");
    job.assert("Service.Type", &["oneshot"]);
    let nginx = default().container("nginx");
    for setting in ["Unit.Requires", "Unit.After"] {
        let words = nginx.words(setting);
        assert!(
            words.contains(&"otterwiki-certificate-wiki.service".to_owned()),
            "{words:?}"
        );
    }
    let script = r#"
        cd /etc
        run() { sh /etc/stackc/otterwiki/certificate-wiki.sh > /dev/null 2>&1; }
        seen=letsencrypt/stackc/wiki.mydomain.com
        run
        readlink $seen
        openssl x509 -noout -checkhost wiki.mydomain.com -in $seen/fullchain.pem
        openssl x509 -noout -pubkey -in $seen/fullchain.pem > /tmp/one
        openssl pkey -pubout -in $seen/privkey.pem > /tmp/two
        cmp /tmp/one /tmp/two && echo "a pair"
        cp $seen/fullchain.pem /tmp/first && run && cmp $seen/fullchain.pem /tmp/first && echo "made once"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj /CN=x -days 1 \
            -keyout /dev/null -out $seen/fullchain.pem 2> /dev/null
        run && openssl x509 -noout -checkend 2000000 -in $seen/fullchain.pem
        [ -e letsencrypt/live ] || echo "certbot finds its own folder empty"
        mkdir -p letsencrypt/live && cp -r $seen/ letsencrypt/live/wiki.mydomain.com
        run
        readlink $seen"#;
    let said = default().view().script(script, &[]);
    assert!(said.is_silent(), "{}", said.transcript());
    assert_eq!(
        said.stdout.lines().collect::<Vec<_>>(),
        [
            "../placeholder/wiki.mydomain.com",
            "Hostname wiki.mydomain.com does match certificate",
            "a pair",
            "made once",
            // One that is about to expire is made again.
            "Certificate will not expire",
            "certbot finds its own folder empty",
            "../live/wiki.mydomain.com",
        ],
    );
    let provided = Variant::Provided.built().quadlets("container");
    assert!(
        !provided.iter().any(|name| name.contains("certificate")),
        "{provided:?}"
    );
}

#[test]
fn ow_u6_the_account_lingers() {
    let lines = default().tmpfiles();
    let linger = lines.items.iter().find_map(|item| match item {
        Item::Line(line) => {
            let path = line.path().as_literal()?;
            (path == "/var/lib/systemd/linger/otterwiki").then_some(line)
        }
        Item::Comment(_) => None,
    });
    assert_eq!(linger.map(|line| line.line_type().letter()), Some('f'));
}

#[test]
fn ow_u7_no_unit_calls_compose() {
    let names: Vec<String> = default()
        .units()
        .into_iter()
        .map(|unit| unit.name)
        .collect();
    assert!(
        !names.contains(&"otterwiki.service".to_owned()),
        "{names:?}"
    );
    for (path, text) in default().texts() {
        assert!(!text.contains("compose"), "{path}");
    }
}

/// A podman whose containers run for ever, whose jobs end well, and whose certbot gets a certificate at the
/// second try. It says what nginx and certbot are asked for.
const PODMAN: &str = r#"
say() { echo "$*" >> /run/said; }
case "$*" in
  "run "*certonly*)
    say certbot
    [ -e /run/tried ] || { : > /run/tried; exit 1; }
    [ -e /run/renewed ] || { : > /run/renewed; : > "$RUNTIME_DIRECTORY/renewed"; } ;;
  "run "*--sdnotify=*) systemd-notify --ready; exec sleep infinity ;;
  "exec otterwiki-nginx "*) shift 2; say "$*" ;;
  "secret inspect "*) echo "a secret of any length" ;;
  "secret create "*) cat > /dev/null ;;
esac
"#;

#[test]
fn a_host_asks_again_until_there_is_a_certificate_and_then_only_the_calendar_does() {
    let rootful = with(
        "{ account | force = 'Rootful, accepts | force = { transport-security = \"not here\" }, \
           params = { http = 80, https = 443 }, firewall.redirects | force = {} }",
    );
    let layer = program("usr/bin/podman", PODMAN);
    let hurry = "etc/systemd/system/otterwiki-certbot-first.timer.d/hurry.conf";
    let seconds = "[Timer]\nOnActiveSec=\nOnActiveSec=1s\nOnUnitInactiveSec=1s\nAccuracySec=10ms\n";
    write(&layer, hurry, seconds);
    let script = r#"
        : > /run/said
        systemctl start otterwiki-nginx.service timers.target
        for _ in $(seq 300); do
          systemctl --quiet is-active otterwiki-certbot-first.timer || break
          sleep 0.1
        done
        # Had the timer not been stopped, it would ask again now.
        sleep 2
        systemctl is-active otterwiki-certbot-first.timer otterwiki-letsencrypt-daily.timer || true
        # The next run finds nothing to renew.
        systemctl start otterwiki-certbot.service
        for _ in $(seq 50); do [ -e /run/otterwiki-certbot ] || break; sleep 0.1; done
        [ -e /run/otterwiki-certbot ] || echo "the folder of the run is gone"
        cat /run/said"#;
    let said = rootful.view().layer(layer.path()).boot(script);
    assert_eq!(
        said.stdout.lines().collect::<Vec<_>>(),
        [
            "inactive",
            "active",
            "the folder of the run is gone",
            "certbot",
            "certbot",
            "nginx -s reload",
            "certbot",
        ],
        "{}",
        said.transcript()
    );
}
