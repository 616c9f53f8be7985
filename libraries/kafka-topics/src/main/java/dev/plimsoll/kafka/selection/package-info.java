/// Selection of messages on topics with mostly foreign ones.
@NullMarked
package dev.plimsoll.kafka.selection;

import org.jspecify.annotations.NullMarked;
