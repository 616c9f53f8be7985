package dev.plimsoll.sync.storage;

import dev.plimsoll.trust.Authorities;
import io.netty.channel.EventLoopGroup;
import java.net.URI;
import java.time.Duration;
import javax.net.ssl.TrustManager;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClientBuilder;

/// Factory of the SDK's client: address, credentials, trust and time limits.
final class StoreClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(60);

  private StoreClient() {}

  /// @param eventLoops which the caller ends after the client
  /// @throws dev.plimsoll.contracts.problem.PlimsollException START_FAILED where the file of
  ///     authorities is of no use
  static S3AsyncClient open(StorageConfig config, EventLoopGroup eventLoops) {
    S3AsyncClientBuilder builder =
        S3AsyncClient.builder()
            .region(Region.of(config.region()))
            .forcePathStyle(config.pathStyle())
            // Parts carry Content-MD5, which every S3-compatible store knows; the newer trailing
            // checksums many of them do not.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .credentialsProvider(credentials(config))
            .httpClientBuilder(transport(config, eventLoops));
    config.endpoint().map(URI::normalize).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  private static NettyNioAsyncHttpClient.Builder transport(
      StorageConfig config, EventLoopGroup eventLoops) {
    NettyNioAsyncHttpClient.Builder transport =
        NettyNioAsyncHttpClient.builder()
            .eventLoopGroup(SdkEventLoopGroup.create(eventLoops))
            .connectionTimeout(CONNECT_TIMEOUT)
            .readTimeout(SILENCE_TIMEOUT)
            .writeTimeout(SILENCE_TIMEOUT);
    if (config.ca().isPresent()) {
      TrustManager[] authorities = Authorities.trustManagers(config.ca().get(), "plimsoll.s3.ca");
      transport.tlsTrustManagersProvider(() -> authorities);
    }
    return transport;
  }

  private static AwsCredentialsProvider credentials(StorageConfig config) {
    if (config.accessKey().isPresent() && config.secretKey().isPresent()) {
      return StaticCredentialsProvider.create(
          AwsBasicCredentials.create(config.accessKey().get(), config.secretKey().get()));
    }
    return DefaultCredentialsProvider.builder().build();
  }
}
