//! Syntax to text, indented as `nft list` does it.

use super::{
    Base, Chain, Comment, Direction, Elements, File, Hook, Interface, Is, Match, Operand, Priority,
    Protocol, Rule, Set, Side, Statement, Table, Verdict,
};
use crate::{Cause, Printed};
use std::fmt::{self, Display};

impl File {
    /// The text of the file; [`File::parse`] gives the same file back.
    ///
    /// Each table is declared (which creates it when it is missing), deleted and defined: loading the
    /// file replaces what an earlier version left, in one transaction, and no other table.
    pub fn print(&self) -> Printed {
        let Self { header, tables } = self;
        let mut printer = Printer::default();
        for line in header {
            match line.as_str() {
                "" => printer.line(0, "#"),
                text => printer.line(0, &format!("# {text}")),
            }
        }
        for table in tables {
            let Table { family, name, .. } = table;
            let address = format!("{} {}", family.word(), name.as_str());
            printer.caused(&table.cause);
            printer.line(0, &format!("table {address}"));
            printer.line(0, &format!("delete table {address}"));
            printer.table(table, &address);
        }
        printer.printed
    }
}

#[derive(Default)]
struct Printer {
    printed: Printed,
    lines: usize,
}

impl Printer {
    fn table(&mut self, table: &Table, address: &str) {
        let Table {
            family: _,
            name: _,
            comment,
            sets,
            chains,
            cause,
        } = table;
        self.caused(cause);
        self.line(0, &format!("table {address} {{"));
        self.comment(1, comment.as_ref());
        for set in sets {
            self.set(set);
        }
        for (index, chain) in chains.iter().enumerate() {
            if index > 0 || !sets.is_empty() {
                self.line(0, "");
            }
            self.chain(chain);
        }
        self.line(0, "}");
    }

    fn set(&mut self, set: &Set) {
        let Set {
            name,
            comment,
            elements,
            cause,
        } = set;
        self.caused(cause);
        self.line(1, &format!("set {} {{", name.as_str()));
        self.line(2, &format!("type {}", elements.type_name()));
        if elements.has_ranges() {
            self.line(2, "flags interval");
        }
        self.comment(2, comment.as_ref());
        let written = match elements {
            Elements::Ports(ports) => listed(ports),
            Elements::V4(prefixes) => listed(prefixes),
            Elements::V6(prefixes) => listed(prefixes),
            Elements::Interfaces(names) => listed(names),
        };
        if !written.is_empty() {
            self.line(2, &format!("elements = {{ {written} }}"));
        }
        self.line(1, "}");
    }

    fn chain(&mut self, chain: &Chain) {
        let Chain {
            name,
            comment,
            base,
            rules,
            cause,
        } = chain;
        self.caused(cause);
        self.line(1, &format!("chain {} {{", name.as_str()));
        self.comment(2, comment.as_ref());
        if let Some(base) = base {
            self.line(2, &base.to_string());
        }
        for rule in rules {
            self.caused(&rule.cause);
            self.line(2, &rule.to_string());
        }
        self.line(1, "}");
    }

    fn comment(&mut self, depth: usize, comment: Option<&Comment>) {
        if let Some(comment) = comment {
            self.line(depth, &format!("comment \"{}\"", comment.as_str()));
        }
    }

    fn caused(&mut self, cause: &Cause) {
        if let Some(origin) = &cause.0 {
            self.printed.causes.push((self.lines + 1, origin.clone()));
        }
    }

    fn line(&mut self, depth: usize, text: &str) {
        self.printed.text.push_str(&"\t".repeat(depth));
        self.printed.text.push_str(text);
        self.printed.text.push('\n');
        self.lines += 1;
    }
}

fn listed<T: Display>(values: &[T]) -> String {
    let written: Vec<String> = values.iter().map(T::to_string).collect();
    written.join(", ")
}

impl Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            hook,
            priority,
            policy,
        } = self;
        write!(
            f,
            "type {} hook {} priority {}; policy {};",
            kind.word(),
            hook.word(),
            priority.word(*hook),
            policy.word()
        )
    }
}

