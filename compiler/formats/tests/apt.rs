//! apt.conf: what apt reads in what we print.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

mod hostile;

use formats::Cause;
use formats::apt::{self, File, Inner, Item, ListEntry, MAX_DEPTH, Name, Statement, Value};
use formats::unit::Comment;
use hostile::hostile_strings;
use proptest::prelude::*;
use source::{Origin, ValuePath};

fn name(text: &str) -> Name {
    Name::parse(text).unwrap()
}

fn value(text: &str) -> Value {
    Value::new(text).unwrap()
}

/// All three forms of one value.
fn forms(text: &str) -> Result<File, formats::Refused> {
    let mut file = File::default();
    file.add(Statement::set(name("A::Set"), Value::new(text)?));
    file.add(Statement::append(name("A::List"), Value::new(text)?));
    file.add(Statement::scope(
        name("A::List"),
        [ListEntry::new(text)?.into()],
    ));
    Ok(file)
}

#[test]
fn hostile_strings_arrive_or_are_refused() {
    let mut carried = 0;
    for hostile in hostile_strings() {
        let Some(text) = &hostile.text else { continue };
        let must_carry = !text.contains(|c: char| c == '"' || c.is_ascii_control());
        match forms(text) {
            Ok(file) => {
                assert!(must_carry, "{}", hostile.id);
                let printed = apt::print(&file).text;
                assert_eq!(printed.lines().count(), 5, "{}", hostile.id);
                assert_eq!(apt::parse(&printed), Ok(file), "{printed}");
                carried += 1;
            }
            Err(refused) => assert!(!must_carry, "{}: {refused}", hostile.id),
        }
    }
    assert_eq!(carried, 88);
}

#[test]
fn only_entries_without_name_escape_the_percent_sign() {
    let printed = apt::print(&forms("a%41b%4%zz%%41%").unwrap()).text;
    let expected = "\
A::Set \"a%41b%4%zz%%41%\";
A::List:: \"a%41b%4%zz%%41%\";
A::List {
    \"a%2541b%4%zz%%2541%\";
};
";
    assert_eq!(printed, expected);
    assert!(ListEntry::new("#clear").is_err());
    assert!(Value::new("#clear").is_ok());
}

#[test]
fn names_follow_their_grammar() {
    for good in [
        "APT",
        "Acquire::http::Proxy::mirror.example.org",
        "DPkg::Post-Invoke",
        "a_b+c",
    ] {
        assert!(Name::parse(good).is_ok(), "{good}");
    }
    for bad in [
        "", "a:b", "::a", "a::", "a::::b", "a b", "#clear", "a//b", "a{", "a;", "\"a\"", "é",
        "a%41", "a[b]", "a\n",
    ] {
        assert!(Name::parse(bad).is_err(), "{bad:?}");
    }
}

