package dev.plimsoll.contracts.message;

/// Headers of dead letters. The names are those of SmallRye's dead-letter queue where it has one.
public final class DeadLetterHeaders {
  public static final String REASON = "dead-letter-reason";

  /// The code of [dev.plimsoll.contracts.problem.ErrorCode].
  public static final String CODE = "dead-letter-code";

  /// The message's first place, with the next two.
  public static final String TOPIC = "dead-letter-topic";

  public static final String PARTITION = "dead-letter-partition";

  public static final String OFFSET = "dead-letter-offset";

  /// The owner of the message's seal: [#OF_SYSTEM], `producer` or `nobody`. Only with the first is
  /// a message that speaks for a service genuine.
  public static final String SEALED_BY = "dead-letter-sealed-by";

  public static final String OF_SYSTEM = "system";

  private DeadLetterHeaders() {}
}
