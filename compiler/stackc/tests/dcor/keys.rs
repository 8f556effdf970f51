//! K: the keys of `ckan.ini` that are ours, and what is secret and not in it.

use crate::changes::{findings, with};
use crate::common::run;
use crate::deployment::{DOMAIN, LASTING, Variant, default};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// One test for each row: the keys of `[app:main]` have these values, and are absent where there is none.
macro_rules! keys {
    ($($name:ident of $built:expr; $($key:literal = $value:expr),+;)+) => {$(
        #[test]
        fn $name() {
            let keys = $built.app();
            $(
                let expected: Option<&str> = $value.into();
                assert_eq!(keys.get($key).map(String::as_str), expected, $key);
            )+
        }
    )+};
}

keys! {
    dc_k1_the_address_is_that_of_the_site of default(); "ckan.site_url" = "https://dcor.mpl.mpg.de";
    dc_k2_the_title_is_that_of_the_instance of default(); "ckan.site_title" = "DCOR";
    dc_k3_uploads_are_in_the_folder_of_the_host of default(); "ckan.storage_path" = "/data/ckan-dcor";
    dc_k4_web_assets_are_outside_the_data of default(); "ckan.webassets.path" = "/var/lib/ckan/webassets";
    dc_k5_uploads_may_have_100_gigabytes of default(); "ckan.max_resource_size" = "100000";
    dc_k6_plugins_stand_in_their_order of default();
        "ckan.plugins" = "stats text_view image_view dcor_depot dcor_schemas dc_serve dc_view dc_log_view dcor_theme";
    dc_k7_views_are_those_of_the_plugins of default();
        "ckan.views.default_views" = "image_view text_view dc_view dc_log_view";
    dc_k8_solr_is_asked_by_name_for_its_core of default(); "solr_url" = "http://localhost:8983/solr/ckan";
    dc_k10_depots_are_in_the_data of default();
        "ckanext.dcor_depot.depots_path" = "/data/depots",
        "ckanext.dcor_depot.users_depot_name" = "users-dcor";
    dc_k11_plugins_have_folders_for_a_while of default();
        "ckanext.dcor_depot.tmp_dir" = "/cache/ckanext-dcor_depot",
        "ckanext.dc_serve.tmp_dir" = "/cache/ckanext-dc_serve";
    dc_k12_resources_have_checksums of default(); "ckan.extra_resource_fields" = "etag sha256";
    dc_k13_who_may_do_what of default();
        "ckan.auth.anon_create_dataset" = "false",
        "ckan.auth.create_unowned_dataset" = "false",
        "ckan.auth.create_dataset_if_not_in_organization" = "false",
        "ckan.auth.user_delete_organizations" = "false",
        "ckan.auth.create_user_via_api" = "false",
        "ckan.auth.public_user_details" = "false",
        "ckan.auth.create_default_api_keys" = "false",
        "ckan.auth.user_create_groups" = "true",
        "ckan.auth.user_create_organizations" = "true",
        "ckan.auth.allow_dataset_collaborators" = "true",
        "ckan.auth.roles_that_cascade_to_sub_groups" = "admin",
        "ckan.auth.create_user_via_web" = "false",
        "ckan.auth.user_delete_groups" = "true";
    dc_k13_where_things_are_tried_people_register_themselves of Variant::Development.built();
        "ckan.auth.create_user_via_web" = "true";
    dc_k14_what_else_is_set of default();
        "ckan.search.default_include_private" = "true",
        "ckan.favicon" = "/favicon.ico",
        "ckan.gravatar_default" = "disabled",
        "ckan.locale_default" = "en_US",
        "ckan.upload.user.types" = "image",
        "ckan.upload.group.types" = "image";
    dc_k15_letters_go_to_the_server_of_the_site of default();
        "smtp.server" = "mail.example.org",
        "smtp.starttls" = "false",
        "smtp.user" = None,
        "smtp.mail_from" = "dcor@dcor.mpl.mpg.de",
        "email_to" = "dcor@mpl.mpg.de",
        "error_email_from" = "dcor@dcor.mpl.mpg.de";
    dc_k15_with_a_login_the_connection_is_encrypted of Variant::Ops.built();
        "smtp.starttls" = "true", "smtp.user" = "dcor";
    dc_k17_cookies_are_of_the_site_alone of Variant::Ops.built();
        "SESSION_COOKIE_DOMAIN" = DOMAIN,
        "SESSION_COOKIE_SECURE" = "true",
        "SESSION_COOKIE_HTTPONLY" = "true",
        "SESSION_COOKIE_SAMESITE" = "Strict",
        "PERMANENT_SESSION_LIFETIME" = "7776000",
        "REMEMBER_COOKIE_DOMAIN" = DOMAIN,
        "REMEMBER_COOKIE_SECURE" = "true",
        "REMEMBER_COOKIE_HTTPONLY" = "true",
        "REMEMBER_COOKIE_SAMESITE" = "Strict",
        "REMEMBER_COOKIE_DURATION" = "7776000";
    dc_k18_in_operation_data_is_in_an_object_store of Variant::Ops.built();
        "dcor_object_store.endpoint_url" = "https://objectstore.example.org",
        "dcor_object_store.bucket_name" = "circle-{organization_id}",
        "dcor_object_store.ssl_verify" = "true";
}

