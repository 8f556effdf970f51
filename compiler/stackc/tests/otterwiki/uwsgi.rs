//! I: the keys of `/app/uwsgi.ini`.

use crate::changes::with;
use crate::deployment::default;

/// One test for each row: the key has this value.
macro_rules! keys {
    ($($(#[$meta:meta])* fn $name:ident: $($key:literal = $value:literal),+;)+) => {$(
        #[test]
        $(#[$meta])*
        fn $name() {
            let keys = default().uwsgi();
            $(assert_eq!(keys.get($key).map(String::as_str), Some($value), $key);)+
        }
    )+};
}

keys! {
    fn ow_i1_the_module_is_the_server_of_the_wiki: "module" = "otterwiki.server";
    fn ow_i2_the_callable_is_the_application: "callable" = "app";
    fn ow_i3_python_comes_from_its_environment: "venv" = "/opt/venv";
    fn ow_i4_the_process_id_is_written_where_anybody_may_write: "pidfile" = "/tmp/uwsgi.pid";
    fn ow_i5_the_python_plugin_is_loaded: "plugins" = "/usr/lib/uwsgi/python";
    fn ow_i6_the_working_directory_is_the_application: "chdir" = "/app";
    fn ow_i7_the_termination_signal_ends_gracefully:
        "hook-master-start" = "unix_signal:15 gracefully_kill_them_all";
    fn ow_i8_without_the_application_there_is_no_server: "need-app" = "true";
    fn ow_i9_the_termination_signal_ends_the_server: "die-on-term" = "true";
    fn ow_i10_there_is_one_interpreter: "single-interpreter" = "true";
    fn ow_i11_a_master_watches_the_workers: "master" = "true";
    fn ow_i12_files_are_sent_without_the_wrapper: "wsgi-disable-file-wrapper" = "true";
    fn ow_i13_threads_are_enabled: "enable-threads" = "true";
    fn ow_i14_requests_are_not_logged: "disable-logging" = "true";
    fn ow_i15_a_reload_has_five_seconds: "reload-mercy" = "5";
    fn ow_i16_a_worker_has_five_seconds_to_reload: "worker-reload-mercy" = "5";
    fn ow_i17_the_home_is_the_data_of_the_application: "env" = "HOME=/app-data";
    fn ow_i18_uwsgi_can_serve_the_static_files_itself:
        "static-map" = "/static=/app/otterwiki/static/";
    fn ow_i19_the_socket_is_the_port_that_nginx_asks: "socket" = ":9090";
    fn ow_i20_the_backlog_is_large: "listen" = "1024";
    fn ow_i21_configuration_is_not_shown_and_sockets_are_kept:
        "show-config" = "false", "vacuum" = "false";
}

#[test]
fn ow_i19_the_socket_follows_the_listener_of_the_container() {
    let moved = with("{ containers.web.listens.uwsgi | force = 9191 }");
    assert_eq!(moved.uwsgi()["socket"], ":9191");
}

#[test]
fn the_file_has_no_keys_beyond_the_rows() {
    assert_eq!(default().uwsgi().len(), 22);
}
