/// What former versions wrote, kept as they wrote it, and comparisons with what is written now.
@NullMarked
package dev.plimsoll.testkit.frozen;

import org.jspecify.annotations.NullMarked;
