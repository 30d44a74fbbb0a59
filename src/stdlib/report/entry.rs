//! One entry of a traceback: the place, the lines of source, and the carets under what failed.

use frontend::bytecode::code::Position;
use frontend::traceback::{self as syntax, Anchors};
use runtime::object::Ref;
use runtime::thread::Thread;
use runtime::types::traceback::Traceback;

use super::lines::Sources;
use super::width;

/// What makes two entries "the same line".
#[derive(PartialEq, Eq)]
pub struct Place {
    file: String,
    line: u32,
    name: String,
}

/// Place and text of an entry.
pub fn format(
    th: &Thread,
    sources: &mut Sources,
    tb: Ref<Traceback>,
    ranges: bool,
) -> (Place, String) {
    let code = tb.code();
    let plain = code.plain();
    let position = if tb.is_before_code() && plain.first_line > 0 {
        Some(Position {
            line: plain.first_line,
            end_line: plain.first_line,
            col: 0,
            end_col: 0,
        })
    } else {
        plain.positions.get(tb.lasti.get() as usize)
    };
    let line = position.map_or(tb.line(), |p| p.line);
    let place = Place {
        file: plain.filename.to_string(),
        line,
        name: plain.name.to_string(),
    };
    let shown = if line == 0 {
        "None".to_owned()
    } else {
        line.to_string()
    };
    let mut out = format!(
        "  File \"{}\", line {shown}, in {}\n",
        place.file, place.name
    );
    let end_line = position.map_or(line, |p| p.end_line.max(line));
    if line == 0 {
        return (place, out);
    }
    let lines = sources.lines(th, plain, tb.globals(), line, end_line);
    if lines.iter().all(|l| l.trim().is_empty()) {
        return (place, out);
    }
    let ranges = ranges && !runtime::config::get().no_debug_ranges;
    match position.filter(|p| ranges && p.col != u32::MAX && p.end_col != u32::MAX) {
        Some(position) => out.push_str(&marked(&lines, position)),
        None => {
            let first = lines[0].trim();
            if !first.is_empty() {
                out.push_str(&format!("    {first}\n"));
            }
        }
    }
    (place, out)
}

/// What all lines but the blank ones begin with is cut off.
pub fn dedent(lines: &[String]) -> Vec<String> {
    let blank = |l: &String| l.trim().is_empty();
    let mut margin: Option<&str> = None;
    for line in lines.iter().filter(|l| !blank(l)) {
        let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        margin = Some(match margin {
            None => indent,
            Some(m) => {
                let same = m.bytes().zip(indent.bytes()).take_while(|(a, b)| a == b);
                &m[..same.count()]
            }
        });
    }
    let cut = margin.map_or(0, str::len);
    (lines.iter())
        .map(|l| {
            if blank(l) {
                String::new()
            } else {
                l[cut..].to_owned()
            }
        })
        .collect()
}

/// How many characters the first `bytes` bytes of a line are.
fn characters(line: &str, bytes: u32) -> usize {
    let end = (bytes as usize).min(line.len());
    String::from_utf8_lossy(&line.as_bytes()[..end])
        .chars()
        .count()
}

/// Columns of the terminal up to a character.
fn columns(line: &[char], to: usize) -> usize {
    width::of(&line[..to.min(line.len())]) + to.saturating_sub(line.len())
}

/// The lines with carets, indented.
fn marked(original: &[String], position: Position) -> String {
    let dedented = dedent(original);
    let lines: Vec<Vec<char>> = dedented.iter().map(|l| l.chars().collect()).collect();
    let last = lines.len() - 1;
    let cut = original[0].chars().count() - lines[0].len();
    let start = characters(&original[0], position.col).saturating_sub(cut);
    let end = characters(&original[last], position.end_col).saturating_sub(cut);

    let text = dedented.join("\n");
    let segment: String = {
        let all: Vec<char> = text.chars().collect();
        let stop = (all.len() + end).saturating_sub(lines[last].len());
        all.get(start.min(all.len())..stop.min(all.len()))
            .unwrap_or_default()
            .iter()
            .collect()
    };
    let anchors = syntax::anchors(&segment).map(|mut a| {
        if a.left_line == 0 {
            a.left_col += start;
        }
        if a.right_line == 0 {
            a.right_col += start;
        }
        a
    });
    let anchors = anchors.filter(|a| a.right_line <= last);
    let show = show_carets(&text, &lines, start, end, anchors.as_ref());
    let picture = Picture {
        start: columns(&lines[0], start),
        end: columns(&lines[last], end),
        anchors: anchors.map(|a| Anchors {
            left_col: columns(&lines[a.left_line], a.left_col),
            right_col: columns(&lines[a.right_line], a.right_col),
            ..a
        }),
        lines,
        show,
    };
    picture.draw()
}

