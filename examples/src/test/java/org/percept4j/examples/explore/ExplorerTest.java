package org.percept4j.examples.explore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.CookieManager;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.percept4j.core.LayerRef;
import org.percept4j.erf.Aggregation;
import org.percept4j.erf.ErfAnalyzer;
import org.percept4j.hypercolumn.HypercolumnExtractor;
import org.percept4j.hypercolumn.Hypercolumns;

class ExplorerTest {

  private static final int HEIGHT = 12;
  private static final int WIDTH = 20;

  /** Two 3x3 convolutions, and a photo whose left half is dark and whose right half is light. */
  private static ExploredModel model() {
    return model(3, 1);
  }

  /** The same with other weights, and the photo several times. */
  static ExploredModel model(int seed, int photos) {
    MultiLayerNetwork net = network(seed);
    return new ExploredModel("<b>\"net\"</b>", net, Collections.nCopies(photos, view(net)));
  }

  private static MultiLayerNetwork network(int seed) {
    MultiLayerNetwork net =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .seed(seed)
                .convolutionMode(ConvolutionMode.Same)
                .activation(Activation.TANH)
                .list()
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(5).name("first").build())
                .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).name("second").build())
                .setInputType(InputType.convolutional(HEIGHT, WIDTH, 3))
                .build());
    net.init();
    return net;
  }

  private static ExploredModel.View view(MultiLayerNetwork net) {
    BufferedImage photo = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
    INDArray input = Nd4j.zeros(DataType.FLOAT, 1, 3, HEIGHT, WIDTH);
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = WIDTH / 2; x < WIDTH; x++) {
        photo.setRGB(x, y, 0xFFFFFF);
        for (int c = 0; c < 3; c++) {
          input.putScalar(new int[] {0, c, y, x}, 1 + 0.01 * c);
        }
      }
    }
    Hypercolumns columns =
        HypercolumnExtractor.builder(net).layers("first", "second").build().extract(input);
    return new ExploredModel.View(photo, input, columns);
  }

  @Test
  void aPixelIsMostLikeItselfAndItsOwnHalf() {
    ExploredModel model = model();
    for (boolean distance : new boolean[] {false, true}) {
      float[] map = model.similar(0, 6, 4, distance).get(0);
      assertThat(map).hasSize(HEIGHT * WIDTH);
      assertThat(map[6 * WIDTH + 4]).isCloseTo(1, within(1e-3f));
      assertThat(map[6 * WIDTH + 5]).isGreaterThan(map[6 * WIDTH + 15]);
    }
    assertThatThrownBy(() -> model.similar(0, HEIGHT, 0, false))
        .hasMessageContaining("pixel: expected within 12 x 20, got 12, 0");
    assertThatThrownBy(() -> model.similar(1, 0, 0, false)).hasMessageContaining("photo");
  }

  @Test
  void fieldsLieWithinWhatTheoryAllows() {
    ExploredModel.Field field = model().field(0, "second", 6, 10);
    assertThat(List.of(field.top(), field.left(), field.height(), field.width()))
        .containsExactly(4, 8, 5, 5);
    for (int p = 0; p < HEIGHT * WIDTH; p++) {
      int y = p / WIDTH;
      int x = p % WIDTH;
      if (y < 4 || y > 8 || x < 8 || x > 12) {
        assertThat(field.map()[p]).isZero();
      }
    }
    assertThat(field.size()).isBetween(1.0, 5.0);
    assertThatThrownBy(() -> model().field(0, "third", 6, 10))
        .hasMessageContaining("layer: expected one of [first, second]");
  }

  /** The analyzer makes the forward pass anew for each unit; here it is kept. */
  @Test
  void fieldsAreThoseOfTheAnalyzer() {
    MultiLayerNetwork net = network(3);
    ExploredModel.View view = view(net);
    ExploredModel model = new ExploredModel("net", net, List.of(view));
    for (int[] pixel : new int[][] {{6, 10}, {0, 0}, {11, 3}, {6, 10}}) {
      for (String layer : List.of("second", "first", "second")) {
        double[] expected =
            ErfAnalyzer.builder(net)
                .layer(LayerRef.name(layer))
                .unit(pixel[0], pixel[1])
                .inputs(view.input())
                .aggregation(Aggregation.MEAN_MAGNITUDE)
                .build()
                .analyze()
                .map()
                .toArray();
        double peak = Arrays.stream(expected).max().orElseThrow();
        float[] found = model.field(0, layer, pixel[0], pixel[1]).map();
        for (int p = 0; p < found.length; p++) {
          // sums of at most 45 products in either order, of values up to the peak
          assertThat((double) found[p]).isCloseTo(expected[p] / peak, within(45 * 0x1p-20));
        }
      }
    }
  }

  @Test
  void twoPaintedPixelsTellTheHalvesApart() {
    int[] labels = new int[HEIGHT * WIDTH];
    Arrays.fill(labels, -1);
    for (int y = 4; y < 8; y++) {
      labels[y * WIDTH + 4] = 0;
      labels[y * WIDTH + 15] = 1;
    }
    int[] told = model().segment(labels).get(0);
    for (int y = 2; y < HEIGHT - 2; y++) {
      for (int x = 2; x < WIDTH - 2; x++) {
        if (x < WIDTH / 2 - 2 || x >= WIDTH / 2 + 2) {
          assertThat(told[y * WIDTH + x]).as(y + ", " + x).isEqualTo(x < WIDTH / 2 ? 0 : 1);
        }
      }
    }
    Arrays.fill(labels, 0);
    assertThatThrownBy(() -> model().segment(labels)).hasMessageContaining("got 1");
  }

  private static HttpResponse<String> get(HttpClient client, URI base, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void thePageIsForWhoHasTheToken() throws Exception {
    try (Explorer explorer = Explorer.start(List.of(model()))) {
      HttpClient stranger = HttpClient.newHttpClient();
      URI base = explorer.address().resolve("/");
      assertThat(get(stranger, base, "/").statusCode()).isEqualTo(403);
      assertThat(get(stranger, base, "/?token=wrong").statusCode()).isEqualTo(403);
      assertThat(get(stranger, base, "/ask/models").statusCode()).isEqualTo(403);
      HttpClient friend =
          HttpClient.newBuilder()
              .cookieHandler(new CookieManager())
              .followRedirects(HttpClient.Redirect.NORMAL)
              .build();
      HttpResponse<String> page = get(friend, explorer.address(), explorer.address().toString());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).contains("explore.js");
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .startsWith("default-src 'none'; script-src 'self'");
      assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
      assertThat(get(friend, base, "/explore.js").body()).startsWith("\"use strict\"");
      assertThat(get(friend, base, "/ask/models").body())
          .contains("\"name\":\"<b>\\\"net\\\"</b>\"", "\"width\":20,\"height\":12");
      assertThat(get(friend, base, "/ask/similar?model=0&photo=0&y=6&x=4&by=cosine").body())
          .startsWith("[\"");
      assertThat(get(friend, base, "/ask/field?model=0&photo=0&y=6&x=10&layer=second").body())
          .contains("\"top\":4,\"left\":8,\"height\":5,\"width\":5");
      for (String bad :
          List.of(
              "/ask/similar?model=7&photo=0&y=0&x=0",
              "/ask/similar?model=0&photo=0&y=99&x=0",
              "/ask/similar?model=0&photo=0&y=%zz&x=0".replace("%zz", "a"),
              "/ask/nothing",
              "/ask/segment?model=0")) {
        assertThat(get(friend, base, bad).statusCode()).as(bad).isEqualTo(400);
      }
      assertThat(get(friend, base, "/../etc/passwd").statusCode()).isEqualTo(404);
    }
  }

  /** A page of another name that resolves to this address must learn nothing. */
  @Test
  void otherNamesOfThisMachineAreRefused() throws Exception {
    try (Explorer explorer = Explorer.start(List.of(model()));
        Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), explorer.address().getPort())) {
      OutputStream out = socket.getOutputStream();
      String request =
          "GET "
              + explorer.address().getPath()
              + "?"
              + explorer.address().getQuery()
              + " HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
      out.write(request.getBytes(StandardCharsets.US_ASCII));
      out.flush();
      InputStream in = socket.getInputStream();
      String answer = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      assertThat(answer).startsWith("HTTP/1.1 421").doesNotContain("Set-Cookie");
    }
  }
}
