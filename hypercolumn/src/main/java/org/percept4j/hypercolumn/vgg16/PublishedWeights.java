package org.percept4j.hypercolumn.vgg16;

import java.net.URI;

/** The files with VGG-16's weights that Keras's author published. */
public enum PublishedWeights {
  /** All layers, 553 MB. */
  WITH_TOP("vgg16_weights_tf_dim_ordering_tf_kernels.h5", "64373286793e3c8b2b4e3219cbf3544b"),

  /** Without the fully connected layers, 59 MB: all that hypercolumns of convolutions need. */
  WITHOUT_TOP(
      "vgg16_weights_tf_dim_ordering_tf_kernels_notop.h5", "6d6bbae143d832006294945121d1f1fc");

  private static final String RELEASE =
      "https://github.com/fchollet/deep-learning-models/releases/download/v0.1/";

  private final String fileName;
  private final String md5;

  PublishedWeights(String fileName, String md5) {
    this.fileName = fileName;
    this.md5 = md5;
  }

  /**
   * Returns the file's name.
   *
   * @return the name, without a folder
   */
  public String fileName() {
    return fileName;
  }

  /**
   * Returns the file's MD5 checksum.
   *
   * @return 32 hexadecimal digits in lower case
   */
  public String md5() {
    return md5;
  }

  /**
   * Returns where the file was published.
   *
   * @return an HTTPS address
   */
  public URI uri() {
    return URI.create(RELEASE + fileName);
  }
}
