package vn.pccovid.server.exchange;

import java.io.Closeable;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The rows of one file, one after the other. For one thread.
interface RawRows extends Closeable {
    /// The next row, or null at the end. A row that cannot be read is answered as broken; the ones
    /// after it go on.
    @Nullable RawRow next() throws IOException;

    /// How many columns of the file no layout knows; their content is dropped.
    int unknownColumns();
}
