package vn.pccovid.lib.colour;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSourceLocation;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Reads CEL expressions about a journey: comparisons of `colour`, `crossing` and `purpose` with
/// texts, of `origin`, `destination` and `hour` with whole numbers, `"TRAVEL" in permits`, joined
/// by `&&`, `||`, `!`. Everything else is refused with its place.
final class MovementWords {
    private final Map<String, Integer> parameters;
    private final CelCompiler compiler;
    private final Set<String> used = new TreeSet<>();

    /// @param parameters named numbers expressions may use
    MovementWords(Map<String, Integer> parameters) {
        this.parameters = Map.copyOf(parameters);
        CelCompilerBuilder builder =
                CelCompilerFactory.standardCelCompilerBuilder()
                        .setResultType(SimpleType.BOOL)
                        .addVar("permits", ListType.create(SimpleType.STRING));
        for (MovementCondition.Text text : MovementCondition.Text.values()) {
            builder.addVar(text.name().toLowerCase(Locale.ROOT), SimpleType.STRING);
        }
        for (MovementCondition.Measure number : MovementCondition.Measure.values()) {
            builder.addVar(number.name().toLowerCase(Locale.ROOT), SimpleType.INT);
        }
        parameters.keySet().forEach(name -> builder.addVar(name, SimpleType.INT));
        compiler = builder.build();
    }

    /// The parameters expressions have used so far.
    Set<String> used() {
        return used;
    }

    MovementCondition read(String expression) throws Vocabulary.Refused {
        if (expression.length() > Vocabulary.MAX_EXPRESSION_CHARS) {
            throw new Vocabulary.Refused(1, 0, "the expression is too long");
        }
        CelValidationResult result = compiler.compile(expression);
        if (result.hasError()) {
            CelIssue issue = result.getErrors().getFirst();
            CelSourceLocation place = issue.getSourceLocation();
            throw new Vocabulary.Refused(place.getLine(), place.getColumn(), issue.getMessage());
        }
        try {
            CelAbstractSyntaxTree tree = result.getAst();
            return condition(tree, tree.getExpr());
        } catch (CelValidationException e) {
            throw new IllegalStateException("CEL reported no error and gave no tree", e);
        }
    }

    private MovementCondition condition(CelAbstractSyntaxTree tree, CelExpr expression)
            throws Vocabulary.Refused {
        if (expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.BOOLEAN_VALUE) {
            return new MovementCondition.Always(expression.constant().booleanValue());
        }
        if (expression.getKind() != CelExpr.ExprKind.Kind.CALL) {
            throw refused(tree, expression, "want Boolean logic over what a journey tells");
        }
        List<CelExpr> arguments = expression.call().args();
        return switch (expression.call().function()) {
            case "_&&_" -> new MovementCondition.All(parts(tree, expression, "_&&_"));
            case "_||_" -> new MovementCondition.Any(parts(tree, expression, "_||_"));
            case "!_" -> new MovementCondition.Not(condition(tree, arguments.getFirst()));
            case "_==_" -> equal(tree, expression);
            case "_!=_" -> new MovementCondition.Not(equal(tree, expression));
            case "_<_" -> between(tree, expression, Integer.MIN_VALUE, -1);
            case "_<=_" -> between(tree, expression, Integer.MIN_VALUE, 0);
            case "_>_" -> between(tree, expression, Integer.MAX_VALUE, 1);
            case "_>=_" -> between(tree, expression, Integer.MAX_VALUE, 0);
            case "@in" -> in(tree, expression);
            default ->
                    throw refused(
                            tree,
                            expression,
                            "`" + expression.call().function() + "` has no meaning here");
        };
    }

    private List<MovementCondition> parts(
            CelAbstractSyntaxTree tree, CelExpr expression, String joined)
            throws Vocabulary.Refused {
        List<MovementCondition> parts = new ArrayList<>();
        for (CelExpr argument : expression.call().args()) {
            if (argument.getKind() == CelExpr.ExprKind.Kind.CALL
                    && argument.call().function().equals(joined)) {
                parts.addAll(parts(tree, argument, joined));
            } else {
                parts.add(condition(tree, argument));
            }
        }
        return parts;
    }

