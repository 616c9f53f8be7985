/// Index advice: its time and memory for a large workload.
@NullMarked
package dev.plimsoll.benchmarks.advise;

import org.jspecify.annotations.NullMarked;
