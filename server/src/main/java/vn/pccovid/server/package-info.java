/// server
@NullMarked
package vn.pccovid.server;

import org.jspecify.annotations.NullMarked;
