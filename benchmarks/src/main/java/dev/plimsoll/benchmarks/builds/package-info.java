/// Benchmark of whole plans by each strategy, through Kafka and real builders.
@NullMarked
package dev.plimsoll.benchmarks.builds;

import org.jspecify.annotations.NullMarked;
