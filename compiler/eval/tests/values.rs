//! What comes out of an evaluation: data, each value with its origin, and the closure.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests")]

mod common;

use common::{LIBRARY, evaluate_files, evaluate_text, report_of, rules_of};
use eval::{Evaluation, Limits, Project};
use source::{SourceKind, Value, ValueKind, ValuePath};
use std::fmt::Write;
use std::path::Path;

/// Every value in a line: path, value, `default` if it is one, and the text of its span.
fn listing(evaluation: &Evaluation) -> String {
    let mut out = String::new();
    if let Some(value) = &evaluation.value {
        list(evaluation, value, &mut out);
    }
    out
}

fn list(evaluation: &Evaluation, value: &Value, out: &mut String) {
    let span = value.origin.span().expect("every value has a place");
    let file = evaluation.sources.get(span.source);
    assert_eq!(file.kind, SourceKind::User, "places are the user's");
    let text = &file.text[span.start as usize..span.end as usize];
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let default = if value.origin.is_default() {
        " default"
    } else {
        ""
    };
    let path = value.origin.path();
    let path = if path.is_root() {
        "it".to_owned()
    } else {
        path.to_string()
    };
    let mut line = |shown: &str| {
        writeln!(out, "{path} = {shown}{default} <- {}: {text}", file.name).unwrap();
    };
    match &value.kind {
        ValueKind::Null => line("null"),
        ValueKind::Bool(truth) => line(&truth.to_string()),
        ValueKind::Number(number) => line(&number.to_string()),
        ValueKind::String(string) => line(&format!("{string:?}")),
        ValueKind::Array(values) => {
            line("[..]");
            values.iter().for_each(|value| list(evaluation, value, out));
        }
        ValueKind::Record(fields) => {
            line("{..}");
            fields
                .values()
                .for_each(|field| list(evaluation, &field.value, out));
        }
        ValueKind::Enum(tag, None) => line(&format!("'{tag}")),
        ValueKind::Enum(tag, Some(payload)) => {
            line(&format!("'{tag} .."));
            list(evaluation, payload, out);
        }
    }
}

fn assert_listing(evaluation: &Evaluation, expected: &str) {
    assert_eq!(report_of(evaluation), "");
    let expected: String = expected
        .lines()
        .map(|line| format!("{}\n", line.trim()))
        .collect();
    assert_eq!(listing(evaluation), expected.trim_start());
}

