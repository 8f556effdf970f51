//! Numbers of the language as ours.

use nickel_lang_core::term::Number as Rational;
use source::Number;

/// The same number, or `None` when it does not fit. Never writes it out, since it may have a billion
/// digits.
pub(crate) fn convert(number: &Rational) -> Option<Number> {
    let magnitude = u128::try_from(&number.to_numerator()).ok()?;
    let denominator = u128::try_from(&number.to_denominator()).ok()?;
    let numerator = if *number < 0 {
        0i128.checked_sub_unsigned(magnitude)?
    } else {
        i128::try_from(magnitude).ok()?
    };
    Number::new(numerator, denominator)
}

/// The same number, in the language.
pub(crate) fn rational(number: Number) -> Rational {
    let (numerator, denominator) = number.parts();
    Rational::from(numerator) / Rational::from(denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_fit_are_exact_and_others_are_refused() {
        let third = Rational::from(1) / Rational::from(3);
        assert_eq!(convert(&-third).map(Number::parts), Some((-1, 3)));
        let most = Rational::from(i128::MAX);
        assert_eq!(convert(&most).map(Number::parts), Some((i128::MAX, 1)));
        assert_eq!(convert(&(most + Rational::from(1))), None);
        let least = Rational::from(i128::MIN);
        assert_eq!(convert(&least).map(Number::parts), Some((i128::MIN, 1)));
        assert_eq!(convert(&(least - Rational::from(1))), None);
    }
}
