//! Configuration files, read by a running nginx that answers with the strings.

use crate::hostile::{Places, assert_same, carried, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use formats::nginx::{
    Comment, Directive, File, Item, Location, Modifier, Parameter, Piece, dollar_block,
};

/// One answer, as it came over the wire.
#[derive(Debug)]
pub(crate) struct Answer {
    /// The status line and the headers, each with its CR LF.
    pub(crate) head: Vec<u8>,
    /// What follows the empty line.
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// The value of a header, as it stands behind `name: `.
    pub(crate) fn header(&self, name: &str) -> Option<&[u8]> {
        let name = format!("{name}: ");
        let mut lines = self.head.split_inclusive(|byte| *byte == b'\n');
        let line = lines.find_map(|line| line.strip_prefix(name.as_bytes()))?;
        line.strip_suffix(b"\r\n")
    }
}

/// What a running nginx with this configuration, which listens on port 8080, answers to `GET` of each path.
pub(crate) fn answers(configuration: &str, paths: &[String]) -> Vec<Answer> {
    let layer = Layer::new();
    layer.file("/etc/hostile.conf", configuration);
    let requests = paths.iter().enumerate().map(|(index, path)| {
        let connection = if index + 1 == paths.len() {
            "close"
        } else {
            "keep-alive"
        };
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: {connection}\r\n\r\n")
    });
    layer.file("/srv/requests", &requests.collect::<String>());
    let script = format!(
        "mkdir /out; nginx -q -c /etc/hostile.conf -e stderr\n\
         busybox nc 127.0.0.1 8080 < /srv/requests > /out/answers\n{PRINT_OUT}"
    );
    let read = read_out(&layer.script_of_root(&script));
    let mut rest = read["answers"].as_slice();
    let mut answers = Vec::new();
    while !rest.is_empty() {
        answers.push(take_answer(&mut rest));
    }
    assert_eq!(answers.len(), paths.len());
    answers
}

fn take_answer(rest: &mut &[u8]) -> Answer {
    let end = rest
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let (head, body) = rest.split_at(end + 4);
    let mut answer = Answer {
        head: head[..end + 2].to_vec(),
        body: Vec::new(),
    };
    let length = std::str::from_utf8(answer.header("Content-Length").unwrap()).unwrap();
    let (body, behind) = body.split_at(length.parse().unwrap());
    answer.body = body.to_vec();
    *rest = behind;
    answer
}

/// A whole configuration: what stands in `http` beside all comments, and the locations of its server.
pub(crate) fn configuration(http: Vec<Directive>, locations: Vec<Directive>) -> String {
    let listen = Directive::simple("listen", [Parameter::keyword("127.0.0.1:8080")]);
    let server = Directive::block("server", [], std::iter::once(listen).chain(locations));
    let comments = hostile_strings().into_iter();
    let comments: Vec<_> = comments
        .filter_map(|hostile| Comment::new(&hostile.text).ok())
        .collect();
    assert!(comments.len() > 80, "{}", comments.len());
    let comments = comments.into_iter().map(Item::Comment);
    let directives = http.into_iter().chain([server]).map(Item::from);
    let http = Directive::block("http", [], comments.chain(directives));
    let events = Directive::block("events", [], Vec::<Directive>::new());
    File::new([events, http]).print().text
}

/// `location = /PATH` with these directives.
fn location(path: &str, items: impl IntoIterator<Item = Directive>) -> Directive {
    Location::new(Modifier::Exact, path)
        .unwrap()
        .directive(items)
}

fn respond(with: Parameter) -> Directive {
    Directive::simple("return", [Parameter::number(200), with])
}

#[test]
fn every_parameter_arrives() {
    let variables = Directive::simple("variables_hash_max_size", [Parameter::number(4096)]);
    let (mut http, mut locations) = (vec![variables, dollar_block()], Vec::new());
    let (mut paths, mut written) = (Vec::new(), Places::new());
    let mut add = |place: &str, id: &str, items: Vec<Directive>, text: &str| {
        let path = format!("/{place}/{id}");
        locations.push(location(&path, items));
        written.insert(path.clone(), text.into());
        paths.push(path);
    };
    for (hostile, parameter) in carried("nginx_literal", |h| Parameter::literal(&h.text)) {
        // Values of `geo` are taken as they are.
        let variable = format!("$literal_{}", hostile.id.replace('-', "_"));
        let variable = Parameter::literal(&variable).unwrap();
        let default = Directive::simple("default", [parameter]);
        http.push(Directive::block("geo", [variable.clone()], [default]));
        add(
            "literal",
            &hostile.id,
            vec![respond(variable)],
            &hostile.text,
        );
    }
    for (hostile, parameter) in carried("nginx_with_variables", |h| Parameter::text(&h.text)) {
        add(
            "variables",
            &hostile.id,
            vec![respond(parameter)],
            &hostile.text,
        );
    }
    let header_value = |text: &str| Parameter::header_value(&[Piece::Literal(text)]);
    for (hostile, parameter) in carried("nginx_header_value", |h| header_value(&h.text)) {
        let words = [Parameter::keyword("X-Hostile"), parameter];
        let header = Directive::simple("add_header", words);
        let items = vec![header, respond(Parameter::keyword("x"))];
        add("header", &hostile.id, items, &hostile.text);
    }
    // nginx sends no empty header.
    written.remove("/header/empty").unwrap();

    let answers = answers(&configuration(http, locations), &paths);
    let answered = paths.into_iter().zip(answers);
    let read = answered.filter_map(|(path, answer)| {
        let bytes = match path.starts_with("/header/") {
            true => answer.header("X-Hostile")?.to_vec(),
            false => answer.body,
        };
        Some((path, bytes))
    });
    assert_same(&written, &read.collect());
}

#[test]
fn every_path_is_found() {
    let (mut locations, mut paths, mut written) = (Vec::new(), Vec::new(), Places::new());
    for hostile in hostile_strings() {
        let path = format!("/{}", hostile.text);
        // nginx compares with paths in which such parts are resolved.
        let is_resolved = path.contains("//") || path.contains("/../");
        if let (Ok(location), false) = (Location::new(Modifier::Exact, &path), is_resolved) {
            let id = Parameter::literal(&hostile.id).unwrap();
            locations.push(location.directive([respond(id)]));
            let escaped = path.bytes().skip(1).map(|byte| format!("%{byte:02x}"));
            let escaped = format!("/{}", escaped.collect::<String>());
            written.insert(escaped.clone(), hostile.id.into());
            paths.push(escaped);
        }
    }
    assert!(paths.len() > 80, "{}", paths.len());
    let answers = answers(&configuration(Vec::new(), locations), &paths);
    let read = paths.into_iter().zip(answers);
    assert_same(
        &written,
        &read.map(|(path, answer)| (path, answer.body)).collect(),
    );
}
