package vn.pccovid.lib.identity;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The pipe-separated fields of a scanned code.
final class Fields {
    /// No known code is longer; a QR code of that size is no longer readable by phones.
    static final int LONGEST_CODE = 1_500;

    static final int MOST_FIELDS = 32;

    private Fields() {}

    /// The fields, stripped; an empty list when the text is longer or has more fields than any
    /// code.
    static List<String> of(String text) {
        List<String> out = new ArrayList<>(12);
        if (text.length() > LONGEST_CODE) {
            return out;
        }
        int from = 0;
        while (true) {
            int to = text.indexOf('|', from);
            out.add(text.substring(from, to < 0 ? text.length() : to).strip());
            if (to < 0) {
                return out;
            }
            if (out.size() == MOST_FIELDS) {
                return new ArrayList<>();
            }
            from = to + 1;
        }
    }

    static String at(List<String> fields, int index) {
        return index < fields.size() ? fields.get(index) : "";
    }

    /// UTF-8 text from its hexadecimal bytes, or null when it is not that.
    static @Nullable String hex(String text) {
        if (text.isEmpty() || (text.length() & 1) == 1) {
            return null;
        }
        try {
            byte[] bytes = HexFormat.of().parseHex(text);
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /// A day written `ddMMyyyy` or `dd/MM/yyyy`, or null.
    static @Nullable LocalDate day(String text) {
        String digits = text.replace("/", "");
        if (digits.length() != 8 || !Digits.all(digits)) {
            return null;
        }
        try {
            return LocalDate.of(
                    Integer.parseInt(digits, 4, 8, 10),
                    Integer.parseInt(digits, 2, 4, 10),
                    Integer.parseInt(digits, 0, 2, 10));
        } catch (DateTimeException e) {
            return null;
        }
    }

    /// A line of an address for [Residence], or null when blank.
    static @Nullable Residence line(@Nullable String text) {
        if (text == null || text.isBlank()) {
            return null;
        }
        String line = text.strip();
        return new Residence(
                null,
                null,
                null,
                line.substring(0, Math.min(line.length(), Residence.LONGEST_LINE)));
    }
}
