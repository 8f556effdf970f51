//! Whole texts.

use crate::application::{Application, COMMON, SECRETS};
use std::collections::BTreeSet;
use std::fmt::{Result, Write};

/// The most applications of a stack: there are no more ports for them.
pub const MOST: usize = 10_000;

/// How long a chain of applications is that need each other.
const CHAIN: usize = 5;

/// A stack of so many applications, at most [`MOST`].
pub fn stack(n: usize) -> String {
    written(|out| {
        out.write_str("let { Stack, recipes, .. } = import \"stackc/main.ncl\" in\n")?;
        out.write_str(COMMON)?;
        body("big", HOST, n, out)?;
        out.write_str("| Stack\n")
    })
}

/// A file of hosts, each with a stack of so many applications, by the path of each file; the first is the entry.
pub fn hosts(n_hosts: usize, applications: usize) -> Vec<(String, String)> {
    let entry = written(|out| {
        out.write_str("let { Hosts, .. } = import \"stackc/main.ncl\" in\n{\n  hosts = {\n")?;
        for host in 1..=n_hosts {
            write!(
                out,
                "    web{host} = {{\n  target = 'Debian13,\n{HOST}  stacks.apps = import \"web{host}.ncl\",\n    }},\n"
            )?;
        }
        out.write_str("  },\n} | Hosts\n")
    });
    let stacks = (1..=n_hosts).map(|host| {
        let text = written(|out| {
            out.write_str("let { recipes, .. } = import \"stackc/main.ncl\" in\n")?;
            out.write_str(COMMON)?;
            body(&format!("web{host}"), "", applications, out)
        });
        (format!("web{host}.ncl"), text)
    });
    std::iter::once(("stack.ncl".to_owned(), entry))
        .chain(stacks)
        .collect()
}

fn written(write: impl FnOnce(&mut String) -> Result) -> String {
    let mut text = String::new();
    write(&mut text).expect("a string takes any text");
    text
}

/// The record of a stack.
fn body(name: &str, host: &str, n: usize, out: &mut impl Write) -> Result {
    let n = n.min(MOST);
    let all = (1..=n).map(|number| Application {
        number,
        needs: (number % CHAIN != 1).then(|| number - 1),
    });
    writeln!(
        out,
        "{{\n  name = \"{name}\",\n  description = \"Applications\",\n  target | default = 'Debian13,\n  account = 'Rootful,"
    )?;
    out.write_str(host)?;
    out.write_str("  networks.backend = { description = \"Between the applications\" },\n")?;
    out.write_str("  secrets = {\n")?;
    for secret in (1..=n)
        .map(|number| number % SECRETS)
        .collect::<BTreeSet<usize>>()
    {
        writeln!(out, "    key{secret} = {{ min_length = 16 }},")?;
    }
    out.write_str("  },\n")?;
    record("volumes", out, |out| {
        all.clone().try_for_each(|one| one.volume(out))
    })?;
    record("files", out, |out| {
        all.clone().try_for_each(|one| one.file(out))
    })?;
    record("containers", out, |out| {
        all.clone().try_for_each(|one| one.container(out))
    })?;
    out.write_str(FRONT)?;
    let helped = all.clone().filter(|one| one.has_helper());
    record("services", out, |out| {
        helped.clone().try_for_each(|one| one.helper(out))
    })?;
    record("users", out, |out| {
        helped.clone().try_for_each(|one| one.user(out))
    })?;
    record("directories", out, |out| {
        helped.clone().try_for_each(|one| one.directory(out))
    })?;
    record("sites", out, |out| {
        all.clone().try_for_each(|one| one.site(out))
    })?;
    out.write_str("  firewall = {\n    input = 'Drop,\n    allow = {\n")?;
    out.write_str(
        "      ssh = { ports = [22], from = \"office\" },\n      web = { ports = [80, 443] },\n",
    )?;
    all.clone().try_for_each(|one| one.opening(out))?;
    out.write_str("    },\n  },\n}\n")
}

fn record<W: Write>(name: &str, out: &mut W, fields: impl FnOnce(&mut W) -> Result) -> Result {
    writeln!(out, "  {name} = {{")?;
    fields(out)?;
    out.write_str("  },\n")
}

/// What the host has.
const HOST: &str = r#"  host = {
    memory = "4t",
    networks.office.addresses = ["10.8.0.0/24"],
  },
"#;

/// The one nginx in front of all applications.
const FRONT: &str = r#"  services.nginx = recipes.host_nginx,
  users.www-data.provided_by = "base-passwd",
  certificates.all = {
    names = ["*.example.org"],
    source = 'Provided { certificate = "/etc/ssl/all/fullchain.pem", key = "/etc/ssl/all/privkey.pem" },
  },
"#;
