/// Indexes by definition: their SQL, written in one place; what the catalog says they are; whether
/// one is what another asks for.
@NullMarked
package dev.plimsoll.postgres.index;

import org.jspecify.annotations.NullMarked;
