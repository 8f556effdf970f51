//! Users, groups and directories of the host: `sysusers.d(5)` and `tmpfiles.d(5)` make them, among them
//! the account that runs rootless containers, its home, and the file that lets its manager start at boot
//! (R11, R21, R22).

use crate::context::{Context, Output};
use crate::refusal::carried;
use formats::{Cause, Printed, Refused, sysusers, tmpfiles};
use model::decode::Entry;
use model::leaf::{AbsolutePath, FileMode, LoginName};
use model::{Account, CertificateSource, Directory, Group, Provided, Rootless, User};
use source::Origin;
use tree::{Reader, Scope};

/// Where `logind` looks whether a user's manager starts at boot (`loginctl(1)`, `enable-linger`).
const LINGER: &str = "/var/lib/systemd/linger";

/// The link by which Debian's nginx has a site of its own.
const DEFAULT_SITE: &str = "/etc/nginx/sites-enabled/default";

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    if let Some(file) = accounts(context, output) {
        let printed = sysusers::print(&file);
        add("sysusers.d", printed, Reader::Sysusers, context, output);
    }
    if let Some(file) = folders(context, output) {
        let printed = tmpfiles::print(&file);
        let reader = Reader::Tmpfiles(Scope::System);
        add("tmpfiles.d", printed, reader, context, output);
    }
}

fn add(
    folder: &str,
    printed: Printed,
    reader: Reader,
    context: &Context<'_>,
    output: &mut Output<'_>,
) {
    let stack = &context.stack.stack;
    let origin = match &stack.account.value {
        Account::Rootless(rootless) => &rootless.user.origin,
        Account::Rootful => &stack.name.origin,
    };
    let path = format!("etc/{folder}/{}.conf", context.name());
    output.add_file(&path, printed, [reader], origin);
}

/// The users and groups that no package makes; `None` when there are none.
fn accounts(context: &Context<'_>, output: &mut Output<'_>) -> Option<sysusers::File> {
    let stack = &context.stack.stack;
    let mut file = sysusers::File::new(context.head());
    let n_before = file.items.len();
    if let Account::Rootless(rootless) = &stack.account.value {
        let user = container_user(context, rootless);
        if let Some(user) = carried(user, &rootless.user.origin, output.report) {
            file.add(user);
        }
    }
    for (name, entry) in &stack.groups {
        if entry.provided_by.is_none() {
            let group = group(name, entry);
            file.items.extend(carried(group, &entry.key, output.report));
        }
    }
    for (name, entry) in &stack.users {
        if entry.provided_by.is_none()
            && let Some(user) = carried(user(name, entry), &entry.key, output.report)
        {
            file.add(user);
        }
    }
    for (name, entry) in &stack.users {
        for member_of in &entry.groups {
            let member = member(name, &member_of.value, &member_of.origin);
            file.items
                .extend(carried(member, &member_of.origin, output.report));
        }
    }
    (file.items.len() > n_before).then_some(file)
}

fn container_user(context: &Context<'_>, rootless: &Rootless) -> Result<sysusers::User, Refused> {
    let Rootless {
        user, uid, home, ..
    } = rootless;
    let account = sysusers::User::new(user.as_str().parse()?)
        .id(sysusers::Id::user(uid.number())?)
        .description(format!("Containers of {}", context.name()))?
        .home(home.as_str())?;
    Ok(account.because(Cause::from(&user.origin)))
}

fn user(name: &LoginName, entry: &Entry<User>) -> Result<sysusers::User, Refused> {
    let User {
        description,
        uid,
        home,
        shell,
        ..
    } = &entry.value;
    let mut user = sysusers::User::new(name.as_str().parse()?).home(home.as_str())?;
    if let Some(uid) = uid {
        user = user.id(sysusers::Id::user(uid.number())?);
    }
    if let Some(description) = description {
        user = user.description(description.as_str())?;
    }
    if let Some(shell) = shell {
        user = user.shell(shell.as_str())?;
    }
    Ok(user.because(Cause::from(&entry.key)))
}

fn group(name: &LoginName, entry: &Entry<Group>) -> Result<sysusers::Item, Refused> {
    let gid = entry.gid.as_ref();
    Ok(sysusers::Item::Group {
        group: name.as_str().parse()?,
        id: gid
            .map(|gid| sysusers::Id::user(gid.number()))
            .transpose()?,
        cause: Cause::from(&entry.key),
    })
}

