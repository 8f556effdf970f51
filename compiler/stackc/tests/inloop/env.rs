//! E: the variables of web workers, queue and management commands, and that wrong ones do not compile.

use crate::changes::{Finding, findings, with};
use crate::deployment::{APPLICATION, Variant, default};
use serde_json::json;

/// What `check` says about a variable of another value.
fn given(name: &str, value: &str) -> Vec<Finding> {
    findings(&format!(
        "{{ services.gunicorn.env.{name} | force = {value} }}"
    ))
}

/// Asserts that a value is refused, once, in these words.
#[track_caller]
fn assert_refused(name: &str, value: &str, rule: &str, text: &str) {
    let found = given(name, value);
    let is_it = |finding: &&Finding| finding.rule == rule && finding.text.contains(text);
    assert_eq!(
        found.iter().filter(is_it).count(),
        1,
        "{name} = {value}: {found:#?}"
    );
}

/// Asserts that a value is taken, and what the application gets of it.
#[track_caller]
fn assert_taken(name: &str, value: &str, text: &str) {
    let built = with(&format!(
        "{{ services.gunicorn.env.{name} | force = {value} }}"
    ));
    assert_eq!(built.variable(name).as_deref(), Some(text), "{name}");
}

/// Asserts a variable as it stands in the stack.
#[track_caller]
fn assert_is(name: &str, text: &str) {
    assert_eq!(default().variable(name).as_deref(), Some(text), "{name}");
}

/// Asserts that nothing compiles without a variable.
#[track_caller]
fn assert_required(name: &str) {
    let without = format!(
        "{{ services.gunicorn.env | force = std.record.remove \"{name}\" (import \"stack.ncl\").services.gunicorn.env }}"
    );
    let found = findings(&without);
    let is_it = |finding: &&Finding| {
        let names_it = finding
            .text
            .contains(&format!("lacks the variable `{name}`"));
        finding.rule == "env-missing" && names_it
    };
    assert_eq!(found.iter().filter(is_it).count(), 1, "{name}: {found:#?}");
}

#[test]
fn in_e1_somebody_gets_the_letters_about_errors() {
    assert_is("ADMINS", "admin@example.org");
    assert_required("ADMINS");
    assert_taken(
        "ADMINS",
        "[\"a@example.org\", \"b@example.org\"]",
        "a@example.org,b@example.org",
    );
    assert_refused("ADMINS", "[]", "env-contract", "too few entries");
    assert_refused(
        "ADMINS",
        "[\"nobody\"]",
        "env-contract",
        "is an e-mail address",
    );
}

#[test]
fn in_e2_the_names_of_the_site_are_allowed() {
    assert_is("ALLOWED_HOSTS", "inloop.example.org");
    assert_required("ALLOWED_HOSTS");
    assert_refused(
        "ALLOWED_HOSTS",
        "[\"a b\"]",
        "env-contract",
        "is a host name",
    );
    assert_refused(
        "ALLOWED_HOSTS",
        "[\"www.example.org\"]",
        "env-rule",
        "lacks the name `inloop.example.org`",
    );
    assert_taken(
        "ALLOWED_HOSTS",
        "[\"www.example.org\", \"inloop.example.org\"]",
        "www.example.org,inloop.example.org",
    );
}

#[test]
fn in_e3_the_cache_is_not_the_queue() {
    assert_is("CACHE_URL", "redis://127.0.0.1:6379/0");
    assert_required("CACHE_URL");
    assert_refused(
        "CACHE_URL",
        "\"memcached://a\"",
        "env-contract",
        "scheme `redis`",
    );
    assert_refused(
        "CACHE_URL",
        "\"redis://127.0.0.1:6379/1\"",
        "env-rule",
        "must differ",
    );
    // The port is that of Redis, not typed again.
    let moved = with("{ services.redis.listens.redis = 6380 }");
    assert_eq!(
        moved.variable("CACHE_URL").as_deref(),
        Some("redis://127.0.0.1:6380/0")
    );
    assert_eq!(
        moved.variable("REDIS_URL").as_deref(),
        Some("redis://127.0.0.1:6380/1")
    );
}

