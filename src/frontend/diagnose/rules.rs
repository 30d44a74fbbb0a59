//! The special rules: for each kind of error of the parser, what CPython says about the mistake behind it.
//!
//! They look at the tokens around the error and at the AST that the parser recovered; where none applies the general
//! message stands. They change nothing and may be tried in any order.

use super::Diagnosis;
use super::escape::{body_error, escape_error};
use crate::compile::expr_name;
use crate::errors::{End, Error, ErrorKind};
use crate::tokens::Kind;
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, Stmt};
use ruff_python_parser::{InterpolatedStringErrorType, LexicalErrorType, ParseErrorType};
use ruff_text_size::{Ranged, TextRange, TextSize};

impl Diagnosis<'_> {
    pub(super) fn special(&self) -> Option<Box<Error>> {
        let location = self.e.location;
        match &self.e.error {
            ParseErrorType::InvalidAssignmentTarget => self.assignment(location),
            ParseErrorType::InvalidAugmentedAssignmentTarget => {
                let name = expr_name(self.expr_at(location)?);
                self.at_range(
                    location,
                    format!("'{name}' is an illegal expression for augmented assignment"),
                )
            }
            ParseErrorType::InvalidAnnotatedAssignmentTarget => {
                self.at_range(location, "illegal target for annotation")
            }
            ParseErrorType::InvalidDeleteTarget => {
                let name = expr_name(self.expr_at(location)?);
                self.at_range(location, format!("cannot delete {name}"))
            }
            ParseErrorType::InvalidNamedAssignmentTarget => match self.expr_at(location)? {
                Expr::Starred(_) => self.generic(self.token_from(location.end())),
                e => self.at_range(
                    location,
                    format!("cannot use assignment expressions with {}", expr_name(e)),
                ),
            },
            ParseErrorType::SimpleStatementsOnSameLine => self.two_statements(),
            ParseErrorType::ExpectedToken { expected, found } => self.expected(*expected, *found),
            ParseErrorType::ExpectedExpression => self.expected_expression(),
            ParseErrorType::EmptyImportNames if self.token(self.at).kind == Kind::Newline => {
                // As far as the newline itself.
                let newline = self.token(self.at).range();
                let range = TextRange::new(newline.start(), newline.end() - TextSize::from(1));
                self.error(
                    range,
                    End::Range,
                    "Expected one or more names after 'import'",
                )
            }
            ParseErrorType::InvalidStarredExpressionUsage
                if self.prev_text() == ":" && self.source[location].starts_with("**") =>
            {
                self.generic(self.token_from(location.start()))
            }
            ParseErrorType::InvalidStarredExpressionUsage if self.prev_text() == ":" => {
                let range = self.expr_at(location).map_or(location, Ranged::range);
                self.at_range(
                    range,
                    "cannot use a starred expression in a dictionary value",
                )
            }
            ParseErrorType::InvalidStarredExpressionUsage
                if self.is_operand(self.token_from(location.start())) =>
            {
                self.generic(self.token_from(location.start()))
            }
            ParseErrorType::InvalidStarredExpressionUsage
                if matches!(self.module, ruff_python_ast::Mod::Expression(_))
                    && self.bracket(self.at).is_none() =>
            {
                self.generic(self.at)
            }
            ParseErrorType::InvalidStarredExpressionUsage => match self.expr_at(location) {
                _ if self.text(self.token_from(location.end())) == ":" => {
                    self.generic(self.token_from(location.end()))
                }
                Some(Expr::Starred(_)) if self.text(self.token_from(location.end())) == "=" => self
                    .at_range(
                        location,
                        "starred assignment target must be in a list or tuple",
                    ),
                _ => self.at_range(location, "can't use starred expression here"),
            },
            ParseErrorType::UnparenthesizedTupleExpression
            | ParseErrorType::UnparenthesizedNamedExpression => {
                let comma = matches!(self.e.error, ParseErrorType::UnparenthesizedTupleExpression);
                let from = self.token_from(location.start());
                let comma = comma.then(|| (from..self.tokens.len()).find(|&i| self.text(i) == ","));
                self.generic(
                    comma
                        .flatten()
                        .unwrap_or_else(|| self.token_from(location.end())),
                )
            }
            ParseErrorType::UnparenthesizedGeneratorExpression => {
                if let Some(i) = self.behind_text(location) {
                    return self.generic(i);
                }
                self.at_range(location, "Generator expression must be parenthesized")
            }
            ParseErrorType::NonDefaultParamAfterDefaultParam => self.at_token(
                self.at,
                "parameter without a default follows parameter with a default",
            ),
            ParseErrorType::VarParameterWithDefault => {
                let equals = (self.at..self.tokens.len()).find(|&i| self.text(i) == "=")?;
                let begins = |&i: &usize| matches!(self.text(i), "*" | "**" | ",");
                let star = (0..equals).rev().find(begins);
                if star.is_some_and(|i| i > 0 && self.text(i - 1) == ":") {
                    // The annotation is starred.
                    return self.generic(equals);
                }
                let kind = if star.is_some_and(|i| self.text(i) == "**") {
                    "keyword"
                } else {
                    "positional"
                };
                self.at_token(
                    equals,
                    format!("var-{kind} argument cannot have default value"),
                )
            }
            ParseErrorType::ExpectedKeywordParam => {
                let lambda = self.bracket(self.at).is_none()
                    || self.tokens[..self.at]
                        .last()
                        .is_some_and(|_| self.prev_text() == "lambda");
                let star = (0..=self.at).rev().find(|&i| self.text(i) == "*")?;
                self.at_token(
                    if lambda { star + 1 } else { star },
                    "named arguments must follow bare *",
                )
            }
            ParseErrorType::ParamAfterVarKeywordParam => {
                self.at_token(self.at, "arguments cannot follow var-keyword argument")
            }
            ParseErrorType::PositionalAfterKeywordArgument => self.at_token(
                self.token_from(location.end()),
                "positional argument follows keyword argument",
            ),
            ParseErrorType::PositionalAfterKeywordUnpacking => {
                let at = self.token_from(location.end());
                self.at_token(at, "positional argument follows keyword argument unpacking")
            }
            ParseErrorType::InvalidArgumentUnpackingOrder => {
                let last = self.token_from(location.end()).saturating_sub(1);
                let msg = "iterable argument unpacking follows keyword argument unpacking";
                self.at_tokens(self.at.saturating_sub(1), last, msg)
            }
            ParseErrorType::ExpectedRealNumber => {
                self.at_range(location, "real number required in complex literal")
            }
            ParseErrorType::ExpectedImaginaryNumber => {
                self.at_range(location, "imaginary number required in complex literal")
            }
            ParseErrorType::InvalidMatchPatternTarget => {
                if self.source[..location.start().to_usize()]
                    .trim_end()
                    .ends_with("**")
                {
                    return self.generic(self.token_from(location.start()));
                }
                self.at_range(location, "cannot use '_' as a target")
            }
            ParseErrorType::FStringError(error) => self.interpolated(error, "f-string"),
            ParseErrorType::TStringError(error) => self.interpolated(error, "t-string"),
            ParseErrorType::Lexical(error) => self.lexical(error),
            ParseErrorType::OtherError(msg) => self.other(msg),
            _ => None,
        }
    }

    /// The first token that begins at or after an offset.
    fn token_from(&self, offset: TextSize) -> usize {
        let offset = u32::from(offset);
        self.tokens
            .iter()
            .position(|t| t.start >= offset)
            .unwrap_or(self.tokens.len() - 1)
    }

    fn assignment(&self, location: TextRange) -> Option<Box<Error>> {
        let e = self.expr_at(location)?;
        if let (Expr::Compare(c), Some(Stmt::For(_))) = (e, self.stmt_around(location)) {
            // The target ends where the comparison begins.
            return self.generic(self.token_from(c.left.range().end()));
        }
        let name = expr_name(e);
        let simple = !matches!(
            e,
            Expr::Compare(_)
                | Expr::BoolOp(_)
                | Expr::If(_)
                | Expr::Lambda(_)
                | Expr::Generator(_)
                | Expr::Starred(_)
                | Expr::Named(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_)
        ) && !matches!(e, Expr::UnaryOp(u) if u.op == ruff_python_ast::UnaryOp::Not);
        let sole = match self.stmt_around(location) {
            Some(Stmt::Assign(a)) => match &a.targets[..] {
                [Expr::Tuple(t)] => {
                    !t.parenthesized && t.elts.iter().any(|x| x.range() == location)
                }
                [target] => target.range() == location,
                _ => false,
            },
            _ => false,
        };
        let after = self.token_from(location.end());
        let followed =
            self.text(after) == "=" || (self.text(after) == ")" && self.text(after + 1) == "=");
        if simple && sole && followed {
            return self.at_range(
                location,
                format!("cannot assign to {name} here. Maybe you meant '==' instead of '='?"),
            );
        }
        self.at_range(location, format!("cannot assign to {name}"))
    }

    /// Two things side by side where a statement should have ended.
    fn two_statements(&self) -> Option<Box<Error>> {
        let start = self.line_start(self.at);
        let prev = self.prev()?;
        if matches!(self.text(prev), "print" | "exec")
            && prev == start
            && self.begins_operand(self.at)
        {
            // (The rule on shapes has looked at what follows.)
            return self.generic(self.at);
        }
        if self.text(start) == "import" && self.text(self.at) == "from" {
            let msg = "Did you mean to use 'from ... import ...' instead?";
            return self.at_tokens(start, self.line_end(self.at), msg);
        }
        if matches!(self.text(start), "import" | "from") {
            return self.import_target();
        }
        let is_type = self.text(prev) == "type" && prev == start;
        if self.text(self.at) == "not" || is_type && self.token(self.at).kind == Kind::Name {
            return self.generic(self.at + 1);
        }
        None
    }

    /// `import a as b.c` and the like.
    fn import_target(&self) -> Option<Box<Error>> {
        let start = self.line_start(self.at);
        let word = (start..=self.at).rev().find(|&i| self.text(i) == "as")?;
        let first = word + 1;
        if matches!(self.token(first).kind, Kind::Newline | Kind::End) {
            return None;
        }
        let last = self.expression_end(first);
        let what = self.expression_name(first, last)?;
        self.at_tokens(first, last, format!("cannot use {what} as import target"))
    }

    /// The token that does not fit, of a generator without parentheses in an expression that begins with a string and a
    /// sign. (CPython looks first whether what follows the string is meant to be part of it, and remembers what it parsed
    /// then without its special rules.)
    fn behind_text(&self, generator: TextRange) -> Option<usize> {
        let from = self.token_from(generator.start());
        let start = self.line_start(from);
        let text = self.token(start).kind == Kind::String;
        if !text || !matches!(self.text(start + 1), "+" | "-" | "~") {
            return None;
        }
        let open = self.bracket(from)?;
        if from != open + 1 {
            return (from..self.tokens.len()).find(|&i| self.text(i) == "for");
        }
        (from..self.tokens.len()).find(|&i| self.text(i) == "," && self.bracket(i) == Some(open))
    }

    /// What kind of expression some tokens are, roughly.
    fn kind_of(&self, first: usize, last: usize) -> Option<&'static str> {
        if first == last {
            return matches!(self.token(first).kind, Kind::Number | Kind::String)
                .then_some("literal");
        }
        match self.text(last) {
            ")" => Some("function call"),
            "]" => Some("subscript"),
            _ if last > 0 && self.text(last - 1) == "." => Some("attribute"),
            _ => None,
        }
    }

    fn expected(&self, expected: TokenKind, found: TokenKind) -> Option<Box<Error>> {
        let start = self.line_start(self.at);
        let mut keyword = self.text(start);
        if keyword == "async" {
            keyword = self.text(start + 1);
        }
        let bracket = self.bracket(self.at);
        if found == TokenKind::Equal && (keyword != "for" || bracket.is_some()) {
            if let Some(e) = self.equals_for_comparison() {
                return Some(e);
            }
        }
        if let Some(b) = bracket {
            let is_dict = self.text(b) == "{"
                && (b + 1..self.at).any(|i| {
                    let unpacks = self.text(i) == "**" && (i == b + 1 || self.text(i - 1) == ",");
                    (unpacks || self.text(i) == ":") && self.bracket(i) == Some(b)
                });
            if expected == TokenKind::Colon && is_dict {
                let end = self.token(self.prev()?).end;
                let range = TextRange::new((end - 1).into(), end.into());
                return self.error(range, End::Zero, "':' expected after dictionary key");
            }
            if self.text(b) != "(" && self.text(self.at) == "for" {
                let commas =
                    (b + 1..self.at).any(|i| self.text(i) == "," && self.bracket(i) == Some(b));
                if commas && !is_dict {
                    let msg = "did you forget parentheses around the comprehension target?";
                    return self.at_tokens(b + 1, self.prev()?, msg);
                }
            }
        }
        if self.text(self.at) == "for" {
            // `f(x=1 for x in y)`
            let equals = (0..self.at)
                .rev()
                .find(|&i| self.text(i) == "=" && self.bracket(i) == bracket);
            if let (Some(i), Some(b)) = (equals, bracket) {
                if i >= 2
                    && i > b
                    && self.token(i - 1).kind == Kind::Name
                    && matches!(self.text(i - 2), "(" | ",")
                {
                    let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                    return self.at_tokens(i - 1, i, msg);
                }
            }
        }
        if keyword == "except" && bracket.is_none() {
            if let Some(word) = (start..self.at).rev().find(|&i| self.text(i) == "as") {
                let last = self.expression_end(word + 1);
                if let Some(what) = self.kind_of(word + 1, last) {
                    let msg = format!("cannot use except statement with {what}");
                    return self.at_tokens(word + 1, last, msg);
                }
            }
        }
        if expected == TokenKind::Else {
            if self.text(self.at) == ":" {
                return None;
            }
            let prev = self.token(self.prev()?).range();
            let Some(Expr::If(i)) =
                self.find_expr(|e| matches!(e, Expr::If(i) if i.test.range().end() == prev.end()))
            else {
                return None;
            };
            let range = TextRange::new(i.body.range().start(), prev.end());
            return self.at_range(range, "expected 'else' after 'if' expression");
        }
        if matches!(keyword, "def" | "lambda")
            && self.text(self.at) == "("
            && self.prev_is_parameter_start()
        {
            let close = self.matching(self.at)?;
            let what = if keyword == "def" && bracket.is_some() {
                "Function"
            } else {
                "Lambda expression"
            };
            return self.at_tokens(
                self.at,
                close,
                format!("{what} parameters cannot be parenthesized"),
            );
        }
        if self.prev_text() != "" && self.text(self.at) == "(" && self.lambda_parameters() {
            let close = self.matching(self.at)?;
            return self.at_tokens(
                self.at,
                close,
                "Lambda expression parameters cannot be parenthesized",
            );
        }
        if expected == TokenKind::Colon && bracket.is_none() {
            let newline = self.token(self.at).kind == Kind::Newline;
            if newline || matches!(keyword, "def" | "else" | "try" | "finally") {
                return self.at_token(self.at, "expected ':'");
            }
            if keyword == "case" && (start..self.at).any(|i| self.text(i) == "as") {
                let word = (start..self.at).rev().find(|&i| self.text(i) == "as")?;
                let last = self.expression_end(word + 1);
                let what = self.kind_of(word + 1, last)?;
                return self.at_tokens(
                    word + 1,
                    last,
                    format!("cannot use {what} as pattern target"),
                );
            }
        }
        if matches!(keyword, "import" | "from") {
            if let Some(e) = self.import_target() {
                return Some(e);
            }
        }
        self.forgotten_comma()
    }

    /// Whether the token before is the bracket of a function's parameters or `lambda`.
    fn prev_is_parameter_start(&self) -> bool {
        match self.prev() {
            Some(p) if self.text(p) == "lambda" => true,
            Some(p) if self.text(p) == "(" || self.text(p) == "," => {
                let open = if self.text(p) == "(" {
                    Some(p)
                } else {
                    self.bracket(p)
                };
                open.is_some_and(|b| b >= 2 && self.text(b - 2) == "def")
            }
            _ => false,
        }
    }

    fn lambda_parameters(&self) -> bool {
        self.prev().is_some_and(|p| self.text(p) == "lambda")
    }

    fn matching(&self, open: usize) -> Option<usize> {
        (open + 1..self.tokens.len())
            .find(|&i| matches!(self.text(i), ")" | "]" | "}") && self.bracket(i) == Some(open))
    }

    /// `if x = 1:`, `a + (b = c)`
    pub(super) fn equals_for_comparison(&self) -> Option<Box<Error>> {
        let (start, prev) = (self.named_expression_start()?, self.prev()?);
        let (e, range) = self.expression_of(start, prev)?;
        if matches!(
            e,
            Expr::Tuple(_)
                | Expr::List(_)
                | Expr::Generator(_)
                | Expr::BooleanLiteral(_)
                | Expr::NoneLiteral(_)
        ) {
            return self.generic(self.at);
        }
        let value_end = self.operand_end(self.at + 1);
        let Some(value_end) = value_end.filter(|_| is_bitwise_or(&e)) else {
            return self.generic(self.at);
        };
        if matches!(self.text(value_end + 1), "=" | ":=") {
            return self.generic(self.at);
        }
        if matches!(e, Expr::Name(_)) && start == prev {
            let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return self.at_tokens(start, value_end, msg);
        }
        let msg = format!(
            "cannot assign to {} here. Maybe you meant '==' instead of '='?",
            expr_name(&e)
        );
        self.at_range(range, msg)
    }

    /// Where the expression begins that the `=` stands behind, if one with `:=` may stand there.
    fn named_expression_start(&self) -> Option<usize> {
        if let Some(open) = self.bracket(self.at) {
            let comma = (open + 1..self.at)
                .rev()
                .find(|&i| self.text(i) == "," && self.bracket(i) == Some(open));
            return Some(comma.unwrap_or(open) + 1);
        }
        let start = self.line_start(self.at);
        match self.text(start) {
            "if" | "elif" | "while" | "match" | "@" => Some(start + 1),
            "case" => {
                let guard = (start..self.at).rev().find(|&i| self.text(i) == "if");
                guard.map(|i| i + 1)
            }
            _ => None,
        }
    }

    /// The last token of the operand at token `i`, up to what binds less than `|`.
    fn operand_end(&self, i: usize) -> Option<usize> {
        let begins = self.begins_operand(i) && !matches!(self.text(i), "not" | "lambda")
            || matches!(self.text(i), "+" | "-" | "~" | "(" | "[" | "{" | "...");
        let less = |&j: &usize| {
            matches!(
                self.text(j),
                "==" | "!=" | "<" | ">" | "<=" | ">=" | "is" | "in" | "not" | "and" | "or" | "if"
            ) && self.bracket(j) == self.bracket(i)
        };
        let last = self.expression_end(i);
        begins.then(|| (i + 1..=last).find(less).map_or(last, |j| j - 1))
    }

    /// Two expressions side by side inside brackets.
    pub(super) fn forgotten_comma(&self) -> Option<Box<Error>> {
        let b = self.bracket(self.at)?;
        let prev = self.prev()?;
        if !self.begins_operand(self.at) || !self.ends_operand(prev) {
            return None;
        }
        if let Some(e) = self.comprehension() {
            return Some(e);
        }
        if self.token(prev).kind == Kind::Name
            && matches!(self.token(self.at).kind, Kind::String | Kind::FStart)
        {
            return None;
        }
        // What follows `for`, `in` and `if` in a comprehension is no whole expression.
        let within = (b + 1..self.at)
            .rev()
            .filter(|&i| self.bracket(i) == Some(b));
        let mut item = within.map(|i| self.text(i)).take_while(|&word| word != ",");
        if item.any(|word| word == "for") {
            return None;
        }
        // Parameters are not expressions.
        if b >= 2 && self.text(b - 2) == "def" || (b >= 1 && matches!(self.text(b - 1), "import")) {
            return None;
        }
        let end = self.token(prev).range().end();
        let e = self.find_expr(|e| {
            e.range().end() == end
                && e.range().start() > self.token(b).range().start()
                && !matches!(e, Expr::Tuple(t) if !t.parenthesized)
                && !matches!(
                    e,
                    Expr::Lambda(_) | Expr::If(_) | Expr::Starred(_) | Expr::Named(_)
                )
        });
        let start = e.map_or(self.token(prev).range().start(), |e| e.range().start());
        let last = self.expression_end(self.at);
        let range = TextRange::new(start, self.token(last).range().end());
        self.at_range(range, "invalid syntax. Perhaps you forgot a comma?")
    }

    fn expected_expression(&self) -> Option<Box<Error>> {
        let prev = self.prev()?;
        if let Some(brace) = self.bracket(self.at).filter(|&b| self.in_string(b)) {
            if let Some(lambda) = (brace..self.at).find(|&i| self.text(i) == "lambda") {
                let colon = (lambda..self.tokens.len()).find(|&i| self.text(i) == ":")?;
                let what = self.string_kind(brace);
                if lambda > brace + 1
                    && !self.ends_operand(lambda - 1)
                    && self.text(lambda - 1) != ","
                {
                    let msg = format!("{what}: expecting a valid expression after '{{'");
                    return self.at_token(brace + 1, msg);
                }
                let msg = format!("{what}: lambda expressions are not allowed without parentheses");
                return self.at_tokens(lambda, colon, msg);
            }
        }
        let here = self.text(self.at);
        let bracket = self.bracket(self.at);
        match self.text(prev) {
            "{" if prev >= 1
                && matches!(
                    self.token(prev - 1).kind,
                    Kind::FStart | Kind::FMiddle | Kind::Op
                )
                && matches!(here, "}" | "!" | ":" | "=")
                && self.in_string(prev) =>
            {
                let what = self.string_kind(prev);
                self.at_token(
                    self.at,
                    format!("{what}: valid expression required before '{here}'"),
                )
            }
            ":" if bracket.is_some_and(|b| self.text(b) == "{") && matches!(here, "}" | ",") => {
                self.at_token(prev, "expression expected after dictionary key and ':'")
            }
            "=" if bracket.is_some() => {
                let b = bracket?;
                if b >= 2 && self.text(b - 2) == "def" {
                    return self.at_token(prev, "expected default value expression");
                }
                self.at_tokens(
                    prev.checked_sub(1)?,
                    prev,
                    "expected argument value expression",
                )
            }
            "else" if self.line_start(self.at) != prev => self.at_token(
                self.at,
                "expected expression after 'else', but statement is given",
            ),
            "*" if matches!(here, ")" | "]" | ",")
                && bracket.is_some()
                && bracket == prev.checked_sub(1) =>
            {
                self.at_token(self.at, "Invalid star expression")
            }
            "=" => self.unfinished_assignment(),
            "->" => self.at_token(prev, "expected ':'"),
            _ if here == "<>" && self.ends_operand(prev) || self.text(prev) == "<>" => {
                let i = if here == "<>" { self.at } else { prev };
                self.at_token(i, "invalid syntax.  Maybe you meant '!=' instead of '<>'?")
            }
            _ => None,
        }
    }

    /// `a = b =`, where `b` cannot be assigned to.
    fn unfinished_assignment(&self) -> Option<Box<Error>> {
        let equals = self.token(self.prev()?).range();
        let Some(Stmt::Assign(a)) = self.stmt_around(equals) else {
            return None;
        };
        if let [Expr::Name(name), second, ..] = &a.targets[..]
            && let Some(operand) = operand_before_operator(second)
        {
            let range = TextRange::new(name.range.start(), operand.range().end());
            let msg = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
            return self.at_range(range, msg);
        }
        let wrong = a.targets.iter().find_map(no_target)?;
        self.at_range(
            wrong.range(),
            format!("cannot assign to {}", expr_name(wrong)),
        )
    }

    /// Whether a bracket is that of a replacement field.
    pub(super) fn in_string(&self, brace: usize) -> bool {
        self.string_start(brace).is_some()
    }

    fn string_start(&self, i: usize) -> Option<usize> {
        let mut depth = 0;
        for j in (0..i).rev() {
            match self.token(j).kind {
                Kind::FEnd => depth += 1,
                Kind::FStart if depth == 0 => return Some(j),
                Kind::FStart => depth -= 1,
                Kind::Newline => return None,
                _ => {}
            }
        }
        None
    }

    pub(super) fn string_kind(&self, i: usize) -> &'static str {
        match self.string_start(i) {
            Some(s) if self.text(s).contains(['t', 'T']) => "t-string",
            _ => "f-string",
        }
    }

    fn interpolated(&self, error: &InterpolatedStringErrorType, what: &str) -> Option<Box<Error>> {
        let here = self.at;
        match error {
            InterpolatedStringErrorType::InvalidConversionFlag => {
                let text = self.text(here);
                if self.token(here).kind != Kind::Name {
                    return self.at_token(here, format!("{what}: missing conversion character"));
                }
                let msg = format!(
                    "{what}: invalid conversion character '{text}': expected 's', 'r', or 'a'"
                );
                self.at_token(here, msg)
            }
            InterpolatedStringErrorType::LambdaWithoutParentheses => {
                let msg = format!("{what}: lambda expressions are not allowed without parentheses");
                let lambda = (0..=here).rev().find(|&i| self.text(i) == "lambda")?;
                if let Some(brace) = self.bracket(lambda)
                    && matches!(self.text(lambda - 1), "+" | "-" | "~" | "not")
                {
                    let msg = format!("{what}: expecting a valid expression after '{{'");
                    return self.at_token(brace + 1, msg);
                }
                let colon = (lambda..self.tokens.len()).find(|&i| self.text(i) == ":")?;
                self.at_tokens(lambda, colon, msg)
            }
            InterpolatedStringErrorType::UnclosedLbrace
            | InterpolatedStringErrorType::UnterminatedString
            | InterpolatedStringErrorType::UnterminatedTripleQuotedString => {
                if let Some(e) = self.forgotten_comma() {
                    return Some(e);
                }
                let b = self.bracket(here);
                let in_spec = b.is_some_and(|b| {
                    (b..here).any(|i| self.text(i) == ":" && self.bracket(i) == Some(b))
                });
                if in_spec {
                    let msg = format!("{what}: expecting '}}', or format specs");
                    if self.token(here).kind == Kind::FEnd {
                        // (The text before the quote is part of this token.)
                        let range = self.token(here).range();
                        let triple =
                            self.text(here).ends_with("'''") || self.text(here).ends_with("\"\"\"");
                        let quotes = TextSize::from(if triple { 3 } else { 1 });
                        return self
                            .at_range(TextRange::new(range.end() - quotes, range.end()), msg);
                    }
                    return self.at_token(here, msg);
                }
                if self.token(here).kind == Kind::FEnd || self.token(here).kind == Kind::String {
                    return self.at_token(here, format!("{what}: expecting '}}'"));
                }
                self.at_token(
                    here,
                    format!("{what}: expecting '=', or '!', or ':', or '}}'"),
                )
            }
            InterpolatedStringErrorType::ConversionFlagNotImmediatelyAfterExclamation => {
                let msg =
                    format!("{what}: conversion type must come right after the exclamation mark");
                let mark = (0..here).rev().find(|&i| self.text(i) == "!");
                self.at_tokens(mark.unwrap_or(here), here, msg)
            }
            InterpolatedStringErrorType::NewlineInFormatSpec => {
                let msg = format!(
                    "{what}: newlines are not allowed in format specifiers for single quoted {what}s"
                );
                self.at_token(here, msg)
            }
            InterpolatedStringErrorType::SingleRbrace => {
                let range = TextRange::empty(self.e.location.start());
                self.error(
                    range,
                    End::Start,
                    format!("{what}: single '}}' is not allowed"),
                )
            }
        }
    }

    fn lexical(&self, error: &LexicalErrorType) -> Option<Box<Error>> {
        match error {
            LexicalErrorType::InvalidByteLiteral => self.at_range(
                self.literal()?,
                "bytes can only contain ASCII literal characters",
            ),
            LexicalErrorType::UnicodeError
            | LexicalErrorType::MissingUnicodeLbrace
            | LexicalErrorType::MissingUnicodeRbrace
            | LexicalErrorType::StringError => {
                if let Some(middle) = self.middle() {
                    let text = &self.source[middle];
                    let doubled = text.replace("{{", "{").replace("}}", "}");
                    let msg = body_error(&doubled, false)?;
                    return self.at_range(middle, msg);
                }
                let range = self.literal()?;
                let msg = escape_error(&self.source[range])?;
                self.at_range(range, msg)
            }
            LexicalErrorType::UnrecognizedToken { .. } if self.in_string(self.at) => {
                let what = self.string_kind(self.at);
                self.at_token(
                    self.at,
                    format!("{what}: expecting '=', or '!', or ':', or '}}'"),
                )
            }
            _ => None,
        }
    }

    /// The text of an f-string around the error.
    fn middle(&self) -> Option<TextRange> {
        let offset = u32::from(self.e.location.start());
        let around = |t: &&crate::tokens::Token| {
            t.kind == Kind::FMiddle && t.start <= offset && offset <= t.end
        };
        self.tokens.iter().find(around).map(|t| t.range())
    }

    /// The string token around the error.
    fn literal(&self) -> Option<TextRange> {
        let offset = u32::from(self.e.location.start());
        let token = self
            .tokens
            .iter()
            .find(|t| t.kind == Kind::String && t.start <= offset && offset <= t.end)?;
        Some(token.range())
    }

    /// Errors that the parser only has a text for.
    fn other(&self, msg: &str) -> Option<Box<Error>> {
        let location = self.e.location;
        let here = self.at;
        if let Some(what) = msg.strip_prefix("Expected an indented block after ") {
            // The line before ends the statement's header.
            let header = self.tokens[..(here + 1).min(self.tokens.len())]
                .iter()
                .rposition(|t| t.kind == Kind::Newline)
                .unwrap_or(0);
            let start = self.line_start(header);
            let line = self.source[..self.token(start).start as usize]
                .matches('\n')
                .count()
                + 1;
            let what = match what {
                "function definition" => "function definition".to_owned(),
                "`class` definition" => "class definition".to_owned(),
                _ if what.contains("except") && self.text(start + 1) == "*" => {
                    "'except*' statement".to_owned()
                }
                _ => {
                    let what = what.replace('`', "'");
                    let word = what.strip_suffix(" clause").or(what.strip_suffix(" block"));
                    word.map_or(what.clone(), |word| format!("{word} statement"))
                }
            };
            let msg = format!("expected an indented block after {what} on line {line}");
            return self.at_token_or_end(ErrorKind::Indentation, msg);
        }
        match msg {
            "Expected `except` or `finally` after `try` block" => self.at_token_or_end(
                ErrorKind::Syntax,
                "expected 'except' or 'finally' block".into(),
            ),
            "Cannot have both 'except' and 'except*' on the same 'try'" => self.at_tokens(
                here,
                here + usize::from(self.text(here + 1) == "*"),
                "cannot have both 'except' and 'except*' on the same 'try'",
            ),
            "Multiple exception types must be parenthesized when using `as`" => {
                let colon = (here..self.tokens.len()).find(|&i| self.text(i) == ":")?;
                let msg = "multiple exception types must be parenthesized when using 'as'";
                self.at_tokens(here, colon.saturating_sub(1), msg)
            }
            "Expected one or more exception types" if self.text(here) == "as" => self.generic(here),
            "Expected one or more exception types" => {
                self.at_token(here, "expected one or more exception types")
            }
            "Only one '*' parameter allowed" => {
                self.at_token(here, "* argument may appear only once")
            }
            "Only one '/' separator allowed" => self.at_token(here, "/ may appear only once"),
            "Position-only parameter separator not allowed as first parameter" => {
                self.at_token(here, "at least one argument must precede /")
            }
            "'/' parameter must appear before '*' parameter" => {
                self.at_token(here, "/ must be ahead of *")
            }
            "Expected a parameter name" => self.keyword_argument(location),
            "Only single target (not tuple) can be annotated" => {
                self.at_range(location, "only single target (not tuple) can be annotated")
            }
            "Only single target (not list) can be annotated" => {
                self.at_range(location, "only single target (not list) can be annotated")
            }
            "Positional patterns cannot follow keyword patterns" => {
                self.at_range(location, "positional patterns follow keyword patterns")
            }
            "Star import must be the only import" => self.generic(here + 1),
            "Trailing comma not allowed" if self.text(self.line_start(here)) == "from" => self
                .at_token(
                    here + 1,
                    "trailing comma not allowed without surrounding parentheses",
                ),
            "Trailing comma not allowed" => self.generic(here + 1),
            "Bytes literal cannot be mixed with non-bytes literals" => {
                let at = self.token_from(location.end());
                self.at_token(at, "cannot mix bytes and nonbytes literals")
            }
            "Cannot mix t-string literals with string or bytes literals" => self.at_range(
                location,
                "cannot mix t-string literals with string or bytes literals",
            ),
            "Expected a statement" if self.text(here) == ":=" => {
                let end = self.token(self.prev()?).range().end();
                let lambda = self.find_expr(|e| e.is_lambda_expr() && e.range().end() == end)?;
                self.at_range(
                    lambda.range(),
                    "cannot use assignment expressions with lambda",
                )
            }
            "Expected symbol after `as`" if self.text(self.line_start(here)) == "except" => {
                let last = self.expression_end(here);
                let what = self.kind_of(here, last)?;
                self.at_tokens(
                    here,
                    last,
                    format!("cannot use except statement with {what}"),
                )
            }
            "Expected symbol after `as`" => self.import_target(),
            "Expected a pattern" if self.text(here) == "-" => self.generic(here + 1),
            "Invalid decimal integer literal" => {
                let msg = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
                self.at_range(location, msg)
            }
            _ if msg.starts_with("Expected an indented block") => None,
            _ => None,
        }
    }

    /// `f(1=2)` and the like.
    fn keyword_argument(&self, location: TextRange) -> Option<Box<Error>> {
        let equals = self.token_from(location.end());
        let text = &self.source[location];
        let range = TextRange::new(location.start(), self.token(equals).range().end());
        if text.starts_with('*') {
            let end = self.expression_end(equals + 1);
            let range = TextRange::new(location.start(), self.token(end).range().end());
            let what = if text.starts_with("**") {
                "keyword"
            } else {
                "iterable"
            };
            return self.at_range(range, format!("cannot assign to {what} argument unpacking"));
        }
        if matches!(text, "True" | "False" | "None") {
            return self.at_range(range, format!("cannot assign to {text}"));
        }
        self.at_range(
            range,
            "expression cannot contain assignment, perhaps you meant \"==\"?",
        )
    }
}

