/// Settings that may change while the service runs, the same in every process.
@NullMarked
package dev.plimsoll.query.settings;

import org.jspecify.annotations.NullMarked;
