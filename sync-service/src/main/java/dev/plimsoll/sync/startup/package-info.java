/// What the service is put together from: its connectors, each registered by one line,
/// and its messaging.
@NullMarked
package dev.plimsoll.sync.startup;

import org.jspecify.annotations.NullMarked;
