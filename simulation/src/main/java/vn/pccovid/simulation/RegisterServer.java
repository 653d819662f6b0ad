package vn.pccovid.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The population register and the insurer as a local server: each answers from its own invented
/// people, with the codes of the real ones, and as badly as it is told to. Bound to the loopback
/// address on a free port. Thread-safe.
///
/// `/dan-cu` confirms number, name, birth date and sex (`1`, `0`, `2` no such number); `/bao-hiem`
/// looks up card, name and birth date (three digits).
public final class RegisterServer implements AutoCloseable {
    private static final Pattern FIELD =
            Pattern.compile("\"([A-Za-z]+)\"\\s*:\\s*\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final int LONGEST_QUESTION = 8 << 10;

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Citizen> citizens = new ConcurrentHashMap<>();
    private final Map<String, Card> cards = new ConcurrentHashMap<>();
    private final Map<String, String> forced = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger answers = new AtomicInteger();
    private final RandomGenerator random;
    private final LocalDate today;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile RegisterFaults faults = RegisterFaults.none();
    private volatile String token = "";
    private long second;
    private int inSecond;

    private record Citizen(String name, String birth, boolean male) {}

    private record Card(String name, String birth, LocalDate until) {}

    /// An empty register.
    ///
    /// @param today the day on which cards are over or not
    /// @param seed of the faults drawn by chance
    public RegisterServer(LocalDate today, long seed) throws IOException {
        this.today = today;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.http =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(threads);
        http.createContext("/dan-cu", exchange -> serve(exchange, this::confirm));
        http.createContext("/bao-hiem", exchange -> serve(exchange, this::lookUp));
        http.start();
    }

    /// The registers of a simulated nation.
    public static RegisterServer of(SimulationOptions options) throws IOException {
        RegisterServer server = new RegisterServer(options.asOf(), options.seed());
        Simulation.generate(
                options,
                (file, columns, cells, truth) -> {
                    switch (file) {
                        case "population.csv" ->
                                server.citizen(
                                        cell(columns, cells, "so_dinh_danh"),
                                        cell(columns, cells, "ho_ten"),
                                        cell(columns, cells, "ngay_sinh"),
                                        cell(columns, cells, "gioi_tinh").equals("Nam"));
                        case "insurance.csv" ->
                                server.card(
                                        cell(columns, cells, "ma_the"),
                                        cell(columns, cells, "ho_ten"),
                                        cell(columns, cells, "ngay_sinh"),
                                        LocalDate.parse(
                                                cell(columns, cells, "gt_the_den"),
                                                java.time.format.DateTimeFormatter.BASIC_ISO_DATE));
                        default -> {}
                    }
                },
                progress -> {});
        return server;
    }

    private static String cell(List<String> columns, String[] cells, String name) {
        return cells[columns.indexOf(name)];
    }

    /// Adds a person to the population register.
    public void citizen(String number, String name, String birth, boolean male) {
        if (!number.isEmpty()) {
            citizens.put(number, new Citizen(name, birth, male));
        }
    }

    /// Adds a card to the insurer's; its last ten characters are the number.
    public void card(String card, String name, String birth, LocalDate until) {
        cards.put(card.substring(Math.max(0, card.length() - 10)), new Card(name, birth, until));
    }

    /// From now on a number is answered with this code, whatever is asked with it.
    public void force(String number, String code) {
        forced.put(number, code);
    }

    /// From now on it behaves like this.
    public void faults(RegisterFaults now) {
        faults = now;
    }

    /// From now on callers need this bearer token; empty for none.
    public void token(String wanted) {
        token = wanted;
    }

    public URI population() {
        return uri("/dan-cu");
    }

    public URI insurance() {
        return uri("/bao-hiem");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + path);
    }

    /// Calls that reached it, answered or not.
    public int calls() {
        return calls.get();
    }

    /// Calls answered with a code.
    public int answers() {
        return answers.get();
    }

    /// How often a number was answered.
    public int answersAbout(String number) {
        AtomicInteger count = asked.get(number);
        return count == null ? 0 : count.get();
    }

    /// @param number asked about, for counting
    private record Answer(String number, String code) {}

    private interface Register {
        Answer answer(Map<String, String> fields);
    }

