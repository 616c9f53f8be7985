/// S3 on a folder.
@NullMarked
package dev.plimsoll.devstack.s3;

import org.jspecify.annotations.NullMarked;
