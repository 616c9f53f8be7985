/// The embedded stack for tests: one a test JVM, on a folder of its own, gone with the JVM.
@NullMarked
package dev.plimsoll.testkit;

import org.jspecify.annotations.NullMarked;
