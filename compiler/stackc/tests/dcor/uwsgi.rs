//! I: the options of `/etc/ckan/default/ckan-uwsgi.ini`.

use crate::changes::{findings, with};
use crate::deployment::{Variant, default};

/// One test for each row: the options have these values, and are absent where there is none.
macro_rules! options {
    ($($name:ident of $built:expr; $($key:literal = $value:expr),+;)+) => {$(
        #[test]
        fn $name() {
            let options = $built.uwsgi();
            $(
                let expected: Option<&str> = $value.into();
                assert_eq!(options.get($key).map(String::as_str), expected, $key);
            )+
        }
    )+};
}

options! {
    dc_i1_requests_come_from_the_host_alone of default(); "http11-socket" = "127.0.0.1:8080";
    dc_i2_processes_run_as_the_user_of_the_unit of default(); "uid" = "www-data", "gid" = "www-data";
    dc_i3_ckan_is_loaded_from_its_file of default(); "wsgi-file" = "/etc/ckan/default/wsgi.py";
    dc_i4_python_comes_from_its_environment of default(); "virtualenv" = "/usr/lib/ckan/default";
    dc_i5_the_application_is_named of default(); "module" = "wsgi:application", "callable" = "application";
    dc_i6_a_master_cleans_up of default(); "master" = "true", "vacuum" = "true";
    dc_i7_there_is_no_pid_file_that_others_could_write of default(); "pidfile" = None;
    dc_i8_a_request_has_two_hours of default(); "harakiri" = "7200";
    dc_i8_a_request_has_minutes_where_data_is_elsewhere of Variant::Ops.built(); "harakiri" = "500";
    dc_i9_workers_are_renewed of default(); "max-requests" = "5000";
    dc_i9_workers_are_renewed_sooner_in_operation of Variant::Ops.built(); "max-requests" = "1000";
    dc_i10_long_cookies_fit of default(); "buffer-size" = "32768";
    dc_i11_unknown_options_are_refused_by_uwsgi_too of default(); "strict" = "true";
    dc_i12_there_are_four_workers of default(); "workers" = "4";
    dc_i13_each_worker_loads_the_application of default(); "lazy-apps" = "true";
    dc_i14_bodies_are_not_buffered_twice of default(); "post-buffering" = "0";
    dc_i15_the_termination_signal_ends_the_server of default(); "die-on-term" = "true";
    dc_i16_nobody_waits_where_nginx_buffers of default(); "socket-timeout" = None;
    dc_i16_a_streamed_download_may_take_two_hours of Variant::Streamed.built(); "socket-timeout" = "7200";
    dc_i16_in_operation_a_client_has_minutes of Variant::Ops.built(); "socket-timeout" = "500";
    dc_i17_only_failures_are_logged of default();
        "disable-logging" = "true", "log-4xx" = "true", "log-5xx" = "true", "log-ioerror" = "true",
        // The value as uWSGI has it: in the file each `%` stands twice.
        "logformat-strftime" = "true", "log-date" = "%Y-%m-%d %H:%M:%S";
    dc_i18_in_operation_workers_are_watched of Variant::Ops.built();
        "need-app" = "true", "single-interpreter" = "true", "enable-threads" = "false",
        "worker-reload-mercy" = "30", "reload-on-rss" = "2048", "max-worker-lifetime" = "3600",
        "limit-post" = "5242880", "harakiri-verbose" = "true", "threaded-logger" = "true",
        "disable-write-exception" = "true", "ignore-write-errors" = "true", "ignore-sigpipe" = "true";
}

#[test]
fn dc_i1_the_socket_follows_the_listener_as_nginx_does() {
    let moved = with("{ services.uwsgi.listens.http | force = 8181 }");
    assert_eq!(moved.uwsgi()["http11-socket"], "127.0.0.1:8181");
    let sites = moved.text("etc/nginx/conf.d/dcor.conf");
    assert!(sites.contains("127.0.0.1:8181") && !sites.contains("127.0.0.1:8080"));
}

#[test]
fn dc_i11_every_option_is_one_that_uwsgi_knows() {
    for name in ["guid", "harakiri-verbos", "moduel"] {
        let found = findings(&format!(
            "{{ files.uwsgi.content = 'Uwsgi {{ {name} = \"x\" }} }}"
        ));
        assert_eq!(found.len(), 1, "{found:#?}");
        assert_eq!(found[0].rule, "unsupported-setting");
        assert_eq!(found[0].path, format!("files.uwsgi.content.{name}"));
    }
}

#[test]
fn dc_i17_the_date_is_doubled_in_the_file() {
    let text = default().text("etc/ckan/default/ckan-uwsgi.ini");
    assert!(
        text.contains("log-date = %%Y-%%m-%%d %%H:%%M:%%S\n"),
        "{text}"
    );
}
