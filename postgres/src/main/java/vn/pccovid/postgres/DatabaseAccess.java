package vn.pccovid.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// How one role reaches one database.
///
/// @param url JDBC address without credentials
/// @param user role name
/// @param password never printed
public record DatabaseAccess(String url, String user, String password) {

    /// Opens a connection; the caller closes it.
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(url, user, password);
    }

    /// A source of fresh connections without a pool.
    public DataSource dataSource() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setUser(user);
        source.setPassword(password);
        return source;
    }

    /// The same role in another database of the same server.
    public DatabaseAccess in(String database) {
        int slash = url.indexOf('/', url.indexOf("//") + 2);
        int query = url.indexOf('?', slash);
        return new DatabaseAccess(
                url.substring(0, slash + 1) + database + (query < 0 ? "" : url.substring(query)),
                user,
                password);
    }

    @Override
    public String toString() {
        return "DatabaseAccess[" + url + ", " + user + ", ••••]";
    }
}
