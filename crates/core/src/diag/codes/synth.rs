//! Codes for margins files of `sna synth`.

macro_rules! synth {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// A name is listed twice in a margins file, so it is not clear which line counts. Delete one of the lines.
            DuplicateName = "duplicate-name",
            /// No synthetic records were found that reproduce all totals at once. Try another `--seed`; if none works, the
            /// margins contradict each other.
            MarginNotReached = "margin-not-reached",
            /// Two totals in a margins file that must agree do not, so no records can reproduce both. Check both against
            /// their source.
            MarginsDisagree = "margins-disagree",
            /// An age band in a margins file is reversed, out of order or too old. Write the bands in order of age, without
            /// overlap.
            NotABand = "not-a-band",
            /// A label in a margins file is not a financial year, or the years are not consecutive. Write labels such as
            /// `2019/20`.
            NotAFinancialYear = "not-a-financial-year",
            /// A month in a margins file is not in one of its years. Write it as `2023-07`.
            NotAMonth = "not-a-month",
            /// A percentage in a margins file is not from 0 to the greatest allowed, or has too many decimal places.
            /// Correct it against its source.
            NotAPercentage = "not-a-percentage",
            /// `from` and `to` in a margins file are not days, or less than a week apart. Write days such as `2023-05-01`,
            /// the earlier one first.
            NotAPeriod = "not-a-period",
            /// An hour in a margins file is not from 0 to 23, is given twice, or is not allowed in its table. Correct
            /// it.
            NotAnHour = "not-an-hour",
            /// A number in a margins file is outside the range that makes sense. Give one in the range shown.
            OutOfRange = "out-of-range",
            /// A margins file lists an offence both inside and outside the definition. Give those outside another name, or
            /// mark them `domestic: true`.
            OutsideWithinDefinition = "outside-within-definition",
            /// The synthetic records could not be written. This is a fault of the program or the machine, not of the
            /// margins: please report it.
            RecordsNotEncoded = "records-not-encoded",
            /// `--scale` would make no records or too many. Choose a scale in the range shown.
            ScaleOutOfRange = "scale-out-of-range",
            /// A margins file has more names of one sort than the records have room for. Combine some of them.
            TooManyNames = "too-many-names",
            /// A list in a margins file has more or fewer entries than it must, usually one for each year. Correct the
            /// list.
            WrongLength = "wrong-length",
        }
    };
}
