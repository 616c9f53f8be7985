/// The demo's source data: made in Java, streamed into PostgreSQL by COPY, the same for the same
/// seed.
@NullMarked
package dev.plimsoll.demo.data;

import org.jspecify.annotations.NullMarked;
