package dev.plimsoll.contracts.message;

/// Headers of dead letters: why a message lies there, and whose it was. The names are those of
/// SmallRye's dead-letter queue where it has one, so that every such topic reads alike.
public final class DeadLetterHeaders {
  /// Text for a person.
  public static final String REASON = "dead-letter-reason";

  /// The code of [dev.plimsoll.contracts.problem.ErrorCode].
  public static final String CODE = "dead-letter-code";

  /// Where the message came from, as the next two.
  public static final String TOPIC = "dead-letter-topic";

  public static final String PARTITION = "dead-letter-partition";

  public static final String OFFSET = "dead-letter-offset";

  /// Whose seal the message bore: [#OF_SYSTEM], `producer` or `nobody`. What is said in a service's
  /// name concerns it only with the first.
  public static final String SEALED_BY = "dead-letter-sealed-by";

  /// A value of [#SEALED_BY]: a service of this system.
  public static final String OF_SYSTEM = "system";

  private DeadLetterHeaders() {}
}
