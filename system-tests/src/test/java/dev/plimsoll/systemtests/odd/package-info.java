/// Some hundreds of odd tables, with what is wanted on them.
@NullMarked
package dev.plimsoll.systemtests.odd;

import org.jspecify.annotations.NullMarked;
