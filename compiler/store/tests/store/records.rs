//! Build records: where each line came from, beside the object.

use crate::scratch::Scratch;
use source::{Origin, SourceKind, Sources, Span, ValuePath};
use std::fs;
use store::{BuildRecord, Store, StoreError};
use tree::{Artifact, StoreName, Tree, TreePath};

const TEXT: &str = "{\n  größe = 1, image = \"x\",\n}\n";

/// Sources, and the origin of some text in them.
fn origin_of(text: &str) -> (Sources, Origin) {
    let mut sources = Sources::default();
    let stack = sources.add(SourceKind::User, "stack.ncl", TEXT);
    sources.add(SourceKind::Library, "<stackc/main.ncl>", "{}");
    sources.add(SourceKind::Language, "<std>", "{}");
    let start = TEXT.find(text).unwrap();
    let span = Span {
        source: stack,
        start: start as u32,
        end: (start + text.len()) as u32,
    };
    let path = ValuePath::root().field("web").field("image");
    (sources, Origin::new(path, Some(span)))
}

fn tree_caused_by(origin: &Origin) -> Tree {
    let computed = Origin::new(ValuePath::root().field("name"), None).defaulted(true);
    let path = |text| TreePath::parse(text).unwrap();
    Tree::new([
        Artifact::file(path("etc/a"), "one\ntwo\n")
            .because_of(&computed)
            .with_causes(vec![
                (2, origin.clone()),
                (2, origin.clone()),
                (2, computed),
            ]),
        Artifact::file(path("etc/without-cause"), ""),
    ])
    .unwrap()
}

fn record_of(text: &str) -> (BuildRecord, Tree, StoreName) {
    let (sources, origin) = origin_of(text);
    let tree = tree_caused_by(&origin);
    let name = StoreName::parse("wiki").unwrap();
    let object = tree.store_path_name(&name);
    (
        BuildRecord::new("stackc 0.1.0", &sources, &object, &tree),
        tree,
        name,
    )
}

#[test]
fn lines_are_traced_to_places_in_the_stack() {
    let (record, ..) = record_of("image");
    let names: Vec<&str> = record
        .closure
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["<stackc/main.ncl>", "stack.ncl"]);
    let (path, file) = record.files.first_key_value().unwrap();
    assert_eq!((path.as_str(), record.files.len()), ("etc/a", 1));
    let places: Vec<String> = file.lines[&2]
        .iter()
        .map(|place| match &place.position {
            Some(at) => format!("{} {}:{}:{}", place.value, at.file, at.line, at.column),
            None => format!("{} {}", place.value, place.is_default),
        })
        .collect();
    assert_eq!(places, ["web.image stack.ncl:2:14", "name true"]);
}

#[test]
fn lines_and_columns_are_those_of_diagnostics() {
    for text in ["{", "größe", "1,", "\"x\"", "}"] {
        let (sources, origin) = origin_of(text);
        let (line, column) = sources.line_column(origin.span().unwrap());
        let (record, ..) = record_of(text);
        let place = record.files.values().next().unwrap().lines[&2][0].clone();
        let position = place.position.unwrap();
        assert_eq!((position.line, position.column), (line, column), "{text}");
    }
}

#[test]
fn a_record_lies_beside_its_object_and_does_not_name_it() {
    let folder = Scratch::new();
    let store = Store::at(folder.path());
    let (record, tree, name) = record_of("image");
    let object = store.add(&tree, &name).unwrap();
    assert_eq!(object.record().unwrap(), None);
    store.write_record(&record).unwrap();
    assert_eq!(object.record().unwrap(), Some(record));

    // The same tree, from another place.
    let (moved, tree, _) = record_of("größe");
    assert_eq!(store.add(&tree, &name).unwrap(), object);
    let (file, _) = store.write_record(&moved).unwrap();
    assert_eq!(object.record().unwrap(), Some(moved));
    assert_eq!(store.objects().unwrap().len(), 1);

    fs::write(&file, r#"{"format": 2}"#).unwrap();
    let error = object.record().unwrap_err();
    assert!(matches!(error, StoreError::NoRecord { .. }));
    assert!(error.to_string().contains("its format is 2"), "{error}");
}
