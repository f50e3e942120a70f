//! The tables of the benchmark.

use super::measure::Power;
use super::power::{Row, Trials};

/// The power of each method, as Markdown.
pub(crate) fn markdown(rows: &[Row], trials: &Trials) -> String {
    let shares: Vec<String> =
        trials.prevalences.iter().map(|share| format!("{} %", share * 100.0)).collect();
    let shares = shares.join(" / ");
    let mut out = format!(
        "| method | alerts on noise, per report | found within 8 weeks, {shares} | within 12 | median delay, weeks | median feedback of the subject | mean delay, a miss counting 12 |\n|---|--:|--:|--:|--:|--:|--:|\n"
    );
    for calibrated in [false, true] {
        for row in rows.iter().filter(|row| row.calibrated == calibrated) {
            let noise = if calibrated {
                "1 report in 12".to_owned()
            } else {
                format!("{:.2}", row.noise.alerts)
            };
            let each = |of: &dyn Fn(&Power) -> String| {
                row.power.iter().map(of).collect::<Vec<_>>().join(" / ")
            };
            let cells = [
                row.method.to_owned(),
                noise,
                each(&|power| format!("{:.2}", power.recall_8[0])),
                each(&|power| format!("{:.2}", power.recall_12[0])),
                each(&|power| known(power.median_weeks)),
                each(&|power| known(power.median_affected)),
                each(&|power| format!("{:.1}", power.mean_weeks)),
            ];
            out.push_str(&format!("| {} |\n", cells.join(" | ")));
        }
    }
    out
}

fn known(value: Option<f64>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}
