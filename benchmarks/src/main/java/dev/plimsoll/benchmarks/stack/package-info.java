/// The embedded stack under a benchmark: services, a database of its own, and how to prepare it.
@NullMarked
package dev.plimsoll.benchmarks.stack;

import org.jspecify.annotations.NullMarked;
