//! The library that is embedded in the program.

/// Files that every project can import, under names that begin with `stackc/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Library {
    /// Name (`stackc/main.ncl`) and text of each file.
    pub files: &'static [(&'static str, &'static str)],
}

/// The folder name under which the library is imported, and that no project may use.
pub(crate) const NAMESPACE: &str = "stackc";

/// The file whose fields are the library's public names.
pub(crate) const ENTRY: &str = "stackc/main.ncl";

/// The function that asks policies about stacks.
pub(crate) const JUDGE: &str = "stackc/judge.ncl";

impl Library {
    /// The text of a file, by its import path.
    pub(crate) fn text(&self, name: &str) -> Option<&'static str> {
        let mut files = self.files.iter();
        files.find(|(file, _)| *file == name).map(|(_, text)| *text)
    }

    /// The text of a file, as sources are named: `<stackc/main.ncl>`.
    pub fn shown(&self, name: &str) -> Option<&'static str> {
        self.text(name.strip_prefix('<')?.strip_suffix('>')?)
    }

    /// All import paths.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.files.iter().map(|(name, _)| *name)
    }
}
