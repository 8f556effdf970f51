//! `nginx.conf`, where the stack brings it: read and judged as one with the sites that it includes.

use super::{CONF_D, Host, extra};
use crate::context::{Context, Output};
use crate::refusal;
use crate::rules;
use formats::nginx::{Directive, File, Item};
use model::leaf::Name;
use source::{Diagnostic, Located, Report};

/// Where an nginx looks for it.
pub(crate) const MAIN: &str = "/etc/nginx/nginx.conf";

/// Where it stands in the tree: with what else a container mounts, but not among its sites.
pub(crate) fn path(context: &Context<'_>, of: &Name) -> String {
    match context.stack.stack.containers.contains_key(of) {
        true => format!("{}/{of}.nginx.conf", context.own_folder()),
        false => MAIN.trim_start_matches('/').to_owned(),
    }
}

/// The text of the stack, where it has one.
pub(crate) fn text<'a>(context: &Context<'a>, of: &Name) -> Option<&'a Located<String>> {
    context
        .stack
        .stack
        .program(of.as_str())?
        .nginx?
        .main
        .as_ref()
}

/// Reads the text of the stack; one that cannot be read is reported.
pub(super) fn read(host: &Host<'_>, output: &mut Output<'_>) -> Option<File> {
    let text = host.server.main.as_ref()?;
    match File::parse(&text.value) {
        Ok(file) => Some(File::new(extra::caused_by(file.items, &text.origin))),
        Err(error) => {
            let finding = refusal::not_parsed("nginx", &error, &text.origin);
            output.report.add(finding);
            None
        }
    }
}

/// The headers that its `http` block hands down to all sites.
pub(super) fn headers(main: &File) -> Vec<Item> {
    let items = main.items.iter().filter_map(Item::directive);
    let http = items.filter(|directive| directive.name.as_str() == "http");
    let inside = http.flat_map(|http| http.block.iter().flatten());
    let is_header = |item: &&Item| {
        item.directive()
            .is_some_and(|directive| directive.name.as_str() == "add_header")
    };
    inside.filter(is_header).cloned().collect()
}

/// The main file with the sites where it includes them, as nginx sees them; one that does not is reported.
pub(super) fn with_sites(
    main: &File,
    sites: &[Item],
    text: &Located<String>,
    report: &mut Report,
) -> Vec<Item> {
    let mut whole = main.items.clone();
    if !include(&mut whole, sites) {
        report.add(
            Diagnostic::error(
                &rules::EXTRA_CONFLICT,
                "this main file of nginx does not include the sites of the stack",
            )
            .at(&text.origin, "its `http` lacks them")
            .hint(format!("add `include {CONF_D}/*.conf;` to its `http`")),
        );
    }
    whole
}

/// Puts the sites in the place of the `include` in `http`; whether there is one.
fn include(items: &mut [Item], sites: &[Item]) -> bool {
    let mut https = items.iter_mut().filter_map(|item| match item {
        Item::Directive(directive) if directive.name.as_str() == "http" => directive.block.as_mut(),
        Item::Directive(_) | Item::Comment(_) => None,
    });
    https.any(|http| {
        let place = http
            .iter()
            .position(|item| item.directive().is_some_and(is_include));
        let Some(place) = place else { return false };
        http.splice(place..=place, sites.iter().cloned());
        true
    })
}

/// Paths of nginx are relative to the folder of the main file.
fn is_include(directive: &Directive) -> bool {
    let path = directive.parameter(0).unwrap_or_default();
    let relative = CONF_D.rsplit('/').next().unwrap_or_default();
    directive.name.as_str() == "include"
        && [CONF_D, relative].contains(&path.trim_end_matches("/*.conf"))
        && path.ends_with("/*.conf")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sites_stand_where_http_includes_them() {
        let cases = [
            (
                "http{include /etc/nginx/conf.d/*.conf;}",
                Some("http{server{}}"),
            ),
            (
                "user www-data;http{sendfile on;include conf.d/*.conf;gzip on;}",
                Some("user www-data;http{sendfile on;server{}gzip on;}"),
            ),
            ("http{include /etc/nginx/conf.d/other.conf;}", None),
            ("http{include /etc/nginx/sites-enabled/*;}", None),
            ("include /etc/nginx/conf.d/*.conf;", None),
            ("events{}", None),
        ];
        let sites = File::parse("server{}").expect("nginx syntax").items;
        for (written, expected) in cases {
            let mut items = File::parse(written).expect("nginx syntax").items;
            let found = include(&mut items, &sites);
            assert_eq!(found, expected.is_some(), "{written}");
            if let Some(expected) = expected {
                let expected = File::parse(expected).expect("nginx syntax");
                let text = File::new(items).print().text;
                assert_eq!(text, expected.print().text, "{written}");
            }
        }
    }
}
