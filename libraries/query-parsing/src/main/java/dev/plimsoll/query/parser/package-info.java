/// PostgreSQL's own parser (libpg_query, PostgreSQL 18's grammar) in this JVM, without native code:
/// [dev.plimsoll.query.parser.SqlParser] gives a statement's tree, fingerprint and normalised text.
@NullMarked
package dev.plimsoll.query.parser;

import org.jspecify.annotations.NullMarked;
