//! A password in a URL is known at both of its ends.

use super::expand::Expanded;
use crate::decode::Entry;
use crate::leaf::{EnvName, Name};
use crate::{EnvValue, Kind, Program, Template, TemplatePart, rules};
use source::{Diagnostic, Origin, Report, list_of_names};
use std::collections::{BTreeMap, BTreeSet};

/// Who gets a secret.
type Holders<'a> = BTreeMap<&'a Name, BTreeSet<&'a Name>>;

pub(super) fn check(expanded: &Expanded, report: &mut Report) {
    let holders = holders(expanded);
    let servers = servers(expanded);
    for program in expanded.stack.programs() {
        for (variable, entry) in program.env {
            if let EnvValue::SecretTemplate(template) = &entry.value {
                for (secret, host) in passwords(&template.value) {
                    let given = (variable, entry);
                    if let Some(server) = servers.get(host.as_str()) {
                        both(
                            expanded,
                            &holders,
                            &program,
                            given,
                            (secret, server),
                            report,
                        );
                    }
                }
            }
        }
    }
}

/// Containers by the names they answer to: their own, and before these the aliases of others.
fn servers(expanded: &Expanded) -> BTreeMap<&str, &Name> {
    let containers = &expanded.stack.containers;
    let mut servers: BTreeMap<&str, &Name> = containers
        .keys()
        .map(|name| (name.as_str(), name))
        .collect();
    for (name, container) in containers {
        let aliases = container.networks.values().flat_map(|on| &on.aliases);
        servers.extend(aliases.map(|alias| (alias.as_str(), name)));
    }
    servers
}

fn holders(expanded: &Expanded) -> Holders<'_> {
    let stack = &expanded.stack;
    let mut holders = Holders::new();
    let mut hold = |secret, program| {
        holders.entry(secret).or_default().insert(program);
    };
    for program in stack.programs() {
        for value in program.env.values() {
            match &value.value {
                EnvValue::Secret(name) | EnvValue::SecretFile(name) => {
                    hold(&name.value, program.name);
                }
                EnvValue::SecretTemplate(template) => {
                    template
                        .value
                        .secrets()
                        .for_each(|name| hold(name, program.name));
                }
                EnvValue::Text(_) | EnvValue::Number(_) | EnvValue::Bool(_) | EnvValue::List(_) => {
                }
            }
        }
    }
    for (name, container) in &stack.containers {
        container
            .secret_files
            .keys()
            .for_each(|secret| hold(secret, name));
    }
    for (name, service) in &stack.services {
        let files = service.secret_files.iter();
        files.for_each(|secret| hold(&secret.value, name));
    }
    holders
}

/// The server, or a job that prepares it, gets the password that its client sends.
fn both(
    expanded: &Expanded,
    holders: &Holders<'_>,
    client: &Program<'_>,
    (variable, entry): (&EnvName, &Entry<EnvValue>),
    (secret, server): (&Name, &Name),
    report: &mut Report,
) {
    let stack = &expanded.stack;
    let Some(target) = stack
        .containers
        .get(server)
        .filter(|_| server != client.name)
    else {
        return;
    };
    let is_job = |name: &Name| {
        let container = stack.containers.get(name).map(|entry| &entry.kind.value);
        let service = stack.services.get(name).map(|entry| &entry.kind.value);
        container.or(service) == Some(&Kind::Oneshot)
    };
    let sets_it = |name: &&Name| *name == server || (*name != client.name && is_job(name));
    let Some(all) = holders.get(secret) else {
        return;
    };
    if all.iter().any(sets_it) {
        return;
    }
    let others = holders
        .iter()
        .filter(|(_, holders)| holders.contains(server))
        .map(|(name, _)| name.as_str());
    let others: Vec<&str> = others.collect();
    let hint = match others.as_slice() {
        [] => format!("give it to `{server}`, or to a job that sets it there"),
        others => format!(
            "`{server}` gets {}: use the same at both ends",
            list_of_names(others.iter().copied())
        ),
    };
    report.add(finding(variable, secret, server, &entry.origin, &target.key).hint(hint));
}

fn finding(
    variable: &EnvName,
    secret: &Name,
    server: &Name,
    client_end: &Origin,
    server_end: &Origin,
) -> Diagnostic {
    Diagnostic::warning(
        &rules::ONE_SIDED_SECRET,
        format!("`{variable}` sends the secret `{secret}` to `{server}`, which does not get it"),
    )
    .at(client_end, "sent as the password")
    .and(server_end, "nothing tells it this password")
}

/// The secrets that stand before the `@` of a URL, and the host behind it.
fn passwords(template: &Template) -> Vec<(&Name, String)> {
    let mut text = String::new();
    let mut secrets = Vec::new();
    for part in &template.parts {
        match part {
            TemplatePart::Text(plain) => text.push_str(plain),
            TemplatePart::Secret { name, .. } => {
                secrets.push((text.len(), name));
                // Its text is not known, and no host has this character.
                text.push('\0');
            }
        }
    }
    let Some(start) = text.find("://").map(|at| at + 3) else {
        return Vec::new();
    };
    let end = text[start..]
        .find(['/', '?', '#'])
        .map_or(text.len(), |at| start + at);
    let Some(at) = text[start..end].rfind('@').map(|at| start + at) else {
        return Vec::new();
    };
    let hosts = text[at + 1..end].split(',');
    let first = hosts
        .take(1)
        .map(|host| host.split(':').next().unwrap_or(host));
    let host = first.collect::<String>().to_ascii_lowercase();
    secrets
        .into_iter()
        .filter(|(place, _)| (start..at).contains(place))
        .map(|(_, name)| (name, host.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Text;

    #[test]
    fn passwords_stand_before_the_host() {
        let cases: [(&str, &[(&str, &str)]); 6] = [
            ("postgresql://app:{pw|percent}@DB:5432/app", &[("pw", "db")]),
            ("redis://:{pw}@cache/0", &[("pw", "cache")]),
            ("amqp://{user}:{pw}@mq", &[("user", "mq"), ("pw", "mq")]),
            ("https://example.org/{token}@x", &[]),
            ("https://example.org/?key={key}", &[]),
            ("key={key}", &[]),
        ];
        for (text, expected) in cases {
            let template = Template::parse(text).unwrap();
            let found = passwords(&template);
            let found: Vec<(&str, &str)> = found
                .iter()
                .map(|(name, host)| (name.as_str(), host.as_str()))
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
