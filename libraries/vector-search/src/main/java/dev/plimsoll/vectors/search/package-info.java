/// What is searched for, and what was found.
@NullMarked
package dev.plimsoll.vectors.search;

import org.jspecify.annotations.NullMarked;
