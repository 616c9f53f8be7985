/// What every source has to hold.
@NullMarked
package dev.plimsoll.connector.conformance;

import org.jspecify.annotations.NullMarked;
