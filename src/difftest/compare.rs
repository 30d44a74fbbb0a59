//! Says where two outputs differ, for people.

use super::Observation;

/// How many lines of each text are shown from the first difference on.
const SHOWN_LINES: usize = 6;

/// How many characters of a line are shown.
const SHOWN_CHARACTERS: usize = 300;

/// The first lines that differ: `-` for what was expected, `+` for what came.
pub fn difference(expected: &[u8], actual: &Observation) -> String {
    let left = String::from_utf8_lossy(expected);
    let right = String::from_utf8_lossy(&actual.text);
    let left: Vec<&str> = left.split('\n').collect();
    let right: Vec<&str> = right.split('\n').collect();
    let same = left.iter().zip(&right).take_while(|(a, b)| a == b).count();
    let mut text = if actual.timed_out {
        format!(
            "still running after {:.0?}; line {} differs",
            actual.time,
            same + 1
        )
    } else {
        format!("line {} differs", same + 1)
    };
    for (sign, lines) in [('-', &left), ('+', &right)] {
        for line in lines.iter().skip(same).take(SHOWN_LINES) {
            let shown: String = line.chars().take(SHOWN_CHARACTERS).collect();
            text.push_str(&format!("\n    {sign} {shown}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn the_first_difference_is_shown() {
        let actual = Observation {
            text: b"a\nc\n".to_vec(),
            timed_out: false,
            time: Duration::ZERO,
            totals: Default::default(),
        };
        assert_eq!(
            difference(b"a\nb\n", &actual),
            "line 2 differs\n    - b\n    - \n    + c\n    + "
        );
    }
}
