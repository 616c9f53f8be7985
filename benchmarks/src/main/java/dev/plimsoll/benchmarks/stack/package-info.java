/// Embedded stack of a benchmark: services and a database of its own.
@NullMarked
package dev.plimsoll.benchmarks.stack;

import org.jspecify.annotations.NullMarked;
