/// Progress of a build: fraction, blockers and workers.
@NullMarked
package dev.plimsoll.builder.progress;

import org.jspecify.annotations.NullMarked;
