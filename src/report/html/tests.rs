use super::*;
use crate::report::sample;
use crate::types::Language;

fn page(report: &Report) -> String {
    let mut out = Vec::new();
    Html.render(report, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The words that a reader sees: tags removed, entities decoded, blanks as one space.
fn seen(page: &str) -> String {
    let body = &page[page.find("<body>").unwrap()..];
    let mut text = String::new();
    let mut inside = false;
    for character in body.chars() {
        match character {
            '<' => inside = true,
            '>' if inside => inside = false,
            other if !inside => text.push(other),
            _ => {}
        }
    }
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&#x2f;", "/"),
        ("&amp;", "&"),
    ];
    entities
        .iter()
        .fold(text, |text, (entity, plain)| text.replace(entity, plain))
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The attributes of every tag that the browser would see.
fn tags(page: &str) -> Vec<&str> {
    page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

#[test]
fn every_piece_of_evidence_is_in_the_page() {
    for lang in [Language::Fr, Language::En] {
        let report = sample::report(lang);
        let seen = seen(&page(&report));
        let evidence = report.priorities.iter().flat_map(|one| &one.evidence);
        let evidence = evidence.chain(report.touchpoints.iter().flat_map(|one| &one.evidence));
        let evidence = evidence.chain(report.signals.iter().flat_map(|one| &one.evidence));
        let evidence = evidence.chain(report.promoters.iter().flat_map(|one| &one.evidence));
        let evidence =
            evidence.chain(report.customers.iter().flatten().flat_map(|one| &one.evidence));
        for one in evidence {
            let words = report.words_of(one);
            assert!(!words.is_empty() && seen.contains(words), "{words}");
        }
    }
}

#[test]
fn hostile_words_are_shown_and_never_obeyed() {
    let page = page(&sample::hostile());
    let lower = page.to_lowercase();
    assert!(!lower.contains("<script") && !lower.contains("<img"));
    assert!(!page.chars().any(deceives), "a hidden character is left");
    for tag in tags(&page) {
        let tag = tag.to_lowercase();
        assert!(!tag.contains("javascript:") && !tag.contains("onerror"), "{tag}");
        let mut names =
            tag.split_whitespace().skip(1).filter_map(|part| Some(part.split_once('=')?.0));
        assert!(!names.any(|name| name.starts_with("on")), "{tag}");
    }
    assert!(seen(&page).contains("<script>alert(1)</script>"), "the words themselves are shown");
}

#[test]
fn the_page_fetches_nothing_and_runs_nothing() {
    let page = page(&sample::report(Language::Fr));
    assert!(page.starts_with("<!DOCTYPE html>"));
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
    for tag in tags(&page) {
        let name = tag.split_whitespace().next().unwrap_or("");
        assert!(
            !["script", "link", "iframe", "object", "embed", "form", "base"].contains(&name),
            "{tag}"
        );
        assert!(!tag.contains(" src="), "{tag}");
        assert!(!tag.contains("href=") || tag.contains("href=\"#"), "{tag}");
    }
    assert!(!page.contains("@import") && !page.contains("url("));
}

#[test]
fn every_link_leads_somewhere_and_identifiers_are_unique() {
    for report in [
        sample::report(Language::Fr),
        sample::empty(Language::En),
        sample::words_only(Language::Fr),
    ] {
        let page = page(&report);
        let mut identifiers: Vec<&str> =
            page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
        for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
            assert!(identifiers.contains(&target), "{target}");
        }
        let count = identifiers.len();
        identifiers.sort_unstable();
        identifiers.dedup();
        assert_eq!(identifiers.len(), count);
    }
}

#[test]
fn the_same_report_gives_the_same_page() {
    let report = sample::report(Language::En);
    assert_eq!(page(&report), page(&report.clone()));
}

#[test]
fn reports_without_scores_dates_or_words_still_read() {
    let english = seen(&page(&sample::empty(Language::En)));
    assert!(english.contains("No usable answer was found."), "{english}");
    assert!(!english.contains("NaN") && !english.contains("inf"));
    let french = seen(&page(&sample::words_only(Language::Fr)));
    assert!(french.contains("pas de note dans les données"));
    assert!(!french.contains("Clients à rattraper"));
}

/// Writes pages to look at: `cargo test --lib html -- --ignored`.
#[test]
#[ignore = "writes files for a person to look at"]
fn pages_to_look_at() {
    let folder = std::env::temp_dir().join("vigie-pages");
    std::fs::create_dir_all(&folder).unwrap();
    let mut five = sample::report(Language::Fr);
    let file = five.inputs.files[0].clone();
    five.inputs.files = (1..=5)
        .map(|number| super::super::InputFile {
            name: format!("vague_{number}.csv"),
            ..file.clone()
        })
        .collect();
    for (name, report) in [
        ("fr", sample::report(Language::Fr)),
        ("en", sample::report(Language::En)),
        ("empty", sample::empty(Language::Fr)),
        ("words", sample::words_only(Language::Fr)),
        ("hostile", sample::hostile()),
        ("five", five),
    ] {
        std::fs::write(folder.join(format!("{name}.html")), page(&report)).unwrap();
    }
}
