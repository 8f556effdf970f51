//! `certificate-NAME.sh`: puts a key pair where nginx looks for it (R18).
//!
//! It runs before nginx starts, and again whenever certbot has got a new certificate. Where nginx
//! looks is a link: to certbot's files when there are any, else to a pair made here. Nothing is made
//! inside certbot's `live/`, which it must find empty for a new name.

use super::add;
use crate::context::{Context, Output};
use formats::Refused;
use formats::shell::{Command, Condition, Line, Redirection, Script, Statement, Word};
use model::check::{CERTIFICATES, LETSENCRYPT, Role};
use model::leaf::Name;
use model::{Certificate, CertificateSource};
use source::Origin;
use tree::Reader;

/// Where the jobs find the script in their containers.
pub(crate) const PAIR_SCRIPT: &str = "/stackc/certificate.sh";

/// How long a placeholder is valid: longer than it takes to notice that certbot fails.
const PLACEHOLDER_DAYS: u32 = 30;

/// Longest common name that a certificate holds (RFC 5280, `ub-common-name`).
const LONGEST_COMMON_NAME: usize = 64;

/// Where the script of a certificate stands in the tree.
pub(crate) fn path(context: &Context<'_>, certificate: &Name) -> String {
    format!("{}/certificate-{certificate}.sh", context.own_folder())
}

pub(super) fn lower(context: &Context<'_>, output: &mut Output<'_>) {
    for (name, certificate) in &context.stack.stack.certificates {
        let origin = &certificate.source.origin;
        let script = match script(certificate, origin) {
            Ok(Some(script)) => Ok(script),
            Ok(None) => continue,
            Err(refused) => Err(refused),
        };
        let runs_it = |role: &Role| match role {
            Role::CertificatePair(of) | Role::Certbot(of) => of == name,
            Role::Own => false,
        };
        let parts = context.stack.parts.iter();
        let readers = parts
            .filter(|(_, part)| runs_it(&part.role))
            .map(|(part, _)| Reader::Unit(context.unit(context.service(part))));
        add(
            context,
            &path(context, name),
            script,
            readers,
            origin,
            output,
        );
    }
}

/// What is made when certbot has nothing.
struct Pair {
    /// Folder of the volume, in the container.
    root: &'static str,
    /// Where the link for nginx stands, below the root.
    links: &'static str,
    /// Where pairs are made, below the root.
    made: &'static str,
    days: u32,
    key: &'static [&'static str],
}

const PLACEHOLDER: Pair = Pair {
    root: LETSENCRYPT,
    links: "stackc",
    made: "placeholder",
    days: PLACEHOLDER_DAYS,
    key: &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
};

/// A pair that clients see: RSA, which all of them know.
const FINAL: Pair = Pair {
    root: CERTIFICATES,
    links: ".",
    made: "made",
    days: 0,
    key: &["-newkey", "rsa:4096"],
};

/// The script of a certificate; `None` when its pair is on the host already.
fn script(certificate: &Certificate, origin: &Origin) -> Result<Option<Script>, Refused> {
    let Some(name) = certificate.names.first() else {
        return Ok(None);
    };
    let names: Vec<&str> = certificate.names.iter().map(|n| n.value.as_str()).collect();
    let lines = match &certificate.source.value {
        CertificateSource::LetsEncrypt(_) => {
            let live = format!("{LETSENCRYPT}/live/{name}/fullchain.pem");
            vec![Statement::If {
                condition: Condition::Exists(Word::literal(&live)?),
                then: link(&PLACEHOLDER, "live", name.as_str())?,
                otherwise: vec![unless_valid(&PLACEHOLDER, &names)?.into()],
            }]
        }
        CertificateSource::SelfSigned(self_signed) => {
            let days = self_signed.days.value;
            let pair = Pair { days, ..FINAL };
            vec![unless_valid(&pair, &names)?]
        }
        CertificateSource::Provided(_) => return Ok(None),
    };
    let lines = lines.into_iter().map(|line| line.caused_by(origin));
    Ok(Some(Script::new(lines)))
}

/// Makes a pair, unless there is one that is valid for another day.
fn unless_valid(pair: &Pair, names: &[&str]) -> Result<Statement, Refused> {
    let Pair { root, links, .. } = pair;
    let name = names.first().copied().unwrap_or_default();
    let current = format!("{root}/{links}/{name}/fullchain.pem");
    let is_valid = Command::new("openssl")
        .arguments(["x509", "-noout", "-checkend", "86400", "-in"])
        .argument(Word::literal(&current)?)
        .redirect(Redirection::DiscardErrors);
    let mut lines = make(pair, names)?;
    lines.extend(link(pair, pair.made, name)?);
    Ok(Statement::If {
        condition: Condition::Succeeds(is_valid.into()).negated(),
        then: lines,
        otherwise: Vec::new(),
    })
}

/// Makes a key, and a certificate that it signs itself.
fn make(pair: &Pair, names: &[&str]) -> Result<Vec<Line>, Refused> {
    let name = names.first().copied().unwrap_or_default();
    let folder = format!("{}/{}/{name}", pair.root, pair.made);
    // Clients look at the alternative names; the common name is for people.
    let common_name = if name.len() <= LONGEST_COMMON_NAME {
        name
    } else {
        "stackc"
    };
    let alternative: Vec<String> = names.iter().map(|name| format!("DNS:{name}")).collect();
    let alternative = format!("subjectAltName={}", alternative.join(","));
    let make_folder = Command::new("mkdir")
        .arguments(["-p"])
        .argument(Word::literal(&folder)?);
    let make_pair = Command::new("openssl")
        .arguments(["req", "-x509", "-sha256", "-nodes"])
        .arguments(pair.key.iter().copied())
        .arguments(["-days"])
        .argument(Word::literal(&pair.days.to_string())?)
        .arguments(["-subj"])
        .argument(Word::literal(&format!("/CN={common_name}"))?)
        .arguments(["-addext"])
        .argument(Word::literal(&alternative)?)
        .arguments(["-keyout"])
        .argument(Word::literal(&format!("{folder}/privkey.pem"))?)
        .arguments(["-out"])
        .argument(Word::literal(&format!("{folder}/fullchain.pem"))?);
    Ok(vec![
        Statement::from(make_folder).into(),
        Statement::from(make_pair).into(),
    ])
}

/// Points the link that nginx follows to a folder beside it.
fn link(pair: &Pair, target: &str, name: &str) -> Result<Vec<Line>, Refused> {
    let Pair { root, links, .. } = pair;
    let up = if *links == "." { "" } else { "../" };
    let folder = Command::new("mkdir")
        .arguments(["-p"])
        .argument(Word::literal(&format!("{root}/{links}"))?);
    let link = Command::new("ln")
        .arguments(["-sfn"])
        .argument(Word::literal(&format!("{up}{target}/{name}"))?)
        .argument(Word::literal(&format!("{root}/{links}/{name}"))?);
    Ok(vec![
        Statement::from(folder).into(),
        Statement::from(link).into(),
    ])
}
