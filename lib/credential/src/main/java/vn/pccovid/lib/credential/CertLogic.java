package vn.pccovid.lib.credential;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Evaluates CertLogic 1.3.3, the language of the business rules of other countries: a part of
/// JsonLogic with dates. Expressions and data are trees of maps, lists, text, `Long`, `Boolean` and
/// null; dates exist only as values of expressions.
///
/// Rules come from outside, so an evaluation is bounded: nesting by [#MAX_DEPTH], work by
/// [#MAX_STEPS], nothing else grows. Pure; safe for many threads.
public final class CertLogic {

    /// Deepest nesting of an expression; the rules of the EU nest nine deep.
    public static final int MAX_DEPTH = 64;

    /// Most operations in one evaluation; the rules of the EU need some hundreds.
    public static final int MAX_STEPS = 100_000;

    /// An expression that breaks the specification, or data of a kind an operation does not take.
    public static final class Invalid extends Exception {
        private static final long serialVersionUID = 1L;

        Invalid(String why) {
            super(why);
        }
    }

    /// YYYY, YYYY-MM, YYYY-MM-DD, and the last with a time, a fraction and an offset.
    private static final Pattern DATE =
            Pattern.compile(
                    "(\\d{4})(?:-(\\d{2})(?:-(\\d{2})(?:T(\\d{2}):(\\d{2}):(\\d{2})(?:\\.(\\d+))?"
                            + "(?:Z|([+-])(\\d{1,2})(?::?(\\d{2}))?)?)?)?)?");

    private int steps;

    private CertLogic() {}

    /// @param expression a CertLogic expression as a tree
    /// @param data what `var` reads from
    /// @return the value: a tree, or an `Instant`
    /// @throws Invalid as the specification says for unknown operations and wrong kinds
    public static @Nullable Object evaluate(@Nullable Object expression, @Nullable Object data)
            throws Invalid {
        return new CertLogic().value(expression, data, 0);
    }

