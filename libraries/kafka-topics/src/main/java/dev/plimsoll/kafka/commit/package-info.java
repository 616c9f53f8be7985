/// Commits of consumers' positions to the broker.
@NullMarked
package dev.plimsoll.kafka.commit;

import org.jspecify.annotations.NullMarked;
