//! How the report was made, what it can and cannot tell, and what its measures mean.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::report::Report;
use crate::report::language::{Lang, one_line};

/// The manifest, in words.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct MethodView {
    /// What made it and when.
    pub lines: Vec<(String, String)>,
    /// The files of the model with their hashes.
    pub model: Vec<(String, String)>,
    /// The lexicons with their hashes.
    pub lexicons: Vec<(String, String)>,
    /// The settings.
    pub settings: Vec<(String, String)>,
}

/// A word of the report, with its meaning.
#[derive(Clone, Debug, Serialize)]
pub(in crate::report) struct Term {
    /// The word.
    pub term: String,
    /// Its meaning.
    pub meaning: String,
}

/// How the report was made.
pub(in crate::report) fn method(report: &Report, lang: Lang) -> MethodView {
    let run = &report.run;
    let label = |fr: &str, en: &str| lang.pick(fr, en).to_owned();
    let runtime = match run.runtime.as_str() {
        "none" => label("aucun modèle : lexiques seuls", "no model: lexicons only"),
        other => one_line(other),
    };
    MethodView {
        lines: vec![
            (label("Programme", "Program"), format!("vigie {}", one_line(&run.version))),
            (label("Horloge du rapport", "Clock of the report"), one_line(&run.now)),
            (label("Moteur des modèles", "Model runtime"), lang.typeset(&runtime)),
            (
                label("Forme des données", "Form of the data"),
                format!("report.json v{}", report.schema_version),
            ),
        ],
        model: pairs(&run.model),
        lexicons: pairs(&run.lexicons),
        settings: pairs(&run.settings),
    }
}

fn pairs(map: &BTreeMap<String, String>) -> Vec<(String, String)> {
    map.iter().map(|(name, value)| (one_line(name), one_line(value))).collect()
}

/// What this batch can and cannot tell: the notes of the report, then the contract of its alerts.
pub(in crate::report) fn notes(report: &Report, lang: Lang) -> Vec<String> {
    let written = report.notes.iter().map(|note| one_line(lang.pick(&note.fr, &note.en)));
    written.map(|note| lang.typeset(&note)).chain([contract(report, lang)]).collect()
}

fn contract(report: &Report, lang: Lang) -> String {
    let expected = report.contract.expected_false_alerts_per_report;
    let rate = if expected > 0.0 && expected < 0.95 {
        let reports = lang.decimal((1.0 / expected).round(), 0);
        lang.pick(
            format!("au plus une fausse alerte tous les {reports} rapports"),
            format!("at most one false alert in {reports} reports"),
        )
    } else {
        let alerts = lang.decimal(expected, usize::from(expected.fract() > 0.0));
        lang.pick(
            format!("au plus {alerts} fausse alerte par rapport"),
            format!("at most {alerts} false alert per report"),
        )
    };
    let history = match report.contract.weeks_of_history {
        Some(weeks) => lang.pick(
            format!("Le test s'appuie sur {weeks} semaines d'historique."),
            format!("The test rests on {weeks} weeks of history."),
        ),
        None => lang.pick(
            "Ce lot n'a pas d'historique daté suffisant : rien n'a pu être testé dans le temps."
                .to_owned(),
            "This batch has too little dated history: nothing could be tested over time."
                .to_owned(),
        ),
    };
    lang.typeset(&lang.pick(
        format!(
            "Hausses, reculs et signaux dits avant une baisse de note ont un engagement commun : à eux tous, le hasard seul donnerait en moyenne {rate}. {history} La liste des signaux rares et graves est hors de cet engagement."
        ),
        format!(
            "Rises, falls and signals said before scores fall share one promise: among them all, chance alone would give, on average, {rate}. {history} The list of rare and severe signals stands outside this promise."
        ),
    ))
}

/// What the measures of the report mean, in plain words.
pub(in crate::report) fn glossary(report: &Report, lang: Lang) -> Vec<Term> {
    let nps = report.metrics.iter().any(|metric| metric.name == "nps");
    GLOSSARY
        .iter()
        .filter(|[term, ..]| nps || *term != "NPS")
        .map(|[term_fr, fr, term_en, en]| Term {
            term: lang.say(term_fr, term_en),
            meaning: lang.say(fr, en),
        })
        .collect()
}

/// French term and meaning, English term and meaning.
const GLOSSARY: &[[&str; 4]] = &[
    [
        "Intervalle",
        "Là où la vraie valeur se trouve très probablement (95 fois sur 100) si d'autres clients de la même population avaient répondu. Plus il est étroit, plus le chiffre est sûr.",
        "Interval",
        "Where the true value very probably lies (95 times in 100) had other customers of the same population answered. The narrower, the surer.",
    ],
    [
        "n",
        "Nombre de réponses sur lesquelles repose un chiffre.",
        "n",
        "The number of answers that a figure rests on.",
    ],
    [
        "NPS",
        "Part des promoteurs (9 ou 10) moins part des détracteurs (0 à 6), de −100 à +100.",
        "NPS",
        "Share of promoters (9 or 10) less share of detractors (0 to 6), −100 to +100.",
    ],
    [
        "Satisfaction d'un point de contact",
        "Parmi les réponses qui le louent ou s'en plaignent, part de celles qui le louent ; une réponse qui fait les deux compte pour moitié.",
        "Satisfaction with a touchpoint",
        "Among the answers that praise it or complain of it, the share that praise it; an answer that does both counts half.",
    ],
    [
        "Effet sur le score",
        "Score de tous, moins score de ceux qui ne parlent pas du sujet. Négatif : ceux qui en parlent tirent le score vers le bas. Ce n'est pas une prévision de ce que rapporterait une correction.",
        "Effect on the score",
        "The score of all, less the score of those who do not speak of the subject. Negative: those who speak of it pull the score down. It is not a forecast of what a fix would bring.",
    ],
    [
        "Portée, gravité, hausse",
        "Part des réponses jugées concernées ; degré d'insatisfaction de leurs mots, sur 100 ; combien de fois plus souvent les plaintes des dernières semaines en parlent que celles d'avant.",
        "Reach, severity, growth",
        "Share of the judged answers concerned; how dissatisfied their words are, out of 100; how many times more often the complaints of the last weeks speak of it than those before.",
    ],
    [
        "Rang « 1er à 3e »",
        "Le lot est retiré au sort un grand nombre de fois : 95 fois sur 100 le sujet se classe entre ces deux rangs.",
        "Rank “1st to 3rd”",
        "The batch is redrawn a great many times: 95 times in 100 the subject ranks between these two.",
    ],
    [
        "Attendu",
        "Nombre de mentions que donnerait le passé avec les canaux et les notes d'aujourd'hui : là où les notes baissent, on attend plus de plaintes. Ce n'est donc pas l'inverse de la hausse, qui compare les plaintes entre elles.",
        "Expected",
        "The number of mentions that the past would give with today's channels and scores: where scores fall, more complaints are expected. So it is not growth turned over, which compares complaints with each other.",
    ],
];
