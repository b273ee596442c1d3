package shipping;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Answers what it costs to send a parcel: POST /quotes?count=N. */
final class QuoteServlet extends HttpServlet {
  private static final double PER_PIECE = 0.75;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var count = Integer.parseInt(request.getParameter("count"));
    response.setContentType("application/json");
    response.getWriter().printf("{\"price\": %s}", PER_PIECE * count);
  }
}