#[test]
fn in_e4_the_url_of_the_database_is_made_from_the_password_on_the_host() {
    assert_required("DATABASE_URL");
    assert_eq!(default().variable("DATABASE_URL"), None);
    for service in ["gunicorn", "huey", "migrate", "collectstatic", "first-run"] {
        let made = default().secret(&format!("{service}-DATABASE_URL"));
        let template = "postgres://inloop:{db_password|percent}@localhost:5432/inloop";
        assert_eq!(made["template"], template);
        let file = &made["deliveries"][0]["via"]["host_file"];
        assert_eq!(file["path"], format!("/run/stackc/inloop/{service}.env"));
        assert_eq!(
            (&file["mode"], &file["user"]),
            (&json!("0600"), &json!("root"))
        );
    }
    let plain = "\"postgres://inloop:hunter2@localhost:5432/inloop\"";
    assert_refused("DATABASE_URL", plain, "env-contract", "must be a secret");
    let other = "'SecretTemplate \"mysql://inloop:{db_password|percent}@localhost/inloop\"";
    assert_refused("DATABASE_URL", other, "env-contract", "scheme `postgres`");
    // What the job really writes, from a password that needs encoding.
    let script = r#"
        mkdir -p /tmp/credentials /run/stackc/inloop
        printf %s 'p@ss/word:0123456789' > /tmp/credentials/db_password
        printf %064d 0 > /tmp/credentials/secret_key
        CREDENTIALS_DIRECTORY=/tmp/credentials sh /etc/stackc/inloop/credentials.sh
        cat /run/stackc/inloop/huey.env; stat -c %a /run/stackc/inloop/huey.env"#;
    let said = default().view().script(script, &[]);
    assert!(said.is_silent(), "{}", said.transcript());
    let lines: Vec<&str> = said.stdout.lines().collect();
    let url = lines[0]
        .strip_prefix("DATABASE_URL=\"postgres://inloop:%")
        .unwrap();
    assert!(
        url.ends_with("@localhost:5432/inloop\"") && url.matches('@').count() == 1,
        "{url}"
    );
    assert_eq!(lines[1], format!("SECRET_KEY=\"{}\"", "0".repeat(64)));
    assert_eq!(lines[2], "600");
}

#[test]
fn in_e5_django_finds_its_settings() {
    assert_is("DJANGO_SETTINGS_MODULE", "inloop.settings");
    assert_required("DJANGO_SETTINGS_MODULE");
}

#[test]
fn in_e6_letters_have_a_sender() {
    assert_is("FROM_EMAIL", "inloop@example.com");
    assert_required("FROM_EMAIL");
    assert_refused(
        "FROM_EMAIL",
        "\"inloop\"",
        "env-contract",
        "is an e-mail address",
    );
}

#[test]
fn in_e7_the_locale_is_utf_8() {
    assert_is("LANG", "en_US.UTF-8");
    assert_required("LANG");
    assert_taken("LANG", "\"C.utf8\"", "C.utf8");
    assert_refused(
        "LANG",
        "\"de_DE.ISO-8859-1\"",
        "env-contract",
        "encoding `UTF-8`",
    );
    assert_refused("LANG", "\"C\"", "env-contract", "encoding `UTF-8`");
}

#[test]
fn in_e8_the_media_are_what_nginx_sends() {
    assert_is("MEDIA_ROOT", "/var/lib/inloop/media");
    assert_required("MEDIA_ROOT");
    assert_refused(
        "MEDIA_ROOT",
        "\"/srv/media\"",
        "assertion",
        "stands for `MEDIA_ROOT`",
    );
}

#[test]
fn in_e9_python_finds_the_checkout() {
    assert_is("PYTHONPATH", "/home/inloop/inloop");
    assert_required("PYTHONPATH");
}

#[test]
fn in_e10_the_queue_is_not_the_cache() {
    assert_is("REDIS_URL", "redis://127.0.0.1:6379/1");
    assert_required("REDIS_URL");
    for other_spelling in [
        "redis://localhost",
        "redis://[::1]:6379/0",
        "redis://127.0.0.1/?db=0",
    ] {
        let value = format!("\"{other_spelling}\"");
        assert_refused("REDIS_URL", &value, "env-rule", "must differ");
    }
}

#[test]
fn in_e11_the_key_is_a_secret() {
    assert_required("SECRET_KEY");
    assert_eq!(default().variable("SECRET_KEY"), None);
    assert_eq!(
        default().secret("secret_key")["constraint"]["min_length"],
        50
    );
    assert_refused(
        "SECRET_KEY",
        "\"in plain text\"",
        "env-contract",
        "must be a secret",
    );
    let weak = findings("{ secrets.secret_key.min_length | force = 20 }");
    assert!(
        weak.iter().any(|finding| finding.rule == "weak-secret"),
        "{weak:#?}"
    );
}

