//! `stackc export`

use super::compile_and_report;
use crate::cli::Global;
use crate::installable::Installable;
use crate::opened::open;
use crate::show::{Trouble, Verdict};
use clap::ValueEnum;
use export::{Facts, Format, Maintainer, WriteError, confext_tree};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};
use store::{Generation, place_file, place_folder};

/// Write a tree as an archive, package or image that other tools take
///
/// The same tree gives the same bytes everywhere: all times are `SOURCE_DATE_EPOCH`, or 1970 when that is not set, and
/// modes and owners are those of the manifest. The tree is that of a stack, which is compiled; of an object of a store;
/// or of another export. A file appears when it is whole.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// Folder or file of one stack, with `#NAME` for one of its environments, or `#HOST.STACK`; an object of a store; or an export
    #[arg(default_value = ".", value_name = "PATH[#NAME]")]
    installable: Installable,
    /// What to write
    #[arg(short, long, value_enum)]
    format: FormatName,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Version of the package or artifact [default of a package: `0+` and the hash]
    #[arg(long, value_name = "VERSION")]
    package_version: Option<String>,
    /// Who answers for the package
    #[arg(long, value_name = "NAME <ADDRESS>")]
    maintainer: Option<Maintainer>,
}

/// A way out of the store.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum FormatName {
    /// Folder, with real modes
    Dir,
    /// Nix archive, for `nix-store --restore`
    Nar,
    /// Tar archive, with real modes and owners
    Tar,
    /// Debian package, whose scripts start and restart what the files ask for
    Deb,
    /// Archive of an OCI image layout with one artifact, for registries
    Oci,
    /// Squashfs image for systemd-confext
    Confext,
    /// Folder for systemd-confext
    ConfextDir,
}

pub(super) fn run(global: &Global, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let Some(generation) = generation(global, &arguments.installable)? else {
        return Ok(Verdict::Different);
    };
    let facts = Facts {
        time: time()?,
        version: arguments.package_version.clone(),
        maintainer: arguments.maintainer.clone(),
    };
    let format = match arguments.format {
        FormatName::Dir => return folder(generation.tree(), arguments),
        FormatName::ConfextDir => return folder(&confext_tree(&generation)?, arguments),
        FormatName::Nar => Format::Nar,
        FormatName::Tar => Format::Tar,
        FormatName::Deb => Format::Deb,
        FormatName::Oci => Format::Oci,
        FormatName::Confext => Format::Confext,
    };
    let write = |out: &mut dyn Write| export::write(out, &generation, format, &facts);
    match arguments
        .output
        .as_deref()
        .filter(|path| *path != Path::new("-"))
    {
        Some(path) => place_file(path, write)?,
        None => to_standard_output(write)?,
    }
    Ok(Verdict::Fine)
}

fn folder(tree: &tree::Tree, arguments: &Arguments) -> Result<Verdict, Trouble> {
    let path = arguments.output.as_deref().ok_or_else(|| {
        Trouble::new("a folder cannot be written to standard output")
            .hint("name it with `--output`")
    })?;
    place_folder(tree, path)?;
    Ok(Verdict::Fine)
}

fn to_standard_output(
    write: impl FnOnce(&mut dyn Write) -> Result<(), WriteError>,
) -> Result<(), Trouble> {
    let mut out = io::stdout().lock();
    if out.is_terminal() {
        return Err(
            Trouble::new("standard output is a terminal, and an export is no text")
                .hint("name a file with `--output`, or send it to another program"),
        );
    }
    let written = write(&mut out).and_then(|()| Ok(out.flush()?));
    match written {
        // A reader that has seen enough is no error.
        Err(WriteError::Io(cause)) if cause.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => Ok(result?),
    }
}

/// The one generation of an installable; nothing when the stack has errors, which are shown.
fn generation(global: &Global, installable: &Installable) -> Result<Option<Generation>, Trouble> {
    if installable.name.is_none()
        && let Some(opened) = open(&installable.path)?
    {
        let path = installable.path.display();
        let examined = export::examine(&opened.contents, None);
        if let Some(problem) = examined.problems.first() {
            return Err(
                Trouble::new(format!("`{path}` cannot be trusted: {problem}"))
                    .hint(format!("`stackc verify {path}` lists all that is wrong")),
            );
        }
        let generation = opened.contents.generation();
        let message = |error| Trouble::new(format!("`{path}` is no tree of stackc: {error}"));
        return Ok(Some(generation.map_err(message)?));
    }
    let reported = compile_and_report(global, installable)?;
    if reported.verdict == Verdict::Different {
        return Ok(None);
    }
    let selectors = reported
        .builds
        .iter()
        .filter_map(|build| build.of.selector());
    let selectors: Vec<String> = selectors.map(|name| format!("`#{name}`")).collect();
    let mut builds = reported.builds.into_iter();
    match (builds.next(), builds.next()) {
        (Some(build), None) => Ok(Some(build.generation)),
        (None, _) => Err(Trouble::new(format!("`{installable}` has no stack"))),
        (Some(_), Some(_)) => {
            let message = format!("`{installable}` has several stacks, and an export holds one");
            Err(Trouble::new(message).hint(format!("name one of {}", selectors.join(", "))))
        }
    }
}

/// The time that reproducible builds agree on: <https://reproducible-builds.org/specs/source-date-epoch/>.
fn time() -> Result<u32, Trouble> {
    let Some(value) = std::env::var_os("SOURCE_DATE_EPOCH") else {
        return Ok(0);
    };
    let text = value.to_string_lossy();
    text.parse().map_err(|_| {
        Trouble::new(format!(
            "`SOURCE_DATE_EPOCH` is `{}`, which is no number of seconds from 0 to {}",
            text.escape_debug(),
            u32::MAX
        ))
    })
}
