/// How far a build is, what it waits for, how many workers it got.
@NullMarked
package dev.plimsoll.builder.progress;

import org.jspecify.annotations.NullMarked;
