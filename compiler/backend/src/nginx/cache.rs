//! What nginx keeps in folders: caches of answers, and spools for what does not fit into memory.

use super::{Host, location, push, texts};
use crate::context::Output;
use crate::refusal::carried;
use formats::nginx::{Directive, Parameter};
use model::leaf::{FolderLevels, Size};
use model::{Cache, CacheUse, NginxServer, Site, Spool};
use source::Origin;

/// `proxy_cache_path`, for the `http` block.
pub(super) fn paths(nginx: &NginxServer, output: &mut Output<'_>) -> Vec<Directive> {
    let mut directives = Vec::new();
    for (name, entry) in &nginx.caches {
        let Cache {
            folder,
            zone_size,
            max_size,
            levels,
        } = &entry.value;
        let mut words = vec![
            folder.as_str().to_owned(),
            format!("levels={}", joined(&levels.value, ":")),
            format!("keys_zone={name}:{}", in_units(zone_size.value, "km")),
        ];
        let max_size = max_size.as_ref();
        words.extend(max_size.map(|size| format!("max_size={}", in_units(size.value, "kmg"))));
        let words = parameters(&words, &entry.key, output);
        let directive = words.map(|words| Directive::simple("proxy_cache_path", words));
        push(&mut directives, directive, &entry.key);
    }
    directives
}

/// How a location uses a cache.
pub(super) fn used(host: &Host<'_>, cache: &CacheUse, output: &mut Output<'_>) -> Vec<Directive> {
    let CacheUse {
        cache: name,
        valid,
        key,
        bypass,
    } = cache;
    let mut directives = Vec::new();
    let zone = carried(
        Parameter::literal(name.as_str()),
        &name.origin,
        output.report,
    );
    let zone = zone.map(|zone| Directive::simple("proxy_cache", [zone]));
    push(&mut directives, zone, &name.origin);
    if let Some(valid) = valid {
        let time = texts::seconds(&valid.value, &valid.origin, output);
        let time = time.map(|time| Directive::simple("proxy_cache_valid", [time]));
        push(&mut directives, time, &valid.origin);
    }
    if let Some(key) = key {
        let text = texts::with_variables(host, &key.value, &key.origin, output);
        let text = text.map(|text| Directive::simple("proxy_cache_key", [text]));
        push(&mut directives, text, &key.origin);
    }
    if let Some(first) = bypass.first()
        && let Some(directive) = location::list(host, "proxy_cache_bypass", bypass, output)
    {
        let words = directive.parameters.clone();
        let never_kept = Directive::simple("proxy_no_cache", words);
        push(&mut directives, Some(directive), &first.origin);
        push(&mut directives, Some(never_kept), &first.origin);
    }
    directives
}

/// The spools of a site.
pub(super) fn spools(site: &Site, output: &mut Output<'_>) -> Vec<Directive> {
    let spools = [
        ("client_body_temp_path", &site.upload_spool),
        ("proxy_temp_path", &site.proxy_spool),
    ];
    let mut directives = Vec::new();
    for (name, spool) in spools {
        let Some(Spool { folder, levels }) = spool else {
            continue;
        };
        let lengths = levels.value.lengths().iter().map(u8::to_string);
        let words: Vec<String> = std::iter::once(folder.as_str().to_owned())
            .chain(lengths)
            .collect();
        let words = parameters(&words, &folder.origin, output);
        let directive = words.map(|words| Directive::simple(name, words));
        push(&mut directives, directive, &folder.origin);
    }
    directives
}

fn parameters(
    words: &[String],
    origin: &Origin,
    output: &mut Output<'_>,
) -> Option<Vec<Parameter>> {
    words
        .iter()
        .map(|word| carried(Parameter::literal(word), origin, output.report))
        .collect()
}

fn joined(levels: &FolderLevels, separator: &str) -> String {
    let lengths: Vec<String> = levels.lengths().iter().map(u8::to_string).collect();
    lengths.join(separator)
}

/// A size in one of the units that nginx reads at this place.
fn in_units(size: Size, units: &str) -> String {
    match size.unit {
        Some('t') => in_units(times_1024(size.number, 'g'), units),
        Some('g') if !units.contains('g') => in_units(times_1024(size.number, 'm'), units),
        _ => size.to_string(),
    }
}

fn times_1024(number: u64, unit: char) -> Size {
    Size {
        number: number.saturating_mul(1024),
        unit: Some(unit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::decode::Text;

    #[test]
    fn sizes_are_in_units_that_nginx_reads() {
        let cases = [
            ("30m", "km", "30m"),
            ("1g", "km", "1024m"),
            ("2t", "km", "2097152m"),
            ("250m", "kmg", "250m"),
            ("3t", "kmg", "3072g"),
            ("65536", "km", "65536"),
        ];
        for (written, units, expected) in cases {
            let size = Size::parse(written).expect("a size");
            assert_eq!(in_units(size, units), expected);
        }
    }
}
