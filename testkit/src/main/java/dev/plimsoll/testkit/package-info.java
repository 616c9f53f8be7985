/// Embedded stack for tests: one for each test JVM, on its own folder, deleted with the JVM.
@NullMarked
package dev.plimsoll.testkit;

import org.jspecify.annotations.NullMarked;
