package vn.pccovid.bench;

import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.PackRule;
import vn.pccovid.lib.colour.RuleInputs;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.RulePacks;

/// `bench colour`: how fast one evaluation is. One evaluation takes a person with 0 to 20 facts and
/// an instant, and gives the colour and the rule that decides; the facts are other ones at every
/// call. Single-threaded and by the processor time of that thread, so figures are per core.
///
/// Beside it in the same run, turn by turn: the same rules in plain Java written by hand, CEL's own
/// interpreter, JsonLogic and DMN tables. All of them must give the same rule for the same people
/// before anything is measured.
///
/// With `--stored N` also an installation of N people: see [StoredColours].
///
/// Options: `--people N` (20,000 that are measured), `--agree N` (100,000 that must agree with
/// plain Java), `--seed S` (7), `--runs R` (3), `--stored N` (0: none), `--facts-per-s F` (500),
/// `--seconds T` (20 for each kind of request).
public final class ColourBench implements Bench {
    private static final Instant WITHIN = Instant.parse("2021-11-20T00:00:00Z");
    private static final String KHANH_HOA = "56/568/22363";
    private static final String ELSEWHERE = "58/582/22741";

    /// People the slow engines must agree on and are measured with.
    private static final int FEWER = 2_000;

    /// The tables are so slow that a turn over more people would take minutes.
    private static final int FEWEST = 50;

    /// How much processor time one turn of one engine takes.
    private static final long TURN_CPU_NANOS = 400_000_000L;

    private final Installation.Starter starter;

    /// @param starter starts the service in a folder
    public ColourBench(Installation.Starter starter) {
        this.starter = starter;
    }

    private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();
    private static final int WARM_UP_TURNS = 4;

    /// Turns over 2,000 people each, before the clock and again within it, for every run.
    private static final int JUDGING_TURNS = 200;

    /// One engine and how many people it is asked about in turn.
    private record Runner(String name, int people, Asked asked, List<Double> rates) {}

    @FunctionalInterface
    private interface Asked {
        Object decide(ColourPeople.Question question) throws Exception;
    }

    @Override
    public int run(String[] args, PrintStream out) throws Exception {
        int people = option(args, "--people", 20_000);
        int agree = option(args, "--agree", 100_000);
        int seed = option(args, "--seed", 7);
        int runs = option(args, "--runs", 3);
        List<RulePack> packs = RulePacks.all();
        ColourEngine engine = new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
        RuleInputs here = new RuleInputs(packs, KHANH_HOA, WITHIN);
        RuleInputs elsewhere = new RuleInputs(packs, ELSEWHERE, WITHIN);
        out.printf(
                Locale.ROOT,
                "%d rules over %d terms in Khánh Hòa, %d rules elsewhere; people of 0 to %d facts%n",
                here.rules().size(),
                here.terms(),
                elsewhere.rules().size(),
                ColourPeople.MOST_FACTS);

        List<Runner> runners =
                List.of(
                        new Runner(
                                "pccovid",
                                people,
                                q -> engine.rule(q.subject(), q.facts(), q.at()),
                                new ArrayList<>()),
                        new Runner(
                                "java",
                                people,
                                q -> HandWrittenRules.decide(q.subject(), q.facts(), q.at()),
                                new ArrayList<>()),
                        new Runner(
                                "cel",
                                FEWER,
                                peer(here, elsewhere, RuleEngines::cel),
                                new ArrayList<>()),
                        new Runner(
                                "cel_std",
                                FEWER,
                                peer(here, elsewhere, RuleEngines::celStandard),
                                new ArrayList<>()),
                        new Runner(
                                "cel_logic",
                                FEWER,
                                peer(here, elsewhere, RuleEngines::celLogic),
                                new ArrayList<>()),
                        new Runner(
                                "json_logic",
                                FEWER,
                                peer(here, elsewhere, RuleEngines::jsonLogic),
                                new ArrayList<>()),
                        new Runner(
                                "dmn",
                                FEWEST,
                                peer(here, elsewhere, RuleEngines::dmn),
                                new ArrayList<>()));

        if (!agrees(runners, ColourPeople.random(agree, seed + 1L), out)) {
            return 1;
        }
        measure(runners, ColourPeople.random(people, seed), runs, out);
        double[] judging =
                judging(
                        here,
                        elsewhere,
                        ColourPeople.random(FEWER, seed + 2L),
                        JUDGING_TURNS * runs,
                        out);
        int stored = option(args, "--stored", 0);
        String more = "";
        if (stored > 0) {
            more =
                    stored(
                            StoredColours.measure(
                                    starter,
                                    stored,
                                    seed,
                                    option(args, "--facts-per-s", 500),
                                    option(args, "--seconds", 20),
                                    out),
                            stored,
                            out);
        }
        print(runners, here.rules().size(), agree, judging, more, out);
        return 0;
    }

