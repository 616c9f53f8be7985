/// How far a consumer's messages have been handled, told to the broker.
@NullMarked
package dev.plimsoll.kafka.commit;

import org.jspecify.annotations.NullMarked;
