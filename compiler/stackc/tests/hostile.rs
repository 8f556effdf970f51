//! Every hostile string in every text of a stack: refused at its place, or carried exactly, with
//! nothing else in any file changed.
//!
//! The stack of `hostile/` sets every text there is. The strings are put into its evaluated value, so
//! that neither the syntax of the language nor a contract of the library stands before the formats.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic as tests do")]

#[path = "hostile/files.rs"]
mod files;

use eval::{Library, Limits, Project};
use formats::unit::Argument;
use formats::{ini, nft, nginx, quadlet, systemd, sysusers, tmpfiles, unit};
use source::{Report, Severity, Value, ValueKind};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use tree::Content;

/// What a file says, free of quoting: its skeleton (keys, directives, counts) and its texts.
#[derive(Debug, Default, PartialEq, Eq)]
struct Meaning {
    skeleton: Vec<String>,
    texts: Vec<String>,
}

type Files = BTreeMap<String, Meaning>;

#[test]
fn hostile_strings_are_carried_exactly_or_refused_at_their_place() {
    judge_stack("stack.ncl", 110);
}

/// A stack of its own, so that the many texts of files do not make each compilation of the other longer.
#[test]
fn hostile_strings_in_configuration_files_are_carried_exactly_or_refused_at_their_place() {
    judge_stack("files.ncl", 60);
}

/// What the host runs itself.
#[test]
fn hostile_strings_in_services_are_carried_exactly_or_refused_at_their_place() {
    judge_stack("services.ncl", 90);
}

/// What older releases write in other ways.
#[test]
fn hostile_strings_in_older_containers_are_carried_exactly_or_refused_at_their_place() {
    judge_stack("containers.ncl", 60);
}

/// What only newer releases read.
#[test]
fn hostile_strings_in_newer_containers_are_carried_exactly_or_refused_at_their_place() {
    judge_stack("newest.ncl", 60);
}

/// Every field that the library documents is set in one of the stacks: a field that is forgotten here is
/// one that no hostile string was put into.
#[test]
fn every_field_of_the_library_is_set() {
    let mut set = BTreeSet::new();
    for entry in ["stack.ncl", "files.ncl", "services.ncl", "containers.ncl"] {
        keys(&evaluate(entry), &mut set);
    }
    let mut missing = BTreeSet::new();
    for (name, text) in library().files {
        if !name.contains("recipes") {
            missing.extend(fields(text).filter(|field| !set.contains(*field)));
        }
    }
    // They never leave the language, or are of the file and not of a stack, or of a file of policies.
    for known in [
        "environments",
        "hosts",
        "stacks",
        "params",
        "summary",
        "severity",
        "check",
    ] {
        assert!(missing.remove(known), "{known}");
    }
    assert_eq!(missing, BTreeSet::new());
}

/// The fields that a file of the library declares: a name on a line of its own, then its contract.
fn fields(text: &str) -> impl Iterator<Item = &str> {
    let is_name = |line: &&str| {
        !line.is_empty()
            && line
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
    };
    let lines = text.lines().map(str::trim);
    let next = text.lines().map(str::trim).skip(1);
    lines
        .zip(next)
        .filter(move |(line, next)| {
            is_name(line) && next.starts_with("| ") && !next.starts_with("| doc")
        })
        .map(|(line, _)| line)
}

/// The names of all fields of a value.
fn keys(value: &Value, set: &mut BTreeSet<String>) {
    match &value.kind {
        ValueKind::Record(record) => {
            for (name, field) in record {
                set.insert(name.to_owned());
                keys(&field.value, set);
            }
        }
        ValueKind::Array(elements) => elements.iter().for_each(|element| keys(element, set)),
        ValueKind::Enum(_, Some(payload)) => keys(payload, set),
        _ => {}
    }
}

