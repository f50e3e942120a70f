//! Small symmetric systems of equations, as regressions on a handful of drivers give them.

/// A pivot below this part of its diagonal says that a column repeats the others.
const SINGULAR: f64 = 1e-10;

/// A square symmetric matrix, its rows one after the other.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetric {
    size: usize,
    values: Vec<f64>,
}

impl Symmetric {
    /// A matrix of zeros.
    pub fn zeros(size: usize) -> Self {
        Self { size, values: vec![0.0; size * size] }
    }

    /// How many rows it has.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The value of a row and a column, both below [`Self::size`].
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.size + column]
    }

    /// Adds to the value of a row and a column, and to its mirror.
    pub fn add(&mut self, row: usize, column: usize, value: f64) {
        self.values[row * self.size + column] += value;
        if row != column {
            self.values[column * self.size + row] += value;
        }
    }

    /// Adds `weight × x xᵀ`; `x` is as long as the matrix is wide.
    pub fn add_outer(&mut self, x: &[f64], weight: f64) {
        // Most of a design is zeros: touchpoints that are not spoken of.
        let filled: Vec<(usize, f64)> =
            x.iter().copied().enumerate().filter(|&(_, value)| value != 0.0).collect();
        for &(row, left) in &filled {
            let factor = weight * left;
            let line = &mut self.values[row * self.size..(row + 1) * self.size];
            for &(column, right) in &filled {
                line[column] += factor * right;
            }
        }
    }

    /// The solution of `A x = b`; none where the matrix is not positive definite.
    pub fn solve(&self, b: &[f64]) -> Option<Vec<f64>> {
        let factor = self.cholesky()?;
        Some(factor.solve(b))
    }

    /// The inverse; none where the matrix is not positive definite.
    pub fn inverse(&self) -> Option<Self> {
        let factor = self.cholesky()?;
        let mut inverse = Self::zeros(self.size);
        for column in 0..self.size {
            let mut unit = vec![0.0; self.size];
            unit[column] = 1.0;
            for (row, value) in factor.solve(&unit).into_iter().enumerate() {
                inverse.values[row * self.size + column] = value;
            }
        }
        Some(inverse)
    }

    /// `xᵀ A x`.
    pub fn quadratic(&self, x: &[f64]) -> f64 {
        let line = |row: usize| &self.values[row * self.size..(row + 1) * self.size];
        x.iter().enumerate().map(|(row, left)| left * dot(line(row), x)).sum()
    }

    fn cholesky(&self) -> Option<Lower> {
        let size = self.size;
        let mut lower = vec![0.0; size * size];
        for row in 0..size {
            for column in 0..=row {
                let (above, left) = (&lower[column * size..][..column], &lower[row * size..]);
                let rest = self.get(row, column) - dot(above, &left[..column]);
                lower[row * size + column] = if row == column {
                    // A negated comparison, so that what is not a number is refused too.
                    let enough = rest > SINGULAR * self.get(row, row).abs();
                    enough.then(|| rest.sqrt())?
                } else {
                    rest / lower[column * size + column]
                };
            }
        }
        Some(Lower { size, values: lower })
    }
}

/// The lower triangle of a Cholesky factor.
struct Lower {
    size: usize,
    values: Vec<f64>,
}

impl Lower {
    fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x = b.to_vec();
        for row in 0..self.size {
            let line = &self.values[row * self.size..];
            x[row] = (x[row] - dot(&line[..row], &x[..row])) / line[row];
        }
        for row in (0..self.size).rev() {
            let below = (row + 1..self.size).map(|at| self.values[at * self.size + row] * x[at]);
            x[row] = (x[row] - below.sum::<f64>()) / self.values[row * self.size + row];
        }
        x
    }
}

fn dot(left: &[f64], right: &[f64]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix() -> Symmetric {
        let mut matrix = Symmetric::zeros(3);
        for (row, column, value) in
            [(0, 0, 4.0), (1, 1, 5.0), (2, 2, 6.0), (0, 1, 2.0), (0, 2, 1.0), (1, 2, -1.0)]
        {
            matrix.add(row, column, value);
        }
        matrix
    }

    #[test]
    fn a_system_is_solved_and_inverted() {
        let x = matrix().solve(&[9.0, 6.0, 17.0]).unwrap();
        let back = |row: usize| (0..3).map(|column| matrix().get(row, column) * x[column]).sum();
        let back: [f64; 3] = [back(0), back(1), back(2)];
        assert!(back.iter().zip([9.0, 6.0, 17.0]).all(|(got, want)| (got - want).abs() < 1e-12));
        let inverse = matrix().inverse().unwrap();
        let product: f64 = (0..3).map(|at| matrix().get(1, at) * inverse.get(at, 1)).sum();
        assert!((product - 1.0).abs() < 1e-12);
        assert!((matrix().quadratic(&[1.0, 1.0, 0.0]) - 13.0).abs() < 1e-12);
    }

    #[test]
    fn a_column_that_repeats_another_is_refused() {
        let mut matrix = Symmetric::zeros(2);
        matrix.add_outer(&[1.0, 2.0], 3.0);
        assert_eq!(matrix.solve(&[1.0, 1.0]), None);
        assert_eq!(Symmetric::zeros(1).inverse(), None);
    }
}
