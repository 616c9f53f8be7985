/// Object storage, as connectors that have files of their own see it.
@NullMarked
package dev.plimsoll.connector.storage;

import org.jspecify.annotations.NullMarked;
