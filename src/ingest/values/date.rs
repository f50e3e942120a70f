//! Dates as people and exports write them, in French and in English.

use jiff::civil::{Date, DateTime, Time};

use jiff::tz::Offset;

use super::{DateOrder, Zone};

/// The first and the last year that a feedback may bear.
const YEARS: std::ops::RangeInclusive<i16> = 1970..=2100;

/// Two figures below this one are a year after 2000.
const PIVOT: i16 = 70;

/// The months, by the beginnings of their names in French and English, folded. The first that fits wins.
const MONTHS: &[(&str, i8)] = &[
    ("janv", 1),
    ("jan", 1),
    ("fevr", 2),
    ("fev", 2),
    ("feb", 2),
    ("mars", 3),
    ("mar", 3),
    ("avr", 4),
    ("apr", 4),
    ("mai", 5),
    ("may", 5),
    ("juin", 6),
    ("jun", 6),
    ("juil", 7),
    ("jul", 7),
    ("aou", 8),
    ("aug", 8),
    ("sept", 9),
    ("sep", 9),
    ("oct", 10),
    ("nov", 11),
    ("dec", 12),
];

/// The whole names of the months: what an abbreviation must begin.
const MONTH_NAMES: &[&str] = &[
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "fevr",
    "juil",
];

/// Why a date cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum DateFault {
    /// It is no date, or one that does not exist.
    Unreadable,
    /// It is a date of another age.
    OutOfRange,
}

/// The day of a date, before the order of its figures is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::ingest) enum Day {
    /// Day, month and year are told apart: a name of month, or the year first.
    Plain(i16, i8, i8),
    /// Two figures, day and month in an order that the column decides, then the year.
    Figures(i8, i8, i16),
}

/// Reads a cell of a column of dates whose figures go in `order`, in local time: that of `zone` where one is said,
/// else that of the source.
pub(in crate::ingest) fn read(
    cell: &str,
    order: DateOrder,
    zone: Option<&Zone>,
) -> Result<DateTime, DateFault> {
    let (at, offset) = match order {
        DateOrder::Unix => (since_1970(cell, 1)?, Some(Offset::UTC)),
        DateOrder::UnixMs => (since_1970(cell, 1_000)?, Some(Offset::UTC)),
        _ => (civil(cell, order)?, zone.and_then(|_| offset(cell))),
    };
    let at = zone.map_or(Some(at), |zone| zone.local(at, offset)).ok_or(DateFault::Unreadable)?;
    if YEARS.contains(&at.year()) { Ok(at) } else { Err(DateFault::OutOfRange) }
}

/// A count of seconds, or of parts of a second, since 1970.
fn since_1970(cell: &str, parts: i64) -> Result<DateTime, DateFault> {
    let said = cell.trim();
    let whole = said.split_once(['.', ',']).map_or(said, |(whole, _)| whole);
    let count: i64 = whole.parse().map_err(|_| DateFault::Unreadable)?;
    let at =
        jiff::Timestamp::from_second(count.div_euclid(parts)).map_err(|_| DateFault::OutOfRange)?;
    Ok(Offset::UTC.to_datetime(at))
}

/// The date as written, whatever it says of its offset.
fn civil(cell: &str, order: DateOrder) -> Result<DateTime, DateFault> {
    let (day, time) = split(cell).ok_or(DateFault::Unreadable)?;
    let (year, month, day) = match (day, order) {
        (Day::Plain(year, month, day), _) => (year, month, day),
        (Day::Figures(day, month, year), DateOrder::Dmy) => (year, month, day),
        (Day::Figures(month, day, year), DateOrder::Mdy) => (year, month, day),
        (Day::Figures(..), _) => return Err(DateFault::Unreadable),
    };
    let date = Date::new(year, month, day).map_err(|_| DateFault::Unreadable)?;
    Ok(date.to_datetime(time))
}

/// What a cell says of its distance to universal time: `Z`, `UTC`, `+02:00`.
fn offset(cell: &str) -> Option<Offset> {
    let cell = cell.trim();
    let universal = ["Z", "z", "UTC", "GMT", "(UTC)"].iter().any(|mark| cell.ends_with(mark));
    if universal {
        return Some(Offset::UTC);
    }
    let (at, sign) = cell.char_indices().rev().find(|(_, c)| matches!(c, '+' | '-'))?;
    let figures: String = cell[at + 1..].chars().filter(|c| *c != ':').collect();
    // A date cut by hyphens has no time after them.
    let named = cell[..at].ends_with("UTC") || cell[..at].ends_with("GMT");
    if !cell[..at].contains(':') || !matches!((figures.len(), named), (2 | 4, _) | (1, true)) {
        return None;
    }
    let (hours, minutes) = figures.split_at(figures.len().min(2));
    let hours: i32 = hours.parse().ok()?;
    let minutes: i32 = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let seconds = hours * 3_600 + minutes * 60;
    Offset::from_seconds(if sign == '-' { -seconds } else { seconds }).ok()
}

