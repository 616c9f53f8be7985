/// What a consumer leaves unread of a topic that carries more of others than of its own.
@NullMarked
package dev.plimsoll.kafka.selection;

import org.jspecify.annotations.NullMarked;
