//! The calendar: days, times of day and spans as plain numbers, and the arithmetic on them.
//!
//! Pure: nothing here knows of the heap. The proleptic Gregorian calendar is that of ordinals, day 1 being 0001-01-01. What
//! comes out of a pickle is not looked at closely, so that a [`Day`] may have a day of the month that does not exist.

/// The first year.
pub const MIN_YEAR: i32 = 1;
/// The last year.
pub const MAX_YEAR: i32 = 9999;
/// The ordinal of the last day.
pub const MAX_ORDINAL: i64 = 3_652_059;
/// The ordinal of 1970-01-01.
pub const EPOCH: i64 = 719_163;
/// The most days of a span.
pub const MAX_SPAN_DAYS: i64 = 999_999_999;

pub const SECONDS_PER_DAY: i64 = 86_400;
pub const MICROS: i64 = 1_000_000;
pub const MICROS_PER_DAY: i64 = SECONDS_PER_DAY * MICROS;

const BEFORE_MONTH: [i64; 13] = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
const IN_MONTH: [i32; 13] = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

pub const fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// The days of a month from 1 to 12.
pub const fn days_in_month(year: i32, month: i32) -> i32 {
    if month == 2 && is_leap(year) {
        29
    } else {
        IN_MONTH[month as usize]
    }
}

/// The days of the year before a month from 1 to 12.
const fn days_before_month(year: i32, month: i32) -> i64 {
    BEFORE_MONTH[month as usize] + (month > 2 && is_leap(year)) as i64
}

const fn days_before_year(year: i32) -> i64 {
    let y = year as i64 - 1;
    y * 365 + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400)
}

/// A day of the calendar: the four bytes of its pickle as a number, which orders days.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Day(pub u32);

impl Day {
    pub const MIN: Day = Day::new(1, 1, 1);
    pub const MAX: Day = Day::new(9999, 12, 31);

    /// The parts are in their ranges.
    pub const fn new(year: i32, month: i32, day: i32) -> Day {
        Day((year as u32) << 16 | (month as u32) << 8 | day as u32)
    }

    pub const fn year(self) -> i32 {
        (self.0 >> 16) as i32
    }

    pub const fn month(self) -> i32 {
        (self.0 >> 8 & 0xff) as i32
    }

    pub const fn day(self) -> i32 {
        (self.0 & 0xff) as i32
    }

    pub const fn bytes(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    /// Days since the day before 0001-01-01.
    pub const fn ordinal(self) -> i64 {
        days_before_year(self.year()) + self.day_of_year()
    }

    /// 1 for the first of January.
    pub const fn day_of_year(self) -> i64 {
        days_before_month(self.year(), self.month()) + self.day() as i64
    }

    /// The day with an ordinal, whatever its year.
    const fn parts_of(ordinal: i64) -> (i64, i32, i32) {
        // Years that begin in March have their leap day at the end. (Hinnant, "chrono-compatible low-level date algorithms".)
        let z = ordinal + 305;
        let era = z.div_euclid(146_097);
        let in_era = z.rem_euclid(146_097);
        let year = (in_era - in_era / 1460 + in_era / 36_524 - in_era / 146_096) / 365;
        let in_year = in_era - (365 * year + year / 4 - year / 100);
        let month = (5 * in_year + 2) / 153;
        let day = in_year - (153 * month + 2) / 5 + 1;
        let (month, next) = if month < 10 {
            (month + 3, 0)
        } else {
            (month - 9, 1)
        };
        (year + era * 400 + next, month as i32, day as i32)
    }

    /// The day with an ordinal, or the year that it would be in.
    pub fn from_ordinal(ordinal: i64) -> Result<Day, i64> {
        let (year, month, day) = Day::parts_of(ordinal);
        if (1..=MAX_ORDINAL).contains(&ordinal) {
            Ok(Day::new(year as i32, month, day))
        } else {
            Err(year)
        }
    }

    /// This many days later.
    pub fn plus(self, days: i64) -> Option<Day> {
        let day = i64::from(self.day()) + days;
        // The same month, or at least the same year: most steps are short.
        if (1..=28).contains(&day) {
            return Some(Day::new(self.year(), self.month(), day as i32));
        }
        Day::from_ordinal(self.ordinal() + days).ok()
    }

    /// 0 for Monday.
    pub const fn weekday(self) -> i64 {
        (self.ordinal() + 6) % 7
    }

    /// The year, week and day of the week that ISO 8601 counts.
    pub fn iso(self) -> (i64, i64, i64) {
        let year = self.year();
        let ordinal = self.ordinal();
        let (mut iso_year, mut first) = (year, iso_first(year));
        if ordinal < first {
            iso_year -= 1;
            first = iso_first(iso_year);
        } else if ordinal >= iso_first(year + 1) {
            iso_year += 1;
            first = iso_first(iso_year);
        }
        let since = ordinal - first;
        (i64::from(iso_year), since / 7 + 1, since % 7 + 1)
    }
}

/// The ordinal of the Monday with which the ISO year begins.
const fn iso_first(year: i32) -> i64 {
    let first = days_before_year(year) + 1;
    let weekday = (first + 6).rem_euclid(7);
    let monday = first - weekday;
    if weekday > 3 { monday + 7 } else { monday }
}

/// What is wrong with a date of the ISO calendar.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum IsoError {
    Year,
    Week,
    Weekday,
}

