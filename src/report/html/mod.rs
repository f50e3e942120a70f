//! The report as one HTML page: no script, nothing fetched, every word of data escaped.

mod page;
mod pictures;

use std::io;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, UndefinedBehavior};

use super::language::{Lang, deceives};
use super::{Renderer, Report};

/// Writes `report.html`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Html;

/// The templates, by name.
const TEMPLATES: &[(&str, &str)] = &[
    ("report.html", include_str!("../templates/report.html")),
    ("section.html", include_str!("../templates/section.html")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("headline.html", include_str!("../templates/headline.html")),
    ("priorities.html", include_str!("../templates/priorities.html")),
    ("signals.html", include_str!("../templates/signals.html")),
    ("diffusion.html", include_str!("../templates/diffusion.html")),
    ("touchpoints.html", include_str!("../templates/touchpoints.html")),
    ("customers.html", include_str!("../templates/customers.html")),
    ("indicators.html", include_str!("../templates/indicators.html")),
    ("reading.html", include_str!("../templates/reading.html")),
    ("method.html", include_str!("../templates/method.html")),
];

/// The style sheet, put inside the page.
const STYLE: &str = include_str!("../templates/report.css");

impl Renderer for Html {
    fn render(&self, report: &Report, out: &mut dyn io::Write) -> io::Result<()> {
        let page = written(report).map_err(io::Error::other)?;
        out.write_all(page.as_bytes())
    }
}

/// The page, without any character that could hide or reorder what a reader sees.
fn written(report: &Report) -> Result<String, Error> {
    let lang = Lang::of(report);
    let environment = environment(lang)?;
    let page = Value::from(Serde(page::Page::of(report, lang)));
    let context = minijinja::context! { page, style => Value::from_safe_string(STYLE.to_owned()), lang => lang.id() };
    let mut text = environment.get_template("report.html")?.render(context)?;
    text.retain(|character| !deceives(character));
    Ok(text)
}

fn environment(lang: Lang) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.add_function("t", move |fr: &str, en: &str| lang.say(fr, en));
    for &(name, source) in TEMPLATES {
        environment.add_template(name, source)?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests;
