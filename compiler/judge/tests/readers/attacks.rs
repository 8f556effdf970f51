//! What we refuse to write, written by hand: the program on the other side really does the harm. Each
//! attack stands beside the encoder that refuses it.

mod quadlets;

use crate::layer::{Layer, PRINT_OUT, assert_silent, read_out};
use crate::nginx::answers;
use crate::systemd::SYSTEMD;
use crate::uwsgi;
use formats::systemd::Section;
use formats::{env, ini, nft, nginx, systemd, sysusers, tmpfiles};

#[test]
fn units_do_harm_that_our_encoders_refuse() {
    let layer = Layer::new();
    layer.program("/usr/bin/evil", "echo evil > /out/$1.evil");
    layer.program("/usr/bin/record", "cat /proc/$$/environ > /out/environment");
    // G1, in a plain unit.
    let description = "x\r[Service]\rExecStartPre=/usr/bin/evil g1";
    // G18, in a file that podman shall read too.
    let variable = "x\rLD_PRELOAD=/tmp/evil.so";
    // G14: the protection is off.
    layer.file("/etc/attack.env", &format!("A={variable}\n"));
    layer.file(
        "/etc/systemd/system/attack.service",
        &format!(
            "[Unit]\nDescription={description}\n[Service]\nType=oneshot\nRemainAfterExit=yes\n\
             EnvironmentFile=/etc/attack.env\nNoNewPrivileges=maybe\nExecStart=/usr/bin/record\n"
        ),
    );
    let script = format!(
        "mkdir /out; systemctl start attack.service\n\
         systemctl show --property=NoNewPrivileges attack.service > /out/shown\n{PRINT_OUT}"
    );
    let files = read_out(&layer.boot(&script));
    assert!(files.contains_key("g1.evil"));
    let mut variables = files["environment"].split(|byte| *byte == 0);
    assert!(variables.any(|variable| variable == b"LD_PRELOAD=/tmp/evil.so"));
    assert_eq!(files["shown"], b"NoNewPrivileges=no\n");

    assert!(systemd::assign(Section::Unit, "Description", description, SYSTEMD).is_err());
    assert!(env::encode(env::Dialect::Common, "A", variable).is_err());
    assert!(systemd::assign(Section::Service, "NoNewPrivileges", "maybe", SYSTEMD).is_err());
}

#[test]
fn headers_and_bodies_change_where_we_refuse_or_escape() {
    let configuration = "events {}\nhttp { server {\n listen 127.0.0.1:8080;\n\
         location = /g15 { add_header X \"a\r\nSet-Cookie: evil=1\"; return 200 x; }\n\
         location = /g16 { return 200 \"$5.00\"; }\n} }\n";
    let paths = ["/g15", "/g16"].map(str::to_owned);
    let answers = answers(configuration, &paths);
    assert_eq!(answers[0].header("Set-Cookie"), Some(&b"evil=1"[..]));
    assert_eq!(answers[1].body, b".00");

    let value = [nginx::Piece::Literal("a\r\nSet-Cookie: evil=1")];
    assert!(nginx::Parameter::header_value(&value).is_err());
    let price = nginx::Parameter::text("$5.00").unwrap();
    assert_eq!(price.to_string(), "\"${dollar}5.00\"");
}

#[test]
fn a_quote_in_a_comment_flushes_every_table() {
    let comment = "x\"; }; flush ruleset; table inet evil { comment \"y";
    assert!(nft::Comment::new(comment).is_err());
    let layer = Layer::new();
    layer.file(
        "/etc/attack.nft",
        &format!("table inet attack {{ comment \"{comment}\"; }}\n"),
    );
    let script = "nft add table inet other; nft -f /etc/attack.nft; nft list tables";
    let outcome = layer.script(script, &[]);
    assert_silent(&outcome);
    assert_eq!(outcome.stdout, "table inet evil\n");
}

#[test]
fn a_carriage_return_begins_another_line_of_sysusers_and_tmpfiles() {
    let layer = Layer::new();
    layer.file(
        "/etc/sysusers.d/attack.conf",
        "u harmless - x\ru evil 1234 y\n",
    );
    layer.file(
        "/etc/tmpfiles.d/attack.conf",
        "f /out/harmless - - - - x\rf /out/evil - - - - y\n",
    );
    let script = format!(
        "mkdir /out; systemd-sysusers attack.conf 2> /dev/null; getent passwd 1234 > /out/passwd\n\
         systemd-tmpfiles --create attack.conf\n{PRINT_OUT}"
    );
    let files = read_out(&layer.script(&script, &[]));
    assert!(files["passwd"].starts_with(b"evil:x:1234:1234:y:"));
    assert_eq!(files["harmless"], b"x");
    assert_eq!(files["evil"], b"y");

    let user = sysusers::User::new("harmless".parse().unwrap());
    assert!(user.description("x\ru evil 1234 y").is_err());
    let line = tmpfiles::Line::new("f".parse().unwrap(), "/out/harmless").unwrap();
    let line = line.argument("x\rf /out/evil - - - - y").unwrap();
    let mut file = tmpfiles::File::default();
    file.add(line);
    assert!(!tmpfiles::print(&file).text.contains('\r'));
}

/// G19.
#[test]
fn uwsgi_reads_files_and_runs_programs_for_a_value() {
    let layer = Layer::new();
    layer.file("/etc/secret", "secret");
    let mut script = "mkdir /out\n".to_owned();
    let values = [
        ("file", "@(/etc/secret)", "secret"),
        ("program", "@(exec://echo evil)", "evil"),
        ("variable", "$(HOME)", "/root"),
        ("placeholder", "%%(word)", "x"),
    ];
    for (id, value, _) in values {
        layer.file(
            &format!("/srv/{id}.ini"),
            &format!("[uwsgi]\nword = x\nenv = K={value}\nexec-asap = env -0 > /out/$ID\n"),
        );
        script += &uwsgi::run(id);
        assert!(ini::Value::text(ini::Dialect::Uwsgi, value).is_err());
    }
    let files = read_out(&layer.script(&format!("{script}{PRINT_OUT}"), &[]));
    let read = uwsgi::variables(&files);
    for (id, _, harm) in values {
        assert_eq!(read[id], harm.as_bytes(), "{id}");
    }
}
