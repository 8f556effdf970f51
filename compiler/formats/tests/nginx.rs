//! nginx: what a reader written from its source sees in what we print.

#![expect(clippy::unwrap_used, reason = "a test may panic")]

use formats::nginx::{Comment, Directive, File, Item, Parameter, Piece, dollar_block};
use hostile::hostile_strings;
use proptest::prelude::*;

mod hostile;

/// A second reader, after `ngx_conf_read_token`, that shares nothing with the room's parser: the words of
/// the first directive, with the offset after it.
fn first_directive(text: &[u8]) -> Option<(Vec<Vec<u8>>, usize)> {
    let mut words = Vec::new();
    let mut at = 0;
    loop {
        match *text.get(at)? {
            b' ' | b'\t' | b'\r' | b'\n' => at += 1,
            b';' | b'{' => return Some((words, at + 1)),
            b'}' | b'#' => return None,
            quote @ (b'"' | b'\'') => {
                let start = at + 1;
                at = start;
                while *text.get(at)? != quote {
                    at += if text[at] == b'\\' { 2 } else { 1 };
                }
                if at - start > 4094 {
                    return None;
                }
                words.push(unescape(&text[start..at]));
                at += 1;
                if !matches!(
                    text.get(at)?,
                    b' ' | b'\t' | b'\r' | b'\n' | b';' | b'{' | b')'
                ) {
                    return None;
                }
            }
            _ => {
                let start = at;
                let mut variable = false;
                loop {
                    let byte = *text.get(at)?;
                    if !(byte == b'{' && variable) && b" \t\r\n;{".contains(&byte) {
                        break;
                    }
                    variable = byte == b'$';
                    at += if byte == b'\\' { 2 } else { 1 };
                }
                if at - start > 4095 {
                    return None;
                }
                words.push(unescape(&text[start..at]));
            }
        }
    }
}

fn unescape(raw: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < raw.len() {
        let escape = match (raw[at], raw.get(at + 1)) {
            (b'\\', Some(b'"')) => Some(b'"'),
            (b'\\', Some(b'\'')) => Some(b'\''),
            (b'\\', Some(b'\\')) => Some(b'\\'),
            (b'\\', Some(b't')) => Some(b'\t'),
            (b'\\', Some(b'r')) => Some(b'\r'),
            (b'\\', Some(b'n')) => Some(b'\n'),
            _ => None,
        };
        bytes.push(escape.unwrap_or(raw[at]));
        at += if escape.is_some() { 2 } else { 1 };
    }
    bytes
}

/// What `geo $dollar { default "$"; }` makes of a value in which no other variable stands.
fn expand_dollar(value: &[u8]) -> Option<Vec<u8>> {
    let expanded = String::from_utf8(value.to_vec()).ok()?;
    let rest = expanded.replace("${dollar}", "");
    (!rest.contains('$')).then(|| expanded.replace("${dollar}", "$").into_bytes())
}

/// What nginx reads where the parameter is written, when nothing but the parameter is there.
fn read_back(parameter: Parameter) -> Vec<u8> {
    let text = File::new([Directive::simple("x", [parameter])])
        .print()
        .text;
    let (words, end) = first_directive(text.as_bytes()).expect("one directive");
    assert_eq!(&text[end..], "\n", "nothing follows the directive");
    let [name, value] = words.try_into().expect("one parameter");
    assert_eq!(name, b"x");
    value
}

/// Every hostile string through one encoder: refused exactly where the data says so, else read back.
fn judge(
    column: &str,
    encode: impl Fn(&str) -> Result<Parameter, formats::Refused>,
    meaning: impl Fn(&[u8]) -> Option<Vec<u8>>,
) {
    let mut written_count = 0;
    for hostile in hostile_strings() {
        let is_carried = hostile.is_carried(column);
        let Some(text) = &hostile.text else {
            assert!(!is_carried, "{}", hostile.id);
            continue;
        };
        match encode(text) {
            Err(refused) => assert!(!is_carried, "{}: {refused}", hostile.id),
            Ok(parameter) => {
                assert!(is_carried, "{} must be refused", hostile.id);
                let read = read_back(parameter);
                assert_eq!(
                    meaning(&read).as_deref(),
                    Some(text.as_bytes()),
                    "{}",
                    hostile.id
                );
                if let Some(written) = hostile.written(column) {
                    // The form that was tested with nginx itself means the same.
                    let line = format!("x {written};");
                    let (words, _) = first_directive(line.as_bytes()).unwrap();
                    assert_eq!(words[1], read, "{}", hostile.id);
                    written_count += 1;
                }
            }
        }
    }
    assert!(written_count > 90, "{written_count}");
}

