/// What a statement uses: [dev.plimsoll.query.use.StatementReader] reads a parse tree into the
/// tables it names and, for each, how its columns are compared, joined, sorted, grouped and
/// answered. Whatever cannot be told from the text and the catalog is listed as unknown, and
/// never guessed.
@NullMarked
package dev.plimsoll.query.use;

import org.jspecify.annotations.NullMarked;