#[test]
fn values_carry_the_text_that_produced_them() {
    let text = r#"let base = { port | default = 80, name = "x" } in
let f = fun n => n in
{
  literal = 1,
  sum = 1000 + 1,
  passed = f "y",
  chosen = if true then 'Yes else 'No,
  text = "a%{base.name}",
  merged = base & { port = 81 },
  kept = base,
  list = [1] @ [2],
  variant = 'Some { x = null },
  piece.a = 1,
  piece.b = true,
  same = { z = 9 } & { z = 9 },
  split = std.string.split "," "p,q",
}"#;
    assert_listing(
        &evaluate_text(text, &Limits::default()),
        r#"
        it = {..} <- stack.ncl: { literal = 1, sum = 1000 + 1, passed = f "y", chosen = if true then 'Yes else 'No, text = "a%{base.name}", merged = base & { port = 81 }, kept = base, list = [1] @ [2], variant = 'Some { x = null }, piece.a = 1, piece.b = true, same = { z = 9 } & { z = 9 }, split = std.string.split "," "p,q", }
        chosen = 'Yes <- stack.ncl: 'Yes
        kept = {..} <- stack.ncl: { port | default = 80, name = "x" }
        kept.name = "x" <- stack.ncl: "x"
        kept.port = 80 default <- stack.ncl: 80
        list = [..] <- stack.ncl: [1] @ [2]
        list[0] = 1 <- stack.ncl: 1
        list[1] = 2 <- stack.ncl: 2
        literal = 1 <- stack.ncl: 1
        merged = {..} <- stack.ncl: base & { port = 81 }
        merged.name = "x" <- stack.ncl: "x"
        merged.port = 81 <- stack.ncl: 81
        passed = "y" <- stack.ncl: "y"
        piece = {..} <- stack.ncl: piece
        piece.a = 1 <- stack.ncl: 1
        piece.b = true <- stack.ncl: true
        same = {..} <- stack.ncl: { z = 9 } & { z = 9 }
        same.z = 9 <- stack.ncl: z
        split = [..] <- stack.ncl: std.string.split "," "p,q"
        split[0] = "p" <- stack.ncl: std.string.split "," "p,q"
        split[1] = "q" <- stack.ncl: std.string.split "," "p,q"
        sum = 1001 <- stack.ncl: 1000 + 1
        text = "ax" <- stack.ncl: "a%{base.name}"
        variant = 'Some .. <- stack.ncl: 'Some { x = null }
        variant = {..} <- stack.ncl: { x = null }
        variant.x = null <- stack.ncl: null"#,
    );
}

#[test]
fn defaults_of_the_library_stand_where_the_user_left_room_for_them() {
    let text = r#"let { Stack, .. } = import "stackc/main.ncl" in
{ name = "demo", containers.web = { image = "x", limits = {} } } | Stack"#;
    assert_listing(
        &evaluate_text(text, &Limits::default()),
        r#"
        it = {..} <- stack.ncl: { name = "demo", containers.web = { image = "x", limits = {} } }
        containers = {..} <- stack.ncl: web = { image = "x", limits = {} }
        containers.web = {..} <- stack.ncl: { image = "x", limits = {} }
        containers.web.arguments = [..] default <- stack.ncl: { image = "x", limits = {} }
        containers.web.image = "x" <- stack.ncl: "x"
        containers.web.limits = {..} <- stack.ncl: {}
        containers.web.limits.tasks = 100 default <- stack.ncl: {}
        containers.web.mounts = {..} default <- stack.ncl: { image = "x", limits = {} }
        containers.web.restart = 'Always default <- stack.ncl: { image = "x", limits = {} }
        name = "demo" <- stack.ncl: "demo""#,
    );
}

#[test]
fn data_files_are_places_too() {
    let files = [
        (
            "stack.ncl",
            r#"(import "a.yaml") & { t = import "b.toml", j = import "c.json", s = import "d.txt" }"#,
        ),
        ("a.yaml", "# anchors\nx: &x\n  p: 1\ny: *x\n"),
        ("b.toml", "[m]\nn = 1.5\n"),
        ("c.json", "{\"k\": [true]}"),
        ("d.txt", "text"),
    ];
    assert_listing(
        &evaluate_files(&files, &Limits::default()),
        r#"
        it = {..} <- stack.ncl: (import "a.yaml") & { t = import "b.toml", j = import "c.json", s = import "d.txt" }
        j = {..} <- c.json: {"k": [true]}
        j.k = [..] <- c.json: [true]
        j.k[0] = true <- c.json: true
        s = "text" <- d.txt: text
        t = {..} <- b.toml: [m] n = 1.5
        t.m = {..} <- b.toml: [m]
        t.m.n = 1.5 <- b.toml: 1.5
        x = {..} <- a.yaml: p: 1
        x.p = 1 <- a.yaml: 1
        y = {..} <- a.yaml: p: 1
        y.p = 1 <- a.yaml: 1"#,
    );
}

#[test]
fn what_is_beside_an_error_is_still_evaluated() {
    let evaluation = evaluate_text(
        "{ a = 1, b = 1 + \"x\", c = [2, fun x => x], d = 3 }",
        &Limits::default(),
    );
    assert_eq!(rules_of(&evaluation), ["operation", "not-data"]);
    let Some(ValueKind::Record(fields)) = evaluation.value.map(|value| value.kind) else {
        panic!("there is a record");
    };
    let names: Vec<&str> = fields.keys().collect();
    assert_eq!(names, ["a", "d"]);
}

#[test]
fn one_cause_is_one_finding() {
    let text = "let bad = 1 + \"x\" in { a = bad, b = bad, c = [bad, bad] }";
    assert_eq!(
        rules_of(&evaluate_text(text, &Limits::default())),
        ["operation"]
    );
}

#[test]
fn findings_end_after_a_hundred() {
    let fields: String = (0..300).map(|n| format!("f{n} = {n} + \"x\",\n")).collect();
    let evaluation = evaluate_text(&format!("{{ {fields} }}"), &Limits::default());
    assert_eq!(evaluation.report.iter().count(), 101);
    assert_eq!(rules_of(&evaluation).last(), Some(&"too-many-findings"));
}

#[test]
fn the_closure_names_every_file_once_with_its_digest() {
    let files = [
        (
            "stack.ncl",
            r#"let a = import "sub/a.ncl" in let lib = import "stackc/main.ncl" in { x = a, y = import "sub/b.json" }"#,
        ),
        ("sub/a.ncl", r#"import "b.json""#),
        ("sub/b.json", "1"),
        ("sub/unused.ncl", "1"),
    ];
    let evaluation = evaluate_files(&files, &Limits::default());
    let mut closure: Vec<(&str, Option<&str>, [u8; 32])> = evaluation
        .closure
        .iter()
        .map(|entry| {
            let name = evaluation.sources.get(entry.source).name.as_str();
            let path = entry.path.as_deref().map(|path| path.to_str().unwrap());
            (name, path, entry.sha256)
        })
        .collect();
    closure.sort();
    let names: Vec<_> = closure
        .iter()
        .map(|(name, path, _)| (*name, *path))
        .collect();
    assert_eq!(
        names,
        [
            ("<stackc/main.ncl>", None),
            ("<stackc/port.ncl>", None),
            ("stack.ncl", Some("stack.ncl")),
            ("sub/a.ncl", Some("sub/a.ncl")),
            ("sub/b.json", Some("sub/b.json")),
        ]
    );
    let one = "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b";
    let (_, _, sha256) = closure[4];
    let digest: String = sha256.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(digest, one);
}

#[test]
fn evaluations_are_the_same_every_time() {
    let text = r#"let { Stack, .. } = import "stackc/main.ncl" in
{ name = 1, containers = { b = { image = 2 }, a = { imag = 3, port = 0 } } } | Stack"#;
    let first = evaluate_text(text, &Limits::default());
    for _ in 0..5 {
        assert_eq!(evaluate_text(text, &Limits::default()), first);
    }
}

#[test]
fn the_schema_of_a_contract_is_what_it_declares() {
    use eval::{ContractSchema, schema};
    let schemas = schema(&LIBRARY, &["Container", "Restart", "Port", "recipes.web"]).unwrap();
    let ContractSchema::Record(fields) = &schemas["Container"] else {
        panic!("a record contract");
    };
    let shown: Vec<String> = fields
        .iter()
        .map(|field| {
            let kind = match (field.optional, field.has_default) {
                (true, _) => "optional",
                (false, true) => "default",
                (false, false) => "required",
            };
            let contracts = field.contracts.join(" and ");
            let words = [field.name.as_str(), kind].into_iter();
            let words = words.chain(contracts.split_whitespace());
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert_eq!(
        shown,
        [
            "image required String",
            "port optional Port",
            "restart default Restart",
            "mounts default { _ | Mount }",
            "arguments default Array String",
            "limits default { memory | Number | optional, tasks | Number | default = 100, }",
            "label optional",
        ],
        "in the order of declaration"
    );
    assert_eq!(
        fields[0].doc.as_deref(),
        Some("Where the image comes from.\n\nMore about it.")
    );
    let ContractSchema::Enum(tags) = &schemas["Restart"] else {
        panic!("an enum contract");
    };
    let tags: Vec<(&str, bool)> = tags
        .iter()
        .map(|tag| (tag.name.as_str(), tag.payload.is_some()))
        .collect();
    assert_eq!(
        tags,
        [("Always", false), ("Never", false), ("OnFailure", true)]
    );
    assert_eq!(schemas["Port"], ContractSchema::Custom);
    let missing = schema(&LIBRARY, &["Nothing"]).unwrap_err();
    assert_eq!(missing.to_string(), "the library has no contract `Nothing`");
}

#[test]
fn a_library_with_type_errors_has_no_schema() {
    let library = eval::Library {
        files: &[
            ("stackc/main.ncl", "{ A = (import \"a.ncl\").A }"),
            ("stackc/a.ncl", "{ A = { x | Number }, b : String = 1 }"),
        ],
    };
    let error = eval::schema(&library, &["A"]).unwrap_err();
    assert!(error.to_string().contains("incompatible types"), "{error}");
}

#[test]
fn with_a_focus_only_what_is_asked_for_is_evaluated() {
    let folder = tempfile::tempdir().unwrap();
    let text = "{ of = { good = 1, bad = 1 + \"a\", \"worse\" | String }, beside = 2 }";
    std::fs::write(folder.path().join("stack.ncl"), text).unwrap();
    let evaluate = |of: ValuePath, name| {
        let project = Project::open(folder.path(), Path::new("stack.ncl")).unwrap();
        eval::evaluate(&project.focused(of, name), &LIBRARY, &Limits::default()).unwrap()
    };
    let of = || ValuePath::root().field("of");
    let good = evaluate(of(), "good");
    assert_eq!(report_of(&good), "");
    let ValueKind::Record(fields) = good.value.unwrap().kind else {
        panic!("a record");
    };
    assert_eq!(fields.keys().collect::<Vec<_>>(), ["beside", "of"]);
    assert_eq!(rules_of(&evaluate(of(), "bad")).len(), 1);
    // A field that is not there is no reason to leave the others out.
    assert_eq!(rules_of(&evaluate(of(), "god")).len(), 2);
    assert_eq!(rules_of(&evaluate(ValuePath::root(), "of")).len(), 2);
    assert_eq!(rules_of(&evaluate(ValuePath::root(), "beside")).len(), 0);
}