/// The day and the time of a cell.
pub(in crate::ingest) fn split(cell: &str) -> Option<(Day, Time)> {
    let mut words: Vec<&str> = Vec::new();
    let cell = cell.trim();
    let iso_t = cell.as_bytes().get(10) == Some(&b'T') && cell.is_char_boundary(11);
    let (head, tail) = if iso_t { (&cell[..10], &cell[11..]) } else { (cell, "") };
    words.extend(
        head.split(|c: char| c.is_whitespace() || matches!(c, ',' | '\u{202f}'))
            .filter(|word| !word.is_empty()),
    );
    if words.len() > 1 && is_weekday(words[0]) {
        words.remove(0);
    }
    let (day, used) = figures(words.first()?).map(|day| (day, 1)).or_else(|| named(&words))?;
    words.drain(..used);
    words.extend(tail.split_whitespace());
    let time = time(&words)?;
    Some((day, time))
}

/// A day in figures: three numbers with one separator.
fn figures(word: &str) -> Option<Day> {
    let separator = word.chars().find(|c| matches!(c, '/' | '-' | '.'))?;
    let parts: Vec<&str> = word.split(separator).collect();
    let &[a, b, c] = parts.as_slice() else { return None };
    if a.len() == 4 {
        return Some(Day::Plain(number(a)?, small(b)?, small(c)?));
    }
    if let Some(month) = month_named(b) {
        return Some(Day::Plain(year(c)?, month, small(a)?));
    }
    Some(Day::Figures(small(a)?, small(b)?, year(c)?))
}

/// A day with a name of month, and how many words it takes: « 12 févr. 2024 », "Sept 3, 2026".
fn named(words: &[&str]) -> Option<(Day, usize)> {
    let &[a, b, c, ..] = words else { return None };
    let (day, month) = match (month_named(a), month_named(b)) {
        (Some(month), _) => (ordinal(b)?, month),
        (None, Some(month)) => (ordinal(a)?, month),
        (None, None) => return None,
    };
    Some((Day::Plain(year(c)?, month, day), 3))
}

fn month_named(word: &str) -> Option<i8> {
    let name = crate::ingest::columns::header::folded(word);
    let whole = MONTH_NAMES.iter().any(|month| month.starts_with(&name));
    let &(_, month) = MONTHS.iter().find(|(beginning, _)| name.starts_with(beginning))?;
    whole.then_some(month)
}

fn is_weekday(word: &str) -> bool {
    const DAYS: &[&str] = &[
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let name = crate::ingest::columns::header::folded(word);
    name.len() >= 3 && DAYS.iter().any(|day| day.starts_with(&name))
}

/// « 1er », "3rd", "12".
fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| !c.is_ascii_digit());
    matches!(&word[digits.len()..], "" | "er" | "ER" | "st" | "nd" | "rd" | "th" | ".")
        .then(|| small(digits))?
}

fn small(word: &str) -> Option<i8> {
    if word.len() <= 2 { number(word)?.try_into().ok() } else { None }
}

/// A year of four figures, or of two.
fn year(word: &str) -> Option<i16> {
    match (word.len(), number(word)?) {
        (4, year) => Some(year),
        (2, year) if year < PIVOT => Some(2000 + year),
        (2, year) => Some(1900 + year),
        _ => None,
    }
}

fn number(word: &str) -> Option<i16> {
    let figures = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
    figures.then(|| word.parse().ok())?
}

/// The time that the words say, midnight where there are none. What they say of the zone is passed over: a feedback
/// keeps the local time of its source.
fn time(words: &[&str]) -> Option<Time> {
    let mut said = String::new();
    for word in words {
        match *word {
            "à" | "a" | "at" | "-" | "UTC" | "GMT" | "(UTC)" | "Z" | "CET" | "CEST" => {}
            word if word.starts_with(['+', '-']) => {}
            word if word.starts_with("UTC") || word.starts_with("GMT") => {}
            word => said.push_str(&word.to_ascii_lowercase()),
        }
    }
    if said.is_empty() {
        return Some(Time::midnight());
    }
    let local = said.trim_end_matches('z').split(['+', '-']).next()?;
    let (clock, afternoon) = match (local.strip_suffix("am"), local.strip_suffix("pm")) {
        (Some(clock), _) => (clock, Some(false)),
        (_, Some(clock)) => (clock, Some(true)),
        _ => (local, None),
    };
    clock_time(clock, afternoon)
}

