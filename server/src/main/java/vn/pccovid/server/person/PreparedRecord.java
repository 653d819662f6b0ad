package vn.pccovid.server.person;

/// An incoming record with everything worked out that needs no database: hashed and sealed. Made by
/// [People#prepare] on any thread, ahead of the one that links.
public final class PreparedRecord {
    final IncomingRecord in;
    final byte[] keyHash;
    final byte[] contentHash;
    final BlindIndex.Keys keys;

    /// As its first version.
    final Stored stored;

    /// As they are stored if this source key is new.
    final byte[] sealedOriginal;

    final byte[] sealedCanonical;

    PreparedRecord(IncomingRecord in, BlindIndex index, Vault vault) {
        this.in = in;
        keyHash = index.sourceKey(in.source(), in.sourceKey());
        contentHash = index.content(in.contentHash());
        keys = index.of(in.description());
        stored = new Stored(in.recordId(), 1, in.source(), in.authoritative(), in.description());
        sealedOriginal = vault.original(in, in.recordId(), 1);
        sealedCanonical = vault.canonical(in, in.recordId(), 1);
    }

    /// The record as it came.
    public IncomingRecord incoming() {
        return in;
    }

    @Override
    public String toString() {
        return "PreparedRecord[" + in.recordId() + "]";
    }
}
