/// Figures with their bounds, as the demo and the benchmarks report them.
@NullMarked
package dev.plimsoll.demo.checks;

import org.jspecify.annotations.NullMarked;
