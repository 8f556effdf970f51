//! Host names that a client made up.
//!
//! `$http_host` is the header as it came. With an absolute request target nginx chooses the server by the
//! target and passes the header on, whatever it says; `$host` is what nginx has chosen by.

use super::{Scope, Weakness, WeaknessKind};
use crate::nginx::lint::text::variables;

/// Directives that tell an application something, and the words that mean the host.
const TELLS: &[(&str, &[&str])] = &[
    (
        "proxy_set_header",
        &["host", "x-forwarded-host", "forwarded"],
    ),
    (
        "grpc_set_header",
        &["host", "x-forwarded-host", "forwarded"],
    ),
    (
        "uwsgi_param",
        &["http_host", "http_x_forwarded_host", "server_name"],
    ),
    (
        "fastcgi_param",
        &["http_host", "http_x_forwarded_host", "server_name"],
    ),
    (
        "scgi_param",
        &["http_host", "http_x_forwarded_host", "server_name"],
    ),
];

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for (directive_name, words) in TELLS {
        for directive in scope.frame.own(directive_name) {
            let (Some(name), Some(value)) = (directive.parameter(0), directive.parameter(1)) else {
                continue;
            };
            let means_host = words.iter().any(|word| word.eq_ignore_ascii_case(name));
            let is_made_up =
                |variable: &&str| scope.declared.influence(scope.frame, variable).choice;
            if let Some(variable) = variables(value).find(is_made_up).filter(|_| means_host) {
                let headline = format!(
                    "the application is told a host that the client makes up: `{name}` is `${variable}`"
                );
                found.push(
                    Weakness::warning(WeaknessKind::HostSpoofing, directive, headline)
                        .hint("use `$host`, or `$host:$server_port` where the port matters"),
                );
            }
        }
    }
}
