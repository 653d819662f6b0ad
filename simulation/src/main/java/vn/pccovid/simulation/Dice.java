package vn.pccovid.simulation;

import java.util.List;

/// Random numbers whose sequence is fixed by this file alone (SplitMix64), so that a seed gives the
/// same bytes on every JDK. Not for secrets; not thread-safe.
final class Dice {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private long state;

    Dice(long seed) {
        this.state = mix(seed + GOLDEN);
    }

    /// A stream of its own for a part of the nation, so that one part does not shift another.
    static Dice of(long seed, String part) {
        long hash = seed;
        for (int i = 0; i < part.length(); i++) {
            hash = mix(hash * 31 + part.charAt(i));
        }
        return new Dice(hash);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    long next() {
        state += GOLDEN;
        return mix(state);
    }

    /// Uniform in 0 … bound − 1.
    int below(int bound) {
        return (int) ((next() >>> 33) % bound);
    }

    /// Uniform in from … to, both included.
    int between(int from, int to) {
        return from + below(to - from + 1);
    }

    /// Uniform in [0, 1).
    double unit() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    boolean chance(double probability) {
        return unit() < probability;
    }

    /// Roughly normal (sum of four uniforms), never further than 3.5 deviations from the mean.
    double normal(double mean, double deviation) {
        double sum = unit() + unit() + unit() + unit() - 2;
        return mean + sum * deviation * 1.7320508;
    }

    <T> T pick(List<T> from) {
        return from.get(below(from.size()));
    }

    /// The earlier in the list, the likelier: weight 1 / (rank + 6).
    <T> T pickEarly(List<T> from) {
        double total = Math.log((from.size() + 6.0) / 6.0);
        int rank = (int) (6.0 * Math.exp(unit() * total) - 6.0);
        return from.get(Math.min(rank, from.size() - 1));
    }
}
