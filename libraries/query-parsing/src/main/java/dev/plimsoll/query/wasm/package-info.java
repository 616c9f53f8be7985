/// Byte code of PostgreSQL's parser, made in each build from libpg_query's WebAssembly.
@NullMarked
package dev.plimsoll.query.wasm;

import org.jspecify.annotations.NullMarked;
