package vn.pccovid.lib.identity;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// Makes names from lists of common words, and damages them the way old systems do.
final class InventedNames {
    private static final String[] FAMILY =
            "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trương Đinh Trịnh Đoàn Lương Tạ Thái Nông Vi Lò Hà Tô Quách Lưu"
                    .split(" ", -1);
    private static final String[] MIDDLE =
            "Văn Thị Hữu Đức Minh Ngọc Thanh Quốc Công Xuân Kim Bích Hồng Thu Phương Thùy Thuỳ Đình Hoài Nguyệt Khánh Quỳnh Thúy Thuý Như Bá Viết Diệu"
                    .split(" ", -1);
    private static final String[] GIVEN =
            ("Tuấn Hùng Dũng Cường Hải Sơn Hưng Thành Trung Kiên Hiếu Nghĩa Thắng Lợi Phúc Tâm Hạnh Hương Huệ Hoa Liên Loan Oanh Phượng Quyên Tuyết"
                            + " Vân Yến Trang Trâm Thảo Thủy Thuỷ Tiên Trúc Uyên Vy Việt Toàn Tiến Thịnh Sáng Quân Quý Phước Nhật Mạnh Lực Lộc Khoa Huy Hoàn"
                            + " Hòa Hoà Hiền Hằng Duyên Đạt Điệp Cúc Chiến Bảo Ân Ái Khỏe Khoẻ Giàu Già Quế Quyền Kỳ Mỹ Nghiêm Thuở Khuê Xoan Ngoan Tường Ước Lượng"
                            + " Luân Khuyến Giang Gìn Út Ý Yên Diễm Nhi Ngân Nhường Thuyết Đường Rồng Sửu Dậu")
                    .split(" ", -1);

    private InventedNames() {}

    static String name(Random random) {
        StringBuilder out = new StringBuilder(FAMILY[random.nextInt(FAMILY.length)]);
        int middles = random.nextInt(3);
        for (int i = 0; i < middles; i++) {
            out.append(' ').append(MIDDLE[random.nextInt(MIDDLE.length)]);
        }
        return out.append(' ').append(GIVEN[random.nextInt(GIVEN.length)]).toString();
    }

    static String nfd(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD);
    }

    /// Windows-1258: letters with their shape composed, the tone as a combining mark behind.
    static String windows1258(String name) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            int info = Letters.info(c);
            if (info < 0 || Letters.tone(info) == Tone.LEVEL) {
                out.append(c);
                continue;
            }
            char plain = Letters.letter(info);
            out.append(Letters.upper(info) ? Letters.upperCase(plain) : plain);
            out.append(
                    switch (Letters.tone(info)) {
                        case LEVEL -> "";
                        case ACUTE -> "\u0301";
                        case GRAVE -> "\u0300";
                        case HOOK -> "\u0309";
                        case TILDE -> "\u0303";
                        case DOT -> "\u0323";
                    });
        }
        return out.toString();
    }

    static String mojibake(String name) {
        return new String(
                name.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    private static final String TCVN3 =
            "µà¸á¶ả·ã¹ạ¨ă»ằ¾ắ¼ẳ½ẵÆặ©âÇầÊấÈẩÉẫËậ®đÌèÐéÎẻÏẽÑẹªêÒềÕếÓểÔễÖệ×ìÝíØỉÜĩÞịßòãóáỏâõäọ«ôåồèốæổçỗéộ¬ơêờíớëởìỡîợïùóúñủòũôụ"
                    + "\u00ADưõừøứöử÷ữùựúỳýýûỷüỹþỵ¡Ă¢Â§Đ£Ê¤Ô¥Ơ¦Ư";

    private static final Map<Character, Character> TO_TCVN3 = new HashMap<>();

    static {
        for (int i = 0; i < TCVN3.length(); i += 2) {
            TO_TCVN3.put(TCVN3.charAt(i + 1), TCVN3.charAt(i));
        }
    }

    /// TCVN3 as Latin-1. Capitals with a tone do not exist there and become lower case.
    static String tcvn3(String name) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            Character coded = TO_TCVN3.get(c);
            if (coded == null) {
                coded = TO_TCVN3.get(Letters.lower(c));
            }
            out.append(coded == null ? c : coded);
        }
        return out.toString();
    }

    /// VNI-Windows as Latin-1.
    static String vni(String name) {
        StringBuilder out = new StringBuilder();
        for (int at = 0; at < name.length(); at++) {
            char c = name.charAt(at);
            int info = Letters.info(c);
            if (info < 0) {
                out.append(c);
                continue;
            }
            int tone = Letters.tone(info).digit();
            char letter = Letters.letter(info);
            String coded =
                    switch (letter) {
                        case 'đ' -> "ñ";
                        case 'ă' -> "a" + "êéèúüë".charAt(tone);
                        case 'â' -> "a" + "âáàåãä".charAt(tone);
                        case 'ê' -> "e" + "âáàåãä".charAt(tone);
                        case 'ô' -> "o" + "âáàåãä".charAt(tone);
                        case 'ơ' -> "ô" + (tone == 0 ? "" : "ùøûõï".charAt(tone - 1));
                        case 'ư' -> "ö" + (tone == 0 ? "" : "ùøûõï".charAt(tone - 1));
                        case 'i' -> String.valueOf("iíìæóò".charAt(tone));
                        case 'y' ->
                                tone == 5 ? "î" : "y" + (tone == 0 ? "" : "ùøûõï".charAt(tone - 1));
                        default ->
                                letter
                                        + (tone == 0
                                                ? ""
                                                : String.valueOf("ùøûõï".charAt(tone - 1)));
                    };
            if (Letters.upper(info)) {
                coded = Character.toUpperCase(coded.charAt(0)) + coded.substring(1);
            }
            out.append(coded);
        }
        return out.toString();
    }
}
