package dev.plimsoll.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// Authority that signs servers' certificates, made anew by the JDK's `keytool`.
public final class TestAuthority {
  /// Of all keys and files.
  public static final String PASSWORD = "password-of-the-tests";

  private static final String AUTHORITY = "authority";
  private static final String SERVER = "server";

  private final Path folder;
  private final String name;
  private final Path keys;

  /// @param folder to put its files into
  /// @param name of its certificate and files
  public TestAuthority(Path folder, String name) {
    this.folder = folder;
    this.name = name;
    this.keys = folder.resolve(name + ".p12");
    generate(AUTHORITY, name, "-ext", "bc:critical=ca:true", "-ext", "ku:critical=keyCertSign");
  }

  /// File of its certificate, in PEM.
  public Path certificate() {
    try {
      return Files.writeString(
          folder.resolve(name + ".pem"), pem(load().getCertificate(AUTHORITY)));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authority of the tests has no certificate", e);
    }
  }

  /// File of a server's key and certificates (PKCS #12, with [#PASSWORD]).
  ///
  /// @param names subject alternative names, for example `ip:127.0.0.1,dns:s3`
  public Path server(String names) {
    generate(SERVER, SERVER, "-signer", AUTHORITY, "-ext", "san=" + names);
    Path file = folder.resolve(name + "-server.p12");
    try (OutputStream out = Files.newOutputStream(file)) {
      KeyStore all = load();
      Key key = all.getKey(SERVER, PASSWORD.toCharArray());
      KeyStore servers = KeyStore.getInstance("PKCS12");
      servers.load(null, null);
      servers.setKeyEntry(SERVER, key, PASSWORD.toCharArray(), all.getCertificateChain(SERVER));
      servers.store(out, PASSWORD.toCharArray());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the authority of the tests signs nothing", e);
    }
    return file;
  }

  private KeyStore load() throws GeneralSecurityException, IOException {
    return KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
  }

  private static String pem(Certificate certificate) throws GeneralSecurityException {
    String body =
        Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
    return "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
  }

  private void generate(String alias, String commonName, String... extensions) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "2",
                // Clocks of machines differ.
                "-startdate",
                "-1d",
                "-keystore",
                keys.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                "CN=" + commonName));
    line.addAll(List.of(extensions));
    try {
      Process keytool = new ProcessBuilder(line).redirectErrorStream(true).start();
      String said =
          new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (keytool.waitFor() != 0) {
        throw new IllegalStateException("keytool failed: " + said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
