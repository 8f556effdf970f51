//! `bare LIBRARY FILE`: the language alone, as a floor in measurements.
//!
//! Evaluates a file with the language's own deep evaluation and nothing of ours: no confinement, no budget, no
//! origins. LIBRARY is a folder that holds `stackc/main.ncl`. Nothing is printed: `nickel export` does the same and
//! writes JSON, which has no word for the tags of a stack.

use nickel_lang_core::cache::{CacheHub, InputFormat, SourcePath};
use nickel_lang_core::error::NullReporter;
use nickel_lang_core::eval::cache::CacheImpl;
use nickel_lang_core::eval::{VirtualMachine, VmContext};
use std::path::Path;
use std::process::ExitCode;
use std::{env, fs, io, process};

#[global_allocator]
static ALLOCATOR: eval::CappedAllocator = eval::CappedAllocator;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [library, file] = arguments.as_slice() else {
        return complain("usage: bare LIBRARY FILE");
    };
    match run(Path::new(library), Path::new(file)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(words) => complain(&words),
    }
}

fn run(library: &Path, file: &Path) -> Result<(), String> {
    let text = fs::read_to_string(file).map_err(|error| error.to_string())?;
    let path = fs::canonicalize(file).map_err(|error| error.to_string())?;
    let mut hub = CacheHub::new();
    hub.sources.import_paths = vec![library.to_owned()];
    let path = SourcePath::Path(path, InputFormat::Nickel);
    let id = hub.sources.add_string(path, text);
    let mut context: VmContext<CacheHub, CacheImpl> =
        VmContext::new(hub, io::sink(), NullReporter {});
    let value = context
        .prepare_eval(id)
        .map_err(|error| format!("{error:?}"))?;
    VirtualMachine::new(&mut context)
        .eval_full_for_export(value)
        .map_err(|error| format!("{:?}", error.error))?;
    // As fast as it can be: nothing is freed.
    process::exit(0)
}

#[expect(clippy::print_stderr, reason = "a program")]
fn complain(words: &str) -> ExitCode {
    eprintln!("{words}");
    ExitCode::from(2)
}
