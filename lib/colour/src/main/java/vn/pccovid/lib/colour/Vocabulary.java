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
import java.util.Set;
import java.util.TreeSet;

/// Reads CEL expressions over the time vocabulary and nothing else.
///
/// CEL parses and type-checks; the checked tree is then walked, and whatever is not Boolean logic
/// over vocabulary calls with literal arguments or named parameters is refused with its place.
/// There is no `now` to compare with, so every instant at which a term can change is known from the
/// facts alone.
///
/// The words stand in [#WORDS] and are told in `docs/rules/packs.md`; periods are `hours(n)`,
/// `days(n)`, `months(n)`.
final class Vocabulary {
    static final int MAX_EXPRESSION_CHARS = 2_000;
    static final int MAX_AGE_YEARS = 150;
    static final int MAX_DOSES = 10;

    private static final CelType PERIOD = OpaqueType.create("period");
    private static final CelType TEXT = SimpleType.STRING;
    private static final CelType COUNT = SimpleType.INT;
    private static final CelType BOOL = SimpleType.BOOL;
    private static final List<String> PERIODS = List.of("hours", "days", "months");
    static final Period NONE = new Period(0, Period.Unit.HOURS);

    /// The words of the vocabulary with their arguments, as CEL declares them.
    static final List<CelFunctionDecl> WORDS =
            List.of(
                    word("hours", PERIOD, COUNT),
                    word("days", PERIOD, COUNT),
                    word("months", PERIOD, COUNT),
                    word("within", BOOL, TEXT, PERIOD),
                    word("lasting", BOOL, TEXT, PERIOD),
                    words(
                            "lasting_unless_immune",
                            List.of(TEXT, PERIOD, PERIOD, PERIOD),
                            List.of(TEXT, PERIOD, PERIOD, PERIOD, PERIOD)),
                    word("since", BOOL, TEXT, PERIOD),
                    word("known", BOOL, TEXT),
                    words(
                            "unanswered",
                            List.of(TEXT, TEXT, PERIOD),
                            List.of(TEXT, TEXT, PERIOD, PERIOD)),
                    word("unpreceded", BOOL, TEXT, TEXT, PERIOD, PERIOD),
                    word("in_force", BOOL, TEXT),
                    word("ended", BOOL, TEXT, PERIOD),
                    word("episode", BOOL, TEXT, PERIOD, PERIOD),
                    word("uncleared", BOOL, TEXT, TEXT, PERIOD, PERIOD),
                    word("uncleared_twice", BOOL, TEXT, TEXT, PERIOD, PERIOD),
                    word("course_complete", BOOL, PERIOD),
                    word("doses", BOOL, COUNT, PERIOD),
                    word("silent", BOOL, TEXT),
                    word("age_under", BOOL, COUNT),
                    word("age_at_least", BOOL, COUNT));

    private final Map<String, Object> parameters;
    private final CelCompiler compiler;
    private final Set<String> literals = new TreeSet<>();
    private final Set<String> used = new TreeSet<>();

    /// @param parameters named values expressions may use: [Period] or Integer
    Vocabulary(Map<String, Object> parameters) {
        this.parameters = Map.copyOf(parameters);
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setResultType(BOOL)
                        .addFunctionDeclarations(WORDS);
        parameters.forEach(
                (name, value) -> builder.addVar(name, value instanceof Period ? PERIOD : COUNT));
        compiler = builder.build();
    }

    private static CelFunctionDecl word(String name, CelType result, CelType... arguments) {
        return CelFunctionDecl.newFunctionDeclaration(
                name, CelOverloadDecl.newGlobalOverload("pccovid_" + name, result, arguments));
    }

    private static CelFunctionDecl words(
            String name, List<CelType> arguments, List<CelType> moreArguments) {
        return CelFunctionDecl.newFunctionDeclaration(
                name,
                CelOverloadDecl.newGlobalOverload("pccovid_" + name, BOOL, arguments),
                CelOverloadDecl.newGlobalOverload(
                        "pccovid_" + name + "_more", BOOL, moreArguments));
    }

    /// The words of the vocabulary that are true or false.
    static List<String> names() {
        return WORDS.stream().map(CelFunctionDecl::name).filter(n -> !PERIODS.contains(n)).toList();
    }

    /// Lengths of time and ages written as bare numbers in the expressions read since the last
    /// call, and not as a parameter with a source; zero is none.
    Set<String> takeLiterals() {
        Set<String> taken = new TreeSet<>(literals);
        literals.clear();
        return taken;
    }

