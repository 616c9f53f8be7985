/// Index advice for a database of many tables and statements.
@NullMarked
package dev.plimsoll.benchmarks.advise.scale;

import org.jspecify.annotations.NullMarked;
