//! The catalogue of bad inputs, `tests/bad/Bxxx`: what is made, what is run, what must be seen.
//!
//! Whatever the input, the program ends by itself with the documented code, within its time and its memory.

mod case;
mod made;
mod watched;

use case::Case;

/// How many parts the catalogue is run in, so that they run side by side.
const PARTS: usize = 4;

fn run(part: usize) {
    let mut wrong = Vec::new();
    for case in Case::all().into_iter().skip(part).step_by(PARTS) {
        wrong.extend(case.failures());
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn bad_inputs_part_1() {
    run(0);
}

#[test]
fn bad_inputs_part_2() {
    run(1);
}

#[test]
fn bad_inputs_part_3() {
    run(2);
}

#[test]
fn bad_inputs_part_4() {
    run(3);
}

#[test]
fn every_case_of_files_is_there() {
    let ids: Vec<String> = Case::all().into_iter().map(|case| case.id).collect();
    let expected: Vec<String> =
        (1..=78).chain(93..=112).map(|number| format!("B{number:03}")).collect();
    assert_eq!(ids, expected);
}
