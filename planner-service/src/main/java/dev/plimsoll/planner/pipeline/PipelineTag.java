package dev.plimsoll.planner.pipeline;

import dev.plimsoll.contracts.message.Json;
import dev.plimsoll.contracts.plan.PipelineView;
import jakarta.ws.rs.core.EntityTag;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/// What tells one state of the pipeline from another: a weak tag, since the moment of the answer is
/// no part of it.
final class PipelineTag {
  private static final int BYTES = 16;

  private PipelineTag() {}

  static EntityTag of(PipelineView view) {
    PipelineView atNoMoment =
        new PipelineView(
            Instant.EPOCH,
            view.tables(),
            view.lanes(),
            view.builds(),
            view.totals(),
            view.services());
    byte[] json = Json.write(atNoMoment).getBytes(StandardCharsets.UTF_8);
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(json);
      return new EntityTag(HexFormat.of().formatHex(digest, 0, BYTES), true);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
