package org.percept4j.live;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Stands between a browser and a dashboard and cuts their connections when told. */
final class CuttingProxy implements AutoCloseable {

  private final ServerSocket server;
  private final int target;
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  CuttingProxy(URI dashboard) throws IOException {
    target = dashboard.getPort();
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work, "cutting-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  String address(URI dashboard) {
    return dashboard.toString().replace(":" + target, ":" + server.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket browser = server.accept();
        Socket dashboard = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(browser);
        open.add(dashboard);
        start(() -> pump(browser, dashboard));
        start(() -> pump(dashboard, browser));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private static void pump(Socket from, Socket to) {
    byte[] bytes = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
        out.write(bytes, 0, n);
      }
      to.shutdownOutput();
    } catch (IOException e) {
      // cut
    }
  }

  /** Ends every connection, mid-word. */
  void cut() throws IOException {
    for (Socket socket : open) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
    open.clear();
  }

  @Override
  public void close() throws IOException {
    server.close();
    cut();
  }
}
