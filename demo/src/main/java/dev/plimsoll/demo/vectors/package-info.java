/// The demo of vectors: nearest rows in each way, compared with plain SQL.
@NullMarked
package dev.plimsoll.demo.vectors;

import org.jspecify.annotations.NullMarked;
