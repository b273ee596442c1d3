import { describe, expect, it } from 'vitest';
import { createClock, encodeUnixNano } from '../../src/trace/time.js';

/** A machine whose two clocks are set by hand. */
function createMachine(timeOrigin = 1_764_000_000_000.25) {
  const machine = {
    timeOrigin,
    performanceMs: 0,
    unixMs: Math.floor(timeOrigin),
    now: () => machine.performanceMs,
    dateNow: () => machine.unixMs,
    run(ms: number) {
      machine.performanceMs += ms;
      machine.unixMs += ms;
    },
  };
  return machine;
}

describe('createClock', () => {
  it('ties the performance timeline to Unix time without losing nanoseconds', () => {
    const clock = createClock(createMachine());
    expect(clock.toHrTime(0)).toEqual([1_764_000_000, 250_000]);
    expect(clock.toHrTime(0.000001)).toEqual([1_764_000_000, 250_001]);
    expect(clock.toHrTime(999.75)).toEqual([1_764_000_001, 0]);
    expect(clock.toHrTime(86_400_000.5)).toEqual([1_764_086_400, 750_000]);
  });

  it('takes readings from before the time origin', () => {
    expect(createClock(createMachine()).toHrTime(-0.25)).toEqual([1_764_000_000, 0]);
    expect(createClock(createMachine()).toHrTime(-1)).toEqual([1_763_999_999, 999_250_000]);
  });

  it('agrees with Date.now on the real machine', () => {
    const clock = createClock();
    const [seconds, nanos] = clock.toHrTime(clock.now());
    expect(Math.abs(seconds * 1_000 + nanos / 1e6 - Date.now())).toBeLessThan(1_000);
  });

  it('keeps to the monotonic clock while the wall clock drifts by less than a second', () => {
    const machine = createMachine();
    const clock = createClock(machine);
    machine.run(10_000);
    machine.unixMs += 900;
    expect(clock.toHrTime(clock.now())).toEqual([1_764_000_010, 250_000]);
  });

  it('follows the wall clock after a sleep, and leaves earlier readings where they were', () => {
    const machine = createMachine();
    const clock = createClock(machine);
    machine.run(5_000);
    const before = clock.now();
    machine.unixMs += 3_600_000;
    machine.run(1_000);
    const after = clock.now();
    expect(clock.toHrTime(before)[0]).toBe(1_764_000_005);
    expect(clock.toHrTime(after)[0]).toBe(1_764_003_606);
  });

  it('follows a clock that is set back, several times', () => {
    const machine = createMachine();
    const clock = createClock(machine);
    const readings: number[] = [];
    for (const jumpMs of [86_400_000, -86_400_000, -7_200_000]) {
      machine.run(1_000);
      machine.unixMs += jumpMs;
      readings.push(clock.now());
    }
    expect(readings.map((reading) => clock.toHrTime(reading)[0])).toEqual([
      1_764_086_401, 1_764_000_002, 1_763_992_803,
    ]);
  });

  it('measures everything in a span by the tie that held at its start', () => {
    const machine = createMachine();
    const clock = createClock(machine);
    const start = clock.now();
    machine.run(100);
    machine.unixMs -= 86_400_000;
    const end = clock.now();
    expect(clock.toHrTime(end, start)).toEqual([1_764_000_000, 100_250_000]);
  });

  it('corrects a jump from before it was created for all readings', () => {
    const machine = createMachine();
    machine.run(60_000);
    machine.unixMs += 3_600_000;
    const clock = createClock(machine);
    expect(clock.toHrTime(0)[0]).toBe(1_764_003_600);
  });
});

describe('fromTimeInput', () => {
  it('takes what throws when it is looked at for no input', () => {
    const machine = createMachine();
    const clock = createClock(machine);
    machine.run(5);
    const { proxy, revoke } = Proxy.revocable([1, 2], {});
    revoke();
    for (const input of [proxy, [{}, Symbol('x')], [1n, 2n]])
      expect(clock.fromTimeInput(input as never)).toBe(5);
  });

  const machine = createMachine();
  machine.run(2_000);
  const clock = createClock(machine);

  it('takes milliseconds of the performance timeline as they are, 0 included', () => {
    expect(clock.fromTimeInput(0)).toBe(0);
    expect(clock.fromTimeInput(1234.5)).toBe(1234.5);
  });

  it('takes Unix milliseconds and Dates, also those from before the page was opened', () => {
    expect(clock.fromTimeInput(1_764_000_001_000)).toBeCloseTo(999.75, 9);
    expect(clock.fromTimeInput(new Date(1_764_000_001_000))).toBeCloseTo(999.75, 9);
    expect(clock.fromTimeInput(1_763_999_999_000)).toBeCloseTo(-1_000.25, 9);
    expect(clock.fromTimeInput(new Date(5))).toBeCloseTo(5 - 1_764_000_000_000.25, 3);
  });

  it('brings [seconds, nanoseconds] back to the nanosecond', () => {
    for (const nanos of [0, 1, 249_999, 250_000, 250_001, 999_999_999]) {
      const time: [number, number] = [1_764_000_123, nanos];
      expect(clock.toHrTime(clock.fromTimeInput(time))).toEqual(time);
    }
  });

  it('means now where there is nothing valid', () => {
    const invalid = [undefined, Number.NaN, Infinity, new Date('?'), 'x', null, {}, [], ['a', 'b']];
    for (const input of invalid) expect(clock.fromTimeInput(input as never)).toBe(2_000);
  });

  it('finds the stretch of time that a Unix time belongs to', () => {
    const jumping = createMachine(1_764_000_000_000);
    const jumped = createClock(jumping);
    jumping.run(1_000);
    jumping.unixMs += 10_000;
    jumped.now();
    expect(jumped.fromTimeInput(1_764_000_000_500)).toBe(500);
    expect(jumped.fromTimeInput(1_764_000_012_000)).toBe(2_000);
  });
});

describe('encodeUnixNano', () => {
  it('writes what no number can hold', () => {
    expect(encodeUnixNano([1_764_000_000, 1])).toBe('1764000000000000001');
    expect(encodeUnixNano([1_764_000_000, 999_999_999])).toBe('1764000000999999999');
  });

  it('writes no leading zeros and nothing negative', () => {
    expect(encodeUnixNano([0, 42])).toBe('42');
    expect(encodeUnixNano([0, 0])).toBe('0');
    expect(encodeUnixNano([-1, 999_999_999])).toBe('0');
  });
});
