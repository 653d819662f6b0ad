package vn.pccovid.lib.colour;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads CEL expressions over the time vocabulary and nothing else.
///
/// CEL parses and type-checks; the checked tree is then walked, and whatever is not Boolean logic
/// over vocabulary calls with literal arguments or named parameters is refused with its place.
/// There is no `now` to compare with, so every instant at which a term can change is known from the
/// facts alone.
///
/// The words: `within(selector, period)`, `since(selector, period)`, `known(selector)`,
/// `unanswered(selector, answer, period)`, `in_force(selector)`, `course_complete(period)`,
/// `doses(count, period)`, `age_under(years)`, `age_at_least(years)`; periods are `hours(n)`,
/// `days(n)`, `months(n)`.
final class Vocabulary {
    static final int MAX_EXPRESSION_CHARS = 2_000;
    static final int MAX_AGE_YEARS = 150;
    static final int MAX_DOSES = 10;

    private static final CelType PERIOD = OpaqueType.create("period");
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType COUNT = SimpleType.INT;

    private final Map<String, Object> parameters;
    private final CelCompiler compiler;

    /// @param parameters named values expressions may use: [Period] or Integer
    Vocabulary(Map<String, Object> parameters) {
        this.parameters = Map.copyOf(parameters);
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setResultType(SimpleType.BOOL)
                        .addFunctionDeclarations(
                                word("hours", PERIOD, COUNT),
                                word("days", PERIOD, COUNT),
                                word("months", PERIOD, COUNT),
                                word("within", SimpleType.BOOL, TEXT, PERIOD),
                                word("since", SimpleType.BOOL, TEXT, PERIOD),
                                word("known", SimpleType.BOOL, TEXT),
                                word("unanswered", SimpleType.BOOL, TEXT, TEXT, PERIOD),
                                word("in_force", SimpleType.BOOL, TEXT),
                                word("course_complete", SimpleType.BOOL, PERIOD),
                                word("doses", SimpleType.BOOL, COUNT, PERIOD),
                                word("age_under", SimpleType.BOOL, COUNT),
                                word("age_at_least", SimpleType.BOOL, COUNT));
        parameters.forEach(
                (name, value) -> builder.addVar(name, value instanceof Period ? PERIOD : COUNT));
        compiler = builder.build();
    }