fn member(user: &LoginName, group: &LoginName, origin: &Origin) -> Result<sysusers::Item, Refused> {
    Ok(sysusers::Item::Member {
        user: user.as_str().parse()?,
        group: group.as_str().parse()?,
        cause: Cause::from(origin),
    })
}

/// The directories; `None` when there are none.
fn folders(context: &Context<'_>, output: &mut Output<'_>) -> Option<tmpfiles::File> {
    let stack = &context.stack.stack;
    let mut file = tmpfiles::File::new(context.head());
    let n_before = file.items.len();
    if let Account::Rootless(rootless) = &stack.account.value {
        for (line, origin) in [
            (home(rootless), &rootless.home.origin),
            (linger(rootless), &rootless.user.origin),
        ] {
            if let Some(line) = carried(line, origin, output.report) {
                file.add(line);
            }
        }
    }
    for (path, entry) in &context.stack.directories {
        if let Some(line) = carried(directory(path, entry), &entry.key, output.report) {
            file.add(line);
        }
    }
    for certificate in stack.certificates.values() {
        if let CertificateSource::Provided(provided) = &certificate.source.value
            && let Some(mode) = &provided.key_mode
            && let Some(line) = carried(key(provided, mode.value), &mode.origin, output.report)
        {
            file.add(line);
        }
    }
    if let Some(origin) = nginx_of_host(context)
        && let Some(line) = carried(no_default_site(origin), origin, output.report)
    {
        file.add(line);
    }
    (file.items.len() > n_before).then_some(file)
}

/// Where an nginx of the host serves sites of the stack; one host has one.
fn nginx_of_host<'a>(context: &Context<'a>) -> Option<&'a Origin> {
    let stack = &context.stack.stack;
    let mut sites = stack.sites.values();
    let site = sites.find(|site| stack.services.contains_key(&site.served_by.value))?;
    Some(&site.served_by.origin)
}

/// Debian's own site answers to every name on port 80, as our servers for unknown names do; nginx does
/// not start with both.
fn no_default_site(origin: &Origin) -> Result<tmpfiles::Line, Refused> {
    let line = tmpfiles::Line::new("r".parse()?, DEFAULT_SITE)?;
    Ok(line.because(Cause::from(origin)))
}

/// A key that somebody puts there: the line changes one that is there, and makes none.
fn key(provided: &Provided, mode: FileMode) -> Result<tmpfiles::Line, Refused> {
    let mode = tmpfiles::Mode::new(mode.bits()).expect("permission bits are permission bits");
    let line = tmpfiles::Line::new("z".parse()?, provided.key.as_str())?
        .mode(mode)
        .user("root".parse()?)
        .group("root".parse()?);
    Ok(line.because(Cause::from(&provided.key.origin)))
}

fn home(rootless: &Rootless) -> Result<tmpfiles::Line, Refused> {
    let Rootless { user, home, .. } = rootless;
    let private = tmpfiles::Mode::new(0o750).expect("permission bits");
    let line = tmpfiles::Line::new("d".parse()?, home.as_str())?
        .mode(private)
        .user(user.as_str().parse()?)
        .group(user.as_str().parse()?);
    Ok(line.because(Cause::from(&home.origin)))
}

fn linger(rootless: &Rootless) -> Result<tmpfiles::Line, Refused> {
    let user = &rootless.user;
    let public = tmpfiles::Mode::new(0o644).expect("permission bits");
    let path = format!("{LINGER}/{user}");
    let line = tmpfiles::Line::new("f".parse()?, path.as_str())?.mode(public);
    Ok(line.because(Cause::from(&user.origin)))
}

fn directory(path: &AbsolutePath, entry: &Entry<Directory>) -> Result<tmpfiles::Line, Refused> {
    let Directory {
        owner, group, mode, ..
    } = &entry.value;
    let mode = tmpfiles::Mode::new(mode.bits()).expect("permission bits are permission bits");
    let line = tmpfiles::Line::new("d".parse()?, path.as_str())?
        .mode(mode)
        .user(owner.as_str().parse()?)
        .group(group.as_str().parse()?);
    Ok(line.because(Cause::from(&entry.key)))
}
