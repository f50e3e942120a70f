//! `vigie signals`: what is still rare and rises, is new, foretells a fall or hurts; today, on a day, or week by week.

mod corpus;
mod replay;
mod run;

pub(crate) use run::run;
