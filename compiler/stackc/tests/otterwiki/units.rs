//! U: the certificate's job, its timer, and what starts at boot.

use crate::changes::with;
use crate::deployment::{QUADLETS, Variant, default};
use formats::tmpfiles::Item;
use std::path::Path;

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

#[test]
fn ow_u4_renewal_reloads_nginx_through_its_unit_and_fails_when_certbot_does() {
    let certbot = default().container("certbot");
    certbot.assert(
        "Service.ExecStartPost",
        &[
            "/usr/bin/systemctl",
            "--user",
            "try-reload-or-restart",
            "otterwiki-nginx.service",
        ],
    );
    // A `-` before a command, or a list of good exit codes, would hide a failure.
    let text = default().text(&format!("{QUADLETS}/otterwiki-certbot.container"));
    assert!(!text.contains("ExecStartPost=-"));
    assert!(!certbot.has("Service.SuccessExitStatus"));
    assert!(
        !certbot.has("Service.RemainAfterExit"),
        "a timer starts only what has ended"
    );
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
    let script = default().text("etc/stackc/otterwiki/certificate-wiki.sh");
    let condition = "if [ -e /etc/letsencrypt/live/wiki.mydomain.com/fullchain.pem ]";
    assert!(
        script.contains(condition),
        "only if there is none: {script}"
    );
    assert!(
        script.contains("/etc/letsencrypt/placeholder/wiki.mydomain.com"),
        "{script}"
    );
    assert!(
        !script.contains("-out /etc/letsencrypt/live"),
        "certbot must find its own folder empty: {script}"
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
