/// `bench extract`: every strategy of the sync service over tables of every shape, beside what the
/// source's own binary copy comes to.
@NullMarked
package dev.plimsoll.benchmarks.extract;

import org.jspecify.annotations.NullMarked;
