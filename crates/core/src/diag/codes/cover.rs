//! Codes for what records cover, and for comparisons of times that are not alike.

macro_rules! cover {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// A table that bridges two definitions names fewer or more than two. Name the older one and the newer one.
            BridgeOfTwo = "bridge-of-two",
            /// A value of a column is in no record before some month and in many after it, while the records themselves go on: a list
            /// of codes, a form or a system may have changed. Until the manifest says what happened, under `breaks:`, `quiet:` or with
            /// `recode:`, no change of the value is reported across that month.
            CategoryAppears = "category-appears",
            /// A value of a column that many records had is in no record, or in hardly any, from some month on, while the records
            /// themselves go on: a list of codes, a form or a system may have changed. Until the manifest says what happened, under
            /// `breaks:`, `quiet:` or with `recode:`, no change of the value is reported across that month.
            CategoryVanishes = "category-vanishes",
            /// The manifest does not say from which day to which day records are complete, so it is worked out from the records:
            /// months in which nothing happened and months that are missing look alike. Write `covers: { from: ..., to: ... }`
            /// under the source; `docs/comparison.md` has the rule.
            CoverAssumed = "cover-assumed",
            /// Only some files of a source have days of their own under `covers:`, and nothing is said of the others. Give
            /// `from:` and `to:` for the source, or list every file.
            CoverLeftOpen = "cover-left-open",
            /// A definition came into use inside the period of the report, so its years may not be alike. Write `backdated: true`
            /// if it is applied to the earlier records too, or show both definitions with `bridge:`.
            DefinitionInsidePeriod = "definition-inside-period",
            /// Records are dated outside the days that the manifest says their source covers, or in one of its gaps, so they are in
            /// no figure. Correct `covers:` or `gaps:` if the records of those days are complete.
            OutsideCover = "outside-cover",
            /// A table by `rolling_year` needs a period of at least twelve months. Make the period longer, or count by `month`.
            ShortPeriod = "short-period",
            /// The records of a source, an area or a file stop, or fall to a fraction of what they usually are, as they do when
            /// records are not supplied. Until the manifest says under `gaps:` that they are missing, or under `quiet:` that the
            /// numbers are true, no change is reported for them or for a total that contains them.
            SupplyStops = "supply-stops",
            /// A sentence compares two times that are not alike: one is covered only in part, records are missing, or the
            /// recording changed between them. It says that they cannot be compared; `docs/comparison.md` has the rules.
            UnlikeSpans = "unlike-spans",
            /// A name under `files:` of a cover is not the name of one of the source's files. Write it as the folder lists it.
            UnknownFile = "unknown-file",
        }
    };
}
