package shipping;

import com.rabbitmq.client.ConnectionFactory;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes placed orders off the queue. The agent reads the trace's context from the headers of each message. */
final class Packing {
  private static final String QUEUE = "orders.placed";
  private static final Logger log = LoggerFactory.getLogger(Packing.class);

  private Packing() {}

  static void start(String url) throws Exception {
    var factory = new ConnectionFactory();
    factory.setUri(url);
    var channel = factory.newConnection().createChannel();
    channel.queueDeclare(QUEUE, false, false, false, null);
    channel.basicConsume(
        QUEUE,
        true,
        (tag, message) -> log.info("packing {}", new String(message.getBody(), StandardCharsets.UTF_8)),
        tag -> log.warn("the queue is gone"));
  }
}
