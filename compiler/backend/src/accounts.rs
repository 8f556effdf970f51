//! The account that runs the containers: `sysusers.d(5)` makes it, `tmpfiles.d(5)` its home and the
//! file that lets its manager start at boot (R11, R21, R22).

use crate::context::{Context, Output};
use crate::refusal;
use formats::unit::Comment;
use formats::{Cause, Printed, Refused, sysusers, tmpfiles};
use model::{Account, Rootless};
use source::Origin;
use tree::{Reader, Scope};

/// Where `logind` looks whether a user's manager starts at boot (`loginctl(1)`, `enable-linger`).
const LINGER: &str = "/var/lib/systemd/linger";

pub(crate) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    let Account::Rootless(rootless) = &context.stack.stack.account.value else {
        return;
    };
    let origin = &rootless.user.origin;
    let files: [(&str, Result<Printed, Refused>, Reader); 2] = [
        ("sysusers.d", user(context, rootless), Reader::Sysusers),
        (
            "tmpfiles.d",
            folders(context, rootless),
            Reader::Tmpfiles(Scope::System),
        ),
    ];
    for (folder, printed, reader) in files {
        let path = format!("etc/{folder}/{}.conf", context.name());
        add(&path, printed, reader, origin, output);
    }
}

fn add(
    path: &str,
    printed: Result<Printed, Refused>,
    reader: Reader,
    origin: &Origin,
    output: &mut Output<'_>,
) {
    match printed {
        Ok(printed) => output.add_file(path, printed, [reader], origin),
        Err(refused) => output.report.add(refusal::refused(&refused, origin)),
    }
}

fn user(context: &Context<'_>, rootless: &Rootless) -> Result<Printed, Refused> {
    let Rootless {
        user, uid, home, ..
    } = rootless;
    let account = sysusers::User::new(user.as_str().parse()?)
        .id(sysusers::Id::user(uid.number())?)
        .description(format!("Containers of {}", context.name()))?
        .home(home.as_str())?;
    let mut file = sysusers::File::new(Comment::new(&context.headline())?);
    file.add(account.because(Cause::from(&user.origin)));
    Ok(sysusers::print(&file))
}

fn folders(context: &Context<'_>, rootless: &Rootless) -> Result<Printed, Refused> {
    let Rootless { user, home, .. } = rootless;
    let private = tmpfiles::Mode::new(0o750).expect("permission bits");
    let public = tmpfiles::Mode::new(0o644).expect("permission bits");
    let home_line = tmpfiles::Line::new("d".parse()?, home.as_str())?
        .mode(private)
        .user(user.as_str().parse()?)
        .group(user.as_str().parse()?);
    let linger = format!("{LINGER}/{user}");
    let linger_line = tmpfiles::Line::new("f".parse()?, linger.as_str())?.mode(public);
    let mut file = tmpfiles::File::new(Comment::new(&context.headline())?);
    file.add(home_line.because(Cause::from(&home.origin)));
    file.add(linger_line.because(Cause::from(&user.origin)));
    Ok(tmpfiles::print(&file))
}
