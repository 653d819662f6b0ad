package vn.pccovid.server.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Keys: outside the database, wrapped by the master key, destroyed to delete")
class KeyStoreTest {
    private static final LocalDate DAY = LocalDate.of(2021, 10, 10);
    private static final byte[] CONTEXT = "row 7".getBytes(StandardCharsets.UTF_8);

    @Test
    @DisplayName("refusal to start with the wrong key, saying which one was expected")
    void the_wrong_master_key_is_refused(@TempDir Path folder) {
        Path file = folder.resolve("master.key");
        KeyStore.open(folder.resolve("keys"), LocalKms.create(file));
        Kms other = LocalKms.fromText(LocalKms.newKeyText(), "test");

        assertThatThrownBy(() -> KeyStore.open(folder.resolve("keys"), other))
                .isInstanceOf(WrongMasterKey.class)
                .hasMessageContaining("Wrong master key")
                .hasMessageContaining(LocalKms.fromFile(file).fingerprint())
                .hasMessageContaining(other.fingerprint());
    }

    @Test
    @DisplayName("master key from a 0600 file: one that others can read is refused")
    void a_readable_master_key_file_is_refused(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("master.key");
        LocalKms.create(file);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> LocalKms.fromFile(file))
                .isInstanceOf(WrongMasterKey.class)
                .hasMessageContaining("chmod 600");
    }

    @Test
    @DisplayName("a missing master key is never replaced by a new one while keys are there")
    void a_lost_master_key_is_not_made_again(@TempDir Path folder) throws Exception {
        Path keys = folder.resolve("keys");
        Keys.open(keys, null, null);
        Files.delete(folder.resolve("master.key"));
        assertThatThrownBy(() -> Keys.open(keys, null, null)).isInstanceOf(WrongMasterKey.class);
        assertThat(folder.resolve("master.key")).doesNotExist();
    }

    @Test
    @DisplayName("a master key text that is none is refused without repeating it")
    void a_bad_master_key_text_is_not_printed() {
        assertThatThrownBy(() -> LocalKms.fromText("hunter2", "The environment variable"))
                .isInstanceOf(WrongMasterKey.class)
                .hasNoCause()
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("hunter2");
    }

    @Test
    @DisplayName("rotation: after the master key changed, everything opens with the new one only")
    void rewrapping_changes_the_master_key_and_nothing_else(@TempDir Path folder) {
        Path keys = folder.resolve("keys");
        Kms old = LocalKms.fromText(LocalKms.newKeyText(), "test");
        Kms fresh = LocalKms.fromText(LocalKms.newKeyText(), "test");
        KeyStore store = KeyStore.open(keys, old);
        byte[] sealed = Keys.sealing(store).seal(KeyClass.HEALTH, DAY, new byte[] {7}, CONTEXT);
        long hash = Keys.hashing(store).hash("phone", "a");

        assertThat(store.rewrap(fresh)).isEqualTo(2);

        assertThatThrownBy(() -> KeyStore.open(keys, old)).isInstanceOf(WrongMasterKey.class);
        KeyStore reopened = KeyStore.open(keys, fresh);
        assertThat(Keys.sealing(reopened).open(sealed, CONTEXT)).containsExactly(7);
        assertThat(Keys.hashing(reopened).hash("phone", "a")).isEqualTo(hash);
    }

    @Test
    @DisplayName("open(seal(x)) = x for any bytes; any changed byte or other context opens nothing")
    void sealing_is_its_own_inverse_and_detects_every_change(@TempDir Path folder) {
        Sealing sealing = Keys.sealing(Keys.open(folder.resolve("keys"), null, null));
        Random random = new Random(7);
        for (int run = 0; run < 200; run++) {
            byte[] plain = new byte[random.nextInt(300)];
            random.nextBytes(plain);
            KeyClass keyClass = List.of(KeyClass.values()).get(random.nextInt(3));
            byte[] sealed = sealing.seal(keyClass, DAY.plusDays(run % 90), plain, CONTEXT);

            assertThat(sealing.open(sealed, CONTEXT)).isEqualTo(plain);
            assertThatThrownBy(() -> sealing.open(sealed, new byte[] {1}))
                    .isInstanceOf(NotOurs.class);
            int at = random.nextInt(sealed.length);
            byte[] changed = sealed.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            assertThatThrownBy(() -> sealing.open(changed, CONTEXT))
                    .isInstanceOfAny(NotOurs.class, KeyGone.class);
        }
    }

    @Test
    @DisplayName("one key per class and period: destroying October's health leaves the rest")
    void destroying_a_key_deletes_its_class_and_period_only(@TempDir Path folder) {
        KeyStore store = Keys.open(folder.resolve("keys"), null, null);
        Sealing sealing = Keys.sealing(store);
        byte[] october = sealing.seal(KeyClass.HEALTH, DAY, new byte[] {1}, CONTEXT);
        byte[] november = sealing.seal(KeyClass.HEALTH, DAY.plusMonths(1), new byte[] {2}, CONTEXT);
        byte[] identity = sealing.seal(KeyClass.IDENTITY, DAY, new byte[] {3}, CONTEXT);

        assertThat(sealing.destroy(KeyClass.HEALTH, DAY.withDayOfMonth(31))).isTrue();

        assertThatThrownBy(() -> sealing.open(october, CONTEXT)).isInstanceOf(KeyGone.class);
        assertThatThrownBy(() -> Keys.sealing(store).open(october, CONTEXT))
                .isInstanceOf(KeyGone.class);
        assertThat(sealing.open(november, CONTEXT)).containsExactly(2);
        assertThat(sealing.open(identity, CONTEXT)).containsExactly(3);
    }

    @Test
    @DisplayName("keyed hashing: stable per key, different per kind, still readable after rotation")
    void hashes_depend_on_key_kind_and_material(@TempDir Path folder) {
        KeyStore store = Keys.open(folder.resolve("keys"), null, null);
        Hashing before = Keys.hashing(store);
        assertThat(before.hash("ab", "c")).isNotEqualTo(before.hash("a", "bc"));
        assertThat(before.hash16("ab", "c")).hasSize(16).isEqualTo(before.hash16("ab", "c"));

        int next = Keys.rotateHashing(store);

        Hashing after = Keys.hashing(store);
        assertThat(after.keyId()).isEqualTo(next);
        assertThat(after.keyIds()).containsExactly(2, 1);
        assertThat(after.hash("a", "b")).isNotEqualTo(before.hash("a", "b"));
        assertThat(after.hash(1, "a", "b")).isEqualTo(before.hash("a", "b"));
        Hashing elsewhere = Keys.hashing(Keys.open(folder.resolve("other/keys"), null, null));
        assertThat(elsewhere.hash("a", "b")).isNotEqualTo(before.hash("a", "b"));
    }

    @Test
    @DisplayName("signing keys: made on first use, kept over restarts, followed before they end")
    void signing_keys_rotate_and_go_on_verifying(@TempDir Path folder) {
        KeyStore store = Keys.open(folder.resolve("keys"), null, null);
        Instant start = Instant.parse("2021-10-10T00:00:00Z");
        SigningKey first = new SigningKeys(store, at(start)).current();

        assertThat(new SigningKeys(store, at(start.plus(Duration.ofDays(59)))).current())
                .isEqualTo(first);
        var later = new SigningKeys(store, at(start.plus(Duration.ofDays(61))));
        assertThat(later.current()).isNotEqualTo(first);
        assertThat(later.verifying()).containsExactly(later.current(), first);
        assertThat(new SigningKeys(store, at(start.plus(Duration.ofDays(151)))).verifying())
                .doesNotContain(first);
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }
}
