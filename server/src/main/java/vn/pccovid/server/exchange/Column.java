package vn.pccovid.server.exchange;

/// One column of a file.
///
/// @param name header, lower case
/// @param optional true when a file without it is still read
record Column(String name, Use use, boolean optional) {
    static Column of(String name, Use use) {
        return new Column(name, use, false);
    }
}
