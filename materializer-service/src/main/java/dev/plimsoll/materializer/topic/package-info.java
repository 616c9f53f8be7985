/// Topics of the log over HTTP, and their deletion by others.
@NullMarked
package dev.plimsoll.materializer.topic;

import org.jspecify.annotations.NullMarked;
