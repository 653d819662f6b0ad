/// Tests of access, over HTTP and a real PostgreSQL.
@NullMarked
package vn.pccovid.server.access;

import org.jspecify.annotations.NullMarked;
