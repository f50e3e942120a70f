//! `vigie config`: the effective settings and where each comes from.

use std::fmt::Write as _;

use crate::cli::args::{Config, HumanOrJson};
use crate::cli::session::Session;
use crate::cli::{exit, output};

pub(crate) fn run(args: &Config, session: &Session) -> anyhow::Result<u8> {
    session.settings()?;
    let effective = session.layers().effective();
    match args.format {
        HumanOrJson::Human => {
            let width = effective.keys().map(String::len).max().unwrap_or(0);
            let mut text = String::new();
            for (key, setting) in &effective {
                let value = setting
                    .value
                    .as_ref()
                    .map_or_else(|| "(unset)".to_owned(), ToString::to_string);
                writeln!(text, "{key:width$} = {value:24} # {}", setting.source)?;
            }
            output::answer(&text)?;
        }
        HumanOrJson::Json => {
            let settings: serde_json::Map<String, serde_json::Value> = effective
                .into_iter()
                .map(|(key, setting)| {
                    let value = serde_json::json!({
                        "value": setting.value,
                        "source": setting.source.to_string(),
                    });
                    (key, value)
                })
                .collect();
            output::json(&settings)?;
        }
    }
    Ok(exit::DONE)
}
