//! Pages for a browser: self-contained, without scripts or network. Every word of a report is escaped by minijinja.

mod index;

use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use super::told::{Differences, Told, ToldReport, tell};
use sna_core::diag::{Code, Diagnostic};

/// The shipped templates, by name.
const TEMPLATES: [(&str, &str); 4] = [
    ("page.html", include_str!("../../../../templates/html/page.html")),
    ("page.css", include_str!("../../../../templates/html/page.css")),
    ("comparison.html", include_str!("../../../../templates/html/comparison.html")),
    ("index.html", include_str!("../../../../templates/html/index.html")),
];

pub use index::{Listed, index};

/// The data for the template of a comparison.
#[derive(Serialize)]
struct ComparisonPage<'a> {
    title: String,
    told: &'a Told,
}

/// A comparison as one page.
///
/// # Errors
/// `template-failed` if a template fails.
pub fn html(differences: &Differences) -> Result<Vec<u8>, Diagnostic> {
    let told = tell(differences);
    let title = match told.reports.as_slice() {
        [ToldReport { drafts, .. }] if !told.of_folders => {
            let new_title = drafts.first().map(|[_, _, new]| new.as_str()).unwrap_or_default();
            format!("What changed: {new_title}")
        }
        _ => "What changed: two folders of reports".to_owned(),
    };
    page("comparison.html", &ComparisonPage { title, told: &told })
}

/// A page from its template and data.
fn page(template: &str, shown: &impl Serialize) -> Result<Vec<u8>, Diagnostic> {
    let made = environment()
        .and_then(|environment| environment.get_template(template)?.render(Serde(shown)))
        // A statement of the template leaves an empty line.
        .map(|page| {
            page.lines().filter(|line| !line.trim().is_empty()).fold(String::new(), |page, line| page + line + "\n")
        });
    made.map(String::into_bytes).map_err(|error| {
        let fault = Diagnostic::machine(Code::TemplateFailed, format!("the page `{template}` cannot be made"));
        let line = error.line().map_or_else(String::new, |line| format!(" in line {line}"));
        fault.found(format!("a fault of the program's own template{line}"))
    })
}

fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    // A misspelt name in a template is an error, never a gap on the page.
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment
        .set_auto_escape_callback(|name| if name.ends_with(".css") { AutoEscape::None } else { AutoEscape::Html });
    for (name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests {
    use super::super::told::fixture;
    use super::*;

    fn written(differences: &Differences) -> String {
        let page = html(differences).unwrap_or_else(|fault| panic!("{fault:?}"));
        String::from_utf8(page).unwrap_or_default()
    }

    /// Writes a page where a person or a browser can look at it.
    fn keep(name: &str, page: &str) {
        if let Some(folder) = std::env::var_os("SNA_LOOK").map(std::path::PathBuf::from) {
            std::fs::write(folder.join(name), page).expect("the folder to look at can be written");
        }
    }

    #[test]
    fn a_page_of_two_drafts() {
        let page = written(&fixture::drafts());
        keep("drafts.html", &page);
        insta::assert_snapshot!(page.split_once("<body>").map_or("", |(_, body)| body));
    }

    #[test]
    fn every_link_on_a_page_has_its_target_once() {
        let page = written(&fixture::folders());
        keep("folders.html", &page);
        let links: Vec<&str> = page.split("href=\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(links.len() > 10);
        for link in links {
            assert_eq!(page.matches(&format!("id=\"{link}\"")).count(), 1, "{link}");
        }
    }

    #[test]
    fn a_page_asks_nothing_of_the_network_and_runs_nothing() {
        for page in [written(&fixture::drafts()), written(&fixture::folders()), written(&fixture::same())] {
            for asked in ["http://", "https://", "<script", "url(", "@import", "src=", "<link"] {
                assert!(!page.contains(asked), "{asked}");
            }
        }
    }

    #[test]
    fn words_of_a_report_are_never_markup() {
        let page = written(&fixture::hostile());
        keep("hostile.html", &page);
        let tame = written(&fixture::hostile_tamed());
        assert_eq!(page.matches('<').count(), tame.matches('<').count());
        assert!(!page.contains("<script>") && page.contains("&lt;script&gt;"));
    }

    #[test]
    fn identical_drafts_are_said_to_be_the_same() {
        let page = written(&fixture::same());
        keep("same.html", &page);
        assert!(page.contains("The drafts are the same."));
    }
}
