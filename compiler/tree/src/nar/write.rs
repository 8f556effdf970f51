//! Writing archives.

use super::{ALIGNMENT, MAGIC, is_name, padding_of};
use std::io::{self, Read, Write};

/// Proof that a [`Node`] was written; only its methods make one.
#[derive(Debug)]
#[must_use]
pub struct Written(());

/// Writes an archive of one node.
///
/// `E` is the caller's error, which must be able to hold those of `out`.
pub fn write<E: From<io::Error>>(
    out: &mut dyn Write,
    fill: impl FnOnce(Node<'_>) -> Result<Written, E>,
) -> Result<(), E> {
    write_string(out, MAGIC)?;
    let Written(()) = fill(Node { out })?;
    Ok(())
}

/// The place of a file, symlink or directory; one of the methods must be called.
#[must_use]
pub struct Node<'a> {
    out: &'a mut dyn Write,
}

impl Node<'_> {
    /// Writes a regular file of exactly `size` bytes.
    ///
    /// Fails when `contents` cannot be read or has another size, such as a file that is being written.
    pub fn file(self, executable: bool, size: u64, contents: &mut dyn Read) -> io::Result<Written> {
        let out = self.out;
        write_strings(out, &[b"(", b"type", b"regular"])?;
        if executable {
            write_strings(out, &[b"executable", b""])?;
        }
        write_string(out, b"contents")?;
        out.write_all(&size.to_le_bytes())?;
        let copied = io::copy(&mut contents.take(size), out)?;
        if copied != size || contents.read(&mut [0])? != 0 {
            return Err(io::Error::other("the file changed while it was read"));
        }
        write_padding(out, size)?;
        write_string(out, b")")?;
        Ok(Written(()))
    }

    /// Writes a symlink.
    pub fn symlink(self, target: &[u8]) -> io::Result<Written> {
        let strings: [&[u8]; 6] = [b"(", b"type", b"symlink", b"target", target, b")"];
        write_strings(self.out, &strings)?;
        Ok(Written(()))
    }

    /// Writes a directory, whose entries `fill` adds.
    pub fn directory<E: From<io::Error>>(
        self,
        fill: impl FnOnce(&mut Directory<'_>) -> Result<(), E>,
    ) -> Result<Written, E> {
        write_strings(self.out, &[b"(", b"type", b"directory"])?;
        let mut directory = Directory {
            out: self.out,
            last: None,
        };
        fill(&mut directory)?;
        write_string(self.out, b")")?;
        Ok(Written(()))
    }
}

/// A directory that is being written.
pub struct Directory<'a> {
    out: &'a mut dyn Write,
    last: Option<Vec<u8>>,
}

impl Directory<'_> {
    /// Writes an entry. Fails when the name is none, or does not come after the one before.
    pub fn entry<E: From<io::Error>>(
        &mut self,
        name: &[u8],
        fill: impl FnOnce(Node<'_>) -> Result<Written, E>,
    ) -> Result<(), E> {
        self.accept(name)?;
        write_strings(self.out, &[b"entry", b"(", b"name", name, b"node"])?;
        let Written(()) = fill(Node { out: self.out })?;
        write_string(self.out, b")")?;
        Ok(())
    }

    fn accept(&mut self, name: &[u8]) -> io::Result<()> {
        let ascends = self.last.as_deref().is_none_or(|last| last < name);
        if !is_name(name) || !ascends {
            let name = String::from_utf8_lossy(name);
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!(
                    "`{}` cannot be the next entry of a NAR",
                    name.escape_debug()
                ),
            ));
        }
        self.last = Some(name.to_vec());
        Ok(())
    }
}

fn write_strings(out: &mut dyn Write, strings: &[&[u8]]) -> io::Result<()> {
    strings.iter().try_for_each(|s| write_string(out, s))
}

fn write_string(out: &mut dyn Write, string: &[u8]) -> io::Result<()> {
    let length = string.len() as u64;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(string)?;
    write_padding(out, length)
}

fn write_padding(out: &mut dyn Write, length: u64) -> io::Result<()> {
    out.write_all(&[0; ALIGNMENT as usize][..padding_of(length) as usize])
}
