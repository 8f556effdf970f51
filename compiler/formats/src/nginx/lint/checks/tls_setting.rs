//! Settings of TLS that have no effect, or keep nginx from starting.

use super::{Context, Directive, Scope, Weakness, WeaknessKind};
use crate::Version;
use std::collections::{BTreeMap, BTreeSet};

const KIND: WeaknessKind = WeaknessKind::TlsSetting;

/// Where certbot keeps what Let's Encrypt issues.
const LETS_ENCRYPT: &str = "/etc/letsencrypt/";

/// The first OpenSSL with groups that stand against quantum computers.
const WITH_NEW_GROUPS: Version = Version::new(3, 5, 0);

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    if scope.frame.context == Context::Server {
        found.extend(stapling(scope));
    }
    if scope.frame.context == Context::Http {
        found.extend(protocols(scope));
    }
    for directive in scope.frame.own("ssl_ecdh_curve") {
        found.extend(groups(scope, directive));
    }
}

fn stapling(scope: &Scope<'_>) -> Option<Weakness> {
    let stapling = scope.frame.effective("ssl_stapling").last()?;
    if stapling.parameter(0) != Some("on") {
        return None;
    }
    let certificate = scope.frame.value("ssl_certificate");
    if certificate.is_some_and(|path| path.starts_with(LETS_ENCRYPT)) {
        let headline =
            "`ssl_stapling` has nothing to send: Let's Encrypt answers no OCSP since August 2025";
        return Some(Weakness::warning(KIND, stapling, headline).hint("remove it"));
    }
    scope.frame.effective("resolver").is_empty().then(|| {
        Weakness::warning(
            KIND,
            stapling,
            "`ssl_stapling` has no effect: nobody resolves the name of the responder",
        )
        .hint("set a `resolver` of the host or of its network")
    })
}

/// The versions of TLS of a server that is not the default of its address, where that has others.
///
/// The version is agreed on before the client has said which name it wants, with the default server
/// (measured with nginx 1.26: a site with `TLSv1.3` alone answers by TLS 1.2 if the default server does).
fn protocols(scope: &Scope<'_>) -> Vec<Weakness> {
    let servers = scope.frame.own("server");
    let mut defaults: BTreeMap<&str, &Directive> = BTreeMap::new();
    for server in servers {
        for listen in tls_listens(server) {
            let Some(address) = listen.parameter(0) else {
                continue;
            };
            // Without one, the first is it.
            if has_word(listen, "default_server") || !defaults.contains_key(address) {
                defaults.insert(address, server);
            }
        }
    }
    let mut found = Vec::new();
    for server in servers {
        let Some(own) = server.named("ssl_protocols").last() else {
            continue;
        };
        let addresses = tls_listens(server).filter_map(|listen| listen.parameter(0));
        let mut defaults = addresses.filter_map(|address| defaults.get(address));
        let other = defaults.find(|other| {
            let of_default = other.named("ssl_protocols").last();
            let of_default = of_default.or(scope.frame.own("ssl_protocols").last().copied());
            of_default.map(|it| words(it)) != Some(words(own))
        });
        if let Some(default) = other {
            let headline =
                "`ssl_protocols` of a server has no effect: those of the default server count";
            found.push(
                Weakness::warning(KIND, own, headline)
                    .and(default, "the default server of the address has others")
                    .hint("give all servers of the address the same versions"),
            );
        }
    }
    found
}

fn tls_listens(server: &Directive) -> impl Iterator<Item = &Directive> {
    server
        .named("listen")
        .filter(|listen| has_word(listen, "ssl"))
}

fn has_word(directive: &Directive, wanted: &str) -> bool {
    directive
        .parameters
        .iter()
        .any(|word| word.as_str() == wanted)
}

fn words(directive: &Directive) -> BTreeSet<&str> {
    directive
        .parameters
        .iter()
        .map(|word| word.as_str())
        .collect()
}

/// OpenSSL refuses the whole list for one group that it does not know, unless `?` stands before it.
fn groups(scope: &Scope<'_>, directive: &Directive) -> Option<Weakness> {
    let mut groups = directive.parameter(0)?.split(':');
    let is_new = |group: &&str| {
        let name = group.to_ascii_uppercase();
        !name.starts_with('?') && (name.contains("MLKEM") || name.contains("KYBER"))
    };
    let group = groups.find(is_new)?;
    let weakness = match scope.build.openssl {
        Some(openssl) if openssl >= WITH_NEW_GROUPS => return None,
        Some(openssl) => Weakness::error(
            KIND,
            directive,
            format!("nginx does not start: OpenSSL {openssl} knows no group `{group}`"),
        ),
        None => Weakness::warning(
            KIND,
            directive,
            format!("nginx does not start with an OpenSSL that knows no group `{group}`"),
        ),
    };
    Some(weakness.hint("remove the group; from OpenSSL 3.3 a `?` before it makes it optional"))
}
