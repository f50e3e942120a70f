//! A corpus, its subjects, and the calendars drawn from it.

use std::error::Error;
use std::path::Path;

use vigie::signals::Said;

use super::chance::Chance;
use super::corpus::Reader;
use super::ground::Ground;
use super::matrix::Vocabulary;
use super::measure::MONITORED;
use super::paraphrases::subjects;
use super::stream::{Given, Stream, shuffled};
use super::themes::{Theme, themes};

const SEED: u64 = 7;

/// The fewest feedback that tell an alert, whatever the method.
pub(crate) const SUPPORT: usize = 3;

/// A volume of feedback of one corpus.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Setting {
    /// What it is called on the command line.
    pub(crate) name: &'static str,
    /// The name of the corpus in the file of themes.
    pub(crate) corpus: &'static str,
    /// Its files.
    pub(crate) files: &'static [&'static str],
    /// The feedback of a week.
    pub(crate) per_week: usize,
    /// The weeks before the first report.
    pub(crate) history: usize,
}

/// The settings measured. Of the smallest corpus there is less than a year before the first report.
pub(crate) const SETTINGS: [Setting; 4] = [
    Setting {
        name: "cdiscount-300",
        corpus: "cdiscount",
        files: &["cdiscount_trustpilot_fr.train"],
        per_week: 300,
        history: 60,
    },
    Setting {
        name: "cdiscount-1000",
        corpus: "cdiscount",
        files: &["cdiscount_trustpilot_fr.train"],
        per_week: 1000,
        history: 56,
    },
    Setting {
        name: "hellofresh-100",
        corpus: "hellofresh",
        files: &["hellofresh_trustpilot_fr.train", "hellofresh_trustpilot_fr.unlabelled"],
        per_week: 100,
        history: 60,
    },
    Setting {
        name: "pole-emploi-100",
        corpus: "pole_emploi",
        files: &["pole_emploi_google_fr.train"],
        per_week: 100,
        history: 48,
    },
];

impl Setting {
    /// All weeks, from the first of the history to the last report.
    pub(crate) const fn weeks(&self) -> usize {
        self.history + MONITORED
    }

    /// The week of a report, numbered from 1.
    pub(crate) const fn week_of(&self, report: usize) -> usize {
        self.history + report - 1
    }
}

/// A corpus made ready.
pub(crate) struct Scene {
    pub(crate) setting: Setting,
    pub(crate) said: Said,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) themes: Vec<Theme>,
    ground: Ground,
    background: Vec<usize>,
}

impl Scene {
    /// Reads a corpus, and the subjects of it that patterns tell.
    pub(crate) fn of_themes(
        reader: &Reader,
        data: &Path,
        setting: Setting,
    ) -> Result<Self, Box<dyn Error>> {
        let ground = ground(reader, data, setting)?;
        let themes = themes(setting.corpus, &ground)?;
        let said = Said::of(&ground.dataset, reader.signals());
        Self::new(setting, ground, said, themes)
    }

    /// Reads a corpus, and gathers so many subjects of it that share no word.
    pub(crate) fn of_paraphrases(
        reader: &Reader,
        data: &Path,
        setting: Setting,
        count: usize,
    ) -> Result<Self, Box<dyn Error>> {
        let ground = ground(reader, data, setting)?;
        let said = Said::of(&ground.dataset, reader.signals());
        let themes = subjects(&ground, &said, count)?;
        Self::new(setting, ground, said, themes)
    }

    /// Holds the subjects out of the background.
    fn new(
        setting: Setting,
        ground: Ground,
        said: Said,
        themes: Vec<Theme>,
    ) -> Result<Self, Box<dyn Error>> {
        let mut held_out = vec![false; ground.dataset.len()];
        for &index in themes.iter().flat_map(|theme| &theme.all) {
            held_out[index] = true;
        }
        let background: Vec<usize> =
            (0..held_out.len()).filter(|&index| !held_out[index]).collect();
        let needed = setting.weeks() * setting.per_week;
        if background.len() < needed {
            let (corpus, kept) = (setting.corpus, background.len());
            return Err(format!(
                "`{corpus}` has {kept} feedback without its subjects, {needed} are needed"
            )
            .into());
        }
        let vocabulary = Vocabulary::new(&said, SUPPORT);
        Ok(Self { setting, said, vocabulary, themes, ground, background })
    }

    /// The feedback, by position.
    pub(crate) const fn dataset(&self) -> &vigie::types::Dataset {
        &self.ground.dataset
    }

    /// The background of a start: real feedback in random order, so that nothing happens.
    pub(crate) fn calm(&self, start: u64) -> Stream {
        let order = shuffled(&self.background, &[SEED, 1, start]);
        let mut stream = Stream::default();
        let volumes = vec![self.setting.per_week; self.setting.weeks()];
        stream.fill(&order, 0, &volumes, &|index| self.ground.stratum[index]);
        stream.sort();
        stream
    }

    /// The feedback of a subject, as many a week as a share of the volume draws, from the week of the first report
    /// on, as long as there are.
    pub(crate) fn injected(&self, start: u64, theme: usize, share: f64) -> Vec<Given> {
        let name = [SEED, 2, start, theme as u64, share.to_bits()];
        let order = shuffled(&self.themes[theme].pool, &name);
        let mut chance = Chance::new(&name);
        let mean = share * vigie::stats::float_len(self.setting.per_week);
        let volumes: Vec<usize> = (0..MONITORED).map(|_| chance.poisson(mean)).collect();
        let first = i32::try_from(self.setting.history).unwrap_or(i32::MAX);
        let mut stream = Stream::default();
        stream.fill(&order, first, &volumes, &|index| self.ground.stratum[index]);
        stream.rows
    }
}

fn ground(reader: &Reader, data: &Path, setting: Setting) -> Result<Ground, Box<dyn Error>> {
    let mut pairs = Vec::new();
    for name in setting.files {
        pairs.extend(reader.read(data, name)?.into_iter().map(|pair| (0, pair)));
    }
    Ok(Ground::new(pairs, 1))
}