/// Puts hostile strings into every text of a stack that has at least so many.
fn judge_stack(entry: &str, least: usize) {
    let base = evaluate(entry);
    let baseline = compile(&base).expect("the stack of the test is good");
    let mut places = Vec::new();
    texts(&base, &mut Vec::new(), &mut places);
    assert!(places.len() > least, "{} texts", places.len());
    let strings = hostile_strings();
    let half = places.len() / 2;
    let judge = |places: &[Vec<Step>]| judge_places(&base, &baseline, places, &strings);
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(|| judge(&places[..half]));
        let second = judge(&places[half..]);
        (first.join().unwrap(), second)
    });
    let (n_carried, n_refused) = (first.0 + second.0, first.1 + second.1);
    assert!(
        n_carried > 1000 && n_refused > 1000,
        "{n_carried} {n_refused}"
    );
}

/// Puts all strings into some places; how many were carried, and how many refused.
fn judge_places(
    base: &Value,
    baseline: &Files,
    places: &[Vec<Step>],
    strings: &[String],
) -> (usize, usize) {
    let (mut n_carried, mut n_refused) = (0, 0);
    for place in places {
        let is_written = marks(base, place);
        for hostile in strings {
            let shown = format!("{place:?} = {hostile:.60?}");
            match compile(&with(base, place, hostile)) {
                Err(report) => {
                    n_refused += 1;
                    assert_placed(&report, &shown);
                }
                Ok(_) if is_syntax(place, hostile) => n_carried += 1,
                Ok(files) => {
                    n_carried += 1;
                    assert_same_shape(baseline, &files, place, &shown);
                    let texts = files.values().flat_map(|file| &file.texts);
                    let is_carried = texts.into_iter().any(|text| text.contains(hostile));
                    assert!(is_carried || !is_written, "{shown} is lost");
                }
            }
        }
    }
    (n_carried, n_refused)
}

/// Every error points at a line of the stack.
fn assert_placed(report: &Report, shown: &str) {
    for finding in report.iter() {
        let is_placed = finding.place().is_some() || finding.severity == Severity::Warning;
        assert!(is_placed, "{shown}: {}", finding.headline);
        if finding.rule.code() == "SC0301" {
            let says_all = finding.headline.contains("read by ") && !finding.hints.is_empty();
            assert!(says_all, "{shown}: {finding:?}");
        }
    }
}

/// A name of the stack renames files and lines, and adds none; everything else keeps the skeleton of
/// every file.
fn assert_same_shape(baseline: &Files, files: &Files, place: &[Step], shown: &str) {
    if renames_files(place) {
        let n_lines = |files: &Files| {
            files
                .values()
                .map(|file| file.skeleton.len())
                .sum::<usize>()
        };
        assert_eq!(n_lines(baseline), n_lines(files), "{shown}");
        assert_eq!(baseline.len(), files.len(), "{shown}");
        return;
    }
    for (path, file) in files {
        assert_eq!(baseline[path].skeleton, file.skeleton, "{shown}: {path}");
    }
}

/// Whether a text is part of the names of files: a name of the stack, or a field that says where a file
/// stands.
fn renames_files(place: &[Step]) -> bool {
    /// The last fields of such places.
    const NAMES: &[&str] = &["container", "name", "path", "timer", "unit"];
    match place {
        [.., Step::Name] => true,
        [Step::Field(first), ..] if first == "account" => true,
        [.., Step::Field(last)] => NAMES.contains(&last.as_str()),
        [.., Step::Field(last), Step::Payload] => last == "runs",
        _ => false,
    }
}

/// Whether a text is in the syntax of a program already, so that it means more than itself: further
/// settings, and variables in the notation of nginx.
fn is_syntax(place: &[Step], text: &str) -> bool {
    let is_one_of = |names: &[&str], step: &Step| match step {
        Step::Field(name) => names.contains(&name.as_str()),
        Step::Index(_) | Step::Payload | Step::Name => false,
    };
    let is_in = |names: &[&str]| place.iter().any(|step| is_one_of(names, step));
    // Settings of drop-ins are written as in the file.
    is_in(&["main", "extra", "unchecked", "dropin", "journal"])
        || (text.contains('$') && is_in(NGINX_NOTATION))
}

/// Fields in the notation of nginx, in which `$name` is a variable.
const NGINX_NOTATION: &[&str] = &[
    "alias",
    "body",
    "bypass",
    "error_pages",
    "from",
    "headers",
    "index",
    "key",
    "protocols",
    "root",
    "to",
    "try_files",
];

