package vn.pccovid.lib.linkage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.IdCard;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;
import vn.pccovid.lib.identity.SocialInsuranceNumber;

/// Invented families in communes of about 2,500, with twins, shared phones and the errors of
/// domain.md 10, and who each row is about. Same seed, same nation.
final class MiniNation {
    private static final String[] SURNAMES = {
        "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Nguyễn", "Trần", "Trần", "Lê",
        "Lê", "Phạm", "Hoàng", "Huỳnh", "Phan", "Vũ", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô",
        "Dương", "Lý"
    };
    private static final String[] MIDDLES = {
        "",
        "Thị",
        "Thị",
        "Thị",
        "Văn",
        "Văn",
        "Minh",
        "Ngọc",
        "Thanh",
        "Đức",
        "Hữu",
        "Quốc",
        "Thu",
        "Thị Thu",
        "Thị Ngọc",
        "Thị Thanh",
        "Gia",
        "Bảo",
        "Hoàng",
        "Tuấn",
        "Thị Kim",
        "Xuân",
        "Thùy",
        "Khánh"
    };
    private static final String[] GIVEN = {
        "Lan", "Lam", "Lân", "Lâm", "An", "Ân", "Anh", "Ánh", "Thư", "Thu", "Hùng", "Hưng", "Hương",
        "Hường", "Dũng", "Dung", "Tuấn", "Tuân", "Hải", "Hà", "Hạ", "Hoa", "Hòa", "Minh", "Nam",
        "Nga", "Ngân", "Nhung", "Oanh", "Phúc", "Phương", "Phượng", "Quân", "Quang", "Quyên",
        "Quỳnh", "Sơn", "Tâm", "Thành", "Thanh", "Thảo", "Thắng", "Thủy", "Thúy", "Tiến", "Tiên",
        "Trang", "Trung", "Tùng", "Vân", "Văn", "Việt", "Vinh", "Vy", "Yến", "Linh", "Long", "Loan",
        "Mai", "My", "Khang", "Khoa", "Khôi", "Kiên", "Hiếu", "Hiền", "Hiển", "Huy", "Huyền",
        "Hạnh", "Hằng", "Giang", "Đạt", "Đức", "Duy", "Duyên", "Cường", "Chi", "Châu", "Bình",
        "Bích", "Bảo"
    };

    /// @param household number of the home
    record Person(
            int number,
            String surname,
            String middle,
            String given,
            int year,
            int month,
            int day,
            boolean female,
            String id,
            @Nullable String card,
            String insurance,
            String phone,
            String commune,
            int household) {
        String name() {
            return (surname + " " + middle + " " + given).replaceAll(" +", " ");
        }
    }

    /// @param rightId whether the row carries the person's own number
    /// @param enough whether it carries what a careful clerk needs: the own number, or name, birth
    ///   date or year, commune and a phone that another row with the own number carries too
    record Row(
            int person,
            String source,
            boolean rightId,
            boolean enough,
            String error,
            PersonDescription description) {}

    private final Random random;
    private final List<Person> people = new ArrayList<>();
    private int serial;

    MiniNation(long seed, int size) {
        random = new Random(seed);
        int communes = Math.max(1, size / 2500);
        int household = 0;
        while (people.size() < size) {
            family(household, String.format(Locale.ROOT, "227%02d", household % communes));
            household++;
        }
    }

    List<Person> people() {
        return people;
    }

    private void family(int household, String commune) {
        String phone = phone(random);
        int year = 1945 + random.nextInt(50);
        Person father = adult(false, pick(SURNAMES, random), year, phone, commune, household);
        people.add(father);
        if (random.nextInt(10) < 8) {
            String own = random.nextInt(4) == 0 ? phone : phone(random);
            people.add(
                    adult(
                            true,
                            pick(SURNAMES, random),
                            year + random.nextInt(6) - 2,
                            own,
                            commune,
                            household));
        }
        int children = random.nextInt(4);
        Person before = null;
        for (int i = 0; i < children; i++) {
            boolean twin = before != null && random.nextInt(60) == 0;
            Person model =
                    before != null
                            ? sibling(before, random, twin)
                            : person(
                                    random,
                                    father.surname(),
                                    Math.min(2020, year + 22 + random.nextInt(12)),
                                    random.nextBoolean(),
                                    phone,
                                    commune,
                                    household);
            people.add(model);
            before = model;
        }
    }

