/// Benchmark of the ready queue: claims of jobs that fit, beside the usual statement for it.
@NullMarked
package dev.plimsoll.benchmarks.dispatch;

import org.jspecify.annotations.NullMarked;
