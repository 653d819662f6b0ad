package vn.pccovid.lib.identity;

/// One thing a reader changed, doubted or refused. `code` is stable and for programs; `detail` says
/// more without any personal data (a length, a position, a format), and may be empty.
public record Repair(String code, String detail) {}
