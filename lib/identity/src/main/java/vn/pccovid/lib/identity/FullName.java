package vn.pccovid.lib.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A person's full name in one canonical form: composed Unicode, one space between words, title
/// case, the tone where the writer put it if that place is lawful. Order is family, middle, given,
/// as on every Vietnamese paper.
public final class FullName {
    /// Longest name kept, in characters; the longest known to civil status has fewer than 70.
    public static final int LONGEST = 120;

    /// Longest text looked at: a name in a damaged encoding is up to three times as long.
    static final int LONGEST_TYPED = 400;

    private final String display;
    private volatile @Nullable List<Syllable> syllables;
    private volatile @Nullable String base;

    private FullName(String display) {
        this.display = display;
    }

    /// Reads a name as typed or as damaged on the way; see [Repair] codes in the class that does
    /// the work. Never guesses on a name that is correct: reading the display of a name gives that
    /// name again.
    ///
    /// Repairs: `spaces`, `soft_hyphen`, `decomposed`, `mojibake`, `tcvn3`, `vni`, `viqr`, `telex`,
    /// `homoglyph`, `tone_placement`, `lost_letter` (a `?` guessed from frequent name words,
    /// without accents, or left standing for any letter), `abbreviation`, `initials`, `remark`
    /// (text in brackets dropped), `signs_dropped`. Refusals: `empty`, `too_long`, `no_letters`.
    public static Reading<FullName> read(String typed) {
        return NameReader.read(typed);
    }

    /// A name already in canonical form (written by [#display]).
    static FullName canonical(String display) {
        return new FullName(display);
    }

    /// The name for people to read: title case, composed.
    public String display() {
        return display;
    }

    /// Upper case without accents, one space between words, apostrophes dropped, hyphens as spaces:
    /// the form of the unified code (1405/QD-BTTTT).
    public String base() {
        String known = base;
        if (known == null) {
            StringBuilder out = new StringBuilder(display.length());
            for (Syllable syllable : syllables()) {
                if (!out.isEmpty()) {
                    out.append(' ');
                }
                out.append(syllable.base().toUpperCase(Locale.ROOT));
            }
            known = out.toString();
            base = known;
        }
        return known;
    }

    /// The words, each as letters, tone and base. Words without any Latin letter are left out.
    public List<Syllable> syllables() {
        List<Syllable> known = syllables;
        if (known == null) {
            known = take(display);
            syllables = known;
        }
        return known;
    }

    /// True when at least one letter carries a mark: an unaccented name says less.
    public boolean accented() {
        for (int i = 0; i < display.length(); i++) {
            char c = display.charAt(i);
            if (c > 0x7F && c != '’') {
                return true;
            }
        }
        return false;
    }

    /// Letters with i/y made equal, and the tone as a digit, per word: equal for two spellings that
    /// differ only in tone placement or i/y.
    public String sound() {
        StringBuilder out = new StringBuilder(display.length() + 8);
        for (Syllable syllable : syllables()) {
            if (!out.isEmpty()) {
                out.append(' ');
            }
            out.append(syllable.sound()).append(syllable.tone().digit());
        }
        return out.toString();
    }

    /// One word of a name ([#display] split at spaces and hyphens) taken apart, null without any
    /// Latin letter: for who sees the same words again and again.
    public static @Nullable Syllable syllable(String word) {
        List<Syllable> only = take(word);
        return only.isEmpty() ? null : only.getFirst();
    }

    private static List<Syllable> take(String display) {
        List<Syllable> out = new ArrayList<>(5);
        StringBuilder letters = new StringBuilder(8);
        StringBuilder folded = new StringBuilder(8);
        Tone tone = Tone.LEVEL;
        for (int i = 0; i <= display.length(); i++) {
            char c = i < display.length() ? display.charAt(i) : ' ';
            if (c == ' ' || c == '-') {
                if (!letters.isEmpty()) {
                    out.add(new Syllable(letters.toString(), tone, folded.toString()));
                }
                letters.setLength(0);
                folded.setLength(0);
                tone = Tone.LEVEL;
                continue;
            }
            int info = Letters.info(c);
            if (info >= 0) {
                letters.append(Letters.letter(info));
                folded.append(Letters.folded(info));
                if (Letters.tone(info) != Tone.LEVEL) {
                    tone = Letters.tone(info);
                }
            } else {
                char fold = c == '?' ? c : Letters.fold(c);
                if (fold != 0) {
                    letters.append(fold);
                    folded.append(fold);
                }
            }
        }
        return List.copyOf(out);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FullName name && name.display.equals(display);
    }

    @Override
    public int hashCode() {
        return display.hashCode();
    }

    @Override
    public String toString() {
        return "FullName[•••]";
    }
}
