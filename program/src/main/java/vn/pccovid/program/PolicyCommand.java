package vn.pccovid.program;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import vn.pccovid.lib.colour.ColourEngine;
import vn.pccovid.lib.colour.Decision;
import vn.pccovid.lib.colour.PackSchema;
import vn.pccovid.lib.colour.PolicyCheck;
import vn.pccovid.lib.colour.RulePack;
import vn.pccovid.lib.colour.RulePackRefused;
import vn.pccovid.lib.colour.RulePacks;
import vn.pccovid.lib.colour.Scenarios;

/// `./pccovid policy`: rule packs, without a database ([CheckPacks], [Try], [Schema]) and on an
/// installation ([PackCommands]). The layout of packs and scenarios is told in `docs/rules`.
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Rule packs: check them and try them on one person, which needs no database;",
            "rehearse them on everybody, approve, activate and take back, on an installation."
        },
        subcommands = {
            PolicyCommand.CheckPacks.class,
            PolicyCommand.Try.class,
            PolicyCommand.Schema.class,
            PackCommands.ListPacks.class,
            PackCommands.Rehearse.class,
            PackCommands.Approve.class,
            PackCommands.Activate.class,
            PackCommands.RollBack.class
        })
final class PolicyCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(),
                "Which command? For instance: ./pccovid policy check");
    }

    /// Type-check, examples, static checks, scenarios.
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Type-check packs, run their examples and the static checks, run scenarios.",
                "Without FILE: all packs and scenarios that come with the program.",
                "Exit code 0: may be published; 1: something must change."
            })
    static final class CheckPacks implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Parameters(paramLabel = "FILE", arity = "0..*", description = "Packs and scenarios, YAML.")
        private List<Path> files = new ArrayList<>();

        private boolean wrong;
        private PrintWriter out =
                new PrintWriter(Main.OUTPUT, true, java.nio.charset.StandardCharsets.UTF_8);

        @Override
        public Integer call() throws IOException {
            out = output(spec);
            List<RulePack> known = RulePacks.all();
            if (files.isEmpty()) {
                known.forEach(pack -> check(pack, known));
                run("the scenarios that come with the program", RulePacks.scenarios(), known);
                return wrong ? 1 : 0;
            }
            List<RulePack> packs = new ArrayList<>(known);
            Map<Path, String> scenarios = new LinkedHashMap<>();
            for (Path file : files) {
                String text = read(file);
                if (Scenarios.looksLike(text)) {
                    scenarios.put(file, text);
                    continue;
                }
                try {
                    RulePack pack = RulePack.load(text, file.toString());
                    PolicyCheck.putInPlace(pack, packs);
                    check(pack, packs);
                } catch (RulePackRefused e) {
                    out.println(e.getMessage());
                    wrong = true;
                }
            }
            for (Map.Entry<Path, String> file : scenarios.entrySet()) {
                try {
                    run(
                            file.getKey().toString(),
                            Scenarios.load(file.getValue(), file.getKey().toString()),
                            packs);
                } catch (RulePackRefused e) {
                    out.println(e.getMessage());
                    wrong = true;
                }
            }
            return wrong ? 1 : 0;
        }

        private void check(RulePack pack, List<RulePack> among) {
            PolicyCheck.Report report = PolicyCheck.check(pack, among);
            wrong |= !report.passes();
            out.printf(
                    "%-4s %s: %d rules, %d numbers, %d examples%n",
                    report.passes() ? "ok" : "BAD",
                    pack.named(),
                    pack.rules().size(),
                    pack.parameters().size(),
                    pack.examples());
            for (PolicyCheck.Finding finding : report.findings()) {
                out.printf(
                        "     %s %s %s: %s%n",
                        finding.severity() == PolicyCheck.Severity.ERROR ? "error" : "note",
                        finding.check().name().toLowerCase(java.util.Locale.ROOT),
                        finding.rule(),
                        finding.message());
                finding.person().forEach(line -> out.println("          " + line));
            }
            out.printf(
                    "     searched %,d people of up to %d facts: %d kinds of fact at %d instants"
                            + " before %s%n",
                    report.people(),
                    report.facts(),
                    report.kinds(),
                    report.instants(),
                    report.at());
        }

        private void run(String name, List<Scenarios.Scenario> scenarios, List<RulePack> packs) {
            ColourEngine engine = new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
            List<String> failures =
                    scenarios.stream().flatMap(s -> s.run(engine).stream()).toList();
            wrong |= !failures.isEmpty();
            out.printf(
                    "%-4s %s: %d scenarios, %d expectations not met%n",
                    failures.isEmpty() ? "ok" : "BAD", name, scenarios.size(), failures.size());
            failures.forEach(failure -> out.println("     line " + failure));
        }
    }

    /// Explains one person.
    @Command(
            name = "try",
            mixinStandardHelpOptions = true,
            description = {
                "Explain the colour of one person as JSON.",
                "The person is a file with born, area and facts, as in a scenario."
            })
    static final class Try implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Parameters(
                paramLabel = "PACK",
                description = "A pack's file, tried above the national packs, or all of them: all.")
        private String pack = "";

        @Option(
                names = "--facts",
                required = true,
                paramLabel = "FILE",
                description = "The person.")
        private Path facts = Path.of("");

        @Option(
                names = "--at",
                required = true,
                paramLabel = "INSTANT",
                description = "2021-10-15, 2021-10-15T09:00 (Vietnamese time) or with an offset.")
        private String at = "";

        @Override
        public Integer call() throws IOException {
            List<RulePack> packs = new ArrayList<>(RulePacks.all());
            Scenarios.Scenario person;
            try {
                if (!pack.equals("all")) {
                    Path file = Path.of(pack);
                    PolicyCheck.putInPlace(RulePack.load(read(file), pack), packs);
                }
                person = Scenarios.person(read(facts), facts.toString());
            } catch (RulePackRefused e) {
                output(spec).println(e.getMessage());
                return 1;
            }
            ColourEngine engine = new ColourEngine(packs, ColourEngine.BURDEN_THRESHOLD);
            Instant instant = instant();
            Decision decision;
            try {
                decision = engine.decide(person.subject(), person.facts(), instant);
            } catch (IllegalArgumentException e) {
                throw wrongUse(String.valueOf(e.getMessage()));
            }
            output(spec)
                    .println(
                            JsonMapper.builder()
                                    .build()
                                    .writerWithDefaultPrettyPrinter()
                                    .writeValueAsString(answer(engine, person, instant, decision)));
            return 0;
        }

        private static Map<String, Object> answer(
                ColourEngine engine, Scenarios.Scenario person, Instant at, Decision decision) {
            RulePack by = engine.pack(decision.pack(), decision.packVersion());
            RulePack.Sentence sentence =
                    java.util.Objects.requireNonNull(by.sentences().get(decision.sentence()));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("at", at.toString());
            answer.put("colour", decision.colour());
            answer.put("national_colour", decision.floorColour());
            answer.put("rule", decision.pack() + "/" + decision.rule());
            answer.put("version", decision.packVersion());
            answer.put(
                    "sentence",
                    Map.of(
                            "id", decision.sentence(),
                            "text", sentence.text(),
                            "source", sentence.source()));
            answer.put("reason", Map.of("vi", decision.reasonVi(), "en", decision.reasonEn()));
            answer.put(
                    "next_step", Map.of("vi", decision.nextStepVi(), "en", decision.nextStepEn()));
            answer.put("rules_that_held", decision.heldRules());
            answer.put(
                    "evidence",
                    decision.evidence().stream()
                            .map(item ->
                                    Map.of(
                                            "fact", item.factId(),
                                            "kind", item.kind(),
                                            "at", item.at().toString(),
                                            "link", item.linkProbability()))
                            .toList());
            answer.put("since", decision.since().toString());
            Instant until = decision.until();
            answer.put("until", until == null ? null : until.toString());
            answer.put("next_colour", decision.nextColour());
            answer.put("missing", decision.missing());
            answer.put("red_for_lack_of_data", decision.redForLackOfData());
            answer.put(
                    "timeline",
                    engine
                            .timeline(
                                    person.subject(),
                                    person.facts(),
                                    at.minus(java.time.Duration.ofDays(60)),
                                    at.plus(java.time.Duration.ofDays(60)))
                            .segments()
                            .stream()
                            .map(segment ->
                                    Map.of(
                                            "from", segment.from().toString(),
                                            "colour", segment.colour(),
                                            "rule", segment.decidedBy().path()))
                            .toList());
            return answer;
        }

        private Instant instant() {
            try {
                if (at.length() == "2021-10-15".length()) {
                    return LocalDate.parse(at).atStartOfDay().toInstant(ZoneOffset.ofHours(7));
                }
                return at.endsWith("Z") || at.lastIndexOf('+') > 0
                        ? java.time.OffsetDateTime.parse(at).toInstant()
                        : LocalDateTime.parse(at.replace(' ', 'T'))
                                .toInstant(ZoneOffset.ofHours(7));
            } catch (DateTimeParseException e) {
                throw wrongUse("--at " + at + " is no instant; for instance 2021-10-15T09:00");
            }
        }

        private ParameterException wrongUse(String message) {
            return new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(), message);
        }
    }

    /// The layout of packs for editors.
    @Command(
            name = "schema",
            mixinStandardHelpOptions = true,
            description = "Print the JSON Schema of packs.")
    static final class Schema implements Callable<Integer> {
        @Spec private @Nullable CommandSpec spec;

        @Override
        public Integer call() {
            PrintWriter out = output(spec);
            out.print(PackSchema.json());
            out.flush();
            return 0;
        }
    }

    private static PrintWriter output(@Nullable CommandSpec spec) {
        return java.util.Objects.requireNonNull(spec).commandLine().getOut();
    }

    private static String read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new Refusal("There is no file " + file + ".");
        }
        try {
            return Files.readString(file);
        } catch (MalformedInputException e) {
            throw new Refusal("The file " + file + " is not UTF-8.");
        }
    }
}