    private Person adult(
            boolean female, String surname, int year, String phone, String commune, int household) {
        return person(random, surname, year, female, phone, commune, household);
    }

    Person child(Random r) {
        return person(
                r, pick(SURNAMES, r), 2000 + r.nextInt(20), r.nextBoolean(), phone(r), "22700", 0);
    }

    /// Same parents, same home, often the same middle name; a twin has the same birth date too.
    /// Never the same given name with the same middle name.
    Person sibling(Person one, Random r, boolean twin) {
        while (true) {
            boolean sameMiddle = r.nextInt(10) < 7;
            Person p =
                    person(
                            r,
                            one.surname(),
                            twin ? one.year() : Math.min(2021, one.year() + 1 + r.nextInt(5)),
                            r.nextBoolean(),
                            one.phone(),
                            one.commune(),
                            one.household());
            Person s =
                    new Person(
                            p.number(),
                            p.surname(),
                            sameMiddle ? one.middle() : p.middle(),
                            p.given(),
                            p.year(),
                            twin ? one.month() : p.month(),
                            twin ? one.day() : p.day(),
                            p.female(),
                            p.id(),
                            p.card(),
                            p.insurance(),
                            p.phone(),
                            p.commune(),
                            p.household());
            if (!s.given().equals(one.given())) {
                return s;
            }
        }
    }

    private Person person(
            Random r,
            String surname,
            int year,
            boolean female,
            String phone,
            String commune,
            int household) {
        boolean standard = r.nextInt(year < 1965 ? 6 : 60) == 0;
        String middle = pick(MIDDLES, r);
        if (middle.startsWith("Thị") && !female) {
            middle = "Văn";
        } else if (middle.equals("Văn") && female) {
            middle = "Thị";
        }
        serial++;
        return new Person(
                serial,
                surname,
                middle,
                pick(GIVEN, r),
                year,
                standard ? 1 : 1 + r.nextInt(12),
                standard ? 1 : 1 + r.nextInt(28),
                female,
                String.format(
                        Locale.ROOT,
                        "056%d%02d%06d",
                        (year >= 2000 ? 2 : 0) + (female ? 1 : 0),
                        year % 100,
                        r.nextInt(1_000_000)),
                year < 2000 && r.nextInt(10) < 6
                        ? String.format(Locale.ROOT, "22%07d", r.nextInt(10_000_000))
                        : null,
                String.format(Locale.ROOT, "56%08d", r.nextInt(100_000_000)),
                phone,
                commune,
                household);
    }

    private static String phone(Random r) {
        return String.format(Locale.ROOT, "03%08d", 10_000_000 + r.nextInt(89_999_999));
    }

    private static String pick(String[] from, Random r) {
        return from[r.nextInt(from.length)];
    }

    /// Everything true about a person, correctly written.
    PersonDescription full(Person p) {
        return PersonDescription.builder()
                .name(name(p.name()))
                .birthDate(new BirthDate(p.year(), p.month(), p.day()))
                .sex(p.female() ? Sex.FEMALE : Sex.MALE)
                .citizenId(new CitizenId(p.id()))
                .phone(new PhoneNumber(p.phone()))
                .residence(new Residence("56", "575", p.commune(), null))
                .build();
    }

    private static FullName name(String typed) {
        return Objects.requireNonNull(FullName.read(typed).value());
    }

