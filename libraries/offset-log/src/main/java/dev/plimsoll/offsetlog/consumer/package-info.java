/// Positions of consumers.
@NullMarked
package dev.plimsoll.offsetlog.consumer;

import org.jspecify.annotations.NullMarked;
