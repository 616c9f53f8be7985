/// Figures with their bounds, for the demo and the benchmarks.
@NullMarked
package dev.plimsoll.demo.checks;

import org.jspecify.annotations.NullMarked;
