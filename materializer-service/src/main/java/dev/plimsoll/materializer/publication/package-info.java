/// Tells what has got offsets: on `log.commits`, and readers in this process.
@NullMarked
package dev.plimsoll.materializer.publication;

import org.jspecify.annotations.NullMarked;