    private MovementCondition equal(CelAbstractSyntaxTree tree, CelExpr expression)
            throws Vocabulary.Refused {
        CelExpr left = expression.call().args().getFirst();
        CelExpr right = expression.call().args().getLast();
        if (left.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            throw refused(tree, left, "want the name of what a journey tells on the left");
        }
        for (MovementCondition.Measure number : MovementCondition.Measure.values()) {
            if (named(number, left)) {
                int value = whole(tree, right);
                return new MovementCondition.Between(number, value, value);
            }
        }
        MovementCondition.Text text = text(tree, left);
        return new MovementCondition.In(text, Set.of(word(tree, text, right)));
    }

    /// @param end the open end
    /// @param shift by how much the bound itself is left out
    private MovementCondition between(
            CelAbstractSyntaxTree tree, CelExpr expression, int end, int shift)
            throws Vocabulary.Refused {
        CelExpr left = expression.call().args().getFirst();
        for (MovementCondition.Measure number : MovementCondition.Measure.values()) {
            if (left.getKind() == CelExpr.ExprKind.Kind.IDENT && named(number, left)) {
                int bound = whole(tree, expression.call().args().getLast()) + shift;
                return end < 0
                        ? new MovementCondition.Between(number, 0, bound)
                        : new MovementCondition.Between(number, bound, 23);
            }
        }
        throw refused(tree, left, "want origin, destination or hour on the left");
    }

    private MovementCondition in(CelAbstractSyntaxTree tree, CelExpr expression)
            throws Vocabulary.Refused {
        CelExpr left = expression.call().args().getFirst();
        CelExpr right = expression.call().args().getLast();
        if (right.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            if (left.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
                throw refused(tree, left, "want the kind of a permit written here in quotes");
            }
            String kind = left.constant().stringValue();
            for (Journey.Permit permit : Journey.Permit.values()) {
                if (permit.name().equals(kind)) {
                    return new MovementCondition.Has(permit);
                }
            }
            throw refused(tree, left, "no permit is called \"" + kind + "\"");
        }
        if (left.getKind() != CelExpr.ExprKind.Kind.IDENT
                || right.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw refused(
                    tree, expression, "want `colour in [\"RED\"]` or `\"TRAVEL\" in permits`");
        }
        MovementCondition.Text text = text(tree, left);
        Set<String> values = new HashSet<>();
        for (CelExpr element : right.list().elements()) {
            values.add(word(tree, text, element));
        }
        return new MovementCondition.In(text, values);
    }

    private static boolean named(MovementCondition.Measure number, CelExpr expression) {
        return expression.ident().name().equals(number.name().toLowerCase(Locale.ROOT));
    }

    private MovementCondition.Text text(CelAbstractSyntaxTree tree, CelExpr expression)
            throws Vocabulary.Refused {
        for (MovementCondition.Text text : MovementCondition.Text.values()) {
            if (expression.ident().name().equals(text.name().toLowerCase(Locale.ROOT))) {
                return text;
            }
        }
        throw refused(tree, expression, "want colour, crossing or purpose here");
    }

    private static String word(
            CelAbstractSyntaxTree tree, MovementCondition.Text text, CelExpr expression)
            throws Vocabulary.Refused {
        if (expression.getKind() != CelExpr.ExprKind.Kind.CONSTANT
                || !text.words().contains(expression.constant().stringValue())) {
            throw refused(tree, expression, "want one of " + text.words());
        }
        return expression.constant().stringValue();
    }

    private int whole(CelAbstractSyntaxTree tree, CelExpr expression) throws Vocabulary.Refused {
        if (expression.getKind() == CelExpr.ExprKind.Kind.IDENT) {
            Integer value = parameters.get(expression.ident().name());
            if (value != null) {
                used.add(expression.ident().name());
                return value;
            }
        }
        if (expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE) {
            return Math.toIntExact(expression.constant().int64Value());
        }
        throw refused(tree, expression, "want a whole number or a named parameter");
    }

    private static Vocabulary.Refused refused(
            CelAbstractSyntaxTree tree, CelExpr expression, String message) {
        int offset = tree.getSource().getPositionsMap().getOrDefault(expression.id(), 0);
        CelSourceLocation place =
                tree.getSource().getOffsetLocation(offset).orElse(CelSourceLocation.of(1, 0));
        return new Vocabulary.Refused(place.getLine(), place.getColumn(), message);
    }
}
