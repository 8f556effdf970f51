//! `Strict-Transport-Security` (RFC 6797): whether browsers come back by https.

use super::{Context, Directive, Scope, Weakness, WeaknessKind};
use crate::nginx::Item;
use crate::nginx::lint::frame::Frame;

const KIND: WeaknessKind = WeaknessKind::TransportSecurity;
const NAME: &str = "Strict-Transport-Security";

/// Half a year: what is shorter helps those who come often.
const SHORTEST: u64 = 15_768_000;

/// A year, which the lists of browsers ask for (<https://hstspreload.org>).
const SHORTEST_TO_BE_LISTED: u64 = 31_536_000;

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for header in scope
        .frame
        .own("add_header")
        .iter()
        .filter(|header| is_it(header))
    {
        found.extend(
            header
                .parameter(1)
                .and_then(|value| of_value(header, value)),
        );
    }
    if scope.frame.context == Context::Server {
        found.extend(missing(scope.frame));
    }
}

fn is_it(header: &Directive) -> bool {
    header
        .parameter(0)
        .is_some_and(|name| name.eq_ignore_ascii_case(NAME))
}

fn of_value(header: &Directive, value: &str) -> Option<Weakness> {
    // An empty value sends nothing, and a variable is not known.
    if value.is_empty() || value.contains('$') {
        return None;
    }
    let parts = || value.split(';').map(str::trim);
    let has = |word: &str| parts().any(|part| part.eq_ignore_ascii_case(word));
    let seconds = parts().find_map(|part| {
        let (name, number) = part.split_once('=')?;
        let number = number.trim().trim_matches('"').parse::<u64>().ok()?;
        name.trim()
            .eq_ignore_ascii_case("max-age")
            .then_some(number)
    });
    let Some(seconds) = seconds else {
        let headline = format!("browsers ignore `{NAME}` without `max-age`");
        return Some(Weakness::warning(KIND, header, headline).hint("write `max-age=31536000`"));
    };
    let weakness = |trouble: String| Weakness::warning(KIND, header, trouble);
    // Zero takes it back.
    if seconds > 0 && seconds < SHORTEST {
        let span = match seconds / 86_400 {
            1 => "a day".to_owned(),
            days => format!("{days} days"),
        };
        let headline = format!("browsers come back by https for {span} only");
        return Some(weakness(headline).hint("write `max-age=31536000`, which is a year"));
    }
    let is_listable = has("includeSubDomains") && seconds >= SHORTEST_TO_BE_LISTED;
    (has("preload") && !is_listable).then(|| {
        weakness(
            "`preload` has no effect: the lists of browsers ask for a year and `includeSubDomains`"
                .to_owned(),
        )
        .hint("remove `preload`, or add what the lists ask for")
    })
}

/// A server that speaks TLS and says nothing, wherever it answers from.
fn missing(server: &Frame<'_, '_>) -> Option<Weakness> {
    let block = server.block?;
    let speaks_tls = server.own("listen").iter().any(|listen| {
        let mut words = listen.parameters.iter().map(|word| word.as_str());
        words.any(|word| word == "ssl" || word == "quic")
    });
    let refuses = server.value("ssl_reject_handshake") == Some("on");
    if !speaks_tls || refuses || server.effective("add_header").iter().any(|it| is_it(it)) {
        return None;
    }
    let items = block.block.as_deref().unwrap_or_default();
    if says_it(items) {
        return None;
    }
    let certificate = server.first_own(&["ssl_certificate", "listen"])?;
    let headline = format!("browsers are not told to come back by https: `{NAME}` is missing");
    let mut weakness = Weakness::warning(KIND, certificate, headline);
    weakness.place.1 = "this site speaks TLS";
    Some(weakness.hint(
        "merge `recipes.security_headers` into the site; if the application sends it, accept this",
    ))
}

fn says_it(items: &[Item]) -> bool {
    items.iter().filter_map(Item::directive).any(|directive| {
        let is_header = ["add_header", "more_set_headers"].contains(&directive.name.as_str());
        let words = || directive.parameters.iter().map(|word| word.as_str());
        let names_it = || {
            words().any(|word| {
                word.to_ascii_lowercase()
                    .starts_with("strict-transport-security")
            })
        };
        (is_header && names_it()) || says_it(directive.block.as_deref().unwrap_or_default())
    })
}
