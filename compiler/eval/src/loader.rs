//! Finds every file a project imports, reads it through the one door, and hands it to the language.
//!
//! The language would read imports from the disk itself, wherever they lead; there is no hook to
//! forbid it. But it prefers texts it already has, by their path. So we walk the imports of every
//! file before it is evaluated, and register each under a path that does not exist on any disk:
//! files of the project below [`USER_ROOT`], files of the library below [`LIBRARY_ROOT`]. What the
//! walk has not found cannot be found at all, and an [`audit`] afterwards proves that nothing else
//! was read.

mod bounds;
mod refusal;

use crate::board::{Activity, Board};
use crate::data;
use crate::error::Unreadable;
use crate::explain;
use crate::library::{self, Library};
use crate::limits::Bounds;
use crate::project::{self, Project};
use crate::texts::Texts;
use nickel_lang_core::ast::{Ast, Import, Node};
use nickel_lang_core::cache::{AstEntryState, CacheHub, CacheOp, InputFormat, SourcePath};
use nickel_lang_core::error::ParseErrors;
use nickel_lang_core::files::FileId;
use nickel_lang_core::position::{PosTable, TermPos};
use nickel_lang_core::traverse::{TraverseAlloc, TraverseControl};
use sha2::{Digest, Sha256};
use source::{Diagnostic, Report, SourceFile, SourceKind};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const USER_ROOT: &str = "/@project";
const LIBRARY_ROOT: &str = "/@library";

/// Who a file belongs to, and its path there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    /// A path relative to the project root.
    User(PathBuf),
    /// An import path of the library.
    Library(&'static str),
}

/// What walking the imports needs and collects.
pub(crate) struct Loader<'a> {
    /// Where files of the user come from; none when only the library is loaded.
    project: Option<&'a Project>,
    library: &'a Library,
    bounds: &'a Bounds,
    board: &'a Board,
    hub: &'a mut CacheHub,
    positions: &'a mut PosTable,
    report: &'a mut Report,
    pub(crate) texts: Texts,
    loaded: BTreeMap<(Home, &'static str), FileId>,
    todo: Vec<(FileId, Home)>,
}

/// An import as it is written.
struct Request {
    import: Imported,
    position: TermPos,
}

enum Imported {
    File(PathBuf, InputFormat),
    Package(String),
}

impl<'a> Loader<'a> {
    pub(crate) fn new(
        project: Option<&'a Project>,
        library: &'a Library,
        bounds: &'a Bounds,
        board: &'a Board,
        (hub, positions): (&'a mut CacheHub, &'a mut PosTable),
        report: &'a mut Report,
    ) -> Self {
        hub.sources.import_paths = vec![LIBRARY_ROOT.into()];
        Self {
            project,
            library,
            bounds,
            board,
            hub,
            positions,
            report,
            texts: Texts::default(),
            loaded: BTreeMap::new(),
            todo: Vec::new(),
        }
    }

    /// Loads the project's entry and everything it imports. Fails only when the entry cannot be read;
    /// what is wrong with imports is reported.
    pub(crate) fn load_project(&mut self) -> Result<FileId, Unreadable> {
        let project = self.project.ok_or(Unreadable::Missing)?;
        let entry = project::join(Path::new(""), project.entry()).ok_or(Unreadable::Outside)?;
        let text = project.read(&entry, self.bounds.source_size)?;
        let format = InputFormat::from_path(&entry).unwrap_or_default();
        let id = self.add(Home::User(entry), format, text);
        self.load_imports();
        Ok(id)
    }

    /// Loads the library's entry and everything it imports, without a project.
    pub(crate) fn load_library(&mut self) -> Option<FileId> {
        self.load_public(library::ENTRY)
    }

