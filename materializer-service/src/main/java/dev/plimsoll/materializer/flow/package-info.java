/// How much may wait, what stops more from coming in, and who keeps the server from clearing up.
@NullMarked
package dev.plimsoll.materializer.flow;

import org.jspecify.annotations.NullMarked;
