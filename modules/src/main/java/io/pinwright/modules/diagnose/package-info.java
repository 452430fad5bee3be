/**
 * What is wrong with the dataplane of a host, judged from its facts alone: findings with the evidence and the task that mends
 * each, and which rules could not be judged and why. Pure functions of {@code system}'s facts; reads nothing itself.
 */
@NullMarked
package io.pinwright.modules.diagnose;

import org.jspecify.annotations.NullMarked;
