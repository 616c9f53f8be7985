package dev.plimsoll.planning.discovery;

import java.util.regex.Pattern;

/// Names that our own builds' indexes have while they are not finished: `plimsoll_build_` and 12
/// hexadecimal digits. Whatever else is INVALID is somebody else's.
final class OwnNames {
  private static final Pattern UNFINISHED = Pattern.compile("plimsoll_build_[0-9a-f]{12}");

  private OwnNames() {}

  static boolean isUnfinished(String indexName) {
    return UNFINISHED.matcher(indexName).matches();
  }
}