/// Whether a text of the stack reaches a file, found out by a harmless one in its place.
fn marks(base: &Value, place: &[Step]) -> bool {
    let marker = "zqx7";
    let carried = |files: Files| {
        let mut texts = files.values().flat_map(|file| file.texts.iter());
        texts.any(|text| text.contains(marker))
    };
    compile(&with(base, place, marker)).is_ok_and(carried)
}

fn evaluate(entry: &str) -> Value {
    let project = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile");
    let project = Project::open(&project, Path::new(entry)).unwrap();
    let evaluation = eval::evaluate(&project, &library(), &Limits::default()).unwrap();
    assert!(evaluation.report.is_empty(), "{:?}", evaluation.report);
    evaluation.value.unwrap()
}

/// `lib/`, as the program embeds it.
fn library() -> Library {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lib");
    let mut folders = vec![root.clone()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(&root).unwrap().display();
            let name: &'static str = format!("stackc/{name}").leak();
            let text: &'static str = std::fs::read_to_string(&path).unwrap().leak();
            files.push((name, text));
        }
    }
    Library {
        files: files.leak(),
    }
}

fn hostile_strings() -> Vec<String> {
    let path = "../formats/tests/data/hostile-strings.json";
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    let strings = json["strings"].as_array().unwrap().iter();
    // Those that are no UTF-8 are no texts of a stack.
    let texts: Vec<String> = strings
        .filter_map(|string| match &string["repeat"] {
            serde_json::Value::Null => string["text"].as_str().map(str::to_owned),
            repeat => {
                let count = repeat["count"].as_u64().unwrap();
                let count = usize::try_from(count).unwrap();
                Some(repeat["unit"].as_str().unwrap().repeat(count))
            }
        })
        .collect();
    assert!(texts.len() > 100);
    texts
}

/// A step to a text inside a value.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Field(String),
    Index(usize),
    Payload,
    /// The name of the field before.
    Name,
}

/// All texts of a value, and all names that are the user's.
fn texts(value: &Value, here: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    match &value.kind {
        ValueKind::String(_) => places.push(here.clone()),
        ValueKind::Record(record) => {
            for (name, field) in record {
                here.push(Step::Field(name.to_owned()));
                if is_table(here) {
                    here.push(Step::Name);
                    places.push(here.clone());
                    here.pop();
                }
                texts(&field.value, here, places);
                here.pop();
            }
        }
        ValueKind::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                here.push(Step::Index(index));
                texts(element, here, places);
                here.pop();
            }
        }
        ValueKind::Enum(_, Some(payload)) => {
            here.push(Step::Payload);
            texts(payload, here, places);
            here.pop();
        }
        ValueKind::Enum(_, None) | ValueKind::Null | ValueKind::Bool(_) | ValueKind::Number(_) => {}
    }
}

/// Whether the last field is an entry of a record with names of the user.
fn is_table(here: &[Step]) -> bool {
    const TABLES: [&str; 26] = [
        "services",
        "users",
        "groups",
        "directories",
        "assertions",
        "secrets",
        "networks",
        "volumes",
        "builds",
        "files",
        "keys",
        "containers",
        "certificates",
        "sites",
        "env",
        "secret_files",
        "listens",
        "publish",
        "locations",
        "headers",
        "error_pages",
        "caches",
        "redirects",
        "variables",
        "extra",
        "unchecked",
    ];
    /// Tables of tables.
    const SETTINGS: &[&str] = &["extra", "unchecked"];
    match here {
        [.., Step::Field(table), Step::Payload, Step::Field(_)] => table == "content",
        [
            ..,
            Step::Field(table),
            Step::Payload,
            Step::Field(_),
            Step::Field(_),
        ] if table == "content" => true,
        [.., Step::Field(table), Step::Field(_), Step::Field(_)]
            if SETTINGS.contains(&table.as_str()) =>
        {
            true
        }
        [.., Step::Field(table), Step::Field(_)] => TABLES.contains(&table.as_str()),
        _ => false,
    }
}

/// The value with one text replaced.
fn with(value: &Value, place: &[Step], text: &str) -> Value {
    let mut value = value.clone();
    replace(&mut value, place, text);
    value
}