#[test]
fn blocks_lists_and_comments_are_read() {
    let text = "\
// a\thead
# other head
#clear APT::NeverAutoRemove;
#clear
   DPkg::Options; # behind
APT /* a
 b { */ { Periodic::Enable 1; // \"x
  List { \"a\" ; \"b%41\"; d; };
}
Url \"https://x//y#z/*w*/\";
DPkg::Post-Invoke
\t{ \"if [ -d /x ]; then true; fi\"; };
Joined \"a\" \"b\"   \"c\";
Glued \"a\"b;
";
    let expected = "\
// a\thead
// other head
#clear APT::NeverAutoRemove;
#clear DPkg::Options;
APT {
    Periodic::Enable \"1\";
    List {
        \"a\";
        \"bA\";
        \"d\";
    };
};
Url \"https://x//y#z/*w*/\";
DPkg::Post-Invoke {
    \"if [ -d /x ]; then true; fi\";
};
Joined \"a b c\";
Glued \"ab\";
";
    let file = apt::parse(text).unwrap();
    assert_eq!(apt::print(&file).text, expected);
    assert_eq!(apt::parse(expected), Ok(file));
}

#[test]
fn what_cannot_be_held_is_named_with_its_line() {
    let deep = "a { ".repeat(MAX_DEPTH + 1);
    let very_deep = "a{".repeat(100_000);
    let cases = [
        ("A \"b\"", 1, "no `;`"),
        ("A \"b;\n", 2, "no `;`"),
        ("A {\n", 1, "not closed"),
        ("}\n", 1, "no scope"),
        ("{\n", 1, "no name"),
        ("A \"b\" {\n", 1, "set itself"),
        ("\n\"a\";\n", 2, "stands in no scope"),
        ("#include \"/x\";\n", 1, "cannot be held"),
        ("A { #clear B; };\n", 1, "cannot be held"),
        ("A { \"#clear\"; };\n", 1, "the entry"),
        ("A b c;\n", 1, "cannot be read"),
        ("A \"b\"; \r\n", 1, "carriage return"),
        ("A/B \"c\";\n", 1, "the name `A/B`"),
        ("A %22;\n", 1, "the value"),
        ("A { %ff; };\n", 1, "cannot be read"),
        (&deep, 1, "more than 32 scopes"),
        (&very_deep, 1, "more than 32 scopes"),
    ];
    for (text, line, message) in cases {
        let error = apt::parse(text).expect_err(text);
        assert!(error.message.contains(message), "{text:.60?}: {error}");
        assert_eq!(error.line, line, "{text:.60?}: {error}");
    }
}

#[test]
fn lines_say_what_caused_them() {
    let origin = Origin::new(ValuePath::root().field("apt"), None);
    let cause = Cause::from(&origin);
    let mut file = File::new(Comment::new("head").unwrap());
    let inner: Inner = Statement::set(name("B"), value("1"))
        .because(cause.clone())
        .into();
    let entry = Inner::Entry(ListEntry::new("x").unwrap(), cause.clone());
    file.add(Statement::scope(name("A"), [inner, entry]).because(cause.clone()));
    file.add(Statement::append(name("L"), value("1")).because(cause));
    let lines: Vec<usize> = apt::print(&file)
        .causes
        .iter()
        .map(|(line, _)| *line)
        .collect();
    assert_eq!(lines, [2, 3, 4, 6]);
    assert!(matches!(
        &file.items[..],
        [Item::Comment(_), Item::Statement(_), Item::Statement(_)]
    ));
}

fn statement() -> impl Strategy<Value = Statement> {
    let name = || "[A-Za-z0-9_.+-]{1,4}(::[A-Za-z0-9-]{1,4}){0,2}".prop_map(|text| name(&text));
    let text = || "[^\"\\x00-\\x1f\\x7f]{0,8}|[%0-9a-fA-F;{}/#* \\[\\]]{0,8}";
    let leaf = prop_oneof![
        (name(), text()).prop_map(|(name, text)| Statement::set(name, value(&text))),
        (name(), text()).prop_map(|(name, text)| Statement::append(name, value(&text))),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        let entry =
            text().prop_filter_map("refused", |text| Some(ListEntry::new(&text).ok()?.into()));
        let comment = "\\PC{0,8}".prop_map(|text| Inner::Comment(Comment::escaped(&text)));
        let inner = prop_oneof![inner.prop_map(Inner::Statement), entry, comment];
        (name(), prop::collection::vec(inner, 0..4))
            .prop_map(|(name, items)| Statement::scope(name, items))
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(statements in prop::collection::vec(statement(), 0..4)) {
        let mut file = File::new(Comment::new("head").unwrap());
        file.items.push(Item::Clear(name("X::Y")));
        file.items.extend(statements.into_iter().map(Item::Statement));
        prop_assert_eq!(apt::parse(&apt::print(&file).text), Ok(file));
    }

    #[test]
    fn any_text_is_read_without_panic_and_keeps_its_meaning(
        text in "(A::B|\"|;|\\{|\\}|\n| |#|//|/\\*|\\*/|%|41|\\[|[ -~]{0,3}|\\PC|\"x\"){0,14}",
    ) {
        if let Ok(file) = apt::parse(&text) {
            prop_assert_eq!(apt::parse(&apt::print(&file).text), Ok(file));
        }
    }
}
