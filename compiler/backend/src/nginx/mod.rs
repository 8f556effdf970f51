//! The sites of each nginx: one file for the stack in `/etc/nginx/conf.d`, where a container mounts a
//! folder of its own.
//!
//! First there is what the sites share: caches, maps, groups of replicas. Then the two servers that
//! refuse unknown names, unless a site is the default. Then for every site the plain server
//! (challenges and the way to https) and the real one. All speak IPv4 and IPv6.

mod answer;
mod cache;
mod client_address;
mod extra;
mod headers;
mod judge;
mod location;
mod main_file;
mod passed;
mod route;
mod security;
mod server;
mod texts;
mod tls;
mod upstream;

use crate::context::{Context, Output, version};
use crate::refusal;
use formats::Version;
use formats::nginx::{self, Comment, Directive, File, Item};
pub use judge::Sites;
pub(crate) use judge::judge_together;
pub(crate) use main_file::{MAIN, path as main_path, text as main_of};
use model::check::Role;
use model::decode::Table;
use model::leaf::{Name, Port};
use model::{Container, NginxServer, Site};
use source::Origin;
use tree::Reader;

/// Where the folder of sites stands in a container of nginx (the images' `nginx.conf` includes it).
pub(crate) const CONF_D: &str = "/etc/nginx/conf.d";

/// The folder of the tree that an nginx container mounts.
pub(crate) fn folder(context: &Context<'_>, of: &Name) -> String {
    format!("{}/{of}", context.own_folder())
}

/// The sites of one nginx, and what its file is written with.
struct Host<'a> {
    context: &'a Context<'a>,
    of: &'a Name,
    listens: &'a Table<Name, Port>,
    /// `None` for an nginx of the host.
    container: Option<&'a Container>,
    server: &'a NginxServer,
    version: Version,
    sites: Vec<&'a Site>,
}

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let stack = &context.stack.stack;
    for program in stack.programs() {
        let (of, Some(server)) = (program.name, program.nginx) else {
            continue;
        };
        if !context.serves_sites(of) {
            continue;
        }
        let served = |site: &&Site| site.served_by.value == *of;
        let host = Host {
            context,
            of,
            listens: program.listens,
            // Mounts and needs of the certificate are on the parts; listeners are as written.
            container: stack.containers.get(of).map(|container| &*container.value),
            server,
            version: version(match &server.version {
                Some(release) => release.value,
                None => stack.versions.nginx.value,
            }),
            sites: stack
                .sites
                .values()
                .map(|site| &site.value)
                .filter(served)
                .collect(),
        };
        lower_host(&host, program.key, output);
    }
}

fn lower_host(host: &Host<'_>, origin: &Origin, output: &mut Output<'_>) {
    let context = host.context;
    let main = main_file::read(host, output);
    let mut file = File::new(items(host, origin, output));
    headers::report_repeated(host, &file.items, output);
    client_address::report(host, &file.items, output);
    passed::report(host, &file.items, output);
    let inherited = main.as_ref().map(main_file::headers).unwrap_or_default();
    headers::repeat_inherited(&mut file.items, &inherited);
    if file.needs_dollar() {
        file.items.insert(0, nginx::dollar_block().into());
    }
    let main_items = main.as_ref().map(|main| main.items.as_slice());
    security::hide_version(host, &mut file.items, main_items);
    let sites = Sites::of(host, main.as_ref(), &file, origin);
    match host.container {
        Some(_) => judge::report(&[&sites], output.report),
        // Other stacks may bring sites to it as well: it is judged with them.
        None => output.add_sites(sites),
    }
    let folder = match host.container {
        Some(_) => folder(context, host.of),
        None => CONF_D.trim_start_matches('/').to_owned(),
    };
    write(
        host,
        &format!("{folder}/{}.conf", context.name()),
        file,
        origin,
        output,
    );
    if let (Some(main), Some(text)) = (main, &host.server.main) {
        write(
            host,
            &main_path(context, host.of),
            main,
            &text.origin,
            output,
        );
    }
}

/// Adds a file that says who made it, and that this nginx reads.
fn write(host: &Host<'_>, path: &str, mut file: File, origin: &Origin, output: &mut Output<'_>) {
    let context = host.context;
    match Comment::new(&context.headline()) {
        Ok(comment) => file.header.push(comment),
        Err(refused) => output.report.add(refusal::refused(&refused, origin)),
    }
    let parts = context.stack.parts_of(host.of.as_str());
    let parts = parts.filter(|(_, part)| part.role == Role::Own);
    let service = host.container.is_none().then_some(host.of);
    let readers = parts
        .map(|(name, _)| name)
        .chain(service)
        .map(|name| Reader::Unit(context.part_unit(name)));
    output.add_file(path, file.print(), readers, origin);
}

/// What stands in the `http` block: what the sites share, then the servers.
fn items(host: &Host<'_>, origin: &Origin, output: &mut Output<'_>) -> Vec<Item> {
    let NginxServer {
        extra,
        unchecked,
        version: _,
        version_shown: _,
        user: _,
        refuses_unknown: _,
        main: _,
        caches: _,
    } = host.server;
    let mut items: Vec<Item> = Vec::new();
    items.extend(route::upgrade_map(host).map(Item::from));
    items.extend(
        cache::paths(host.server, output)
            .into_iter()
            .map(Item::from),
    );
    items.extend(extra::lower(extra.as_ref(), unchecked.as_ref(), output));
    let mut directives = upstream::groups(host, output);
    directives.extend(server::reject(host, origin));
    for site in &host.sites {
        directives.extend(server::lower(host, site, output));
    }
    items.extend(directives.into_iter().map(Item::from));
    items
}

/// Adds a directive where it could be made.
fn push(directives: &mut Vec<Directive>, directive: Option<Directive>, origin: &Origin) {
    directives.extend(directive.map(|directive| directive.caused_by(origin)));
}
