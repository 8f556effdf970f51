//! Files of one line of words, such as the kernel's command line.
//!
//! A file of ours is a [`File`]. A file of others, of which a stack owns single words, is read as a
//! [`Document`] and edited by [`add_token`], which keeps every other byte:
//!
//! ```
//! use formats::tokens::{Document, Token, add_token};
//!
//! let text = "console=tty1 root=PARTUUID=7c5a rootwait\n";
//! let token = Token::parse("cgroup_enable=memory")?;
//! let text = add_token(text, &token)?;
//! assert_eq!(text, "console=tty1 root=PARTUUID=7c5a rootwait cgroup_enable=memory\n");
//! assert!(Document::read(&text)?.has(&token));
//! assert_eq!(add_token(&text, &token)?, text);
//! assert!(Token::parse("two words").is_err());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod syntax;
pub use syntax::{Entry, File, Token};

mod parse;
pub use parse::{Document, parse};

mod print;
pub use print::print;

mod edit;
pub use edit::add_token;
