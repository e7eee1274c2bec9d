//! Codes for the data manifest, records, partners' figures and boundaries.

macro_rules! records {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// Two areas in a file of boundaries have the same name, so records could not be told apart by area. Name the
            /// areas by another property of the file, or make the names different.
            AreaNamedTwice = "area-named-twice",
            /// A condition is not SQL that can be used on one record. Write a test such as `knife AND offence_group =
            /// 'Homicide'`; `docs/guide.md` lists what a condition can contain.
            BadCondition = "bad-condition",
            /// A unit cost or multiplier is not a number that can be used. Write a number in the range shown.
            BadCost = "bad-cost",
            /// The name of a dimension of an aggregate cannot be used in queries. Use small letters, digits and `_`,
            /// starting with a letter; name the column under `columns:` if its heading is anything else.
            BadDimensionName = "bad-dimension-name",
            /// A distance in the data manifest is outside the range that makes sense. Give metres in the range shown.
            BadDistance = "bad-distance",
            /// Lines of a partner's file have a figure that is not of the kind the manifest says, so no total of them could
            /// be trusted. Correct the file or `is:`; `docs/aggregates.md` lists what can be written for a missing figure.
            BadFigure = "bad-figure",
            /// The line given as `header:` is not a line of the file. Give the number of the line with the column names,
            /// counted from 1.
            BadHeader = "bad-header",
            /// An hour is not from 0 to 23, or days begin at an hour although the records have no hours. Write a
            /// whole hour, and use `day_begins:` only if the records have an hour.
            BadHour = "bad-hour",
            /// A line in the file of indicators has no area, no indicator or a value that is not a number. Correct
            /// the line; leave the value blank if it is not known.
            BadIndicator = "bad-indicator",
            /// The file of indicators lacks a column that it must have. It needs a column named after a dimension of areas,
            /// such as `district`, one called `indicator` and one called `value`.
            BadIndicators = "bad-indicators",
            /// The name of a file is a pattern that cannot be read, such as one with an open bracket. Use `*` for any
            /// characters and `?` for one.
            BadPattern = "bad-pattern",
            /// A harm weight is not a number of days of 0 or more, so harm could not be added up. Correct it in the
            /// file that `harm_weights:` names.
            BadWeight = "bad-weight",
            /// Lines of a partner's file leave a dimension blank, so it is not known what their figures are about. Fill the
            /// cells in, or delete the lines if they are notes.
            BlankDimension = "blank-dimension",
            /// A condition says what a value is not, as in `NOT domestic` or `ward <> 'Abbey'`, and records with a blank there are
            /// left out, because it is not known whether they meet it. Write `COALESCE(domestic, FALSE)` where a blank means
            /// no, or add `OR ward IS NULL`.
            BlankInCondition = "blank-in-condition",
            /// Cells of a workbook have an error or a formula without a saved result. Open the workbook in a
            /// spreadsheet program, correct the cells and save it again.
            CellWithoutValue = "cell-without-value",
            /// A column of a Parquet file is of a type that cannot be read as what the manifest says, such as times with a
            /// time zone. Write it as the message says, or name another column in the manifest.
            ColumnType = "column-type",
            /// Two columns of a file have the same heading, so it is not clear which one is meant. Rename one of them.
            ColumnTwice = "column-twice",
            /// A column of a partner's file is used for two things in the manifest. Name each column once.
            ColumnUsedTwice = "column-used-twice",
            /// A unit cost or multiplier has no source, and the report must say where each one comes from. Add `source:` to
            /// it.
            CostWithoutSource = "cost-without-source",
            /// The outlines of some areas cross themselves, so whether a point lies inside them can be wrong near the
            /// crossing. Ask for clean boundaries, or repair the file in a mapping program.
            CrossingBoundary = "crossing-boundary",
            /// A dimension of an aggregate is made or used twice. Name it once; leave a second column out with `ignore:`.
            DimensionTwice = "dimension-twice",
            /// One name or identifier is used twice. Rows of records after the first with the same identifier are set
            /// aside; in a report, give each section, table, chart, finding and recommendation a name of its own.
            DuplicateId = "duplicate-id",
            /// Some records lie outside Great Britain, so they are on no map and in no area. Check the coordinates at the
            /// source.
            FarAway = "far-away",
            /// Two files of one source have the same contents, as when a download was saved twice, so every record would count twice.
            /// Take the copy out of the folder, or name the files more closely.
            FileTwice = "file-twice",
            /// A partner's file gives the figure for one combination of dimensions twice, so it is not clear which one
            /// counts. Delete one line, or add the column that tells them apart.
            FigureTwice = "figure-twice",
            /// A point needs two coordinates of one system, but a record or the manifest has only one, or one of each. Give
            /// both `easting` and `northing`, or both `longitude` and `latitude`.
            HalfAPoint = "half-a-point",
            /// An area has two values of one indicator. Delete one of the lines.
            IndicatorTwice = "indicator-twice",
            /// A condition has more terms, values, brackets or characters than it can have. List the values of one column with
            /// `IN (...)`, which is one term.
            LongCondition = "long-condition",
            /// A value of a column differs from a commoner one only in its case, its spaces or hyphens, or in one letter, and is
            /// counted apart from it. Join the two with `recode:`; where they are not the same, `recode:` each to itself.
            LookAlikeValue = "look-alike-value",
            /// Some records have no date, so they belong to no period and are set aside. Check the export if there are
            /// many.
            MissingDate = "missing-date",
            /// Some records of people have no number of an offence, so they cannot be joined to one and are set aside.
            /// Check the export if there are many.
            MissingOffenceId = "missing-offence-id",
            /// The manifest does not say which column has something that is needed, such as the date. Add the role under
            /// `columns:`.
            MissingRole = "missing-role",
            /// Columns of a partner's file have no heading, so it is not known what they contain. Give each column a
            /// heading.
            NamelessColumn = "nameless-column",
            /// A partner's file has only one column, the figures, so nothing says what they describe. Add columns
            /// that do, or take columns out of `ignore:`.
            NoDimension = "no-dimension",
            /// A file of records has none of the columns that the manifest names. It may lack its line of names, or have
            /// something other than commas between its cells; the line is not shown, because it may be a record.
            NoHeader = "no-header",
            /// Records of people are joined to offences by number, but there are no offences to join them to. Give a source
            /// called `offences`, or give these records a `date` of their own.
            NoOffences = "no-offences",
            /// An area in a file of boundaries has no outline, or one with too few corners. Each area must be a `Polygon`
            /// or a `MultiPolygon`.
            NoPolygon = "no-polygon",
            /// A source of records has nothing to count: its files have no records, or every row is set aside. Check that the
            /// file was exported whole, and how the manifest reads it.
            NoRecords = "no-records",
            /// Some records of people have the number of an offence that is not among the offences. They are set aside;
            /// check that both files were exported for the same period.
            NoSuchOffence = "no-such-offence",
            /// The manifest has a key for workbooks, such as `sheet:`, on a file that is not a workbook. Take the key out,
            /// or name an `.xlsx` file.
            NotAWorkbook = "not-a-workbook",
            /// The outlines of some areas were not closed, and a straight line was drawn from the last corner to the first.
            /// Check that the boundaries are whole.
            OpenRing = "open-ring",
            /// Every record of a source is before or after the periods that the report asks about, so every figure of it would
            /// be 0. Check `period:` in the report, the file, and how the manifest reads its dates.
            OutsidePeriod = "outside-period",
            /// Some records are outside every area of a layer, so they have no area. A few at the edge are usual; many
            /// mean that the boundaries or coordinates are for a different place or system.
            OutsideAreas = "outside-areas",
            /// The people in the records could not be counted. This is a fault of the program or the machine, not of the
            /// report: please report it.
            PersonsNotCounted = "persons-not-counted",
            /// Lines have more or fewer cells than there are columns, so their values may be in the wrong column. A partner's
            /// file is refused, and lines of records are set aside. Correct the lines; a comma inside a cell needs quotation
            /// marks around the cell.
            RaggedLine = "ragged-line",
            /// Rows without an identifier repeat earlier rows in every column that is read, more than chance explains: most of a
            /// file, many in the same order, or many more than alike records give. Nothing is dropped. Give the column with the
            /// identifier as `id:`, or check that no file or record was exported twice.
            RepeatedRows = "repeated-rows",
            /// A definition has a name that means something else: `definition: none` counts every record. Call it something
            /// else.
            ReservedName = "reserved-name",
            /// Some schools have no usable coordinates, so no distance to them can be measured and they are left out. Add
            /// their coordinates to the file.
            SchoolWithoutPoint = "school-without-point",
            /// Areas in different districts have one name, and a figure or a source does not say which is meant. Give a figure for each,
            /// such as `Abbey (North)`, and read the districts of the records.
            SharedAreaName = "shared-area-name",
            /// An aggregate and a source of records have the same name, so queries could not tell them apart. Rename
            /// one of them.
            SharedName = "shared-name",
            /// Two areas have the same place on the map of tiles, so one would hide the other. Move one of them.
            SharedTile = "shared-tile",
            /// A unit cost gives the source of a multiplier but no multiplier. Add the multiplier, or take its source out.
            SourceWithoutMultiplier = "source-without-multiplier",
            /// The coordinates of some records look swapped, so these records would be far from where they happened. Check
            /// which column the manifest reads for each coordinate.
            SwappedCoordinates = "swapped-coordinates",
            /// A quotation mark in a CSV file is where it cannot be understood: a cell goes on after its closing mark, or a
            /// mark is never closed. Delete it, or write it twice if it belongs to the text of a cell in quotation marks.
            StrayQuote = "stray-quote",
            /// An area's place on the map of tiles is outside the grid. Give a column and a row in the range shown.
            TileOutOfRange = "tile-out-of-range",
            /// Some records have the name of a total, such as `All`, where others have a category, as in an exported table. They are
            /// counted like the others. Take sums out of the file.
            TotalRow = "total-row",
            /// The manifest gives records both a date of their own and the number of an offence that has one, so it is not
            /// clear which date counts. Keep one of the two roles.
            TwoDates = "two-dates",
            /// Some people have records of both sexes. Tables of persons count their sex as not known, and tables of
            /// records count each record as it is. Check that an identifier belongs to one person.
            TwoSexes = "two-sexes",
            /// Some records have an age that is not from 0 to 110. The age counts as not known; the record is kept.
            UnbelievableAge = "unbelievable-age",
            /// Some records have a birth date after the offence or more than 110 years before it. The age counts as not
            /// known; the record is kept.
            UnbelievableBirthDate = "unbelievable-birth-date",
            /// The column named is not in the file or table, often because it is misspelt. Use one of the columns
            /// listed.
            UnknownColumn = "unknown-column",
            /// Some records have an ethnicity that is not one of the 16+1 codes. It counts as not known; recode the values
            /// in the manifest to keep them.
            UnknownEthnicity = "unknown-ethnicity",
            /// No school in the file has the phase named. Use one of the phases listed.
            UnknownPhase = "unknown-phase",
            /// The areas in the file of boundaries do not have the property named. Use one of the properties listed.
            UnknownProperty = "unknown-property",
            /// The manifest gives a column a role that does not exist, often because it is misspelt. `docs/data.md`
            /// lists the roles.
            UnknownRole = "unknown-role",
            /// Some records have a sex that is neither male nor female. It counts as not known; recode the values in the
            /// manifest to keep them.
            UnknownSex = "unknown-sex",
            /// The workbook has no sheet of that name. Use one of the sheets listed.
            UnknownSheet = "unknown-sheet",
            /// Some records name a district that the manifest does not list, so they count as not known or elsewhere. Add
            /// the district under `areas:`, or recode its name.
            UnlistedDistrict = "unlisted-district",
            /// Some records have a birth date that cannot be read. The age counts as not known; give the format of the
            /// dates in the manifest.
            UnreadableBirthDate = "unreadable-birth-date",
            /// A file of boundaries is not GeoJSON that can be read. Export it as a GeoJSON `FeatureCollection` of
            /// polygons.
            UnreadableBoundaries = "unreadable-boundaries",
            /// Some records have a coordinate that is not a number, so they are on no map. Check the column, and take units
            /// and thousands separators out.
            UnreadableCoordinate = "unreadable-coordinate",
            /// Some records have a date that cannot be read, or one before 1900 or after the day of publication, so they
            /// belong to no period and are set aside. Give the format of the dates in the manifest; years of two digits are `%y`.
            UnreadableDate = "unreadable-date",
            /// Some records have a value for yes or no that cannot be read. It counts as not known; the record is kept. Write `yes` or `no`, `y` or `n`, `true` or `false`, `1` or `0`, or leave it blank if it
            /// is not known; a `recode:` in the manifest can do this.
            UnreadableFlag = "unreadable-flag",
            /// Some records have an hour that is not from 0 to 23. It counts as not known; the record is kept. Correct the column;
            /// leave the hour blank if it is not known.
            UnreadableHour = "unreadable-hour",
            /// Coordinates are not in the system that the manifest says, such as degrees instead of metres, or not in
            /// a known system. Use longitude and latitude (WGS84), or metres on the British National Grid.
            WrongGrid = "wrong-grid",
            /// The coordinates of some records are 0, 0, which often means an unknown place. They count as records
            /// without a place.
            ZeroCoordinates = "zero-coordinates",
        }
    };
}
