//! Codes for what a table is made of.

macro_rules! measures {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// An area has two labels in one column, and a cell has room for one. Name each area once under each
            /// title.
            AreaLabelledTwice = "area-labelled-twice",
            /// Some people have several assessments of one circumstance, so their points would depend on which is read
            /// first. Keep one record for each person and circumstance.
            AssessedTwice = "assessed-twice",
            /// A partner's file has areas of the report and others, and a table adds them up, so its sum is of a larger
            /// area. Name the areas to add up with `where`.
            AreasBeyond = "areas-beyond",
            /// An age band cannot be read, or overlaps another. Write bands such as `0-17`, `18-24` and `25+`, youngest
            /// first.
            BadBand = "bad-band",
            /// The numbers of a cohort's rule contradict each other, so nobody or everybody would be in it. Keep
            /// `recent_months` within `months`, and `recent` within `at_least`.
            BadCohort = "bad-cohort",
            /// A date in the report file cannot be read. Write it as year, month and day, such as `2024-11-30`.
            BadDate = "bad-date",
            /// A group of outcomes is neither a list of outcomes nor `rest`, or `rest` is used more than once. Write a
            /// list, and `rest` for one group at most.
            BadGroup = "bad-group",
            /// A number of hours does not fit in a day. Write 1 to 24.
            BadHours = "bad-hours",
            /// Bands of a number leave a gap, overlap or do not end with an open one. Write them in order, such as `1`,
            /// `2-4` and `5+`.
            BadNumberBand = "bad-number-band",
            /// The number of all places is smaller than the number with offences, or too large to be one, so shares of all
            /// places would be wrong. Give the number of all places in the area.
            BadPlaces = "bad-places",
            /// The number of quarters cannot be drawn. Give a number in the range shown.
            BadQuarters = "bad-quarters",
            /// The weights of a ranking are negative, or all 0, so they give no score. Give numbers of 0 or more, at
            /// least one of them above 0.
            BadRankWeights = "bad-rank-weights",
            /// The limits of a process are worked out anew from a month that is not in the period, or without a cause. Give a
            /// month of the period after its first, and say what changed then.
            BadRebase = "bad-rebase",
            /// A span of times or ages ends before it begins. Swap `from:` and `to:`, or correct one of them.
            BadSpan = "bad-span",
            /// A school term ends before it begins. Correct its first or last day.
            BadTerm = "bad-term",
            /// `top: 0` would leave a table without rows. Give a number of 1 or more, or leave `top` out.
            BadTop = "bad-top",
            /// Age bands are given for a dimension that is not an age. Take `bands` out, or use a dimension such as `age`.
            BandsWithoutAge = "bands-without-age",
            /// A column of labels has the name of a column of figures. Give it another name.
            ColumnTaken = "column-taken",
            /// A partner's figures differ by a dimension that the table does not mention, so it is not clear which figure
            /// belongs in a cell. Use it as `rows` or `columns`, give one value under `where`, or add it up under `over`.
            DimensionLeftOpen = "dimension-left-open",
            /// A circumstance in the records has no points, so scores would silently leave it out. Give it points
            /// under `weights:`; 0 is allowed.
            FactorWithoutPoints = "factor-without-points",
            /// Rows are cut down both by `keep:` and by `top:`. Use one of the two.
            KeepAndTop = "keep-and-top",
            /// A table needs a column that the records do not have. Add the role under `columns:` of that source in the
            /// data manifest, or count something else.
            MissingColumn = "missing-column",
            /// Offences in the period have no harm weight, so harm would be too low. Add them to the file that
            /// `harm_weights:` names.
            MissingWeight = "missing-weight",
            /// The dates of these records are known to the month only, so days, weekdays and the order within a month are
            /// not known. Use months or years.
            MonthsOnly = "months-only",
            /// The table has no columns. Add conditions by name under `columns:`.
            NoColumns = "no-columns",
            /// No group of outcomes is given. Add groups under `groups:`.
            NoGroups = "no-groups",
            /// The table needs harm weights, but the data manifest does not name a file of them. Add `harm_weights:`
            /// to the manifest.
            NoHarmWeights = "no-harm-weights",
            /// The table needs indicators of areas, but the data manifest does not name a file of them. Add
            /// `indicators:` to the manifest.
            NoIndicators = "no-indicators",
            /// A rate needs the residents of each row, and the data manifest gives no populations for these rows. Add them
            /// under `populations:`, or under `areas:` for districts.
            NoPopulations = "no-populations",
            /// None of the offences in the table has a unit cost, so there is nothing to add up. Check that the names
            /// in the file of unit costs match the names of the offences.
            NoUnitCost = "no-unit-cost",
            /// The table needs unit costs, but the data manifest does not name a file of them. Add `unit_costs:` to
            /// the manifest.
            NoUnitCosts = "no-unit-costs",
            /// The table adds or divides a partner's figures that are not counts, and rates or averages cannot be added.
            /// Say `is: count` in the manifest if they are counts, or take these options out.
            NotCounts = "not-counts",
            /// Offences are listed, but `columns:` does not say what they are values of. Add `columns:`, such as
            /// `offence_group`.
            OffencesWithoutColumns = "offences-without-columns",
            /// An overlap was asked for between a source and itself. Name two sources.
            OneSource = "one-source",
            /// An outcome is in two groups, so it would be counted twice. Name each outcome once.
            OutcomeNamedTwice = "outcome-named-twice",
            /// The parts of a partner's total come to more than the total itself, so one of the figures is wrong. Check
            /// both against their source.
            PartsExceedWhole = "parts-exceed-whole",
            /// The rows are times and the table counts people, but one person can have records at many times. Use
            /// rows such as `age`, `sex` or `ethnicity`, with times as columns.
            PersonsByTime = "persons-by-time",
            /// `keep:` or `top:` would put several rows together as `Other`, but one person can be in several of them, and would
            /// count once for each. Print every row, or choose rows of which a person has one, such as `age` or `sex`.
            PersonsInOther = "persons-in-other",
            /// A place is in two groups of places, so it would be counted twice. Name each place in one group.
            PlaceGroupedTwice = "place-grouped-twice",
            /// A group of places has the name of a single place, so the two could not be told apart. Give the group another
            /// name, or include that place in it.
            PlaceTaken = "place-taken",
            /// The populations named are for a different dimension from the table's rows. Name populations of the
            /// rows, or change the rows.
            PopulationOfOtherRows = "population-of-other-rows",
            /// Rates need the residents of each row, and only districts have them here. Use rows by `district` and count
            /// records.
            RateWithoutPopulation = "rate-without-population",
            /// A table of counts by month names a cause from which limits are worked out anew, and has no limits. Add
            /// `process: xmr`, or leave `rebase` out.
            RebaseWithoutProcess = "rebase-without-process",
            /// Shares of a row need columns to share between, and cannot be combined with a change. Give `columns:`, and
            /// take `change:` out.
            RowShares = "row-shares",
            /// The table is about places, but its rows are not places. Use one of the dimensions listed.
            RowsWithoutPlaces = "rows-without-places",
            /// The options of a table of schools do not go together. The message says which rows, years or shares this
            /// table can have.
            SchoolRows = "school-rows",
            /// There are several populations for these rows, and the table does not say which one it divides by. Name one
            /// under `population:`.
            SeveralPopulations = "several-populations",
            /// Shares by a time say when records were kept, not how an area differs from the rest. Use a dimension such as
            /// `offence_group`.
            ShareOfTime = "share-of-time",
            /// A share is not given as one column in another. Name exactly two columns, the part first.
            ShareOfTwo = "share-of-two",
            /// A value of partners' figures is others of them together, such as `Persons` beside `Female` and `Male`, so a sum of
            /// all of them counts everything twice. Say which is meant with `whole` or `where`.
            TotalAmongParts = "total-among-parts",
            /// Two columns of the table have the same name. Rename one of them.
            TwoColumnsOfOneName = "two-columns-of-one-name",
            /// The records have an outcome that is in no group, so it would silently drop out of the table. Add it to
            /// a group, or give one group `rest`.
            UngroupedOutcome = "ungrouped-outcome",
            /// A table names an aggregate that the data manifest does not have. Use one of those listed, or add it under
            /// `aggregates:`.
            UnknownAggregate = "unknown-aggregate",
            /// The area named is not in the data, often because it is misspelt. Use one of the areas listed.
            UnknownArea = "unknown-area",
            /// There is no scheme of age bands of that name. Use one of those listed, or write the bands out.
            UnknownBands = "unknown-bands",
            /// The value named is not in the records or figures, often because it is misspelt. Use one of those
            /// listed, as they read after recoding.
            UnknownCategory = "unknown-category",
            /// The name of a day of the week cannot be read. Write it in full, in English.
            UnknownDay = "unknown-day",
            /// The dimension named is not in the data, often because it is misspelt. Use one of those listed.
            UnknownDimension = "unknown-dimension",
            /// Points are given for a circumstance that no record has, often because it is misspelt. Correct it, or
            /// take the line out.
            UnknownFactor = "unknown-factor",
            /// The indicator named is not in the file of indicators. Use one of those listed.
            UnknownIndicator = "unknown-indicator",
            /// A period cannot be read, or is not one of the table's. Write a financial year such as `2023/24`, or one of
            /// those listed.
            UnknownPeriod = "unknown-period",
            /// The place named is not in the table, often because it is misspelt. Use one of those listed.
            UnknownPlace = "unknown-place",
            /// There is no population of that name for these rows. Use one of those listed, or add it under `populations:`
            /// in the data manifest.
            UnknownPopulation = "unknown-population",
            /// The row named is not in the table, often because it is misspelt. Use one of the rows listed.
            UnknownRow = "unknown-row",
            /// The source of records named is not in the data manifest. Use one of those listed.
            UnknownSource = "unknown-source",
            /// The name of a weekday cannot be read. Write it in full, in English, such as `Friday`.
            UnknownWeekday = "unknown-weekday",
        }
    };
}
