//! Permission bits.

use std::fmt;
use std::str::FromStr;

/// The permission bits of a file, with set-user-ID, set-group-ID and sticky bit: `0` to `0o7777`.
///
/// See [inode(7)](https://man7.org/linux/man-pages/man7/inode.7.html), "The file type and mode".
/// Written as four octal digits: `0644`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileMode(u16);

impl FileMode {
    /// `0644`: everybody reads, the owner writes.
    pub const PUBLIC: Self = Self(0o644);
    /// `0600`: only the owner reads and writes.
    pub const PRIVATE: Self = Self(0o600);
    /// `0755`: everybody runs, the owner writes.
    pub const EXECUTABLE: Self = Self(0o755);
    /// `0777`: what Linux shows for every symlink; it has no meaning.
    pub const SYMLINK: Self = Self(0o777);

    /// Permission bits by number; nothing else may be set.
    pub fn new(bits: u32) -> Result<Self, FileModeError> {
        match u16::try_from(bits) {
            Ok(bits) if bits <= 0o7777 => Ok(Self(bits)),
            _ => Err(FileModeError {
                text: format!("{bits:o}"),
            }),
        }
    }

    /// The permission bits of a mode as `stat` gives it, without the file type.
    pub fn of_stat(st_mode: u32) -> Self {
        Self((st_mode & 0o7777) as u16)
    }

    /// The number.
    pub fn bits(self) -> u32 {
        u32::from(self.0)
    }

    /// Whether the owner may run it: the one bit that a NAR keeps.
    pub fn is_executable(self) -> bool {
        self.0 & 0o100 != 0
    }
}

impl fmt::Display for FileMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

impl FromStr for FileMode {
    type Err = FileModeError;

    /// Reads one to five octal digits.
    fn from_str(text: &str) -> Result<Self, FileModeError> {
        let error = || FileModeError {
            text: text.to_owned(),
        };
        let is_octal = text.bytes().all(|byte| matches!(byte, b'0'..=b'7'));
        if !is_octal || !(1..=5).contains(&text.len()) {
            return Err(error());
        }
        let bits = u32::from_str_radix(text, 8).map_err(|_| error())?;
        Self::new(bits).map_err(|_| error())
    }
}

/// Something that is no set of permission bits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileModeError {
    /// The text, or the number in octal.
    pub text: String,
}

impl fmt::Display for FileModeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is no file mode: expected octal permission bits from `0000` to `7777`",
            self.text.escape_debug()
        )
    }
}

impl std::error::Error for FileModeError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modes_are_octal() {
        for (text, bits, printed) in [
            ("0644", 0o644, "0644"),
            ("644", 0o644, "0644"),
            ("0", 0, "0000"),
            ("4755", 0o4755, "4755"),
            ("07777", 0o7777, "7777"),
        ] {
            let mode: FileMode = text.parse().unwrap();
            assert_eq!((mode.bits(), mode.to_string().as_str()), (bits, printed));
        }
        for bad in ["", "8", "+644", "-1", "10000", "0o644", "000644", " 644"] {
            assert!(bad.parse::<FileMode>().is_err(), "{bad:?}");
        }
        assert!(FileMode::new(0o10000).is_err());
        assert!(FileMode::new(u32::MAX).is_err());
        assert_eq!(FileMode::of_stat(0o100_640).bits(), 0o640);
    }

    #[test]
    fn only_the_owner_s_bit_makes_an_executable() {
        for (bits, is_executable) in [(0o100, true), (0o755, true), (0o655, false), (0o11, false)] {
            assert_eq!(FileMode::new(bits).unwrap().is_executable(), is_executable);
        }
    }
}