fn show_carets(
    text: &str,
    lines: &[Vec<char>],
    start: usize,
    end: usize,
    anchors: Option<&Anchors>,
) -> bool {
    if syntax::is_blank(text) || syntax::is_plain_call(text, start, end) {
        return false;
    }
    if anchors.is_some() {
        return true;
    }
    let (first, last) = (&lines[0], &lines[lines.len() - 1]);
    let blank = |part: &[char]| part.iter().all(|c| c.is_whitespace());
    !blank(&first[..start.min(first.len())]) || !blank(&last[end.min(last.len())..])
}

/// The lines, and what is marked in them, in columns of the terminal.
struct Picture {
    lines: Vec<Vec<char>>,
    start: usize,
    end: usize,
    anchors: Option<Anchors>,
    show: bool,
}

impl Picture {
    /// The first, the last, and those around the anchors; what lies between is abbreviated.
    fn draw(&self) -> String {
        let last = self.lines.len() - 1;
        let mut shown = vec![0, last];
        if let Some(a) = &self.anchors {
            for line in [a.left_line, a.right_line] {
                shown.extend((line.saturating_sub(1)..=line + 1).filter(|&n| n <= last));
            }
        }
        shown.sort_unstable();
        shown.dedup();
        let mut rows: Vec<String> = Vec::new();
        let mut before: Option<usize> = None;
        for line in shown {
            match before.map(|b| line - b) {
                Some(2) => self.push_line(&mut rows, line - 1),
                Some(gap) if gap > 2 => rows.push(format!("...<{} lines>...", gap - 1)),
                _ => {}
            }
            self.push_line(&mut rows, line);
            before = Some(line);
        }
        let rows = dedent(&rows);
        rows.iter().map(|row| format!("    {row}\n")).collect()
    }

    fn push_line(&self, rows: &mut Vec<String>, n: usize) {
        let line = &self.lines[n];
        rows.push(line.iter().collect());
        if !self.show {
            return;
        }
        let blank = line.iter().take_while(|c| c.is_whitespace()).count();
        let stop = if n == self.lines.len() - 1 {
            self.end
        } else {
            width::of(line)
        };
        let mark = |col: usize| {
            if col < blank || n == 0 && col < self.start {
                return ' ';
            }
            match &self.anchors {
                None => '^',
                Some(a) => {
                    let behind = n > a.left_line || n == a.left_line && col >= a.left_col;
                    let before = n < a.right_line || n == a.right_line && col < a.right_col;
                    if behind && before { '^' } else { '~' }
                }
            }
        };
        rows.push((0..stop).map(mark).collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(lines: &[&str], (col, end_line, end_col): (u32, u32, u32)) -> String {
        let lines: Vec<String> = lines.iter().map(|l| (*l).to_owned()).collect();
        let position = Position {
            line: 1,
            end_line,
            col,
            end_col,
        };
        marked(&lines, position)
    }

    #[test]
    fn carets_stand_below_what_failed() {
        assert_eq!(
            picture(&["    x = a + b  # why"], (8, 1, 13)),
            "    x = a + b  # why\n        ~~^~~\n"
        );
        assert_eq!(picture(&["  f()"], (2, 1, 5)), "    f()\n    ~^^\n");
        assert_eq!(picture(&["  return f(x)"], (9, 1, 13)), "    return f(x)\n");
        assert_eq!(picture(&["  raise X"], (2, 1, 9)), "    raise X\n");
        assert_eq!(
            picture(&["漢 = é.b"], (6, 1, 10)),
            "    漢 = é.b\n         ^^^\n"
        );
    }

    #[test]
    fn long_pieces_are_abbreviated() {
        let text = picture(&["f(", "  1,", "  2,", "  3,", "  4,", ")"], (0, 6, 1));
        assert_eq!(
            text,
            "    f(\n    ~^\n      1,\n      ^^\n    ...<2 lines>...\n      4,\n      ^^\n    )\n    ^\n"
        );
    }
}
