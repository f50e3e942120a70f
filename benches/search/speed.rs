//! The time of queries, on an index that is warm.

use std::path::Path;
use std::time::{Duration, Instant};

use vigie::assets::WordVectors;
use vigie::search::{Comparison, Document, Facet, Index, Order, Query, Rebuild};

use super::rows;

/// What is asked: most of what analysts type, and what costs most.
const MIX: &[&str] = &[
    "livraison",
    "remboursement",
    "l'appli",
    "refund",
    "😡",
    "zzzz",
    "livraison retard",
    "service client attente",
    "colis pas reçu",
    "le colis de la commande",
    "late delivery",
    "retard OR attente OR délai",
    "caisse -automatique",
    "\"service client\"",
    "\"customer service\"",
    "\"mise à jour\"",
    "rembours*",
    "deliver*",
    "remboursemnt~",
    "livraisn~1",
    "colis near/5 perdu",
    "caisse near/10 attente",
    "livraison sentiment:neg",
    "livraison touchpoint:delivery-",
    "attente score<=6",
    "panne date:2024-01..2024-03",
    "retard magasin:lyon",
    "erreur lang:fr nps>=9",
    "(colis OR paquet) (abîmé OR cassé) -retour",
    "conseiller \"au téléphone\" date>=2025",
    "touchpoint:billing-",
    "magasin:ly* sentiment:pos",
];

/// The words that most feedback say, as many as a query may hold.
const COMMON: &str = "de la le et à les un des pour en est une pas que qui je dans ne il au sur j'ai avec on ce mais sans ai trop \
    très tout plus par se mon rien après deux ma c'est fois nous même n'est suis bien encore si elle été jamais sont cette ou aux \
    trois the a to and i of it was in my for on is that they you not with at but me have had so this no be were as are from two \
    very one after which there your only when if out time all then three again day well never been an them she he or what \
    just by up do we our did can get now got how still us who";

/// How often each is asked.
const TIMES: usize = 30;

/// How many feedback are indexed together.
const AT_ONCE: usize = 2000;

/// How many feedback are in a batch.
const BATCH: u64 = 50_000;

pub(crate) fn run(rows: u64, out: &Path) -> Result<(), Box<dyn std::error::Error>> {
    std::fs::create_dir_all(out)?;
    let folder = out.join("index");
    let sentences = rows::sentences()?;
    let mut table = csv::Writer::from_path(out.join("rows.csv"))?;
    table.write_record(["id", "date", "nps", "magasin", "sentiment", "lang", "text"])?;
    let (mut built, mut bytes) = (Duration::ZERO, 0);
    let mut rebuild = Rebuild::begin(&folder)?;
    for first in (1..=rows).step_by(AT_ONCE) {
        let last = rows.min(first + AT_ONCE as u64 - 1);
        let page: Vec<_> = (first..=last).map(|row| rows::feedback(row, &sentences)).collect();
        for (feedback, annotation) in &page {
            bytes += feedback.text.len();
            table.write_record([
                feedback.id.as_str(),
                &feedback.received.map(|at| at.date().to_string()).unwrap_or_default(),
                &feedback.ratings.values().map(f64::to_string).collect::<String>(),
                &feedback.attributes["magasin"],
                annotation.sentiment().map_or("", |label| label.id()),
                annotation.lang.id(),
                &feedback.text,
            ])?;
        }
        let start = Instant::now();
        let document = |(row, (feedback, annotation))| Document { row, feedback, annotation };
        let documents: Vec<_> =
            (first..).zip(page.iter().map(|(one, other)| (one, other))).map(document).collect();
        rebuild = rebuild.push(&format!("batch-{}", first / BATCH), &documents)?;
        built += start.elapsed();
    }
    table.flush()?;
    let start = Instant::now();
    let indexed = rebuild.finish()?;
    built += start.elapsed();
    println!(
        "{indexed} feedback, {} MB of text: built in {:.1} s, {} MB",
        bytes >> 20,
        built.as_secs_f64(),
        size(&folder)? >> 20
    );
    let start = Instant::now();
    let index = Index::open(&folder)?;
    println!("opened, every file checked, in {:.0} ms", millis(start.elapsed()));
    ask(&index)?;
    analyse(&index)
}

