//! Rules that know a mistake by the tokens around it, whatever the parser said: tried before those of `rules`.
//!
//! Each is one of CPython's `invalid_` rules, or an error of its tokenizer that ours has no use for. As there, a rule says
//! nothing unless the tokens are exactly those of the mistake.

use super::Diagnosis;
use crate::compile::expr_name;
use crate::errors::{End, Error};
use crate::tokens::Kind;
use ruff_python_ast::{Expr, PythonVersion};
use ruff_python_parser::{Mode, ParseErrorType, ParseOptions, parse_unchecked};
use ruff_text_size::{Ranged, TextRange};

type Found = Option<Box<Error>>;

/// Letters before a quote that do not go together, in the order in which CPython looks for them.
const PREFIXES: [(char, char); 7] = [
    ('u', 'b'),
    ('u', 'r'),
    ('u', 'f'),
    ('u', 't'),
    ('b', 'f'),
    ('b', 't'),
    ('f', 't'),
];

impl Diagnosis<'_> {
    /// Errors of CPython's tokenizer.
    pub(super) fn prefixes(&self) -> Found {
        for (i, pair) in self.tokens.windows(2).enumerate() {
            let [name, string] = pair else { continue };
            let quoted = matches!(string.kind, Kind::String | Kind::FStart);
            if name.kind != Kind::Name || !quoted || name.end != string.start {
                continue;
            }
            let text = self.text(i).to_ascii_lowercase() + self.text(i + 1);
            let letters: String = text.chars().take_while(char::is_ascii_alphabetic).collect();
            let letters = letters.to_ascii_lowercase();
            let once = |c| letters.matches(c).count() == 1;
            if !letters.chars().all(|c| "bruft".contains(c) && once(c)) {
                continue;
            }
            let wrong = PREFIXES
                .iter()
                .find(|(a, b)| letters.contains(*a) && letters.contains(*b));
            if let Some((a, b)) = wrong {
                let range = TextRange::new(
                    name.start.into(),
                    (name.start + letters.len() as u32).into(),
                );
                return self.at_range(range, format!("'{a}' and '{b}' prefixes are incompatible"));
            }
        }
        None
    }

    pub(super) fn shape(&self) -> Found {
        self.statements()
            .or_else(|| self.operators())
            .or_else(|| self.parameters())
            .or_else(|| self.arguments())
            .or_else(|| self.fields())
    }

    fn is_line_start(&self, i: usize) -> bool {
        self.line_start(i) == i
    }

    /// What some tokens are as an expression.
    pub(super) fn expression_name(&self, first: usize, last: usize) -> Option<&'static str> {
        Some(expr_name(&self.expression_of(first, last)?.0))
    }

    /// Some tokens as an expression, and where that stands (without parentheses around it).
    pub(super) fn expression_of(&self, first: usize, last: usize) -> Option<(Expr, TextRange)> {
        if first > last {
            return None;
        }
        let range = TextRange::new(
            self.token(first).range().start(),
            self.token(last).range().end(),
        );
        let options =
            ParseOptions::from(Mode::Expression).with_target_version(PythonVersion::PY314);
        let text = format!("({})", self.source.get(range.to_std_range())?);
        let parsed = parse_unchecked(&text, options);
        if !parsed.errors().is_empty() {
            return None;
        }
        let ruff_python_ast::Mod::Expression(e) = parsed.into_syntax() else {
            return None;
        };
        // (The added parentheses belong to a generator.)
        let own = match e.body.range().start().checked_sub(1.into()) {
            Some(from) => TextRange::at(range.start() + from, e.body.range().len()),
            None => range,
        };
        Some((*e.body, own))
    }

    /// The first token of the last line before `i` that is as far indented.
    fn line_before(&self, i: usize) -> Option<usize> {
        let mut depth = 0;
        let mut found = None;
        for j in (0..i).rev() {
            match self.token(j).kind {
                Kind::Dedent => depth += 1,
                Kind::Indent => depth -= 1,
                _ if depth < 0 => break,
                Kind::Newline => {}
                _ if depth == 0 && self.is_line_start(j) => {
                    found = Some(j);
                    break;
                }
                _ => {}
            }
        }
        found
    }

    fn statements(&self) -> Found {
        let (at, here) = (self.at, self.text(self.at));
        let start = self.line_start(at);
        let prev = self.prev().unwrap_or(0);
        let simple = |w: &str| {
            matches!(
                w,
                "pass"
                    | "return"
                    | "raise"
                    | "del"
                    | "yield"
                    | "assert"
                    | "break"
                    | "continue"
                    | "import"
                    | "from"
            )
        };
        if simple(here) && self.prev_text() == "else" && prev != start {
            let msg = "expected expression after 'else', but statement is given";
            return self.at_token(at, msg);
        }
        if matches!(here, "pass" | "break" | "continue") && self.text(at + 1) == "if" && at != start
        {
            let msg = "expected expression before 'if', but statement is given";
            return self.at_token(at, msg);
        }
        if here == "if"
            && prev == start
            && at > start
            && matches!(self.text(prev), "pass" | "break" | "continue")
        {
            let msg = "expected expression before 'if', but statement is given";
            return self.at_token(prev, msg);
        }
        if here == "elif"
            && at == start
            && self.line_before(at).is_some_and(|i| self.text(i) == "else")
        {
            return self.at_token(at, "'elif' block follows an 'else' block");
        }
        if let ParseErrorType::OtherError(msg) = &self.e.error
            && msg.starts_with("Expected `except` or")
        {
            let is_else = |&i: &usize| self.text(i) == "else" && self.is_line_start(i);
            let after_try = |&i: &usize| self.line_before(i).is_some_and(|b| self.text(b) == "try");
            if let Some(i) = (0..=at).rev().filter(is_else).find(after_try) {
                return self.at_token(i, "expected 'except' or 'finally' block");
            }
        }
        // `def f:`, `def f[]():`
        let word = start + usize::from(self.text(start) == "async");
        if matches!(self.text(word), "def" | "class" | "type")
            && self.token(word + 1).kind == Kind::Name
        {
            if self.text(word + 2) == "[" && self.text(word + 3) == "]" && at == word + 3 {
                let is_type = self.text(word) == "type";
                let end = self.token(at).range();
                let range = if is_type {
                    TextRange::new(end.start(), self.token(at + 1).range().start())
                } else {
                    TextRange::empty(end.start())
                };
                return self.error(
                    range,
                    if is_type { End::Range } else { End::Start },
                    "Type parameter list cannot be empty",
                );
            }
            let closed = match self.text(word + 2) {
                "[" => self.close_of(word + 2).map(|i| i + 1),
                _ => Some(word + 2),
            };
            if self.text(word) == "def" && closed == Some(at) && here != "(" {
                return self.at_token(at, "expected '('");
            }
        }
        // `print foo`
        let begins = prev == start || matches!(self.text(prev.wrapping_sub(1)), ":" | ";");
        if matches!(self.text(prev), "print" | "exec")
            && begins
            && self.bracket(at).is_none()
            && (self.begins_operand(at) || here == "{")
        {
            let name = self.text(prev);
            let msg = format!("Missing parentheses in call to '{name}'. Did you mean {name}(...)?");
            let last = self.statement_end(at);
            if self.expression_name(at, last).is_some() {
                return self.at_tokens(prev, last, msg);
            }
        }
        // `def f[**P: int]()`
        if here == ":"
            && at >= 2
            && self.token(prev).kind == Kind::Name
            && self
                .bracket(at)
                .is_some_and(|b| b == word + 2 && self.text(b) == "[")
        {
            let what = match self.text(prev - 1) {
                "*" => "TypeVarTuple",
                "**" => "ParamSpec",
                _ => return self.targets(start),
            };
            let last = self.expression_end(at + 1);
            let bound = match self.expression_name(at + 1, last) {
                Some("tuple") => "constraints",
                _ => "bound",
            };
            return self.at_tokens(at, last, format!("cannot use {bound} with {what}"));
        }
        self.targets(start)
    }

    /// The last token of the row of expressions that begins at token `i`.
    fn statement_end(&self, i: usize) -> usize {
        let mut last = self.expression_end(i);
        while self.text(last + 1) == "," && last + 2 <= self.line_end(i) {
            last = self.expression_end(last + 2);
        }
        last
    }

    /// What stands behind `as`.
    fn targets(&self, start: usize) -> Found {
        let what = match self.text(start) {
            "case" => "pattern target".to_owned(),
            "import" | "from" => "import target".to_owned(),
            "except" if self.text(start + 1) == "*" => "except* statement with".to_owned(),
            "except" => "except statement with".to_owned(),
            _ => return None,
        };
        let word = (start..=self.at).rev().find(|&i| self.text(i) == "as")?;
        if matches!(self.token(word + 1).kind, Kind::Newline | Kind::End) {
            return None;
        }
        let mut last = self.expression_end(word + 1);
        while last > word + 1 && matches!(self.text(last), ":" | ",") {
            last -= 1;
        }
        if last == word + 1 && self.token(last).kind == Kind::Name || self.at > last + 1 {
            return None;
        }
        let name = self.expression_name(word + 1, last)?;
        let msg = match what.strip_suffix(" with") {
            Some(statement) => format!("cannot use {statement} with {name}"),
            None => format!("cannot use {name} as {what}"),
        };
        self.at_tokens(word + 1, last, msg)
    }

    fn close_of(&self, open: usize) -> Option<usize> {
        (open + 1..self.tokens.len())
            .find(|&i| matches!(self.text(i), ")" | "]" | "}") && self.bracket(i) == Some(open))
    }

    fn operators(&self) -> Found {
        let (at, here) = (self.at, self.text(self.at));
        if let ParseErrorType::InvalidAssignmentTarget = self.e.error
            && let Some(Expr::Yield(_) | Expr::YieldFrom(_)) = self.expr_at(self.e.location)
            && !self.source[..self.e.location.start().to_usize()]
                .trim_end()
                .ends_with('(')
        {
            let msg = "assignment to yield expression not possible";
            return self.at_range(self.e.location, msg);
        }
        let prev = self.prev()?;
        if here == "not"
            && matches!(
                self.text(prev),
                "+" | "-" | "*" | "/" | "%" | "//" | "@" | "~"
            )
        {
            let unary = prev == 0 || !self.ends_operand(prev - 1);
            let mut last = self.expression_end(at);
            if unary {
                // A factor only.
                let ends =
                    |&i: &usize| matches!(self.text(i), "+" | "-" | "*" | "/" | "%" | "//" | "@");
                last = (at + 2..=last).find(ends).map_or(last, |i| i - 1);
            }
            return self.at_tokens(at, last, "'not' after an operator must be parenthesized");
        }
        let augments = here.len() >= 2
            && here.ends_with('=')
            && !matches!(here, "==" | "!=" | "<=" | ">=" | ":=");
        if augments && self.bracket(at).is_none() {
            let start = self.line_start(at);
            let name = self.expression_name(start, prev)?;
            if name == "tuple" {
                let msg = format!("'{name}' is an illegal expression for augmented assignment");
                return self.at_tokens(start, prev, msg);
            }
        }
        // `"a "b" c"`
        if matches!(self.token(prev).kind, Kind::String | Kind::FEnd)
            && self.token(at).kind == Kind::Name
        {
            let row = (at..self.tokens.len()).take_while(|&i| {
                matches!(self.token(i).kind, Kind::Name | Kind::Number) && self.begins_operand(i)
            });
            let end = row.last().map_or(at, |i| i + 1);
            if end > at && matches!(self.token(end).kind, Kind::String | Kind::FStart) {
                let msg = "invalid syntax. Is this intended to be part of the string?";
                return self.at_tokens(at, end - 1, msg);
            }
        }
        self.comprehension()
    }

    /// `[x for x if y]`
    pub(super) fn comprehension(&self) -> Found {
        let open = self.bracket(self.at)?;
        let own = |i: usize| self.bracket(i) == Some(open);
        let word = (open + 1..=self.at)
            .rev()
            .find(|&i| self.text(i) == "for" && own(i))?;
        let stop = |&i: &usize| {
            own(i)
                && matches!(
                    self.text(i),
                    "in" | "if" | "]" | ")" | "}" | "for" | "else" | ":" | "="
                )
        };
        let close = self.close_of(open);
        let end = (word + 1..self.tokens.len())
            .find(stop)
            .or(close)
            .filter(|&i| Some(i) <= close.or(Some(i)))?;
        let end = close.map_or(end, |c| end.min(c));
        let is_target = |i: usize| {
            self.token(i).kind == Kind::Name && !matches!(self.text(i), "not" | "lambda")
                || matches!(self.text(i), "," | "(" | ")" | "+" | "." | "[" | "]" | "*")
                || self.token(i).kind == Kind::Number
        };
        // What follows a target is where `in` was expected; two operands in a row inside brackets are another mistake.
        let in_a_row = |i: &usize| self.begins_operand(*i) && self.ends_operand(*i - 1);
        if let Some(second) = (word + 2..end).find(in_a_row) {
            if !own(second) || !(word + 1..second).all(is_target) || self.at < word {
                return None;
            }
            return self.at_token(second, "'in' expected after for-loop variables");
        }
        if self.text(end) == "in" || end == word + 1 || self.text(word + 1) == "in" {
            return None;
        }
        if !(word + 1..end).all(is_target) || self.at < word {
            return None;
        }
        self.at_token(end, "'in' expected after for-loop variables")
    }

    /// The `def` or `lambda` whose parameters token `i` stands among, and its bracket.
    fn parameters_of(&self, i: usize) -> Option<(usize, Option<usize>)> {
        let open = self.bracket(i);
        if let Some(b) =
            open.filter(|&b| b >= 2 && self.text(b) == "(" && self.text(b - 2) == "def")
        {
            return Some((b - 2, open));
        }
        let floor = open.map_or(0, |b| b + 1);
        let lambda = (floor..i)
            .rev()
            .find(|&j| self.text(j) == "lambda" && self.bracket(j) == open)?;
        let colon = (lambda..i).any(|j| self.text(j) == ":" && self.bracket(j) == open);
        (!colon).then_some((lambda, open))
    }

    fn parameters(&self) -> Found {
        let (at, here) = (self.at, self.text(self.at));
        let prev = self.prev()?;
        let (word, open) = self.parameters_of(at)?;
        let begin = open.filter(|&b| b > word).unwrap_or(word);
        match (self.text(prev), here) {
            ("/", "*" | "**") => self.at_token(at, "expected comma between / and *"),
            ("=", "," | ")" | ":") if self.token(prev.checked_sub(1)?).kind == Kind::Name => {
                self.at_token(prev, "expected default value expression")
            }
            (",", "(") if self.text(word) == "lambda" => {
                let close = self.close_of(at)?;
                self.at_tokens(
                    at,
                    close,
                    "Lambda expression parameters cannot be parenthesized",
                )
            }
            (before, "/") => {
                if (begin..at).any(|i| self.text(i) == "*" && self.bracket(i) == open) {
                    return self.at_token(at, "/ must be ahead of *");
                }
                if matches!(before, "(" | "lambda") && self.text(at + 1) != "," {
                    return self.generic(at);
                }
                None
            }
            _ => {
                if let ParseErrorType::ExpectedKeywordParam = self.e.error {
                    let star = (begin..=at).rev().find(|&i| self.text(i) == "*")?;
                    if matches!(self.text(star + 1), "None" | "True" | "False") {
                        return self.generic(star + 1);
                    }
                }
                None
            }
        }
    }

    fn arguments(&self) -> Found {
        let (at, here) = (self.at, self.text(self.at));
        let prev = self.prev()?;
        let open = self.bracket(at);
        if let ParseErrorType::InvalidStarredExpressionUsage = self.e.error {
            let location = self.e.location;
            let first = self
                .tokens
                .iter()
                .position(|t| t.start >= u32::from(location.start()))?;
            let before = self.text(first.checked_sub(1)?);
            let after = self
                .tokens
                .iter()
                .position(|t| t.start >= u32::from(location.end()))?;
            let is_call = first >= 2 && self.ends_operand(first - 2);
            if before == "(" && self.text(after) == ")" && !is_call {
                return self.at_range(location, "cannot use starred expression here");
            }
            let dict = self.bracket(first).is_some_and(|b| self.text(b) == "{");
            if (before == ":" && !dict) || (before == "," && dict) {
                return self.generic(first);
            }
        }
        if let ParseErrorType::UnparenthesizedGeneratorExpression = self.e.error
            && self.text(self.line_start(at)) == "class"
        {
            let word = (at..self.tokens.len()).find(|&i| self.text(i) == "for")?;
            return self.generic(word);
        }
        let open = open?;
        if here == "=" {
            // Where the argument begins.
            let first = (open + 1..at)
                .rev()
                .find(|&i| self.text(i) == "," && self.bracket(i) == Some(open));
            let first = first.map_or(open + 1, |i| i + 1);
            let call = self.text(open) == "("
                && open > 0
                && self.ends_operand(open - 1)
                && self.parameters_of(at).is_none();
            let last = self.expression_end(at + 1);
            match self.text(first) {
                "**" if call => {
                    let msg = "cannot assign to keyword argument unpacking";
                    return self.at_tokens(first, last, msg);
                }
                _ if self.text(open) == "{"
                    && (open..first)
                        .any(|i| self.text(i) == ":" && self.bracket(i) == Some(open)) =>
                {
                    let end = self.token(prev).end;
                    let range = TextRange::new((end - 1).into(), end.into());
                    return self.error(range, End::Zero, "':' expected after dictionary key");
                }
                _ if first + 1 == at
                    && self.text(open) == "{"
                    && matches!(self.token(first).kind, Kind::Number | Kind::String) =>
                {
                    let msg = "cannot assign to literal here. Maybe you meant '==' instead of '='?";
                    return self.at_token(first, msg);
                }
                _ if call
                    || self.parameters_of(at).is_some()
                    || matches!(self.text(self.line_start(at)), "case" | "import" | "from") => {}
                _ if self.text(open) == "{"
                    && (first..at)
                        .any(|i| self.text(i) == ":" && self.bracket(i) == Some(open)) =>
                {
                    return self.generic(at);
                }
                _ => {
                    if let Some(error) = self.equals_for_comparison() {
                        return Some(error);
                    }
                }
            }
        }
        // `f(*(1:2))`
        let unpacks = here == ":"
            && self.text(open) == "("
            && open >= 3
            && self.text(open - 1) == "*"
            && matches!(self.text(open - 2), "(" | "[" | ",")
            && self.bracket(open).is_some_and(|b| {
                matches!(self.text(b), "(" | "[") && b > 0 && self.ends_operand(b - 1)
            });
        if unpacks {
            return self.at_token(at, "Invalid star expression");
        }
        let lone_star = self.text(prev) == "*"
            && matches!(self.text(prev.checked_sub(1)?), "(" | "[" | ",")
            && self.bracket(prev) == Some(open)
            && matches!(here, ")" | "]" | "," | ":");
        let call = matches!(self.text(open), "(" | "[") && open > 0 && self.ends_operand(open - 1);
        if lone_star
            && call
            && self.parameters_of(at).is_none()
            && self.text(self.line_start(at)) != "case"
        {
            return self.at_token(at, "Invalid star expression");
        }
        None
    }

    /// A replacement field, of those that the tokenizer has seen before it failed, that does not begin with an expression:
    /// CPython's parser sees that first.
    pub(super) fn wrong_field(&self) -> Found {
        for open in 0..self.tokens.len().saturating_sub(1) {
            let is_field = self.text(open) == "{"
                && open > 0
                && (matches!(self.token(open - 1).kind, Kind::FStart | Kind::FMiddle)
                    || matches!(self.text(open - 1), "}" | ":"))
                && self.in_string(open);
            if !is_field {
                continue;
            }
            let first = open + 1;
            let here = self.text(first);
            let what = self.string_kind(open);
            if matches!(here, "=" | "!" | ":" | "}") {
                let msg = format!("{what}: valid expression required before '{here}'");
                return self.at_token(first, msg);
            }
            let prefix =
                |i: &usize| matches!(self.text(*i), "+" | "-" | "~" | "not" | "{" | "[" | "(");
            let operand = (first..self.tokens.len()).find(|i| !prefix(i))?;
            let ends = matches!(self.text(operand), "}" | "]" | ")") && operand > first;
            let begins = self.begins_operand(operand)
                || matches!(self.text(operand), "*" | "**" | "yield" | "...")
                || ends;
            if !begins && matches!(self.token(operand).kind, Kind::Op | Kind::Bad) {
                let msg = format!("{what}: expecting a valid expression after '{{'");
                return self.at_token(first, msg);
            }
            // What can never follow an expression.
            let end = (first..self.tokens.len()).find(|&i| {
                self.bracket(i) == Some(open)
                    && (self.token(i).kind == Kind::Bad || self.text(i) == ";")
            });
            if let Some(end) = end
                && self.ends_operand(end - 1)
                && (first + 1 == end || self.expression_name(first, end - 1).is_some())
            {
                let msg = format!("{what}: expecting '=', or '!', or ':', or '}}'");
                return self.at_token(end, msg);
            }
            // `{a!x`
            let (mark, letter) = (first + 1, first + 2);
            if self.text(mark) == "!"
                && letter < self.tokens.len()
                && self.token(letter).kind == Kind::Name
                && !matches!(self.text(letter), "r" | "s" | "a")
            {
                let text = self.text(letter);
                let msg = format!(
                    "{what}: invalid conversion character '{text}': expected 's', 'r', or 'a'"
                );
                return self.at_token(letter, msg);
            }
            if let Some(error) = self.comma_in_field(open) {
                return Some(error);
            }
        }
        None
    }

    /// Two operands side by side in a field, if the tokenizer came to what follows them.
    fn comma_in_field(&self, open: usize) -> Found {
        let second = (open + 2..self.tokens.len()).find(|&i| {
            self.bracket(i) == Some(open) && self.begins_operand(i) && self.ends_operand(i - 1)
        })?;
        if self.expression_end(second) + 1 >= self.tokens.len() {
            return None;
        }
        let there = Diagnosis {
            source: self.source,
            module: self.module,
            tokens: self.tokens.clone(),
            at: second,
            e: self.e,
        };
        there.forgotten_comma()
    }

    /// Replacement fields of f-strings and t-strings.
    fn fields(&self) -> Found {
        let mut at = self.at;
        if self.token(at).kind == Kind::FEnd && at >= 2 && self.text(at - 2) == "{" {
            at -= 1;
        }
        let here = self.text(at);
        let prev = at.checked_sub(1)?;
        let open = self
            .bracket(at)
            .filter(|&b| self.text(b) == "{" && self.in_string(b))?;
        let what = self.string_kind(open);
        if matches!(
            self.token(at).kind,
            Kind::Newline | Kind::End | Kind::FEnd | Kind::FMiddle
        ) {
            return None;
        }
        let own = |i: usize| self.bracket(i) == Some(open);
        if here == "}" && prev == open + 1 && self.text(prev) == "lambda" {
            let msg = format!("{what}: expecting a valid expression after '{{'");
            return self.at_token(prev, msg);
        }
        if here == "}" && prev > open {
            // What follows the longest expression fits nowhere.
            let operators = (open + 1..at).rev().take_while(|&i| {
                own(i)
                    && (self.token(i).kind == Kind::Op && !self.ends_operand(i)
                        || matches!(self.text(i), "and" | "or" | "if" | "not" | "is" | "in"))
            });
            if let Some(first) = operators.last() {
                let marks = matches!(self.text(first), "=" | "!" | ":");
                if first == open + 1 && !marks && first < at {
                    let msg = format!("{what}: expecting a valid expression after '{{'");
                    return self.at_token(first, msg);
                }
                if first > open + 1 && !marks {
                    let msg = format!("{what}: expecting '=', or '!', or ':', or '}}'");
                    return self.at_token(first, msg);
                }
            }
        }
        if prev == open {
            if matches!(here, "=" | "!" | ":" | "}") {
                let msg = format!("{what}: valid expression required before '{here}'");
                return self.at_token(at, msg);
            }
            let begins = self.begins_operand(at)
                || matches!(
                    here,
                    "(" | "[" | "{" | "*" | "-" | "+" | "~" | "yield" | "..."
                );
            if !begins {
                return self.at_token(
                    at,
                    format!("{what}: expecting a valid expression after '{{'"),
                );
            }
            return None;
        }
        let mark = (open + 1..at)
            .rev()
            .find(|&i| self.text(i) == "!" && own(i));
        if let Some(mark) = mark {
            if mark == prev && self.token(at).kind != Kind::Name && !matches!(here, ":" | "}") {
                return self.at_token(at, format!("{what}: invalid conversion character"));
            }
            let spec = (mark..at).any(|i| self.text(i) == ":" && own(i));
            if mark + 1 == prev
                && self.token(prev).kind == Kind::Name
                && !spec
                && !matches!(here, ":" | "}")
            {
                return self.at_token(at, format!("{what}: expecting ':' or '}}'"));
            }
        }
        if self.text(prev) == "="
            && own(prev)
            && prev > open + 1
            && !matches!(here, "!" | ":" | "}")
        {
            return self.at_token(at, format!("{what}: expecting '!', or ':', or '}}'"));
        }
        None
    }
}
