/// Tells on `log.commits` what has got offsets.
@NullMarked
package dev.plimsoll.materializer.publication;

import org.jspecify.annotations.NullMarked;
