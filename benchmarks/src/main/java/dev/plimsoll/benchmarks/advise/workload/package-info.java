/// Workloads that an index advisor is judged by, and the timer that judges.
@NullMarked
package dev.plimsoll.benchmarks.advise.workload;

import org.jspecify.annotations.NullMarked;