impl Display for Rule {
    /// Writes the rule on one line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            matches,
            statements,
            verdict,
            comment,
            cause: _,
        } = self;
        let mut words: Vec<String> = matches.iter().map(Match::to_string).collect();
        words.extend(statements.iter().map(Statement::to_string));
        words.extend(verdict.iter().map(Verdict::to_string));
        if words.is_empty() {
            // What a rule without verdict does; nft cannot read a rule of nothing.
            words.push("continue".to_owned());
        }
        if let Some(comment) = comment {
            words.push(format!("comment \"{}\"", comment.as_str()));
        }
        f.write_str(&words.join(" "))
    }
}

impl Display for Match {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interface(direction, is, names) => {
                let key = match direction {
                    Direction::Input => "iifname",
                    Direction::Output => "oifname",
                };
                write!(f, "{key} {}{names}", is.word())
            }
            Self::Protocol(is, protocols) => write!(f, "meta l4proto {}{protocols}", is.word()),
            Self::Port(transport, side, is, ports) => {
                let side = match side {
                    Side::Source => "sport",
                    Side::Destination => "dport",
                };
                write!(f, "{} {side} {}{ports}", transport.word(), is.word())
            }
            Self::V4(side, is, prefixes) => {
                write!(f, "ip {} {}{prefixes}", side.word(), is.word())
            }
            Self::V6(side, is, prefixes) => {
                write!(f, "ip6 {} {}{prefixes}", side.word(), is.word())
            }
            Self::State(states) => {
                let words: Vec<&str> = states.as_slice().iter().map(|state| state.word()).collect();
                write!(f, "ct state {}", words.join(","))
            }
            Self::Status(status) => write!(f, "ct status {}", status.word()),
            Self::OriginalPort(side, is, ports) => {
                let side = match side {
                    Side::Source => "proto-src",
                    Side::Destination => "proto-dst",
                };
                write!(f, "ct original {side} {}{ports}", is.word())
            }
            Self::LocalAddress(side) => write!(f, "fib {} type local", side.word()),
        }
    }
}

impl Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Counter => f.write_str("counter"),
            Self::Log(None) => f.write_str("log"),
            Self::Log(Some(prefix)) => write!(f, "log prefix \"{}\"", prefix.as_str()),
        }
    }
}

impl Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Accept => f.write_str("accept"),
            Self::Drop => f.write_str("drop"),
            Self::Reject => f.write_str("reject"),
            Self::Return => f.write_str("return"),
            Self::Jump(chain) => write!(f, "jump {}", chain.as_str()),
            Self::Goto(chain) => write!(f, "goto {}", chain.as_str()),
            Self::RedirectTo(port) => write!(f, "redirect to :{port}"),
            Self::Masquerade => f.write_str("masquerade"),
        }
    }
}

impl<T: Display> Display for Operand<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Set(name) => write!(f, "@{}", name.as_str()),
            Self::Values(values) => match values.as_slice() {
                [value] => write!(f, "{value}"),
                values => write!(f, "{{ {} }}", listed(values)),
            },
        }
    }
}

impl Display for Interface {
    /// Writes the name in quotes, a star behind it when it is a beginning.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.is_prefix() { "*" } else { "" };
        write!(f, "\"{}{star}\"", self.name())
    }
}

impl Display for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl Priority {
    /// The name nft has for it at this hook, else the number.
    fn word(self, hook: Hook) -> String {
        let name = match self {
            Self::RAW => Some("raw"),
            Self::MANGLE => Some("mangle"),
            Self::DSTNAT if hook == Hook::Prerouting => Some("dstnat"),
            Self::FILTER => Some("filter"),
            Self::SECURITY => Some("security"),
            Self::SRCNAT if hook == Hook::Postrouting => Some("srcnat"),
            Self(_) => None,
        };
        name.map_or_else(|| self.0.to_string(), str::to_owned)
    }
}

impl Is {
    fn word(self) -> &'static str {
        match self {
            Self::Equal => "",
            Self::NotEqual => "!= ",
        }
    }
}
