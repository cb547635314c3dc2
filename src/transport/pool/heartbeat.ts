interface Pulse {
  readonly beats: Set<() => void>;
  readonly timer: NodeJS.Timeout;
}

const pulses = new Map<number, Pulse>();

/**
 * Calls `beat` now and once each period, until the returned function is called. All channels with the same period share one
 * timer, which does not keep the process alive.
 */
export const startHeartbeat = (beat: () => void, periodMs: number): (() => void) => {
  beat();
  const { beats, timer } = pulses.get(periodMs) ?? startPulse(periodMs);
  beats.add(beat);
  return () => {
    beats.delete(beat);
    if (beats.size > 0 || pulses.get(periodMs)?.beats !== beats) return;
    clearInterval(timer);
    pulses.delete(periodMs);
  };
};

const startPulse = (periodMs: number): Pulse => {
  const beats = new Set<() => void>();
  const timer = setInterval(() => {
    for (const beat of beats) beat();
  }, periodMs).unref();
  const pulse = { beats, timer };
  pulses.set(periodMs, pulse);
  return pulse;
};
