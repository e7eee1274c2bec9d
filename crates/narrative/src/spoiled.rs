//! Spoiled text and expressions: whatever an author writes, there is a text or a message, and never a crash.

use std::time::Duration;

use sna_core::diag::render;
use sna_spoil::{Sound, assert_fit};

use super::Text;
use super::tests::narrator;

const EXAMPLES: &[&[u8]] = &[
    br#"{{ volume.cell("Derby", "2023/24") }} of {{ volume.total }}, {{ volume.share("Derby") | pct(0) }}."#,
    b"{% for row in volume.top(2) %}{{ row.name }} had {{ row.value }}{% if not loop.last %}, {% endif %}{% endfor %}",
    br#"{% if volume.row("Derby") %}{{ volume.rows | length }}{% elif volume.column("total") and volume.columns %}x{% endif %}"#,
    b"{% if volume.total > 10 and not false %}- **most** in *{{ area }}*\n- [as told](https://example.org/)\n{% elif 1 %}x{% else %}y{% endif %}",
    b"{% set most = volume.top(1)[0] %}> {{ most.name | upper_first }}\n\n1. {{ volume.row(most.name).last | signed }}\n2. `x`\n",
    br#"Offences {{ change(volume.row("Derby"), "2021/22", "2023/24") }}; see {{ ref("volume") }} and {{ stated("5,475", source="Census") }}."#,
    br#"{% set ns = namespace(x=1) %}{% macro m(a) %}{{ a ~ "b" }}{% endmacro %}{{ m([1, 2] | join(", ")) }}{{ (volume.rows | first).name }}"#,
];

const WORDS: &[&str] = &[
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "{% endfor %}",
    "{% endif %}",
    "{% elif 1 %}",
    "volume",
    "rows",
    "total",
    "row(\"Derby\")",
    "first",
    "last",
    "max",
    "min",
    "sort",
    "unique",
    "sum",
    "list",
    "join(', ')",
    "length",
    "pct",
    "count",
    "in_words",
    "decimal(300)",
    "format(1)",
    "indent(9999999)",
    "batch(2)",
    "slice(0)",
    "replace('a', 'bbb')",
    "map(attribute='name')",
    "range(100000)",
    "namespace()",
    "dict(a=1)",
    "change",
    "direction",
    "moved",
    "difference",
    "ratio",
    "ref(\"no\")",
    "table(\"volume\")",
    "plain(\"12\")",
    "loop",
    "self",
    "caller()",
    "super()",
    "none",
    "true",
    "1e300",
    "-1",
    "9223372036854775807",
    "**",
    "//",
    "%",
    "~",
    "and",
    "or",
    "not",
    "in",
    "is",
    "|",
    ".",
    "[0]",
    "[-1]",
    "[::2]",
    "(",
    ")",
    "[",
    "]",
    "# ",
    "> ",
    "- ",
    "```",
    "|---|",
    "![x](y)",
    "[a](javascript:b)",
    "[^1]",
    "&#0;",
    "***",
    "12,345",
];

#[test]
fn no_text_crashes() {
    let sound = Sound { examples: EXAMPLES, words: WORDS };
    bolero::check!().with_test_time(Duration::from_millis(500)).with_max_len(64).for_each(|choices: &[u8]| {
        let source = sound.spoiled_text(choices);
        let text = Text::file("own.md", &source);
        let said = [narrator().prose(&text).err(), narrator().line(&text).err(), narrator().bound(&text).err()];
        for found in said.into_iter().flatten() {
            let message = render(&found, false);
            assert_fit(&message, &["own.md"]);
        }
    });
}
