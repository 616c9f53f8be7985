/// Harness of all benchmarks: interleaved rounds, medians, baselines and ceilings.
@NullMarked
package dev.plimsoll.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
