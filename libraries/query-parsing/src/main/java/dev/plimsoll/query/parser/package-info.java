/// PostgreSQL's own parser (libpg_query, PostgreSQL 18's grammar) in this JVM, without native
/// code: [dev.plimsoll.query.parser.SqlParser] gives a statement's tree, fingerprint and
/// normalised text.
///
/// The build makes Java byte code of libpg_query's WebAssembly. Three of its functions are too
/// large for a Java method; [dev.plimsoll.query.parser.LargeFunction] decodes them once, and
/// they are interpreted by a machine of our own, since Chicory's enters each of 2,067 blocks for
/// each rule of the grammar: 17 ms for a query of 490 characters, where ours takes 1.
@NullMarked
package dev.plimsoll.query.parser;

import org.jspecify.annotations.NullMarked;
