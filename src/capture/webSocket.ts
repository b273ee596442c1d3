// WebSocket: a span for connecting, and an event with what went through it: when it closes, and when the page hides.
// @see https://websockets.spec.whatwg.org/
import { type Attributes, trace } from '@opentelemetry/api';
import { attempt, type Stop, stopAll } from '../browser/guard.js';
import { listen } from '../browser/native.js';
import { patchCalls } from '../browser/patch.js';
import { patchClass } from '../browser/patchClass.js';
import { roundMs } from '../trace/time.js';
import { fail, startConnection, tracedUrl } from './connection.js';
import type { Source, SourceDeps } from './source.js';

/** One direction: messages, and their bytes, or UTF-16 units where they are text. */
interface Traffic {
  messages: number;
  size: number;
}

interface Socket {
  readonly sent: Traffic;
  hide(): void;
}

function count(traffic: Traffic, data: unknown): void {
  const { length, size, byteLength } = (data ?? {}) as {
    length?: number;
    size?: number;
    byteLength?: number;
  };
  traffic.messages++;
  traffic.size += Number(size ?? byteLength ?? length) || 0;
}

/** Patches the class `WebSocket` and its `send`. */
function captureWebSockets(deps: SourceDeps): Stop {
  const sockets = new WeakMap<object, Socket>();
  const open = new Set<Socket>();

  function follow(webSocket: WebSocket, startedAt: number): void {
    // The socket's own URL: with the scheme that the platform made of it.
    const url = tracedUrl(webSocket.url, deps);
    if (!url) return;
    const context = deps.active();
    const span = startConnection(deps, 'WebSocket connect', url, startedAt, {
      'network.protocol.name': 'websocket',
    });
    const sent: Traffic = { messages: 0, size: 0 };
    const received: Traffic = { messages: 0, size: 0 };

    let reported = 0;

    function report(attributes: Attributes): void {
      reported = sent.messages + received.messages;
      deps.emit({
        name: 'clew.web_socket',
        context: trace.setSpan(context, span),
        attributes: {
          'url.full': deps.redactUrl(url?.href as string),
          'clew.web_socket.protocol': webSocket.protocol || undefined,
          'clew.web_socket.messages.sent': sent.messages,
          'clew.web_socket.messages.received': received.messages,
          'clew.web_socket.size.sent': sent.size,
          'clew.web_socket.size.received': received.size,
          'clew.web_socket.duration': roundMs(deps.now() - startedAt),
          ...attributes,
        },
      });
    }

    const socket: Socket = {
      sent,
      hide() {
        if (span.isRecording()) span.setAttribute('clew.end_reason', 'hide').end();
        // Perhaps the last moment of the page; the next report, if there is one, counts from the beginning too.
        if (sent.messages + received.messages > reported) report({ 'clew.web_socket.state': 'open' });
      },
    };
    sockets.set(webSocket, socket);
    open.add(socket);
    listen(webSocket, 'open', () => span.end());
    listen<MessageEvent>(webSocket, 'message', ({ data }) => count(received, data));
    listen<CloseEvent>(webSocket, 'close', ({ code, wasClean }) => {
      if (span.isRecording()) fail(span, String(code)).end();
      open.delete(socket);
      report({
        'clew.web_socket.state': 'closed',
        'clew.web_socket.close_code': code,
        'clew.web_socket.close_clean': wasClean,
      });
    });
  }

  deps.onHide(() => {
    for (const socket of open) socket.hide();
  });
  const stops = [
    patchClass('WebSocket', (make) => {
      const startedAt = deps.now();
      const webSocket = make() as WebSocket;
      attempt('socket', () => follow(webSocket, startedAt));
      return webSocket;
    }),
    patchCalls<object>(globalThis.WebSocket?.prototype, 'send', (self, args, send) => {
      const result = Reflect.apply(send, self, args);
      const socket = sockets.get(self);
      if (socket) attempt('socket send', () => count(socket.sent, args[0]));
      return result;
    }),
  ];
  return stopAll(stops);
}

/** WebSockets: connecting, and what went through. */
export const webSockets: Source = { name: 'webSockets', start: captureWebSockets };
