package vn.pccovid.server.pass;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import vn.pccovid.lib.colour.Colour;
import vn.pccovid.lib.colour.EvidenceItem;
import vn.pccovid.server.keys.KeyClass;
import vn.pccovid.server.keys.Sealing;

/// Writes answers compactly and seals them under the health key of their month. Thread-safe.
@Component
class SealedAnswers {
    /// First byte of every answer; a reader refuses any other.
    private static final int VERSION = 1;

    /// No list in an answer is longer; a longer one is not ours.
    private static final int LONGEST_LIST = 10_000;

    private final Sealing sealing;

    SealedAnswers(Sealing sealing) {
        this.sealing = sealing;
    }

    byte[] seal(UUID person, Instant asOf, Answer answer) {
        return sealing.seal(
                KeyClass.HEALTH,
                LocalDate.ofInstant(asOf, AreaNames.VIETNAM),
                write(answer),
                context(person));
    }

    Answer open(UUID person, byte[] sealed) {
        return read(sealing.open(sealed, context(person)));
    }

    private static byte[] context(UUID person) {
        return ByteBuffer.allocate(20)
                .put("pass".getBytes(StandardCharsets.US_ASCII))
                .putLong(person.getMostSignificantBits())
                .putLong(person.getLeastSignificantBits())
                .array();
    }

    static byte[] write(Answer answer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            texts(out, answer.heldRules());
            texts(out, answer.missing());
            out.writeShort(answer.evidence().size());
            for (EvidenceItem item : answer.evidence()) {
                out.writeUTF(item.factId());
                out.writeUTF(item.kind());
                instant(out, item.at());
                out.writeUTF(item.source());
                instant(out, item.knownAt());
                out.writeDouble(item.linkProbability());
            }
            instant(out, answer.until());
            out.writeUTF(answer.nextColour() == null ? "" : answer.nextColour().name());
            out.writeShort(answer.spans().size());
            for (Answer.Span span : answer.spans()) {
                instant(out, span.from());
                instant(out, span.to());
                out.writeUTF(span.colour().name());
                out.writeUTF(span.pack());
                out.writeUTF(span.packVersion());
                out.writeUTF(span.rule());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static Answer read(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IllegalStateException(
                        "a stored answer of version " + version + ": want " + VERSION);
            }
            List<String> held = texts(in);
            List<String> missing = texts(in);
            List<EvidenceItem> evidence = new ArrayList<>();
            int items = length(in);
            for (int i = 0; i < items; i++) {
                evidence.add(
                        new EvidenceItem(
                                in.readUTF(),
                                in.readUTF(),
                                needed(in),
                                in.readUTF(),
                                needed(in),
                                in.readDouble()));
            }
            Instant until = instant(in);
            String next = in.readUTF();
            List<Answer.Span> spans = new ArrayList<>();
            int count = length(in);
            for (int i = 0; i < count; i++) {
                spans.add(
                        new Answer.Span(
                                needed(in),
                                instant(in),
                                Colour.valueOf(in.readUTF()),
                                in.readUTF(),
                                in.readUTF(),
                                in.readUTF()));
            }
            return new Answer(
                    held,
                    List.copyOf(evidence),
                    missing,
                    until,
                    next.isEmpty() ? null : Colour.valueOf(next),
                    List.copyOf(spans));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void texts(DataOutputStream out, List<String> texts) throws IOException {
        out.writeShort(texts.size());
        for (String text : texts) {
            out.writeUTF(text);
        }
    }

    private static List<String> texts(DataInputStream in) throws IOException {
        int count = length(in);
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            texts.add(in.readUTF());
        }
        return List.copyOf(texts);
    }

    private static int length(DataInputStream in) throws IOException {
        int length = in.readUnsignedShort();
        if (length > LONGEST_LIST) {
            throw new IllegalStateException("a list of " + length + " in a stored answer");
        }
        return length;
    }

    private static void instant(DataOutputStream out, @Nullable Instant at) throws IOException {
        out.writeLong(
                at == null
                        ? Long.MIN_VALUE
                        : at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000);
    }

    private static @Nullable Instant instant(DataInputStream in) throws IOException {
        long micros = in.readLong();
        return micros == Long.MIN_VALUE
                ? null
                : Instant.ofEpochSecond(
                        Math.floorDiv(micros, 1_000_000L),
                        Math.floorMod(micros, 1_000_000L) * 1_000L);
    }

    private static Instant needed(DataInputStream in) throws IOException {
        Instant at = instant(in);
        if (at == null) {
            throw new IllegalStateException("a stored answer lacks a time");
        }
        return at;
    }
}
