package vn.pccovid.server.redress;

import java.security.SecureRandom;
import java.util.Locale;
import java.util.Optional;

/// The number people are told: `PA-7K3M-29QX` (PA: phản ánh). Eight characters drawn at random from
/// thirty that are not mistaken for one another, so that numbers tell neither how many there are
/// nor whose they are.
final class RequestNumber {
    private static final String LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final SecureRandom RANDOM = new SecureRandom();

    private RequestNumber() {}

    static String next() {
        StringBuilder number = new StringBuilder("PA-");
        for (int i = 0; i < 8; i++) {
            if (i == 4) {
                number.append('-');
            }
            number.append(LETTERS.charAt(RANDOM.nextInt(LETTERS.length())));
        }
        return number.toString();
    }

    /// As somebody types it: with or without `PA`, hyphens and capitals. Empty for no number.
    static Optional<String> read(String typed) {
        String plain = typed.toUpperCase(Locale.ROOT).replaceAll("[^0-9A-Z]", "");
        if (plain.length() == 10 && plain.startsWith("PA")) {
            plain = plain.substring(2);
        }
        boolean ours = plain.length() == 8 && plain.chars().allMatch(c -> LETTERS.indexOf(c) >= 0);
        return ours
                ? Optional.of("PA-" + plain.substring(0, 4) + "-" + plain.substring(4))
                : Optional.empty();
    }
}