/// The parts of the day with a year, week and day of the week of the ISO calendar; the year may be 10000.
pub fn from_iso(year: i32, week: i32, weekday: i32) -> Result<(i32, i32, i32), IsoError> {
    if !(MIN_YEAR..=MAX_YEAR).contains(&year) {
        return Err(IsoError::Year);
    }
    if !(1..=52).contains(&week) {
        // Long years begin on a Thursday, or, if they are leap years, on a Wednesday.
        let first = (days_before_year(year) + 7) % 7;
        let long = first == 3 || first == 2 && is_leap(year);
        if week != 53 || !long {
            return Err(IsoError::Week);
        }
    }
    if !(1..=7).contains(&weekday) {
        return Err(IsoError::Weekday);
    }
    let ordinal = iso_first(year) + i64::from((week - 1) * 7 + weekday - 1);
    let (year, month, day) = Day::parts_of(ordinal);
    Ok((year as i32, month, day))
}

/// A time of day: the six bytes of its pickle as a number, which orders times.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Clock(pub u64);

impl Clock {
    pub const MIDNIGHT: Clock = Clock(0);
    pub const MAX: Clock = Clock::new(23, 59, 59, 999_999);

    /// The parts are in their ranges.
    pub const fn new(hour: i32, minute: i32, second: i32, micro: i32) -> Clock {
        Clock((hour as u64) << 40 | (minute as u64) << 32 | (second as u64) << 24 | micro as u64)
    }

    pub const fn hour(self) -> i32 {
        (self.0 >> 40) as i32
    }

    pub const fn minute(self) -> i32 {
        (self.0 >> 32 & 0xff) as i32
    }

    pub const fn second(self) -> i32 {
        (self.0 >> 24 & 0xff) as i32
    }

    pub const fn micro(self) -> i32 {
        (self.0 & 0xff_ffff) as i32
    }

    pub fn bytes(self) -> [u8; 6] {
        let [_, _, bytes @ ..] = self.0.to_be_bytes();
        bytes
    }

    /// From the bytes of a pickle, the fold of which has been taken out.
    pub fn from_bytes([a, b, c, d, e, f]: [u8; 6]) -> Clock {
        Clock(u64::from_be_bytes([0, 0, a, b, c, d, e, f]))
    }

    pub const fn seconds(self) -> i64 {
        self.hour() as i64 * 3600 + self.minute() as i64 * 60 + self.second() as i64
    }

