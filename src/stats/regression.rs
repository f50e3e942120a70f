//! How much of an outcome several drivers explain, each its share.

use super::{Symmetric, shapley};

/// A variance below this part of its beginning says that the others tell all of it.
const TOLD: f64 = 1e-9;

/// Weighted covariances of some columns, the outcome being the last one.
#[derive(Clone, Debug)]
pub struct Covariance {
    weight: f64,
    means: Vec<f64>,
    products: Symmetric,
}

impl Covariance {
    /// The covariances of rows `(x, weight)`, where `x` ends with the outcome. `columns` counts the outcome.
    pub fn of<'a>(columns: usize, rows: impl Iterator<Item = (&'a [f64], f64)>) -> Self {
        let mut moments = Symmetric::zeros(columns + 1);
        let mut x = vec![1.0; columns + 1];
        for (row, weight) in rows {
            x[..columns].copy_from_slice(row);
            moments.add_outer(&x, weight);
        }
        let weight = moments.get(columns, columns);
        let means: Vec<f64> = (0..columns)
            .map(|at| moments.get(at, columns) / weight.max(f64::MIN_POSITIVE))
            .collect();
        let mut products = Symmetric::zeros(columns);
        for row in 0..columns {
            for column in 0..=row {
                let product = moments.get(row, column) / weight.max(f64::MIN_POSITIVE);
                products.add(row, column, product - means[row] * means[column]);
            }
        }
        Self { weight, means, products }
    }

    /// The sum of the weights.
    pub fn weight(&self) -> f64 {
        self.weight
    }

    /// The mean of a column.
    pub fn mean(&self, column: usize) -> f64 {
        self.means[column]
    }

    /// The variance of a column, its sum of squares divided by the sum of the weights.
    pub fn variance(&self, column: usize) -> f64 {
        self.products.get(column, column)
    }

    /// The coefficients of the least-squares regression of the last column on the others, without the constant;
    /// none where a driver repeats the others.
    pub fn coefficients(&self) -> Option<Vec<f64>> {
        let drivers = self.products.size() - 1;
        let mut among = Symmetric::zeros(drivers);
        for row in 0..drivers {
            for column in 0..=row {
                among.add(row, column, self.products.get(row, column));
            }
        }
        let with: Vec<f64> = (0..drivers).map(|at| self.products.get(at, drivers)).collect();
        among.solve(&with)
    }

    /// The share of the variance of the outcome that each subset of the drivers explains: `R²[mask]`.
    ///
    /// One walk of the tree of subsets: what a driver leaves unexplained of the later ones is computed once for
    /// all the subsets that go on from there. A driver that repeats those before it adds nothing.
    pub fn explained(&self) -> Vec<f64> {
        let drivers = self.products.size() - 1;
        let mut explained = vec![0.0; 1 << drivers];
        let total = self.variance(drivers);
        if total > 0.0 {
            let columns: Vec<usize> = (0..=drivers).collect();
            let rest: Vec<Vec<f64>> = columns
                .iter()
                .map(|&row| columns.iter().map(|&column| self.products.get(row, column)).collect())
                .collect();
            let own: Vec<f64> = (0..drivers).map(|at| self.variance(at)).collect();
            walk(&mut explained, &Branch { first: 0, mask: 0, reached: 0.0, rest }, &own, total);
        }
        explained
    }

    /// The share of R² of each driver: its Shapley value over all orders of entry (Lindeman, Merenda and Gold,
    /// « LMG »). They sum to the R² of the whole regression.
    pub fn lmg(&self) -> Vec<f64> {
        shapley(&self.explained())
    }
}

/// A node of the tree of subsets: the covariances of the drivers from `first` on, and of the outcome, that the
/// subset leaves unexplained.
struct Branch {
    first: usize,
    mask: usize,
    reached: f64,
    rest: Vec<Vec<f64>>,
}

fn walk(explained: &mut [f64], branch: &Branch, own: &[f64], total: f64) {
    explained[branch.mask] = branch.reached;
    let outcome = branch.rest.len() - 1;
    for at in 0..outcome {
        let driver = branch.first + at;
        let pivot = branch.rest[at][at];
        let tells = pivot > TOLD * own[driver];
        let along = |row: usize| if tells { branch.rest[at][row] / pivot } else { 0.0 };
        let later = at + 1..=outcome;
        let rest = later
            .clone()
            .map(|row| {
                let factor = along(row);
                let left =
                    |column: usize| branch.rest[row][column] - factor * branch.rest[at][column];
                later.clone().map(left).collect()
            })
            .collect();
        let gain = along(outcome) * branch.rest[at][outcome] / total;
        let child = Branch {
            first: driver + 1,
            mask: branch.mask | (1 << driver),
            reached: branch.reached + gain,
            rest,
        };
        walk(explained, &child, own, total);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two drivers that go together, one alone, and an outcome.
    fn rows() -> Vec<[f64; 4]> {
        let noise = [0.3, -0.2, 0.5, -0.7, 0.1, 0.4, -0.4, 0.0, 0.2, -0.3];
        (0_u32..40)
            .map(|at| {
                let (a, c) = (f64::from(at % 5), f64::from(at % 3));
                let b = a + f64::from((at / 5) % 2);
                [a, b, c, 2.0 * a + c - b + noise[at as usize % 10]]
            })
            .collect()
    }

    fn covariance() -> Covariance {
        let rows = rows();
        Covariance::of(4, rows.iter().map(|row| (row.as_slice(), 1.0)))
    }

    #[test]
    fn the_tree_of_subsets_agrees_with_regressions_one_by_one() {
        let rows = rows();
        let explained = covariance().explained();
        for (mask, &expected) in explained.iter().enumerate().skip(1) {
            let kept: Vec<usize> = (0..3).filter(|at| mask & (1 << at) != 0).collect();
            let part: Vec<Vec<f64>> = rows
                .iter()
                .map(|row| kept.iter().chain(&[3]).map(|&at| row[at]).collect())
                .collect();
            let part = Covariance::of(kept.len() + 1, part.iter().map(|row| (row.as_slice(), 1.0)));
            let slopes = part.coefficients().unwrap();
            let with = (0..kept.len()).map(|at| slopes[at] * part.products.get(at, kept.len()));
            let r2 = with.sum::<f64>() / part.variance(kept.len());
            assert!((r2 - expected).abs() < 1e-12, "{mask}: {r2} {expected}");
        }
    }

    #[test]
    fn shares_sum_to_the_r2_of_the_whole() {
        let covariance = covariance();
        let shares = covariance.lmg();
        assert!((shares.iter().sum::<f64>() - covariance.explained()[7]).abs() < 1e-12);
        assert!(shares[0] > shares[2], "{shares:?}");
    }

    #[test]
    fn a_driver_that_repeats_another_shares_with_it() {
        let rows: Vec<[f64; 3]> =
            (0_u32..9).map(|at| [f64::from(at), f64::from(at) * 2.0, f64::from(at % 4)]).collect();
        let covariance = Covariance::of(3, rows.iter().map(|row| (row.as_slice(), 1.0)));
        assert_eq!(covariance.coefficients(), None);
        let shares = covariance.lmg();
        assert!((shares[0] - shares[1]).abs() < 1e-12 && shares[0] > 0.0);
    }

    #[test]
    fn an_outcome_that_does_not_vary_is_not_explained() {
        let rows = [[1.0, 5.0], [2.0, 5.0]];
        let covariance = Covariance::of(2, rows.iter().map(|row| (row.as_slice(), 1.0)));
        assert_eq!(covariance.lmg(), [0.0]);
    }
}
