//! Scripts, run by dash and busybox.

use crate::hostile::{Places, assert_same, hostile_strings};
use crate::layer::{Layer, PRINT_OUT, read_out};
use formats::shell::{
    Command, Comment, Piece, Redirection, Script, Statement, VariableName, Word, quote,
};

/// `printf %s WORD > /out/PLACE`.
fn print(word: Word, place: &str) -> Statement {
    let file = Word::literal(&format!("/out/{place}")).unwrap();
    let command = Command::new("printf").arguments(["%s"]).argument(word);
    command.redirect(Redirection::To(file)).into()
}

#[test]
fn shells_get_every_word() {
    let value = VariableName::parse("value").unwrap();
    let mut statements = Vec::new();
    let mut written = Places::new();
    for hostile in hostile_strings() {
        let Ok(word) = Word::literal(&hostile.text) else {
            assert!(hostile.text.contains('\0'), "{}", hostile.id);
            continue;
        };
        statements.extend(Comment::new(&hostile.text).map(Statement::Comment));
        let mut add = |kind: &str, word: Word| {
            let place = format!("{}.{kind}", hostile.id);
            statements.push(print(word, &place));
            written.insert(place, hostile.text.clone().into());
        };
        add("argument", word.clone());
        // Inside another shell's command line.
        let inner = format!("printf %s {}", quote(&hostile.text).unwrap());
        let command = Command::new("eval").argument(Word::literal(&inner).unwrap());
        let inner = Piece::Output(command.into());
        if !hostile.text.ends_with('\n') {
            add("quoted", inner.into());
        }
        statements.push(Statement::Assign(value.clone(), word));
        let place = format!("{}.variable", hostile.id);
        statements.push(print(Piece::Variable(value.clone()).into(), &place));
        written.insert(place, hostile.text.into());
    }
    let is_comment = |statement: &&Statement| matches!(statement, Statement::Comment(_));
    let n_comments = statements.iter().filter(is_comment).count();
    assert!(n_comments > 80, "{n_comments}");
    let layer = Layer::new();
    layer.file("/srv/script", &Script::new(statements).print().text);
    for program in [&["dash"][..], &["busybox", "sh"]] {
        let script = format!("mkdir /out\n\"$@\" /srv/script\n{PRINT_OUT}");
        assert_same(&written, &read_out(&layer.script(&script, program)));
    }
}