fn replace(value: &mut Value, place: &[Step], text: &str) {
    match (place, &mut value.kind) {
        ([], ValueKind::String(old)) => text.clone_into(old),
        ([Step::Field(name), Step::Name], ValueKind::Record(record)) => {
            let fields = std::mem::take(record).into_iter();
            let renamed = fields.map(|(own, field)| match own == *name {
                true => (text.to_owned(), field),
                false => (own, field),
            });
            *record = renamed.collect();
        }
        ([Step::Field(name), rest @ ..], ValueKind::Record(record)) => {
            replace(&mut record.get_mut(name).unwrap().value, rest, text);
        }
        ([Step::Index(index), rest @ ..], ValueKind::Array(elements)) => {
            replace(&mut elements[*index], rest, text);
        }
        ([Step::Payload, rest @ ..], ValueKind::Enum(_, Some(payload))) => {
            replace(payload, rest, text);
        }
        (place, kind) => panic!("{place:?} is not in {kind:?}"),
    }
}

/// Everything behind evaluation.
fn compile(value: &Value) -> Result<Files, Report> {
    let mut report = Report::new();
    let decoded = model::decode(value, &mut report);
    let Some(model::Installable::Stack(stack)) = decoded.filter(|_| !report.has_errors()) else {
        return Err(report);
    };
    let Some(checked) = model::check(*stack, &mut report) else {
        return Err(report);
    };
    let lowered = backend::lower(&checked, &mut report);
    if report.has_errors() {
        return Err(report);
    }
    let mut files = Files::new();
    for artifact in lowered.artifacts {
        if let Content::File(bytes) = &artifact.content {
            let text = std::str::from_utf8(bytes).unwrap();
            let path = artifact.path.as_str();
            files.insert(path.to_owned(), meaning(path, text));
        }
    }
    Ok(files)
}

/// Reads a file back by the parser of its format.
fn meaning(path: &str, text: &str) -> Meaning {
    // Scripts and variables carry a carriage return inside quotes; every other reader would end a line at it.
    assert!(
        !text.contains('\0')
            && (path.ends_with(".sh") || path.ends_with(".env") || !text.contains('\r')),
        "{path}"
    );
    let mut meaning = Meaning::default();
    let extension = path.rsplit('.').next().unwrap_or_default();
    match extension {
        "container" | "volume" | "network" | "build" => read_quadlet(text, extension, &mut meaning),
        "service" | "timer" | "target" => read_unit(text, &mut meaning),
        "nft" => read_nft(text, &mut meaning),
        "ini" if path.contains("uwsgi") => read_ini(text, &mut meaning),
        _ if files::read(path, text, &mut meaning) => {}
        "conf" if path.contains("/nginx/") || path.ends_with("nginx.conf") => {
            read_nginx(&nginx::File::parse(text).unwrap().items, &mut meaning);
        }
        "conf" if path.contains("sysusers.d") => {
            let file = sysusers::parse(text).unwrap();
            meaning.skeleton.push(format!("{} users", file.items.len()));
            meaning.texts.push(shown(&file));
        }
        "conf" if path.contains("tmpfiles.d") => {
            let file = tmpfiles::parse(text).unwrap();
            meaning.skeleton.push(format!("{} lines", file.items.len()));
            meaning.texts.push(shown(&file));
        }
        // Scripts are written and never read: their own tests run them.
        "sh" => {
            meaning.texts.push(text.replace("'\\''", "'"));
            meaning.texts.push(unescaped(text));
        }
        other => panic!("{path}: {other} is not known here"),
    }
    meaning
}

/// What `Debug` shows, without its escapes.
fn shown(value: &impl std::fmt::Debug) -> String {
    let text = unescaped(&format!("{value:?}"));
    let mut pieces = text.split("\\u{");
    let mut out = pieces.next().unwrap().to_owned();
    for piece in pieces {
        let (code, rest) = piece.split_once('}').unwrap();
        let code = u32::from_str_radix(code, 16).unwrap();
        out.push(char::from_u32(code).unwrap());
        out.push_str(rest);
    }
    out.replace("\\t", "\t")
}

/// The text with the escapes of double quotes taken away.
fn unescaped(text: &str) -> String {
    let mut out = String::new();
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        let escapes = c == '\\' && matches!(characters.peek(), Some('$' | '`' | '"' | '\\'));
        out.push(if escapes {
            characters.next().unwrap()
        } else {
            c
        });
    }
    out
}