/// The mix, each query in turn, so that none finds what the one before has just read.
fn ask(index: &Index) -> Result<(), Box<dyn std::error::Error>> {
    let queries = MIX.iter().map(|text| Query::parse(text).map(|query| (*text, query)));
    let queries: Vec<(&str, Query)> = queries.collect::<Result<_, _>>()?;
    let mut times: Vec<Vec<Duration>> = vec![Vec::new(); queries.len()];
    let mut totals = vec![0; queries.len()];
    for round in 0..=TIMES {
        for (at, (_, query)) in queries.iter().enumerate() {
            let start = Instant::now();
            totals[at] = index.search(query, 20)?.total;
            // The first round warms.
            if round > 0 {
                times[at].push(start.elapsed());
            }
        }
    }
    for ((text, _), (own, total)) in queries.iter().zip(times.iter_mut().zip(totals)) {
        own.sort();
        println!("{:>9.2} ms  {total:>8}  {text}", millis(own[own.len() / 2]));
    }
    let mut all: Vec<Duration> = times.concat();
    all.sort();
    let at = |share: usize| millis(all[(all.len() * share / 100).min(all.len() - 1)]);
    println!("mix of {}: p50 {:.2} ms, p99 {:.2} ms", MIX.len(), at(50), at(99));
    Ok(())
}

/// What reads everything that is found, once each.
fn analyse(index: &Index) -> Result<(), Box<dyn std::error::Error>> {
    let query = Query::parse("livraison")?;
    let timed =
        |name: &str, start: Instant| println!("{:>9.0} ms  {name}", millis(start.elapsed()));
    let start = Instant::now();
    index.search_by(&query, 20, Order::Severity)?;
    timed("sort by severity", start);
    for name in ["touchpoint-", "week", "magasin"] {
        let start = Instant::now();
        index.facet(&query, &Facet::named(name))?;
        timed(&format!("facet {name}"), start);
    }
    let start = Instant::now();
    index.lexis(&query)?.specific(20);
    timed("specificities", start);
    let start = Instant::now();
    let vectors = WordVectors::embedded()?;
    let comparison = Comparison::new(index, &vectors)?;
    timed("words made ready to compare", start);
    let start = Instant::now();
    comparison.like(
        "Colis perdu, le service client ne répond pas",
        &Query::everything(),
        None,
        20,
    )?;
    timed("like a text", start);
    let start = Instant::now();
    comparison.meaning_of(&Query::parse("lost parcel")?, 20)?;
    timed("by meaning", start);
    let widest =
        "re* in* de* co* pa* ma* su* tr* pr* ca* me* li* po* ch* so* se*".replace(' ', " OR ");
    let start = Instant::now();
    index.search(&Query::parse(&widest)?, 20)?;
    timed("sixteen beginnings of two letters, the most allowed", start);
    let common: Vec<String> = COMMON.split(' ').map(str::to_owned).collect();
    let start = Instant::now();
    index.search(&Query::parse(&common.join(" OR "))?, 20)?;
    timed(&format!("{} of the commonest words", common.len()), start);
    let spelt = "livraison~2 OR remboursement~2 OR commande~2 OR conseiller~2 OR téléphone~2 OR magasin~2 OR delivery~2 OR customer~2";
    let start = Instant::now();
    index.search(&Query::parse(spelt)?, 20)?;
    timed("eight spellings, two letters off", start);
    Ok(())
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn size(folder: &Path) -> std::io::Result<u64> {
    let mut total = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let own = entry.metadata()?;
        total += if own.is_dir() { size(&entry.path())? } else { own.len() };
    }
    Ok(total)
}
