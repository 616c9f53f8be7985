/// One search by several sessions under one snapshot, and the merge of what they find.
@NullMarked
package dev.plimsoll.vectors.fanout;

import org.jspecify.annotations.NullMarked;
