//! What a command works on: `PATH` or `PATH#NAME`, as in flakes. The name is that of an environment, of a
//! host (`web1`), or of a stack of a host (`web1.wiki`).

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use store::{Store, StorePath};

/// The file that a folder stands for.
const STACK_FILE: &str = "stack.ncl";

/// Stacks by their place: a folder or file, and which of those that it exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Installable {
    /// A folder means its `stack.ncl`.
    pub(crate) path: PathBuf,
    /// Which of them; all when absent.
    pub(crate) name: Option<String>,
}

/// Where the sources are: the root that imports may not leave, and the file to start from.
pub(crate) struct Place {
    /// The root.
    pub(crate) root: PathBuf,
    /// Relative to the root.
    pub(crate) entry: PathBuf,
}

impl FromStr for Installable {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // No name has a `/` in it: `h#sh/` is a folder, as is `h#sh/stack.ncl` a file.
        let (path, name) = match text.rsplit_once('#') {
            Some((path, name)) if !name.contains('/') => (path, Some(name.to_owned())),
            _ => (text, None),
        };
        if name.as_deref() == Some("") {
            return Err("the name of an environment or host must follow `#`".into());
        }
        let path = if path.is_empty() { "." } else { path };
        Ok(Self {
            path: path.into(),
            name,
        })
    }
}

impl fmt::Display for Installable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.path.display())?;
        match &self.name {
            Some(name) => write!(f, "#{name}"),
            None => Ok(()),
        }
    }
}

impl Installable {
    /// The object of a store that the path leads to, if it is one.
    pub(crate) fn object(&self) -> Option<StorePath> {
        match self.name {
            Some(_) => None,
            None => Store::open(&self.path).ok(),
        }
    }

    /// All stacks of the folder that the program runs in.
    pub(crate) fn here() -> Self {
        Self {
            path: ".".into(),
            name: None,
        }
    }

    /// What to name instead of something that is not there.
    pub(crate) fn instead(&self) -> String {
        match &self.name {
            Some(_) => format!(
                "what follows `#` is the name of an environment or host: write `{self}/` if it is a folder"
            ),
            None => format!("name a file, or a folder that holds a `{STACK_FILE}`"),
        }
    }

    /// The name as that of a host, and of one of its stacks: no name of either holds a dot.
    pub(crate) fn host_and_stack(&self) -> Option<(&str, Option<&str>)> {
        let name = self.name.as_deref()?;
        Some(match name.split_once('.') {
            Some((host, stack)) => (host, Some(stack)),
            None => (name, None),
        })
    }

    /// Where its sources are. Without a root of its own, that is the folder of the file.
    pub(crate) fn place(&self, root: Option<&Path>) -> Result<Place, String> {
        let file = if self.path.is_dir() {
            self.path.join(STACK_FILE)
        } else {
            self.path.clone()
        };
        let folder = match file.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
            Some(parent) => parent,
            None => Path::new("."),
        };
        let name = file
            .file_name()
            .ok_or_else(|| format!("`{}` names no file", self.path.display()))?;
        let Some(root) = root else {
            return Ok(Place {
                root: folder.to_owned(),
                entry: name.into(),
            });
        };
        let real = |path: &Path| {
            let cause = |cause| format!("cannot open `{}`: {cause}", path.display());
            path.canonicalize().map_err(cause)
        };
        let below = real(folder)?;
        let below = below
            .strip_prefix(real(root)?)
            .map_err(|_| format!("`{self}` does not lie below `{}`", root.display()))?;
        Ok(Place {
            root: root.to_owned(),
            entry: below.join(name),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn installables_read_as_in_flakes() {
        let parse = |text: &str| text.parse::<Installable>();
        let full = parse("stacks/x#prod").unwrap();
        assert_eq!(full.path, Path::new("stacks/x"));
        assert_eq!(full.name.as_deref(), Some("prod"));
        assert_eq!(parse("#prod").unwrap().path, Path::new("."));
        assert_eq!(parse("x").unwrap().name, None);
        for path in ["h#sh/", "h#sh/stack.ncl", "/a#b/c"] {
            let whole = parse(path).unwrap();
            assert_eq!((whole.path.as_path(), whole.name), (Path::new(path), None));
        }
        let inside = parse("h#sh/x#prod").unwrap();
        assert_eq!(inside.path, Path::new("h#sh/x"));
        assert_eq!(inside.name.as_deref(), Some("prod"));
        assert!(parse("x#").is_err());
    }
}
