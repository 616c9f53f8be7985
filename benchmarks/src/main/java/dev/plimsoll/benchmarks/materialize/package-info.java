/// `bench materialize`: contiguous offsets by seed 2's statement, a commit function and the log.
@NullMarked
package dev.plimsoll.benchmarks.materialize;

import org.jspecify.annotations.NullMarked;
