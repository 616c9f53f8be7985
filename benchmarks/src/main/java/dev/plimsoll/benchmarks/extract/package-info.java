/// `bench extract`: every strategy of the sync service over tables of every shape, beside the
/// source's own binary copy.
@NullMarked
package dev.plimsoll.benchmarks.extract;

import org.jspecify.annotations.NullMarked;
