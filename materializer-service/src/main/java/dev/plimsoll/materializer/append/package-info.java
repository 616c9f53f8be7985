/// The ingress by HTTP: files and batches, with or without waiting for their offsets.
@NullMarked
package dev.plimsoll.materializer.append;

import org.jspecify.annotations.NullMarked;
