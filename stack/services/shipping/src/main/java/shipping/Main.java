package shipping;

import java.io.File;
import java.nio.file.Files;
import org.apache.catalina.startup.Tomcat;

/** Shipping: quotes transport over HTTP and packs what arrives on the queue. Holds no tracing code. */
public final class Main {
  private Main() {}

  public static void main(String[] args) throws Exception {
    Packing.start(System.getenv("AMQP_URL"));

    var tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("shipping").toString());
    tomcat.setHostname("127.0.0.1");
    tomcat.setPort(Integer.parseInt(System.getenv("PORT")));
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    var context = tomcat.addContext("", new File(".").getAbsolutePath());
    Tomcat.addServlet(context, "quotes", new QuoteServlet());
    context.addServletMappingDecoded("/quotes", "quotes");
    tomcat.start();
    tomcat.getServer().await();
  }
}
