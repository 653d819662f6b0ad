package vn.pccovid.lib.linkage;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.pccovid.lib.linkage.Somebody.lan;
import static vn.pccovid.lib.linkage.Somebody.named;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.pccovid.lib.identity.PersonDescription;

class ResolverTest {
    private static final Completeness KNOWN = commune -> Completeness.MOST;

    private static Partition resolve(
            List<PersonDescription> rows, List<Integer> order, int workers, int largestBlock) {
        PackedRecords records = new PackedRecords(LinkageModel.standard());
        for (int i : order) {
            records.add(i, rows.get(i));
        }
        return new Resolver(
                        Thresholds.standard(), KNOWN, new Resolver.Limits(workers, largestBlock))
                .resolve(records);
    }

    private static List<Integer> inOrder(int size) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            order.add(i);
        }
        return order;
    }

    private static Partition resolve(PersonDescription... rows) {
        return resolve(List.of(rows), inOrder(rows.length), 1, 64);
    }

    /// Groups of row numbers, whatever their order of arrival was.
    private static Set<Set<Integer>> groups(Partition partition, List<Integer> order) {
        Map<Integer, Set<Integer>> groups = new HashMap<>();
        for (int i = 0; i < order.size(); i++) {
            groups.computeIfAbsent(partition.person(i), any -> new HashSet<>()).add(order.get(i));
        }
        return new HashSet<>(groups.values());
    }

    @Nested
    @DisplayName("The same records make the same persons")
    class Deterministic {
        private final List<PersonDescription> rows =
                new MiniNation(5, 1_500).rows().stream().map(MiniNation.Row::description).toList();

        @ParameterizedTest
        @ValueSource(longs = {1, 2, 3})
        void in_any_order_of_rows(long seed) {
            List<Integer> straight = inOrder(rows.size());
            List<Integer> shuffled = new ArrayList<>(straight);
            Collections.shuffle(shuffled, new Random(seed));

            assertThat(groups(resolve(rows, shuffled, 2, 64), shuffled))
                    .isEqualTo(groups(resolve(rows, straight, 2, 64), straight));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 4})
        void with_any_number_of_workers(int workers) {
            List<Integer> straight = inOrder(rows.size());
            Partition one = resolve(rows, straight, 3, 64);
            Partition other = resolve(rows, straight, workers, 64);

            assertThat(other.persons()).isEqualTo(one.persons());
            assertThat(other.open()).isEqualTo(one.open());
            assertThat(other.pairs()).isEqualTo(one.pairs());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {7, 8})
    @DisplayName(
            "About 20,000 records of 5,000 people: no false link, recall at least 0.95, like the online way")
    void no_false_link_among_twenty_thousand_records(long seed) {
        List<MiniNation.Row> rows = new MiniNation(seed, 5_000).rows();
        Partition partition =
                resolve(
                        rows.stream().map(MiniNation.Row::description).toList(),
                        inOrder(rows.size()),
                        2,
                        64);

        long wrong = 0;
        long found = 0;
        long wanted = 0;
        Map<Integer, List<Integer>> persons = new HashMap<>();
        Map<Integer, List<Integer>> people = new HashMap<>();
        for (int i = 0; i < rows.size(); i++) {
            persons.computeIfAbsent(partition.person(i), any -> new ArrayList<>()).add(i);
            if (rows.get(i).enough()) {
                people.computeIfAbsent(rows.get(i).person(), any -> new ArrayList<>()).add(i);
            }
        }
        for (List<Integer> group : persons.values()) {
            for (int a : group) {
                for (int b : group) {
                    wrong += a < b && rows.get(a).person() != rows.get(b).person() ? 1 : 0;
                }
            }
        }
        for (List<Integer> group : people.values()) {
            for (int a : group) {
                for (int b : group) {
                    wanted += a < b ? 1 : 0;
                    found += a < b && partition.person(a) == partition.person(b) ? 1 : 0;
                }
            }
        }
        assertThat(wrong).isZero();
        assertThat((double) found / wanted).isGreaterThan(0.95);
    }

    @Nested
    @DisplayName("Clusters, not only pairs")
    class Clusters {
        @Test
        @DisplayName(
                "3.1 Two citizen ids never meet in one person, not even through a record between them")
        void two_citizen_ids_stay_apart_through_a_record_between_them() {
            Partition partition =
                    resolve(
                            lan().build(),
                            lan().id(null).build(),
                            lan().id("056184777777").build());

            assertThat(partition.person(0)).isNotEqualTo(partition.person(2));
            assertThat(partition.open()).isNotEmpty();
        }

        @Test
        void a_weak_middle_joins_neither_side_silently() {
            // The middle fits two women of one name and year whose birthdays differ.
            PersonDescription one =
                    named("Trương Thị Thu Hà").born("05/03/1984").in(Somebody.COMMUNE).build();
            PersonDescription middle =
                    named("Trương Thị Thu Hà").born("1984").in(Somebody.COMMUNE).build();
            PersonDescription other =
                    named("Trương Thị Thu Hà").born("19/11/1984").in(Somebody.COMMUNE).build();
            Partition partition = resolve(one, middle, other);

            assertThat(Set.of(partition.person(0), partition.person(2))).hasSize(2);
            assertThat(partition.person(1))
                    .isNotEqualTo(partition.person(0))
                    .isNotEqualTo(partition.person(2));
            assertThat(partition.open()).anyMatch(o -> o.record() == 1 || o.other() == 1);
        }

        @Test
        void a_given_name_one_letter_apart_is_no_weak_middle_under_one_citizen_id() {
            PersonDescription register =
                    named("Huỳnh Thị Thanh Loan")
                            .born("26/12/1998")
                            .id("056198146330")
                            .in(Somebody.COMMUNE)
                            .build();
            PersonDescription insurer =
                    named("Huỳnh Thị Thanh Loan")
                            .born("26/12/1998")
                            .insurance("5675836412")
                            .in(Somebody.COMMUNE)
                            .build();
            PersonDescription clinic =
                    named("Huỳnh Thị Thanh Loang")
                            .born("26/12/1998")
                            .id("056198146330")
                            .in(Somebody.COMMUNE)
                            .build();

            PackedRecords records = new PackedRecords(LinkageModel.standard());
            records.add(0, register);
            records.add(1, insurer);
            records.add(2, clinic);
            Partition partition =
                    new Resolver(Thresholds.standard(), KNOWN, new Resolver.Limits(1, 64))
                            .resolve(records);

            assertThat(partition.person(1)).isEqualTo(partition.person(0));
            assertThat(partition.person(2)).isEqualTo(partition.person(0));
        }

        @Test
        void records_that_share_no_field_meet_through_a_third() {
            PersonDescription register =
                    named("Nguyễn Thị Thùy Lan")
                            .born("05/03/1984")
                            .id("056184001234")
                            .in(Somebody.COMMUNE)
                            .build();
            PersonDescription clinic =
                    named("Nguyễn Thị Thùy Lan")
                            .born("05/03/1984")
                            .id("056184001234")
                            .insurance("0123456789")
                            .build();
            PersonDescription card =
                    named("NGUYEN THI THUY LAN").born("1984").insurance("0123456789").build();
            Partition partition = resolve(register, clinic, card);

            assertThat(Arrays.stream(partition.persons()).distinct().count()).isEqualTo(1);
        }

        @Test
        void the_twin_is_told_apart_by_the_given_name() {
            PersonDescription mai =
                    named("Trần Ngọc Mai").born("09/12/2012").in(Somebody.COMMUNE).build();
            PersonDescription lan =
                    named("Trần Ngọc Lan").born("09/12/2012").in(Somebody.COMMUNE).build();
            PersonDescription typed =
                    named("TRAN NGOC MAI").born("09/12/2012").in(Somebody.COMMUNE).build();
            Partition partition = resolve(mai, lan, typed);

            assertThat(partition.person(2)).isEqualTo(partition.person(0));
            assertThat(partition.person(1)).isNotEqualTo(partition.person(0));
        }
    }

    @Nested
    @DisplayName("Blocking survives a mega-block")
    class MegaBlock {
        private List<PersonDescription> crowd(int size) {
            List<PersonDescription> rows = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                // One surname and given name, one invented default birthday, one commune.
                rows.add(
                        named("Nguyễn Văn Hùng")
                                .born("01/01/1950")
                                .in(Somebody.COMMUNE)
                                .id("056050%06d".formatted(i))
                                .build());
            }
            return rows;
        }

        @Test
        void candidates_are_bounded_and_what_was_cut_is_counted() {
            List<PersonDescription> rows = crowd(2_000);
            Partition partition = resolve(rows, inOrder(rows.size()), 2, 32);

            assertThat(partition.mostCandidates())
                    .isLessThanOrEqualTo(new Resolver.Limits(2, 32).mostCandidates());
            assertThat(partition.pairs()).isLessThan(2_000L * 400);
            assertThat(partition.splitBlocks()).isPositive();
            assertThat(partition.cutPairs()).isGreaterThan(1_000_000);
            assertThat(Arrays.stream(partition.persons()).distinct().count()).isEqualTo(2_000);
        }

        @Test
        void a_number_still_finds_its_person_in_the_crowd() {
            List<PersonDescription> rows = new ArrayList<>(crowd(500));
            rows.add(named("NGUYEN VAN HUNG").born("1950").id("056050000123").build());
            Partition partition = resolve(rows, inOrder(rows.size()), 2, 32);

            assertThat(partition.person(500)).isEqualTo(partition.person(123));
        }
    }
}
