//! Reading archives.
//!
//! Input is not trusted: nothing is allocated for a length that is only claimed, names are names, entries
//! ascend, padding is zero, nothing follows the end, and nothing lies too deep.

use super::{MAGIC, is_name, padding_of};
use std::fmt;
use std::io::{self, Read};

/// So many directories may lie in each other.
const DEEPEST: usize = 100;

/// `NAME_MAX` of Linux, in bytes.
const LONGEST_NAME: u64 = 255;

/// `PATH_MAX` of Linux without the closing NUL, in bytes: the longest target of a symlink.
const LONGEST_TARGET: u64 = 4095;

/// The longest string of the grammar itself is the magic one.
const LONGEST_WORD: u64 = MAGIC.len() as u64;

/// What stands at a path of an archive.
pub enum Entry<'a> {
    /// A directory; what is in it follows.
    Directory,
    /// A regular file.
    File {
        /// Whether its owner may run it.
        executable: bool,
        /// How many bytes it claims to have.
        size: u64,
        /// The bytes; an error when there are fewer. What is not read is skipped.
        contents: &'a mut dyn Read,
    },
    /// A symlink, with its target.
    Symlink(&'a [u8]),
}

/// Is shown each entry with its path from the root of the archive, whose own path is empty.
pub type Visitor<'v, E> = &'v mut dyn FnMut(&[Vec<u8>], Entry<'_>) -> Result<(), E>;

/// Reads an archive to its end and shows each entry, directories before what is in them.
///
/// # Errors
/// Whatever is not an archive that [`write`](super::write()) could have written, and the visitor's own errors.
pub fn read<E: From<NarError>>(input: &mut dyn Read, visit: Visitor<'_, E>) -> Result<(), E> {
    let mut parser = Parser {
        input,
        at: 0,
        path: Vec::new(),
    };
    parser.word(MAGIC)?;
    parser.node(visit)?;
    Ok(parser.end()?)
}

struct Parser<'a> {
    input: &'a mut dyn Read,
    /// How many bytes were read.
    at: u64,
    path: Vec<Vec<u8>>,
}

impl Parser<'_> {
    fn node<E: From<NarError>>(&mut self, visit: Visitor<'_, E>) -> Result<(), E> {
        self.word(b"(")?;
        self.word(b"type")?;
        match self.string(LONGEST_WORD)?.as_slice() {
            b"regular" => self.file(visit)?,
            b"symlink" => {
                self.word(b"target")?;
                let target = self.string(LONGEST_TARGET)?;
                if target.is_empty() || target.contains(&0) {
                    return Err(self.wrong("a target of a symlink").into());
                }
                visit(&self.path, Entry::Symlink(&target))?;
                self.word(b")")?;
            }
            b"directory" => {
                visit(&self.path, Entry::Directory)?;
                self.entries(visit)?;
            }
            _ => {
                return Err(self
                    .wrong("the type `regular`, `symlink` or `directory`")
                    .into());
            }
        }
        Ok(())
    }

    fn file<E: From<NarError>>(&mut self, visit: Visitor<'_, E>) -> Result<(), E> {
        let mut word = self.string(LONGEST_WORD)?;
        let executable = word == b"executable";
        if executable {
            self.word(b"")?;
            word = self.string(LONGEST_WORD)?;
        }
        if word != b"contents" {
            return Err(self.wrong("`contents`").into());
        }
        let size = self.number()?;
        let mut contents = Contents {
            left: size,
            input: &mut *self.input,
        };
        let entry = Entry::File {
            executable,
            size,
            contents: &mut contents,
        };
        visit(&self.path, entry)?;
        io::copy(&mut contents, &mut io::sink()).map_err(NarError::Io)?;
        self.at += size;
        self.padding(size)?;
        Ok(self.word(b")")?)
    }

    fn entries<E: From<NarError>>(&mut self, visit: Visitor<'_, E>) -> Result<(), E> {
        if self.path.len() == DEEPEST {
            return Err(self.wrong("at most 100 directories in each other").into());
        }
        let mut last: Option<Vec<u8>> = None;
        loop {
            match self.string(LONGEST_WORD)?.as_slice() {
                b")" => return Ok(()),
                b"entry" => {}
                _ => return Err(self.wrong("an entry or the end of a directory").into()),
            }
            self.word(b"(")?;
            self.word(b"name")?;
            let name = self.string(LONGEST_NAME)?;
            if !is_name(&name) || last.is_some_and(|last| last >= name) {
                return Err(self.wrong("a name that comes after the one before").into());
            }
            self.word(b"node")?;
            self.path.push(name);
            self.node(visit)?;
            last = self.path.pop();
            self.word(b")")?;
        }
    }

    /// Reads a string that can only be this one.
    fn word(&mut self, expected: &[u8]) -> Result<(), NarError> {
        if self.string(LONGEST_WORD)? == expected {
            return Ok(());
        }
        Err(self.wrong(&format!("`{}`", String::from_utf8_lossy(expected))))
    }

    fn string(&mut self, longest: u64) -> Result<Vec<u8>, NarError> {
        let length = self.number()?;
        if length > longest {
            return Err(self.wrong(&format!("a string of at most {longest} bytes")));
        }
        let mut string = vec![0; length as usize];
        self.fill(&mut string)?;
        self.padding(length)?;
        Ok(string)
    }

    fn number(&mut self) -> Result<u64, NarError> {
        let mut bytes = [0; 8];
        self.fill(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn padding(&mut self, length: u64) -> Result<(), NarError> {
        let mut bytes = [0; 8];
        let bytes = &mut bytes[..padding_of(length) as usize];
        self.fill(bytes)?;
        match bytes.iter().all(|byte| *byte == 0) {
            true => Ok(()),
            false => Err(self.wrong("zero bytes")),
        }
    }

    fn fill(&mut self, bytes: &mut [u8]) -> Result<(), NarError> {
        self.input.read_exact(bytes).map_err(NarError::Io)?;
        self.at += bytes.len() as u64;
        Ok(())
    }

    fn end(&mut self) -> Result<(), NarError> {
        match self.input.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(self.wrong("the end")),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => self.end(),
            Err(error) => Err(NarError::Io(error)),
        }
    }

    fn wrong(&self, expected: &str) -> NarError {
        NarError::Format {
            before: self.at,
            expected: expected.to_owned(),
        }
    }
}

/// Exactly the bytes of one file.
struct Contents<'a> {
    left: u64,
    input: &'a mut dyn Read,
}

impl Read for Contents<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX);
        let most = most.min(buffer.len());
        if most == 0 {
            return Ok(0);
        }
        let count = self.input.read(&mut buffer[..most])?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        self.left -= count as u64;
        Ok(count)
    }
}

/// Why something is no archive.
#[derive(Debug)]
pub enum NarError {
    /// It cannot be read, or ends too early.
    Io(io::Error),
    /// It has another form.
    Format {
        /// How many bytes were read until that was known.
        before: u64,
        /// What should have been there.
        expected: String,
    },
}

impl fmt::Display for NarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(cause) if cause.kind() == io::ErrorKind::UnexpectedEof => {
                f.write_str("it is cut off")
            }
            Self::Io(cause) => cause.fmt(f),
            Self::Format { before, expected } => {
                write!(
                    f,
                    "it is no whole NAR: before byte {before} there should be {expected}"
                )
            }
        }
    }
}

impl std::error::Error for NarError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(cause) => Some(cause),
            Self::Format { .. } => None,
        }
    }
}
