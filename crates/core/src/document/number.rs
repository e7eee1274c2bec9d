//! The one number formatter. Every face of a document prints numbers through it.

use serde::{Deserialize, Serialize};

/// How a number is written. The value behind a percentage is a fraction: 0.573 is written `57.3%`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// A whole number with thousands commas.
    Count,
    /// A whole number with a sign: a change.
    SignedCount,
    /// This many decimals, with thousands commas.
    Decimal(u8),
    /// The same with a sign: a change.
    SignedDecimal(u8),
    /// A fraction as a percentage with this many decimals.
    Percent(u8),
    /// A fraction as a percentage with a sign: a relative change.
    SignedPercent(u8),
    /// Whole pounds sterling with thousands commas.
    Pounds,
}

impl Format {
    /// Digits after the point of the printed number.
    pub fn decimals(self) -> u8 {
        match self {
            Self::Count | Self::SignedCount | Self::Pounds => 0,
            Self::Decimal(decimals)
            | Self::SignedDecimal(decimals)
            | Self::Percent(decimals)
            | Self::SignedPercent(decimals) => decimals,
        }
    }

    /// Whether the printed number ends in a per cent sign.
    pub fn is_percent(self) -> bool {
        matches!(self, Self::Percent(_) | Self::SignedPercent(_))
    }

    /// What is printed between the sign and the digits.
    fn unit(self) -> &'static str {
        match self {
            Self::Pounds => "£",
            Self::Count
            | Self::SignedCount
            | Self::Decimal(_)
            | Self::SignedDecimal(_)
            | Self::Percent(_)
            | Self::SignedPercent(_) => "",
        }
    }

    /// Whether a positive number has a plus sign.
    pub fn is_signed(self) -> bool {
        matches!(self, Self::SignedCount | Self::SignedDecimal(_) | Self::SignedPercent(_))
    }
}

/// Rounds half away from zero at this many decimals, forgiving the last bits of binary fractions
/// (62.5 per cent computed as 62.49999999999999 still rounds up).
pub fn round_half_up(value: f64, decimals: u8) -> f64 {
    let scale = 10f64.powi(i32::from(decimals));
    let scaled = value.abs() * scale;
    ((scaled + 0.5 + scaled * 1e-12 + 1e-9).floor() / scale).copysign(value)
}

/// The printed form: commas between thousands, a true minus sign (U+2212), equal decimals, a leading zero.
pub fn format_number(value: f64, format: Format) -> String {
    let shown = if format.is_percent() { value * 100.0 } else { value };
    let rounded = round_half_up(shown, format.decimals());
    let digits = format!("{:.*}", usize::from(format.decimals()), rounded.abs());
    let sign = match rounded.total_cmp(&0.0) {
        _ if rounded == 0.0 => "",
        std::cmp::Ordering::Less => "\u{2212}",
        _ if format.is_signed() => "+",
        _ => "",
    };
    format!("{sign}{}{}{}", format.unit(), with_commas(&digits), if format.is_percent() { "%" } else { "" })
}

fn with_commas(digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let mut out = String::with_capacity(digits.len() + whole.len() / 3);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_the_guidance_asks() {
        assert_eq!(format_number(11647.0, Format::Count), "11,647");
        assert_eq!(format_number(-343.0, Format::SignedCount), "\u{2212}343");
        assert_eq!(format_number(0.0, Format::SignedCount), "0");
        assert_eq!(format_number(0.57276, Format::Percent(1)), "57.3%");
        assert_eq!(format_number(0.250_77, Format::SignedPercent(1)), "+25.1%");
        assert_eq!(format_number(1_234_567.891, Format::Decimal(2)), "1,234,567.89");
        assert_eq!(format_number(1.25, Format::SignedDecimal(1)), "+1.3");
        assert_eq!(format_number(-0.000_1, Format::SignedPercent(1)), "0.0%");
        assert_eq!(format_number(36_096_840.4, Format::Pounds), "£36,096,840");
        assert_eq!(format_number(-14_050.0, Format::Pounds), "\u{2212}£14,050");
    }

    #[test]
    fn halves_round_away_from_zero_in_spite_of_binary_fractions() {
        assert!((round_half_up(0.125, 2) - 0.13).abs() < 1e-12);
        assert!((round_half_up(-2.5, 0) + 3.0).abs() < 1e-12);
        assert!((round_half_up(1.005, 2) - 1.01).abs() < 1e-12);
        assert!((round_half_up(2.4, 0) - 2.0).abs() < 1e-12);
    }
}
