/** Benchmarks of the hot paths. */
package io.pinwright.bench;