    /// Is the value one of those the specification calls truthy?
    public static boolean isTruthy(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Boolean b -> b;
            case String s -> !s.isEmpty();
            case Long n -> n != 0;
            case List<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> false;
        };
    }

    private static boolean isFalsy(@Nullable Object value) {
        return !isTruthy(value) && !(value instanceof Instant) && !(value instanceof Double);
    }

    private @Nullable Object value(@Nullable Object expression, @Nullable Object data, int depth)
            throws Invalid {
        if (depth > MAX_DEPTH || ++steps > MAX_STEPS) {
            throw new Invalid("nested too deep or too long");
        }
        if (expression instanceof String
                || expression instanceof Long
                || expression instanceof Boolean) {
            return expression;
        }
        if (expression instanceof List<?> list) {
            var out = new java.util.ArrayList<@Nullable Object>(list.size());
            for (Object item : list) {
                out.add(value(item, data, depth + 1));
            }
            return out;
        }
        if (!(expression instanceof Map<?, ?> map) || map.size() != 1) {
            throw new Invalid("not an expression");
        }
        var entry = map.entrySet().iterator().next();
        String operator = String.valueOf(entry.getKey());
        if (operator.equals("var")) {
            return variable(entry.getValue(), data);
        }
        if (!(entry.getValue() instanceof List<?> operands) || operands.isEmpty()) {
            throw new Invalid("operands of " + operator);
        }
        return operation(operator, operands, data, depth + 1);
    }

    private static @Nullable Object variable(@Nullable Object path, @Nullable Object data)
            throws Invalid {
        if (!(path instanceof String text)) {
            throw new Invalid("a path that is no text");
        }
        if (text.isEmpty()) {
            return data;
        }
        Object at = data;
        for (String fragment : text.split("\\.", -1)) {
            at =
                    switch (at) {
                        case Map<?, ?> map -> map.get(fragment);
                        case List<?> list -> {
                            int index = index(fragment);
                            yield index >= 0 && index < list.size() ? list.get(index) : null;
                        }
                        case null, default -> null;
                    };
        }
        return at;
    }

    private static int index(String fragment) {
        return fragment.matches("\\d{1,9}") ? Integer.parseInt(fragment) : -1;
    }

    private @Nullable Object operation(
            String operator, List<?> operands, @Nullable Object data, int depth) throws Invalid {
        return switch (operator) {
            case "if" -> {
                count(operator, operands, 3, 3);
                Object guard = value(operands.get(0), data, depth);
                yield value(operands.get(decide(guard) ? 1 : 2), data, depth);
            }
            case "and" -> {
                count(operator, operands, 2, Integer.MAX_VALUE);
                Object last = null;
                for (Object operand : operands) {
                    last = value(operand, data, depth);
                    if (!decide(last)) {
                        break;
                    }
                }
                yield last;
            }
            case "!" -> {
                count(operator, operands, 1, 1);
                yield !decide(value(operands.getFirst(), data, depth));
            }
            case "===" -> {
                count(operator, operands, 2, 2);
                yield Objects.equals(
                        value(operands.get(0), data, depth), value(operands.get(1), data, depth));
            }
            case "in" -> {
                count(operator, operands, 2, 2);
                Object one = value(operands.get(0), data, depth);
                if (!(value(operands.get(1), data, depth) instanceof List<?> list)) {
                    throw new Invalid("in takes a list");
                }
                yield list.contains(one);
            }
            case "+" -> {
                count(operator, operands, 2, 2);
                try {
                    yield Math.addExact(
                            whole(value(operands.get(0), data, depth)),
                            whole(value(operands.get(1), data, depth)));
                } catch (ArithmeticException e) {
                    throw new Invalid("a sum past 64 bits");
                }
            }
            case "<", ">", "<=", ">=" -> {
                count(operator, operands, 2, 3);
                yield chain(operands, data, depth, Long.class, order -> holds(operator, order));
            }
            case "before", "after", "not-after", "not-before" -> {
                count(operator, operands, 2, 3);
                yield chain(operands, data, depth, Instant.class, order -> holds(operator, order));
            }
            case "plusTime" -> {
                count(operator, operands, 3, 3);
                yield plusTime(
                        value(operands.get(0), data, depth), operands.get(1), operands.get(2));
            }
            case "dccDateOfBirth" -> {
                count(operator, operands, 1, 1);
                yield birth(value(operands.getFirst(), data, depth));
            }
            case "reduce" -> {
                count(operator, operands, 3, 3);
                yield reduce(operands, data, depth);
            }
            case "extractFromUVCI" -> {
                count(operator, operands, 2, 2);
                yield fragment(value(operands.get(0), data, depth), operands.get(1));
            }
            default -> throw new Invalid("unknown operation");
        };
    }

    private static void count(String operator, List<?> operands, int least, int most)
            throws Invalid {
        if (operands.size() < least || operands.size() > most) {
            throw new Invalid(operator + " with " + operands.size() + " operands");
        }
    }

    private static boolean decide(@Nullable Object value) throws Invalid {
        boolean truthy = isTruthy(value);
        if (truthy == isFalsy(value)) {
            throw new Invalid("neither truthy nor falsy");
        }
        return truthy;
    }

    private static long whole(@Nullable Object value) throws Invalid {
        if (value instanceof Long n) {
            return n;
        }
        throw new Invalid("not an integer");
    }

    private interface Order {
        boolean holds(int order);
    }

    private static boolean holds(String operator, int order) {
        return switch (operator) {
            case "<", "before" -> order < 0;
            case ">", "after" -> order > 0;
            case "<=", "not-after" -> order <= 0;
            default -> order >= 0;
        };
    }

    private <T extends Comparable<T>> boolean chain(
            List<?> operands, @Nullable Object data, int depth, Class<T> kind, Order order)
            throws Invalid {
        boolean all = true;
        T before = null;
        for (Object operand : operands) {
            Object value = value(operand, data, depth);
            if (!kind.isInstance(value)) {
                throw new Invalid("compares only " + kind.getSimpleName());
            }
            T now = kind.cast(value);
            all &= before == null || order.holds(before.compareTo(now));
            before = now;
        }
        return all;
    }

    private @Nullable Object reduce(List<?> operands, @Nullable Object data, int depth)
            throws Invalid {
        Object accumulator = value(operands.get(2), data, depth);
        Object over = value(operands.get(0), data, depth);
        if (over == null) {
            return accumulator;
        }
        if (!(over instanceof List<?> list)) {
            throw new Invalid("reduce takes a list");
        }
        for (Object current : list) {
            var context = new HashMap<String, @Nullable Object>();
            context.put("accumulator", accumulator);
            context.put("current", current);
            context.put("data", data);
            accumulator = value(operands.get(1), context, depth);
        }
        return accumulator;
    }

    private static Object plusTime(
            @Nullable Object date, @Nullable Object amount, @Nullable Object unit) throws Invalid {
        if (!(date instanceof String text)
                || !(amount instanceof Long n)
                || Math.abs(n) > 100_000_000L) {
            throw new Invalid("plusTime takes a date, an integer and a unit");
        }
        try {
            LocalDateTime at = LocalDateTime.ofInstant(instant(text), ZoneOffset.UTC);
            LocalDateTime moved =
                    switch (unit) {
                        case String u when u.equals("hour") -> at.plusHours(n);
                        case String u when u.equals("day") -> at.plusDays(n);
                        case String u when u.equals("month") -> months(at, n);
                        case String u when u.equals("year") -> months(at, n * 12);
                        case null, default -> throw new Invalid("unit of plusTime");
                    };
            return moved.toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new Invalid("no date");
        }
    }

    /// As ECMA-262's setUTCMonth: a day past the end of the month runs into the next one.
    private static LocalDateTime months(LocalDateTime at, long n) {
        return at.withDayOfMonth(1).plusMonths(n).plusDays(at.getDayOfMonth() - 1L);
    }

    private static Object birth(@Nullable Object date) throws Invalid {
        if (!(date instanceof String text) || text.length() > 10) {
            throw new Invalid("dccDateOfBirth takes YYYY, YYYY-MM or YYYY-MM-DD");
        }
        try {
            return instant(text);
        } catch (DateTimeException e) {
            throw new Invalid("no date");
        }
    }

    /// A partial date is its last day; a missing offset is UTC; a fraction is cut to milliseconds.
    private static Instant instant(String text) throws Invalid {
        Matcher m = DATE.matcher(text);
        if (text.length() > 64 || !m.matches()) {
            throw new Invalid("not a date in an allowed format");
        }
        int year = Integer.parseInt(m.group(1));
        if (m.group(2) == null) {
            return LocalDate.of(year, 12, 31).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        int month = Integer.parseInt(m.group(2));
        if (m.group(3) == null) {
            return YearMonth.of(year, month)
                    .atEndOfMonth()
                    .atStartOfDay()
                    .toInstant(ZoneOffset.UTC);
        }
        var day = LocalDate.of(year, month, Integer.parseInt(m.group(3)));
        if (m.group(4) == null) {
            return day.atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        String fraction = m.group(7) == null ? "" : m.group(7);
        var time =
                day.atTime(
                        Integer.parseInt(m.group(4)),
                        Integer.parseInt(m.group(5)),
                        Integer.parseInt(m.group(6)));
        int millis = Integer.parseInt((fraction + "000").substring(0, 3));
        ZoneOffset offset = ZoneOffset.UTC;
        if (m.group(8) != null) {
            int minutes =
                    Integer.parseInt(m.group(9)) * 60
                            + (m.group(10) == null ? 0 : Integer.parseInt(m.group(10)));
            offset = ZoneOffset.ofTotalSeconds((m.group(8).equals("-") ? -60 : 60) * minutes);
        }
        return OffsetDateTime.of(time, offset).toInstant().plus(millis, ChronoUnit.MILLIS);
    }

    private static @Nullable Object fragment(@Nullable Object id, @Nullable Object index)
            throws Invalid {
        if (!(index instanceof Long n) || !(id == null || id instanceof String)) {
            throw new Invalid("extractFromUVCI takes text and an integer");
        }
        if (id == null) {
            return null;
        }
        String text = (String) id;
        String bare = text.startsWith("URN:UVCI:") ? text.substring("URN:UVCI:".length()) : text;
        String[] fragments = bare.split("[/#:]", -1);
        return n >= 0 && n < fragments.length ? fragments[Math.toIntExact(n)] : null;
    }
}
