package vn.pccovid.server.exchange;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Passes a CSV text on line by line, and takes out lines whose quote is never closed: one
/// forgotten quote would otherwise swallow every row after it. A quoted field may hold line breaks
/// when the lines together have as many separators as the header; a line that does not is replaced
/// by a mark, so that line numbers stay true and the reader behind can refuse exactly that row. For
/// one thread.
final class QuotedLines extends Reader {
    /// Stands alone on the line of a broken row; no text file carries the character NUL, ours are
    /// cleaned of it.
    static final String OPEN_QUOTE = "\u0000quote";

    static final String TOO_LONG = "\u0000long";

    /// Longest line, in characters; the widest real row has under two thousand.
    private static final int LONGEST_LINE = 64 * 1024;

    /// Lines one quoted field may span.
    private static final int MOST_JOINED = 20;

    private final Reader in;
    private final char separator;
    private final char[] buffer = new char[1 << 16];
    private int at;
    private int end;
    private boolean finished;
    private int wanted = -1;

    private final ArrayDeque<String> ahead = new ArrayDeque<>();
    private String pending = "";
    private int given;

    QuotedLines(Reader in, char separator) {
        this.in = in;
        this.separator = separator;
    }

    @Override
    public int read(char[] out, int offset, int length) throws IOException {
        if (given == pending.length()) {
            String next = nextPassed();
            if (next == null) {
                return -1;
            }
            pending = next;
            given = 0;
        }
        int count = Math.min(length, pending.length() - given);
        pending.getChars(given, given + count, out, offset);
        given += count;
        return count;
    }

    private @Nullable String nextPassed() throws IOException {
        String line = line();
        if (line == null) {
            return null;
        }
        Scan scan = scan(line);
        if (wanted < 0) {
            wanted = scan.separators();
        }
        if (!scan.open()) {
            return line + "\n";
        }
        List<String> joined = new ArrayList<>(4);
        StringBuilder text = new StringBuilder(line);
        for (int i = 0; i < MOST_JOINED && text.length() < LONGEST_LINE; i++) {
            String next = line();
            if (next == null) {
                break;
            }
            joined.add(next);
            text.append('\n').append(next);
            Scan whole = scan(text);
            if (!whole.open()) {
                if (whole.separators() == wanted && whole.strict()) {
                    return text.append('\n').toString();
                }
                break;
            }
            if (next.indexOf('"') < 0 && scan(next).separators() >= wanted) {
                break; // a whole row of its own: the quote above it was forgotten
            }
        }
        for (int i = joined.size() - 1; i >= 0; i--) {
            ahead.addFirst(joined.get(i));
        }
        return OPEN_QUOTE + "\n";
    }

    /// @param open true when the text ends inside a quoted field
    /// @param separators outside quotes
    /// @param strict true when every closing quote ends its field
    private record Scan(boolean open, int separators, boolean strict) {}

    /// A quote opens a field only as its first character (RFC 4180 §2.5); inside, two stand for
    /// one.
    private Scan scan(CharSequence text) {
        int separators = 0;
        boolean inside = false;
        boolean strict = true;
        boolean start = true;
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (inside) {
                if (c == '"') {
                    boolean doubled = i + 1 < length && text.charAt(i + 1) == '"';
                    inside = doubled;
                    if (doubled) {
                        i++;
                    } else {
                        strict &=
                                i + 1 == length
                                        || text.charAt(i + 1) == separator
                                        || text.charAt(i + 1) == '\n';
                    }
                }
            } else if (c == '"' && start) {
                inside = true;
            } else if (c == separator) {
                separators++;
            }
            start = !inside && c == separator;
        }
        return new Scan(inside, separators, strict);
    }

    private @Nullable String line() throws IOException {
        if (!ahead.isEmpty()) {
            return ahead.removeFirst();
        }
        StringBuilder out = null;
        boolean tooLong = false;
        while (true) {
            if (at == end) {
                if (finished || !fill()) {
                    return tooLong
                            ? TOO_LONG
                            : out == null || out.isEmpty() ? null : out.toString();
                }
            }
            int from = at;
            while (at < end && buffer[at] != '\n' && buffer[at] != '\r') {
                if (buffer[at] == 0) {
                    buffer[at] = '\uFFFD';
                }
                at++;
            }
            if (at == end) {
                out = out == null ? new StringBuilder(256) : out;
                tooLong |= out.length() + at - from > LONGEST_LINE;
                if (!tooLong) {
                    out.append(buffer, from, at - from);
                }
                continue;
            }
            String line = new String(buffer, from, at - from);
            boolean carriage = buffer[at++] == '\r';
            if (carriage && (at < end || fill()) && buffer[at] == '\n') {
                at++;
            }
            if (out != null) {
                tooLong |= out.length() + line.length() > LONGEST_LINE;
                line = tooLong ? "" : out.append(line).toString();
            }
            return tooLong || line.length() > LONGEST_LINE ? TOO_LONG : line;
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        end = Math.max(0, in.read(buffer, 0, buffer.length));
        finished = end == 0;
        return !finished;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
