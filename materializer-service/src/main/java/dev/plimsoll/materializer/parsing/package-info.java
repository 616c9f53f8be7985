/// Parsers of appended files and batches, in JSON or CBOR, and the rules that bound them: of every
/// ingress.
@NullMarked
package dev.plimsoll.materializer.parsing;

import org.jspecify.annotations.NullMarked;
