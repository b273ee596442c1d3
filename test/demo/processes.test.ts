import { createServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { startChildProcess } from '../../demo/childProcess.mjs';
import { startServices } from '../../demo/processes.mjs';

test('says so when the port of the shop is taken, before it starts anything', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const shopPort = typeof address === 'object' && address ? address.port : 0;
  await expect(startServices({ collectorUrl: 'http://localhost:4318', shopPort })).rejects.toThrow(
    `Port ${shopPort} is taken by another program.`,
  );
  other.close();
});

test('shows the last words of a process that dies while it starts', async () => {
  const deaths: string[] = [];
  const child = startChildProcess('nonesuch', {
    port: 1,
    telemetry: false,
    quiet: true,
    onDeath: (error) => deaths.push(error.message),
  });
  await expect(child.ready).rejects.toThrow(
    /^The nonesuch process ended with code 1\. Its last words:\n(.*\n)*.*Cannot find module/,
  );
  expect(deaths).toHaveLength(1);
}, 30_000);

test('shows the last words of a process that does not become ready in time', async () => {
  // Time is up when the process has said something, so that nobody waits for a minute.
  const clock = vi.spyOn(performance, 'now');
  const output = vi.spyOn(console, 'error').mockImplementation(() => {
    clock.mockReturnValue(Number.POSITIVE_INFINITY);
  });
  const child = startChildProcess('../../test/demo/neverReady', {
    port: 1,
    telemetry: false,
    onDeath: () => {},
  });
  try {
    await expect(child.ready).rejects.toThrow(
      /was not ready within 60 s\. Its last words:\nwaiting for the database$/,
    );
  } finally {
    clock.mockRestore();
    output.mockRestore();
    await child.stop();
  }
}, 30_000);
