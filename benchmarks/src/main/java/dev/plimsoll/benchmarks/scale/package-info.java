/// `bench scale`: 1, 2 and 4 processes of each service, the cost of a rebalance, and a model.
@NullMarked
package dev.plimsoll.benchmarks.scale;

import org.jspecify.annotations.NullMarked;
