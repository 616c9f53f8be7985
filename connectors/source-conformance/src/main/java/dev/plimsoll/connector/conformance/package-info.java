/// Conformance tests for every source.
@NullMarked
package dev.plimsoll.connector.conformance;

import org.jspecify.annotations.NullMarked;