    pub const fn micros(self) -> i64 {
        self.seconds() * MICROS + self.micro() as i64
    }

    /// From the microseconds since midnight, less than a day.
    pub const fn from_micros(micros: i64) -> Clock {
        let (seconds, micro) = ((micros / MICROS) as i32, (micros % MICROS) as i32);
        Clock::new(seconds / 3600, seconds / 60 % 60, seconds % 60, micro)
    }
}

/// A span of time, normalised: seconds and microseconds are not negative and less than a day and a second.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Span {
    pub days: i32,
    pub seconds: i32,
    pub micros: i32,
}

/// Why a span cannot be: it has too many days, maybe more than a C int can count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TooLong {
    Days(i32),
    Int,
}

impl Span {
    pub const ZERO: Span = Span::days(0);

    pub const fn days(days: i32) -> Span {
        Span {
            days,
            seconds: 0,
            micros: 0,
        }
    }

    pub const fn from_micros(micros: i128) -> Result<Span, TooLong> {
        let days = micros.div_euclid(MICROS_PER_DAY as i128);
        let rest = micros.rem_euclid(MICROS_PER_DAY as i128) as i64;
        if days < i32::MIN as i128 || days > i32::MAX as i128 {
            return Err(TooLong::Int);
        }
        Span::within(days as i64, rest)
    }

    /// `micros` are less than a day, `days` fit an i32 or nearly so.
    const fn within(days: i64, micros: i64) -> Result<Span, TooLong> {
        if days < -MAX_SPAN_DAYS || days > MAX_SPAN_DAYS {
            return Err(TooLong::Days(days as i32));
        }
        Ok(Span {
            days: days as i32,
            seconds: (micros / MICROS) as i32,
            micros: (micros % MICROS) as i32,
        })
    }

    /// Of so many days, and microseconds that may be more than a day.
    pub const fn normal(days: i64, micros: i64) -> Result<Span, TooLong> {
        Span::within(
            days + micros.div_euclid(MICROS_PER_DAY),
            micros.rem_euclid(MICROS_PER_DAY),
        )
    }

    /// The microseconds besides the days.
    pub const fn rest(self) -> i64 {
        self.seconds as i64 * MICROS + self.micros as i64
    }

    pub const fn total_micros(self) -> i128 {
        self.days as i128 * MICROS_PER_DAY as i128 + self.rest() as i128
    }

    pub const fn plus(self, other: Span) -> Result<Span, TooLong> {
        Span::normal(
            self.days as i64 + other.days as i64,
            self.rest() + other.rest(),
        )
    }

    pub const fn minus(self, other: Span) -> Result<Span, TooLong> {
        Span::normal(
            self.days as i64 - other.days as i64,
            self.rest() - other.rest(),
        )
    }

    /// The seconds of an offset, which is less than a day.
    pub const fn whole_seconds(self) -> i64 {
        self.days as i64 * SECONDS_PER_DAY + self.seconds as i64
    }

    pub const fn is_zero(self) -> bool {
        self.days == 0 && self.seconds == 0 && self.micros == 0
    }

    /// Whether it can be an offset from UTC: less than a day either way.
    pub const fn is_offset(self) -> bool {
        self.days == 0 || self.days == -1 && self.rest() > 0
    }
}

/// A moment in some time zone, moved by a span; None beyond the calendar.
pub fn moved(day: Day, clock: Clock, span: Span, back: bool) -> Option<(Day, Clock)> {
    let (days, rest) = (i64::from(span.days), span.rest());
    let (days, rest) = if back { (-days, -rest) } else { (days, rest) };
    let mut micros = clock.micros() + rest;
    let mut days = days;
    if !(0..MICROS_PER_DAY).contains(&micros) {
        days += micros.div_euclid(MICROS_PER_DAY);
        micros = micros.rem_euclid(MICROS_PER_DAY);
    }
    Some((day.plus(days)?, Clock::from_micros(micros)))
}
