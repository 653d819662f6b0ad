package vn.pccovid.simulation;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// What clerks, codes and old fonts do to a name.
final class Misspelling {
    private static final Pattern SPACE = Pattern.compile(" ");

    /// Letters people confuse by ear or on the keyboard.
    private static final List<Map.Entry<String, String>> CONFUSED =
            List.of(
                    Map.entry("ảo", "ửu"),
                    Map.entry("an", "ang"),
                    Map.entry("ang", "an"),
                    Map.entry("iên", "in"),
                    Map.entry("ượ", "ươ"),
                    Map.entry("uân", "ân"),
                    Map.entry("inh", "in"),
                    Map.entry("ạt", "ạc"),
                    Map.entry("ác", "át"),
                    Map.entry("ươ", "ưu"),
                    Map.entry("ệ", "ê"),
                    Map.entry("ô", "o"),
                    Map.entry("ơ", "ô"),
                    Map.entry("â", "ă"),
                    Map.entry("ễn", "ển"),
                    Map.entry("ần", "ân"));

    private static final String VNI_PLAIN =
            "áàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹăâêôơưđỵ";
    private static final List<String> VNI =
            List.of(
                    SPACE.split(
                            "aù aø aû aõ aï aé aè aú aü aë aá aà aå aã aä eù eø eû eõ eï eá eà eå eã eä í ì æ ó ò où oø oû"
                                    + " oõ oï oá oà oå oã oä ôù ôø ôû ôõ ôï uù uø uû uõ uï öù öø öû öõ öï yù yø yû yõ aê aâ"
                                    + " eâ oâ ô ö ñ î",
                            -1));
    private static final String TCVN_PLAIN =
            "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ";
    private static final String TCVN =
            "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦";

    private Misspelling() {}

    static String withoutAccents(String text) {
        var decomposed = Normalizer.normalize(text, Normalizer.Form.NFD);
        var out = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); i++) {
            char c = decomposed.charAt(i);
            if (Character.getType(c) != Character.NON_SPACING_MARK) {
                out.append(c == 'đ' ? 'd' : c == 'Đ' ? 'D' : c);
            }
        }
        return out.toString();
    }

    /// As QR codes carry it: `NGUYEN THI LAN`.
    static String upperUnaccented(String text) {
        return withoutAccents(text).toUpperCase(Locale.ROOT);
    }

    /// Loses or changes accents or letters; never gives back the same name. `letters` of the result
    /// says whether base letters changed too, which makes it harder to recognise.
    static Result accentsOrTyping(Dice dice, String name) {
        for (int attempt = 0; attempt < 8; attempt++) {
            var typed =
                    switch (dice.below(10)) {
                        case 0, 1, 2, 3 -> withoutAccents(name);
                        case 4, 5 -> oneWordWithoutAccents(dice, name);
                        case 6, 7 ->
                                name.indexOf('ả') >= 0 ? name.replace('ả', 'ã') : swapTone(name);
                        default -> confused(dice, name);
                    };
            if (!typed.equals(name)) {
                return new Result(typed, !withoutAccents(typed).equals(withoutAccents(name)));
            }
        }
        return new Result(name + "h", true);
    }

    record Result(String name, boolean letters) {}

    private static String oneWordWithoutAccents(Dice dice, String name) {
        var words = SPACE.split(name, -1);
        int at = dice.below(words.length);
        words[at] = withoutAccents(words[at]);
        return String.join(" ", words);
    }

    private static String swapTone(String name) {
        return name.replace('ễ', 'ể').replace('ũ', 'ủ').replace('ỹ', 'ỷ');
    }

    private static String confused(Dice dice, String name) {
        int start = dice.below(CONFUSED.size());
        for (int i = 0; i < CONFUSED.size(); i++) {
            var pair = CONFUSED.get((start + i) % CONFUSED.size());
            int at = name.lastIndexOf(pair.getKey());
            if (at > 0) {
                return name.substring(0, at)
                        + pair.getValue()
                        + name.substring(at + pair.getKey().length());
            }
        }
        return name;
    }

    private static final List<Map.Entry<String, String>> STYLES =
            List.of(
                    Map.entry("òa", "oà"),
                    Map.entry("óa", "oá"),
                    Map.entry("ỏa", "oả"),
                    Map.entry("ùy", "uỳ"),
                    Map.entry("úy", "uý"),
                    Map.entry("ủy", "uỷ"),
                    Map.entry("uỳnh", "ùynh"),
                    Map.entry("Mỹ", "Mĩ"),
                    Map.entry("Lý", "Lí"),
                    Map.entry("Vy", "Vi"),
                    Map.entry("Quý", "Quí"),
                    Map.entry("Kỳ", "Kì"),
                    Map.entry("Ly", "Li"),
                    Map.entry("Vỹ", "Vĩ"),
                    Map.entry("Thy", "Thi"),
                    Map.entry("Sĩ", "Sỹ"),
                    Map.entry("Vi", "Vy"),
                    Map.entry("Hy", "Hi"));

    /// The same name with the tone on the other vowel or i for y: `Hòa` → `Hoà`, `Mỹ` → `Mĩ`. The
    /// name itself if it has none.
    static String otherStyle(String name) {
        for (var style : STYLES) {
            int at = name.indexOf(style.getKey());
            while (at >= 0) {
                int end = at + style.getKey().length();
                boolean whole = end == name.length() || name.charAt(end) == ' ';
                if (whole) {
                    return name.substring(0, at) + style.getValue() + name.substring(end);
                }
                at = name.indexOf(style.getKey(), at + 1);
            }
        }
        return name;
    }

    /// Residue of TCVN3 (every other one with its soft hyphens lost), VNI or decomposed Unicode.
    static Encoded encoding(Dice dice, String name) {
        return switch (dice.below(3)) {
            case 0 -> new Encoded(table(name, TCVN_PLAIN, letters(TCVN)), "encoding_tcvn3");
            case 1 -> new Encoded(table(name, VNI_PLAIN, VNI), "encoding_vni");
            default -> new Encoded(Normalizer.normalize(name, Normalizer.Form.NFD), "encoding_nfd");
        };
    }

    record Encoded(String name, String error) {}

    private static List<String> letters(String text) {
        var letters = new ArrayList<String>();
        text.chars().forEach(c -> letters.add(String.valueOf((char) c)));
        return letters;
    }

    private static String table(String name, String plain, List<String> coded) {
        var out = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            int at = plain.indexOf(c);
            int lower = plain.indexOf(Character.toLowerCase(c));
            if (at >= 0) {
                out.append(coded.get(at));
            } else if (lower >= 0) {
                var code = coded.get(lower);
                out.append(plain.equals(VNI_PLAIN) ? code.toUpperCase(Locale.ROOT) : code);
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
