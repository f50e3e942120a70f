//! From what was asked to what is shown.

use vigie::config::Project;
use vigie::error::Error;
use vigie::pipeline::open_index;
use vigie::search::{Index, Query, SearchError};

use crate::cli::args::{HitFormat, Search};
use crate::cli::session::Session;
use crate::cli::{exit, output};

use super::found::Found;
use super::{counts, discover, export, found, hits, themes, words};

pub(crate) fn run(args: &Search, session: &Session) -> anyhow::Result<u8> {
    if args.fail_on.is_some() && !args.themes && args.saved.is_none() {
        let value = "--fail-on".to_owned();
        let what = "a gate of a search: it goes with --saved or --themes";
        return Err(Error::Argument { value, what }.into());
    }
    let asked = asked(args, session)?;
    let query = understood(&asked, Query::parse(&asked).map_err(SearchError::from))?;
    let store = session.store()?;
    let (index, behind) = open_index(&store, session.progress())?;
    session.progress().finish();
    if behind > 0 {
        output::say(session.says(
            "note : un fichier ajouté à l'instant n'est pas encore dans l'index, il n'est pas cherché",
            "note: a file that was just added is not in the index yet, it is not searched",
        ));
    }
    if args.explain {
        explain(&index, &query, &asked, session)?;
    }
    if args.discover {
        return discover::run(args, session, &store, &index);
    }
    if args.themes {
        return themes::all(args, session, &index);
    }
    if let Some(name) = &args.save {
        keep(&session.project()?, &index, &query, name, &asked, session)?;
    }
    let view = View { args, session, index: &index, query: &query };
    let rising = match &args.saved {
        Some(name) => themes::one(&view, name, &asked)?,
        None => false,
    };
    if args.facet.is_empty() && !args.specificities && !args.cooccurring {
        show_hits(&view, &store, &asked)?;
    } else {
        show_counts(&view, &asked)?;
    }
    Ok(if args.fail_on.is_some() && rising { exit::GATE } else { exit::DONE })
}

/// What a view is made of.
pub(super) struct View<'a> {
    pub(super) args: &'a Search,
    pub(super) session: &'a Session,
    pub(super) index: &'a Index,
    pub(super) query: &'a Query,
}

/// The query as it is asked: that of a saved one, with further conditions, each on its own.
fn asked(args: &Search, session: &Session) -> anyhow::Result<String> {
    let saved = match &args.saved {
        Some(name) => Some(saved(&session.project()?, name)?),
        None => None,
    };
    let parts: Vec<&String> = saved.iter().chain(&args.query).chain(&args.r#where).collect();
    Ok(match parts[..] {
        [] => "*".to_owned(),
        [one] => one.clone(),
        _ => parts.iter().map(|part| format!("({part})")).collect::<Vec<_>>().join(" "),
    })
}

fn saved(project: &Project, name: &str) -> Result<String, Error> {
    let mut themes = project.themes()?;
    themes.remove(name).ok_or_else(|| Error::UnknownTheme {
        name: name.to_owned(),
        known: themes.keys().cloned().collect(),
    })
}

/// What was made of a query, or where it is wrong.
pub(super) fn understood<T>(asked: &str, made: Result<T, SearchError>) -> Result<T, Error> {
    made.map_err(|error| match error {
        SearchError::Query(source) => {
            Error::Query { query: asked.to_owned(), source: Box::new(source) }
        }
        error => error.into(),
    })
}

fn explain(index: &Index, query: &Query, asked: &str, session: &Session) -> anyhow::Result<()> {
    let told = query.explain(session.language());
    let total = understood(asked, index.search(query, 0))?.total;
    output::say(&if session.speaks_french() {
        format!("compris : {told}\n  {total} avis sur {}", index.len())
    } else {
        format!("understood as: {told}\n  {total} of {} feedback", index.len())
    });
    Ok(())
}

fn keep(
    project: &Project,
    index: &Index,
    query: &Query,
    name: &str,
    asked: &str,
    session: &Session,
) -> anyhow::Result<()> {
    // A query that cannot be asked is not kept.
    understood(asked, index.search(query, 0))?;
    project.keep_theme(name, asked).map_err(Error::from)?;
    output::say(&if session.speaks_french() {
        format!("requête gardée sous le nom « {name} » : `vigie search --saved {name:?}` la suit")
    } else {
        format!("query kept as `{name}`: `vigie search --saved {name:?}` follows it")
    });
    Ok(())
}

fn show_hits(view: &View<'_>, store: &vigie::store::Store, asked: &str) -> anyhow::Result<()> {
    let found: Found = found::find(view, store, asked)?;
    match view.args.format {
        HitFormat::Iramuteq => output::answer(&export::iramuteq(&found.answers)?)?,
        HitFormat::Txm => output::answer(&export::txm(&found.answers)?)?,
        _ if view.args.kwic.is_some() => hits::concordance(view, &found)?,
        HitFormat::Human => output::answer(&hits::human(view, &found)?)?,
        HitFormat::Json => output::json(&hits::json(&found))?,
        HitFormat::Jsonl => output::lines(found.answers.iter())?,
        HitFormat::Csv => output::table(&hits::csv(&found.answers))?,
    }
    if found.total == 0 && view.args.like.is_none() {
        for (word, near) in view.index.suggestions(view.query).map_err(Error::from)? {
            output::say(&if view.session.speaks_french() {
                format!("aucun avis ne dit « {word} » : vouliez-vous dire « {near} » ?")
            } else {
                format!("no feedback says `{word}`: did you mean `{near}`?")
            });
        }
    }
    Ok(())
}

fn show_counts(view: &View<'_>, asked: &str) -> anyhow::Result<()> {
    let facets = counts::facets(view, asked)?;
    let words = words::tables(view, asked)?;
    match view.args.format {
        HitFormat::Human => {
            let mut text = counts::human(&facets, view.session)?;
            text.push_str(&words::human(&words, view.session)?);
            output::answer(text.trim_start_matches('\n'))?;
        }
        HitFormat::Json => {
            let mut answer = serde_json::Map::new();
            answer.insert("schema_version".to_owned(), 1.into());
            if !facets.is_empty() {
                answer.insert("facets".to_owned(), serde_json::to_value(&facets)?);
            }
            words::add_to(&mut answer, &words)?;
            output::json(&answer)?;
        }
        HitFormat::Jsonl => {
            output::lines(facets.iter())?;
            output::lines(words.iter())?;
        }
        HitFormat::Csv => {
            output::table(&counts::csv(&facets))?;
            output::table(&words::csv(&words))?;
        }
        HitFormat::Iramuteq | HitFormat::Txm => {
            return Err(Error::Argument {
                value: "--format iramuteq|txm".to_owned(),
                what: "a form of counts: they are exports of hits",
            }
            .into());
        }
    }
    Ok(())
}
