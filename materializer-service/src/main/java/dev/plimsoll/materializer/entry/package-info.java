/// What may come into the log, by whichever ingress path: JSON read strictly, and the rules for it.
@NullMarked
package dev.plimsoll.materializer.entry;

import org.jspecify.annotations.NullMarked;