#[test]
fn in_e12_static_files_are_below_the_root_of_the_site() {
    assert_is("STATIC_ROOT", "/srv/inloop/htdocs/static");
    assert_required("STATIC_ROOT");
    assert_refused(
        "STATIC_ROOT",
        "\"/srv/static\"",
        "assertion",
        "below its `root`",
    );
}

#[test]
fn in_e13_only_the_release_of_2017_has_a_secret_of_github() {
    let value = "'Secret \"secret_key\"";
    let found = findings(&format!(
        "{{ services.gunicorn.env.GITHUB_SECRET = {value} }}"
    ));
    let is_unknown = |finding: &Finding| {
        finding
            .text
            .contains("does not read the variable `GITHUB_SECRET`")
    };
    assert_eq!(
        found.iter().filter(|finding| is_unknown(finding)).count(),
        1,
        "{found:#?}"
    );
    let secret = Variant::Manual2017.built().secret("github");
    let files = secret["deliveries"].to_string();
    assert!(files.contains("GITHUB_SECRET"), "{files}");
    let without = "{ params.release = 'Manual2017, services.gunicorn.env | force = (import \"stack.ncl\").services.gunicorn.env }";
    let found = findings(without);
    let text = "lacks the variables `GITHUB_SECRET` and `GIT_ROOT`";
    assert!(
        found.iter().any(|finding| finding.text.contains(text)),
        "{found:#?}"
    );
}

#[test]
fn in_e14_only_the_release_of_2017_says_where_tasks_are() {
    let root = Variant::Manual2017.built().variable("GIT_ROOT");
    assert_eq!(root.as_deref(), Some("/var/lib/inloop/media/git"));
    let outside =
        "{ params.release = 'Manual2017, services.gunicorn.env.GIT_ROOT | force = \"/srv/git\" }";
    let found = findings(outside);
    assert!(
        found.iter().any(|finding| finding.rule == "env-rule"),
        "{found:#?}"
    );
    let found = findings("{ services.gunicorn.env.GIT_ROOT = \"/var/lib/inloop/media/git\" }");
    assert!(
        found.iter().any(|finding| finding.rule == "env-contract"),
        "{found:#?}"
    );
}

#[test]
fn in_e15_nobody_debugs_in_production() {
    assert_taken("DEBUG", "false", "False");
    assert_refused("DEBUG", "true", "env-contract", "must not be \"True\"");
    assert_refused("DEBUG", "\"True\"", "env-contract", "must not be \"True\"");
    let development = with("{ params.production = false, services.gunicorn.env.DEBUG = true }");
    assert_eq!(development.variable("DEBUG").as_deref(), Some("True"));
}

#[test]
fn in_e16_mail_goes_to_a_server_whose_password_is_secret() {
    assert_taken(
        "EMAIL_URL",
        "\"smtp://:@localhost:25\"",
        "smtp://:@localhost:25",
    );
    let plain = "\"smtp://inloop:hunter2@mail.example.org:25\"";
    assert_refused(
        "EMAIL_URL",
        plain,
        "plain-password",
        "password in plain text",
    );
    let made = with(
        "{ secrets.mail = {}, services.gunicorn.env.EMAIL_URL = 'SecretTemplate \"smtp://inloop:{mail|percent}@mail:25\" }",
    );
    assert_eq!(made.variable("EMAIL_URL"), None);
    assert!(made.secret("gunicorn-EMAIL_URL")["template"].is_string());
}

#[test]
fn in_e17_internal_addresses_are_a_list() {
    assert_taken("INTERNAL_IPS", "[\"127.0.0.1\", \"::1\"]", "127.0.0.1,::1");
    assert_taken("INTERNAL_IPS", "[]", "");
    assert_refused(
        "INTERNAL_IPS",
        "[\"localhost\"]",
        "env-contract",
        "IPv4 or IPv6 address",
    );
}

#[test]
fn in_e18_the_application_knows_that_nginx_is_in_front() {
    assert_is("PROXY_ENABLED", "True");
    assert_required("PROXY_ENABLED");
    assert_refused(
        "PROXY_ENABLED",
        "false",
        "env-contract",
        "must not be \"False\"",
    );
}