#[test]
fn dc_k6_another_order_of_the_plugins_does_not_compile() {
    for (plugins, text) in [
        (
            r#"["dc_view", "dc_serve"]"#,
            "`dc_view` must come after `dc_serve`",
        ),
        (
            r#"["dcor_schemas", "dcor_depot"]"#,
            "`dcor_schemas` must come after `dcor_depot`",
        ),
        (r#"["dc_view"]"#, "`dc_view` must come after `dc_serve`"),
    ] {
        let found = findings(&format!("{{ params.plugins = {plugins} }}"));
        assert!(found[0].text.contains(text), "{found:#?}");
    }
}

#[test]
fn dc_k8_the_core_and_the_port_of_solr_are_written_once() {
    let moved = with("{ params.solr_core = \"other\", services.solr.listens.http | force = 8984 }");
    assert_eq!(moved.app()["solr_url"], "http://localhost:8984/solr/other");
}

#[test]
fn dc_k9_the_url_of_the_database_is_made_on_the_host() {
    assert!(!default().app().contains_key("sqlalchemy.url"));
    for (unit, name) in LASTING.into_iter().zip([
        "uwsgi",
        "worker",
        "worker_short",
        "worker_normal",
        "worker_long",
    ]) {
        let secret = default().secret(&format!("{name}-CKAN_SQLALCHEMY_URL"));
        assert_eq!(
            secret["template"],
            "postgresql://ckan_default:{db_password|percent}@localhost/ckan_default"
        );
        let file = format!("/run/stackc/dcor/{name}.env");
        let via = &secret["deliveries"][0]["via"]["host_file"];
        assert_eq!(via["path"], file.as_str());
        assert_eq!(via["mode"], "0600");
        default()
            .service(unit)
            .assert("Service.EnvironmentFile", &[&file]);
    }
    let plain = "\"postgresql://ckan_default:hunter2@localhost/ckan_default\"";
    let found = findings(&format!(
        "{{ services.uwsgi.env.CKAN_SQLALCHEMY_URL | force = {plain} }}"
    ));
    assert_eq!(found[0].rule, "env-contract", "{found:#?}");
}

#[test]
fn dc_k15_the_password_of_the_mail_server_is_a_secret() {
    let secret = Variant::Ops.built().secret("mail_password");
    let deliveries = secret["deliveries"].to_string();
    assert!(deliveries.contains("CKAN_SMTP_PASSWORD"), "{deliveries}");
    assert!(!Variant::Ops.built().app().contains_key("smtp.password"));
    // Without a login there is none to give.
    let secrets = default().manifest()["secrets"].to_string();
    assert!(!secrets.contains("mail_password"), "{secrets}");
}

#[test]
fn dc_k16_only_warnings_are_sent() {
    for variant in Variant::ALL {
        let ini = variant.built().ckan_ini();
        let sections: BTreeSet<&str> = ini.keys().map(String::as_str).collect();
        let loggers = [
            "logger_ckan",
            "logger_ckanext",
            "logger_root",
            "logger_werkzeug",
        ];
        let expected: BTreeSet<&str> = loggers.into_iter().chain(["app:main"]).collect();
        assert_eq!(sections, expected, "{variant:?}");
        for logger in loggers {
            assert_eq!(ini[logger]["level"], "WARNING", "{variant:?}: {logger}");
        }
    }
}

/// What is secret stays with the host: as variables, or in a file that is not ours.
#[test]
fn dc_k17_secret_keys_are_left_to_the_file() {
    for variant in Variant::ALL {
        let app = variant.built().app();
        for secret in [
            "SECRET_KEY",
            "WTF_CSRF_SECRET_KEY",
            "dcor_object_store.access_key_id",
            "dcor_object_store.secret_access_key",
            "smtp.password",
            "sqlalchemy.url",
        ] {
            assert!(!app.contains_key(secret), "{variant:?}: {secret}");
        }
    }
}

#[test]
fn dc_k18_the_store_is_where_the_parameters_say() {
    let overlay =
        "(import \"ops.ncl\") & { params.object_store.endpoint = \"https://s3.example.com\" }";
    let app = with(overlay).app();
    assert_eq!(
        app["dcor_object_store.endpoint_url"],
        "https://s3.example.com"
    );
}

#[test]
fn r27_the_keys_of_ckan_ini_are_compared_one_by_one() {
    let host = tempfile::tempdir().unwrap();
    let folder = host.path().join("etc/ckan/default");
    fs::create_dir_all(&folder).unwrap();
    let compare = |text: &str| {
        fs::write(folder.join("ckan.ini"), text).unwrap();
        let said = run([
            Path::new("diff"),
            &host.path().join("etc"),
            Path::new("--stack"),
            default().root(),
        ]);
        assert_eq!(said.code, Some(1), "{}", said.stderr);
        said.stdout
    };
    let text = "[app:main]\nSECRET_KEY = of the host\nckan.site_title = Other\nckan.locale_default = en_US\n";
    let said = compare(text);
    let status = &said;
    let change = "[app:main] ckan.site_title=DCOR instead of Other";
    assert!(status.lines().any(|line| line.trim() == change), "{status}");
    // What is secret in the file stays there.
    assert!(!said.contains("of the host"), "{said}");
    // Keys of others are left alone, and those that are right are none.
    for key in ["SECRET_KEY", "ckan.locale_default"] {
        assert!(!status.contains(key), "{status}");
    }
}