    private void serve(HttpExchange exchange, Register register) throws IOException {
        try (exchange) {
            calls.incrementAndGet();
            RegisterFaults now = faults;
            byte[] question = exchange.getRequestBody().readNBytes(LONGEST_QUESTION);
            if (now.down()) {
                return;
            }
            if (closed.await(now.latency().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            double chance;
            boolean tooMany;
            synchronized (random) {
                chance = random.nextDouble();
                tooMany = tooMany(now.perSecond());
            }
            if (tooMany) {
                exchange.getResponseHeaders().set("Retry-After", "1");
                send(exchange, 429, "{}");
            } else if (!token.isEmpty()
                    && !("Bearer " + token)
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                send(exchange, 401, "{\"maKetQua\":\"401\"}");
            } else if (chance < now.failing()) {
                send(exchange, 503, "{\"maKetQua\":\"500\"}");
            } else if (chance < now.failing() + now.silent()) {
                closed.await(1, TimeUnit.MINUTES);
            } else if (chance < now.failing() + now.silent() + now.garbled()) {
                send(exchange, 200, "<html>Bao tri he thong</html>");
            } else {
                Answer answer =
                        register.answer(fields(new String(question, StandardCharsets.UTF_8)));
                String code = forced.getOrDefault(answer.number(), answer.code());
                asked.computeIfAbsent(answer.number(), n -> new AtomicInteger()).incrementAndGet();
                answers.incrementAndGet();
                send(exchange, 200, "{\"maKetQua\":\"" + code + "\"}");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean tooMany(int perSecond) {
        long now = System.nanoTime() / 1_000_000_000L;
        if (now != second) {
            second = now;
            inSecond = 0;
        }
        return perSecond > 0 && ++inSecond > perSecond;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /// The texts of a flat object; enough for questions of one level.
    private static Map<String, String> fields(String json) {
        Map<String, String> fields = new HashMap<>();
        Matcher matcher = FIELD.matcher(json);
        while (matcher.find()) {
            fields.put(matcher.group(1), unescaped(matcher.group(2)));
        }
        return fields;
    }

    private static String unescaped(String text) {
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\\') {
                out.append(c);
                continue;
            }
            char next = text.charAt(++i);
            if (next == 'u' && i + 4 < text.length()) {
                out.append((char) Integer.parseInt(text.substring(i + 1, i + 5), 16));
                i += 4;
            } else {
                out.append(next);
            }
        }
        return out.toString();
    }

    private Answer confirm(Map<String, String> fields) {
        String number = fields.getOrDefault("soDinhDanh", "");
        Citizen citizen = citizens.get(number);
        if (citizen == null) {
            return new Answer(number, "2");
        }
        String sex = fields.getOrDefault("gioiTinh", "");
        boolean same =
                plain(fields.getOrDefault("hoTen", "")).equals(plain(citizen.name()))
                        && sameBirth(fields.getOrDefault("ngaySinh", ""), citizen.birth())
                        && (sex.isEmpty() || sex.equals(citizen.male() ? "1" : "2"));
        return new Answer(number, same ? "1" : "0");
    }

    private Answer lookUp(Map<String, String> fields) {
        String typed = fields.getOrDefault("maThe", "");
        String name = plain(fields.getOrDefault("hoTen", ""));
        if (typed.isEmpty() || name.isEmpty()) {
            return new Answer(typed, "205");
        }
        if (!typed.matches("([A-Z]{2}[1-5]\\d{2})?\\d{10}")) {
            return new Answer(typed, "051");
        }
        String number = typed.substring(typed.length() - 10);
        Card card = cards.get(number);
        if (card == null) {
            return new Answer(number, "050");
        }
        String own = plain(card.name());
        if (!name.equals(own)) {
            return new Answer(number, initials(name).equals(initials(own)) ? "061" : "060");
        }
        if (!sameBirth(fields.getOrDefault("ngaySinh", ""), card.birth())) {
            return new Answer(number, "070");
        }
        return new Answer(number, card.until().isBefore(today) ? "010" : "000");
    }

    /// As registers compare: upper case, composed, one space.
    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .strip()
                .replaceAll("\\s+", " ");
    }

    private static String initials(String name) {
        StringBuilder out = new StringBuilder();
        for (String word : name.split(" ", -1)) {
            if (!word.isEmpty()) {
                out.append(
                        Normalizer.normalize(word, Normalizer.Form.NFD)
                                .replace('Đ', 'D')
                                .charAt(0));
            }
        }
        return out.toString();
    }

    /// A year alone agrees with every day of it.
    private static boolean sameBirth(String asked, String own) {
        String one = digits(asked);
        String other = digits(own);
        if (one == null || other == null) {
            return false;
        }
        boolean yearOnly = one.length() == 4 || other.length() == 4;
        return yearOnly ? one.substring(0, 4).equals(other.substring(0, 4)) : one.equals(other);
    }

    /// `yyyyMMdd` or `yyyy`; null for anything else.
    private static @Nullable String digits(String date) {
        if (date.matches("\\d{4}|\\d{8}")) {
            return date;
        }
        return date.matches("\\d{2}/\\d{2}/\\d{4}")
                ? date.substring(6) + date.substring(3, 5) + date.substring(0, 2)
                : null;
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