    private static CelFunctionDecl word(String name, CelType result, CelType... arguments) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload("pccovid_" + name, result, arguments));
    }

    /// Reads one expression.
    Condition read(String expression) throws Refused {
        if (expression.length() > MAX_EXPRESSION_CHARS) {
            throw new Refused(
                    1, 0, "the expression is longer than " + MAX_EXPRESSION_CHARS + " characters");
        }
        CelValidationResult result = compiler.compile(expression);
        if (result.hasError()) {
            CelIssue issue = result.getErrors().getFirst();
            CelSourceLocation place = issue.getSourceLocation();
            throw new Refused(place.getLine(), place.getColumn(), issue.getMessage());
        }
        CelAbstractSyntaxTree tree;
        try {
            tree = result.getAst();
        } catch (CelValidationException e) {
            throw new IllegalStateException("CEL reported no error and gave no tree", e);
        }
        return new Walk(tree).condition(tree.getExpr());
    }

    /// Reads a parameter's value: `days(14)`, `hours(72)`, `months(6)` or a plain whole number.
    static Object parameter(String text) {
        String value = text.strip();
        int bracket = value.indexOf('(');
        if (bracket < 0) {
            return Integer.valueOf(value);
        }
        if (!value.endsWith(")")) {
            throw new IllegalArgumentException("want days(14), hours(72), months(6) or a number");
        }
        int amount = Integer.parseInt(value.substring(bracket + 1, value.length() - 1).strip());
        return new Period(amount, unit(value.substring(0, bracket)));
    }

    private static Period.Unit unit(String word) {
        return Period.Unit.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /// Why an expression is refused and where in it: line from one, column from zero, as CEL
    /// counts.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        final int line;
        final int column;

        Refused(int line, int column, String message) {
            super(message);
            this.line = line;
            this.column = column;
        }
    }

    private final class Walk {
        private final CelAbstractSyntaxTree tree;

        Walk(CelAbstractSyntaxTree tree) {
            this.tree = tree;
        }

        Condition condition(CelExpr expression) throws Refused {
            return switch (expression.getKind()) {
                case CONSTANT -> {
                    CelConstant constant = expression.constant();
                    if (constant.getKind() != CelConstant.Kind.BOOLEAN_VALUE) {
                        throw refused(expression, "want true, false or a term of the vocabulary");
                    }
                    yield new Condition.Always(constant.booleanValue());
                }
                case CALL -> call(expression);
                case NOT_SET, IDENT, SELECT, LIST, STRUCT, MAP, COMPREHENSION ->
                        throw refused(
                                expression,
                                "want Boolean logic over terms of the time vocabulary; this part"
                                        + " could change at instants nobody can list");
            };
        }

        private Condition call(CelExpr expression) throws Refused {
            List<CelExpr> arguments = expression.call().args();
            return switch (expression.call().function()) {
                case "_&&_" ->
                        new Condition.And(condition(arguments.get(0)), condition(arguments.get(1)));
                case "_||_" ->
                        new Condition.Or(condition(arguments.get(0)), condition(arguments.get(1)));
                case "!_" -> new Condition.Not(condition(arguments.get(0)));
                case "_?_:_" ->
                        new Condition.Choice(
                                condition(arguments.get(0)),
                                condition(arguments.get(1)),
                                condition(arguments.get(2)));
                case "within" ->
                        leaf(new Term.Within(selector(arguments.get(0)), period(arguments.get(1))));
                case "since" ->
                        leaf(new Term.Since(selector(arguments.get(0)), period(arguments.get(1))));
                case "known" ->
                        leaf(
                                new Term.Since(
                                        selector(arguments.get(0)),
                                        new Period(0, Period.Unit.HOURS)));
                case "unanswered" ->
                        leaf(
                                new Term.Unanswered(
                                        selector(arguments.get(0)),
                                        selector(arguments.get(1)),
                                        period(arguments.get(2))));
                case "in_force" -> leaf(new Term.InForce(order(arguments.get(0))));
                case "course_complete" -> leaf(new Term.CourseComplete(period(arguments.get(0))));
                case "doses" ->
                        leaf(
                                new Term.Doses(
                                        count(arguments.get(0), 1, MAX_DOSES),
                                        period(arguments.get(1))));
                case "age_under" ->
                        leaf(new Term.AgeUnder(count(arguments.get(0), 0, MAX_AGE_YEARS)));
                case "age_at_least" ->
                        leaf(new Term.AgeAtLeast(count(arguments.get(0), 0, MAX_AGE_YEARS)));
                default ->
                        throw refused(
                                expression,
                                "`"
                                        + expression.call().function()
                                        + "` is not a term of the time vocabulary; it could change"
                                        + " at instants nobody can list");
            };
        }

        private Condition leaf(Term term) {
            return new Condition.Leaf(term);
        }

        private Selector selector(CelExpr argument) throws Refused {
            if (argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
                throw refused(argument, "want the name of a kind of fact written here in quotes");
            }
            String written = argument.constant().stringValue();
            return Selector.of(written)
                    .orElseThrow(() ->
                            refused(
                                    argument,
                                    "no kind of fact is called \""
                                            + written
                                            + "\"; there are "
                                            + Selector.names()));
        }

        private Selector order(CelExpr argument) throws Refused {
            Selector selector = selector(argument);
            if (selector != Selector.STAY_ORDER) {
                throw refused(argument, "only \"stay_order\" states its own end");
            }
            return selector;
        }

        private Period period(CelExpr argument) throws Refused {
            if (argument.getKind() == CelExpr.ExprKind.Kind.IDENT
                    && parameters.get(argument.ident().name()) instanceof Period period) {
                return period;
            }
            if (argument.getKind() != CelExpr.ExprKind.Kind.CALL) {
                throw refused(argument, "want a literal period or a named parameter");
            }
            List<CelExpr> inner = argument.call().args();
            String word = argument.call().function();
            if (inner.size() != 1 || !List.of("hours", "days", "months").contains(word)) {
                throw refused(argument, "want hours(n), days(n), months(n) or a named parameter");
            }
            return new Period(count(inner.getFirst(), 0, Period.MAX_AMOUNT), unit(word));
        }

        private int count(CelExpr argument, int least, int most) throws Refused {
            long value;
            if (argument.getKind() == CelExpr.ExprKind.Kind.IDENT
                    && parameters.get(argument.ident().name()) instanceof Integer named) {
                value = named;
            } else if (argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
                value = argument.constant().int64Value();
            } else {
                throw refused(
                        argument, "want a number written here or a named parameter, not a sum");
            }
            if (value < least || value > most) {
                throw refused(argument, value + ": want " + least + " to " + most);
            }
            return (int) value;
        }

        private Refused refused(CelExpr expression, String message) {
            int offset = tree.getSource().getPositionsMap().getOrDefault(expression.id(), 0);
            CelSourceLocation place =
                    tree.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
            return new Refused(place.getLine(), place.getColumn(), message);
        }
    }
}
