/// Conformance tests for every source and every target.
@NullMarked
package dev.plimsoll.connector.conformance;

import org.jspecify.annotations.NullMarked;
