/// Which way a search takes, and why.
@NullMarked
package dev.plimsoll.vectors.plan;

import org.jspecify.annotations.NullMarked;
