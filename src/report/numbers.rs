//! Numbers, dates and ranks as each language writes them.

use jiff::civil::Date;

use super::language::Lang;

/// What a figure counts, hence how it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share, 0 to 1, written in per cent.
    Share,
    /// Signed points on a scale from −100 to 100.
    Points,
    /// A net share, −1 to 1, written in signed points.
    Net,
    /// A signed difference in points of the main score, with one decimal, or two below one point.
    Shift,
    /// A mean on the scale of the score, with two decimals.
    Mean,
    /// How many times as much.
    Times,
    /// A degree, 0 to 1, written out of 100.
    Degree,
    /// An amount of money, in the unit of the table that it comes from.
    Amount,
    /// An index with two decimals and its sign, −1 to 1.
    Index,
}

impl Unit {
    /// The unit of an indicator, by its name.
    pub fn of_indicator(name: &str) -> Self {
        // A declared score is named after its kind and its column.
        let kind = name.split_once(':').map_or(name, |(kind, _)| kind);
        match kind {
            "nps" | "ces_index" | "cxi" => Self::Points,
            "csat" | "ces" | "conversion" | "abandonment" | "retention" | "churn" => Self::Share,
            "nps_promoters" | "nps_passives" | "nps_detractors" => Self::Share,
            "sentiment_positive" | "sentiment_negative" | "effort_high" | "effort_low" => {
                Self::Share
            }
            "expectation_below" | "expectation_above" => Self::Share,
            "cac" | "clv" | "clv_with_first_margin" => Self::Amount,
            _ if name.ends_with("_share") => Self::Share,
            _ if name.ends_with("_net") => Self::Net,
            _ => Self::Mean,
        }
    }

    /// The unit of a factor of a priority, by its name.
    pub fn of_factor(name: &str) -> Self {
        match name {
            "reach" => Self::Share,
            "impact" => Self::Shift,
            "growth" => Self::Times,
            "value" => Self::Amount,
            _ => Self::Degree,
        }
    }
}

impl Lang {
    /// An order of magnitude, to two figures: what is needed to tell something is not known better.
    pub fn magnitude(self, number: u64) -> String {
        let unit = 10_u64.pow(number.checked_ilog10().unwrap_or(0).saturating_sub(1));
        self.integer(number.div_ceil(unit) * unit)
    }

    /// A whole number, its thousands apart.
    pub fn integer(self, number: u64) -> String {
        let digits = number.to_string();
        let separator = self.pick("\u{202f}", ",");
        let first = digits.len() % 3;
        let (head, tail) = digits.split_at(first);
        let groups = tail.as_bytes().chunks(3).map(|group| String::from_utf8_lossy(group));
        let parts = (!head.is_empty()).then(|| head.into()).into_iter().chain(groups);
        parts.collect::<Vec<_>>().join(separator)
    }

    /// A number with `decimals` decimals; a real minus sign where it is negative, none before zero.
    pub fn decimal(self, number: f64, decimals: usize) -> String {
        let written = format!("{:.decimals$}", number.abs());
        let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
        let whole = whole.parse().map_or_else(|_| whole.to_owned(), |whole| self.integer(whole));
        let sign = if number < 0.0 && !is_zero(&written) { "−" } else { "" };
        let point = if fraction.is_empty() { "" } else { self.pick(",", ".") };
        format!("{sign}{whole}{point}{fraction}")
    }

    /// A number that always bears its sign, except zero.
    pub fn signed(self, number: f64, decimals: usize) -> String {
        let written = self.decimal(number, decimals);
        if number > 0.0 && !is_zero(&written) { format!("+{written}") } else { written }
    }

    /// A share of 0 to 1 in per cent.
    pub fn percent(self, share: f64, decimals: usize) -> String {
        format!("{}{}", self.decimal(share * 100.0, decimals), self.pick("\u{a0}%", "%"))
    }

    /// A figure in its unit.
    pub fn figure(self, value: f64, unit: Unit) -> String {
        self.figure_as_fine_as(value, value, unit)
    }

    /// An interval in words, as finely as its value is written: « de 40 % à 46 % », `40% to 46%`.
    pub fn interval(self, value: f64, low: f64, high: f64, unit: Unit) -> String {
        let [low, high] = [low, high].map(|end| self.figure_as_fine_as(end, value, unit));
        self.pick(format!("de {low} à {high}"), format!("{low} to {high}"))
    }

    /// A figure with as many decimals as `model`, a figure of the same unit, is written with.
    fn figure_as_fine_as(self, value: f64, model: f64, unit: Unit) -> String {
        match unit {
            Unit::Share => self.percent(value, decimals_of_share(model.abs())),
            Unit::Points => self.signed(value, 0),
            Unit::Net => self.signed(value * 100.0, 0),
            Unit::Shift => self.signed(value, if model.abs() < 0.95 { 2 } else { 1 }),
            Unit::Mean => self.decimal(value, 2),
            Unit::Times => format!("×{}", self.decimal(value, usize::from(model < 9.95))),
            Unit::Degree => self.decimal(value * 100.0, 0),
            Unit::Amount => self.decimal(value, if model.abs() < 100.0 { 2 } else { 0 }),
            Unit::Index => self.signed(value, 2),
        }
    }

    /// A score as a customer gave it: without decimals where it is whole.
    pub fn score(self, score: f64) -> String {
        self.decimal(score, usize::from(score.fract() != 0.0))
    }

    /// A day: « 1er mars 2026 », `1 March 2026`.
    pub fn day(self, date: Date) -> String {
        let month = self.month_name(date.month());
        let day = match (self, date.day()) {
            (Self::Fr, 1) => "1er".to_owned(),
            (_, day) => day.to_string(),
        };
        format!("{day}\u{a0}{month} {}", date.year())
    }