    /// The parameters expressions have used so far.
    Set<String> used() {
        return used;
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
                        leaf(new Term.Within(selector(arguments, 0), period(arguments, 1)));
                case "lasting" ->
                        leaf(new Term.Lasting(selector(arguments, 0), period(arguments, 1)));
                case "lasting_unless_immune" ->
                        leaf(
                                new Term.LastingUnlessImmune(
                                        selector(arguments, 0),
                                        period(arguments, 1),
                                        period(arguments, 2),
                                        arguments.size() == 5 ? period(arguments, 3) : null,
                                        period(arguments, arguments.size() - 1)));
                case "since" -> leaf(new Term.Since(selector(arguments, 0), period(arguments, 1)));
                case "known" -> leaf(new Term.Since(selector(arguments, 0), NONE));
                case "unanswered" ->
                        leaf(
                                new Term.Unanswered(
                                        selector(arguments, 0),
                                        selector(arguments, 1),
                                        arguments.size() == 4 ? period(arguments, 2) : NONE,
                                        period(arguments, arguments.size() - 1)));
                case "unpreceded" ->
                        leaf(
                                new Term.Unpreceded(
                                        selector(arguments, 0),
                                        selector(arguments, 1),
                                        period(arguments, 2),
                                        period(arguments, 3)));
                case "in_force" -> leaf(new Term.InForce(order(arguments.get(0))));
                case "ended" -> leaf(new Term.Ended(order(arguments.get(0)), period(arguments, 1)));
                case "episode" ->
                        leaf(
                                new Term.Episode(
                                        selector(arguments, 0),
                                        period(arguments, 1),
                                        period(arguments, 2)));
                case "uncleared" ->
                        leaf(
                                new Term.Uncleared(
                                        selector(arguments, 0),
                                        selector(arguments, 1),
                                        period(arguments, 2),
                                        null,
                                        period(arguments, 3)));
                case "uncleared_twice" ->
                        leaf(
                                new Term.Uncleared(
                                        selector(arguments, 0),
                                        selector(arguments, 1),
                                        NONE,
                                        period(arguments, 2),
                                        period(arguments, 3)));
                case "course_complete" -> leaf(new Term.CourseComplete(period(arguments, 0)));
                case "doses" ->
                        leaf(
                                new Term.Doses(
                                        count(arguments.get(0), 1, MAX_DOSES),
                                        period(arguments, 1)));
                case "silent" -> leaf(new Term.Silent(source(arguments.getFirst())));
                case "age_under" -> leaf(new Term.AgeUnder(years(arguments.get(0))));
                case "age_at_least" -> leaf(new Term.AgeAtLeast(years(arguments.get(0))));
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

        private int years(CelExpr argument) throws Refused {
            int years = count(argument, 0, MAX_AGE_YEARS);
            if (argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
                literals.add("age " + years);
            }
            return years;
        }

        private String source(CelExpr argument) throws Refused {
            if (argument.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                    || !argument.constant().stringValue().matches("[a-z][a-z0-9-]{0,39}")) {
                throw refused(argument, "want the code of a source written here in quotes");
            }
            return argument.constant().stringValue();
        }

        private Selector selector(List<CelExpr> arguments, int index) throws Refused {
            return selector(arguments.get(index));
        }

        private Period period(List<CelExpr> arguments, int index) throws Refused {
            return period(arguments.get(index));
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
            if (!selector.isOrder()) {
                throw refused(argument, "only \"stay_order\" states its own end");
            }
            return selector;
        }

        private Period period(CelExpr argument) throws Refused {
            if (argument.getKind() == CelExpr.ExprKind.Kind.IDENT
                    && parameters.get(argument.ident().name()) instanceof Period period) {
                used.add(argument.ident().name());
                return period;
            }
            if (argument.getKind() != CelExpr.ExprKind.Kind.CALL) {
                throw refused(argument, "want a literal period or a named parameter");
            }
            List<CelExpr> inner = argument.call().args();
            String word = argument.call().function();
            if (inner.size() != 1 || !PERIODS.contains(word)) {
                throw refused(argument, "want hours(n), days(n), months(n) or a named parameter");
            }
            Period period = new Period(count(inner.getFirst(), 0, Period.MAX_AMOUNT), unit(word));
            if (period.amount() > 0) {
                literals.add(period.toString());
            }
            return period;
        }

        private int count(CelExpr argument, int least, int most) throws Refused {
            long value;
            if (argument.getKind() == CelExpr.ExprKind.Kind.IDENT
                    && parameters.get(argument.ident().name()) instanceof Integer named) {
                used.add(argument.ident().name());
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
