//! How a server speaks TLS.

use super::Host;
use super::{location, push, texts};
use crate::context::Output;
use crate::refusal::carried;
use formats::nginx::{Directive, Parameter};
use model::Tls;

pub(super) fn lower(host: &Host<'_>, tls: &Tls, output: &mut Output<'_>) -> Vec<Directive> {
    let Tls {
        protocols,
        ciphers,
        prefer_server_ciphers,
        session_timeout,
        session_cache,
        session_tickets,
    } = tls;
    let mut directives = Vec::new();
    if let Some(protocols) = protocols
        && let Some(first) = protocols.first()
    {
        let directive = location::list(host, "ssl_protocols", protocols, output);
        push(&mut directives, directive, &first.origin);
    }
    if let Some(ciphers) = ciphers
        && let Some(first) = ciphers.first()
    {
        let names: Vec<&str> = ciphers.iter().map(|cipher| cipher.as_str()).collect();
        let names = carried(
            Parameter::literal(&names.join(":")),
            &first.origin,
            output.report,
        );
        let directive = names.map(|names| Directive::simple("ssl_ciphers", [names]));
        push(&mut directives, directive, &first.origin);
    }
    if let Some(prefer) = prefer_server_ciphers {
        let switch = [texts::switch(prefer.value)];
        let directive = Directive::simple("ssl_prefer_server_ciphers", switch);
        push(&mut directives, Some(directive), &prefer.origin);
    }
    if let Some(timeout) = session_timeout {
        let time = texts::seconds(&timeout.value, &timeout.origin, output);
        let directive = time.map(|time| Directive::simple("ssl_session_timeout", [time]));
        push(&mut directives, directive, &timeout.origin);
    }
    if let Some(cache) = session_cache {
        let word = carried(
            Parameter::literal(cache.as_str()),
            &cache.origin,
            output.report,
        );
        let directive = word.map(|word| Directive::simple("ssl_session_cache", [word]));
        push(&mut directives, directive, &cache.origin);
    }
    if let Some(tickets) = session_tickets {
        let switch = [texts::switch(tickets.value)];
        let directive = Directive::simple("ssl_session_tickets", switch);
        push(&mut directives, Some(directive), &tickets.origin);
    }
    directives
}
