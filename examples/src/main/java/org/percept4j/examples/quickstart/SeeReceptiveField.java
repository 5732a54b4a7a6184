package org.percept4j.examples.quickstart;

import java.io.IOException;
import java.nio.file.Path;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.erf.ErfFiles;

/** Sees what the centre unit of the second convolution looks at. */
final class SeeReceptiveField {
  public static void main(String[] args) throws IOException {
    Path png = Path.of(args.length > 0 ? args[0] : ".").resolve("erf.png");
    var field =
        ErfAnalyzer.builder(Bars.network())
            .layer(LayerRef.index(1))
            .inputSize(16, 16)
            .build()
            .analyze();
    System.out.println(field);
    ErfFiles.writePng(field, png);
    System.out.println("Look at " + png);
  }
}