    /// Loads a file of the library and everything it imports.
    pub(crate) fn load_public(&mut self, name: &'static str) -> Option<FileId> {
        let text = self.library.text(name)?;
        let home = Home::Library(name);
        if let Some(loaded) = self
            .loaded
            .get(&(home.clone(), InputFormat::Nickel.to_str()))
        {
            return Some(*loaded);
        }
        let id = self.add(home, InputFormat::Nickel, text.to_owned());
        self.load_imports();
        Some(id)
    }

    /// The library's entry, when something imported it.
    pub(crate) fn loaded_library(&self) -> Option<FileId> {
        let home = Home::Library(library::ENTRY);
        self.loaded
            .get(&(home, InputFormat::Nickel.to_str()))
            .copied()
    }

    /// The syntax of a file that was loaded, when it is written in the language.
    pub(crate) fn ast(&self, file: FileId) -> Option<&Ast<'_>> {
        self.hub.asts.get(file)
    }

    /// The file that an import of another led to.
    pub(crate) fn imported(
        &self,
        from: FileId,
        path: &Path,
        format: InputFormat,
    ) -> Option<FileId> {
        let mut loaded = self.loaded.iter();
        let ((home, _), _) = loaded.find(|(_, file)| **file == from)?;
        let home = self.resolve(home, path).ok()?;
        self.loaded.get(&(home, format.to_str())).copied()
    }

    fn load_imports(&mut self) {
        while let Some((id, home)) = self.todo.pop() {
            for request in self.requests(id) {
                if let Err(diagnostic) = self.import(&home, &request) {
                    self.report.add(*diagnostic);
                }
            }
        }
    }

    /// Registers a text and parses it.
    fn add(&mut self, home: Home, format: InputFormat, text: String) -> FileId {
        let (path, name, kind) = match &home {
            Home::User(path) => (
                Path::new(USER_ROOT).join(path),
                self.shown(path),
                SourceKind::User,
            ),
            Home::Library(name) => (
                Path::new(LIBRARY_ROOT).join(name),
                format!("<{name}>"),
                SourceKind::Library,
            ),
        };
        let sha256 = Sha256::digest(text.as_bytes()).into();
        let file = SourceFile {
            name,
            text: text.clone(),
            kind,
        };
        let own_path = match &home {
            Home::User(path) => Some(path.clone()),
            Home::Library(_) => None,
        };
        let source = self.board.add(file, own_path, sha256);
        let id = self
            .hub
            .sources
            .add_string(SourcePath::Path(path, format), text);
        self.texts.add(id, source, kind);
        self.loaded.insert((home.clone(), format.to_str()), id);
        self.board.set(Activity::Parsing(source));
        if self.is_bounded(id, format) {
            self.parse(id, format, home);
        }
        id
    }

    /// What a file of the user is called in reports.
    fn shown(&self, path: &Path) -> String {
        let folder = self.project.map_or(Path::new(""), Project::folder);
        folder.join(path).display().to_string()
    }

    /// Parses a text, and queues it when it may import others.
    fn parse(&mut self, id: FileId, format: InputFormat, home: Home) {
        let parsed = match format {
            InputFormat::Nickel => self.hub.parse_to_ast(id),
            _ => self.parse_data(id, format),
        };
        match parsed {
            Ok(_) if format == InputFormat::Nickel => {
                if let (Home::Library(_), Some(_)) = (&home, self.project) {
                    self.trust(id);
                }
                self.todo.push((id, home));
            }
            Ok(_) => {}
            Err(errors) => {
                let findings = explain::syntax(errors, &self.texts, self.hub.sources.files());
                findings
                    .into_iter()
                    .for_each(|finding| self.report.add(finding));
            }
        }
    }

    fn parse_data(&mut self, id: FileId, format: InputFormat) -> Result<CacheOp<()>, ParseErrors> {
        let parsed = self.hub.parse_to_term(self.positions, id, format)?;
        if let Some(entry) = self.hub.terms.get_entry(id) {
            let mut entry = entry.clone();
            entry.value = data::as_written(entry.value);
            self.hub.terms.insert(id, entry);
        }
        Ok(parsed)
    }

    /// Marks a file of the library as typechecked: its own tests do that, and it saves a millisecond
    /// per evaluation.
    fn trust(&mut self, id: FileId) {
        let known = self.hub.asts.update_state(id, AstEntryState::Typechecked);
        debug_assert!(known.is_ok(), "the file was just parsed");
    }

    /// The imports of a parsed file, in source order.
    fn requests(&self, id: FileId) -> Vec<Request> {
        let mut requests = Vec::new();
        let Some(ast) = self.hub.asts.get(id) else {
            return requests;
        };
        let mut visit = |ast: &Ast<'_>, _: &()| {
            if let Node::Import(import) = &ast.node {
                let import = match import {
                    Import::Path { path, format } => Imported::File(PathBuf::from(path), *format),
                    Import::Package { id } => Imported::Package(id.label().to_owned()),
                };
                requests.push(Request {
                    import,
                    position: ast.pos,
                });
            }
            TraverseControl::<(), ()>::Continue
        };
        let nothing = ast.traverse_ref(&mut visit, &());
        debug_assert!(nothing.is_none(), "the visitor never returns early");
        requests
    }

    /// Loads what one import asks for, unless it is there already.
    fn import(&mut self, from: &Home, request: &Request) -> Result<(), Box<Diagnostic>> {
        let (path, format) = match &request.import {
            Imported::File(path, format) => (path, *format),
            Imported::Package(name) => return Err(self.package(name, request.position)),
        };
        let home = match self.resolve(from, path) {
            Ok(home) => home,
            Err(cause) => return Err(self.refusal(path, None, &cause, request.position)),
        };
        if self.loaded.contains_key(&(home.clone(), format.to_str())) {
            return Ok(());
        }
        let text = match &home {
            Home::Library(name) => self.library.text(name).unwrap_or_default().to_owned(),
            Home::User(user) => match self.read(user) {
                Ok(text) => text,
                Err(cause) => {
                    return Err(self.refusal(path, Some(user), &cause, request.position));
                }
            },
        };
        self.add(home, format, text);
        Ok(())
    }

    fn read(&self, user: &Path) -> Result<String, Unreadable> {
        let project = self.project.ok_or(Unreadable::Missing)?;
        project.read(user, self.bounds.source_size)
    }

    /// Where an import leads. Names that begin with `stackc/` are the library's, from everywhere.
    fn resolve(&self, from: &Home, path: &Path) -> Result<Home, Unreadable> {
        let in_library = |path: PathBuf| {
            let mut names = self.library.names();
            names
                .find(|name| Path::new(name) == path)
                .map(Home::Library)
        };
        if path.starts_with(library::NAMESPACE) {
            let named = project::join(Path::new(""), path).and_then(in_library);
            return named.ok_or(Unreadable::Missing);
        }
        match from {
            Home::Library(importer) => {
                let folder = Path::new(importer).parent().unwrap_or(Path::new(""));
                let named = project::join(folder, path).and_then(in_library);
                named.ok_or(Unreadable::Missing)
            }
            Home::User(importer) => {
                let folder = importer.parent().unwrap_or(Path::new(""));
                let joined = project::join(folder, path).ok_or(Unreadable::Outside)?;
                Ok(Home::User(joined))
            }
        }
    }
}

/// Whether every source the language knows is one that we gave it; else the first that is not.
pub(crate) fn audit(hub: &CacheHub, texts: &Texts) -> Result<(), String> {
    let strangers = hub
        .sources
        .file_paths
        .iter()
        .filter_map(|(id, path)| match path {
            SourcePath::Path(path, _) if !texts.contains(*id) => Some(path.display().to_string()),
            _ => None,
        });
    match strangers.min() {
        Some(stranger) => Err(stranger),
        None => Ok(()),
    }
}
