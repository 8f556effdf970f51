//! What was found out before, by the digest of the question.

use super::folder::open_file;
use super::temporary::{Durability, Lock, replace_file};
use crate::StoreError;
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use tree::{Digest, Hasher};

/// A folder of answers, each under the digest of its question.
///
/// An answer is either whole and ours, or there is none: each file begins with the digest of what it is an
/// answer to and of what it says. So a file that was cut off, changed, renamed, or put there by somebody else
/// is as good as missing, and is replaced by the next answer. Many programs can use a cache at once.
///
/// ```text
/// CACHE/<64 hexadecimal digits>    an answer
/// CACHE/.building-…                an answer that somebody writes, or a dead one
/// CACHE/.lock                      held while somebody writes
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cache {
    folder: PathBuf,
    most: u64,
}

/// What each file begins with.
const MAGIC: &[u8; 16] = b"stackc cache 1\n\0";

/// Bytes before the answer: the magic and a digest.
const HEAD: usize = MAGIC.len() + 32;

impl Cache {
    /// The cache in a folder, which is made when something is remembered. Its files take at most about
    /// `most` bytes.
    pub fn at(folder: impl Into<PathBuf>, most: u64) -> Self {
        Self {
            folder: folder.into(),
            most,
        }
    }

    /// The answer to a question, when it is known.
    pub fn get(&self, question: &Digest) -> Option<Vec<u8>> {
        let path = self.path_of(question);
        let mut file = open_file(&path).ok()?;
        let metadata = file.metadata().ok()?;
        let is_ours = metadata.uid() == rustix::process::geteuid().as_raw();
        if !metadata.is_file() || !is_ours || metadata.len() > self.most {
            return None;
        }
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let head = bytes.get(..HEAD)?;
        let answer = bytes.get(HEAD..)?;
        if head != [&MAGIC[..], &seal(question, answer)].concat() {
            return None;
        }
        Some(bytes.split_off(HEAD))
    }

    /// Remembers the answer to a question, and forgets the oldest answers when there are too many. An answer
    /// that would take most of the cache is not remembered.
    pub fn put(&self, question: &Digest, answer: &[u8]) -> Result<(), StoreError> {
        let size = (HEAD + answer.len()) as u64;
        if size > self.most / 4 {
            return Ok(());
        }
        fs::create_dir_all(&self.folder).map_err(StoreError::io("make", &self.folder))?;
        let lock = Lock::share(&self.folder)?;
        let mut bytes = Vec::with_capacity(HEAD + answer.len());
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&seal(question, answer));
        bytes.extend_from_slice(answer);
        let path = self.path_of(question);
        // What a crash leaves of it is no answer, so nobody waits for the disk.
        replace_file(&self.folder, &path, &bytes, &lock, Durability::Later)?;
        self.forget(&path)
    }

    fn path_of(&self, question: &Digest) -> PathBuf {
        self.folder.join(question.to_hex())
    }

    /// Removes the oldest answers until a quarter of the room is free, when there is none left. `newest` stays.
    fn forget(&self, newest: &Path) -> Result<(), StoreError> {
        let entries = fs::read_dir(&self.folder).map_err(StoreError::io("read", &self.folder))?;
        let mut answers = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let is_answer = name
                .to_str()
                .is_some_and(|name| Digest::from_hex(name).is_ok());
            // What vanishes meanwhile was forgotten by somebody else.
            if let (true, Ok(metadata)) = (is_answer, entry.metadata()) {
                let age = (metadata.mtime(), metadata.mtime_nsec());
                answers.push((age, name, metadata.len()));
            }
        }
        let mut used: u64 = answers.iter().map(|(_, _, size)| size).sum();
        if used <= self.most {
            return Ok(());
        }
        answers.sort();
        for (_, name, size) in answers {
            let path = self.folder.join(name);
            if used <= self.most / 4 * 3 || path == newest {
                continue;
            }
            match fs::remove_file(&path) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
                    return Err(StoreError::io("remove", &path)(cause));
                }
                _ => used -= size,
            }
        }
        Ok(())
    }
}

/// What ties an answer to its question.
fn seal(question: &Digest, answer: &[u8]) -> [u8; 32] {
    let mut hasher = Hasher::new();
    for bytes in [question.as_bytes(), answer] {
        hasher
            .write_all(bytes)
            .expect("writing to a hasher does not fail");
    }
    *hasher.finish().as_bytes()
}
