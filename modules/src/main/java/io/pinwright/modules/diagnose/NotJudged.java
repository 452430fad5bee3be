package io.pinwright.modules.diagnose;

/**
 * A rule that could not be judged: unknown is not the same as fine.
 *
 * @param subject whom it concerns, or {@code host}
 * @param why what is missing
 */
public record NotJudged(String rule, String subject, String why) {}
