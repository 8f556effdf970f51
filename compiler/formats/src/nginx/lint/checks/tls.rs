//! Versions and cipher suites of TLS that are broken.

use super::{Directive, Scope, Weakness, WeaknessKind};

const KIND: WeaknessKind = WeaknessKind::WeakTls;

/// RFC 8996, RFC 7568 and RFC 6176.
const BROKEN_PROTOCOLS: &[&str] = &["SSLv2", "SSLv3", "TLSv1", "TLSv1.1"];

/// Parts of the names of suites and groups of suites, as `openssl-ciphers(1)` has them.
const BROKEN_CIPHERS: &[&str] = &[
    "RC2",
    "RC4",
    "DES",
    "3DES",
    "CBC3",
    "MD5",
    "NULL",
    "eNULL",
    "aNULL",
    "ADH",
    "AECDH",
    "EXP",
    "EXPORT",
    "EXPORT40",
    "EXPORT56",
    "LOW",
    "MEDIUM",
    "SEED",
    "IDEA",
    "COMPLEMENTOFALL",
];

/// Groups that hold suites without authentication, unless `!aNULL` takes them out.
const WITH_ANONYMOUS: &[&str] = &["ALL", "HIGH"];

pub(super) fn check(scope: &Scope<'_>, found: &mut Vec<Weakness>) {
    for name in ["ssl_protocols", "proxy_ssl_protocols"] {
        for directive in scope.frame.own(name) {
            let words = directive.parameters.iter().map(|word| word.as_str());
            let broken: Vec<&str> = words
                .filter(|word| BROKEN_PROTOCOLS.contains(word))
                .collect();
            if let [first, ..] = broken.as_slice() {
                let headline =
                    format!("`{first}` is broken, and no browser of the last years asks for it");
                found.push(
                    Weakness::warning(KIND, directive, headline)
                        .hint("use `TLSv1.2` and `TLSv1.3`"),
                );
            }
        }
    }
    for directive in scope.frame.own("ssl_ciphers") {
        if let Some(broken) = directive.parameter(0).and_then(broken_cipher) {
            found.push(of_cipher(directive, broken));
        }
    }
}

fn of_cipher(directive: &Directive, broken: &str) -> Weakness {
    Weakness::warning(
        KIND,
        directive,
        format!("the cipher suites of `{broken}` are broken"),
    )
    .hint("use `recipes.modern_tls`, or name suites of ECDHE with AES-GCM or ChaCha20")
}

fn broken_cipher(list: &str) -> Option<&str> {
    let words = || list.split([':', ',', ' ']);
    let excludes_anonymous = words().any(|word| ["!aNULL", "!ADH"].contains(&word));
    let chosen = words().filter(|word| !word.starts_with(['!', '-', '+']));
    chosen.into_iter().find(|word| {
        let mut parts = word.split(['-', '+']);
        let is_broken = parts.any(|part| BROKEN_CIPHERS.contains(&part));
        let is_open = WITH_ANONYMOUS.contains(word) && !excludes_anonymous;
        is_broken || is_open || *word == "@SECLEVEL=0"
    })
}
