//! Who answered: several answers of one customer are not several customers.

use rustc_hash::FxHashMap;

use crate::stats::{design_effect, widened};
use crate::types::{Dataset, Measure};

/// The customer of each feedback, as a number.
#[derive(Clone, Debug)]
pub struct Clusters {
    of: Vec<Option<u32>>,
    customers: usize,
    repeated: bool,
}

impl Clusters {
    /// Numbers the customers of a dataset.
    pub fn of(dataset: &Dataset) -> Self {
        let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
        let mut repeated = false;
        let of = dataset
            .iter()
            .map(|one| {
                let customer = one.feedback.customer.as_deref()?;
                let next = u32::try_from(numbers.len()).ok()?;
                let number = *numbers.entry(customer).or_insert(next);
                repeated |= number < next;
                Some(number)
            })
            .collect();
        Self { of, customers: numbers.len(), repeated }
    }

    /// Whether some customer answered more than once.
    pub fn repeated(&self) -> bool {
        self.repeated
    }

    /// Widens the interval of a mean of `values`, which are feedback with what each brings to it, by the design
    /// effect of customers who answered more than once.
    pub fn widen(&self, measure: Measure, values: &[(usize, f64)], bounds: (f64, f64)) -> Measure {
        if !self.repeated || measure.known().is_none() {
            return measure;
        }
        widened(measure, self.design_effect(values), bounds)
    }

    /// How many times larger the variance of the mean of `values` is than if each came from another customer.
    pub fn design_effect(&self, values: &[(usize, f64)]) -> f64 {
        if !self.repeated {
            return 1.0;
        }
        let answers: Vec<(f64, Option<u32>)> =
            values.iter().map(|&(index, value)| (value, self.of[index])).collect();
        design_effect(&answers, self.customers)
    }
}
