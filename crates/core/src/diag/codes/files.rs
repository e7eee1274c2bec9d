//! Codes for reading and writing files, YAML, and the commands that read finished reports.

macro_rules! files {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// A name given to `sna explain` fits several tables, charts or sections. Give more of the name: the section
            /// and a full stop before it, or the number as printed, such as `"Table 3"`.
            AmbiguousName = "ambiguous-name",
            /// The answer of `sna explain` could not be written as JSON. This is a fault of the program, not of the report:
            /// please report it.
            AnswerNotWritten = "answer-not-written",
            /// The name of a report or table becomes the name of a file, and some system could not write such a file, or
            /// would write it elsewhere. Choose a name without `/`, `\\`, `:` and similar.
            BadFileName = "bad-file-name",
            /// The comparison of two drafts could not be written as JSON. This is a fault of the program, not of the
            /// drafts: please report it.
            ComparisonNotWritten = "comparison-not-written",
            /// The PDF contains a report's document, but the document cannot be read, so nothing can be compared or
            /// explained. Use the JSON that `sna build` wrote with the PDF, or build the report again.
            DamagedAttachment = "damaged-attachment",
            /// The JSON of a report is incomplete or has been changed, so it cannot be read as a document. Copy it
            /// again, or build the report again.
            DamagedDocument = "damaged-document",
            /// The PDF is incomplete or damaged, so the document inside cannot be found. Copy or download it again,
            /// or use the draft's JSON.
            DamagedPdf = "damaged-pdf",
            /// The report's document could not be written as JSON. This is a fault of the program, not of the report:
            /// please report it.
            DocumentNotWritten = "document-not-written",
            /// A draft given to `sna diff` or `sna explain` is larger than any report, or packed so that it would become so.
            /// Give a PDF or JSON as `sna build` wrote it.
            DraftTooLarge = "draft-too-large",
            /// A key is written twice in one mapping of a YAML file, and only one of the two values could count. Delete one
            /// of them.
            DuplicateKey = "duplicate-key",
            /// A file of records or figures has no column names, or no lines at all. Check that it was exported whole; for
            /// a workbook, `header:` in the manifest says which line has the names.
            EmptyFile = "empty-file",
            /// `sna diff` found what `--fail-on` names, so it ends with exit code 1. Read the comparison; nothing is wrong
            /// with the drafts as files.
            FailOn = "fail-on",
            /// The program itself failed. Your files may be right: please report the whole message, with the file it names if
            /// you can. Output of earlier runs is not changed.
            FaultOfTheProgram = "fault-of-the-program",
            /// `sna diff` was given a folder and a single draft. Give two drafts, or two folders.
            FolderAgainstFile = "folder-against-file",
            /// `sna diff` was given a folder without a report. Give the folder that `sna build -o` wrote to; folders
            /// inside it are not searched.
            FolderWithoutReports = "folder-without-reports",
            /// Rows, columns or the whole sheet that is read of a workbook are hidden, as in a sheet that was filtered, so what is
            /// read is not what a person sees. Say with `hidden:` whether to `take` them or to `leave_out`.
            HiddenCells = "hidden-cells",
            /// A YAML file is too large, too deeply nested, or repeats itself so often that reading it could use up the
            /// machine's memory. Write values out instead of using aliases, and nest less deeply.
            HostileYaml = "hostile-yaml",
            /// Lines of a CSV file end with a carriage return alone, or a cell has one outside quotation marks, so it is not
            /// clear where records begin. Save the file as `CSV UTF-8`.
            LineEnds = "line-ends",
            /// A workbook has merged cells among those that are read, and only the first cell of each group has the value.
            /// Unmerge them and fill the blank cells.
            MergedCells = "merged-cells",
            /// There is no file or folder at the path given to `sna diff`. Check the spelling of the path.
            MissingDraft = "missing-draft",
            /// A file that the report, the manifest or the command names does not exist. Check its spelling; a
            /// relative path starts from the folder of the file that names it.
            MissingFile = "missing-file",
            /// A YAML mapping lacks a key that it must have. Add the key where the message says.
            MissingKey = "missing-key",
            /// The folder given to `sna explain` does not contain a report. Give the folder that `sna build -o` wrote
            /// to, or the report's PDF or JSON.
            NoReport = "no-report",
            /// `sna explain` was asked for a row, column or point, but not of which table or chart. Put the name of the
            /// table or chart before it.
            NoTable = "no-table",
            /// `sna explain` was asked for a point of a table; only charts have points. Ask for a row and a column instead.
            NotAChart = "not-a-chart",
            /// The file is neither a PDF nor the JSON of a report, so it cannot be compared or explained. Give a PDF made
            /// by `sna build`, or its JSON.
            NotADraft = "not-a-draft",
            /// `sna explain` was asked for a row, column or point of something that has none, such as a section. Name one
            /// of its tables or charts.
            NotATable = "not-a-table",
            /// The PDF or JSON was not made by `sna`, or has lost the document inside it. Printing, merging or
            /// shrinking a PDF removes the document: use the PDF as `sna build` wrote it, or its JSON.
            NotMadeBySna = "not-made-by-sna",
            /// A text file is not in UTF-8, so names in it could be misread. Save it as UTF-8; in a spreadsheet
            /// program, choose `CSV UTF-8`.
            NotUtf8 = "not-utf8",
            /// The report was made by a different version of the program, whose documents this one cannot read. Build
            /// it again with this version, or use the version that made it.
            OtherFormat = "other-format",
            /// The two documents given to `sna diff` are about different parts of the whole, such as two districts.
            /// Compare two drafts of the same part.
            OtherPart = "other-part",
            /// Another run is writing to the same output folder and has not ended after a minute. Wait for it, or choose
            /// another folder with `-o`.
            OutputInUse = "output-in-use",
            /// The report, its manifest or a kind names a file that is not in the project, by its path or by a link. Kinds and
            /// extracts come from others, so only files in the folder of the report and in that of its data manifest are
            /// read: move the file there, or allow its folder with `--allow FOLDER`.
            OutsideProject = "outside-project",
            /// A file that the run would write is one that it reads, such as a report file called `NAME.json` with `-o .`.
            /// Choose another folder with `-o`, or another `name:` for the report.
            OverwritesInput = "overwrites-input",
            /// Two files in one folder contain the same report, so `sna diff` cannot tell which one is meant. Name
            /// the two drafts themselves, or keep each set of drafts in its own folder.
            ReportTwice = "report-twice",
            /// A PDF contains more than one document, so it is not clear which one is the report. Name the JSON of
            /// the draft instead.
            SeveralDocuments = "several-documents",
            /// The folder given to `sna explain` contains several reports. Name the PDF or JSON of one of them.
            SeveralReports = "several-reports",
            /// A file is larger than the program can read safely. Split it, or remove what the report does not need.
            TooLarge = "too-large",
            /// The figure given to `sna explain --figure` is not printed in the report, or not in the part that was named.
            /// Write it exactly as it is printed, with its commas and signs.
            UnknownFigure = "unknown-figure",
            /// The name of a file of records or figures does not end in a format that can be read. Save it as CSV, gzipped
            /// CSV, Parquet (records only) or XLSX, with the matching ending.
            UnknownFormat = "unknown-format",
            /// A YAML file has a key that nothing reads, often because it is misspelt. It is refused so that no setting is
            /// silently ignored. Correct it; `docs/spec.md` and `docs/data.md` list every key.
            UnknownKey = "unknown-key",
            /// The chart has no point of the name given to `sna explain --point`. Use the name of a bar, a position on the
            /// time axis, or an area, as the message lists them.
            UnknownPoint = "unknown-point",
            /// A key has a value that is not among its choices, or a condition or a `recode:` names a value that no record has,
            /// often because it is misspelt. Choose one of those listed; write a value as the records spell it. In a
            /// definition a value that no record has is an error, elsewhere a warning.
            UnknownValue = "unknown-value",
            /// A draft exists but cannot be opened. Check the permissions of the file, or copy it again.
            UnreadableDraft = "unreadable-draft",
            /// A file exists but cannot be opened or is incomplete. Check its permissions, copy it again from where
            /// it came, or save it again in its own program.
            UnreadableFile = "unreadable-file",
            /// The two folders given to `sna diff` have no report in common. Reports are paired by the name of their report
            /// file and by the part they are about: compare folders built from the same report file.
            UnrelatedFolders = "unrelated-folders",
            /// The two documents given to `sna diff` are not drafts of the same report: they come from report files of
            /// different names and share too few sections. Compare two drafts of the same report.
            UnrelatedReports = "unrelated-reports",
            /// `POLARS_MAX_THREADS` or `RAYON_NUM_THREADS` is set in the environment to something other than a number of
            /// threads that can be started, so it is ignored. Unset it, or set it to a whole number from 1 to 1024.
            UnusableThreads = "unusable-threads",
            /// A file in `sections/` or `templates/` next to the report is used by nothing, so what ships with the program is
            /// used in its place. Check its name, also for capital letters, or remove it.
            UnusedFile = "unused-file",
            /// The output could not be written: the folder is a file, is read-only, or the disk is full. What was
            /// there before is unchanged. Choose another folder with `-o`, or free some space.
            UnwritableOutput = "unwritable-output",
            /// A value in a YAML file is of the wrong type, such as words instead of a number. Write a value of the
            /// expected type; text that looks like a number needs quotation marks.
            WrongType = "wrong-type",
            /// A file is not valid YAML, so nothing in it can be read. The mistake is at or just before the place shown:
            /// look at the indentation, and at colons and quotation marks inside text.
            YamlSyntax = "yaml-syntax",
            /// YAML does not read this value as it looks, such as `no` as false, or everything after `#` as a
            /// comment. Put the value in quotation marks.
            YamlTrap = "yaml-trap",
        }
    };
}
