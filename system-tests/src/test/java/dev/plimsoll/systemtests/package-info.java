/// The whole product as separate processes: what a user sees, under fire.
@NullMarked
package dev.plimsoll.systemtests;

import org.jspecify.annotations.NullMarked;