#[test]
fn in_e19_files_are_handed_to_an_internal_location() {
    assert_is("X_ACCEL_LOCATION", "/sendfile");
    assert_refused(
        "X_ACCEL_LOCATION",
        "\"sendfile\"",
        "env-contract",
        "the path of a URL",
    );
    assert_refused(
        "X_ACCEL_LOCATION",
        "\"/static\"",
        "assertion",
        "no location",
    );
}

#[test]
fn in_e20_cookies_travel_by_https_only() {
    assert_eq!(default().variable("SECURE_COOKIES"), None);
    assert_taken("SECURE_COOKIES", "true", "True");
    assert_refused(
        "SECURE_COOKIES",
        "false",
        "env-contract",
        "must not be \"False\"",
    );
}

#[test]
fn in_e21_workers_are_counted_from_one() {
    assert_taken("WEB_CONCURRENCY", "4", "4");
    assert_refused("WEB_CONCURRENCY", "0", "env-contract", "must be at least 1");
    assert_refused(
        "WEB_CONCURRENCY",
        "\"many\"",
        "env-contract",
        "is a whole number",
    );
}

#[test]
fn in_e22_time_zones_have_names() {
    assert_taken("TIME_ZONE", "\"America/New_York\"", "America/New_York");
    assert_refused("TIME_ZONE", "\"berlin\"", "env-contract", "is a time zone");
}

#[test]
fn in_e23_log_levels_are_five() {
    for name in [
        "INLOOP_LOGLEVEL",
        "INLOOP_LOGLEVEL_DJANGO",
        "INLOOP_LOGLEVEL_HUEY",
    ] {
        assert_eq!(given(name, "\"WARNING\""), [], "{name}");
        assert_refused(name, "\"warning\"", "env-contract", "must be one of");
    }
    for level in ["DEBUG", "INFO", "ERROR", "CRITICAL"] {
        assert_eq!(
            given("INLOOP_LOGLEVEL", &format!("\"{level}\"")),
            [],
            "{level}"
        );
    }
}

#[test]
fn in_e24_urls_of_files_are_paths() {
    for name in ["STATIC_URL", "MEDIA_URL"] {
        assert_taken(name, "\"/static/\"", "/static/");
        assert_refused(name, "\"static/\"", "env-contract", "is the path of a URL");
    }
}

#[test]
fn in_e25_processes_may_keep_their_environment() {
    assert_eq!(default().variable("SPT_NOENV"), None);
    assert_taken("SPT_NOENV", "\"1\"", "1");
    assert_refused("SPT_NOENV", "\"no\"", "env-contract", "must be one of");
}

#[test]
fn in_e26_the_queue_finds_git_docker_and_java() {
    assert_is("PATH", "/home/inloop/virtualenv/bin:/usr/bin:/bin");
    assert_refused(
        "PATH",
        "[\"/a:/b\"]",
        "env-contract",
        "holds its separator `:`",
    );
}

#[test]
fn in_e27_tools_of_development_are_unknown_in_production() {
    let tools = "services.gunicorn.env = { DJDT = true, VALIDATE_HTML = true, VNU_PORT = 8888 }";
    let found = findings(&format!("{{ {tools} }}"));
    let n_unknown = found
        .iter()
        .filter(|finding| finding.text.contains("does not read the variable"));
    assert_eq!(n_unknown.count(), 3, "{found:#?}");
    let development = with(&format!("{{ params.production = false, {tools} }}"));
    assert_eq!(development.variable("VNU_PORT").as_deref(), Some("8888"));
    // The validator listens somewhere.
    let found =
        findings("{ params.production = false, services.gunicorn.env.VALIDATE_HTML = true }");
    let text = "`VALIDATE_HTML` is true and needs `VNU_PORT`";
    assert!(
        found.iter().any(|finding| finding.text.contains(text)),
        "{found:#?}"
    );
}

#[test]
fn all_that_is_inloop_has_the_same_variables_from_one_file() {
    for name in APPLICATION {
        let files = default().service(name).words("Service.EnvironmentFile");
        assert_eq!(files[0], "/etc/inloop/inloop.env", "{name}");
        assert!(files[1].starts_with("/run/stackc/inloop/"), "{name}");
    }
    let file = default().listed("etc/inloop/inloop.env");
    let owner = ["mode", "user", "group"].map(|key| file[key].as_str().unwrap());
    assert_eq!(owner, ["0640", "root", "inloop"]);
}
