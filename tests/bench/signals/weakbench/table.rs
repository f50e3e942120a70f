//! The results as Markdown.

use super::contract::Case;
use super::measure::Power;
use super::power::Row;
use super::results::{Found, Results};

/// All results, a table each.
pub(crate) fn markdown(results: &Results) -> String {
    let mut parts = Vec::new();
    if !results.contract.is_empty() {
        parts.push(contract(&results.contract));
    }
    parts.extend(results.power.iter().map(power));
    parts.extend(
        results.missing.iter().map(|missing| format!("not measured: there is no {missing}\n")),
    );
    parts.join("\n")
}

fn contract(cases: &[Case]) -> String {
    let head = "| calendar | reports | false alerts per report | reports with one | bound |\n|---|--:|--:|--:|--:|\n";
    let line = |case: &Case| {
        let [mean, low, high] = case.alerts;
        let [share, from, to] = case.with_an_alert.map(|share| share * 100.0);
        format!(
            "| {} | {} | {mean:.3} [{low:.3}; {high:.3}] | {share:.1} % [{from:.1}; {to:.1}] | {:.3} |\n",
            case.calendar, case.reports, case.bound
        )
    };
    format!(
        "### Alerts where nothing happens\n\n{head}{}",
        cases.iter().map(line).collect::<String>()
    )
}

fn power(found: &Found) -> String {
    let Found { name, subjects, starts, prevalences, rows } = found;
    let shares: Vec<String> =
        prevalences.iter().map(|share| format!("{} %", share * 100.0)).collect();
    let shares = shares.join(" / ");
    let head = "| method | alerts per report of noise | found within 8 weeks | within 12 | median weeks | median feedback | mean weeks |\n\
        |---|--:|--:|--:|--:|--:|--:|\n";
    let lines = |calibrated| {
        rows.iter().filter(move |row| row.calibrated == calibrated).map(line).collect::<String>()
    };
    format!(
        "### {name}: {} subjects × {starts} starts, at {shares}\n\n\
         At the threshold of its publication, ours as shipped:\n\n{head}{}\n\
         At the threshold where one report of noise in twelve has an alert:\n\n{head}{}",
        subjects.len(),
        lines(false),
        lines(true)
    )
}

fn line(row: &Row) -> String {
    let noise = if row.calibrated {
        "1 report in 12".to_owned()
    } else {
        format!("{:.3}", row.noise.alerts)
    };
    let each =
        |of: &dyn Fn(&Power) -> String| row.power.iter().map(of).collect::<Vec<_>>().join(" / ");
    let cells = [
        row.method.to_owned(),
        noise,
        each(&|power| format!("{:.2}", power.recall_8[0])),
        each(&|power| format!("{:.2}", power.recall_12[0])),
        each(&|power| known(power.median_weeks)),
        each(&|power| known(power.median_affected)),
        each(&|power| format!("{:.1}", power.mean_weeks)),
    ];
    format!("| {} |\n", cells.join(" | "))
}

fn known(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}
