package dev.plimsoll.cli.api;

import static dev.plimsoll.cli.api.ApiClient.escape;

import dev.plimsoll.contracts.sync.EndpointRegistration;
import dev.plimsoll.contracts.sync.ExtractRequest;
import dev.plimsoll.contracts.sync.ExtractView;
import dev.plimsoll.contracts.sync.Receipt;
import java.util.Map;
import java.util.UUID;

/// What the command line asks of the sync service.
public final class SyncApi {
  private final ApiClient client;

  public SyncApi(ApiClient client) {
    this.client = client;
  }

  public void register(EndpointRegistration endpoint) {
    client.put("/endpoints/" + escape(endpoint.name()), endpoint);
  }

  /// Starts an extract; asked again with the same key, the answer is the same extract.
  public ExtractView start(ExtractRequest request, UUID idempotencyKey) {
    return client.post(
        "/extracts",
        request,
        ExtractView.class,
        Map.of("Idempotency-Key", idempotencyKey.toString()));
  }

  public ExtractView extract(UUID id) {
    return client.get("/extracts/" + id, ExtractView.class);
  }

  /// Starts the comparison of what is loaded; harmless when it has begun.
  public void startReceipt(UUID extractId) {
    client.post("/extracts/" + extractId + "/receipt");
  }

  public Receipt receipt(UUID extractId) {
    return client.get("/extracts/" + extractId + "/receipt", Receipt.class);
  }
}
