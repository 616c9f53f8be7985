/// Reports of new offsets: to `log.commits`, and to readers of this process.
@NullMarked
package dev.plimsoll.materializer.publication;

import org.jspecify.annotations.NullMarked;
