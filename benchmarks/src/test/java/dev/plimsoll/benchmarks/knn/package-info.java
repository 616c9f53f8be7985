@NullMarked
package dev.plimsoll.benchmarks.knn;

import org.jspecify.annotations.NullMarked;
