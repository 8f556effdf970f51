//! `generate N FOLDER`: writes a stack of N applications. `generate HxN FOLDER`: H hosts, each with one.

use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io};

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [size, folder] = arguments.as_slice() else {
        return complain("usage: generate N|HxN FOLDER");
    };
    let Some(files) = files(size) else {
        return complain(
            "the size is a number of applications, such as `50`, or of hosts and applications: `200x25`",
        );
    };
    match write(&files, Path::new(folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(cause) => complain(&format!("cannot write to `{folder}`: {cause}")),
    }
}

fn files(size: &str) -> Option<Vec<(String, String)>> {
    Some(match size.split_once('x') {
        Some((hosts, applications)) => {
            bench::hosts(hosts.parse().ok()?, applications.parse().ok()?)
        }
        None => vec![("stack.ncl".to_owned(), bench::stack(size.parse().ok()?))],
    })
}

fn write(files: &[(String, String)], folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    files
        .iter()
        .try_for_each(|(name, text)| fs::write(folder.join(name), text))
}

#[expect(clippy::print_stderr, reason = "a program")]
fn complain(words: &str) -> ExitCode {
    eprintln!("{words}");
    ExitCode::from(2)
}
