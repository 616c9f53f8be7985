/// Client of the log: what it has of a topic, and the end of one.
@NullMarked
package dev.plimsoll.sync.log.client;

import org.jspecify.annotations.NullMarked;
