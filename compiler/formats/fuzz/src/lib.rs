//! The bodies of the fuzz targets: what must hold for any input of a parser, and for any tree of a printer.
//!
//! Plain functions of bytes, so that they run below libFuzzer (`fuzz_targets/`) and in an ordinary test
//! (`tests/fuzz_smoke.rs`) alike. A body that returns found nothing; one that panics found a bug.
//!
//! - A *parser* never panics, and what it has read is printed as a text that is read the same.
//! - A *printer* writes a tree so that the parser gives it back, and so that a reader who knows only lines sees
//!   the sections and keys of the tree, in order, and nothing else.

mod input;
mod lines;

mod calendar;
mod ini;
mod nft;
mod nginx;
mod shell;
mod small;
mod systemd;
mod tables;

/// What a target does with one input.
pub type Body = fn(&[u8]);

/// All targets. The part of the name behind `_` names the folder of seeds.
pub const TARGETS: [(&str, Body); 36] = [
    ("check_nginx", nginx::checked),
    ("parse_apt", small::parse_apt),
    ("parse_calendar", calendar::parse),
    ("parse_certbot", small::parse_certbot),
    ("parse_env", small::parse_env),
    ("parse_logrotate", small::parse_logrotate),
    ("parse_modules_load", tables::parse_modules_load),
    ("parse_nft", nft::parse),
    ("parse_nginx", nginx::parse),
    ("parse_properties", small::parse_properties),
    ("parse_python", ini::parse_python),
    ("parse_quadlet", systemd::parse_quadlet),
    ("parse_supervisor", ini::parse_supervisor),
    ("parse_sysctl", tables::parse_sysctl),
    ("parse_systemd", systemd::parse_values),
    ("parse_sysusers", tables::parse_sysusers),
    ("parse_tmpfiles", tables::parse_tmpfiles),
    ("parse_unit", systemd::parse_unit),
    ("parse_uwsgi", ini::parse_uwsgi),
    ("edit_python", ini::edit_python),
    ("print_apt", small::print_apt),
    ("print_certbot", small::print_certbot),
    ("print_env", small::print_env),
    ("print_logrotate", small::print_logrotate),
    ("print_modules_load", tables::print_modules_load),
    ("print_nft", nft::print),
    ("print_nginx", nginx::print),
    ("print_properties", small::print_properties),
    ("print_python", ini::print_python),
    ("print_quadlet", systemd::print_quadlet),
    ("print_shell", shell::print),
    ("print_sysctl", tables::print_sysctl),
    ("print_systemd", systemd::print_systemd),
    ("print_sysusers", tables::print_sysusers),
    ("print_tmpfiles", tables::print_tmpfiles),
    ("print_uwsgi", ini::print_uwsgi),
];

/// Runs a target.
///
/// # Panics
/// When there is no such target, or when it finds something.
pub fn run(name: &str, data: &[u8]) {
    let target = TARGETS.iter().find(|(known, _)| *known == name);
    let (_, body) = target.expect("a target of the table");
    body(data);
}
