package vn.pccovid.lib.identity;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A person as one record describes them: the canonical form all sources share, and what linkage
/// compares. Everything may be missing.
///
/// @param qid identity of the unified code (1405/QD-BTTTT), at most 40 characters
/// @param documentTail last digits of a masked document number, 3 to 12 digits
public record PersonDescription(
        @Nullable FullName name,
        @Nullable BirthDate birthDate,
        Sex sex,
        @Nullable CitizenId citizenId,
        @Nullable IdCard idCard,
        @Nullable Passport passport,
        @Nullable SocialInsuranceNumber insurance,
        @Nullable PhoneNumber phone,
        @Nullable String qid,
        @Nullable String documentTail,
        @Nullable Residence residence) {

    private static final byte VERSION = 1;
    private static final int LONGEST_QID = 40;
    private static final int NAME = 1;
    private static final int BIRTH_DATE = 1 << 1;
    private static final int CITIZEN_ID = 1 << 2;
    private static final int ID_CARD = 1 << 3;
    private static final int PASSPORT = 1 << 4;
    private static final int INSURANCE = 1 << 5;
    private static final int PHONE = 1 << 6;
    private static final int QID = 1 << 7;
    private static final int TAIL = 1 << 8;
    private static final int PROVINCE = 1 << 9;
    private static final int DISTRICT = 1 << 10;
    private static final int COMMUNE = 1 << 11;
    private static final int LINE = 1 << 12;
    private static final int RESIDENCE = 1 << 13;
    private static final int SEX_SHIFT = 14;

    public PersonDescription {
        if (qid != null && (qid.isEmpty() || qid.length() > LONGEST_QID)) {
            throw new IllegalArgumentException(
                    "a QID has 1–" + LONGEST_QID + " characters, not " + qid.length());
        }
        if (documentTail != null
                && (documentTail.length() < DocumentNumber.SHORTEST_TAIL
                        || documentTail.length() > 12
                        || !Digits.all(documentTail))) {
            throw new IllegalArgumentException("a document tail has 3–12 digits");
        }
    }

    public static Builder builder() {
        return new Builder();
    }

    /// The same description, to change.
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.name = name;
        builder.birthDate = birthDate;
        builder.sex = sex;
        builder.citizenId = citizenId;
        builder.idCard = idCard;
        builder.passport = passport;
        builder.insurance = insurance;
        builder.phone = phone;
        builder.qid = qid;
        builder.documentTail = documentTail;
        builder.residence = residence;
        return builder;
    }

    /// Compact bytes: version, presence bits, packed numbers, UTF-8 texts. Equal descriptions give
    /// equal bytes. About 60 to 200 bytes.
    public byte[] encode() {
        int sexCode =
                switch (sex) {
                    case UNKNOWN -> 0;
                    case MALE -> 1;
                    case FEMALE -> 2;
                };
        int bits = sexCode << SEX_SHIFT;
        int size = 4;
        byte[] nameBytes = null;
        if (name != null) {
            bits |= NAME;
            nameBytes = name.display().getBytes(StandardCharsets.UTF_8);
            size += 2 + nameBytes.length;
        }
        if (birthDate != null) {
            bits |= BIRTH_DATE;
            size += 3;
        }
        if (citizenId != null) {
            bits |= CITIZEN_ID;
            size += 5;
        }
        if (idCard != null) {
            bits |= ID_CARD;
            size += 5;
        }
        if (passport != null) {
            bits |= PASSPORT;
            size += 1 + passport.value().length();
        }
        if (insurance != null) {
            bits |= INSURANCE;
            size += 5;
        }
        if (phone != null) {
            bits |= PHONE;
            size += 5;
        }
        byte[] qidBytes = null;
        if (qid != null) {
            bits |= QID;
            qidBytes = qid.getBytes(StandardCharsets.UTF_8);
            size += 2 + qidBytes.length;
        }
        if (documentTail != null) {
            bits |= TAIL;
            size += 1 + documentTail.length();
        }
        byte[] lineBytes = null;
        if (residence != null) {
            bits |= RESIDENCE;
            if (residence.province() != null) {
                bits |= PROVINCE;
                size += 1;
            }
            if (residence.district() != null) {
                bits |= DISTRICT;
                size += 2;
            }
            if (residence.commune() != null) {
                bits |= COMMUNE;
                size += 3;
            }
            if (residence.line() != null) {
                bits |= LINE;
                lineBytes = residence.line().getBytes(StandardCharsets.UTF_8);
                size += 2 + lineBytes.length;
            }
        }
        ByteBuffer out = ByteBuffer.allocate(size);
        out.put(VERSION);
        number(out, bits, 3);
        if (nameBytes != null) {
            text(out, nameBytes);
        }
        if (birthDate != null) {
            number(
                    out,
                    ((long) birthDate.year() << 9) | (birthDate.month() << 5) | birthDate.day(),
                    3);
        }
        if (citizenId != null) {
            number(out, Long.parseLong(citizenId.value()), 5);
        }
        if (idCard != null) {
            number(out, Long.parseLong(idCard.value()), 5);
        }
        if (passport != null) {
            shortText(out, passport.value());
        }
        if (insurance != null) {
            number(out, Long.parseLong(insurance.value()), 5);
        }
        if (phone != null) {
            number(out, Long.parseLong(phone.value()), 5);
        }
        if (qidBytes != null) {
            text(out, qidBytes);
        }
        if (documentTail != null) {
            shortText(out, documentTail);
        }
        if (residence != null) {
            code(out, residence.province(), 1);
            code(out, residence.district(), 2);
            code(out, residence.commune(), 3);
            if (lineBytes != null) {
                text(out, lineBytes);
            }
        }
        return out.array();
    }

    /// The description back.
    ///
    /// @throws IllegalArgumentException when the bytes are not a description of a known version
    public static PersonDescription decode(byte[] bytes) {
        try {
            return decode(ByteBuffer.wrap(bytes));
        } catch (java.nio.BufferUnderflowException e) {
            throw new IllegalArgumentException(
                    "a description of " + bytes.length + " bytes ends too early", e);
        }
    }

    private static PersonDescription decode(ByteBuffer in) {
        byte version = in.get();
        if (version != VERSION) {
            throw new IllegalArgumentException(
                    "a description of version " + version + ", wanted " + VERSION);
        }
        int bits = (int) number(in, 3);
        Builder builder = new Builder();
        builder.sex =
                switch ((bits >> SEX_SHIFT) & 3) {
                    case 1 -> Sex.MALE;
                    case 2 -> Sex.FEMALE;
                    default -> Sex.UNKNOWN;
                };
        if ((bits & NAME) != 0) {
            builder.name = FullName.canonical(text(in));
        }
        if ((bits & BIRTH_DATE) != 0) {
            int packed = (int) number(in, 3);
            builder.birthDate = new BirthDate(packed >> 9, packed >> 5 & 15, packed & 31);
        }
        if ((bits & CITIZEN_ID) != 0) {
            builder.citizenId = new CitizenId(padded(number(in, 5), 12));
        }
        if ((bits & ID_CARD) != 0) {
            builder.idCard = new IdCard(padded(number(in, 5), 9));
        }
        if ((bits & PASSPORT) != 0) {
            builder.passport = new Passport(shortText(in));
        }
        if ((bits & INSURANCE) != 0) {
            builder.insurance = new SocialInsuranceNumber(padded(number(in, 5), 10));
        }
        if ((bits & PHONE) != 0) {
            builder.phone = new PhoneNumber(padded(number(in, 5), 10));
        }
        if ((bits & QID) != 0) {
            builder.qid = text(in);
        }
        if ((bits & TAIL) != 0) {
            builder.documentTail = shortText(in);
        }
        if ((bits & RESIDENCE) != 0) {
            String province = (bits & PROVINCE) == 0 ? null : padded(number(in, 1), 2);
            String district = (bits & DISTRICT) == 0 ? null : padded(number(in, 2), 3);
            String commune = (bits & COMMUNE) == 0 ? null : padded(number(in, 3), 5);
            builder.residence =
                    new Residence(
                            province, district, commune, (bits & LINE) == 0 ? null : text(in));
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(
                    "a description has " + in.remaining() + " bytes too many");
        }
        return builder.build();
    }

    private static void number(ByteBuffer out, long value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            out.put((byte) (value >>> shift));
        }
    }

    private static long number(ByteBuffer in, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value = value << 8 | (in.get() & 0xFF);
        }
        return value;
    }

    private static void code(ByteBuffer out, @Nullable String code, int bytes) {
        if (code != null) {
            number(out, Long.parseLong(code), bytes);
        }
    }

    private static void text(ByteBuffer out, byte[] utf8) {
        out.putShort((short) utf8.length).put(utf8);
    }

    private static String text(ByteBuffer in) {
        int length = in.getShort() & 0xFFFF;
        if (length > in.remaining()) {
            throw new IllegalArgumentException(
                    "a text of " + length + " bytes, only " + in.remaining() + " left");
        }
        String text =
                new String(
                        in.array(),
                        in.arrayOffset() + in.position(),
                        length,
                        StandardCharsets.UTF_8);
        in.position(in.position() + length);
        return text;
    }

    private static void shortText(ByteBuffer out, String ascii) {
        out.put((byte) ascii.length());
        for (int i = 0; i < ascii.length(); i++) {
            out.put((byte) ascii.charAt(i));
        }
    }

    private static String shortText(ByteBuffer in) {
        byte[] bytes = new byte[in.get() & 0xFF];
        in.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static String padded(long number, int digits) {
        char[] out = new char[digits];
        long rest = number;
        for (int i = digits - 1; i >= 0; i--) {
            out[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
        if (rest != 0) {
            throw new IllegalArgumentException("a number of more than " + digits + " digits");
        }
        return new String(out);
    }

    @Override
    public String toString() {
        return "PersonDescription[•••]";
    }

    /// Collects what a record says; every setter may be given null for "not said".
    public static final class Builder {
        private @Nullable FullName name;
        private @Nullable BirthDate birthDate;
        private Sex sex = Sex.UNKNOWN;
        private @Nullable CitizenId citizenId;
        private @Nullable IdCard idCard;
        private @Nullable Passport passport;
        private @Nullable SocialInsuranceNumber insurance;
        private @Nullable PhoneNumber phone;
        private @Nullable String qid;
        private @Nullable String documentTail;
        private @Nullable Residence residence;

        private Builder() {}

        public Builder name(@Nullable FullName value) {
            name = value;
            return this;
        }

        public Builder birthDate(@Nullable BirthDate value) {
            birthDate = value;
            return this;
        }

        public Builder sex(Sex value) {
            sex = value;
            return this;
        }

        public Builder citizenId(@Nullable CitizenId value) {
            citizenId = value;
            return this;
        }

        public Builder idCard(@Nullable IdCard value) {
            idCard = value;
            return this;
        }

        public Builder passport(@Nullable Passport value) {
            passport = value;
            return this;
        }

        /// Puts a document where it belongs by its kind.
        public Builder document(@Nullable DocumentNumber value) {
            switch (value) {
                case CitizenId id -> citizenId = id;
                case IdCard card -> idCard = card;
                case Passport book -> passport = book;
                case null -> {}
            }
            return this;
        }

        public Builder insurance(@Nullable SocialInsuranceNumber value) {
            insurance = value;
            return this;
        }

        public Builder phone(@Nullable PhoneNumber value) {
            phone = value;
            return this;
        }

        public Builder qid(@Nullable String value) {
            qid = value;
            return this;
        }

        public Builder documentTail(@Nullable String value) {
            documentTail = value;
            return this;
        }

        public Builder residence(@Nullable Residence value) {
            residence = value;
            return this;
        }

        public PersonDescription build() {
            return new PersonDescription(
                    name,
                    birthDate,
                    sex,
                    citizenId,
                    idCard,
                    passport,
                    insurance,
                    phone,
                    qid,
                    documentTail,
                    residence);
        }
    }
}