    /// From facts that are read to the rule that decides: our closures beside CEL's interpreter on
    /// the packs as written. Every person is read anew, outside the clock, before each turn, so
    /// that nothing an engine remembers of a person helps it.
    ///
    /// @return how many times as many people our closures judge in the same processor time as CEL's
    ///   planner runtime and as its standard one
    private static double[] judging(
            RuleInputs here,
            RuleInputs elsewhere,
            List<ColourPeople.Question> questions,
            int turns,
            PrintStream out)
            throws Exception {
        Made[] made = {_ -> RuleInputs.Truths::decide, RuleEngines::cel, RuleEngines::celStandard};
        double[] micros = new double[made.length];
        for (int m = 0; m < made.length; m++) {
            RuleEngines.Engine own = made[m].of(here);
            RuleEngines.Engine there = made[m].of(elsewhere);
            long nanos = 0;
            Answers answers = new Answers();
            for (int turn = -turns; turn < turns; turn++) {
                List<RuleInputs.Truths> read = new ArrayList<>(questions.size());
                for (ColourPeople.Question q : questions) {
                    boolean in = q.subject().area().equals(KHANH_HOA);
                    read.add((in ? here : elsewhere).read(q.subject(), q.facts(), q.at()));
                }
                long start = PROCESSOR.getCurrentThreadCpuTime();
                for (int i = 0; i < read.size(); i++) {
                    boolean in = questions.get(i).subject().area().equals(KHANH_HOA);
                    answers.take((in ? own : there).decide(read.get(i)));
                }
                nanos += turn < 0 ? 0 : PROCESSOR.getCurrentThreadCpuTime() - start;
            }
            answers.check();
            micros[m] = nanos / 1e3 / turns / questions.size();
        }
        out.printf(
                Locale.ROOT,
                "judging facts that are read: ours %.3f µs, CEL's interpreter %.3f µs, its standard"
                        + " runtime %.3f µs%n",
                micros[0],
                micros[1],
                micros[2]);
        return new double[] {micros[1] / micros[0], micros[2] / micros[0]};
    }

    @FunctionalInterface
    private interface Made {
        RuleEngines.Engine of(RuleInputs inputs) throws Exception;
    }

    /// A peer with its rules for either place.
    private static Asked peer(RuleInputs here, RuleInputs elsewhere, Made made) throws Exception {
        RuleEngines.Engine there = made.of(elsewhere);
        RuleEngines.Engine own = made.of(here);
        return q -> {
            boolean in = q.subject().area().equals(KHANH_HOA);
            RuleInputs inputs = in ? here : elsewhere;
            return (in ? own : there).decide(inputs.read(q.subject(), q.facts(), q.at()));
        };
    }

    /// Plain Java names the rule, the others give it.
    private static String path(Object answer) {
        return answer instanceof PackRule rule ? rule.path() : answer.toString();
    }

    private static boolean agrees(
            List<Runner> runners, List<ColourPeople.Question> questions, PrintStream out)
            throws Exception {
        Asked ours = runners.getFirst().asked;
        for (Runner runner : runners.subList(1, runners.size())) {
            int most = runner.people <= FEWER ? runner.people : questions.size();
            int asked = Math.min(most, questions.size());
            for (int i = 0; i < asked; i++) {
                String wanted = path(ours.decide(questions.get(i)));
                String got = path(runner.asked.decide(questions.get(i)));
                if (!wanted.equals(got)) {
                    out.printf(
                            "%s disagrees on person %d: %s, the engine says %s%n",
                            runner.name, i, got, wanted);
                    return false;
                }
            }
            out.printf(
                    Locale.ROOT, "%-10s gives the same rule for %,d people%n", runner.name, asked);
        }
        return true;
    }

    private static void measure(
            List<Runner> runners, List<ColourPeople.Question> questions, int runs, PrintStream out)
            throws Exception {
        for (int turn = 0; turn < WARM_UP_TURNS + runs; turn++) {
            for (Runner runner : runners) {
                double rate = turn(runner, questions);
                if (turn >= WARM_UP_TURNS) {
                    runner.rates.add(rate);
                }
            }
        }
        for (Runner runner : runners) {
            double[] rates = sorted(runner);
            out.printf(
                    Locale.ROOT,
                    "%-10s %,12.0f evaluations/s (%,.0f to %,.0f), %.3f µs each%n",
                    runner.name,
                    rates[rates.length / 2],
                    rates[0],
                    rates[rates.length - 1],
                    1e6 / rates[rates.length / 2]);
        }
    }

