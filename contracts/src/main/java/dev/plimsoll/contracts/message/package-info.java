/// How messages travel: topics, CloudEvents headers, the one JSON form.
@NullMarked
package dev.plimsoll.contracts.message;

import org.jspecify.annotations.NullMarked;
