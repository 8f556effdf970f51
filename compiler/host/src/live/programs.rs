//! The programs of a running host, which are asked and told nothing.

use rustix::process::geteuid;
use std::io::{self, Read};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use tree::Scope;

/// Longer than this no answer is waited for.
const PATIENCE: Duration = Duration::from_secs(20);

/// Of an answer so many bytes are read.
const LONGEST: u64 = 16 << 20;

/// What a program answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its exit status was zero.
    pub is_success: bool,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

/// A way to ask programs, so that tests can answer in their place.
pub trait Programs {
    /// Runs a program on behalf of whom a scope is of, and waits for its answer.
    ///
    /// # Errors
    /// Why nobody was asked, as a sentence: there is no such program, the user may not, it did not answer.
    fn ask(&self, scope: Scope, command: &[&str]) -> Result<Answer, String>;

    /// Whether something stands at an absolute path.
    ///
    /// # Errors
    /// Why that cannot be seen.
    fn exists(&self, path: &str) -> Result<bool, String>;
}

/// The programs of this host.
#[derive(Clone, Copy, Debug)]
pub struct ThisHost;

impl Programs for ThisHost {
    fn ask(&self, scope: Scope, command: &[&str]) -> Result<Answer, String> {
        let (program, arguments) = command.split_first().ok_or("no program was named")?;
        let mut process = Command::new(program);
        process
            .args(arguments)
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        as_user(&mut process, scope)?;
        let child = process
            .spawn()
            .map_err(|error| format!("cannot run `{program}`: {error}"))?;
        answer(program, child)
    }

    fn exists(&self, path: &str) -> Result<bool, String> {
        match Path::new(path).symlink_metadata() {
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Lets a process run as the user that a scope is of. Only root may be another.
fn as_user(process: &mut Command, scope: Scope) -> Result<(), String> {
    let Scope::User(uid) = scope else {
        return Ok(());
    };
    let bus = format!("unix:path=/run/user/{uid}/bus");
    process
        .env("XDG_RUNTIME_DIR", format!("/run/user/{uid}"))
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .current_dir("/");
    let own = geteuid();
    if own.as_raw() == uid {
        return Ok(());
    }
    if !own.is_root() {
        return Err(format!("only root and the user {uid} may ask"));
    }
    let (gid, home) = account(uid)?;
    process.uid(uid).gid(gid).env("HOME", home);
    Ok(())
}

/// Group and home of a user, from wherever the host keeps its users.
fn account(uid: u32) -> Result<(u32, String), String> {
    let answer = ThisHost.ask(Scope::System, &["getent", "passwd", &uid.to_string()])?;
    let mut fields = answer.stdout.trim_end().split(':').skip(3);
    let (gid, home) = (fields.next(), fields.nth(1));
    let gid = gid.and_then(|gid| gid.parse().ok());
    gid.zip(home.map(str::to_owned))
        .ok_or_else(|| format!("there is no user with the number {uid}"))
}

fn answer(program: &str, mut child: Child) -> Result<Answer, String> {
    let stdout = child.stdout.take().map(read);
    let stderr = child.stderr.take().map(read);
    let status = wait(program, &mut child)?;
    let text = |reader: Option<thread::JoinHandle<String>>| {
        reader
            .and_then(|reader| reader.join().ok())
            .unwrap_or_default()
    };
    Ok(Answer {
        is_success: status.success(),
        stdout: text(stdout),
        stderr: text(stderr),
    })
}

fn read(stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        // What came before a fault is an answer, too.
        stream
            .take(LONGEST)
            .read_to_end(&mut bytes)
            .unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn wait(program: &str, child: &mut Child) -> Result<ExitStatus, String> {
    let lost = |error: io::Error| format!("`{program}` was lost: {error}");
    let started = Instant::now();
    let mut pause = Duration::from_millis(1);
    while started.elapsed() < PATIENCE {
        if let Some(status) = child.try_wait().map_err(lost)? {
            return Ok(status);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(50));
    }
    child.kill().and_then(|()| child.wait()).map_err(lost)?;
    Err(format!(
        "`{program}` did not answer within {} s",
        PATIENCE.as_secs()
    ))
}