#[test]
fn hostile_strings_survive_as_literals() {
    judge("nginx_literal", Parameter::literal, |read| {
        Some(read.to_vec())
    });
}

#[test]
fn g16_hostile_strings_survive_where_variables_expand() {
    judge("nginx_with_variables", Parameter::text, expand_dollar);
}

#[test]
fn g15_hostile_strings_survive_as_header_values() {
    let encode = |text: &str| Parameter::header_value(&[Piece::Literal(text)]);
    judge("nginx_header_value", encode, expand_dollar);
}

#[test]
fn g15_a_header_value_cannot_hold_a_line_break() {
    for text in ["a\r\nY: z", "\n", "a\r", "a\nb"] {
        let refused = Parameter::header_value(&[Piece::Literal("x"), Piece::Literal(text)]);
        assert!(
            refused.unwrap_err().reason.contains("line break"),
            "{text:?}"
        );
    }
}

#[test]
fn g16_a_literal_dollar_is_never_a_variable() {
    let cases: [(&[Piece<'_>], &str); 7] = [
        (&[Piece::Literal("$5.00")], "${dollar}5.00"),
        (&[Piece::Literal("$host")], "${dollar}host"),
        (&[Piece::Variable("host"), Piece::Literal("/x")], "$host/x"),
        (&[Piece::Variable("host"), Piece::Literal("x")], "${host}x"),
        (
            &[
                Piece::Variable("host"),
                Piece::Literal(""),
                Piece::Literal("_"),
            ],
            "${host}_",
        ),
        (
            &[Piece::Variable("host"), Piece::Variable("uri")],
            "$host$uri",
        ),
        (&[Piece::Variable("1"), Piece::Literal("$")], "$1${dollar}"),
    ];
    for (pieces, expected) in cases {
        let parameter = Parameter::text_with_variables(pieces).unwrap();
        assert_eq!(parameter.as_str(), expected);
    }
    for name in ["", "a b", "a-b", "{x", "é", "a}"] {
        assert!(
            Parameter::text_with_variables(&[Piece::Variable(name)]).is_err(),
            "{name}"
        );
    }
}

#[test]
fn the_dollar_block_is_needed_where_a_literal_dollar_is_written() {
    assert_eq!(
        File::new([dollar_block()]).print().text,
        "geo $dollar {\n    default \"$\";\n}\n"
    );
    let inner = |parameter| {
        File::new([Directive::block(
            "server",
            [],
            [Directive::simple("return", [parameter])],
        )])
    };
    assert!(inner(Parameter::text("$5").unwrap()).needs_dollar());
    assert!(!inner(Parameter::keyword("$uri")).needs_dollar());
}

#[test]
fn plain_words_stay_bare_and_all_others_are_quoted() {
    let cases = [
        ("443", "443"),
        ("/static/", "/static/"),
        ("$uri", "$uri"),
        ("https://$host$request_uri", "https://$host$request_uri"),
        ("[::]:443", "[::]:443"),
        ("keys_zone=cache:30m", "keys_zone=cache:30m"),
        ("~*", "~*"),
        ("", "\"\""),
        ("a b", "\"a b\""),
        ("a;b", "\"a;b\""),
        ("#x", "\"#x\""),
        ("a#b", "\"a#b\""),
        ("}", "\"}\""),
        ("${dollar}5", "\"${dollar}5\""),
        ("^/(.*)$", "\"^/(.*)$\""),
        (r"\.(rtdc)$", r#""\.(rtdc)$""#),
        (r"\d\", r#""\d\\""#),
        (r#"\""#, r#""\\\"""#),
        ("\\\n", r#""\\\n""#),
        ("\\\t", r#""\\\t""#),
        (r"\\d", r#""\\\d""#),
        ("é", "\"é\""),
        ("it's", "\"it's\""),
    ];
    for (text, written) in cases {
        let parameter = Parameter::literal(text).unwrap();
        assert_eq!(parameter.to_string(), written);
        assert_eq!(read_back(parameter), text.as_bytes(), "{written}");
    }
}

#[test]
fn the_limit_counts_backslashes_and_not_quotes() {
    let cases = [
        ("x".repeat(4094), true),
        ("x".repeat(4095), false),
        ("\"".repeat(2047), true),
        ("\"".repeat(2048), false),
        ("é".repeat(2047), true),
        ("é".repeat(2048), false),
    ];
    for (text, is_carried) in cases {
        assert_eq!(
            Parameter::literal(&text).is_ok(),
            is_carried,
            "{}",
            text.len()
        );
    }
    assert!(
        Parameter::text(&"$".repeat(500)).is_err(),
        "${{dollar}} has nine bytes"
    );
}

#[test]
fn comments_stay_comments() {
    for text in ["", "x", " x ", "# {", "é; }", "a\tb"] {
        let file = File::new([Item::from(Comment::new(text).unwrap())]);
        assert_eq!(File::parse(&file.print().text).unwrap(), file, "{text:?}");
    }
    for text in ["a\nlisten 1;", "\r", "\0", "\u{1b}"] {
        assert!(Comment::new(text).is_err(), "{text:?}");
    }
    assert!(Comment::new(&"c".repeat(4092)).is_ok());
    assert!(Comment::new(&"c".repeat(4093)).is_err());
}

#[test]
fn the_lexer_follows_the_table_of_rules() {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
    let cases: [(&str, Result<Vec<String>, &str>); 18] = [
        ("a b;", Ok(words(&["a", "b"]))),
        ("a\tb\r\nc ;", Ok(words(&["a", "b", "c"]))),
        ("a}b c#d;", Ok(words(&["a}b", "c#d"]))),
        ("a b\"c\"d;", Ok(words(&["a", "b\"c\"d"]))),
        (r"a b\;c;", Ok(words(&["a", r"b\;c"]))),
        (r"a b\ c;", Ok(words(&["a", r"b\ c"]))),
        (r"a 'it\'s \n \d';", Ok(words(&["a", "it's \n \\d"]))),
        ("a ${b}c{}", Ok(words(&["a", "${b}c"]))),
        ("a $b{}", Ok(words(&["a", "$b"]))),
        (
            "if ($a = \"b\") {}",
            Ok(words(&["if", "($a", "=", "b", ")"])),
        ),
        ("a \"b\nc\";", Ok(words(&["a", "b\nc"]))),
        ("a \"b\"c;", Err("closing quote")),
        ("a \"b;", Err("never closed")),
        ("a b", Err("expected `;`")),
        ("a {", Err("expected `}`")),
        ("}", Err("closes nothing")),
        ("a { b }", Err("expected: a directive before")),
        ("\u{feff}a;", Err("byte order mark")),
    ];
    for (text, expected) in cases {
        let found = File::parse(text);
        match expected {
            Err(message) => {
                let error = found.unwrap_err();
                assert!(error.message.contains(message), "{text:?}: {error}");
            }
            Ok(expected) => {
                let file = found.unwrap_or_else(|error| panic!("{text:?}: {error}"));
                let Item::Directive(directive) = &file.items[0] else {
                    panic!("{text:?}")
                };
                let found: Vec<&str> = [&directive.name]
                    .into_iter()
                    .chain(&directive.parameters)
                    .map(Parameter::as_str)
                    .collect();
                assert_eq!(found, expected, "{text:?}");
            }
        }
    }
}

#[test]
fn nesting_is_bounded() {
    let nested = |depth: usize| format!("{}{}", "a{".repeat(depth), "}".repeat(depth));
    assert!(File::parse(&nested(64)).is_ok());
    let error = File::parse(&nested(65)).unwrap_err();
    assert!(error.message.contains("deeper than 64"), "{error}");
    assert!(File::parse(&"a{".repeat(100_000)).is_err());
}

#[test]
fn errors_name_the_line() {
    for (text, line) in [("a;\nb;\n}", 3), ("a;\nb \"\n\nx", 2), ("a;\n\nb c", 3)] {
        assert_eq!(File::parse(text).unwrap_err().line, line, "{text:?}");
    }
    let file = File::parse("a;\n\nserver {\n  # c\n  listen 80;\n}\n").unwrap();
    let Item::Directive(server) = &file.items[1] else {
        panic!()
    };
    assert_eq!(server.line.0, Some(3));
    assert_eq!(server.named("listen").next().unwrap().line.0, Some(5));
}

#[test]
fn blocks_are_set_off_by_empty_lines() {
    let text = "\
# Generated by stackc.

upstream api {
    server 127.0.0.1:3000;
}

# The site.
server {
    listen 443 ssl;
    server_name example.org;

    location / {
        proxy_pass http://api;
    }

    # Nothing else.
    location = /x {
        return 404;
    }
}
";
    let file = File::parse(text).unwrap();
    assert_eq!(file.header.len(), 1);
    assert_eq!(file.print().text, text);
}

#[test]
fn printed_lines_know_their_causes() {
    use source::{Origin, ValuePath};
    let origin = |name: &str| Origin::new(ValuePath::root().field(name), None);
    let listen = Directive::simple("listen", [Parameter::number(80)]).caused_by(&origin("port"));
    let location = Directive::block("location", [Parameter::keyword("/")], Vec::<Item>::new())
        .caused_by(&origin("locations"));
    let server = Directive::block("server", [], [listen, location]).caused_by(&origin("site"));
    let mut file = File::new([server]);
    file.header.push(Comment::new("header").unwrap());
    let printed = file.print();
    let lines: Vec<&str> = printed.text.lines().collect();
    let causes: Vec<(String, &str)> = printed
        .causes
        .iter()
        .map(|(line, origin)| (origin.path().to_string(), lines[line - 1].trim()))
        .collect();
    let expected = [
        ("site".to_owned(), "server {"),
        ("port".to_owned(), "listen 80;"),
        ("locations".to_owned(), "location / {}"),
    ];
    assert_eq!(causes, expected);
}

#[test]
fn a_corpus_of_debian_files_is_read_and_written() {
    let corpus = [
        ("nginx.conf", include_str!("corpus/nginx.conf")),
        ("mime.types", include_str!("corpus/mime.types")),
        ("proxy_params", include_str!("corpus/proxy_params")),
        ("uwsgi_params", include_str!("corpus/uwsgi_params")),
        ("default", include_str!("corpus/default-site")),
        ("php", include_str!("corpus/php-site")),
        ("cache", include_str!("corpus/cache-site")),
    ];
    for (name, text) in corpus {
        let file = File::parse(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let printed = file.print().text;
        let again = File::parse(&printed).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(again, file, "{name}");
        assert_eq!(again.print().text, printed, "{name}");
    }
}

fn parameter() -> impl Strategy<Value = Parameter> {
    prop_oneof![
        "[a-z$/0-9{};\"'\\\\# \\n\\t]{0,12}",
        "\\PC{0,8}",
        any::<String>(),
    ]
    .prop_filter_map("refused", |text| Parameter::literal(&text).ok())
}

fn comment() -> impl Strategy<Value = Comment> {
    any::<String>().prop_filter_map("refused", |text| Comment::new(&text).ok())
}

fn items() -> impl Strategy<Value = Vec<Item>> {
    let simple = (parameter(), prop::collection::vec(parameter(), 0..4))
        .prop_map(|(name, parameters)| Item::from(Directive::entry(name, parameters)));
    let leaf = prop_oneof![4 => simple, 1 => comment().prop_map(Item::from)];
    let item = leaf.prop_recursive(4, 24, 4, |inner| {
        (
            parameter(),
            prop::collection::vec(parameter(), 0..3),
            prop::collection::vec(inner, 0..4),
        )
            .prop_map(|(name, parameters, block)| {
                Item::from(Directive {
                    block: Some(block),
                    ..Directive::entry(name, parameters)
                })
            })
    });
    prop::collection::vec(item, 0..5)
}

proptest! {
    #[test]
    fn what_is_printed_is_parsed_back(
        header in prop::collection::vec(comment(), 0..3),
        items in items(),
    ) {
        let file = File { header, items };
        let text = file.print().text;
        prop_assert_eq!(File::parse(&text), Ok(file));
    }

    #[test]
    fn any_literal_is_read_back_by_the_other_reader(text: String) {
        if let Ok(parameter) = Parameter::literal(&text) {
            prop_assert_eq!(read_back(parameter), text.as_bytes());
        }
    }

    #[test]
    fn any_text_is_read_back_where_variables_expand(text in "[$\\\\{}a-z\"\\PC]{0,20}") {
        if let Ok(parameter) = Parameter::text(&text) {
            prop_assert_eq!(expand_dollar(&read_back(parameter)), Some(text.into_bytes()));
        }
    }

    #[test]
    fn the_parser_never_panics(text: String) {
        drop(File::parse(&text));
    }

    #[test]
    fn the_parser_agrees_with_the_other_reader(text in "[a${}\"'\\\\; \\n#tn]{0,24}") {
        let ours = File::parse(&text);
        if let (Ok(file), Some((words, _))) = (ours, first_directive(text.as_bytes()))
            && let Some(Item::Directive(first)) = file.items.first()
        {
            let found: Vec<&[u8]> = [&first.name]
                .into_iter()
                .chain(&first.parameters)
                .map(|word| word.as_str().as_bytes())
                .collect();
            prop_assert_eq!(found, words);
        }
    }
}