/// What of an expression stands before the first operator that binds more loosely than `|`, or before the first comma.
fn operand_before_operator(e: &Expr) -> Option<&Expr> {
    let first = match e {
        Expr::Compare(c) => &*c.left,
        Expr::BoolOp(b) => b.values.first()?,
        Expr::If(i) => &*i.body,
        Expr::Tuple(t) if !t.parenthesized => t.elts.first()?,
        _ => return None,
    };
    match first {
        Expr::Compare(_) | Expr::BoolOp(_) | Expr::If(_) => operand_before_operator(first),
        Expr::Lambda(_)
        | Expr::UnaryOp(ruff_python_ast::ExprUnaryOp {
            op: ruff_python_ast::UnaryOp::Not,
            ..
        }) => None,
        _ => Some(first),
    }
}

/// The first part of an expression that cannot be assigned to.
fn no_target(e: &Expr) -> Option<&Expr> {
    match e {
        Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) => None,
        Expr::Tuple(t) => t.elts.iter().find_map(no_target),
        Expr::List(l) => l.elts.iter().find_map(no_target),
        Expr::Starred(s) => no_target(&s.value),
        _ => Some(e),
    }
}

/// Whether CPython's grammar has an expression among those that bind at least as strongly as `|`.
fn is_bitwise_or(e: &Expr) -> bool {
    !matches!(
        e,
        Expr::BoolOp(_)
            | Expr::Compare(_)
            | Expr::Lambda(_)
            | Expr::If(_)
            | Expr::Named(_)
            | Expr::Yield(_)
            | Expr::YieldFrom(_)
            | Expr::UnaryOp(ruff_python_ast::ExprUnaryOp {
                op: ruff_python_ast::UnaryOp::Not,
                ..
            })
    )
}
