/// Ingress paths of the log, HTTP and Kafka, from a client process.
@NullMarked
package dev.plimsoll.benchmarks.ingress;

import org.jspecify.annotations.NullMarked;
