/// Source data of the demo: made in Java, streamed into PostgreSQL by COPY, the same for a seed.
@NullMarked
package dev.plimsoll.demo.data;

import org.jspecify.annotations.NullMarked;
