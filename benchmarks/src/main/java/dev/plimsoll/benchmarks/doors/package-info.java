/// The log as its clients meet it: through HTTP and through Kafka, from a process of their own.
@NullMarked
package dev.plimsoll.benchmarks.doors;

import org.jspecify.annotations.NullMarked;