fn read_quadlet(text: &str, extension: &str, meaning: &mut Meaning) {
    let kind = quadlet::UnitKind::with_extension(extension).unwrap();
    let file = quadlet::parse(text).unwrap();
    for (section, entry) in file.entries() {
        meaning.skeleton.push(format!("[{section}] {}", entry.key));
        let argument = if *section == kind.section() {
            let read = |podman| quadlet::read(kind, entry.key.as_str(), &entry.value, podman).ok();
            let releases = [
                formats::Version::new(5, 4, 2),
                formats::Version::new(6, 0, 0),
            ];
            releases.into_iter().find_map(read)
        } else {
            read_setting(section, entry)
        };
        read_argument(argument, entry.value.as_str(), meaning);
    }
}

fn read_unit(text: &str, meaning: &mut Meaning) {
    let file = unit::parse(text).unwrap();
    for (section, entry) in file.entries() {
        meaning.skeleton.push(format!("[{section}] {}", entry.key));
        let argument = read_setting(section, entry);
        read_argument(argument, entry.value.as_str(), meaning);
    }
}

/// What systemd makes of a setting; unchecked ones it may not know.
fn read_setting(section: &unit::SectionName, entry: &unit::Entry) -> Option<Argument> {
    let section = systemd::Section::named(section.as_str())?;
    systemd::read(section, entry.key.as_str(), &entry.value).ok()
}

/// The texts of an argument; what no table knows stands as it was written.
fn read_argument(argument: Option<Argument>, written: &str, meaning: &mut Meaning) {
    let literal = |text: &unit::Text| text.as_literal().unwrap_or_else(|| text.to_string());
    meaning.texts.push(written.to_owned());
    match argument {
        None => {}
        Some(Argument::Text(text)) => meaning.texts.push(literal(&text)),
        Some(Argument::Words(words) | Argument::Json(words)) => {
            meaning.texts.extend(words.iter().map(literal));
        }
        Some(Argument::Pair(name, value)) => {
            meaning.texts.push(format!("{name}={}", literal(&value)));
        }
        Some(Argument::Command(command)) => {
            meaning.texts.push(literal(&command.program));
            meaning.texts.extend(command.arguments.iter().map(literal));
        }
        Some(other) => meaning.texts.push(format!("{other:?}")),
    }
}

fn read_nginx(items: &[nginx::Item], meaning: &mut Meaning) {
    for directive in items.iter().filter_map(nginx::Item::directive) {
        if *directive == nginx::dollar_block() {
            continue;
        }
        let n_parameters = directive.parameters.len();
        meaning
            .skeleton
            .push(format!("{} {n_parameters}", directive.name.as_str()));
        let parameters = directive.parameters.iter();
        meaning.texts.extend(parameters.map(|parameter| {
            let text = parameter.as_str();
            text.replace("${dollar}", "$")
        }));
        read_nginx(directive.block.as_deref().unwrap_or_default(), meaning);
    }
}

fn read_nft(text: &str, meaning: &mut Meaning) {
    let file = nft::File::parse(text).unwrap();
    for table in &file.tables {
        meaning
            .skeleton
            .push(format!("table of {} sets", table.sets.len()));
        for chain in &table.chains {
            let n_rules = chain.rules.len();
            meaning.skeleton.push(format!("chain of {n_rules} rules"));
            meaning.texts.push(chain.name.as_str().to_owned());
            for rule in &chain.rules {
                let comment = rule.comment.iter();
                meaning
                    .texts
                    .extend(comment.map(|text| text.as_str().to_owned()));
                meaning.texts.push(format!("{rule:?}"));
            }
        }
    }
}

fn read_ini(text: &str, meaning: &mut Meaning) {
    let file = ini::File::parse(ini::Dialect::Uwsgi, text).unwrap();
    for section in &file.sections {
        for entry in section.entries() {
            meaning.skeleton.push("key".to_owned());
            meaning.texts.push(entry.key.as_str().to_owned());
            let text = entry.value.as_text();
            meaning.texts.extend(text.map(str::to_owned));
        }
    }
}
