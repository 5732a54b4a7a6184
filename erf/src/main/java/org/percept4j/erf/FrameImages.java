package org.percept4j.erf;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.percept4j.core.internal.AtomicFile;
import org.percept4j.core.internal.Checks;

/** Frames of equal size as a film strip or an animated GIF, by the JDK's own writer. */
final class FrameImages {

  private static final int GAP = 4;
  private static final int MAX_PER_ROW = 4;
  private static final String NATIVE = "javax_imageio_gif_image_1.0";

  private FrameImages() {}

  static BufferedImage strip(List<BufferedImage> frames) {
    int width = frames.stream().mapToInt(BufferedImage::getWidth).max().orElseThrow();
    int height = frames.stream().mapToInt(BufferedImage::getHeight).max().orElseThrow();
    int perRow = Math.min(MAX_PER_ROW, frames.size());
    int lines = (frames.size() + perRow - 1) / perRow;
    BufferedImage strip =
        new BufferedImage(
            perRow * (width + GAP) - GAP, lines * (height + GAP) - GAP, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = strip.createGraphics();
    g.setColor(Color.WHITE);
    g.fillRect(0, 0, strip.getWidth(), strip.getHeight());
    for (int i = 0; i < frames.size(); i++) {
      g.drawImage(frames.get(i), i % perRow * (width + GAP), i / perRow * (height + GAP), null);
    }
    g.dispose();
    return strip;
  }

  static void writeGif(List<BufferedImage> frames, Path path, int millis) throws IOException {
    Checks.atLeast("millisPerFrame", 20, millis);
    ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
    try {
      AtomicFile.write(
          path,
          part -> {
            Files.deleteIfExists(part); // an image stream does not shorten a file that is there
            try (ImageOutputStream out = ImageIO.createImageOutputStream(part.toFile())) {
              writer.setOutput(out);
              writeFrames(writer, frames, millis);
            }
          });
    } finally {
      writer.dispose();
    }
  }

  private static void writeFrames(ImageWriter writer, List<BufferedImage> frames, int millis)
      throws IOException {
    writer.prepareWriteSequence(null);
    for (int i = 0; i < frames.size(); i++) {
      BufferedImage frame = frames.get(i);
      writer.writeToSequence(
          new IIOImage(frame, null, metadata(writer, frame, millis, i == 0)), null);
    }
    writer.endWriteSequence();
  }

  private static IIOMetadata metadata(
      ImageWriter writer, BufferedImage frame, int millis, boolean first) throws IOException {
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(frame), null);
    IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(NATIVE);
    IIOMetadataNode control = child(root, "GraphicControlExtension");
    control.setAttribute("disposalMethod", "none");
    control.setAttribute("userInputFlag", "FALSE");
    control.setAttribute("transparentColorFlag", "FALSE");
    control.setAttribute("transparentColorIndex", "0");
    control.setAttribute("delayTime", String.valueOf(millis / 10));
    if (first) {
      IIOMetadataNode application = new IIOMetadataNode("ApplicationExtension");
      application.setAttribute("applicationID", "NETSCAPE");
      application.setAttribute("authenticationCode", "2.0");
      // Sub-block 1, then how often to repeat in two bytes: 0 is for ever.
      application.setUserObject(new byte[] {1, 0, 0});
      child(root, "ApplicationExtensions").appendChild(application);
    }
    metadata.setFromTree(NATIVE, root);
    return metadata;
  }

  private static IIOMetadataNode child(IIOMetadataNode root, String name) {
    for (int i = 0; i < root.getLength(); i++) {
      if (root.item(i).getNodeName().equals(name)) {
        return (IIOMetadataNode) root.item(i);
      }
    }
    IIOMetadataNode made = new IIOMetadataNode(name);
    root.appendChild(made);
    return made;
  }
}
