//! Codes for sections, tables, charts, maps and pages.

macro_rules! report {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// An appendix is inside another section, so it could not have a letter of its own. Move it to the top level;
            /// sections inside an appendix are numbered A.1, A.2 by themselves.
            AppendixInsideSection = "appendix-inside-section",
            /// A table of a report or section about one area would show the whole area, because its records do not say where
            /// they belong. Write `scope: { whole: true }` on the table or section, and say in its title that it is about the
            /// whole; or leave it out.
            AreaNotFollowed = "area-not-followed",
            /// A period cannot be read or is empty. Write `to: 2023/24`, or `from:` and `to:` with months, the
            /// earlier one first.
            BadPeriod = "bad-period",
            /// The rows of a pyramid do not go from young to old. Put the age bands of its table in order.
            BandsOutOfOrder = "bands-out-of-order",
            /// The row that others are compared with has no figure in the column that is drawn. Choose another row or
            /// column.
            BenchmarkWithoutFigure = "benchmark-without-figure",
            /// The fonts inside the program cannot be read. The program is damaged: install it again.
            BrokenFont = "broken-font",
            /// A chart of the report has no picture. This is a fault of the program, not of the report: please report it.
            ChartNotDrawn = "chart-not-drawn",
            /// A chart draws a table that the report does not have, so its figures could not be looked up. This is a
            /// fault of the program if the report was just built; otherwise the document was changed.
            ChartWithoutTable = "chart-without-table",
            /// A chart lacks its headline, description or another text that people who cannot see it rely on. Give
            /// the chart a headline in the report file.
            ChartWithoutWords = "chart-without-words",
            /// The number of classes of a map does not match its limits. Leave `classes` out, or give one limit fewer
            /// than there are classes.
            ClassesAgainstLimits = "classes-against-limits",
            /// A component of the assessment has neither sections that cover it nor a stated gap, so readers could take it
            /// for covered. Name its `sections`, or write a `gap`.
            ComponentWithoutCover = "component-without-cover",
            /// The limits between the classes of a map are not in rising order, so some classes would be empty. Write
            /// them from low to high, each once.
            LimitsOutOfOrder = "limits-out-of-order",
            /// A row of a pyramid's table is not an age band, so it has no place among the others. Take the row out of the
            /// table.
            NoAgeBand = "no-age-band",
            /// No row of the table has the name or code of an area in the layer, so the map would be blank. Use rows
            /// with the names or codes of the areas, or a different layer.
            NoAreaInCommon = "no-area-in-common",
            /// A map of hexagons needs records with places and the width of the hexagons. Add both to the data manifest.
            NoHexagonGrid = "no-hexagon-grid",
            /// A row of the table is not a hexagon, so it cannot be drawn on a map of hexagons. Use a table with rows by
            /// `hexagon`.
            NoHexagon = "no-hexagon",
            /// No record has a value of the dimension given to `--each`, so there is no report to make. Use another
            /// dimension.
            NoParts = "no-parts",
            /// A map of tiles needs a place for each area, and no area has one. Add `tile:` to the areas in the data
            /// manifest.
            NoTiles = "no-tiles",
            /// A table has no measure or several, and must have exactly one. Keep one; `docs/spec.md` lists the measures.
            OneMeasure = "one-measure",
            /// Both sides of a pyramid draw the same column. Name a different column for each side.
            OneSidedPyramid = "one-sided-pyramid",
            /// The reports for each part do not add up to the report for the whole. This is a fault of the program: please
            /// report it.
            PartsDoNotAddUp = "parts-do-not-add-up",
            /// A row of a table has more or fewer cells than the table has columns. This is a fault of the program if the
            /// report was just built; otherwise the document was changed.
            RaggedTable = "ragged-table",
            /// A pyramid has females on the left or males on the right, against the custom that readers rely on. Swap
            /// `left` and `right`.
            ReversedPyramid = "reversed-pyramid",
            /// A section about the whole is left out of the reports for each part, because its records do not say which
            /// part they belong to. Nothing needs doing if that is right.
            SectionLeftOut = "section-left-out",
            /// Sections are nested too deeply, usually because a section kind uses itself. Take out the `use:` that leads
            /// back to the same kind.
            SectionsTooDeep = "sections-too-deep",
            /// A size in the palette does not fit on a page. Give a size in the range shown.
            SizeOutOfRange = "size-out-of-range",
            /// A table has more columns than fit on the page, even in small type. Take columns out, swap rows and columns,
            /// or keep it out of print: it is still attached as a file.
            TableTooWide = "table-too-wide",
            /// A table has no title, so readers could not tell what it counts. Give it a `title:`.
            TableWithoutTitle = "table-without-title",
            /// Typesetting reported something odd while the PDF was made. Look at the pages; a change to the page template
            /// is the usual cause.
            TemplateWarning = "template-warning",
            /// A pyramid has more age bands than fit on the page. Make the bands wider, or draw single years of age as
            /// `columns`.
            TooManyBands = "too-many-bands",
            /// A map has more classes than shades that can be told apart on paper. Use fewer; the table has every figure.
            TooManyClasses = "too-many-classes",
            /// A chart of intervals has more rows than fit on a page. Draw only the highest with `top`, or all areas as a
            /// `funnel`.
            TooManyIntervals = "too-many-intervals",
            /// More labels are asked for than fit next to a map. Ask for fewer.
            TooManyLabels = "too-many-labels",
            /// A chart has more lines than can be told apart. Draw the table as `panels`: one small chart for each series.
            TooManyLines = "too-many-lines",
            /// `--each` would make more reports than one run may. Name some of them with `--only`.
            TooManyParts = "too-many-parts",
            /// A trend is given as a column, but the lines of this chart are rows. Take the key out, or draw columns as
            /// lines.
            TrendOverColumns = "trend-over-columns",
            /// A condition uses a column that the records it would apply to do not have. Apply the condition only where it
            /// fits, or add the column to the data manifest.
            UnanswerableCondition = "unanswerable-condition",
            /// A map of hexagons can draw only counts, because small ones must be left out. Name a column of counts.
            UncountedHexagons = "uncounted-hexagons",
            /// A chart could not be drawn. This is a fault of the program, not of the report: please report it.
            UndrawnChart = "undrawn-chart",
            /// The definition named is not in the data manifest. Use one of those listed, or add it under
            /// `definitions:`.
            UnknownDefinition = "unknown-definition",
            /// There is no section kind of that name. Use one of those listed by `sna kinds`, or put your own into the
            /// `sections/` folder of the report.
            UnknownKind = "unknown-kind",
            /// A map names a layer of areas that the data manifest does not have. Use one of those listed, or add it to the
            /// manifest.
            UnknownLayer = "unknown-layer",
            /// `--only` names a part that no record has, often because it is misspelt. Use one of those listed.
            UnknownPart = "unknown-part",
            /// A component names a section that the report does not have. Use one of those listed.
            UnknownSection = "unknown-section",
            /// A table or chart named under `unprinted` is not in the section, often because it is misspelt. Use one
            /// of those listed.
            UnknownUnprinted = "unknown-unprinted",
            /// The two sides of a pyramid have different measures or units, so their lengths could not be compared.
            /// Draw two columns of the same measure.
            UnlikeSides = "unlike-sides",
            /// The date of publication in a report's document cannot be read. Write it as `2024-11-30`; if the document was
            /// not changed by hand, build the report again.
            UnreadablePublicationDate = "unreadable-publication-date",
            /// A chart has a value too large to draw, usually the result of a mistake in the figures. Check the figures of
            /// its table.
            ValueTooLarge = "value-too-large",
        }
    };
}
