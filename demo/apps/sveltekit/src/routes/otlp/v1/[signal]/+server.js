// The collector on the page's own origin: what arrives is handed on as it is.
export const POST = async ({ request, params }) => {
  const headers = new Headers();
  for (const name of ['content-type', 'content-encoding']) {
    const value = request.headers.get(name);
    if (value) headers.set(name, value);
  }
  const body = await request.arrayBuffer();
  const url = `${process.env.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/${params.signal}`;
  const { status } = await fetch(url, { method: 'POST', headers, body });
  return new Response('{}', { status, headers: { 'content-type': 'application/json' } });
};
