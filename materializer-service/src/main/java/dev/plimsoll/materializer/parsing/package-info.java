/// Parsers of appended files and batches in JSON or CBOR, and their rules, for every ingress.
@NullMarked
package dev.plimsoll.materializer.parsing;

import org.jspecify.annotations.NullMarked;
