/// `bench pipeline`: extract, log and load beside COPY through a pipe.
@NullMarked
package dev.plimsoll.benchmarks.pipeline;

import org.jspecify.annotations.NullMarked;
