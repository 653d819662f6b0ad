/// The server: one Spring Boot application, one package per module, one schema per module.
@NullMarked
package vn.pccovid.server;

import org.jspecify.annotations.NullMarked;
