package vn.pccovid.bench.sets;

import java.text.Normalizer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A table of people with cleaned values, by role.
///
/// Cleaning is the same for every matcher: letters lower-case without accents, dates as eight
/// digits, phones and numbers without anything between their characters; what is empty or says so
/// is null.
public final class People {
    private final String name;
    private final List<Role> roles;
    private final Map<Role, @Nullable String[]> values;
    private final int[] source;
    private final int[] truth;

    private People(String name, Map<Role, @Nullable String[]> values, int[] source, int[] truth) {
        this.name = name;
        this.values = values;
        roles = List.copyOf(values.keySet());
        this.source = source;
        this.truth = truth;
    }

    /// @param name of the set, for reports
    /// @param columns values as they stand, one array per role, all equally long; an empty text is
    ///   missing
    /// @param source file of each record; records of one file are not linked where every person is
    ///   once in it
    /// @param truth person of each record, for measuring only; no matcher reads it
    public static People of(String name, Map<Role, String[]> columns, int[] source, int[] truth) {
        Map<Role, @Nullable String[]> values = new EnumMap<>(Role.class);
        columns.forEach((role, raw) -> {
            @Nullable String[] clean = new @Nullable String[raw.length];
            for (int i = 0; i < raw.length; i++) {
                clean[i] = clean(role, raw[i]);
            }
            values.put(role, clean);
        });
        composeDate(values, source.length);
        return new People(name, values, source, truth);
    }

    /// Year, month and day in columns of their own are one date.
    private static void composeDate(Map<Role, @Nullable String[]> values, int rows) {
        @Nullable String[] years = values.remove(Role.BIRTH_YEAR);
        @Nullable String[] months = values.remove(Role.BIRTH_MONTH);
        @Nullable String[] days = values.remove(Role.BIRTH_DAY);
        if (years == null
                || months == null
                || days == null
                || values.containsKey(Role.BIRTH_DATE)) {
            return;
        }
        @Nullable String[] dates = new @Nullable String[rows];
        for (int i = 0; i < rows; i++) {
            String year = years[i];
            String month = months[i];
            String day = days[i];
            if (year != null && month != null && day != null) {
                dates[i] = pad(year, 4) + pad(month, 2) + pad(day, 2);
            }
        }
        values.put(Role.BIRTH_DATE, dates);
    }

    private static String pad(String digits, int length) {
        return "0".repeat(Math.max(0, length - digits.length())) + digits;
    }

    private static @Nullable String clean(Role role, String raw) {
        String text =
                Normalizer.normalize(raw.strip().toLowerCase(Locale.ROOT), Normalizer.Form.NFD)
                        .replaceAll("\\p{M}", "")
                        .replace('đ', 'd');
        String value =
                switch (role) {
                    case BIRTH_DATE, BIRTH_YEAR, BIRTH_MONTH, BIRTH_DAY, PHONE ->
                            text.replaceAll("[^0-9]", "");
                    case NUMBER, CARD, INSURANCE, POSTCODE -> text.replaceAll("[^0-9a-z]", "");
                    case EMAIL -> text.replace(" ", "");
                    default ->
                            text.replaceAll("[^0-9\\p{L}]+", " ").strip().replaceAll("\\s+", " ");
                };
        return value.isEmpty() || value.equals("na") || value.equals("null") ? null : value;
    }

    public String name() {
        return name;
    }

    public List<Role> roles() {
        return roles;
    }

    public int size() {
        return truth.length;
    }

    /// The cleaned value of a record, null where missing.
    public @Nullable String value(Role role, int record) {
        @Nullable String[] column = values.get(role);
        return column == null ? null : column[record];
    }

    public boolean has(Role role) {
        return values.containsKey(role);
    }

    public int source(int record) {
        return source[record];
    }

    /// Whether the records come from more than one file.
    public boolean linksFiles() {
        for (int s : source) {
            if (s != source[0]) {
                return true;
            }
        }
        return false;
    }

    int truth(int record) {
        return truth[record];
    }
}
