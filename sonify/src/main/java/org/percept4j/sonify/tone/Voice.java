package org.percept4j.sonify.tone;

/**
 * Holds what one voice of a frame sounds.
 *
 * @param sound which kind of sound
 * @param norm the norm it stands for: the worst of the tracks that share the voice
 * @param hertz the pitch of a {@link Sound#TONE} or {@link Sound#BELOW_RANGE} in hertz; NaN for
 *     sounds without a pitch
 * @param track position in the frame of the track whose norm it is
 */
public record Voice(Sound sound, double norm, double hertz, int track) {}