/// « 12:30 », « 12:30:05.123 », « 12h30 », « 12h », "2:05" with its half of the day.
fn clock_time(clock: &str, afternoon: Option<bool>) -> Option<Time> {
    let clock = clock.trim_end_matches('s').replace(['h', 'm'], ":");
    let mut parts = clock.trim_end_matches(':').split(':');
    let hour = small(parts.next()?)?;
    let minute = parts.next().map_or(Some(0), small)?;
    let second = parts.next().map_or(Some(0), |part| small(part.split(['.', ',']).next()?))?;
    if parts.next().is_some() {
        return None;
    }
    let hour = match afternoon {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
    };
    Time::new(hour, minute, second, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dmy(cell: &str) -> String {
        read(cell, DateOrder::Dmy, None)
            .map_or_else(|fault| format!("{fault:?}"), |at| at.to_string())
    }

    #[test]
    fn offsets_are_heard_where_a_zone_is_said() {
        let paris = Zone::named("Europe/Paris").unwrap();
        let at = |cell, order| read(cell, order, Some(&paris)).map(|at| at.to_string());
        for (cell, order, local) in [
            ("2026-07-04T12:00:00Z", DateOrder::Ymd, "2026-07-04T14:00:00"),
            ("2026-07-04 12:00:00 UTC", DateOrder::Ymd, "2026-07-04T14:00:00"),
            ("2026-07-04T12:00:00-0400", DateOrder::Ymd, "2026-07-04T18:00:00"),
            ("2026/07/04 9:00:00 PM UTC+5", DateOrder::Ymd, "2026-07-04T18:00:00"),
            ("04-07-2026 12:00", DateOrder::Dmy, "2026-07-04T12:00:00"),
            ("1783159200", DateOrder::Unix, "2026-07-04T12:00:00"),
            ("1783159200123", DateOrder::UnixMs, "2026-07-04T12:00:00"),
        ] {
            assert_eq!(at(cell, order).as_deref(), Ok(local), "{cell}");
        }
        assert_eq!(at("31/03/2024 02:30", DateOrder::Dmy), Err(DateFault::Unreadable));
        assert_eq!(
            read("1783159200", DateOrder::Unix, None).unwrap().to_string(),
            "2026-07-04T10:00:00"
        );
        assert_eq!(read("1783159200123", DateOrder::Unix, None), Err(DateFault::OutOfRange));
    }

    #[test]
    fn dates_are_read_as_they_are_written() {
        for (cell, at) in [
            ("2026-03-04", "2026-03-04T00:00:00"),
            ("2026-03-04T12:30:05Z", "2026-03-04T12:30:05"),
            ("2026-03-04T12:30:05.123+02:00", "2026-03-04T12:30:05"),
            ("2026-03-04 12:30", "2026-03-04T12:30:00"),
            ("2026-03-04 12:30:05 UTC", "2026-03-04T12:30:05"),
            ("2026/03/04 9:12:33 AM UTC+1", "2026-03-04T09:12:33"),
            ("2026/03/04", "2026-03-04T00:00:00"),
            ("04/03/2026", "2026-03-04T00:00:00"),
            ("4/3/26", "2026-03-04T00:00:00"),
            ("04.03.2026", "2026-03-04T00:00:00"),
            ("04-03-2026 12h30", "2026-03-04T12:30:00"),
            ("04/03/2026 à 9h", "2026-03-04T09:00:00"),
            ("04/03/2026, 2:05 PM", "2026-03-04T14:05:00"),
            ("04/03/2026 12:05 am", "2026-03-04T00:05:00"),
            ("04/03/1999", "1999-03-04T00:00:00"),
            ("04/03/70", "1970-03-04T00:00:00"),
            ("12 févr. 2024", "2024-02-12T00:00:00"),
            ("1er mars 2026", "2026-03-01T00:00:00"),
            ("3 AOUT 2026 18:00", "2026-08-03T18:00:00"),
            ("lundi 2 mars 2026", "2026-03-02T00:00:00"),
            ("Sept 3, 2026", "2026-09-03T00:00:00"),
            ("3rd May 2026", "2026-05-03T00:00:00"),
            ("Mon, 2 Mar 2026 10:00:00 +0100", "2026-03-02T10:00:00"),
            ("12-Feb-2024", "2024-02-12T00:00:00"),
            ("29/02/2024", "2024-02-29T00:00:00"),
        ] {
            assert_eq!(dmy(cell), at, "{cell}");
        }
        assert_eq!(
            read("03/04/2026", DateOrder::Mdy, None).unwrap().to_string(),
            "2026-03-04T00:00:00"
        );
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for cell in [
            "31/02/2024",
            "00/00/0000",
            "29/02/2023",
            "45292",
            "1709550000",
            "hier",
            "12/13/2024",
            "2026-13-01",
            "04/03/2026 25:00",
            "04/03/2026 12:61",
            "TOTAL",
            "3 mar",
            "4/3/026",
            "é",
            "mardi",
            "1 manger 2026",
        ] {
            assert_eq!(dmy(cell), "Unreadable", "{cell}");
        }
        assert_eq!(dmy("04/03/9999"), "OutOfRange");
        assert_eq!(dmy("1000-01-01"), "OutOfRange");
        assert_eq!(read("03/04/2026", DateOrder::Ymd, None), Err(DateFault::Unreadable));
    }
}
