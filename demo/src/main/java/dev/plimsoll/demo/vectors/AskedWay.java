package dev.plimsoll.demo.vectors;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.plimsoll.contracts.search.SearchWish;

/// Way in which a question is asked.
public enum AskedWay {
  /// With `parallel` set to false.
  ONE_STATEMENT("one statement", SearchWish.EXACT),
  /// With the service's own settings.
  SESSIONS("several sessions", SearchWish.EXACT),
  MEMORY("in memory", SearchWish.MEMORY);

  private final String title;
  private final SearchWish wish;

  AskedWay(String title, SearchWish wish) {
    this.title = title;
    this.wish = wish;
  }

  @JsonValue
  public String title() {
    return title;
  }

  SearchWish wish() {
    return wish;
  }
}
