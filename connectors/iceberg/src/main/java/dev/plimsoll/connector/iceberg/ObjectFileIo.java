package dev.plimsoll.connector.iceberg;

import dev.plimsoll.connector.storage.ObjectStorage;
import dev.plimsoll.connector.storage.ObjectWriter;
import dev.plimsoll.contracts.problem.ErrorCode;
import dev.plimsoll.contracts.problem.PlimsollException;
import java.util.Optional;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.inmemory.InMemoryInputFile;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Files of Iceberg's metadata and manifests in our bucket, by the client of the service. They are
/// small, and are read whole; data files are never read through this.
///
/// **It never deletes.** After a commit that has failed, or seems to have failed, the library
/// deletes the manifests that it has written for it. Where the commit had taken place and only the
/// answer was lost, the table could not be read any more. An unused manifest costs some kilobytes.
@SuppressWarnings("serial") // It is never sent to another process.
final class ObjectFileIo implements FileIO {
  private static final Logger LOG = Logger.getLogger(ObjectFileIo.class);
  private static final long serialVersionUID = 1L;

  private final transient ObjectStorage objects;

  ObjectFileIo(ObjectStorage objects) {
    this.objects = objects;
  }

  private String key(String location) {
    for (String scheme : new String[] {"s3://", "s3a://", "s3n://"}) {
      String bucket = scheme + objects.bucket() + "/";
      if (location.startsWith(bucket)) {
        return location.substring(bucket.length());
      }
    }
    throw new PlimsollException(
        ErrorCode.ICEBERG_TABLE_MISMATCH,
        "the table is kept at " + location + ", not in the bucket \"" + objects.bucket() + "\"");
  }

  @Override
  public InputFile newInputFile(String location) {
    return new StoredInput(location, objects, key(location));
  }

  @Override
  public OutputFile newOutputFile(String location) {
    return new StoredOutput(location, objects, key(location));
  }

  @Override
  public void deleteFile(String location) {
    LOG.debugf("kept, though nobody may refer to it: location=%s", location);
  }

  private static final class StoredInput implements InputFile {
    private final String location;
    private final ObjectStorage objects;
    private final String key;
    private byte @Nullable [] read;

    StoredInput(String location, ObjectStorage objects, String key) {
      this.location = location;
      this.objects = objects;
      this.key = key;
    }

    private Optional<byte[]> content() {
      if (read == null) {
        read = objects.content(key).orElse(null);
      }
      return Optional.ofNullable(read);
    }

    private byte[] bytes() {
      return content().orElseThrow(() -> new NotFoundException("%s is not there", location));
    }

    @Override
    public long getLength() {
      return bytes().length;
    }

    @Override
    public SeekableInputStream newStream() {
      return new InMemoryInputFile(location, bytes()).newStream();
    }

    @Override
    public String location() {
      return location;
    }

    @Override
    public boolean exists() {
      return content().isPresent();
    }
  }

  private record StoredOutput(String location, ObjectStorage objects, String key)
      implements OutputFile {
    @Override
    public PositionOutputStream create() {
      if (toInputFile().exists()) {
        throw new AlreadyExistsException("%s is there already", location);
      }
      return createOrOverwrite();
    }

    @Override
    public PositionOutputStream createOrOverwrite() {
      return new Upload(objects.upload(key));
    }

    @Override
    public InputFile toInputFile() {
      return new StoredInput(location, objects, key);
    }
  }

  private static final class Upload extends PositionOutputStream {
    private final ObjectWriter upload;
    private boolean completed;

    Upload(ObjectWriter upload) {
      this.upload = upload;
    }

    @Override
    public long getPos() {
      return upload.length();
    }

    @Override
    public void write(int value) {
      upload.write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) {
      upload.write(bytes, offset, count);
    }

    // Closed after a failure, too: the object that is then completed has a name that is used once.
    @Override
    public void close() {
      if (!completed) {
        completed = true;
        try (upload) {
          upload.complete();
        }
      }
    }
  }
}
