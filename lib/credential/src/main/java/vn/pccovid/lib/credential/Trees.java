package vn.pccovid.lib.credential;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns CBOR of a certificate into the tree its schema and the rules of countries speak of: maps
/// with text keys, lists, text, whole numbers (`Long`), other numbers (`Double`), booleans. What
/// SpecialCaseHandling asks of every verifier happens here: null and undefined are left out, text
/// is trimmed, whole floating-point numbers are whole numbers, tags on dates fall away.
final class Trees {

    private Trees() {}

    static @Nullable Object of(Object cbor) throws Unreadable {
        return switch (cbor) {
            case Cbor.Absent none -> null;
            case Cbor.Tagged(long tag, Object inner) -> of(inner);
            case String s -> s.strip();
            case Double d when d == Math.rint(d) && Math.abs(d) < 1L << 53 -> d.longValue();
            case List<?> list -> list(list);
            case Map<?, ?> map -> map(map);
            case byte[] bytes -> throw new Unreadable(Refusal.SCHEMA, "a byte string");
            default -> cbor;
        };
    }

    private static List<Object> list(List<?> list) throws Unreadable {
        var out = new ArrayList<Object>(list.size());
        for (Object item : list) {
            Object value = of(item);
            if (value != null) {
                out.add(value);
            }
        }
        return out;
    }

    static Map<String, Object> map(Map<?, ?> map) throws Unreadable {
        var out = new LinkedHashMap<String, Object>();
        for (var entry : map.entrySet()) {
            if (!(entry.getKey() instanceof String key)) {
                throw new Unreadable(Refusal.SCHEMA, "a key that is no text");
            }
            Object value = of(entry.getValue());
            if (value != null) {
                out.put(key, value);
            }
        }
        return out;
    }
}