    /// A period as indicators name it: `2026-03` is « mars 2026 », `2026-W14` « semaine 14, 2026 ».
    pub fn period(self, period: &str) -> String {
        let Some((year, part)) = period.split_once('-') else { return period.to_owned() };
        if let Some(week) = part.strip_prefix('W') {
            return self.pick(format!("semaine {week}, {year}"), format!("week {week}, {year}"));
        }
        match part.parse::<i8>() {
            Ok(month @ 1..=12) => format!("{} {year}", self.month_name(month)),
            _ => period.to_owned(),
        }
    }

    /// A period in as few characters as an axis allows: « mars », `2026-W14` « S14 ».
    pub fn short_period(self, period: &str) -> String {
        let part = period.split_once('-').map_or(period, |(_, part)| part);
        if let Some(week) = part.strip_prefix('W') {
            return format!("{}{week}", self.pick("S", "W"));
        }
        match part.parse::<i8>() {
            Ok(month @ 1..=12) => self.short_month(month).to_owned(),
            _ => period.to_owned(),
        }
    }

    /// A rank: « 1er », « 2e »; `1st`, `2nd`.
    pub fn ordinal(self, rank: u32) -> String {
        let suffix = match (self, rank % 10, rank % 100) {
            (Self::Fr, ..) if rank == 1 => "er",
            (Self::Fr, ..) => "e",
            (Self::En, _, 11..=13) => "th",
            (Self::En, 1, _) => "st",
            (Self::En, 2, _) => "nd",
            (Self::En, 3, _) => "rd",
            (Self::En, ..) => "th",
        };
        format!("{rank}{suffix}")
    }

    /// Things in a sentence: « a, b et c ».
    pub fn list(self, things: &[String]) -> String {
        match things {
            [] => String::new(),
            [only] => only.clone(),
            [first @ .., last] => {
                format!("{} {} {last}", first.join(", "), self.pick("et", "and"))
            }
        }
    }

    fn month_name(self, month: i8) -> &'static str {
        name_at(self.pick(&MONTHS_FR, &MONTHS_EN), month)
    }

    fn short_month(self, month: i8) -> &'static str {
        name_at(self.pick(&SHORT_FR, &SHORT_EN), month)
    }
}

/// A small share is told from none.
fn decimals_of_share(share: f64) -> usize {
    match share {
        0.0995.. => 0,
        0.000_95.. | 0.0 => 1,
        _ => 2,
    }
}

fn name_at(names: &[&'static str; 12], month: i8) -> &'static str {
    let index = usize::try_from(month.saturating_sub(1)).unwrap_or(0);
    names.get(index).copied().unwrap_or("")
}

fn is_zero(written: &str) -> bool {
    written.chars().all(|character| !character.is_ascii_digit() || character == '0')
}

const MONTHS_FR: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_FR: [&str; 12] = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.",
    "déc.",
];
const SHORT_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

#[cfg(test)]
mod tests {
    use super::Lang::{En, Fr};
    use super::*;

    #[test]
    fn orders_of_magnitude_have_two_figures() {
        let told = [0, 7, 99, 101, 4_146_370].map(|number| En.magnitude(number));
        assert_eq!(told, ["0", "7", "99", "110", "4,200,000"]);
    }

    #[test]
    fn each_language_writes_numbers_its_way() {
        assert_eq!(Fr.decimal(12_345.6, 1), "12\u{202f}345,6");
        assert_eq!(En.decimal(12_345.6, 1), "12,345.6");
        assert_eq!(Fr.integer(999), "999");
        assert_eq!(En.integer(1_234_567), "1,234,567");
        assert_eq!(Fr.percent(0.43, 0), "43\u{a0}%");
        assert_eq!(En.percent(0.43, 0), "43%");
    }

    #[test]
    fn signs_are_real_and_zero_has_none() {
        assert_eq!(Fr.signed(-4.06, 1), "−4,1");
        assert_eq!(En.signed(24.0, 0), "+24");
        assert_eq!(En.signed(-0.04, 1), "0.0");
        assert_eq!(En.signed(0.04, 1), "0.0");
    }

    #[test]
    fn dates_and_ranks_read_aloud() {
        let day = Date::constant(2026, 3, 1);
        assert_eq!(Fr.day(day), "1er\u{a0}mars 2026");
        assert_eq!(En.day(day), "1\u{a0}March 2026");
        assert_eq!(Fr.period("2026-03"), "mars 2026");
        assert_eq!(En.period("2026-W14"), "week 14, 2026");
        assert_eq!(Fr.period("all"), "all");
        assert_eq!(
            [1, 2, 3, 11, 21].map(|rank| En.ordinal(rank)),
            ["1st", "2nd", "3rd", "11th", "21st"]
        );
        assert_eq!([1, 2].map(|rank| Fr.ordinal(rank)), ["1er", "2e"]);
    }

    #[test]
    fn figures_bear_their_unit() {
        assert_eq!(Fr.figure(0.031, Unit::Share), "3,1\u{a0}%");
        assert_eq!([0.0, 0.0004].map(|share| En.figure(share, Unit::Share)), ["0.0%", "0.04%"]);
        assert_eq!(Fr.figure(14.6, Unit::Times), "×15");
        assert_eq!(Fr.interval(1.0, -3.0, 4.0, Unit::Points), "de −3 à +4");
        assert_eq!(En.interval(0.11, 0.096, 0.126, Unit::Share), "10% to 13%");
    }

    #[test]
    fn lists_end_in_and() {
        let things = ["a", "b", "c"].map(str::to_owned);
        assert_eq!(Fr.list(&things), "a, b et c");
        assert_eq!(En.list(&things[..1]), "a");
    }
}
