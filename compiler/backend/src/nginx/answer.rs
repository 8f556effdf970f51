//! Answers of nginx itself: `return`.

use super::{Host, push, texts};
use crate::context::Output;
use crate::refusal::carried;
use formats::nginx::{Directive, Parameter};
use model::{Return, ReturnRedirect, ReturnText};
use source::{Located, Origin};

pub(super) fn lower(
    host: &Host<'_>,
    answer: &Located<Return>,
    output: &mut Output<'_>,
) -> Vec<Directive> {
    let origin = &answer.origin;
    match &answer.value {
        Return::Redirect(ReturnRedirect { code, to }) => {
            let to = texts::with_variables(host, &to.value, &to.origin, output);
            with(code.value.number(), to, origin)
        }
        Return::Status(code) => {
            let code = Parameter::number(code.value.number().into());
            vec![Directive::simple("return", [code]).caused_by(origin)]
        }
        Return::Text(ReturnText { code, r#type, body }) => {
            let mut directives = Vec::new();
            let media_type = carried(
                Parameter::literal(r#type.as_str()),
                &r#type.origin,
                output.report,
            );
            let media_type = media_type.map(|word| Directive::simple("default_type", [word]));
            push(&mut directives, media_type, &r#type.origin);
            let body = texts::with_variables(host, &body.value, &body.origin, output);
            directives.extend(with(code.value.number(), body, origin));
            directives
        }
    }
}

fn with(code: u16, what: Option<Parameter>, origin: &Origin) -> Vec<Directive> {
    let code = Parameter::number(code.into());
    let directive = what.map(|what| Directive::simple("return", [code, what]));
    directive
        .map(|directive| directive.caused_by(origin))
        .into_iter()
        .collect()
}
