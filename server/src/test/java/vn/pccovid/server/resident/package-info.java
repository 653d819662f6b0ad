/// Tests of the resident's and the desk's endpoints, over HTTP and a real PostgreSQL.
@NullMarked
package vn.pccovid.server.resident;

import org.jspecify.annotations.NullMarked;
