//! Many tests at once: the more are made, the likelier a false alarm by chance alone.

/// The p-values corrected for their number by Holm's method (Holm 1979; R's `p.adjust`), in the order given. If those
/// below a level are called findings, the chance of any false one is below that level, however the tests are related.
pub fn holm_adjusted(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|one, other| p_values[*one].total_cmp(&p_values[*other]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut highest: f64 = 0.0;
    for (rank, at) in order.into_iter().enumerate() {
        let left = (p_values.len() - rank) as f64;
        highest = highest.max((p_values[at] * left).min(1.0));
        adjusted[at] = highest;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn close(found: &[f64], wanted: &[f64]) {
        assert_eq!(found.len(), wanted.len());
        assert!(found.iter().zip(wanted).all(|(found, wanted)| (found - wanted).abs() < 1e-12), "{found:?}");
    }

    /// The four tests of the worked example in Holm's article as Wikipedia gives it ("Holm-Bonferroni method"): 0.01,
    /// 0.04, 0.03 and 0.005, of which the first and the last are findings at 5 %.
    #[test]
    fn meets_the_worked_example() {
        close(&holm_adjusted(&[0.01, 0.04, 0.03, 0.005]), &[0.03, 0.06, 0.06, 0.02]);
        close(&holm_adjusted(&[0.01, 0.02, 0.03, 0.04, 0.05]), &[0.05, 0.08, 0.09, 0.09, 0.09]);
    }

    #[test]
    fn no_test_and_one_test_stay_as_they_are() {
        assert!(holm_adjusted(&[]).is_empty());
        close(&holm_adjusted(&[0.2]), &[0.2]);
    }

    proptest! {
        #[test]
        fn order_is_kept_and_nothing_gets_smaller(p_values in prop::collection::vec(0.0f64..=1.0, 0..40)) {
            let adjusted = holm_adjusted(&p_values);
            for (one, own) in p_values.iter().zip(&adjusted) {
                prop_assert!(own >= one && *own <= 1.0);
                for (other, theirs) in p_values.iter().zip(&adjusted) {
                    prop_assert!(one > other || own <= theirs);
                }
            }
        }
    }
}
