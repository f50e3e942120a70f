//! Words that never make an alert by themselves.

use std::collections::BTreeSet;

/// Folded function words, politeness and calendar words of French and English.
pub(super) fn default_stop_words() -> BTreeSet<String> {
    [FRENCH, ENGLISH, CALENDAR]
        .iter()
        .flat_map(|list| list.split_whitespace())
        .map(str::to_owned)
        .collect()
}

const FRENCH: &str = "
    a ai aie ainsi ait alors apres as au aucun aucune aujourd'hui auquel aura aurait aussi autant autre
    autres aux avaient avais avait avant avec avez avoir avons ayant beaucoup bien bonjour bonsoir c ca
    car ce ceci cela celle celles celui cependant ces cet cette ceux chaque chez ci comme comment contre
    d dans de deja depuis des donc dont du elle elles en encore enfin ensuite entre es est et etaient
    etais etait etant ete etes etre eu eux fait faire faites fois font hors ici il ils j jamais je jusqu
    jusque l la le les leur leurs lors lorsque lui m ma mais malgre me meme memes merci mes mieux moi
    moins mon n ne ni non nos notre nous on ont ou oui par parce pas pendant peu peut peux plus plusieurs
    plutot pour pourquoi pourtant puis puisque qu quand que quel quelle quelles quelque quelques quels
    qui quoi rien s sa sans se sera serait seront ses si sinon soit sommes son sont sous souvent suis
    sur surtout t ta tant te tel telle tellement tes toi ton toujours tous tout toute toutes tres trop
    tu un une uns va vais vers veut veux voici voila vont vos votre vous vraiment vu y
";

const ENGLISH: &str = "
    a about after again all also always am an and any are as at be because been before being but by can
    cannot could did do does doing don done down each even ever every few for from get gets getting give
    go goes going got had has have having he hello her here hers hi him his how i if in into is isn it
    its just ll made make many may me might more most much must my never no nor not now of off on once
    one only or other our out over own please quite re really s same she should so some still such t
    than thank thanks that the their them then there these they this those though through to too under
    until up us ve very was wasn we well were what when where which while who why will with without won
    would yet you your
";

const CALENDAR: &str = "
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    lundi mardi mercredi jeudi vendredi samedi dimanche noel paques toussaint pentecote
    printemps ete automne hiver vacances rentree an ans annee annees mois semaine semaines jour jours
    journee heure heures minute minutes matin midi soir hier demain veille lendemain
    january february march april june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday christmas easter
    spring summer autumn fall winter holiday holidays year years month months week weeks day days
    hour hours minute morning evening afternoon night yesterday today tomorrow
";
