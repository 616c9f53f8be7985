/// Objects in S3: multipart uploads of bounded memory, reading by ranges.
@NullMarked
package dev.plimsoll.sync.storage;

import org.jspecify.annotations.NullMarked;
