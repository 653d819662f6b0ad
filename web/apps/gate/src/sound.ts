import type { Light } from './judge.ts';

const notes: Readonly<Record<Light, readonly number[]>> = { go: [880, 1175], go_if: [660, 660], stop: [220, 180, 220], unsure: [440] };

/** Once for go, twice for go if, three times and long for stop; felt in a pocket and in noise. */
export function buzz(light: Light): void {
  const pattern: Readonly<Record<Light, readonly number[]>> = { go: [60], go_if: [80, 80, 80], stop: [220, 90, 220, 90, 220], unsure: [80, 80, 80] };
  navigator.vibrate?.([...pattern[light]]);
}

/** A short sound per answer: rising for go, level for go if, low and threefold for stop. */
export function ring(light: Light): void {
  buzz(light);
  try {
    const context = new AudioContext();
    notes[light].forEach((pitch, index) => {
      const tone = context.createOscillator();
      const volume = context.createGain();
      volume.gain.value = 0.15;
      tone.frequency.value = pitch;
      tone.connect(volume).connect(context.destination);
      tone.start(context.currentTime + index * 0.18);
      tone.stop(context.currentTime + index * 0.18 + 0.15);
    });
    setTimeout(() => void context.close(), 1_200);
  } catch {
    // A phone without sound still shakes and shows.
  }
}
