/// What the tests of all parts of the sync service need.
@NullMarked
package dev.plimsoll.sync;

import org.jspecify.annotations.NullMarked;
