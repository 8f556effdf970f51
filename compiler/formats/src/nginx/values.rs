//! Values that one function of nginx reads for many directives.

use super::{Parameter, Specification, ValueKind};

/// What is expected instead, when nginx would not take the parameters; `None` when it would, or when it
/// is not known.
pub(super) fn expected_instead(
    specification: &Specification,
    parameters: &[Parameter],
) -> Option<String> {
    let words = || parameters.iter().map(Parameter::as_str);
    let every = |is_valid: fn(&str) -> bool, expected: &str| {
        (!words().all(is_valid)).then(|| expected.to_owned())
    };
    match specification.value? {
        ValueKind::Flag => every(|word| is_one_of(word, &["on", "off"]), "`on` or `off`"),
        ValueKind::Number => every(is_number, "a number"),
        ValueKind::Size => every(
            |word| is_size(word, "kKmM"),
            "a size such as `512`, `8k` or `1m`",
        ),
        ValueKind::Offset => every(
            |word| is_size(word, "kKmMgG"),
            "a size such as `512`, `8k`, `1m` or `2g`",
        ),
        ValueKind::Milliseconds => every(
            |word| is_time(word, true),
            "a time such as `500ms`, `60s` or `1h30m`",
        ),
        ValueKind::Seconds => every(
            |word| is_time(word, false),
            "a time in whole seconds such as `60s` or `1h30m`",
        ),
        ValueKind::Enum | ValueKind::Bitmask => words()
            .any(|word| !is_one_of(word, specification.values))
            .then(|| {
                let words = source::list_of_names(specification.values.iter().copied());
                format!("one of {words}")
            }),
        ValueKind::Text
        | ValueKind::RepeatableText
        | ValueKind::TextWithVariables
        | ValueKind::TextWithVariablesOrEmpty
        | ValueKind::SizeWithVariables
        | ValueKind::Predicates
        | ValueKind::KeyAndValue
        | ValueKind::NumberAndSize
        | ValueKind::MimeTypes
        | ValueKind::Path
        | ValueKind::Access => None,
    }
}

/// nginx compares words without case.
fn is_one_of(word: &str, words: &[&str]) -> bool {
    words.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// `ngx_atoi`: digits that fit a signed 64-bit integer.
fn is_number(word: &str) -> bool {
    !word.is_empty()
        && word.bytes().all(|byte| byte.is_ascii_digit())
        && word.parse::<i64>().is_ok()
}

/// `ngx_parse_size` and `ngx_parse_offset`.
fn is_size(word: &str, units: &str) -> bool {
    is_number(word.strip_suffix(|c| units.contains(c)).unwrap_or(word))
}

/// `ngx_parse_time`: numbers with units that become smaller; none, or a blank, means seconds. Years and
/// months are for times in whole seconds only.
fn is_time(word: &str, has_milliseconds: bool) -> bool {
    const UNITS: [&str; 8] = ["y", "M", "w", "d", "h", "m", "s", "ms"];
    const YEARS_AND_MONTHS: usize = 2;
    let mut rest = word;
    let mut next_unit = 0;
    while !rest.is_empty() {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, after) = rest.split_at(digits);
        if !is_number(number) {
            return false;
        }
        if after.is_empty() {
            return true;
        }
        let unit_length = if after.starts_with("ms") { 2 } else { 1 };
        let Some((unit, after)) = after.split_at_checked(unit_length) else {
            return false;
        };
        let unit = if unit == " " { "s" } else { unit };
        match UNITS.iter().position(|known| *known == unit) {
            Some(7) if !has_milliseconds => return false,
            Some(..YEARS_AND_MONTHS) if has_milliseconds => return false,
            Some(position) if position >= next_unit => next_unit = position + 1,
            Some(_) | None => return false,
        }
        rest = after.trim_start_matches(' ');
    }
    !word.is_empty()
}

/// Whether each `$` begins a variable; for words in which nginx expands them.
pub(super) fn dollars_begin_variables(word: &str) -> bool {
    word.split('$').skip(1).all(|after| {
        let name = |text: &str| {
            text.chars()
                .take_while(|c| super::parameter::is_name_character(*c))
                .count()
        };
        match after.strip_prefix('{') {
            Some(inner) => {
                let length = name(inner);
                length > 0 && inner[length..].starts_with('}')
            }
            None => name(after) > 0,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_nginx_reads_them() {
        let both = [
            "0", "60", "60s", "60 ", "1h30m", "1h 30m", "1d", "2h30", "1w2d",
        ];
        for good in both {
            assert!(is_time(good, true) && is_time(good, false), "{good}");
        }
        let neither = [
            "", "s", "1x", "30m1h", "1m1m", "-1", "1 h", "1é", "1.5h", "1ms1s",
        ];
        for bad in neither {
            assert!(!is_time(bad, true) && !is_time(bad, false), "{bad}");
        }
        for milliseconds in ["10ms", "1s1ms"] {
            assert!(is_time(milliseconds, true) && !is_time(milliseconds, false));
        }
        for seconds in ["1y", "1M", "1y2M3w4d5h6m7s"] {
            assert!(is_time(seconds, false) && !is_time(seconds, true));
        }
    }

    #[test]
    fn g16_every_dollar_must_begin_a_variable() {
        for good in ["", "a", "$a", "${a}b", "$1.00", "a$host$uri"] {
            assert!(dollars_begin_variables(good), "{good}");
        }
        for bad in ["$", "a$", "$$a", "${a", "${}", "$ a", "$-"] {
            assert!(!dollars_begin_variables(bad), "{bad}");
        }
    }
}
