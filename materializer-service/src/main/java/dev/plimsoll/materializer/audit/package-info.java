/// The audit over HTTP, and what a probe and the metrics say of the log.
@NullMarked
package dev.plimsoll.materializer.audit;

import org.jspecify.annotations.NullMarked;
