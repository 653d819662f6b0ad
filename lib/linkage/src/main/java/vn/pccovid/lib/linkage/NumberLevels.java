package vn.pccovid.lib.linkage;

import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.linkage.Level.Seen;

/// Compares sex, documents, phones and places. A comparison is null where one side says nothing.
final class NumberLevels {
    private final Level sexEqual;
    private final Level sexDiffers;
    final Level idEqual;
    final Level idOneDigit;
    final Level idDiffers;
    private final Level idDiffersSuspect;
    final Level cardEqual;
    private final Level cardDuplicated;
    private final Level cardOneDigit;
    private final Level cardDiffers;
    final Level passportEqual;
    private final Level passportDiffers;
    final Level insuranceEqual;
    private final Level insuranceOneDigit;
    private final Level insuranceDiffers;
    final Level qidEqual;
    private final Level qidDiffers;
    final Level phoneEqual;
    private final Level phoneDiffers;
    final Level commune;
    final Level district;
    private final Level province;
    private final Level elsewhere;
    final Level tailEqual;
    private final Level tailDiffers;

    NumberLevels(WeightTable table) {
        sexEqual = table.level(Field.SEX, "equal");
        sexDiffers = table.level(Field.SEX, "differs");
        idEqual = table.level(Field.CITIZEN_ID, "equal");
        idOneDigit = table.level(Field.CITIZEN_ID, "one_digit");
        idDiffers = table.level(Field.CITIZEN_ID, "differs");
        idDiffersSuspect = table.level(Field.CITIZEN_ID, "differs_suspect");
        cardEqual = table.level(Field.ID_CARD, "equal");
        cardDuplicated = table.level(Field.ID_CARD, "equal_duplicated");
        cardOneDigit = table.level(Field.ID_CARD, "one_digit");
        cardDiffers = table.level(Field.ID_CARD, "differs");
        passportEqual = table.level(Field.PASSPORT, "equal");
        passportDiffers = table.level(Field.PASSPORT, "differs");
        insuranceEqual = table.level(Field.INSURANCE, "equal");
        insuranceOneDigit = table.level(Field.INSURANCE, "one_digit");
        insuranceDiffers = table.level(Field.INSURANCE, "differs");
        qidEqual = table.level(Field.QID, "equal");
        qidDiffers = table.level(Field.QID, "differs");
        phoneEqual = table.level(Field.PHONE, "equal");
        phoneDiffers = table.level(Field.PHONE, "differs");
        commune = table.level(Field.RESIDENCE, "commune");
        district = table.level(Field.RESIDENCE, "district");
        province = table.level(Field.RESIDENCE, "province");
        elsewhere = table.level(Field.RESIDENCE, "elsewhere");
        tailEqual = table.level(Field.DOCUMENT_TAIL, "equal");
        tailDiffers = table.level(Field.DOCUMENT_TAIL, "differs");
    }

    @Nullable Seen sex(Features a, Features b) {
        if (a.sex == Sex.UNKNOWN || b.sex == Sex.UNKNOWN) {
            return null;
        }
        return (a.sex == b.sex ? sexEqual : sexDiffers).seen();
    }

    @Nullable Seen citizenId(Features a, Features b) {
        if (a.citizenId == null || b.citizenId == null) {
            return null;
        }
        String x = a.citizenId.value();
        String y = b.citizenId.value();
        if (x.equals(y)) {
            return idEqual.seen();
        }
        if (a.suspectId || b.suspectId) {
            return idDiffersSuspect.seen();
        }
        return (slip(x, y) ? idOneDigit : idDiffers).seen();
    }

    @Nullable Seen idCard(PersonDescription a, PersonDescription b) {
        if (a.idCard() == null || b.idCard() == null) {
            return null;
        }
        String x = a.idCard().value();
        String y = b.idCard().value();
        if (x.equals(y)) {
            return (a.idCard().duplicated() ? cardDuplicated : cardEqual).seen();
        }
        return (slip(x, y) ? cardOneDigit : cardDiffers).seen();
    }

    @Nullable Seen passport(PersonDescription a, PersonDescription b) {
        if (a.passport() == null || b.passport() == null) {
            return null;
        }
        return (a.passport().equals(b.passport()) ? passportEqual : passportDiffers).seen();
    }

    @Nullable Seen insurance(PersonDescription a, PersonDescription b) {
        if (a.insurance() == null || b.insurance() == null) {
            return null;
        }
        String x = a.insurance().value();
        String y = b.insurance().value();
        return (x.equals(y) ? insuranceEqual : slip(x, y) ? insuranceOneDigit : insuranceDiffers)
                .seen();
    }

    @Nullable Seen qid(PersonDescription a, PersonDescription b) {
        if (a.qid() == null || b.qid() == null) {
            return null;
        }
        return (a.qid().equals(b.qid()) ? qidEqual : qidDiffers).seen();
    }

    @Nullable Seen phone(PersonDescription a, PersonDescription b) {
        if (a.phone() == null || b.phone() == null) {
            return null;
        }
        return (a.phone().equals(b.phone()) ? phoneEqual : phoneDiffers).seen();
    }

    @Nullable Seen residence(PersonDescription a, PersonDescription b) {
        Residence x = a.residence();
        Residence y = b.residence();
        if (x == null || y == null) {
            return null;
        }
        if (x.commune() != null && x.commune().equals(y.commune())) {
            return commune.seen();
        }
        if (x.province() == null || y.province() == null) {
            return null;
        }
        if (!x.province().equals(y.province())) {
            return elsewhere.seen();
        }
        if (x.district() == null || y.district() == null) {
            return province.seen();
        }
        return (x.district().equals(y.district()) ? district : province).seen();
    }

    /// A masked number against whatever shows as many digits. Only a tail that could belong to the
    /// other's document speaks against: six or more digits of a citizen id, or three of a card.
    @Nullable Seen tail(PersonDescription a, PersonDescription b) {
        String x = a.documentTail();
        String y = b.documentTail();
        if (x != null && y != null) {
            if (x.length() != y.length()) {
                return null;
            }
            return x.equals(y) ? equalTail(x.length()) : tailDiffers.seen();
        }
        if (x == null && y == null) {
            return null;
        }
        return x != null ? tail(x, b) : y == null ? null : tail(y, a);
    }

    private @Nullable Seen tail(String tail, PersonDescription full) {
        String id = full.citizenId() == null ? null : full.citizenId().value();
        String card = full.idCard() == null ? null : full.idCard().value();
        String book = full.passport() == null ? null : full.passport().value();
        if ((id != null && id.endsWith(tail))
                || (card != null && card.endsWith(tail))
                || (book != null && book.endsWith(tail))) {
            return equalTail(tail.length());
        }
        boolean comparable = tail.length() >= 6 ? id != null : card != null;
        return comparable ? tailDiffers.seen() : null;
    }

    private Seen equalTail(int digits) {
        return tailEqual.seen(Math.pow(10, -digits), 1);
    }

    /// One digit wrong, or two neighbouring digits transposed.
    static boolean slip(String x, String y) {
        return x.length() == y.length() && Syllables.oneEdit(x, y);
    }
}
