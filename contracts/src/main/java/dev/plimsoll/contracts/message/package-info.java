/// Messages: topics, CloudEvents headers, and their JSON form.
@NullMarked
package dev.plimsoll.contracts.message;

import org.jspecify.annotations.NullMarked;
