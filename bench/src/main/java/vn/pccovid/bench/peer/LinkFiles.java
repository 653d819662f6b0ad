package vn.pccovid.bench.peer;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.pccovid.bench.sets.People;
import vn.pccovid.bench.sets.Role;

/// The input files of `bench link`, cleaned as a user of a general matcher would clean them: names
/// without accents in one case, dates parsed, numbers as digits.
///
/// *Informed* cleaning knows the country as well: that nine digits are the old card and belong
/// beside the register's card number, that an insurance card ends in the social insurance number,
/// that spreadsheets drop a leading zero and phones may begin with +84, and that a year alone is a
/// date.
///
/// @param people the register is source 0, what came in source 1
/// @param rows the files' number of each record
record LinkFiles(People people, long[] rows) {
    private static final int CITIZEN_DIGITS = 12;
    private static final int CARD_DIGITS = 9;
    private static final int INSURANCE_DIGITS = 10;

    static LinkFiles read(Path folder, boolean informed) throws IOException {
        Map<Role, List<String>> columns = new EnumMap<>(Role.class);
        List<Long> rows = new ArrayList<>();
        List<Integer> sources = new ArrayList<>();
        List<String> files = List.of("registry.csv", "incoming.csv");
        for (int source = 0; source < files.size(); source++) {
            Path file = folder.resolve(files.get(source));
            if (!Files.exists(file)) {
                throw new IllegalStateException(
                        file + " is missing: make it with ./pccovid bench link --people N");
            }
            try (CsvReader<NamedCsvRecord> reader = CsvReader.builder().ofNamedCsvRecord(file)) {
                for (NamedCsvRecord row : reader) {
                    rows.add(Long.parseLong(row.getField("row")));
                    sources.add(source);
                    clean(row, informed)
                            .forEach((role, value) ->
                                    columns.computeIfAbsent(role, any -> new ArrayList<>())
                                            .add(value));
                }
            }
        }
        Map<Role, String[]> arrays = new EnumMap<>(Role.class);
        columns.forEach((role, values) -> arrays.put(role, values.toArray(String[]::new)));
        return new LinkFiles(
                People.of(
                        "link",
                        arrays,
                        sources.stream().mapToInt(i -> i).toArray(),
                        new int[rows.size()]),
                rows.stream().mapToLong(i -> i).toArray());
    }

    /// Every role, in each row: an empty text is missing.
    private static Map<Role, String> clean(NamedCsvRecord row, boolean informed) {
        Map<Role, String> values = new EnumMap<>(Role.class);
        String name = row.getField("name").strip();
        values.put(Role.FULL_NAME, name);
        // The given name comes last in Vietnam.
        values.put(Role.GIVEN_NAME, name.substring(name.lastIndexOf(' ') + 1));
        String date = date(row.getField("birth").strip());
        values.put(Role.BIRTH_DATE, informed || date.length() == 8 ? date : "");
        values.put(Role.SEX, sex(row.getField("sex").strip()));
        String number = row.getField("number");
        String digits = number.indexOf('*') >= 0 ? "" : digits(number);
        values.put(Role.PLACE, row.getField("commune").strip());
        if (!informed) {
            values.put(Role.NUMBER, digits);
            values.put(Role.INSURANCE, digits(row.getField("insurance")));
            values.put(Role.PHONE, digits(row.getField("phone")));
            return values;
        }
        String card = digits(row.getField("card"));
        values.put(Role.NUMBER, digits.length() > CARD_DIGITS ? pad(digits) : "");
        values.put(Role.CARD, digits.length() == CARD_DIGITS ? digits : card);
        String insurance = digits(row.getField("insurance"));
        values.put(
                Role.INSURANCE,
                insurance.length() < INSURANCE_DIGITS
                        ? ""
                        : insurance.substring(insurance.length() - INSURANCE_DIGITS));
        String phone = digits(row.getField("phone"));
        values.put(
                Role.PHONE,
                phone.length() < CARD_DIGITS ? "" : phone.substring(phone.length() - CARD_DIGITS));
        return values;
    }

    private static String digits(String text) {
        return text.replaceAll("[^0-9]", "");
    }

    /// Spreadsheets drop the leading zero.
    private static String pad(String digits) {
        return "0".repeat(Math.max(0, CITIZEN_DIGITS - digits.length())) + digits;
    }

    private static String sex(String text) {
        return switch (text) {
            case "1", "Nam" -> "m";
            case "2", "Nữ" -> "f";
            default -> "";
        };
    }

    /// Eight digits, or four where only the year was typed.
    static String date(String text) {
        if (text.matches("\\d{1,2}/\\d{1,2}/\\d{4}")) {
            String[] part = text.split("/", -1);
            return part[2]
                    + "0".repeat(2 - part[1].length())
                    + part[1]
                    + "0".repeat(2 - part[0].length())
                    + part[0];
        }
        String digits = digits(text);
        return digits.length() >= 8
                ? digits.substring(0, 8)
                : digits.length() >= 4 ? digits.substring(0, 4) : "";
    }
}
