//! The fuzz targets of `tests/fuzz` on a bounded number of mutations, drawn from a seed: what no toolchain is needed for.

#[path = "../fuzz/targets.rs"]
mod targets;

use targets::TARGETS;

/// A small generator of numbers (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.throw() % bound.max(1) as u64).unwrap()
    }
}

/// Pieces that readers stumble over.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\"\"",
    b";",
    b",",
    b"\n",
    b"\r\n",
    b"\r",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff",
    b"\xc3",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"\\",
    b"\\u",
    b"99999999999999999999",
    b"-",
    b"/",
    b"\xe2\x98\x85",
    b"\xf0\x9f\x98\xa1",
    b"\x1f\x8b",
    b"sep=",
    b"NaN",
];

/// A mutation of a seed: a few bytes changed, cut, doubled or put in.
fn mutated(seed: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=dice.below(6) {
        let at = dice.below(bytes.len() + 1);
        match dice.below(5) {
            0 if at < bytes.len() => bytes[at] ^= 1 << dice.below(8),
            1 => {
                let end = (at + dice.below(12)).min(bytes.len());
                bytes.drain(at..end);
            }
            2 => {
                let end = (at + dice.below(40)).min(bytes.len());
                let part = bytes[at..end].to_vec();
                bytes.splice(at..at, part);
            }
            _ => {
                let piece = PIECES[dice.below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
    bytes
}

fn run(mutations: usize) {
    for (name, target, seeds) in TARGETS {
        let mut dice = Dice(20_261_122);
        for seed in *seeds {
            target(seed);
        }
        for number in 0..mutations {
            let bytes = mutated(seeds[number % seeds.len()], &mut dice);
            let ended = std::panic::catch_unwind(|| target(&bytes));
            assert!(
                ended.is_ok(),
                "{name}: mutation {number}: {:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
    }
}

#[test]
fn mutations_are_read_without_panic() {
    run(300);
}

/// `cargo test --release --test it -- --ignored many_mutations`
#[test]
#[ignore = "minutes"]
fn many_mutations_are_read_without_panic() {
    run(200_000);
}
