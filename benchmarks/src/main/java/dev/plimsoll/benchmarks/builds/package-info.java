/// Whole plans by each strategy, through Kafka and real builders, beside what people run today.
@NullMarked
package dev.plimsoll.benchmarks.builds;

import org.jspecify.annotations.NullMarked;
