//! POSIX shell: words for `sh -c`, and scripts as syntax. Written only, never read.
//!
//! Values reach a script as [`Word`]s, so none can become syntax; a script that reads a secret, checks it
//! and derives another from it:
//!
//! ```
//! use formats::shell::{
//!     Command, Comparison, Condition, Piece, Script, Statement, VariableName, Word,
//!     fail, percent_encode,
//! };
//!
//! let password = VariableName::parse("password")?;
//! let encoded = VariableName::parse("password_percent")?;
//! let read = Command::new("podman")
//!     .arguments(["secret", "inspect", "--showsecret", "--format", "{{.SecretData}}"])
//!     .argument(Word::literal("wiki-db_password")?);
//! let url = Word::of([
//!     Piece::literal("postgresql://otterwiki:")?,
//!     Piece::Variable(encoded.clone()),
//!     Piece::literal("@db/otterwiki")?,
//! ]);
//! let create = Command::new("podman")
//!     .arguments(["secret", "create", "--replace"])
//!     .argument(Word::literal("wiki-url")?)
//!     .argument(Word::keyword("-"));
//! let script = Script::new([
//!     Statement::Assign(password.clone(), Word::from(Piece::Output(read.into()))),
//!     Statement::If {
//!         condition: Condition::Number(Piece::Length(password.clone()).into(), Comparison::Less, 16),
//!         then: fail("the secret `wiki-db_password` needs at least 16 characters")?,
//!         otherwise: vec![],
//!     },
//!     Statement::Assign(encoded, Piece::Output(percent_encode(&password)).into()),
//!     Statement::Run(Command::new("printf").arguments(["%s"]).argument(url).pipe(create)),
//! ]);
//!
//! assert_eq!(script.print().text, "\
//! #!/bin/sh
//! set -eu
//!
//! password=$(podman secret inspect --showsecret --format '{{.SecretData}}' wiki-db_password)
//! if [ \"${#password}\" -lt 16 ]; then
//!     printf '%s\\n' 'the secret `wiki-db_password` needs at least 16 characters' >&2
//!     exit 1
//! fi
//! password_percent=$(printf %s \"$password\" | od -An -v -tx1 | sed 's/ /%/g' | tr -d '\\n')
//! printf %s \"postgresql://otterwiki:${password_percent}@db/otterwiki\" |
//!     podman secret create --replace wiki-url -
//! ");
//! # Ok::<(), formats::Refused>(())
//! ```

mod syntax;
pub use syntax::{
    Command, Comment, Comparison, Condition, Line, Pipeline, Redirection, Script, Statement,
};

mod word;
pub use word::{Literal, Piece, VariableName, Word};

mod quote;
pub use quote::quote;

mod print;

mod idioms;
pub use idioms::{fail, percent_encode, quote_for_environment_file};
