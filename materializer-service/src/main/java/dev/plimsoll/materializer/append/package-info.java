/// Batches into the log over HTTP.
@NullMarked
package dev.plimsoll.materializer.append;

import org.jspecify.annotations.NullMarked;
