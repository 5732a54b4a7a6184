package org.percept4j.hypercolumn.vgg16;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Run in a virtual machine of its own, to be killed: fetches a file. */
final class DownloadTool {

  private DownloadTool() {}

  /** Arguments: address, folder, MD5. */
  public static void main(String[] args) throws IOException {
    WeightsDownload.of("weights.h5", args[2], URI.create(args[0])).into(Path.of(args[1])).fetch();
  }
}
