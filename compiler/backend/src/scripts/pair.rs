//! `certificate-NAME.sh`: puts a key pair where nginx looks for it (R18).
//!
//! It runs before nginx starts, and again whenever certbot has got a new certificate. Where nginx
//! looks is a link: to certbot's files when there are any, else to a pair made here. Nothing is made
//! inside certbot's `live/`, which it must find empty for a new name.

use super::add;
use crate::context::{Context, Output};
use formats::Refused;
use formats::shell::{Command, Condition, Line, Redirection, Script, Statement, Word};
use model::check::{CERTIFICATES, LETSENCRYPT, Role, copy_folder};
use model::decode::Entry;
use model::leaf::Name;
use model::{Certificate, CertificateCopy, CertificateSource};
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
        let script = match script(context, name, certificate, origin) {
            Ok(Some(script)) => Ok(script),
            Ok(None) => continue,
            Err(refused) => Err(refused),
        };
        let runs_it = |role: &Role| match role {
            Role::CertificatePair(of) | Role::Certbot(of) => of == name,
            Role::Own => false,
        };
        let parts = context
            .stack
            .parts
            .iter()
            .map(|(name, part)| (name, &part.role));
        let services = context
            .stack
            .services
            .iter()
            .map(|(name, part)| (name, &part.role));
        let readers = parts
            .chain(services)
            .filter(|(_, role)| runs_it(role))
            .map(|(part, _)| Reader::Unit(context.part_unit(part)));
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
    /// The folder it is made in, in the container.
    folder: String,
    days: u32,
    key: &'static [&'static str],
}

/// The script of a certificate; `None` when its pair is on the host already.
fn script(
    context: &Context<'_>,
    certificate_name: &Name,
    certificate: &Certificate,
    origin: &Origin,
) -> Result<Option<Script>, Refused> {
    let Some(name) = certificate.names.first() else {
        return Ok(None);
    };
    let names: Vec<&str> = certificate.names.iter().map(|n| n.value.as_str()).collect();
    let (folder, statement) = match &certificate.source.value {
        CertificateSource::LetsEncrypt(_) => {
            let folder = format!("{LETSENCRYPT}/stackc/{name}");
            (folder, from_certbot(name.as_str(), &names)?)
        }
        CertificateSource::SelfSigned(self_signed) => {
            let pair = Pair {
                folder: format!("{CERTIFICATES}/{name}"),
                days: self_signed.days.value,
                // RSA is what every client knows.
                key: &["-newkey", "rsa:4096"],
            };
            let statement = unless_valid(&pair.folder, make(&pair, &names)?)?;
            (pair.folder, statement)
        }
        CertificateSource::Provided(_) => return Ok(None),
    };
    let mut lines = vec![statement.caused_by(origin)];
    for (of, wanted) in context.stack.copies_of(certificate_name.as_str()) {
        lines.extend(copy(&folder, of, wanted)?);
    }
    Ok(Some(Script::new(lines)))
}

/// Gives a container its copy of the pair, owned by the user that reads it.
fn copy(folder: &str, of: &Name, wanted: &Entry<CertificateCopy>) -> Result<Vec<Line>, Refused> {
    let CertificateCopy { uid, gid, mode, .. } = &wanted.value;
    let to = copy_folder(of);
    let mut lines = Vec::new();
    for (file, mode) in [
        ("fullchain.pem", "0444".to_owned()),
        ("privkey.pem", mode.to_string()),
    ] {
        let install = Command::new("install")
            .arguments(["-o"])
            .argument(Word::literal(&uid.to_string())?)
            .arguments(["-g"])
            .argument(Word::literal(&gid.to_string())?)
            .arguments(["-m"])
            .argument(Word::literal(&mode)?)
            .argument(Word::literal(&format!("{folder}/{file}"))?)
            .argument(Word::literal(&format!("{to}/{file}"))?);
        lines.push(Statement::from(install).caused_by(&wanted.key));
    }
    Ok(lines)
}

/// Certbot's pair if there is one, else a placeholder.
fn from_certbot(name: &str, names: &[&str]) -> Result<Statement, Refused> {
    let pair = Pair {
        folder: format!("{LETSENCRYPT}/placeholder/{name}"),
        days: PLACEHOLDER_DAYS,
        key: &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"],
    };
    let live = format!("{LETSENCRYPT}/live/{name}/fullchain.pem");
    let mut placeholder = make(&pair, names)?;
    placeholder.extend(link("placeholder", name)?);
    let seen_by_nginx = format!("{LETSENCRYPT}/stackc/{name}");
    Ok(Statement::If {
        condition: Condition::Exists(Word::literal(&live)?),
        then: link("live", name)?,
        otherwise: vec![unless_valid(&seen_by_nginx, placeholder)?.into()],
    })
}

/// Runs lines unless the pair in a folder is valid for another day.
fn unless_valid(folder: &str, lines: Vec<Line>) -> Result<Statement, Refused> {
    let is_valid = Command::new("openssl")
        .arguments(["x509", "-noout", "-checkend", "86400", "-in"])
        .argument(Word::literal(&format!("{folder}/fullchain.pem"))?)
        .redirect(Redirection::DiscardErrors);
    Ok(Statement::If {
        condition: Condition::Succeeds(is_valid.into()).negated(),
        then: lines,
        otherwise: Vec::new(),
    })
}

/// Makes a key, and a certificate that it signs itself.
fn make(pair: &Pair, names: &[&str]) -> Result<Vec<Line>, Refused> {
    let name = names.first().copied().unwrap_or_default();
    let folder = &pair.folder;
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
        .argument(Word::literal(folder)?);
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

/// Points the link that nginx follows to another folder of certbot's volume.
fn link(target: &str, name: &str) -> Result<Vec<Line>, Refused> {
    let links = format!("{LETSENCRYPT}/stackc");
    let make_folder = Command::new("mkdir")
        .arguments(["-p"])
        .argument(Word::literal(&links)?);
    let make_link = Command::new("ln")
        .arguments(["-sfn"])
        .argument(Word::literal(&format!("../{target}/{name}"))?)
        .argument(Word::literal(&format!("{links}/{name}"))?);
    Ok(vec![
        Statement::from(make_folder).into(),
        Statement::from(make_link).into(),
    ])
}
