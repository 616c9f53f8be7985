/// How far readers have come, as they say it.
@NullMarked
package dev.plimsoll.offsetlog.consumer;

import org.jspecify.annotations.NullMarked;