    /// The rows of six sources, the register first.
    List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (Person p : people) {
            PersonDescription.Builder b = full(p).toBuilder().phone(null);
            if (p.card() != null) {
                b.idCard(new IdCard(p.card()));
            }
            rows.add(new Row(p.number(), "register", true, true, "", b.build()));
        }
        for (Person p : people) {
            for (String source :
                    List.of("insurance", "vaccination", "laboratory", "declaration", "code")) {
                if (random.nextInt(10) < 6) {
                    rows.add(row(p, source));
                }
            }
        }
        Set<Integer> reachable = new HashSet<>();
        for (Row row : rows) {
            if (row.rightId() && row.description().phone() != null) {
                reachable.add(row.person());
            }
        }
        rows.replaceAll(row ->
                new Row(
                        row.person(),
                        row.source(),
                        row.rightId(),
                        row.rightId() || (row.enough() && reachable.contains(row.person())),
                        row.error(),
                        row.description()));
        return rows;
    }

    private Row row(Person p, String source) {
        PersonDescription.Builder b = full(p).toBuilder();
        boolean minor = p.year() > 2007;
        boolean hasId = source.equals("vaccination") || random.nextInt(10) < 7;
        boolean hasPhone = !source.equals("code") && random.nextInt(10) < 8;
        boolean yearOnly =
                source.equals("declaration")
                        || (source.equals("laboratory") && random.nextBoolean());
        if (minor && random.nextInt(10) < 7) {
            hasId = false;
        }
        if (source.equals("vaccination") && random.nextInt(1000) < 46) {
            hasId = false;
        }
        String error = "";
        String typed = source.equals("code") ? name(p.name()).base() : p.name();
        int slip = random.nextInt(1000);
        BirthDate birth = new BirthDate(p.year(), p.month(), p.day());
        CitizenId id = new CitizenId(p.id());
        boolean card = false;
        if (slip < 80) {
            typed = misspell(typed);
            error = "name";
        } else if (slip < 110) {
            birth = p.day() <= 12 ? new BirthDate(p.year(), p.day(), p.month()) : birth;
            error = "swap";
        } else if (slip < 140) {
            birth = new BirthDate(p.year() + (random.nextBoolean() ? 1 : -1), p.month(), p.day());
            error = "year_off";
        } else if (slip < 180) {
            birth = new BirthDate(p.year(), 1, 1);
            error = "default_date";
        } else if (slip < 240 && p.card() != null) {
            card = true;
            error = "card";
        } else if (slip < 250 && hasId) {
            id = new CitizenId(relative(p).id());
            error = "relatives_id";
        } else if (slip < 260 && hasId) {
            String digits = p.id();
            int at = 6 + random.nextInt(6);
            char other = (char) ('0' + (digits.charAt(at) - '0' + 1 + random.nextInt(9)) % 10);
            id = new CitizenId(digits.substring(0, at) + other + digits.substring(at + 1));
            error = "id_digit";
        }
        b.name(name(typed));
        b.birthDate(yearOnly ? new BirthDate(birth.year(), 0, 0) : birth);
        b.citizenId(hasId && !card && !source.equals("code") ? id : null);
        if (card && hasId) {
            b.idCard(new IdCard(Objects.requireNonNull(p.card())));
        }
        if (source.equals("code") && hasId) {
            b.documentTail(id.value().substring(6));
        }
        b.phone(hasPhone ? new PhoneNumber(p.phone()) : null);
        if (source.equals("insurance")) {
            b.insurance(new SocialInsuranceNumber(p.insurance()));
        }
        boolean placed = !source.equals("code") && random.nextInt(10) < 8;
        if (!placed) {
            b.residence(null);
        }
        if (source.equals("code")) {
            b.sex(Sex.UNKNOWN);
        }
        boolean rightId = hasId && !error.equals("relatives_id") && !error.equals("id_digit");
        boolean enough = hasPhone && placed && error.isEmpty();
        return new Row(p.number(), source, rightId, enough, error, b.build());
    }

    private Person relative(Person p) {
        for (Person other : people) {
            if (other.household() == p.household() && other.number() != p.number()) {
                return other;
            }
        }
        return p;
    }

    private String misspell(String typed) {
        int kind = random.nextInt(4);
        String[] words = typed.split(" ", -1);
        int last = words.length - 1;
        switch (kind) {
            case 0 -> words[0] = words[0].replace('ễ', 'ể').replace('ầ', 'â').replace('ê', 'e');
            case 1 -> words[last] = words[last].substring(0, words[last].length() - 1) + "k";
            case 2 -> {
                return words.length > 2 ? words[0] + " " + words[last] : typed;
            }
            default -> words[last] = name(words[last]).base();
        }
        return String.join(" ", words);
    }
}