    /// Evaluations of one turn per second of processor time, so that a busy machine measures the
    /// same; the answers are used, so none is left out.
    private static double turn(Runner runner, List<ColourPeople.Question> questions)
            throws Exception {
        int people = Math.min(runner.people, questions.size());
        long start = PROCESSOR.getCurrentThreadCpuTime();
        long end = start;
        long evaluations = 0;
        Answers answers = new Answers();
        while (end - start < TURN_CPU_NANOS) {
            for (int i = 0; i < people; i++) {
                answers.take(runner.asked.decide(questions.get(i)));
            }
            evaluations += people;
            end = PROCESSOR.getCurrentThreadCpuTime();
        }
        answers.check();
        return evaluations * 1e9 / (end - start);
    }

    /// Looks at every answer, so that none is left out.
    private static final class Answers {
        private @Nullable Object last;
        private long changes;

        /// Cheaper than equality, which would walk through a whole rule.
        @SuppressWarnings("ReferenceEquality")
        void take(Object answer) {
            changes += answer == last ? 0 : 1;
            last = answer;
        }

        void check() {
            if (changes < 2) {
                throw new IllegalStateException("the same answer for everybody");
            }
        }
    }

    private static double[] sorted(Runner runner) {
        return runner.rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    private static double median(Runner runner) {
        double[] rates = sorted(runner);
        return rates[rates.length / 2];
    }

    private static String stored(StoredColours.Times times, int people, PrintStream out) {
        print("read of one pass", times.read(), out);
        print("SELECT by primary key", times.select(), out);
        print("commit of a fact to its colour", times.fact(), out);
        print("INSERT with its commit", times.commit(), out);
        out.printf(
                Locale.ROOT,
                "load of the machine: %.1f%n",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        double read = StoredColours.percentile(times.read(), 99);
        double fact = StoredColours.percentile(times.fact(), 99);
        return ",\"stored_people\":%d,\"read_p50_ms\":%.3f,\"read_p99_ms\":%.3f,\"read_ratio_p99_to_select\":%.2f,\"fact_to_colour_p50_ms\":%.3f,\"fact_to_colour_p99_ms\":%.3f,\"fact_ratio_p99_to_commit\":%.2f,\"facts_per_s\":%.0f"
                .formatted(
                        people,
                        StoredColours.percentile(times.read(), 50),
                        read,
                        read / StoredColours.percentile(times.select(), 99),
                        StoredColours.percentile(times.fact(), 50),
                        fact,
                        fact / StoredColours.percentile(times.commit(), 99),
                        times.factsPerS());
    }

    private static void print(String what, double[] times, PrintStream out) {
        out.printf(
                Locale.ROOT,
                "%-30s p50 %8.3f ms, p99 %8.3f ms, %,d times%n",
                what,
                StoredColours.percentile(times, 50),
                StoredColours.percentile(times, 99),
                times.length);
    }

    private static void print(
            List<Runner> runners,
            int rules,
            int agree,
            double[] judging,
            String more,
            PrintStream out) {
        double ours = median(runners.get(0));
        double java = median(runners.get(1));
        out.printf(
                Locale.ROOT,
                "{\"bench\":\"colour\",\"evaluations_per_s\":%.0f,\"ratio_to_java\":%.3f,"
                        + "\"ratio_to_cel\":%.2f,\"ratio_to_cel_standard\":%.2f,\"ratio_to_cel_logic\":%.2f,\"judging_ratio_to_cel\":%.2f,\"judging_ratio_to_cel_standard\":%.2f,\"ratio_to_json_logic\":%.2f,\"ratio_to_dmn\":%.2f,"
                        + "\"java_us_per_rule\":%.4f,\"rules\":%d,\"agreed_people\":%d%s}%n",
                ours,
                ours / java,
                ours / median(runners.get(2)),
                ours / median(runners.get(3)),
                ours / median(runners.get(4)),
                judging[0],
                judging[1],
                ours / median(runners.get(5)),
                ours / median(runners.get(6)),
                1e6 / java / rules,
                rules,
                agree,
                more);
    }

    private static int option(String[] args, String name, int otherwise) {
        int at = Arrays.asList(args).indexOf(name);
        if (at < 0) {
            return otherwise;
        }
        if (at + 1 == args.length) {
            throw new IllegalArgumentException(name + " wants a number");
        }
        return Integer.parseInt(args[at + 1]);
    }
}
