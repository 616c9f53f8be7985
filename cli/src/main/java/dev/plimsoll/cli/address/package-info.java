/// Which database is meant, found as `psql` finds it.
@NullMarked
package dev.plimsoll.cli.address;

import org.jspecify.annotations.NullMarked;
