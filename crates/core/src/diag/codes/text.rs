//! Codes for the text: expressions, claims, findings and recommendations.

macro_rules! text {
    ({ $next:ident $($then:ident)* } $($listed:tt)*) => {
        $next! { { $($then)* } $($listed)*
            /// A claim in the text is not true of these figures, so the report is not made. Change the sentence, or check
            /// the figures if the claim should be true.
            ClaimFails = "claim-fails",
            /// A claim about the whole is not true of this part, so the report on this part leaves it out. Nothing
            /// needs doing if that is right.
            ClaimLeftOut = "claim-left-out",
            /// A claim says nothing that can be tested, so it could become false unnoticed. Give it `holds`, or `value` and
            /// `is`.
            ClaimWithoutTest = "claim-without-test",
            /// A link in the text has no address, so it leads nowhere. Write the address between the round brackets.
            EmptyLink = "empty-link",
            /// A recommendation rests on a finding whose direction has changed or is not stated. Decide whether the
            /// recommendation still follows, and change it or its `says`.
            FindingTurned = "finding-turned",
            /// A claim has only one of `value` and `is`, so there is nothing to compare. Give both, or use `holds`.
            HalfAClaim = "half-a-claim",
            /// The text uses a part of Markdown that a report cannot print, such as a picture or code. Use paragraphs,
            /// headings, lists, quotations, emphasis and links.
            MarkdownNotSupported = "markdown-not-supported",
            /// The words depend on a figure that is missing, suppressed or not known. Word the sentence so that it is
            /// true without the figure, or choose another cell.
            MissingFigure = "missing-figure",
            /// The report's font cannot print a character, so readers would see an empty box. Write it in words, or recode
            /// the category in the data manifest.
            MissingGlyph = "missing-glyph",
            /// A text that must be one paragraph, such as a finding or a headline, has several or a list. Make it one
            /// paragraph.
            NotOneParagraph = "not-one-paragraph",
            /// The condition of a recommendation is not true of these figures. Change the recommendation, or check
            /// the figures if it should be true.
            RecommendationFails = "recommendation-fails",
            /// A recommendation about the whole does not apply to this part, so the report on this part leaves it
            /// out. Nothing needs doing if that is right.
            RecommendationLeftOut = "recommendation-left-out",
            /// A recommendation does not rest on any finding, so readers cannot see why it is made. Name at least one under
            /// `rests_on`.
            RecommendationWithoutFinding = "recommendation-without-finding",
            /// A text or page could not be written, because an expression was given values that it cannot use or a template
            /// is broken. Correct the expression at the place shown; `docs/narrative.md` lists the functions and what they
            /// take.
            TemplateFailed = "template-failed",
            /// A text with loops does not end in reasonable time. Loop over the rows or columns of a table only.
            TemplateRunsOn = "template-runs-on",
            /// An expression in a text cannot be read, or a text has a character that is not allowed. Check that every `{{`
            /// has its `}}` and that quotation marks and brackets are closed.
            TemplateSyntax = "template-syntax",
            /// The text takes one of several rows with equal figures, such as the first of `top(1)`, so it would say of one what
            /// is true of all. Name them all with `highest`, or choose the verb with `verb(names, "was", "were")`.
            Tied = "tied",
            /// A text, an expression or a value in it is longer, deeper or larger than any report needs, so it is not worked
            /// out. The message gives the bound; divide the text, or leave the work to a table.
            TextTooLarge = "text-too-large",
            /// A figure is typed into the text by hand, so it would not change with the data. Bind it to a table, name its
            /// source, or say that it is part of a name with `plain`.
            UnboundFigure = "unbound-figure",
            /// A recommendation rests on a finding that the report does not state, or states only in another part. Use one
            /// of those listed.
            UnknownFinding = "unknown-finding",
            /// A text, command or margins file uses a name that is not known, often because it is misspelt. Use one
            /// of those listed.
            UnknownName = "unknown-name",
            /// The text refers to a section, table, figure, finding or recommendation that the report does not have. Use
            /// one of the names listed.
            UnknownReference = "unknown-reference",
            /// A text or chart uses a table that the report does not have, often because it is misspelt. Use one of
            /// those listed; a table in another section is named with its section and a full stop before it.
            UnknownTable = "unknown-table",
            /// The text refers to a table or chart that is kept out of print, so readers could not find it. Print it, or
            /// name it in words without a reference.
            UnprintedReference = "unprinted-reference",
        }
    };
}
