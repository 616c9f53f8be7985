/// Positions of consumers over HTTP, and their lag as a metric.
@NullMarked
package dev.plimsoll.materializer.consumer;

import org.jspecify.annotations.NullMarked;
