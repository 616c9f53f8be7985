/// Contracts with former versions: what they wrote is read, and what is written now they can read.
@NullMarked
package dev.plimsoll.systemtests.frozen;

import org.jspecify.annotations.NullMarked;
