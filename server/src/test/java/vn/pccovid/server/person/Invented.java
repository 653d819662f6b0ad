package vn.pccovid.server.person;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.identity.BirthDate;
import vn.pccovid.lib.identity.CitizenId;
import vn.pccovid.lib.identity.FullName;
import vn.pccovid.lib.identity.PersonDescription;
import vn.pccovid.lib.identity.PhoneNumber;
import vn.pccovid.lib.identity.Residence;
import vn.pccovid.lib.identity.Sex;

/// People nobody is, for tests: number `n` always has the same name, numbers and home.
public final class Invented {
    private static final String[] FAMILY = {
        "Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô"
    };
    private static final String[] MIDDLE = {
        "Văn", "Thị", "Minh", "Hoài", "Quốc", "Ngọc", "Gia", "Đình"
    };
    private static final String[] GIVEN = {
        "Tuấn", "Hạnh", "Phúc", "Loan", "Khải", "Thảo", "Vinh", "Yến", "Sơn", "Bích", "Dũng", "Mai",
        "Nghĩa", "Oanh"
    };

    private Invented() {}

    /// A person as the population register would describe them.
    public static PersonDescription person(int n) {
        RandomGenerator random =
                RandomGeneratorFactory.of("L64X128MixRandom").create(7_919L * n + 13);
        String name =
                FAMILY[random.nextInt(FAMILY.length)]
                        + " "
                        + MIDDLE[random.nextInt(MIDDLE.length)]
                        + " "
                        + MIDDLE[random.nextInt(MIDDLE.length)]
                        + " "
                        + GIVEN[random.nextInt(GIVEN.length)];
        int year = 1940 + random.nextInt(60);
        boolean male = random.nextBoolean();
        return PersonDescription.builder()
                .name(name(name))
                .birthDate(new BirthDate(year, 1 + random.nextInt(12), 2 + random.nextInt(27)))
                .sex(male ? Sex.MALE : Sex.FEMALE)
                .citizenId(
                        new CitizenId(
                                "056%d%02d%06d"
                                        .formatted(
                                                male ? 0 : 1,
                                                year % 100,
                                                Math.floorMod(n * 7 + 100_003, 1_000_000))))
                .phone(
                        new PhoneNumber(
                                "09%08d"
                                        .formatted(
                                                Math.floorMod(n * 31L + 10_000_019, 100_000_000L))))
                .residence(
                        new Residence("56", "575", "%05d".formatted(22_738 + 3 * (n % 20)), null))
                .build();
    }

    public static FullName name(String typed) {
        return Objects.requireNonNull(FullName.read(typed).value());
    }

    public static IncomingRecord record(String source, String key, PersonDescription description) {
        return record(source, key, description, "");
    }

    /// A record whose content differs by `content`.
    public static IncomingRecord record(
            String source, String key, PersonDescription description, @Nullable String content) {
        byte[] encoded = description.encode();
        byte[] original = ("row of " + key + " " + content).getBytes(StandardCharsets.UTF_8);
        byte[] hash = new byte[16];
        int h = java.util.Arrays.hashCode(encoded) * 31 + String.valueOf(content).hashCode();
        java.nio.ByteBuffer.wrap(hash).putInt(h);
        return new IncomingRecord(
                TimedId.next(Clock.systemUTC()),
                source,
                key,
                hash,
                original,
                description,
                Instant.parse("2021-10-10T00:00:00Z"),
                source.equals("population"));
    }
}
