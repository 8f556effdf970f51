//! Who resolves the names of servers, and when.
//!
//! A name that is written out is resolved once, when nginx reads its configuration; one in a variable at
//! every request, by the `resolver`, and without one the request fails: `no resolver defined to resolve`.

use super::{Directive, PASSES, Scope, Weakness, WeaknessKind};
use crate::nginx::lint::text::{target, variables};
use std::net::IpAddr;

const KIND: WeaknessKind = WeaknessKind::NameResolution;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for directive in PASSES.iter().flat_map(|name| scope.frame.own(name)) {
        found.extend(pass(scope, directive));
    }
    for resolver in scope.frame.own("resolver") {
        found.extend(stranger(resolver));
    }
}

fn pass(scope: &Scope<'_>, directive: &Directive) -> Option<Weakness> {
    let text = directive.parameter(0)?;
    let authority = target(text).authority;
    if !text.contains('$') {
        let host = host(authority);
        let is_elsewhere =
            is_name(host) && host.contains('.') && !scope.declared.has_upstream(authority);
        return is_elsewhere.then(|| {
            let headline =
                format!("`{host}` is resolved once, and its later addresses are never seen");
            Weakness::warning(KIND, directive, headline).hint(
                "set a `resolver`, put the address into a variable with `set`, and pass to that",
            )
        });
    }
    if !scope.frame.effective("resolver").is_empty() {
        return None;
    }
    // A variable that is one of several texts of the configuration is known.
    let named = host(authority)
        .trim_start_matches('$')
        .trim_matches(['{', '}']);
    let mut names = variables(authority);
    let texts = match (names.next(), names.next()) {
        (None, _) => vec![authority],
        (Some(name), None) if named == name => scope.declared.texts(name)?,
        _ => return None,
    };
    let name = texts.into_iter().find(|text| {
        let authority = target(text).authority;
        is_name(host(authority)) && !scope.declared.has_upstream(authority)
    })?;
    let headline = format!(
        "nobody resolves `{}` when a request comes",
        host(target(name).authority)
    );
    Some(
        Weakness::error(KIND, directive, headline).hint(
            "set a `resolver`, such as that of the network, or write the name without variables",
        ),
    )
}

/// An answer that is forged on the way leads requests elsewhere.
fn stranger(resolver: &Directive) -> Option<Weakness> {
    let words = resolver.parameters.iter().map(|word| word.as_str());
    let stranger = words.filter(|word| !word.contains('=')).find(|word| {
        let address = host(word).trim_matches(['[', ']']).parse::<IpAddr>();
        address.is_ok_and(|address| !is_near(address))
    })?;
    let headline =
        format!("the resolver `{stranger}` is far away, and answers on the way back can be forged");
    Some(
        Weakness::warning(KIND, resolver, headline)
            .hint("use a resolver of the host or of its network, such as `127.0.0.53`"),
    )
}

/// Loopback, private and link-local addresses.
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => v6.is_loopback() || v6.is_unique_local() || v6.is_unicast_link_local(),
    }
}

fn host(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port))
            if port.bytes().all(|byte| byte.is_ascii_digit()) && !host.contains(':') =>
        {
            host
        }
        Some((host, _)) if host.ends_with(']') => host,
        _ => authority,
    }
}

fn is_name(host: &str) -> bool {
    let is_address = host.starts_with('[') || host.parse::<IpAddr>().is_ok();
    !is_address && !host.is_empty() && !host.starts_with('/') && host != "localhost"
}
