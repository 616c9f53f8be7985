/// The log as its clients meet it: through HTTP and through Kafka, from a process of their own.
@NullMarked
package dev.plimsoll.benchmarks.ingress;

import org.jspecify.annotations.NullMarked;
