//! The exposure of hosts for scripts.

use super::super::Reported;
use super::table::place;
use exposure::{Judged, Judgement, Verdict, Way};
use formats::nft::Transport;

/// What `stackc expose --json` prints.
#[derive(serde::Serialize)]
pub(super) struct JsonExpose<'a> {
    pub(super) format: u32,
    pub(super) hosts: Vec<JsonHost<'a>>,
    pub(super) diagnostics: &'a [serde_json::Value],
}

/// A host, by the name of what was built for it.
#[derive(serde::Serialize)]
pub(super) struct JsonHost<'a> {
    name: &'a str,
    listeners: Vec<JsonListener<'a>>,
}

#[derive(serde::Serialize)]
struct JsonListener<'a> {
    /// `tcp` or `udp`.
    protocol: &'static str,
    /// An address, `*` for all, or `localhost`.
    address: String,
    port: u16,
    who: &'a str,
    /// None for what is the host's own.
    stack: Option<&'a str>,
    /// `process`, `forwarded`, `redirected`, `networks` or `none`.
    way: &'static str,
    /// The port behind it, of a container or of a redirect.
    to: Option<u16>,
    ipv4: JsonJudgement<'a>,
    ipv6: JsonJudgement<'a>,
}

#[derive(serde::Serialize)]
struct JsonJudgement<'a> {
    verdict: JsonVerdict<'a>,
    /// Who perhaps reaches it besides; null when everything is known.
    perhaps: Option<JsonVerdict<'a>>,
    steps: Vec<JsonStep<'a>>,
}

#[derive(serde::Serialize)]
struct JsonVerdict<'a> {
    /// `internet`, `networks`, `host`, `stack` or `unreachable`.
    kind: &'static str,
    /// The names of networks, and addresses.
    networks: &'a [String],
}

#[derive(serde::Serialize)]
struct JsonStep<'a> {
    text: &'a str,
    /// The value that makes it so.
    path: Option<String>,
    /// `FILE:LINE`
    place: Option<String>,
}

pub(super) fn hosts(reported: &Reported) -> Vec<JsonHost<'_>> {
    let hosts = reported.exposures.iter();
    let hosts = hosts.map(|(name, exposure)| JsonHost {
        name,
        listeners: exposure
            .judged
            .iter()
            .map(|judged| listener(reported, judged))
            .collect(),
    });
    hosts.collect()
}

fn listener<'a>(reported: &Reported, judged: &'a Judged) -> JsonListener<'a> {
    let endpoint = &judged.endpoint;
    let (way, to) = match &endpoint.way {
        Way::Process(_) => ("process", None),
        Way::Forwarded { to, .. } => ("forwarded", Some(*to)),
        Way::Redirected { to } => ("redirected", Some(*to)),
        Way::Networks(_) => ("networks", None),
        Way::Unheard | Way::Nothing => ("none", None),
    };
    JsonListener {
        protocol: match endpoint.transport {
            Transport::Tcp => "tcp",
            Transport::Udp => "udp",
        },
        address: endpoint.bound.to_string(),
        port: endpoint.port,
        who: &endpoint.who,
        stack: endpoint.stack.as_deref(),
        way,
        to,
        ipv4: judgement(reported, &judged.v4),
        ipv6: judgement(reported, &judged.v6),
    }
}

fn judgement<'a>(reported: &Reported, judgement: &'a Judgement) -> JsonJudgement<'a> {
    let steps = judgement.steps.iter().map(|step| JsonStep {
        text: &step.text,
        path: step.origin.as_ref().map(|origin| origin.path().to_string()),
        place: place(&reported.sources, step),
    });
    JsonJudgement {
        verdict: verdict(&judgement.verdict),
        perhaps: judgement.perhaps.as_ref().map(verdict),
        steps: steps.collect(),
    }
}

fn verdict(verdict: &Verdict) -> JsonVerdict<'_> {
    JsonVerdict {
        kind: verdict.word(),
        networks: match verdict {
            Verdict::Networks(names) => names,
            Verdict::Unreachable | Verdict::Stack | Verdict::Host | Verdict::Internet => &[],
        },
    }
}
